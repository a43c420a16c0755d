"""What earlier meetings of a body leave for the next: minutes to adopt, resolutions to follow, topics to take up."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal.extensions import db
from portal.meetings.models import AgendaItem, Meeting, Resolution


def unadopted_before(meeting: Meeting) -> list[Meeting]:
    """Return the body's earlier meetings that were held and whose minutes are not adopted, the oldest first."""
    rows = select(Meeting).where(_earlier(meeting), Meeting.ended_at.is_not(None), Meeting.adopted_at.is_(None))
    return list(db.session.scalars(rows.order_by(Meeting.starts_at, Meeting.id)))


def open_resolutions(meeting: Meeting) -> list[Resolution]:
    """Return the resolutions of the body's earlier meetings that are followed and not done, by number."""
    rows = (
        select(Resolution)
        .join(Resolution.meeting)
        .options(
            contains_eager(Resolution.meeting),
            joinedload(Resolution.item).joinedload(AgendaItem.unit),
            joinedload(Resolution.owner_unit),
        )
        .where(_earlier(meeting), Meeting.ended_at.is_not(None), *is_open())
        .order_by(Resolution.number_year_be, Resolution.number, Resolution.id)
    )
    return list(db.session.scalars(rows))


def is_open() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a resolution stands, is followed, and was not accepted as done."""
    followed = or_(
        Resolution.owner_unit_id.is_not(None), Resolution.owner_id.is_not(None), Resolution.due_on.is_not(None)
    )
    return Resolution.struck_at.is_(None), Resolution.done_at.is_(None), followed


def deferred_items(meeting: Meeting) -> list[AgendaItem]:
    """Return items put off in the room of an earlier meeting that no later meeting has taken up."""
    rows = (
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(_earlier(meeting), AgendaItem.outcome == "deferred", _not_taken_up(meeting))
        .order_by(Meeting.starts_at, AgendaItem.id)
    )
    return list(db.session.scalars(rows))


def recurring_items(meeting: Meeting) -> list[AgendaItem]:
    """Return the latest item of each recurring topic of earlier meetings; topics ended by withdrawing stay out."""
    latest = (
        select(AgendaItem.topic_id, func.max(Meeting.starts_at).label("starts_at"))
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(_earlier(meeting), Meeting.ended_at.is_not(None), AgendaItem.withdrawn_at.is_(None))
        .group_by(AgendaItem.topic_id)
        .subquery()
    )
    rows = (
        select(AgendaItem)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(latest, and_(latest.c.topic_id == AgendaItem.topic_id, latest.c.starts_at == Meeting.starts_at))
        .where(
            _earlier(meeting),
            AgendaItem.is_recurring,
            AgendaItem.outcome.not_in(("deferred", "withdrawn")),
            AgendaItem.withdrawn_at.is_(None),
        )
        .order_by(AgendaItem.topic_id, AgendaItem.id)
    )
    return list(db.session.scalars(rows))


def _earlier(meeting: Meeting) -> ColumnElement[bool]:
    return and_(
        Meeting.committee_id == meeting.committee_id,
        Meeting.id != meeting.id,
        Meeting.starts_at < meeting.starts_at,
        Meeting.cancelled_at.is_(None),
    )


def _not_taken_up(meeting: Meeting) -> ColumnElement[bool]:
    """No other meeting that stands has an item carried from it; this one's own is found by its key."""
    later, held_in = aliased(AgendaItem), aliased(Meeting)
    return ~exists().where(
        later.carried_from_id == AgendaItem.id,
        later.meeting_id == held_in.id,
        held_in.id != meeting.id,
        held_in.cancelled_at.is_(None),
        later.withdrawn_at.is_(None),
    )
