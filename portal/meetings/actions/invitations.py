"""Inviting: members of the meeting's day become its list, once; sending again brings list and calendars up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from portal import audit
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.meetings.actions.locking import hold_meeting
from portal.meetings.actions.records import record_meeting
from portal.meetings.actions.telling import tell, tell_deputy, tell_removed
from portal.meetings.models import Meeting, MeetingPerson
from portal.meetings.queries.agenda import people_of
from portal.meetings.queries.invitations import Plan, Wanted, plan_of
from portal.meetings.rules import TIMES, Memo, check_inviting, check_memo, facts_to_tell
from portal.notifications.rules import NoticeKind
from portal.people.models import User


@dataclass(frozen=True)
class Sent:
    """What sending came to: how many were told, how many joined and left the list."""

    told: int
    new: int
    gone: int


def save_memo(*, meeting: Meeting, memo: Memo, version: int, actor: User, now: datetime) -> Meeting:
    """Return the meeting with the memo's fields. Raises Conflict where the meeting changed meanwhile, RuleBroken."""
    hold_meeting(meeting, version)
    if meeting.cancelled_at is not None:
        raise RuleBroken(N_("การประชุมนี้ยกเลิกแล้ว จึงแก้ไขหนังสือเชิญไม่ได้"))
    check_memo(memo, meeting)
    wanted = asdict(memo)
    old = {name: getattr(meeting, name) for name in wanted}
    changed = [name for name, value in wanted.items() if old[name] != value]
    if changed:
        for name in changed:
            setattr(meeting, name, wanted[name])
        db.session.flush()
        sides = {side: {n: _plain(values[n]) for n in changed} for side, values in (("old", old), ("new", wanted))}
        record_meeting(audit.Event.MEETING_CHANGED, meeting, actor, now, sides)
    return meeting


def invite_meeting(*, meeting: Meeting, note: str, version: int, actor: User, now: datetime) -> Sent:
    """Send the invitation, or send again what has changed; only those concerned are told.

    The first time the members of the meeting's day, presenters and guests become the list. Later new members and
    presenters join it, those who no longer belong leave it, and everybody else is told where day, time, place or link
    have changed, or where there is a note. A new day or time asks for answers anew.
    Raises Conflict where the meeting changed meanwhile, RuleBroken where nothing is to be told or it is too late.
    """
    hold_meeting(meeting, version)
    check_inviting(meeting, now)
    plan, is_first = plan_of(meeting), meeting.invited_at is None
    if not plan.size:
        raise RuleBroken(N_("ไม่มีกรรมการในวันประชุม โปรดตรวจสอบรายชื่อและช่วงเวลาตามคำสั่งแต่งตั้งก่อน"))
    if not (is_first or plan.is_needed or note):
        raise RuleBroken(N_("ไม่มีการเปลี่ยนแปลงที่ต้องแจ้ง หากต้องการแจ้งทุกคน โปรดพิมพ์ข้อความถึงผู้รับ"), field="note")
    dismissed = _remove(plan.gone) + (_ask_anew(meeting) if TIMES & plan.changes.keys() else [])
    joined, stayed = _bring_in(meeting, plan)
    if is_first:
        joined, stayed = joined + stayed, []
    meeting.invited_at = meeting.invited_at or now
    meeting.calendar_sequence += 0 if is_first else 1
    meeting.told = facts_to_tell(meeting)
    db.session.flush()
    counts: dict[str, Any] = {"count": len(joined), "gone": len(plan.gone), "changed": sorted(plan.changes)}
    record_meeting(audit.Event.MEETING_INVITED, meeting, actor, now, counts | ({"note": note} if note else {}))
    act: dict[str, Any] = {"actor": actor, "now": now}
    told = _tell_newcomers(meeting, joined, note, **act)
    tell_removed(meeting, [] if is_first else dismissed, key=f"meeting-removed:{_key(meeting)}", **act)
    if plan.changes or note:
        told += _tell_others(meeting, stayed, dict(plan.changes), note, **act)
    return Sent(told, len(joined), len(plan.gone))


def _remove(gone: Iterable[MeetingPerson]) -> list[int | None]:
    """Take people off the list; return the ids of them and their deputies."""
    ids: list[int | None] = []
    for person in gone:
        ids += [person.user_id, person.deputy_id]
        db.session.delete(person)
    db.session.flush()
    return ids


def _ask_anew(meeting: Meeting) -> list[int | None]:
    """Let everybody who stays answer again; return the ids of the deputies, who are free until named again."""
    ids: list[int | None] = []
    for person in people_of(meeting.id):
        ids.append(person.deputy_id)
        person.answer, person.answered_at, person.answer_note = "", None, ""
        person.deputy_id, person.deputy_name, person.deputy_position = None, "", ""
    db.session.flush()
    return ids


def _bring_in(meeting: Meeting, plan: Plan) -> tuple[list[MeetingPerson], list[MeetingPerson]]:
    """Bring the list up to date, members first; return who has joined it and who stood on it already."""
    joined: list[MeetingPerson] = []
    stayed: list[MeetingPerson] = []
    for place, (wanted, row) in enumerate(plan.seats, 1):
        person = row or MeetingPerson(meeting=meeting, kind="guest", is_presenter=True)
        _seat(person, wanted, place)
        (joined if row is None else stayed).append(person)
    for place, guest in enumerate(plan.guests, len(plan.seats) + 1):
        guest.position = place
        stayed.append(guest)
    db.session.add_all(joined)
    db.session.flush()
    return joined, stayed


def _seat(person: MeetingPerson, wanted: Wanted, place: int) -> None:
    """Write on somebody's row what the person is to the meeting now; an invited guest who presents stays a guest."""
    if wanted.is_member:
        person.kind, person.role, person.membership_id = "appointed", wanted.role, wanted.membership_id
        person.item_id, person.is_presenter = None, False
    elif person.is_presenter or person.kind == "appointed":
        person.kind, person.role, person.membership_id = "guest", "", None
        person.item_id, person.is_presenter = wanted.item_id, True
    person.user_id, person.position = wanted.user_id, place
    person.name, person.position_title, person.unit_name = wanted.name, wanted.position_title, wanted.unit_name


def _tell_newcomers(meeting: Meeting, people: list[MeetingPerson], note: str, *, actor: User, now: datetime) -> int:
    return tell(
        NoticeKind.MEETING_INVITED,
        meeting,
        [person.user_id for person in people],
        key=f"meeting-invited:{_key(meeting)}",
        actor=actor,
        now=now,
        note=note,
    )


def _tell_others(
    meeting: Meeting, people: list[MeetingPerson], old: dict[str, Any], note: str, *, actor: User, now: datetime
) -> int:
    change: dict[str, Any] = {"old": old, "note": note, "is_asked_anew": bool(TIMES & old.keys())}
    ids = [person.user_id for person in people]
    told = tell(
        NoticeKind.MEETING_CHANGED,
        meeting,
        ids,
        key=f"meeting-changed:{_key(meeting)}",
        actor=actor,
        now=now,
        **change,
    )
    for person in people:
        if person.deputy_id is not None:
            tell_deputy(person, actor=actor, now=now, change=change)
    return told


def _key(meeting: Meeting) -> str:
    return f"{meeting.id}:{meeting.calendar_sequence}"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
