"""Searching the trail: entries within somebody's units, with the names of their objects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload

from portal import thai
from portal.audit import PEOPLE, AuditEntry, Entry, Event, read, reading
from portal.committees.models import Committee
from portal.extensions import db
from portal.meetings.models import AgendaItem
from portal.paging import Slice, paginate
from portal.people.models import Unit, User
from portal.people.rules.units import ids_on_path
from portal.performance.models import FiscalYear, Indicator, Obligation

MAX_EXPORT_ROWS = 10_000
_IDS_AT_ONCE = 5_000


@dataclass(frozen=True)
class TrailFilter:
    """What the search is narrowed to; empty means all. Days are Bangkok's, both included."""

    event: Event | None = None
    # words of the name, user name or position of who did it
    person: str = ""
    subject_type: str = ""
    subject_id: int | None = None
    # acts on what belonged to the unit, or to a unit below it, when they were done
    unit_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True)
class Found:
    """An entry with the object it is about, where that is a row that can be loaded; `places` names units by id."""

    entry: Entry
    subject: Any | None
    places: Mapping[int, str]


def search_entries(scopes: Sequence[str], wanted: TrailFilter, *, page: int) -> Slice[Found]:
    """Return one page of the entries within the subtrees, newest first.

    Two statements for the entries, one for each kind of object among them, one for the units: at most eight.
    """
    found = paginate(_narrowed(scopes, wanted), page, session=db.session)
    named = _with_objects([read(row) for row in found.items])
    return Slice(named, found.number, found.per_page, found.total)


def exported_entries(
    scopes: Sequence[str], wanted: TrailFilter, *, most: int = MAX_EXPORT_ROWS
) -> tuple[list[Found], int]:
    """Return the newest of the entries found, at most `most`, and how many were found."""
    statement = _narrowed(scopes, wanted)
    total = db.session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    rows = db.session.execute(statement.limit(most))
    return _with_objects([read(row) for row in rows]), total


def within_scopes(scopes: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that an entry may be read from these subtrees.

    What belongs to no unit (a sign-in tried with a name nobody has, the queue) is for those who tend a whole tree.
    """
    paths = tuple(scopes)
    conditions = [AuditEntry.unit_path.startswith(path, autoescape=True) for path in paths]
    if any(len(ids_on_path(path)) == 1 for path in paths):
        conditions.append(AuditEntry.unit_path == "")
    return or_(*conditions) if conditions else AuditEntry.id.is_(None)


def _narrowed(scopes: Sequence[str], wanted: TrailFilter) -> Select[Any]:
    statement = reading().where(within_scopes(scopes))
    for word in thai.search_key(wanted.person).split():
        statement = statement.where(PEOPLE.c.search_text.contains(word, autoescape=True))
    if wanted.event is not None:
        statement = statement.where(AuditEntry.event == wanted.event.value)
    if wanted.subject_type:
        statement = statement.where(AuditEntry.subject_type == wanted.subject_type)
    if wanted.subject_id is not None:
        statement = statement.where(AuditEntry.subject_id == wanted.subject_id)
    if wanted.unit_id is not None:
        # entries keep the path of their time: a unit that has moved since is found by its id
        statement = statement.where(AuditEntry.unit_path.contains(f"/{wanted.unit_id}/", autoescape=True))
    if wanted.from_on is not None:
        statement = statement.where(AuditEntry.at >= thai.start_of_day(wanted.from_on))
    if wanted.to_on is not None:
        statement = statement.where(AuditEntry.at < thai.start_of_day(wanted.to_on + timedelta(days=1)))
    return statement


def _with_objects(entries: list[Entry]) -> list[Found]:
    wanted: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject_type].add(entry.subject_id)
    objects = {
        (kind, row.id): row
        for kind, load in _LOADERS.items()
        if wanted[kind]
        for row in _in_batches(load, wanted[kind])
    }
    places = _place_names(entries)
    return [Found(entry, objects.get((entry.subject_type, entry.subject_id)), places) for entry in entries]


def _place_names(entries: Iterable[Entry]) -> dict[int, str]:
    """Return id -> name of every unit on the entries' paths and on the paths in their details."""
    ids: set[int] = set()
    for entry in entries:
        sides = (entry.detail.get(side) for side in ("old", "new"))
        paths = [entry.unit_path, *(str(side.get("path", "")) for side in sides if isinstance(side, Mapping))]
        ids.update(unit_id for path in paths for unit_id in ids_on_path(path))
    if not ids:
        return {}
    rows = db.session.execute(select(Unit.id, Unit.name_th).where(Unit.id.in_(sorted(ids))))
    return {row.id: row.name_th for row in rows}


def _in_batches(load: Callable[[Sequence[int]], Iterable[Any]], ids: Iterable[int]) -> Iterable[Any]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _IDS_AT_ONCE):
        yield from load(ordered[start : start + _IDS_AT_ONCE])


def _users(ids: Sequence[int]) -> Iterable[User]:
    return db.session.scalars(select(User).where(User.id.in_(ids)).options(joinedload(User.unit)))


def _units(ids: Sequence[int]) -> Iterable[Unit]:
    return db.session.scalars(select(Unit).where(Unit.id.in_(ids)))


def _years(ids: Sequence[int]) -> Iterable[FiscalYear]:
    return db.session.scalars(select(FiscalYear).where(FiscalYear.id.in_(ids)).options(joinedload(FiscalYear.agency)))


def _committees(ids: Sequence[int]) -> Iterable[Committee]:
    return db.session.scalars(select(Committee).where(Committee.id.in_(ids)).options(joinedload(Committee.unit)))


def _items(ids: Sequence[int]) -> Iterable[AgendaItem]:
    return db.session.scalars(
        select(AgendaItem)
        .where(AgendaItem.id.in_(ids))
        .options(joinedload(AgendaItem.unit), joinedload(AgendaItem.committee).joinedload(Committee.unit))
    )


def _obligations(ids: Sequence[int]) -> Iterable[Obligation]:
    return db.session.scalars(
        select(Obligation)
        .where(Obligation.id.in_(ids))
        .options(
            joinedload(Obligation.unit),
            joinedload(Obligation.indicator).joinedload(Indicator.evaluator),
            joinedload(Obligation.project),
            joinedload(Obligation.period),
            joinedload(Obligation.fiscal_year),
        )
    )


_LOADERS: Mapping[str, Callable[[Sequence[int]], Iterable[Any]]] = {
    "user": _users,
    "unit": _units,
    "fiscal_year": _years,
    "obligation": _obligations,
    "committee": _committees,
    "agenda_item": _items,
}
