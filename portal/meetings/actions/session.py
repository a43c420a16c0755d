"""A meeting in session: beginning, the item under discussion, what becomes of items, ending."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import exists, or_, select, update

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.meetings.actions.locking import hold_meeting
from portal.meetings.actions.records import record_item, record_meeting
from portal.meetings.actions.resolutions import issue_resolution_numbers, tell_owners
from portal.meetings.models import AgendaItem, ItemNote, Meeting, MeetingPerson, Resolution
from portal.meetings.queries.agenda import people_of
from portal.meetings.rules import MeetingState, Outcome, check_end, check_start, quorum_of
from portal.people.models import User


def open_room(*, meeting: Meeting, now: datetime) -> Meeting:
    """Return the meeting with the code and PIN of its room, made the first time they are asked for."""
    if not meeting.secret:
        meeting.secret, meeting.pin = secrets.token_hex(32), f"{secrets.randbelow(10**6):06d}"
        db.session.flush()
    return meeting


def start_meeting(*, meeting: Meeting, reason: str, actor: User, now: datetime) -> Meeting:
    """Return the meeting, in session. Two secretaries who press at once begin it once.

    reason: why it begins without a quorum; it stands in the minutes
    Raises RuleBroken before it was invited, or without a quorum and a reason.
    """
    hold_meeting(meeting)
    if meeting.started_at is not None:
        return meeting
    if meeting.state is not MeetingState.INVITED:
        raise RuleBroken(N_("ยังไม่ได้เชิญประชุม จึงยังไม่มีรายชื่อผู้มาประชุม โปรดเชิญประชุมก่อน"))
    committee = meeting.committee
    quorum = quorum_of(people_of(meeting.id), committee.quorum_rule, committee.quorum_number)
    check_start(quorum, reason)
    open_room(meeting=meeting, now=now)
    meeting.started_at = now
    meeting.no_quorum_reason = "" if quorum.is_met else reason
    db.session.flush()
    detail = {"present": quorum.present, "needed": quorum.needed}
    record_meeting(
        audit.Event.MEETING_STARTED, meeting, actor, now, detail | ({"reason": reason} if not quorum.is_met else {})
    )
    return meeting


def take_up(*, meeting: Meeting, item: AgendaItem, actor: User, now: datetime) -> Meeting:
    """Return the meeting with the item under discussion; the timer of the room begins anew.

    Raises RuleBroken outside a session, or for an item that is not on this agenda or was withdrawn.
    """
    hold_meeting(meeting)
    _check_running(meeting)
    if item.meeting_id != meeting.id or item.withdrawn_at is not None:
        raise RuleBroken(N_("เรื่องนี้ไม่ได้อยู่ในระเบียบวาระแล้ว โปรดโหลดหน้าใหม่"))
    if meeting.current_item_id != item.id:
        meeting.current_item_id, meeting.current_since_at = item.id, now
        db.session.flush()
    return meeting


def close_item(
    *, item: AgendaItem, outcome: Outcome, reason: str, version: int, actor: User, now: datetime
) -> AgendaItem:
    """Return the item with what became of it; it can be said otherwise until the meeting ends.

    Raises RuleBroken outside a session, or for one withdrawn without a reason; Conflict for another version.
    """
    meeting = item.meeting
    if meeting is None:
        raise RuleBroken(N_("เรื่องนี้ไม่ได้อยู่ในระเบียบวาระแล้ว โปรดโหลดหน้าใหม่"))
    hold_meeting(meeting)
    _check_running(meeting)
    db.session.refresh(item)
    if item.version != version:
        raise Conflict(N_("มีผู้แก้ไขเรื่องนี้ก่อนท่าน โปรดตรวจข้อมูลปัจจุบัน แล้วทำอีกครั้ง"))
    if outcome is Outcome.WITHDRAWN and not reason.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผลที่ถอนเรื่อง"), field="reason")
    item.outcome = outcome.value
    db.session.flush()
    detail = {"outcome": outcome.value, **({"reason": reason} if reason else {})}
    record_item(audit.Event.ITEM_CLOSED, item, actor, now, detail)
    return item


def end_meeting(*, meeting: Meeting, actor: User, now: datetime) -> Meeting:
    """Return the meeting, ended. Two secretaries who press at once end it once.

    Items with a note or a resolution count as discussed, others are put off to the next meeting; members nobody has
    marked are absent; resolutions get their numbers and their owners are told.
    Raises RuleBroken outside a session, or where nobody is marked as present.
    """
    hold_meeting(meeting)
    if meeting.ended_at is not None:
        return meeting
    _check_running(meeting)
    check_end(people_of(meeting.id))
    _settle_items(meeting)
    _settle_people(meeting)
    meeting.ended_at, meeting.current_item_id, meeting.current_since_at = now, None, None
    db.session.flush()
    record_meeting(audit.Event.MEETING_ENDED, meeting, actor, now)
    issue_resolution_numbers(meeting=meeting, now=now)
    tell_owners(meeting=meeting, actor=actor, now=now)
    return meeting


def _check_running(meeting: Meeting) -> None:
    if meeting.state is not MeetingState.IN_SESSION:
        raise RuleBroken(N_("การประชุมยังไม่เริ่มหรือเลิกแล้ว จึงทำรายการนี้ไม่ได้"))


def _settle_items(meeting: Meeting) -> None:
    said = or_(
        exists().where(ItemNote.item_id == AgendaItem.id),
        exists().where(Resolution.item_id == AgendaItem.id, Resolution.struck_at.is_(None)),
    )
    left = (AgendaItem.meeting_id == meeting.id, AgendaItem.outcome == "", AgendaItem.withdrawn_at.is_(None))
    for condition, outcome in ((said, Outcome.DISCUSSED), (~said, Outcome.DEFERRED)):
        ids = db.session.scalars(select(AgendaItem.id).where(*left, condition)).all()
        db.session.execute(
            update(AgendaItem)
            .where(AgendaItem.id.in_(ids))
            .values(outcome=outcome.value, version=AgendaItem.version + 1)
            .execution_options(synchronize_session=False)
        )
    db.session.expire_all()


def _settle_people(meeting: Meeting) -> None:
    unmarked = MeetingPerson.meeting_id == meeting.id, MeetingPerson.presence == ""
    for condition, presence in (
        (MeetingPerson.answer == "excused", "excused"),
        (MeetingPerson.answer != "excused", "absent"),
    ):
        db.session.execute(
            update(MeetingPerson)
            .where(*unmarked, condition)
            .values(
                presence=presence,
                absence_reason=MeetingPerson.answer_note if presence == "excused" else "",
                version=MeetingPerson.version + 1,
            )
            .execution_options(synchronize_session=False)
        )
    db.session.expire_all()
