"""Checking in by oneself: by the code on the screen, or by its PIN."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.briefings.actions.arrivals import count_present, log
from portal.briefings.models import Attendance, BriefingSession
from portal.briefings.queries import is_expected, sessions_with_pin, standing_of
from portal.briefings.rules import Act, Method, Outcome, read_pin, refusal
from portal.errors import N_, RuleBroken, TooMany
from portal.extensions import db
from portal.people.actions import Writes
from portal.people.actions.sign_in import forgive, take_turn
from portal.people.models import User
from portal.people.rules.sign_in import PAIR, Counted


@dataclass(frozen=True)
class CheckIn:
    """What came of it; attendance is None where the person is not counted."""

    outcome: Outcome
    attendance: Attendance | None = None


@dataclass(frozen=True)
class _Self:
    """A person as an arrival is kept."""

    user_id: int
    unit_id: int
    staff_type: str


def foresee(*, session: BriefingSession, arrived_at: datetime, actor: User) -> CheckIn:
    """Return what would come of checking in, seats aside; nothing is written."""
    standing = standing_of(session.id, actor.id)
    if standing.is_present:
        return CheckIn(Outcome.REPEATED, standing.attendance)
    is_struck = standing.attendance is not None and bool(standing.attendance.strike_reason)
    expected = standing.is_invited or is_expected(session, actor)
    why = refusal(session, arrived_at=arrived_at, is_expected=expected, is_struck=is_struck)
    return CheckIn(why or Outcome.CHECKED_IN)


def check_in(*, session: BriefingSession, method: Method, arrived_at: datetime, actor: User, now: datetime) -> CheckIn:
    """Return what came of checking in: counted, counted before, or why not; every one of them is logged.

    arrived_at: when the code was scanned; signing in may have taken a while since
    Nothing is raised: the caller commits the log also of a refusal.
    """
    seen = foresee(session=session, arrived_at=arrived_at, actor=actor)
    if seen.outcome is Outcome.CHECKED_IN and _is_full(session):
        seen = CheckIn(Outcome.FULL)
    if seen.outcome is not Outcome.CHECKED_IN:
        act = Act.REPEATED if seen.outcome is Outcome.REPEATED else Act.REFUSED
        log(session.id, actor.id, act, method, actor, now, note="" if act is Act.REPEATED else seen.outcome.value)
        db.session.flush()
        return seen
    me = _Self(actor.id, actor.unit_id, actor.staff_type)
    arrival = count_present(session, [me], arrived_at=arrived_at, method=method, actor=actor, now=now)[actor.id]
    if arrival.attendance.struck_at is not None:  # struck out by somebody at this very moment
        return CheckIn(Outcome.STRUCK)
    return CheckIn(Outcome.CHECKED_IN if arrival.is_new else Outcome.REPEATED, arrival.attendance)


def find_by_pin(
    *, typed: str, sees: Callable[[BriefingSession], bool], actor: User, writes: Writes, now: datetime
) -> BriefingSession:
    """Return the session whose PIN was typed; a wrong one is counted, so that nobody gets far by guessing.

    sees: whether the person may see a session at all
    Leaves the write transaction open. Raises RuleBroken for a wrong PIN, TooMany while a wait is running.
    """
    pin = read_pin(typed)
    if pin is None:
        raise RuleBroken(N_("รหัสมีตัวเลข 6 หลัก โปรดดูที่จอในห้องประชุม"), field="pin")
    count = Counted(hashlib.sha256(f"briefing-pin\0{actor.id}".encode()).hexdigest(), PAIR)
    writes.begin()
    try:
        take_turn([count], now)
    except TooMany as wait:
        raise TooMany(
            N_("ใส่รหัสไม่ถูกต้องหลายครั้ง โปรดรอ %(seconds)s วินาที แล้วลองอีกครั้ง หรือสแกนรหัสคิวอาร์ที่จอ"),
            retry_after=wait.retry_after,
            seconds=wait.retry_after,
        ) from None
    session = next((each for each in sessions_with_pin(pin, now) if sees(each)), None)
    if session is None:
        writes.finish()
        raise RuleBroken(N_("ไม่พบการประชุมที่ใช้รหัสนี้ โปรดตรวจตัวเลขที่จอในห้องประชุมแล้วลองอีกครั้ง"), field="pin")
    forgive([count])
    return session


def _is_full(session: BriefingSession) -> bool:
    """Return whether no seat is left; those who check in at the same moment queue up for the last one."""
    if session.capacity is None:
        return False
    db.session.execute(select(BriefingSession.id).where(BriefingSession.id == session.id).with_for_update())
    present = Attendance.session_id == session.id, Attendance.struck_at.is_(None)
    return (db.session.scalar(select(func.count()).where(*present)) or 0) >= session.capacity
