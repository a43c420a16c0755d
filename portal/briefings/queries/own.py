"""A person's own part in the briefings: standing in one session, and the duty to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select

from portal import thai
from portal.briefings.models import Attendance, BriefingInvitation, BriefingSession
from portal.duties import Duty, DutyState
from portal.errors import N_
from portal.extensions import db
from portal.people.models import Unit, User
from portal.performance.models import FiscalYear


@dataclass(frozen=True)
class Standing:
    """What a session is to a person. attendance: the row, struck out or not, or None."""

    is_invited: bool
    attendance: Attendance | None

    @property
    def is_present(self) -> bool:
        """Whether the person counts as having been there."""
        return self.attendance is not None and self.attendance.struck_at is None


def standing_of(session_id: int, user_id: int) -> Standing:
    """Return the person's standing in the session, in one statement."""
    row = db.session.execute(
        select(BriefingInvitation.id, Attendance)
        .select_from(User)
        .outerjoin(
            BriefingInvitation,
            and_(BriefingInvitation.user_id == User.id, BriefingInvitation.session_id == session_id),
        )
        .outerjoin(Attendance, and_(Attendance.user_id == User.id, Attendance.session_id == session_id))
        .where(User.id == user_id)
    ).one()
    return Standing(row[0] is not None, row[1])


def duties(
    *, today: date, person: User | None = None, unit: Unit | None = None, year_be: int | None = None
) -> list[Duty]:
    """Return the sessions a person is invited to: ahead, or attended this fiscal year; nothing for a unit.

    A session that has passed without the person is no duty any more: nothing can be done about it here.
    """
    if person is None:
        return []
    came = and_(
        Attendance.session_id == BriefingSession.id, Attendance.user_id == person.id, Attendance.struck_at.is_(None)
    )
    rows = db.session.execute(
        select(BriefingSession, Attendance.arrived_at)
        .join(FiscalYear, FiscalYear.id == BriefingSession.fiscal_year_id)
        .join(BriefingInvitation, BriefingInvitation.session_id == BriefingSession.id)
        .outerjoin(Attendance, came)
        .where(
            BriefingInvitation.user_id == person.id,
            BriefingSession.cancelled_at.is_(None),
            FiscalYear.ends_on >= today,
            (BriefingSession.ends_at >= thai.start_of_day(today)) | Attendance.id.is_not(None),
        )
        .order_by(BriefingSession.starts_at)
    )
    return [_duty(session, arrived_at, person) for session, arrived_at in rows]


DUTIES = (duties,)


def _duty(session: BriefingSession, arrived_at: datetime | None, person: Any) -> Duty:
    is_done = arrived_at is not None
    day = thai.bangkok_date(session.starts_at)
    return Duty(
        key=f"briefing:{session.id}",
        title=session.title,
        what=f"{thai.time_thai(session.starts_at)} {session.place}",
        missing="" if is_done else N_("การเข้าร่วมและลงเวลาในวันประชุม"),
        due_on=day,
        state=DutyState.COMPLETE if is_done else DutyState.NOT_DUE,
        is_done=is_done,
        unit_id=person.unit_id,
        unit_name=person.unit.abbr,
        endpoint="briefings.session",
        values={"briefing_id": session.id},
        action=N_("เปิดดู") if is_done else N_("ดูวันเวลาและวิธีลงเวลา"),
        fiscal_month=thai.fiscal_month_no(day),
    )
