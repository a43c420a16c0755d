"""Lists of meetings: those ahead of a person, a committee's, a year's, each within the person's sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager

from portal import thai
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.access.predicates import Person
from portal.committees.models import Committee
from portal.committees.queries import Span, spans_of
from portal.committees.rules import number_label
from portal.extensions import db
from portal.meetings.models import AgendaItem, Meeting, MeetingPerson
from portal.meetings.rules import calendar_year_be, calendar_year_bounds
from portal.paging import Slice, paginate
from portal.people.models import Unit
from portal.people.queries.units import within

AHEAD_SHOWN = 20


@dataclass(frozen=True)
class MeetingRow:
    """A meeting on a list. answer: the person's own, None for somebody who is not on its list; items: on its agenda."""

    meeting: Meeting
    answer: str | None
    items: int


@dataclass(frozen=True)
class Sight:
    """What a person may see of the meetings there are, and which of them are the person's own."""

    everything: ColumnElement[bool]
    own: ColumnElement[bool]
    # the person sets up meetings of some committee
    is_manager: bool


def sight_of(person: Person, now: datetime) -> Sight:
    """Return the conditions by which a person sees meetings in a list, as the guard of one meeting decides.

    One statement. The secretariat sees its agency's; secretaries today those of their committees; members those of
    the days they belong, until the list of an invited meeting says who does; presenters the meetings of their items.
    """
    spans, today = spans_of(person.id), thai.bangkok_date(now)
    runs = {span.committee_id for span in spans if span.is_secretary and span.is_in_force(today)}
    listed = exists().where(
        MeetingPerson.meeting_id == Meeting.id,
        or_(MeetingPerson.user_id == person.id, MeetingPerson.deputy_id == person.id),
    )
    presents = exists().where(AgendaItem.meeting_id == Meeting.id, AgendaItem.presenter_id == person.id)
    own = or_(
        Meeting.committee_id.in_(runs),
        and_(Meeting.invited_at.is_(None), or_(false(), *map(held_within, spans))),
        listed,
        presents,
    )
    paths = scopes(person, Permission.MEETING_VIEW)
    looked_after = Meeting.committee_id.in_(
        select(Committee.id).join(Unit, Unit.id == Committee.unit_id).where(within(paths))
    )
    return Sight(or_(looked_after, own) if paths else own, own, bool(paths or runs))


def ahead_of(person: Person, sight: Sight, now: datetime) -> list[MeetingRow]:
    """Return the person's own meetings that are to come or going on, the next first; one statement."""
    is_ahead = and_(
        Meeting.cancelled_at.is_(None),
        Meeting.ended_at.is_(None),
        or_(Meeting.ends_at > now - timedelta(hours=12), Meeting.started_at.is_not(None)),
    )
    rows = _rows(person).where(sight.own, is_ahead).order_by(Meeting.starts_at, Meeting.id).limit(AHEAD_SHOWN)
    return [MeetingRow(*row) for row in db.session.execute(rows)]


def meetings_in(
    person: Person,
    sight: Sight,
    number: int,
    *,
    committee_id: int | None = None,
    year_be: int | None = None,
    without: Sequence[int] = (),
) -> Slice[MeetingRow]:
    """Return a page of the meetings in sight, the latest first; two statements.

    year_be: calendar year; without: ids of meetings that stand elsewhere on the page
    """
    wanted = _rows(person).where(sight.everything, Meeting.id.not_in(without))
    if committee_id is not None:
        wanted = wanted.where(Meeting.committee_id == committee_id)
    if year_be is not None:
        wanted = wanted.where(*_within_year(year_be))
    rows = paginate(wanted.order_by(Meeting.starts_at.desc(), Meeting.id.desc()), number, session=db.session)
    return rows.map(lambda row: MeetingRow(*row))


def committees_with_meetings(sight: Sight) -> list[tuple[Committee, int, int]]:
    """Return committees that have meetings in sight, by name, with the first and last calendar year (พ.ศ.) of them."""
    rows = db.session.execute(
        select(Committee, func.min(Meeting.starts_at), func.max(Meeting.starts_at))
        .join(Meeting, Meeting.committee_id == Committee.id)
        .where(sight.everything)
        .group_by(Committee.id)
        .order_by(Committee.name, Committee.id)
    )
    return [(committee, calendar_year_be(first), calendar_year_be(last)) for committee, first, last in rows]


