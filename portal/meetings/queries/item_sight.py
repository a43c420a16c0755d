"""Which items, and with them resolutions and papers, a person sees in lists and searches: as the guards decide."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from portal import thai
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.access.predicates import Person
from portal.committees.models import Committee
from portal.committees.queries import spans_of
from portal.extensions import db
from portal.meetings.models import AgendaItem, Meeting, MeetingPerson
from portal.meetings.queries.meetings import held_within
from portal.people.models import Unit
from portal.people.queries.units import within


def seen_within_meetings(person: Person, now: datetime) -> ColumnElement[bool]:
    """Return the condition, over AgendaItem joined to Meeting, that the person sees the item through its meeting.

    One statement. The agency's secretariat and the committee's secretaries see all; members of the day and their
    deputies too; guests what is not confidential; who presents an item or was invited for it sees that item.
    """
    spans, today = spans_of(person.id), thai.bangkok_date(now)
    runs = {span.committee_id for span in spans if span.is_secretary and span.is_in_force(today)}
    listed = and_(
        MeetingPerson.meeting_id == Meeting.id,
        or_(MeetingPerson.user_id == person.id, MeetingPerson.deputy_id == person.id),
    )
    is_guest = and_(listed, MeetingPerson.kind == "guest")
    return or_(
        looked_after(person),
        Meeting.committee_id.in_(runs),
        and_(Meeting.invited_at.is_(None), or_(false(), *map(held_within, spans))),
        exists().where(listed, MeetingPerson.kind == "appointed"),
        and_(~AgendaItem.is_confidential, exists().where(is_guest, MeetingPerson.item_id.is_(None))),
        exists().where(is_guest, MeetingPerson.item_id == AgendaItem.id),
        AgendaItem.presenter_id == person.id,
    )


def seen_whole(person: Person, now: datetime) -> ColumnElement[bool]:
    """Return the condition, over Meeting, that the person sees everything of it, as its minutes tell it."""
    spans, today = spans_of(person.id), thai.bangkok_date(now)
    runs = {span.committee_id for span in spans if span.is_secretary and span.is_in_force(today)}
    mine = and_(
        MeetingPerson.meeting_id == Meeting.id,
        or_(MeetingPerson.user_id == person.id, MeetingPerson.deputy_id == person.id),
    )
    has_secrets = exists().where(AgendaItem.meeting_id == Meeting.id, AgendaItem.is_confidential)
    whole_guest = exists().where(mine, MeetingPerson.kind == "guest", MeetingPerson.item_id.is_(None))
    return or_(
        looked_after(person),
        Meeting.committee_id.in_(runs),
        exists().where(mine, MeetingPerson.kind == "appointed"),
        and_(whole_guest, ~has_secrets),
    )


def of_own_division(person: Person) -> ColumnElement[bool]:
    """Return the condition, over AgendaItem, that a division of the person proposed it."""
    return AgendaItem.unit_id.in_(own_units(person))


def own_units(person: Person) -> list[int]:
    """Return the ids of the units within which the person writes items or carries out resolutions; one statement."""
    paths = scopes(person, Permission.RESOLUTION_REPORT)
    return list(db.session.scalars(select(Unit.id).where(within(paths)))) if paths else []


def looked_after(person: Person) -> ColumnElement[bool]:
    """Return the condition, over Meeting, that it is of a committee of an agency whose secretariat the person is."""
    paths = scopes(person, Permission.COMMITTEE_MANAGE)
    if not paths:
        return false()
    return Meeting.committee_id.in_(select(Committee.id).join(Unit, Unit.id == Committee.unit_id).where(within(paths)))
