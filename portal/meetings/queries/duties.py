"""What a person has to do about meetings; every part of the board adds its contributor to DUTIES."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from portal import thai
from portal.access.permissions import Role
from portal.duties import Duty, DutyState
from portal.errors import N_
from portal.extensions import db
from portal.meetings.models import AgendaItem, Meeting, MeetingPerson
from portal.meetings.queries.register import duties as resolutions_to_carry_out
from portal.people.models import Unit, User
from portal.people.queries import within


def invitations_to_answer(
    *, today: date, person: User | None = None, unit: Unit | None = None, year_be: int | None = None
) -> list[Duty]:
    """Return the invitations of meetings to come, answered or not; one statement, nothing for a unit."""
    if person is None:
        return []
    rows = db.session.scalars(
        select(MeetingPerson)
        .join(Meeting, Meeting.id == MeetingPerson.meeting_id)
        .where(
            MeetingPerson.user_id == person.id,
            Meeting.invited_at.is_not(None),
            Meeting.cancelled_at.is_(None),
            Meeting.started_at.is_(None),
            Meeting.starts_at >= thai.start_of_day(today),
        )
        .options(joinedload(MeetingPerson.meeting).joinedload(Meeting.committee))
        .order_by(Meeting.starts_at)
    )
    return [_duty(row, person, today) for row in rows]


def returned_items(
    *, today: date, person: User | None = None, unit: Unit | None = None, year_be: int | None = None
) -> list[Duty]:
    """Return what a secretary sent back to the division: its officers and head change it and submit it again.

    One statement. Due by the deadline of the meeting that was asked for, else now.
    """
    paths = [unit.path] if unit is not None else _own_paths(person)
    if not paths:
        return []
    rows = db.session.scalars(
        select(AgendaItem)
        .join(AgendaItem.unit)
        .where(
            within(paths),
            AgendaItem.returned_at.is_not(None),
            AgendaItem.withdrawn_at.is_(None),
            AgendaItem.meeting_id.is_(None),
            AgendaItem.outcome == "",
        )
        .options(
            contains_eager(AgendaItem.unit), joinedload(AgendaItem.committee), joinedload(AgendaItem.wanted_meeting)
        )
        .order_by(AgendaItem.returned_at, AgendaItem.id)
    )
    return [_returned(item, today) for item in rows]


DUTIES = (returned_items, invitations_to_answer, resolutions_to_carry_out)


def _own_paths(person: Any) -> list[str]:
    """Return the paths of the units the person writes proposals for as officer or head."""
    if person is None:
        return []
    return sorted({held.unit_path for held in person.roles if held.role in (Role.OFFICER, Role.HEAD)})


def _returned(item: AgendaItem, today: date) -> Duty:
    until = None if item.wanted_meeting is None else item.wanted_meeting.proposals_until_at
    due_on = today if until is None else thai.bangkok_date(until)
    return Duty(
        key=f"item-returned:{item.id}",
        title=item.title,
        what=item.committee.shown_name,
        missing=N_("การแก้ไขเรื่องที่ถูกส่งคืน แล้วเสนออีกครั้ง"),
        due_on=due_on,
        state=DutyState.PARTIAL if due_on >= today else DutyState.MISSING,
        is_done=False,
        unit_id=item.unit_id,
        unit_name=item.unit.abbr,
        endpoint="meetings.item",
        values={"item_id": item.id},
        action=N_("ดูเหตุผลและแก้ไข"),
        fiscal_month=thai.fiscal_month_no(due_on),
        returned_reason=item.return_reason,
    )


def _duty(row: MeetingPerson, person: Any, today: date) -> Duty:
    meeting, is_done = row.meeting, bool(row.answer)
    day = thai.bangkok_date(meeting.starts_at)
    due_on = min(meeting.reply_by_on or day, day)
    open_state = DutyState.NOT_DUE if due_on >= today else DutyState.MISSING
    return Duty(
        key=f"meeting-answer:{row.id}",
        title=meeting.name,
        what=f"{thai.date_short(day)} {thai.time_thai(meeting.starts_at)} {meeting.place}".strip(),
        missing="" if is_done else N_("การตอบรับคำเชิญประชุม"),
        due_on=due_on,
        state=DutyState.COMPLETE if is_done else open_state,
        is_done=is_done,
        unit_id=person.unit_id,
        unit_name=person.unit.abbr,
        endpoint="meetings.answer",
        values={"meeting_id": meeting.id},
        action=N_("ดูคำตอบ") if is_done else N_("ตอบรับการประชุม"),
        fiscal_month=thai.fiscal_month_no(due_on),
    )
