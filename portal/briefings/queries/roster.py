"""What the quizzes ask of the briefings: who was there, who was invited, how many people there were on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select, true

from portal import thai
from portal.briefings.models import Attendance, BriefingAudience, BriefingInvitation, BriefingSession
from portal.briefings.queries.invitations import Division, divisions_by_unit
from portal.extensions import db
from portal.people.models import Unit, User
from portal.performance.models import FiscalYear


@dataclass(frozen=True)
class AttendeeFact:
    """A person who was at one or more of the sessions, once; unit and staff type as they were at the first of them.

    session_ids: by arrival; arrived_at and is_late are of the first
    """

    user_id: int
    name: str
    unit_id: int
    unit_abbr: str
    division_id: int
    division_abbr: str
    division_path: str
    staff_type: str
    session_ids: tuple[int, ...]
    arrived_at: datetime
    is_late: bool


def roster(session_ids: Sequence[int]) -> list[AttendeeFact]:
    """Return everybody who was there, each person once, by name; who was struck out is left out; three statements."""
    rows = _present(session_ids)
    divisions = _divisions(session_ids) if rows else {}
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.user_id, []).append(row)
    return [_fact(of_person, divisions) for of_person in found.values()]


def is_checked_in(user_id: int, session_ids: Sequence[int]) -> bool:
    """Return whether the person was at one of the sessions."""
    return (
        db.session.scalar(
            select(Attendance.id)
            .where(
                Attendance.user_id == user_id, Attendance.session_id.in_(session_ids), Attendance.struck_at.is_(None)
            )
            .limit(1)
        )
        is not None
    )


def invited(session_ids: Sequence[int]) -> set[int]:
    """Return the ids of everybody invited to any of the sessions."""
    statement = select(BriefingInvitation.user_id).where(BriefingInvitation.session_id.in_(session_ids))
    return set(db.session.scalars(statement.distinct()))


def headcount(session_ids: Sequence[int], on: date) -> dict[int, int]:
    """Return unit's id -> how many people of the sessions' audience had an account in use on the day; two statements.

    Each person counts once, in the unit the person belongs to now: the portal keeps no history of moves.
    """
    audience = db.session.execute(
        select(Unit.path, BriefingSession.staff_type)
        .join(BriefingAudience, BriefingAudience.unit_id == Unit.id)
        .join(BriefingSession, BriefingSession.id == BriefingAudience.session_id)
        .where(BriefingAudience.session_id.in_(session_ids))
        .distinct()
    ).all()
    if not audience:
        return {}
    end = thai.start_of_day(on + timedelta(days=1))
    wanted = or_(
        *(
            and_(Unit.path.startswith(path, autoescape=True), User.staff_type == kind if kind else true())
            for path, kind in audience
        )
    )
    rows = db.session.execute(
        select(User.unit_id, func.count().label("people"))
        .join(Unit, Unit.id == User.unit_id)
        .where(wanted, User.created_at < end, or_(User.disabled_at.is_(None), User.disabled_at >= end))
        .group_by(User.unit_id)
    )
    return {row.unit_id: row.people for row in rows}


def _present(session_ids: Sequence[int]) -> Sequence[Any]:
    return db.session.execute(
        select(
            Attendance.user_id,
            User.name,
            Attendance.unit_id,
            Unit.abbr,
            Unit.name_th,
            Unit.path,
            Attendance.staff_type,
            Attendance.session_id,
            Attendance.arrived_at,
            Attendance.is_late,
        )
        .join(User, User.id == Attendance.user_id)
        .join(Unit, Unit.id == Attendance.unit_id)
        .where(Attendance.session_id.in_(session_ids), Attendance.struck_at.is_(None))
        .order_by(User.name, User.id, Attendance.arrived_at, Attendance.session_id)
    ).all()


def _divisions(session_ids: Sequence[int]) -> dict[int, Division]:
    """Return unit's id -> division, of every agency the sessions belong to."""
    paths = db.session.scalars(
        select(Unit.path)
        .join(FiscalYear, FiscalYear.agency_id == Unit.id)
        .join(BriefingSession, BriefingSession.fiscal_year_id == FiscalYear.id)
        .where(BriefingSession.id.in_(session_ids))
        .distinct()
    )
    found: dict[int, Division] = {}
    for path in paths:
        found |= divisions_by_unit(path)
    return found


def _fact(rows: Sequence[Any], divisions: dict[int, Division]) -> AttendeeFact:
    first = rows[0]
    home = divisions.get(first.unit_id) or Division(first.unit_id, first.abbr, first.name_th, first.path, 0)
    return AttendeeFact(
        user_id=first.user_id,
        name=first.name,
        unit_id=first.unit_id,
        unit_abbr=first.abbr,
        division_id=home.id,
        division_abbr=home.abbr,
        division_path=home.path,
        staff_type=first.staff_type,
        session_ids=tuple(row.session_id for row in rows),
        arrived_at=first.arrived_at,
        is_late=first.is_late,
    )
