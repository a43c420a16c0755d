"""One topic through the meetings, and what is found by searching."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal import thai
from portal.access.predicates import Person
from portal.committees.models import Committee
from portal.extensions import db
from portal.meetings.models import AgendaItem, Meeting, MinutesRevision, Resolution
from portal.meetings.queries.item_sight import of_own_division, seen_whole, seen_within_meetings
from portal.paging import Slice, paginate


@dataclass(frozen=True)
class TopicStep:
    """An item of the topic in one meeting (None: it waits for one), with what was resolved there."""

    item: AgendaItem
    meeting: Meeting | None
    resolutions: tuple[Resolution, ...]


def topic_of(topic_id: int, person: Person, now: datetime) -> list[TopicStep]:
    """Return the topic's items in sight in the order of their meetings, with their resolutions; constant statements."""
    rows = db.session.execute(
        select(AgendaItem, Meeting)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id, isouter=True)
        .join(AgendaItem.committee)
        .join(AgendaItem.unit)
        .options(contains_eager(AgendaItem.committee), contains_eager(AgendaItem.unit))
        .where(
            AgendaItem.topic_id == topic_id,
            or_(and_(Meeting.id.is_not(None), seen_within_meetings(person, now)), of_own_division(person)),
        )
        .order_by(Meeting.starts_at.is_(None), Meeting.starts_at, AgendaItem.id)
    ).all()
    ids = [item.id for item, _ in rows]
    found: dict[int, list[Resolution]] = {}
    resolved = select(Resolution).where(Resolution.item_id.in_(ids), Resolution.struck_at.is_(None))
    options = (joinedload(Resolution.owner_unit), joinedload(Resolution.owner), joinedload(Resolution.meeting))
    for resolution in db.session.scalars(resolved.options(*options).order_by(Resolution.id)):
        found.setdefault(resolution.item_id, []).append(resolution)
    return [TopicStep(item, meeting, tuple(found.get(item.id, ()))) for item, meeting in rows]


def found_items(person: Person, q: str, number: int, now: datetime) -> Slice[AgendaItem]:
    """Return a page of the agenda items in sight whose text has every word, the latest meeting first."""
    rows = (
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id, isouter=True)
        .join(AgendaItem.committee)
        .join(AgendaItem.unit)
        .options(
            contains_eager(AgendaItem.committee).joinedload(Committee.unit),
            contains_eager(AgendaItem.unit),
            joinedload(AgendaItem.meeting).joinedload(Meeting.committee),
        )
        .where(or_(and_(Meeting.id.is_not(None), seen_within_meetings(person, now)), of_own_division(person)))
        .where(*(AgendaItem.search_text.contains(word, autoescape=True) for word in words_of(q)))
        .order_by(Meeting.starts_at.is_(None), Meeting.starts_at.desc(), AgendaItem.id.desc())
    )
    return paginate(rows, number, session=db.session)


def found_minutes(person: Person, q: str, number: int, now: datetime) -> Slice[MinutesRevision]:
    """Return a page of adopted minutes whose text has every word, for those who see the whole meeting."""
    rows = (
        select(MinutesRevision)
        .join(MinutesRevision.meeting)
        .join(Meeting.committee)
        .options(contains_eager(MinutesRevision.meeting).contains_eager(Meeting.committee))
        .where(
            Meeting.adopted_at.is_not(None),
            MinutesRevision.no == Meeting.adopted_revision_no,
            seen_whole(person, now),
        )
        .where(*(MinutesRevision.search_text.contains(word, autoescape=True) for word in words_of(q)))
        .order_by(Meeting.starts_at.desc(), MinutesRevision.id.desc())
    )
    return paginate(rows, number, session=db.session)


def words_of(q: str) -> list[str]:
    """Return the words that are searched for, folded; at most six."""
    return thai.search_key(q).split()[:6]
