"""Sessions: one, a year's, those a PIN may open; their audience and files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.access.permissions import Permission
from portal.access.policy import can
from portal.access.predicates import Person
from portal.briefings.models import Attendance, BriefingAudience, BriefingFile, BriefingInvitation, BriefingSession
from portal.extensions import db
from portal.people.models import Unit, User
from portal.performance.models import FiscalYear
from portal.performance.queries import years_of_person

# a right PIN typed this long before check-in opens or after it has closed is answered with the times
PIN_KNOWN_BEFORE, PIN_KNOWN_AFTER = timedelta(days=1), timedelta(hours=12)


@dataclass(frozen=True)
class SessionRow:
    """A line of the list: the session, how many were invited and came, and what it is to the person who looks."""

    session: BriefingSession
    invited: int
    attended: int
    is_invited: bool
    arrived_at: datetime | None


@dataclass(frozen=True)
class FileRow:
    """A file of a session as it is shown."""

    file_id: int
    filename: str
    size_bytes: int
    uploader: str
    uploaded_at: datetime


def get_session(briefing_id: int) -> BriefingSession | None:
    """Return the session with its year and agency, or None."""
    return db.session.scalars(_sessions().where(BriefingSession.id == briefing_id)).first()


def sessions_of_year(year: FiscalYear) -> list[BriefingSession]:
    """Return the year's sessions by their start, cancelled ones too."""
    statement = _sessions().where(BriefingSession.fiscal_year_id == year.id)
    return list(db.session.scalars(statement.order_by(BriefingSession.starts_at, BriefingSession.id)))


def session_rows(year: FiscalYear, user_id: int) -> list[SessionRow]:
    """Return the year's sessions by their start with their counts and the person's own part, in one statement."""
    invited = select(func.count()).where(BriefingInvitation.session_id == BriefingSession.id).scalar_subquery()
    attended = (
        select(func.count())
        .where(Attendance.session_id == BriefingSession.id, Attendance.struck_at.is_(None))
        .scalar_subquery()
    )
    own_invitation = and_(BriefingInvitation.session_id == BriefingSession.id, BriefingInvitation.user_id == user_id)
    own_attendance = and_(
        Attendance.session_id == BriefingSession.id, Attendance.user_id == user_id, Attendance.struck_at.is_(None)
    )
    found = db.session.execute(
        _sessions()
        .add_columns(
            invited.correlate(BriefingSession),
            attended.correlate(BriefingSession),
            BriefingInvitation.id,
            Attendance.arrived_at,
        )
        .outerjoin(BriefingInvitation, own_invitation)
        .outerjoin(Attendance, own_attendance)
        .where(BriefingSession.fiscal_year_id == year.id)
        .order_by(BriefingSession.starts_at, BriefingSession.id)
    )
    return [
        SessionRow(session, count, came, invitation is not None, at) for session, count, came, invitation, at in found
    ]


def sessions_with_pin(pin: str, now: datetime) -> list[BriefingSession]:
    """Return the sessions of these days with the PIN, those whose check-in is open first."""
    found = db.session.scalars(
        _sessions().where(
            BriefingSession.pin == pin,
            BriefingSession.checkin_from_at <= now + PIN_KNOWN_BEFORE,
            BriefingSession.checkin_until_at >= now - PIN_KNOWN_AFTER,
        )
    )

    def order(session: BriefingSession) -> tuple[bool, bool, datetime]:
        is_open = session.checkin_from_at <= now <= session.checkin_until_at
        return session.cancelled_at is not None, not is_open, session.starts_at

    return sorted(found, key=order)


def pins_in_use(now: datetime) -> set[str]:
    """Return the PINs of sessions that are not long over: a new one must differ from them."""
    statement = select(BriefingSession.pin).where(BriefingSession.checkin_until_at >= now - PIN_KNOWN_BEFORE)
    return set(db.session.scalars(statement))


def years_in_sight(person: Person) -> list[FiscalYear]:
    """Return the years whose briefings the person may see: the own agency's, newest first."""
    return [year for year in years_of_person(person) if can(person, Permission.BRIEFING_VIEW, year)]


def year_of_day(agency: Unit, day: Any) -> FiscalYear | None:
    """Return the agency's fiscal year that holds the day, or None."""
    return db.session.scalars(
        select(FiscalYear)
        .where(FiscalYear.agency_id == agency.id, FiscalYear.starts_on <= day, FiscalYear.ends_on >= day)
        .options(joinedload(FiscalYear.agency))
    ).first()


def audience_units(session_ids: Sequence[int]) -> dict[int, list[Unit]]:
    """Return session's id -> units it is for, in tree order; one statement."""
    found: dict[int, list[Unit]] = defaultdict(list)
    rows = db.session.execute(
        select(BriefingAudience.session_id, Unit)
        .join(Unit, Unit.id == BriefingAudience.unit_id)
        .where(BriefingAudience.session_id.in_(session_ids))
        .order_by(Unit.position, Unit.name_th, Unit.id)
    )
    for session_id, unit in rows:
        found[session_id].append(unit)
    return found


def files_of(session_id: int) -> list[FileRow]:
    """Return the session's files that have not been withdrawn, oldest first."""
    rows = db.session.execute(
        select(BriefingFile.id, BriefingFile.filename, BriefingFile.size_bytes, User.name, BriefingFile.uploaded_at)
        .join(User, User.id == BriefingFile.uploaded_by_id)
        .where(BriefingFile.session_id == session_id, BriefingFile.withdrawn_at.is_(None))
        .order_by(BriefingFile.id)
    )
    return [FileRow(*row) for row in rows]


def get_file(file_id: int) -> BriefingFile | None:
    """Return the file with its session, or None; a withdrawn one is None."""
    return db.session.scalars(
        select(BriefingFile)
        .where(BriefingFile.id == file_id, BriefingFile.withdrawn_at.is_(None))
        .options(joinedload(BriefingFile.session).joinedload(BriefingSession.fiscal_year).joinedload(FiscalYear.agency))
    ).first()


def kept_files(digests: Collection[str]) -> set[str]:
    """Return those of the digests that a briefing's file names, withdrawn or not."""
    return set(db.session.scalars(select(BriefingFile.sha256).where(BriefingFile.sha256.in_(digests)).distinct()))


KEPT_FILES: tuple[Callable[[Collection[str]], set[str]], ...] = (kept_files,)


def _sessions() -> Select[Any]:
    return (
        select(BriefingSession)
        .join(BriefingSession.fiscal_year)
        .join(FiscalYear.agency)
        .options(contains_eager(BriefingSession.fiscal_year).contains_eager(FiscalYear.agency))
    )
