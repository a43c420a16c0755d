"""Telling those invited, in the inbox and by mail with what their calendars take in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from portal.calendars import Method
from portal.extensions import db
from portal.meetings.models import Meeting, MeetingPerson
from portal.meetings.queries.agenda import people_of
from portal.meetings.rules import calendar_facts
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import User


def notice_facts(meeting: Meeting, actor: User, **more: Any) -> dict[str, Any]:
    """Return what notices of a meeting are made of."""
    facts: dict[str, Any] = {
        "committee": meeting.committee.shown_name,
        "meeting": meeting.name,
        "title": meeting.title,
        "place": meeting.place,
        "way": meeting.way,
        "online_url": meeting.online_url,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "by": actor.name,
    }
    if meeting.reply_by_on is not None:
        facts["reply_by_on"] = meeting.reply_by_on.isoformat()
    return facts | more


def tell(
    kind: NoticeKind,
    meeting: Meeting,
    user_ids: Iterable[int | None],
    *,
    key: str,
    actor: User,
    now: datetime,
    method: Method | None = Method.REQUEST,
    path: str = "",
    **more: Any,
) -> int:
    """Tell people of a meeting; return how many were told. method: what their calendars do, None for nothing."""
    if method is not None:
        more["calendar"] = calendar_facts(meeting, method.value, meeting.committee.name)
    return notify(
        user_ids=[each for each in user_ids if each is not None],
        kind=kind,
        detail=notice_facts(meeting, actor, **more),
        path=path or f"/meetings/{meeting.id}/answer",
        dedupe_key=key,
        now=now,
    )


def tell_deputy(person: MeetingPerson, *, actor: User, now: datetime, change: Mapping[str, Any] | None = None) -> None:
    """Tell a deputy with an account that the person has named them, or of a change."""
    meeting = person.meeting
    tell(
        NoticeKind.MEETING_INVITED if change is None else NoticeKind.MEETING_CHANGED,
        meeting,
        [person.deputy_id],
        key=f"meeting-deputy:{person.id}:{person.version}:{meeting.calendar_sequence}",
        actor=actor,
        now=now,
        path=f"/meetings/{meeting.id}",
        on_behalf=person.name,
        **(change or {}),
    )


def tell_removed(meeting: Meeting, user_ids: Iterable[int | None], *, key: str, actor: User, now: datetime) -> None:
    """Tell people that they need not come any more; the meeting leaves their calendars."""
    tell(
        NoticeKind.MEETING_CHANGED,
        meeting,
        user_ids,
        key=key,
        actor=actor,
        now=now,
        method=Method.CANCEL,
        path="/",
        is_removed=True,
    )


def tell_cancelled(meeting: Meeting, *, actor: User, now: datetime) -> None:
    """Tell everybody invited and their deputies why the meeting is called off; it leaves their calendars."""
    meeting.calendar_sequence += 1
    db.session.flush()
    ids = [each for person in people_of(meeting.id) for each in (person.user_id, person.deputy_id)]
    tell(
        NoticeKind.MEETING_CANCELLED,
        meeting,
        ids,
        key=f"meeting-cancelled:{meeting.id}",
        actor=actor,
        now=now,
        method=Method.CANCEL,
        path=f"/meetings/{meeting.id}",
        reason=meeting.cancel_reason,
    )
