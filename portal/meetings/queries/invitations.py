"""Whom an invitation is for: the list as it must be today beside the list as it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import thai
from portal.committees.models import Committee
from portal.committees.queries import members_on
from portal.extensions import db
from portal.meetings.models import AgendaItem, Meeting, MeetingPerson
from portal.meetings.queries.agenda import people_of
from portal.meetings.rules import untold
from portal.people.models import User


@dataclass(frozen=True)
class Wanted:
    """Somebody who belongs on the list: a member of the meeting's day, or the presenter of an item."""

    name: str
    position_title: str
    unit_name: str
    user_id: int | None
    role: str = ""
    membership_id: int | None = None
    item_id: int | None = None

    @property
    def is_member(self) -> bool:
        """Whether appointed; otherwise a presenter."""
        return self.membership_id is not None


@dataclass(frozen=True)
class Plan:
    """What sending would do. seats: members then presenters in order, each with the row it has already."""

    seats: tuple[tuple[Wanted, MeetingPerson | None], ...]
    gone: tuple[MeetingPerson, ...]
    guests: tuple[MeetingPerson, ...]
    # places in the body that nobody holds on the day
    vacant: tuple[str, ...]
    # what those invited still believe, name -> old value
    changes: Mapping[str, Any]

    @property
    def new(self) -> tuple[Wanted, ...]:
        """Those who join the list."""
        return tuple(wanted for wanted, row in self.seats if row is None)

    @property
    def is_needed(self) -> bool:
        """Whether somebody has to be told of something."""
        return bool(self.new or self.gone or self.changes)

    @property
    def size(self) -> int:
        """How many people the list will have."""
        return len(self.seats) + len(self.guests)

    @property
    def unreached(self) -> tuple[str, ...]:
        """Names of those nobody can tell from here: they have no account."""
        seated = (wanted.name for wanted, _ in self.seats if wanted.user_id is None)
        return (*seated, *(guest.name for guest in self.guests if guest.user_id is None))


def plan_of(meeting: Meeting) -> Plan:
    """Return what sending the invitation (again) would do; five statements whatever the number of people."""
    members = members_on(meeting.committee_id, thai.bangkok_date(meeting.starts_at))
    wanted: list[Wanted] = []
    for member in members:
        known = member.user is not None and any(each.user_id == member.user.id for each in wanted)
        if not member.is_vacant and not known:  # one seat a person, the first in the order of appointment
            wanted.append(
                Wanted(
                    name=member.name,
                    position_title=member.position_title,
                    unit_name=member.unit_name,
                    user_id=None if member.user is None else member.user.id,
                    role=member.role.value,
                    membership_id=member.membership.id,
                )
            )
    vacant = tuple(member.position_title or member.unit_name for member in members if member.is_vacant)
    items = db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.withdrawn_at.is_(None))
        .options(joinedload(AgendaItem.presenter).joinedload(User.unit))
        .order_by(AgendaItem.position, AgendaItem.id)
    ).all()
    wanted += _presenters(items, wanted)
    return _compared(meeting, wanted, {item.id for item in items}, vacant)


def own_person(meeting_id: int, user_id: int) -> MeetingPerson | None:
    """Return the person's own place on the meeting's list, the meeting with it, or None."""
    return db.session.scalars(
        select(MeetingPerson)
        .where(MeetingPerson.meeting_id == meeting_id, MeetingPerson.user_id == user_id)
        .options(
            joinedload(MeetingPerson.meeting).joinedload(Meeting.committee).joinedload(Committee.unit),
            joinedload(MeetingPerson.deputy),
            joinedload(MeetingPerson.user).joinedload(User.unit),
        )
    ).first()


def _presenters(items: Sequence[AgendaItem], members: Sequence[Wanted]) -> list[Wanted]:
    """Return presenters who are no members, each once; typed names too: they sit in the room all the same."""
    seats = {each.user_id for each in members if each.user_id is not None}
    names = {each.name for each in members}
    found: list[Wanted] = []
    for item in items:
        user = item.presenter
        if (user is not None and user.id in seats) or (user is None and item.presenter_name in names | {""}):
            continue
        seats |= set() if user is None else {user.id}
        names.add(item.presenter_label)
        found.append(
            Wanted(
                name=item.presenter_label,
                position_title="" if user is None else user.position,
                unit_name="" if user is None else user.unit.abbr,
                user_id=None if user is None else user.id,
                item_id=item.id,
            )
        )
    return found


def _compared(meeting: Meeting, wanted: Sequence[Wanted], item_ids: set[int], vacant: tuple[str, ...]) -> Plan:
    left = {row.id: row for row in people_of(meeting.id)}
    seats: list[tuple[Wanted, MeetingPerson | None]] = []
    for each in wanted:
        row = next((row for row in left.values() if _is_same(row, each)), None)
        seats.append((each, left.pop(row.id) if row is not None else None))
    gone = tuple(row for row in left.values() if _has_no_place(row, item_ids))
    guests = tuple(row for row in left.values() if not _has_no_place(row, item_ids))
    return Plan(tuple(seats), gone, guests, vacant, untold(meeting))


def _is_same(row: MeetingPerson, wanted: Wanted) -> bool:
    if wanted.user_id is not None:
        return row.user_id == wanted.user_id
    if wanted.is_member:
        return row.user_id is None and row.membership_id == wanted.membership_id
    return row.user_id is None and row.kind == "guest" and row.name == wanted.name


def _has_no_place(row: MeetingPerson, item_ids: set[int]) -> bool:
    """Return whether somebody stands on the list for what is no longer so; guests of the whole meeting stay."""
    return row.kind == "appointed" or row.is_presenter or (row.item_id is not None and row.item_id not in item_ids)
