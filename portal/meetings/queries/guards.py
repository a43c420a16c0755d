"""One meeting, item, person or resolution for a guard, with the ids of those the policy lets in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, literal, select, union_all
from sqlalchemy.orm import joinedload

from portal import thai
from portal.committees.models import Committee
from portal.committees.queries import member_ids_of, secretary_ids_of
from portal.extensions import db
from portal.meetings.models import AgendaItem, Meeting, MeetingPerson, Resolution
from portal.meetings.rules import Circle
from portal.people.models import User

# made once: every guard of a meeting asks it
_IN_MEETING: CompoundSelect[Any] = union_all(
    select(
        literal("person").label("what"),
        MeetingPerson.user_id.label("user_id"),
        MeetingPerson.deputy_id.label("deputy_id"),
        MeetingPerson.item_id.label("item_id"),
        MeetingPerson.kind.label("kind"),
    ).where(MeetingPerson.meeting_id == bindparam("meeting_id")),
    select(literal("presenter"), AgendaItem.presenter_id, literal(None), AgendaItem.id, literal("")).where(
        AgendaItem.meeting_id == bindparam("meeting_id"), AgendaItem.presenter_id.is_not(None)
    ),
)


def circle_of(meeting: Meeting) -> Circle:
    """Return who is in the meeting: the frozen list once invited, until then the members of its day.

    One statement once invited, two before.
    """
    members: set[int] = set()
    guests: set[int] = set()
    item_guests: dict[int, set[int]] = {}
    presents: dict[int, int] = {}
    rows: Sequence[Any] = db.session.execute(_IN_MEETING, {"meeting_id": meeting.id}).all()
    for row in rows:
        ids = {each for each in (row.user_id, row.deputy_id) if each is not None}
        if row.what == "presenter":
            presents[row.item_id] = row.user_id
        elif row.kind == "appointed":
            members |= ids
        elif row.item_id is None:
            guests |= ids
        else:
            item_guests.setdefault(row.item_id, set()).update(ids)
    if meeting.invited_at is None:
        members |= member_ids_of([meeting.committee_id], thai.bangkok_date(meeting.starts_at))[meeting.committee_id]
    return Circle(
        frozenset(members), frozenset(guests), {item: frozenset(ids) for item, ids in item_guests.items()}, presents
    )


def get_meeting(meeting_id: int, now: datetime) -> Meeting | None:
    """Return the meeting with `reader_ids`, `secretary_ids` and `circle` set, or None."""
    meeting = db.session.get(Meeting, meeting_id, options=[joinedload(Meeting.committee).joinedload(Committee.unit)])
    if meeting is not None:
        _let_in(meeting, now)
    return meeting


def get_item(item_id: int, now: datetime) -> AgendaItem | None:
    """Return the item with `reader_ids` and `secretary_ids` set, or None.

    Readers are those of its meeting who see this item, confidential or not, and whoever presents it.
    """
    item = db.session.get(
        AgendaItem,
        item_id,
        options=[
            joinedload(AgendaItem.committee).joinedload(Committee.unit),
            joinedload(AgendaItem.unit),
            joinedload(AgendaItem.meeting),
        ],
    )
    if item is not None:
        item.reader_ids, item.secretary_ids = _readers_of(item, now)
        if item.unit_id == item.committee.unit_id or item.carried_from_id is not None:
            item.writer_ids = item.secretary_ids
    return item


def get_meeting_person(person_id: int, now: datetime) -> MeetingPerson | None:
    """Return somebody on a meeting's list, the meeting as `get_meeting` returns it, or None."""
    meeting = joinedload(MeetingPerson.meeting).joinedload(Meeting.committee).joinedload(Committee.unit)
    user = joinedload(MeetingPerson.user).joinedload(User.unit)
    person = db.session.get(MeetingPerson, person_id, options=[meeting, joinedload(MeetingPerson.deputy), user])
    if person is not None:
        _let_in(person.meeting, now)
    return person


def get_resolution(resolution_id: int, now: datetime) -> Resolution | None:
    """Return the resolution with `reader_ids` and `secretary_ids` set, or None for one not there or struck."""
    resolution = db.session.get(
        Resolution,
        resolution_id,
        options=[
            joinedload(Resolution.meeting).joinedload(Meeting.committee).joinedload(Committee.unit),
            joinedload(Resolution.item).joinedload(AgendaItem.unit),
            joinedload(Resolution.owner_unit),
            joinedload(Resolution.owner),
        ],
    )
    if resolution is None or resolution.struck_at is not None:
        return None
    resolution.reader_ids, resolution.secretary_ids = _readers_of(resolution.item, now)
    return resolution


def _let_in(meeting: Meeting, now: datetime) -> None:
    circle = circle_of(meeting)
    meeting.circles = (circle,)
    meeting.reader_ids = circle.reader_ids
    meeting.presenter_ids = frozenset(circle.presenters.values())
    today = thai.bangkok_date(now)
    meeting.secretary_ids = secretary_ids_of([meeting.committee_id], today)[meeting.committee_id]


def _readers_of(item: AgendaItem, now: datetime) -> tuple[frozenset[int], frozenset[int]]:
    own = frozenset() if item.presenter_id is None else frozenset((item.presenter_id,))
    today = thai.bangkok_date(now)
    secretaries = secretary_ids_of([item.committee_id], today)[item.committee_id]
    if item.meeting is None:
        return own, secretaries
    circle = circle_of(item.meeting)
    guests = frozenset() if item.is_confidential else circle.guest_ids
    return own | circle.member_ids | guests | circle.item_guests.get(item.id, frozenset()), secretaries
