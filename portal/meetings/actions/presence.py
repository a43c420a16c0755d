"""Marking who is there: by the secretary's list, by the code or PIN of the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.meetings.actions.locking import hold_meeting
from portal.meetings.actions.records import record_meeting
from portal.meetings.models import Meeting, MeetingPerson, PresenceEvent
from portal.meetings.rules import MARKING, Mark, Presence, is_there
from portal.people.models import User

ACTS = {Mark.LEFT: "left", Mark.RETURNED: "returned", Mark.UNDO: "undone"}


@dataclass(frozen=True)
class Marked:
    """What is marked. happened_at: when, None for now; deputy: who came instead, name and position as typed."""

    mark: Mark
    way: str = "onsite"
    happened_at: datetime | None = None
    reason: str = ""
    deputy: User | None = None
    deputy_name: str = ""
    deputy_position: str = ""


def mark_person(*, person: MeetingPerson, marked: Marked, version: int, actor: User, now: datetime) -> MeetingPerson:
    """Return the person, marked; each mark is on record with who and when.

    Raises RuleBroken where the list is closed, or a deputy has no name; Conflict for another version of the row.
    """
    meeting = person.meeting
    hold_meeting(meeting)
    db.session.refresh(person)
    if person.version != version:
        raise Conflict(N_("มีผู้ลงชื่อแถวนี้ก่อนท่าน โปรดตรวจสถานะปัจจุบัน แล้วทำอีกครั้ง"))
    check_marking(meeting)
    _apply(person, marked, now)
    db.session.flush()
    act = ACTS.get(marked.mark, "arrived" if is_there(person) else "marked")
    _log(person, act, "list", marked.happened_at or now, actor, now, note=marked.reason)
    record_meeting(
        audit.Event.MEETING_PRESENCE_MARKED, meeting, actor, now, {"name": person.name, "presence": person.presence}
    )
    return person


def check_in(*, meeting: Meeting, method: str, way: str, actor: User, now: datetime) -> MeetingPerson:
    """Return the actor's place in the meeting, marked as there; a second time changes nothing.

    Raises RuleBroken for somebody not on the list, or while the list is closed.
    """
    hold_meeting(meeting)
    check_marking(meeting)
    found = select(MeetingPerson).where(
        MeetingPerson.meeting_id == meeting.id,
        or_(MeetingPerson.user_id == actor.id, MeetingPerson.deputy_id == actor.id),
    )
    places = db.session.scalars(found.order_by((MeetingPerson.user_id == actor.id).desc())).all()
    if not places:
        raise RuleBroken(N_("ท่านไม่ได้อยู่ในรายชื่อของการประชุมนี้ โปรดแจ้งเลขานุการในห้องประชุม"))
    person = places[0]
    if is_there(person):
        return person
    as_deputy = person.user_id != actor.id
    person.presence = Presence.DEPUTY.value if as_deputy else Presence.PRESENT.value
    act = "returned" if person.left_at is not None else "arrived"
    person.left_at, person.way, person.method = None, way, method
    person.arrived_at = person.arrived_at or now
    db.session.flush()
    _log(person, act, method, now, actor, now)
    return person


def check_marking(meeting: Meeting) -> None:
    """Raise RuleBroken where the list of those present cannot be marked."""
    if meeting.state not in MARKING:
        raise RuleBroken(N_("ลงชื่อได้ตั้งแต่เชิญประชุมแล้วจนก่อนเวียนรายงานการประชุม"))


def _apply(person: MeetingPerson, marked: Marked, now: datetime) -> None:
    at = marked.happened_at or now
    match marked.mark:
        case Mark.PRESENT:
            _arrive(person, Presence.PRESENT, marked, at)
        case Mark.DEPUTY:
            name = marked.deputy.name if marked.deputy is not None else marked.deputy_name
            if not (name or person.deputy_name):
                raise RuleBroken(N_("โปรดระบุชื่อผู้แทนที่มาประชุม"), field="deputy_name")
            if name:
                person.deputy = marked.deputy
                person.deputy_name, person.deputy_position = name, marked.deputy_position
            _arrive(person, Presence.DEPUTY, marked, at)
        case Mark.EXCUSED | Mark.ABSENT:
            person.presence, person.absence_reason = marked.mark.value, marked.reason
            person.arrived_at = person.left_at = None
            person.way = person.method = ""
        case Mark.LEFT:
            if not is_there(person):
                raise RuleBroken(N_("ผู้นี้ไม่ได้อยู่ในห้องประชุม จึงบันทึกเวลาออกไม่ได้"))
            person.left_at = at
        case Mark.RETURNED:
            person.left_at = None
        case Mark.UNDO:
            person.presence = person.way = person.method = person.absence_reason = ""
            person.arrived_at = person.left_at = None


def _arrive(person: MeetingPerson, presence: Presence, marked: Marked, at: datetime) -> None:
    person.presence, person.absence_reason, person.left_at = presence.value, "", None
    person.way, person.method, person.arrived_at = marked.way, "list", at


def _log(
    person: MeetingPerson, act: str, method: str, happened_at: datetime, actor: User, now: datetime, note: str = ""
) -> None:
    db.session.add(
        PresenceEvent(
            meeting_id=person.meeting_id,
            person_id=person.id,
            act=act,
            presence=person.presence,
            method=method,
            happened_at=happened_at,
            at=now,
            actor_id=actor.id,
            note=note[:300],
        )
    )
    db.session.flush()
