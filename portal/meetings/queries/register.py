"""The register of resolutions: within a person's sight, one with its history, duties that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal import thai
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.access.predicates import Person
from portal.committees.models import Committee
from portal.duties import Duty, DutyState
from portal.errors import N_
from portal.extensions import db
from portal.meetings.models import AgendaItem, Meeting, Resolution, ResolutionEvent
from portal.meetings.queries.carrying import is_open
from portal.meetings.queries.item_sight import own_units, seen_within_meetings
from portal.meetings.rules import ResolutionState, is_overdue
from portal.paging import Slice, paginate
from portal.people.models import Unit, User
from portal.people.queries.units import within

PER_LIST = 25


@dataclass(frozen=True)
class Wanted:
    """What the register shows. state: open, overdue, reported_done, done, mine or "" for all; q: as typed."""

    state: str = ""
    committee_id: int | None = None
    unit_id: int | None = None
    q: str = ""


@dataclass(frozen=True)
class ResolutionLine:
    """What happened to a resolution, with who did it."""

    event: ResolutionEvent
    actor: str

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The day it was due before and the one it is due now, where that was changed."""
        old, new = (date.fromisoformat(text) if text else None for text in (self.event.old_value, self.event.new_value))
        return old, new


def register(person: Person, wanted: Wanted, number: int, now: datetime) -> Slice[Resolution]:
    """Return a page of the resolutions in sight: open ones by their day, then the others, the latest first."""
    today = thai.bangkok_date(now)
    rows = _in_sight(person, now).where(*_narrowed(person, wanted, today))
    is_waiting = and_(*is_open())
    order = (
        case((is_waiting, 0), else_=1),
        case((and_(is_waiting, Resolution.due_on.is_not(None)), Resolution.due_on), else_=None).asc().nulls_last(),
        Resolution.id.desc(),
    )
    return paginate(rows.order_by(*order), number, session=db.session, per_page=PER_LIST)


def register_counts(person: Person, now: datetime) -> dict[str, int]:
    """Return how many resolutions in sight are open, overdue, said to be done, and done; one statement more."""
    today = thai.bangkok_date(now)
    names = ("open", "overdue", "reported_done", "done")
    columns = [func.coalesce(func.sum(case((and_(*_state(name, today)), 1), else_=0)), 0).label(name) for name in names]
    # the same rows as the list, counted by state
    inner = _in_sight(person, now).with_only_columns(Resolution.id).subquery()
    row = db.session.execute(select(*columns).where(Resolution.id.in_(select(inner.c.id)))).one()
    return {name: int(getattr(row, name)) for name in names}


def committees_in_register(person: Person, now: datetime) -> list[tuple[int, str]]:
    """Return (id, name) of the committees whose resolutions the person sees, by name."""
    rows = _in_sight(person, now).with_only_columns(Committee.id, Committee.name).distinct()
    return [(row.id, row.name) for row in db.session.execute(rows.order_by(Committee.name, Committee.id))]


def lines_of(resolution_id: int) -> list[ResolutionLine]:
    """Return what happened to the resolution, the latest first."""
    rows = db.session.execute(
        select(ResolutionEvent, User.name)
        .join(User, User.id == ResolutionEvent.actor_id)
        .where(ResolutionEvent.resolution_id == resolution_id)
        .order_by(ResolutionEvent.id.desc())
    )
    return [ResolutionLine(event, name) for event, name in rows]


def get_event_file(event_id: int) -> ResolutionEvent | None:
    """Return an act that has a file, or None."""
    event = db.session.get(ResolutionEvent, event_id)
    return event if event is not None and event.sha256 else None


