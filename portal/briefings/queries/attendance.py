"""Who was there, as the secretariat sees it: the list, one person's line and log, the counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal import thai
from portal.briefings.models import (
    Attendance,
    AttendanceEvent,
    BriefingInvitation,
    BriefingSession,
)
from portal.briefings.queries.invitations import audience_paths, in_audience
from portal.extensions import db
from portal.paging import Slice, paginate
from portal.people.models import Unit, User
from portal.people.queries import within
from portal.performance.models import FiscalYear

PER_PAGE = 50
SHOWN = ("all", "waiting", "present", "struck")


@dataclass(frozen=True)
class AttendeeRow:
    """A person on a session's list; everything of the attendance is None for somebody who has not come."""

    user_id: int
    name: str
    username: str
    position: str
    staff_type: str
    unit_id: int
    unit_abbr: str
    is_invited: bool
    attendance_id: int | None
    arrived_at: datetime | None
    is_late: bool | None
    left_early_at: datetime | None
    method: str | None
    struck_at: datetime | None
    strike_reason: str | None
    marker: str | None

    @property
    def is_present(self) -> bool:
        """Whether the person counts as having been there."""
        return self.attendance_id is not None and self.struck_at is None


@dataclass(frozen=True)
class Tally:
    """How many were invited and came. uninvited: of those who came, how many had no invitation."""

    invited: int
    present: int
    late: int
    left_early: int
    struck: int
    uninvited: int


@dataclass(frozen=True)
class LogLine:
    """One act on a person's attendance."""

    act: str
    method: str
    at: datetime
    actor: str
    note: str


def attendee_rows(
    session: BriefingSession, page: int, *, words: str = "", unit_id: int | None = None, shown: str = "all",
    everyone: bool = False,
) -> Slice[AttendeeRow]:  # fmt: skip
    """Return a page of those expected and those who came, by name; three statements.

    everyone: the whole agency's people in use, to find somebody who was not expected
    shown: one of SHOWN
    """
    statement = _listed(session, everyone=everyone)
    for word in thai.search_key(words).split():
        statement = statement.where(User.search_text.contains(word, autoescape=True))
    if unit_id is not None:
        statement = statement.where(Unit.path.contains(f"/{unit_id}/", autoescape=True))
    present = and_(Attendance.id.is_not(None), Attendance.struck_at.is_(None))
    match shown:
        case "present":
            statement = statement.where(present)
        case "waiting":
            statement = statement.where(or_(Attendance.id.is_(None), Attendance.struck_at.is_not(None)))
        case "struck":
            statement = statement.where(Attendance.struck_at.is_not(None), Attendance.strike_reason != "")
    found: Slice[Any] = paginate(statement.order_by(User.name, User.id), page, session=db.session, per_page=PER_PAGE)
    return found.map(_row)


def attendees(session: BriefingSession) -> list[AttendeeRow]:
    """Return everybody expected and everybody who came, by name; two statements."""
    return [_row(row) for row in db.session.execute(_listed(session).order_by(User.name, User.id))]


def attendee_row(session: BriefingSession, user_id: int) -> AttendeeRow | None:
    """Return one person's line, expected or not; None for somebody who is neither of the agency nor was there."""
    row = db.session.execute(_listed(session, everyone=True).where(User.id == user_id)).first()
    return _row(row) if row else None


def people_of_agency(session: BriefingSession) -> list[AttendeeRow]:
    """Return the agency's people in use and all who were invited or came, by name; two statements."""
    return [_row(row) for row in db.session.execute(_listed(session, everyone=True).order_by(User.name, User.id))]


def tally(session_id: int) -> Tally:
    """Return the session's counts, in one statement."""
    present = Attendance.struck_at.is_(None)
    invitation = and_(
        BriefingInvitation.session_id == Attendance.session_id, BriefingInvitation.user_id == Attendance.user_id
    )
    invited = select(func.count()).where(BriefingInvitation.session_id == session_id).scalar_subquery()

    def count(*conditions: Any) -> Any:
        return func.count(case((and_(*conditions), Attendance.id)))

    row = db.session.execute(
        select(
            invited,
            count(present),
            count(present, Attendance.is_late),
            count(present, Attendance.left_early_at.is_not(None)),
            count(Attendance.struck_at.is_not(None), Attendance.strike_reason != ""),
            count(present, BriefingInvitation.id.is_(None)),
        )
        .select_from(Attendance)
        .outerjoin(BriefingInvitation, invitation)
        .where(Attendance.session_id == session_id)
    ).one()
    return Tally(*row)


def get_attendance(attendance_id: int) -> Attendance | None:
    """Return the attendance with its person, session and agency, or None."""
    return db.session.scalars(
        select(Attendance)
        .join(Attendance.session)
        .join(BriefingSession.fiscal_year)
        .join(FiscalYear.agency)
        .where(Attendance.id == attendance_id)
        .options(
            contains_eager(Attendance.session)
            .contains_eager(BriefingSession.fiscal_year)
            .contains_eager(FiscalYear.agency),
            joinedload(Attendance.user).joinedload(User.unit),
        )
    ).first()


def log_of(session_id: int, user_id: int) -> list[LogLine]:
    """Return what was done about a person's attendance, oldest first."""
    rows = db.session.execute(
        select(AttendanceEvent.act, AttendanceEvent.method, AttendanceEvent.at, User.name, AttendanceEvent.note)
        .join(User, User.id == AttendanceEvent.actor_id)
        .where(AttendanceEvent.session_id == session_id, AttendanceEvent.user_id == user_id)
        .order_by(AttendanceEvent.id)
    )
    return [LogLine(*row) for row in rows]


def _listed(session: BriefingSession, *, everyone: bool = False) -> Select[Any]:
    marker = aliased(User)
    expected = (
        and_(within([session.unit_path]), User.disabled_at.is_(None))
        if everyone
        else in_audience(session, audience_paths(session.id))
    )
    columns: tuple[Any, ...] = (
        User.id, User.name, User.username, User.position, User.staff_type, Unit.id, Unit.abbr,
        BriefingInvitation.id, Attendance.id, Attendance.arrived_at, Attendance.is_late, Attendance.left_early_at,
        Attendance.method, Attendance.struck_at, Attendance.strike_reason, marker.name,
    )  # fmt: skip
    invitation = and_(BriefingInvitation.user_id == User.id, BriefingInvitation.session_id == session.id)
    return (
        select(*columns)
        .select_from(User)
        .join(Unit, Unit.id == User.unit_id)
        .outerjoin(BriefingInvitation, invitation)
        .outerjoin(Attendance, and_(Attendance.user_id == User.id, Attendance.session_id == session.id))
        .outerjoin(marker, marker.id == Attendance.marked_by_id)
        .where(or_(expected, BriefingInvitation.id.is_not(None), Attendance.id.is_not(None)))
    )


def _row(row: Any) -> AttendeeRow:
    values = list(row)
    values[7] = values[7] is not None
    return AttendeeRow(*values)
