"""What a new agenda takes up from earlier meetings, by link: old records are read and never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from portal import audit
from portal.committees.rules import SectionKind
from portal.extensions import db
from portal.meetings.actions.locking import hold_meeting, turn_agenda
from portal.meetings.actions.records import record_item
from portal.meetings.models import AgendaItem, AgendaSection, Meeting
from portal.meetings.queries.carrying import deferred_items, open_resolutions, recurring_items, unadopted_before
from portal.meetings.rules import MeetingState, adoption_title, carried_title
from portal.people.models import User
from portal.thai import search_key

# where matters arising stand in an order of the agenda that has no section of their own
ARISING = (SectionKind.ARISING, SectionKind.INFORMATION, SectionKind.OTHER)
COPIED = ("kind", "background", "issue", "proposal", "presenter_id", "presenter_name", "minutes_needed", "unit_id")


@dataclass(frozen=True)
class Carried:
    """How many items were added: minutes to adopt, resolutions to follow, deferred and recurring topics."""

    adoptions: int
    resolutions: int
    topics: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.adoptions + self.resolutions + self.topics


def carry_over(*, meeting: Meeting, actor: User, now: datetime) -> Carried:
    """Return what was put on the agenda from earlier meetings of the body; what stands there already is left alone.

    Minutes not yet adopted go to the section that adopts; open resolutions, items deferred in the room and recurring
    topics become items that point to what they come from. Nothing is done unless the agenda is open and has sections.
    """
    hold_meeting(meeting)
    sections = _sections(meeting)
    if meeting.state is not MeetingState.AGENDA_OPEN or not sections:
        return Carried(0, 0, 0)
    arising = next((sections[kind] for kind in ARISING if kind in sections), None)
    adopting = sections.get(SectionKind.ADOPTION, arising)
    adoptions = 0 if adopting is None else _adoptions(meeting, adopting, actor, now)
    resolutions = 0 if arising is None else _resolutions(meeting, arising, actor, now)
    topics = 0 if arising is None else _topics(meeting, arising, actor, now)
    carried = Carried(adoptions, resolutions, topics)
    if carried.total:
        turn_agenda(meeting, actor, now)
    return carried


def _adoptions(meeting: Meeting, section: AgendaSection, actor: User, now: datetime) -> int:
    made = 0
    for earlier in unadopted_before(meeting):
        values = {
            "title": adoption_title(f" {earlier.name}"),
            "kind": "consideration",
            "unit_id": meeting.committee.unit_id,
            "adopts_id": earlier.id,
        }
        made += _place(meeting, section, f"adopts:{earlier.id}", values, actor, now)
    return made


def _resolutions(meeting: Meeting, section: AgendaSection, actor: User, now: datetime) -> int:
    made = 0
    for resolution in open_resolutions(meeting):
        source = resolution.item
        values = {
            "title": carried_title(resolution.label, source.title)[:300],
            "kind": "information",
            "unit_id": resolution.owner_unit_id or source.unit_id,
            "is_confidential": source.is_confidential,
            "background": resolution.text,
            "follows_id": resolution.id,
            "carried_from_id": source.id,
            "topic_id": source.topic_id or source.id,
        }
        made += _place(meeting, section, f"follows:{resolution.id}", values, actor, now)
    return made


def _topics(meeting: Meeting, section: AgendaSection, actor: User, now: datetime) -> int:
    made = 0
    for source in [*deferred_items(meeting), *recurring_items(meeting)]:
        values = {name: getattr(source, name) for name in COPIED} | {
            "title": source.title,
            "is_confidential": source.is_confidential,
            "is_recurring": source.is_recurring,
            "carried_from_id": source.id,
            "topic_id": source.topic_id or source.id,
        }
        made += _place(meeting, section, f"carries:{source.id}", values, actor, now)
    return made


def _place(
    meeting: Meeting, section: AgendaSection, link: str, values: Mapping[str, Any], actor: User, now: datetime
) -> int:
    """Add one item unless this meeting has it (also withdrawn: what the secretary took out stays out)."""
    key = f"carried:{meeting.id}:{link}"
    if db.session.scalar(select(AgendaItem.id).where(AgendaItem.submit_key == key)) is not None:
        return 0
    last = db.session.scalar(select(func.max(AgendaItem.position)).where(AgendaItem.section_id == section.id))
    item = AgendaItem(
        committee=meeting.committee,
        meeting=meeting,
        section_id=section.id,
        position=(last or 0) + 1,
        created_by_id=actor.id,
        created_at=now,
        submitted_at=now,
        placed_at=now,
        submit_key=key,
        search_text=search_key(f"{values['title']} {values.get('background', '')}"),
        **values,
    )
    db.session.add(item)
    db.session.flush()
    item.topic_id = item.topic_id or item.id
    db.session.flush()
    record_item(audit.Event.ITEM_PLACED, item, actor, now, {"carried": True})
    return 1


def _sections(meeting: Meeting) -> dict[SectionKind, AgendaSection]:
    rows: Sequence[AgendaSection] = db.session.scalars(
        select(AgendaSection).where(AgendaSection.meeting_id == meeting.id).order_by(AgendaSection.position.desc())
    ).all()
    return {SectionKind(section.kind): section for section in rows}
