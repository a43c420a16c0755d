"""A session's times and the state that follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from portal import thai
from portal.errors import N_, RuleBroken

TITLE_CHARACTERS = 200
PLACE_CHARACTERS = 300
PROGRAMME_CHARACTERS = 5_000
REASON_CHARACTERS = 1_000
CAPACITY_MOST = 100_000
FILES_AT_ONCE = 10
OPENS_BEFORE = timedelta(hours=1)
GRACE = timedelta(minutes=15)


class SessionState(StrEnum):
    """Where a session stands, told from its times."""

    UPCOMING = "upcoming"
    CHECKIN = "checkin"
    RUNNING = "running"
    OVER = "over"
    CANCELLED = "cancelled"


class Timed(Protocol):
    """What the state is told from."""

    starts_at: datetime
    ends_at: datetime
    checkin_from_at: datetime
    checkin_until_at: datetime
    cancelled_at: datetime | None


Session = TypeVar("Session", bound=Timed)


def session_state(session: Timed, now: datetime) -> SessionState:
    """Return the state; a session goes on until it has ended and its check-in has closed."""
    if session.cancelled_at is not None:
        return SessionState.CANCELLED
    if now > max(session.ends_at, session.checkin_until_at):
        return SessionState.OVER
    if now >= session.starts_at:
        return SessionState.RUNNING
    return SessionState.CHECKIN if now >= session.checkin_from_at else SessionState.UPCOMING


def in_order(sessions: Iterable[Session], now: datetime) -> list[Session]:
    """Return what is ahead or going on, the next first; then what is over or cancelled, the latest first."""
    behind = (SessionState.OVER, SessionState.CANCELLED)
    ordered = sorted(sessions, key=lambda each: each.starts_at)
    ahead = [each for each in ordered if session_state(each, now) not in behind]
    return ahead + [each for each in reversed(ordered) if session_state(each, now) in behind]


@dataclass(frozen=True)
class Times:
    """The instants of a session on one day."""

    starts_at: datetime
    ends_at: datetime
    checkin_from_at: datetime
    checkin_until_at: datetime
    late_after_at: datetime

    @classmethod
    def on(
        cls,
        day: date,
        *,
        starts: time,
        ends: time,
        checkin_from: time | None = None,
        checkin_until: time | None = None,
        late_after: time | None = None,
    ) -> Times:
        """Return the instants of the times typed for a day in Bangkok.

        What was left out: check-in opens an hour before the start and closes at the end; late is after 15 minutes.
        """

        def instant(typed: time | None, default: datetime) -> datetime:
            return default if typed is None else thai.instant_of(day, typed)

        starts_at, ends_at = thai.instant_of(day, starts), thai.instant_of(day, ends)
        until = instant(checkin_until, ends_at)
        return cls(
            starts_at=starts_at,
            ends_at=ends_at,
            checkin_from_at=instant(checkin_from, starts_at - OPENS_BEFORE),
            checkin_until_at=until,
            late_after_at=instant(late_after, min(starts_at + GRACE, until)),
        )

    @property
    def values(self) -> Mapping[str, datetime]:
        """The columns they are kept in."""
        return dict(vars(self))


def check_times(times: Times) -> None:
    """Raise RuleBroken, under the field that was typed, for times that run backwards."""
    if times.ends_at <= times.starts_at:
        raise RuleBroken(N_("เวลาสิ้นสุดต้องอยู่หลังเวลาเริ่ม"), field="ends")
    if times.checkin_from_at > times.starts_at:
        raise RuleBroken(N_("เวลาเปิดลงเวลาต้องไม่ช้ากว่าเวลาเริ่มประชุม"), field="checkin_from")
    if times.checkin_until_at <= times.checkin_from_at:
        raise RuleBroken(N_("เวลาปิดลงเวลาต้องอยู่หลังเวลาเปิดลงเวลา"), field="checkin_until")
    if not times.checkin_from_at <= times.late_after_at <= times.checkin_until_at:
        raise RuleBroken(N_("เวลาที่เริ่มนับว่ามาสายต้องอยู่ระหว่างเวลาเปิดและปิดลงเวลา"), field="late_after")


def check_standing(session: Any) -> None:
    """Raise RuleBroken for a session that was cancelled: nothing of it changes any more."""
    if session.cancelled_at is not None:
        raise RuleBroken(N_("การประชุมนี้ยกเลิกแล้ว จึงแก้ไขหรือลงเวลาไม่ได้ หากจัดใหม่ โปรดสร้างการประชุมใหม่"))


def check_reason(reason: str) -> None:
    """Raise RuleBroken for an act that needs a reason and has none, or one too long to read."""
    if not reason.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผล ผู้เกี่ยวข้องจะเห็นข้อความนี้"), field="reason")
    if len(reason) > REASON_CHARACTERS:
        raise RuleBroken(N_("เหตุผลยาวเกิน %(max)s ตัวอักษร โปรดย่อข้อความ"), field="reason", max=REASON_CHARACTERS)


def top_units(paths: Mapping[int, str]) -> list[int]:
    """Return the ids (id -> path) without those that stand below another one chosen: they are in it already."""
    return [
        unit_id
        for unit_id, path in paths.items()
        if not any(path != other and path.startswith(other) for other in paths.values())
    ]