def committees_to_manage(person: Person, now: datetime) -> list[Committee]:
    """Return the standing committees whose meetings the person sets up, by name; two statements."""
    today = thai.bangkok_date(now)
    runs = {span.committee_id for span in spans_of(person.id) if span.is_secretary and span.is_in_force(today)}
    rows = (
        select(Committee)
        .join(Committee.unit)
        .options(contains_eager(Committee.unit))
        .where(
            Committee.closed_at.is_(None),
            or_(Committee.id.in_(runs), within(scopes(person, Permission.MEETING_MANAGE))),
        )
        .order_by(Committee.name, Committee.id)
    )
    return list(db.session.scalars(rows))


def meetings_of_committee(committee: Committee, person: Person, now: datetime) -> list[MeetingRow]:
    """Return the latest meetings of a committee that the person sees; two statements."""
    sight = sight_of(person, now)
    rows = _rows(person).where(sight.everything, Meeting.committee_id == committee.id)
    found = db.session.execute(rows.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(AHEAD_SHOWN))
    return [MeetingRow(*row) for row in found]


def own_place(meeting_id: int, user_id: int) -> MeetingPerson | None:
    """Return the person's row on the meeting's list, the own one before one as somebody's deputy; one statement."""
    found = db.session.scalars(
        select(MeetingPerson)
        .where(
            MeetingPerson.meeting_id == meeting_id,
            or_(MeetingPerson.user_id == user_id, MeetingPerson.deputy_id == user_id),
        )
        .order_by((MeetingPerson.user_id == user_id).desc(), MeetingPerson.id)
    )
    return found.first()


def next_label(meeting: Meeting) -> str:
    """Return the number the meeting would get if its agenda were fixed now, e.g. "3/2569"."""
    year_be = calendar_year_be(meeting.starts_at)
    numbers, totals = func.max(Meeting.number), func.max(Meeting.total_number)
    of_year = select(numbers).where(Meeting.committee_id == meeting.committee_id, Meeting.number_year_be == year_be)
    total = None
    if meeting.committee.numbering == "year_and_total":
        highest = db.session.scalar(select(totals).where(Meeting.committee_id == meeting.committee_id))
        total = max(highest or 0, meeting.committee.total_before) + 1
    return number_label((db.session.scalar(of_year) or 0) + 1, year_be, total)


def unnumbered_before(meeting: Meeting) -> list[Meeting]:
    """Return meetings of the same body and calendar year that come earlier and have no number yet."""
    rows = select(Meeting).where(
        Meeting.committee_id == meeting.committee_id,
        Meeting.id != meeting.id,
        Meeting.cancelled_at.is_(None),
        Meeting.number.is_(None),
        Meeting.starts_at < meeting.starts_at,
        *_within_year(calendar_year_be(meeting.starts_at)),
    )
    return list(db.session.scalars(rows.order_by(Meeting.starts_at, Meeting.id)))


def _rows(person: Person) -> Select[Any]:
    answer = (
        select(func.max(MeetingPerson.answer))
        .where(MeetingPerson.meeting_id == Meeting.id, MeetingPerson.user_id == person.id)
        .correlate(Meeting)
        .scalar_subquery()
    )
    items = (
        select(func.count(AgendaItem.id))
        .where(AgendaItem.meeting_id == Meeting.id, AgendaItem.withdrawn_at.is_(None))
        .correlate(Meeting)
        .scalar_subquery()
    )
    return (
        select(Meeting, answer.label("answer"), items.label("items"))
        .join(Meeting.committee)
        .join(Committee.unit)
        .options(contains_eager(Meeting.committee).contains_eager(Committee.unit))
    )


def held_within(span: Span) -> ColumnElement[bool]:
    """Return the condition that a meeting is of the committee and on a day of the span."""
    conditions = [Meeting.committee_id == span.committee_id, Meeting.starts_at >= thai.start_of_day(span.starts_on)]
    if span.ends_on is not None:
        conditions.append(Meeting.starts_at < thai.start_of_day(span.ends_on + timedelta(days=1)))
    return and_(*conditions)


def _within_year(year_be: int) -> Sequence[ColumnElement[bool]]:
    first, after = calendar_year_bounds(year_be)
    return Meeting.starts_at >= first, Meeting.starts_at < after
