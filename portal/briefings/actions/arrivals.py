"""Counting somebody as present: once, however many act at the same moment, and every act in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from portal.briefings.models import Attendance, AttendanceEvent, BriefingSession
from portal.briefings.rules import Act, Method, is_late
from portal.extensions import db
from portal.people.models import User

ROWS_AT_ONCE = 500


class Arriving(Protocol):
    """What is kept of somebody who comes: division and staff type as they are that day."""

    user_id: int
    unit_id: int
    staff_type: str


@dataclass(frozen=True)
class Arrival:
    """What counting somebody as present came to. is_new: false where the person was counted before."""

    attendance: Attendance
    is_new: bool


def count_present(
    session: BriefingSession,
    people: Sequence[Any],
    *,
    arrived_at: datetime,
    method: Method,
    actor: User,
    now: datetime,
) -> dict[int, Arrival]:
    """Return person's id -> arrival. Two acts at once on the same person make one row, and both learn of it.

    A tick that was taken back is made good again; who was struck out with a reason stays so.
    """
    new = _insert(session, people, arrived_at, method, actor)
    rows = db.session.scalars(
        select(Attendance)
        .where(Attendance.session_id == session.id, Attendance.user_id.in_([each.user_id for each in people]))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = {
        row.user_id: Arrival(row, row.user_id in new or _revived(session, row, arrived_at, method, actor))
        for row in rows
    }
    for user_id, arrival in found.items():
        struck = arrival.attendance.struck_at is not None
        act = Act.CHECKED_IN if arrival.is_new else Act.REFUSED if struck else Act.REPEATED
        log(session.id, user_id, act, method, actor, now)
    db.session.flush()
    return found


def log(
    session_id: int, user_id: int, act: Act, method: Method | str, actor: User, now: datetime, note: str = ""
) -> None:
    """Put an act into the log of attendance."""
    db.session.add(
        AttendanceEvent(
            session_id=session_id,
            user_id=user_id,
            act=act.value,
            method=str(method),
            actor_id=actor.id,
            at=now,
            note=note,
        )
    )


def _insert(
    session: BriefingSession, people: Sequence[Any], arrived_at: datetime, method: Method, actor: User
) -> set[int]:
    """Return the ids of those who had no row yet."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    common = {
        "session_id": session.id,
        "arrived_at": arrived_at,
        "is_late": is_late(arrived_at, session.late_after_at),
        "method": method.value,
        "marked_by_id": actor.id,
        "strike_reason": "",
        "version": 1,
    }
    rows = [
        common | {"user_id": each.user_id, "unit_id": each.unit_id, "staff_type": each.staff_type}
        for each in sorted(people, key=lambda each: each.user_id)
    ]
    new: set[int] = set()
    for first in range(0, len(rows), ROWS_AT_ONCE):
        statement = dialect.insert(Attendance).values(rows[first : first + ROWS_AT_ONCE])
        statement = statement.on_conflict_do_nothing(index_elements=["session_id", "user_id"])
        new |= set(db.session.scalars(statement.returning(Attendance.user_id)))
    return new


def _revived(session: BriefingSession, row: Attendance, arrived_at: datetime, method: Method, actor: User) -> bool:
    """Return whether a tick that was taken back is good again."""
    if row.struck_at is None or row.strike_reason:
        return False
    row.struck_at = None
    row.arrived_at, row.is_late = arrived_at, is_late(arrived_at, session.late_after_at)
    row.left_early_at, row.method, row.marked_by_id = None, method.value, actor.id
    return True
