"""What the memo that invites begins with, and the Word templates of units."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal import thai
from portal.committees.models import AppointmentOrder
from portal.committees.rules import MemberRole
from portal.extensions import db
from portal.meetings.models import DocumentTemplate, Meeting
from portal.meetings.queries.invitations import Plan
from portal.meetings.rules import Memo
from portal.people.models import Unit
from portal.people.rules.units import ids_on_path


def memo_of(meeting: Meeting, plan: Plan) -> Memo:
    """Return the memo as it stands; what is empty is taken from the body's last memo, its unit and its chair.

    One statement, for the last memo.
    """
    before = _last_memo(meeting)
    chair = next((wanted for wanted, _row in plan.seats if wanted.role == MemberRole.CHAIR), None)
    signer = (meeting.memo_signer, meeting.memo_signer_position)
    if not meeting.memo_signer and before is not None:
        signer = (before.memo_signer, before.memo_signer_position)
    elif not meeting.memo_signer and chair is not None:
        signer = (chair.name, chair.position_title)
    return Memo(
        memo_office=meeting.memo_office or (before.memo_office if before else "") or meeting.committee.unit.name_th,
        memo_no=meeting.memo_no,
        memo_on=meeting.memo_on,
        memo_signer=signer[0],
        memo_signer_position=signer[1],
        reply_by_on=meeting.reply_by_on,
    )


def order_on(committee_id: int, day: date) -> AppointmentOrder | None:
    """Return the appointment order in force on the day, the latest where several are."""
    return db.session.scalars(
        select(AppointmentOrder)
        .where(
            AppointmentOrder.committee_id == committee_id,
            AppointmentOrder.starts_on <= day,
            or_(AppointmentOrder.ends_on.is_(None), AppointmentOrder.ends_on >= day),
        )
        .order_by(AppointmentOrder.ordered_on.desc(), AppointmentOrder.id.desc())
        .limit(1)
    ).first()


def template_in_force(unit_path: str, kind: str) -> DocumentTemplate | None:
    """Return the newest Word template that stands of the unit or the nearest unit above it; None: the shipped one."""
    rows = db.session.scalars(
        select(DocumentTemplate)
        .join(DocumentTemplate.unit)
        .where(
            DocumentTemplate.unit_id.in_(ids_on_path(unit_path)),
            DocumentTemplate.kind == kind,
            DocumentTemplate.withdrawn_at.is_(None),
        )
        .options(joinedload(DocumentTemplate.unit))
    )
    return max(rows, key=lambda row: (len(row.unit.path), row.id), default=None)


def templates_of(unit_id: int) -> list[DocumentTemplate]:
    """Return every Word template a unit has had, the newest first, who put it in loaded."""
    return list(
        db.session.scalars(
            select(DocumentTemplate)
            .where(DocumentTemplate.unit_id == unit_id)
            .options(joinedload(DocumentTemplate.uploaded_by), joinedload(DocumentTemplate.withdrawn_by))
            .order_by(DocumentTemplate.id.desc())
        )
    )


def get_template(template_id: int) -> DocumentTemplate | None:
    """Return one Word template with its unit, withdrawn or not, or None."""
    return db.session.get(DocumentTemplate, template_id, options=[joinedload(DocumentTemplate.unit)])


def template_units(paths: Collection[str]) -> list[Unit]:
    """Return the units whose templates somebody with these paths looks after, in tree order."""
    return list(db.session.scalars(select(Unit).where(Unit.path.in_(paths)).order_by(Unit.path)))


def _last_memo(meeting: Meeting) -> Meeting | None:
    """Return the body's latest meeting before this one whose memo names a signer."""
    return db.session.scalars(
        select(Meeting)
        .where(
            Meeting.committee_id == meeting.committee_id,
            Meeting.id != meeting.id,
            Meeting.memo_signer != "",
            Meeting.starts_at < thai.start_of_day(thai.bangkok_date(meeting.starts_at)),
        )
        .order_by(Meeting.starts_at.desc())
        .limit(1)
    ).first()
