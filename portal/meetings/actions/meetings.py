"""Setting up a meeting, changing it, calling it off."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal import audit
from portal.committees.models import Committee
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.meetings.actions.locking import hold_meeting, turn_agenda
from portal.meetings.actions.records import record_meeting
from portal.meetings.actions.telling import tell_cancelled
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.rules import AHEAD, WantedMeeting, check_reason, check_wanted, check_year_kept
from portal.people.models import User

FACTS = ("title", "starts_at", "ends_at", "way", "online_url", "recording_ref", "proposals_until_at")


def create_meeting(
    *, committee: Committee, wanted: WantedMeeting, submit_key: str, actor: User, now: datetime
) -> Meeting:
    """Return the new meeting; the same submit again returns what it made the first time.

    Raises RuleBroken for a committee that was closed, or times and places that cannot be.
    """
    made = db.session.scalars(select(Meeting).where(Meeting.submit_key == submit_key)).first()
    if made is not None:
        return made
    if committee.closed_at is not None:
        raise RuleBroken(N_("คณะกรรมการนี้สิ้นสุดแล้ว จึงกำหนดการประชุมไม่ได้"))
    check_wanted(wanted)
    meeting = Meeting(
        committee=committee, created_by_id=actor.id, created_at=now, submit_key=submit_key, **wanted.columns
    )
    db.session.add(meeting)
    db.session.flush()
    record_meeting(audit.Event.MEETING_CREATED, meeting, actor, now, _facts(meeting))
    return meeting


def change_meeting(*, meeting: Meeting, wanted: WantedMeeting, version: int, actor: User, now: datetime) -> Meeting:
    """Return the meeting, changed. Those invited are told when the invitation is sent again.

    version: of the meeting as it was shown
    Raises RuleBroken once it has begun or was called off, or for a numbered one that would leave its calendar year;
    Conflict when somebody else changed it since.
    """
    hold_meeting(meeting, version)
    check_ahead(meeting)
    check_wanted(wanted)
    check_year_kept(meeting.label, meeting.number_year_be, wanted.starts_at)
    return _changed(meeting, dict(wanted.columns), actor, now)


def note_recording(*, meeting: Meeting, recording_ref: str, version: int, actor: User, now: datetime) -> Meeting:
    """Return the meeting with the place its recording is kept at; this stays open after the meeting."""
    hold_meeting(meeting, version)
    if meeting.cancelled_at is not None:
        raise RuleBroken(N_("การประชุมนี้ยกเลิกแล้ว จึงแก้ไขไม่ได้"))
    return _changed(meeting, {"recording_ref": recording_ref}, actor, now)


def cancel_meeting(*, meeting: Meeting, reason: str, actor: User, now: datetime) -> Meeting:
    """Return the meeting, called off: its number is never given again, items of divisions wait for another meeting.

    Those invited are told the reason. Sent twice it is called off once. Raises RuleBroken once it has begun.
    """
    check_reason(reason)
    hold_meeting(meeting)
    if meeting.cancelled_at is not None and meeting.cancel_reason == reason:
        return meeting
    check_ahead(meeting)
    turn_agenda(meeting, actor, now)
    freed = _free_items(meeting)
    meeting.cancelled_at, meeting.cancel_reason = now, reason
    db.session.flush()
    record_meeting(audit.Event.MEETING_CANCELLED, meeting, actor, now, {"reason": reason, "items_freed": freed})
    if meeting.invited_at is not None:
        tell_cancelled(meeting, actor=actor, now=now)
    return meeting


def check_ahead(meeting: Meeting) -> None:
    """Raise RuleBroken for a meeting that has begun or was called off: what was held stays as it was."""
    if meeting.cancelled_at is not None:
        raise RuleBroken(N_("การประชุมนี้ยกเลิกแล้ว จึงแก้ไขไม่ได้ หากจัดใหม่ โปรดกำหนดการประชุมใหม่"))
    if meeting.state not in AHEAD:
        raise RuleBroken(N_("การประชุมเริ่มแล้ว จึงแก้ไขวัน เวลา สถานที่ หรือยกเลิกไม่ได้"))


def _changed(meeting: Meeting, values: dict[str, Any], actor: User, now: datetime) -> Meeting:
    before = _facts(meeting)
    for name, value in values.items():
        setattr(meeting, name, value)
    db.session.flush()
    after = _facts(meeting)
    changed = {name for name in after if before[name] != after[name]}
    if changed:
        sides = (("old", before), ("new", after))
        detail = {side: {name: facts[name] for name in changed} for side, facts in sides}
        record_meeting(audit.Event.MEETING_CHANGED, meeting, actor, now, detail)
    return meeting


def _facts(meeting: Meeting) -> dict[str, Any]:
    """Return the meeting as the trail keeps it."""
    found = {name: getattr(meeting, name) for name in FACTS}
    told = {name: value.isoformat() if isinstance(value, datetime) else value for name, value in found.items()}
    return {("subject" if name == "title" else name): value for name, value in told.items()} | {"venue": meeting.place}


def _free_items(meeting: Meeting) -> int:
    """Send items of the meeting back to wait; what follows an earlier meeting by link stays with its record."""
    items = db.session.scalars(
        select(AgendaItem).where(
            AgendaItem.meeting_id == meeting.id,
            AgendaItem.withdrawn_at.is_(None),
            AgendaItem.carried_from_id.is_(None),
            AgendaItem.follows_id.is_(None),
            AgendaItem.adopts_id.is_(None),
        )
    ).all()
    for item in items:
        item.meeting_id = item.section_id = item.placed_at = None
        item.position, item.depth, item.is_late = 0, 1, False
    db.session.flush()
    return len(items)
