"""The life of an agenda: opened with the committee's sections, fixed with the meeting's number, opened again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from portal import audit
from portal.committees.queries import sections_of
from portal.committees.rules import next_number
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.meetings.actions.carry import carry_over
from portal.meetings.actions.locking import hold_committee, hold_meeting, turn_agenda
from portal.meetings.actions.meetings import check_ahead
from portal.meetings.actions.records import record_meeting
from portal.meetings.actions.telling import notice_facts
from portal.meetings.models import AgendaItem, AgendaSection, Meeting, Submission
from portal.meetings.rules import MeetingState, calendar_year_be
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import User


def open_agenda(*, meeting: Meeting, actor: User, now: datetime) -> Meeting:
    """Return the meeting, open for items; sections copied, earlier matters taken up. Sent twice it opens once.

    Raises RuleBroken for a committee without sections, or a meeting called off.
    """
    hold_meeting(meeting)
    if meeting.agenda_opened_at is not None:
        return meeting
    check_ahead(meeting)
    sections = sections_of(meeting.committee_id)
    if not sections:
        raise RuleBroken(N_("คณะกรรมการยังไม่ได้กำหนดลำดับระเบียบวาระ โปรดกำหนดที่หน้าคณะกรรมการก่อน"))
    turn_agenda(meeting, actor, now)
    for section in sections:
        kept = {"position": section.position, "title": section.title, "kind": section.kind}
        db.session.add(AgendaSection(meeting_id=meeting.id, **kept))
    meeting.agenda_opened_at = now
    db.session.flush()
    record_meeting(audit.Event.MEETING_AGENDA_OPENED, meeting, actor, now)
    carry_over(meeting=meeting, actor=actor, now=now)
    return meeting


def fix_agenda(*, meeting: Meeting, seen: int, actor: User, now: datetime) -> Meeting:
    """Return the meeting with its agenda fixed and, the first time, its number issued.

    seen: the version of the agenda that was shown. The number is the next of the committee and the calendar year of
    the meeting's day, under the committee's row lock: whoever presses at the same moment gets the next one. Numbers of
    meetings called off are not given again. Sent twice it is fixed once.
    Raises RuleBroken before the agenda was opened and once the meeting has begun; Conflict for another version.
    """
    hold_committee(meeting.committee_id)
    hold_meeting(meeting)
    if meeting.agenda_fixed_at is not None:
        return meeting
    check_ahead(meeting)
    if meeting.state is not MeetingState.AGENDA_OPEN:
        raise RuleBroken(N_("ยังไม่ได้เปิดรับเรื่องเข้าระเบียบวาระ จึงกำหนดระเบียบวาระไม่ได้"))
    turn_agenda(meeting, actor, now, seen)
    if meeting.number is None:
        _issue_number(meeting)
    meeting.agenda_fixed_at = now
    db.session.flush()
    record_meeting(audit.Event.MEETING_AGENDA_FIXED, meeting, actor, now, {"meeting_no": meeting.label})
    _tell_placed(meeting, actor, now)
    return meeting


def reopen_agenda(*, meeting: Meeting, actor: User, now: datetime) -> Meeting:
    """Return the meeting with its agenda open again: the number stays, nobody is told until it is sent again.

    Sent twice it is opened once. Raises RuleBroken once the meeting has begun, or was called off.
    """
    hold_meeting(meeting)
    check_ahead(meeting)
    if meeting.agenda_fixed_at is None:
        return meeting
    turn_agenda(meeting, actor, now)
    meeting.agenda_fixed_at = None
    db.session.flush()
    record_meeting(audit.Event.MEETING_AGENDA_REOPENED, meeting, actor, now)
    return meeting


def _issue_number(meeting: Meeting) -> None:
    year_be = calendar_year_be(meeting.starts_at)
    used = select(Meeting.number).where(
        Meeting.committee_id == meeting.committee_id, Meeting.number_year_be == year_be, Meeting.number.is_not(None)
    )
    meeting.number, meeting.number_year_be = next_number(n for n in db.session.scalars(used) if n is not None), year_be
    if meeting.committee.numbering == "year_and_total":
        highest = db.session.scalar(
            select(func.max(Meeting.total_number)).where(Meeting.committee_id == meeting.committee_id)
        )
        meeting.total_number = max(highest or 0, meeting.committee.total_before) + 1


def _tell_placed(meeting: Meeting, actor: User, now: datetime) -> None:
    """Tell divisions, once for each item and meeting, that what they submitted stands on the agenda."""
    rows = db.session.execute(
        select(AgendaItem, func.max(Submission.submitted_by_id))
        .join(Submission, Submission.item_id == AgendaItem.id)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.withdrawn_at.is_(None))
        .group_by(AgendaItem.id)
        .order_by(AgendaItem.id)
    )
    for item, submitter_id in rows:
        notify(
            user_ids={item.created_by_id, submitter_id},
            kind=NoticeKind.ITEM_PLACED,
            detail=notice_facts(meeting, actor, item=item.title),
            path=f"/items/{item.id}",
            dedupe_key=f"item-placed:{item.id}:{meeting.id}",
            now=now,
        )
