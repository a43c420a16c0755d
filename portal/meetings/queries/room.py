"""What the room's pages read: phrases, the item under discussion, the latest note, who may carry things out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import or_, select

from portal.extensions import db
from portal.meetings.models import AgendaItem, ItemNote, Meeting, MeetingPerson, StockPhrase
from portal.people.models import Unit, User
from portal.people.queries import agency_of, divisions_of

SHIPPED = Path(__file__).parents[1] / "data" / "phrases.yaml"


@cache
def shipped_phrases() -> dict[str, tuple[str, ...]]:
    """Return kind -> the shipped phrases."""
    read: dict[str, list[str]] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    return {kind: tuple(texts) for kind, texts in read.items()}


def phrases_of(unit_id: int) -> dict[str, list[str]]:
    """Return kind -> phrases for minutes of the unit's committees: its own first, then the shipped ones."""
    found: dict[str, list[str]] = {}
    own = db.session.scalars(
        select(StockPhrase)
        .where(StockPhrase.unit_id == unit_id, StockPhrase.removed_at.is_(None))
        .order_by(StockPhrase.position, StockPhrase.id)
    )
    for phrase in own:
        found.setdefault(phrase.kind, []).append(phrase.text)
    for kind, texts in shipped_phrases().items():
        found.setdefault(kind, []).extend(texts)
    return found


def note_of(item_id: int) -> ItemNote | None:
    """Return the note in force of one item."""
    return db.session.scalars(
        select(ItemNote).where(ItemNote.item_id == item_id).order_by(ItemNote.no.desc()).limit(1)
    ).first()


def item_on(meeting: Meeting, item_id: int | None) -> AgendaItem | None:
    """Return the item of this meeting's agenda, or None."""
    if item_id is None:
        return None
    item = db.session.get(AgendaItem, item_id)
    return item if item is not None and item.meeting_id == meeting.id else None


def owner_units(meeting: Meeting) -> list[tuple[int, str]]:
    """Return (id, name) of the agency and its divisions, for choosing who carries a resolution out."""
    agency = agency_of(meeting.committee.unit)
    return [(unit.id, f"{unit.abbr} {unit.name_th}") for unit in [agency, *divisions_of(agency)]]


def owner_people(meeting: Meeting) -> list[tuple[int, str]]:
    """Return (id, name) of the accounts on the meeting's list, deputies included, by name."""
    listed = select(MeetingPerson.user_id).where(MeetingPerson.meeting_id == meeting.id)
    deputies = select(MeetingPerson.deputy_id).where(MeetingPerson.meeting_id == meeting.id)
    rows = db.session.execute(
        select(User.id, User.name).where(or_(User.id.in_(listed), User.id.in_(deputies))).order_by(User.name, User.id)
    )
    return [(row.id, row.name) for row in rows]


def meeting_of_code(meeting_id: int) -> Meeting | None:
    """Return the meeting a room's code names, without asking who may see it."""
    return db.session.get(Meeting, meeting_id)


def unit_of(unit_id: int | None) -> Unit | None:
    """Return the unit that was chosen."""
    return None if unit_id is None else db.session.get(Unit, unit_id)


def person_of(user_id: int | None) -> Any:
    """Return the person who was chosen."""
    return None if user_id is None else db.session.get(User, user_id)
