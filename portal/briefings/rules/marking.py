"""Who may be counted as present, when, and what may be changed afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.briefings.rules.sessions import check_standing
from portal.errors import N_, RuleBroken

UNDO_WITHIN = timedelta(minutes=10)
NOTE_CHARACTERS = 300


class Method(StrEnum):
    """How somebody was counted."""

    QR = "qr"
    PIN = "pin"
    LIST = "list"
    SHEET = "sheet"


class Act(StrEnum):
    """What the log of attendance holds."""

    CHECKED_IN = "checked_in"
    REPEATED = "repeated"
    REFUSED = "refused"
    LEFT = "left"
    UNDONE = "undone"
    STRUCK = "struck"
    RESTORED = "restored"
    CORRECTED = "corrected"


class Outcome(StrEnum):
    """What came of checking in by oneself."""

    CHECKED_IN = "checked_in"
    REPEATED = "repeated"
    CANCELLED = "cancelled"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    NOT_EXPECTED = "not_expected"
    STRUCK = "struck"
    FULL = "full"

    @property
    def is_counted(self) -> bool:
        """Whether the person is counted as present."""
        return self in (Outcome.CHECKED_IN, Outcome.REPEATED)


def refusal(session: Any, *, arrived_at: datetime, is_expected: bool, is_struck: bool) -> Outcome | None:
    """Return why somebody who is not counted yet cannot check in, or None."""
    if session.cancelled_at is not None:
        return Outcome.CANCELLED
    if arrived_at < session.checkin_from_at:
        return Outcome.TOO_EARLY
    if arrived_at > session.checkin_until_at:
        return Outcome.TOO_LATE
    if not is_expected:
        return Outcome.NOT_EXPECTED
    return Outcome.STRUCK if is_struck else None


def first_late_instant(late_after_at: datetime) -> datetime:
    """Return the first instant that counts as late: the minute that is named is still in time to its end."""
    return late_after_at + timedelta(minutes=1)


def is_late(arrived_at: datetime, late_after_at: datetime) -> bool:
    """Return whether the arrival counts as late."""
    return arrived_at >= first_late_instant(late_after_at)


def check_may_mark(session: Any, now: datetime) -> None:
    """Raise RuleBroken where the secretariat cannot enter attendance: before check-in opens, or once cancelled."""
    check_standing(session)
    if now < session.checkin_from_at:
        raise RuleBroken(N_("ยังไม่ถึงเวลาเปิดลงเวลา %(opens)s จึงลงเวลาไม่ได้"), opens=session.checkin_from_at)


def check_arrival(session: Any, arrived_at: datetime, now: datetime, *, field: str = "arrived") -> None:
    """Raise RuleBroken for an arrival that cannot be: before check-in opened, after the session, or still to come."""
    if arrived_at > now:
        raise RuleBroken(N_("เวลามาถึงยังไม่เกิดขึ้น โปรดตรวจสอบ"), field=field)
    last = max(session.ends_at, session.checkin_until_at)
    if not session.checkin_from_at <= arrived_at <= last:
        raise RuleBroken(
            N_("เวลามาถึงต้องอยู่ระหว่าง %(first)s ถึง %(last)s"), field=field, first=session.checkin_from_at, last=last
        )


def check_left(session: Any, arrived_at: datetime, left_at: datetime | None) -> None:
    """Raise RuleBroken for leaving early at a time that cannot be; None means the person stayed."""
    if left_at is not None and not arrived_at < left_at < session.ends_at:
        raise RuleBroken(
            N_("เวลาออกก่อนต้องอยู่หลังเวลามาถึงและก่อนเวลาสิ้นสุด %(ends)s หากอยู่จนจบให้เว้นว่าง"),
            field="left",
            ends=session.ends_at,
        )


def may_undo(method: str, marked_at: datetime, now: datetime) -> bool:
    """Return whether a tick on the list may still be taken back without a reason."""
    return method == Method.LIST and now - marked_at <= UNDO_WITHIN
