"""Answers to the invitation: one's own, or one that came by telephone; reminders to those who have not answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal import audit, thai
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.meetings.actions.locking import hold_meeting
from portal.meetings.actions.records import record_meeting
from portal.meetings.actions.telling import tell, tell_deputy, tell_removed
from portal.meetings.models import Meeting, MeetingPerson
from portal.meetings.queries.agenda import people_of
from portal.meetings.rules import Answer, Answered, check_answer, check_answering
from portal.notifications.rules import NoticeKind
from portal.people.models import User
from portal.people.queries import get_user


def answer_invitation(
    *, person: MeetingPerson, given: Answered, version: int, actor: User, now: datetime
) -> MeetingPerson:
    """Return the person with the answer. A deputy with an account may read the meeting and is told at once.

    Raises Conflict where the answer changed meanwhile, RuleBroken for an answer that lacks something, a deputy who sits
    in the meeting already, or once the meeting has begun.
    """
    meeting = person.meeting
    hold_meeting(meeting)
    db.session.execute(select(MeetingPerson.id).where(MeetingPerson.id == person.id).with_for_update())
    db.session.refresh(person)
    if person.version != version:
        raise Conflict(N_("คำตอบนี้เปลี่ยนไประหว่างที่ท่านเปิดหน้าอยู่ โปรดตรวจคำตอบปัจจุบันแล้วทำรายการอีกครั้ง"))
    check_answering(meeting, now)
    check_answer(given)
    deputy = _deputy_of(person, given)
    old, before = _facts(person), person.deputy_id
    person.answer, person.answered_at = given.answer, now
    person.answer_note = given.note
    person.deputy_id = None if deputy is None else deputy.id
    is_deputy = given.answer == Answer.DEPUTY
    person.deputy_name = deputy.name if deputy is not None else (given.deputy_name if is_deputy else "")
    person.deputy_position = deputy.position if deputy is not None else (given.deputy_position if is_deputy else "")
    db.session.flush()
    if old == _facts(person):
        return person
    detail = {"name": person.name, "old": old, "new": _facts(person)}
    record_meeting(audit.Event.MEETING_ANSWERED, meeting, actor, now, detail)
    if before != person.deputy_id:
        tell_removed(meeting, [before], key=f"meeting-deputy-ended:{person.id}:{person.version}", actor=actor, now=now)
        tell_deputy(person, actor=actor, now=now)
    return person


def remind(*, meeting: Meeting, actor: User, now: datetime) -> int:
    """Return how many of those who have not answered were reminded; at most once a day each.

    Raises RuleBroken where nobody is left to remind, or once the meeting has begun.
    """
    check_answering(meeting, now)
    waiting = [person.user_id for person in people_of(meeting.id) if not person.answer and person.user_id is not None]
    if not waiting:
        raise RuleBroken(N_("ไม่มีผู้ที่ยังไม่ตอบและเตือนผ่านระบบได้"))
    day = thai.bangkok_date(now).isoformat()
    told = tell(
        NoticeKind.MEETING_INVITED,
        meeting,
        waiting,
        key=f"meeting-reminder:{meeting.id}:{day}",
        actor=actor,
        now=now,
        method=None,
        is_reminder=True,
    )
    if not told:
        raise RuleBroken(N_("วันนี้เตือนผู้ที่ยังไม่ตอบครบทุกคนแล้ว เตือนได้วันละครั้ง"))
    record_meeting(audit.Event.MEETING_INVITED, meeting, actor, now, {"count": told, "is_reminder": True})
    return told


def _deputy_of(person: MeetingPerson, given: Answered) -> User | None:
    """Return the deputy's account, where the answer names one that may sit for the person."""
    if given.answer != Answer.DEPUTY:
        return None
    deputy = get_user(given.deputy_id) if given.deputy_id is not None else None
    if given.deputy_id is not None and (deputy is None or deputy.disabled_at is not None):
        raise RuleBroken(N_("ไม่พบผู้แทนที่เลือก โปรดค้นหาและเลือกใหม่"), field="deputy_name")
    name = deputy.name if deputy is not None else given.deputy_name
    for other in people_of(person.meeting_id):
        if other.kind == "appointed" and (other.user_id == deputy.id if deputy is not None else other.name == name):
            raise RuleBroken(
                N_("%(name)s เป็นกรรมการในการประชุมนี้ จึงเป็นผู้แทนไม่ได้ โปรดเลือกผู้อื่น"), field="deputy_name", name=name
            )
        if other.id != person.id and (
            other.deputy_id == deputy.id if deputy is not None else bool(name) and other.deputy_name == name
        ):
            raise RuleBroken(
                N_("%(name)s เป็นผู้แทนของ %(other)s แล้ว คนหนึ่งแทนได้คนเดียว"),
                field="deputy_name",
                name=name,
                other=other.name,
            )
    return deputy


def _facts(person: MeetingPerson) -> dict[str, Any]:
    return {
        "answer": person.answer,
        "note": person.answer_note,
        "deputy": " ".join(text for text in (person.deputy_name, person.deputy_position) if text),
    }
