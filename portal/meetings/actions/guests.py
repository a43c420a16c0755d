"""People invited besides the members: to the whole meeting or for one item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal import audit
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.meetings.actions.locking import hold_meeting
from portal.meetings.actions.records import record_meeting
from portal.meetings.actions.telling import tell, tell_removed
from portal.meetings.models import AgendaItem, Meeting, MeetingPerson
from portal.meetings.queries.agenda import people_of
from portal.meetings.rules import AHEAD, GUESTS_AT_MOST
from portal.notifications.rules import NoticeKind
from portal.people.models import User


@dataclass(frozen=True)
class Guest:
    """Somebody to invite: an account, or a name typed with a position and a place of work."""

    user: User | None = None
    name: str = ""
    position_title: str = ""
    unit_name: str = ""
    # for this item alone; empty: for the whole meeting
    item_id: int | None = None


def add_guest(*, meeting: Meeting, guest: Guest, actor: User, now: datetime) -> MeetingPerson:
    """Return the guest's place on the list; where the invitation is out already, the guest is told at once.

    Raises RuleBroken for somebody who is on the list, too many, an item of another meeting, or once it is too late.
    """
    hold_meeting(meeting)
    if meeting.state not in AHEAD:
        raise RuleBroken(N_("การประชุมเริ่มหรือยกเลิกแล้ว จึงเชิญเพิ่มไม่ได้"))
    name = guest.user.name if guest.user is not None else guest.name
    if not name:
        raise RuleBroken(N_("โปรดระบุชื่อผู้เข้าร่วมประชุม"), field="name")
    if guest.user is not None and guest.user.disabled_at is not None:
        raise RuleBroken(N_("บัญชีของ %(name)s ปิดใช้งานแล้ว"), name=name)
    people = people_of(meeting.id)
    _check_not_listed(people, guest, name)
    if sum(person.kind == "guest" for person in people) >= GUESTS_AT_MOST:
        raise RuleBroken(N_("เชิญเพิ่มได้ไม่เกิน %(max)s คน"), max=GUESTS_AT_MOST)
    if guest.item_id is not None and not _is_in(meeting, guest.item_id):
        raise RuleBroken(N_("เรื่องที่เลือกไม่อยู่ในระเบียบวาระของการประชุมนี้แล้ว โปรดเลือกใหม่"), field="item")
    last = db.session.scalar(select(func.max(MeetingPerson.position)).where(MeetingPerson.meeting_id == meeting.id))
    person = MeetingPerson(
        meeting=meeting,
        kind="guest",
        user_id=None if guest.user is None else guest.user.id,
        name=name,
        position_title=guest.position_title if guest.user is None else guest.user.position,
        unit_name=guest.unit_name if guest.user is None else guest.user.unit.abbr,
        item_id=guest.item_id,
        position=(last or 0) + 1,
    )
    db.session.add(person)
    db.session.flush()
    record_meeting(audit.Event.MEETING_PERSON_ADDED, meeting, actor, now, {"name": name, "item_id": guest.item_id})
    if meeting.invited_at is not None:
        key = f"meeting-guest:{person.id}"
        tell(NoticeKind.MEETING_INVITED, meeting, [person.user_id], key=key, actor=actor, now=now)
    return person


def remove_guest(*, person: MeetingPerson, actor: User, now: datetime) -> None:
    """Take a guest off the list; whoever was told is told again. Raises RuleBroken for a member, or too late."""
    meeting = person.meeting
    hold_meeting(meeting)
    if person.kind != "guest":
        raise RuleBroken(N_("นำกรรมการออกจากรายชื่อที่นี่ไม่ได้ โปรดแก้ไขสมาชิกของคณะ แล้วแจ้งการเปลี่ยนแปลง"))
    if meeting.state not in AHEAD:
        raise RuleBroken(N_("การประชุมเริ่มหรือยกเลิกแล้ว จึงนำรายชื่อออกไม่ได้"))
    ids, key = [person.user_id, person.deputy_id], f"meeting-removed-guest:{person.id}"
    record_meeting(audit.Event.MEETING_PERSON_REMOVED, meeting, actor, now, {"name": person.name})
    db.session.delete(person)
    db.session.flush()
    if meeting.invited_at is not None:
        tell_removed(meeting, ids, key=key, actor=actor, now=now)


def _check_not_listed(people: list[MeetingPerson], guest: Guest, name: str) -> None:
    for person in people:
        is_same = person.user_id == guest.user.id if guest.user is not None else person.name == name
        if is_same:
            raise RuleBroken(N_("%(name)s อยู่ในรายชื่อของการประชุมนี้แล้ว"), name=name, field="name")


def _is_in(meeting: Meeting, item_id: int) -> bool:
    found = select(AgendaItem.id).where(
        AgendaItem.id == item_id, AgendaItem.meeting_id == meeting.id, AgendaItem.withdrawn_at.is_(None)
    )
    return db.session.scalar(found) is not None
