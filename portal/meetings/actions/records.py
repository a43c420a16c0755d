"""Acts on meetings, items and resolutions on the audit trail, named as people name them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal import audit
from portal.meetings.models import AgendaItem, Meeting, Resolution
from portal.people.models import User


def record_meeting(
    event: audit.Event, meeting: Meeting, actor: User | None, now: datetime, detail: Mapping[str, Any] | None = None
) -> None:
    """Put an act on a meeting on record."""
    audit.record(
        actor_id=None if actor is None else actor.id,
        event=event,
        subject_type="meeting",
        subject_id=meeting.id,
        unit_path=meeting.unit_path,
        now=now,
        detail={"meeting": meeting.name, **(detail or {})},
    )


def record_item(
    event: audit.Event, item: AgendaItem, actor: User, now: datetime, detail: Mapping[str, Any] | None = None
) -> None:
    """Put an act on an agenda item on record."""
    meeting = {} if item.meeting is None else {"meeting": item.meeting.name}
    audit.record(
        actor_id=actor.id,
        event=event,
        subject_type="agenda_item",
        subject_id=item.id,
        unit_path=item.unit_path,
        now=now,
        detail={"item": item.title, "committee": item.committee.shown_name, **meeting, **(detail or {})},
    )


def record_resolution(
    event: audit.Event, resolution: Resolution, actor: User, now: datetime, detail: Mapping[str, Any] | None = None
) -> None:
    """Put an act on a resolution on record."""
    audit.record(
        actor_id=actor.id,
        event=event,
        subject_type="resolution",
        subject_id=resolution.id,
        unit_path=resolution.unit_path,
        now=now,
        detail={"item": resolution.item.title, "meeting": resolution.meeting.name, **(detail or {})},
    )