def duties(
    *, today: date, person: User | None = None, unit: Unit | None = None, year_be: int | None = None
) -> list[Duty]:
    """Return the resolutions a person or unit has to carry out: open ones, and done ones of this fiscal year."""
    owned = _owned_by(person) if person is not None else _owned_within(unit)
    first, _last = thai.fiscal_year_bounds(thai.fiscal_year_of(today))
    rows = db.session.scalars(
        select(Resolution)
        .join(Resolution.meeting)
        .join(Meeting.committee)
        .join(Resolution.item)
        .outerjoin(Resolution.owner_unit)
        .options(
            contains_eager(Resolution.meeting).contains_eager(Meeting.committee),
            contains_eager(Resolution.item),
            contains_eager(Resolution.owner_unit),
            joinedload(Resolution.owner).joinedload(User.unit),
        )
        .where(
            owned,
            Meeting.ended_at.is_not(None),
            Resolution.struck_at.is_(None),
            Resolution.due_on.is_not(None),
            or_(Resolution.done_at.is_(None), Resolution.done_at >= thai.start_of_day(first)),
        )
        .order_by(Resolution.due_on, Resolution.id)
    )
    return [_duty(resolution, today) for resolution in rows]


def _duty(resolution: Resolution, today: date) -> Duty:
    unit = resolution.owner_unit or (resolution.owner.unit if resolution.owner is not None else None)
    state = resolution.state
    is_done = state is ResolutionState.DONE
    waits = state is ResolutionState.REPORTED_DONE
    due_on = resolution.due_on or today
    return Duty(
        key=f"resolution:{resolution.id}",
        title=resolution.text.splitlines()[0][:200] if resolution.text else resolution.item.title,
        what=resolution.meeting.name,
        missing="" if is_done or waits else N_("รายงานผลตามมติ"),
        due_on=due_on,
        state=DutyState.COMPLETE
        if is_done or waits
        else (DutyState.MISSING if is_overdue(resolution, today) else DutyState.NOT_DUE),
        is_done=is_done or waits,
        unit_id=0 if unit is None else unit.id,
        unit_name="" if unit is None else unit.abbr,
        endpoint="meetings.resolution",
        values={"resolution_id": resolution.id},
        action=N_("เปิดดู") if is_done or waits else N_("รายงานผลตามมติ"),
        fiscal_month=thai.fiscal_month_no(due_on),
    )


def _owned_by(person: Any) -> ColumnElement[bool]:
    return or_(
        Resolution.owner_id == person.id,
        and_(Resolution.owner_id.is_(None), Resolution.owner_unit_id.in_(own_units(person))),
    )


def _owned_within(unit: Unit | None) -> ColumnElement[bool]:
    inside = select(Unit.id).where(within([unit.path] if unit is not None else []))
    return Resolution.owner_unit_id.in_(inside)


def _in_sight(person: Person, now: datetime) -> Select[Any]:
    units = own_units(person)
    return (
        select(Resolution)
        .join(Resolution.meeting)
        .join(Meeting.committee)
        .join(Resolution.item)
        .outerjoin(Resolution.owner_unit)
        .options(
            contains_eager(Resolution.meeting).contains_eager(Meeting.committee),
            contains_eager(Resolution.item),
            contains_eager(Resolution.owner_unit),
            joinedload(Resolution.owner),
        )
        .where(
            Resolution.struck_at.is_(None),
            or_(
                seen_within_meetings(person, now),
                Resolution.owner_id == person.id,
                Resolution.owner_unit_id.in_(units),
                AgendaItem.unit_id.in_(units),
            ),
        )
    )


def _narrowed(person: Person, wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state == "mine":
        conditions += [_owned_by(person), *is_open()]
    elif wanted.state:
        conditions += _state(wanted.state, today)
    if wanted.committee_id is not None:
        conditions.append(Resolution.committee_id == wanted.committee_id)
    if wanted.unit_id is not None:
        conditions.append(Resolution.owner_unit_id == wanted.unit_id)
    if key := thai.search_key(wanted.q):
        conditions.append(Resolution.search_text.contains(key, autoescape=True))
    return conditions


def _state(name: str, today: date) -> list[ColumnElement[bool]]:
    if name == "done":
        return [Resolution.done_at.is_not(None)]
    if name == "reported_done":
        return [*is_open(), Resolution.reported_done_at.is_not(None)]
    if name == "overdue":
        return [*is_open(), Resolution.reported_done_at.is_(None), Resolution.due_on < today]
    return [*is_open()]


def may_follow(person: Person) -> bool:
    """Return whether the person belongs to a division that carries out resolutions."""
    return bool(scopes(person, Permission.RESOLUTION_REPORT))
