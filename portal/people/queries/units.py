"""Units and their tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select

from portal.extensions import db
from portal.people.models import Unit, User
from portal.people.rules.units import PARENT_KINDS, UnitKind, ids_on_path, in_tree_order

# an em space sets a lower unit in, also where blanks are folded
SET_IN = "\u2003"


@dataclass(frozen=True)
class UnitNode:
    """A unit in its tree: depth from 0, accounts in use, its place from 0 among the siblings that are shown."""

    unit: Unit
    depth: int
    people: int
    place: int
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class Placed:
    """A unit as a place under its parent: to put it elsewhere is the business of whoever manages the parent."""

    unit: Unit
    unit_path: str


def within(scopes: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a unit stands in one of the subtrees; no subtree holds nothing."""
    return or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in scopes))


def get_unit(unit_id: int) -> Unit | None:
    """Return the unit, closed or not, or None."""
    return db.session.get(Unit, unit_id)


def get_unit_by_abbr(abbr: str) -> Unit | None:
    """Return the highest unit with the abbreviation, or None."""
    return db.session.scalars(
        select(Unit).where(Unit.abbr == abbr).order_by(func.length(Unit.path), Unit.id).limit(1)
    ).first()


def agency_of(unit: Unit) -> Unit:
    """Return the agency the unit belongs to or is; the unit itself where no agency stands above it."""
    if unit.kind == UnitKind.AGENCY:
        return unit
    above = select(Unit).where(Unit.id.in_(ids_on_path(unit.path)), Unit.kind == UnitKind.AGENCY.value)
    return db.session.scalars(above).first() or unit


def ancestors(unit: Unit) -> list[Unit]:
    """Return the units above, from the top down, without the unit itself."""
    ids = ids_on_path(unit.path)[:-1]
    found = {each.id: each for each in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))} if ids else {}
    return [found[unit_id] for unit_id in ids]


def divisions_of(agency: Unit) -> list[Unit]:
    """Return the agency's open divisions by position, then name."""
    return [each for each in children(agency) if each.kind == UnitKind.DIVISION]


def children(unit: Unit, *, with_closed: bool = False) -> list[Unit]:
    """Return the units directly below by position, then in Thai order of names; open ones unless asked otherwise."""
    return siblings(unit.id, with_closed=with_closed)


def siblings(parent_id: int | None, *, with_closed: bool = True) -> list[Unit]:
    """Return the units under one parent (None: at the top) by position, then in Thai order of their names."""
    statement = select(Unit).where(Unit.parent_id == parent_id if parent_id else Unit.parent_id.is_(None))
    if not with_closed:
        statement = statement.where(Unit.closed_at.is_(None))
    return list(db.session.scalars(statement.order_by(Unit.position, Unit.name_th, Unit.id)))


def units_by_path(scopes: Iterable[str], *, with_closed: bool = False) -> list[Unit]:
    """Return the units of the subtrees in tree order; open ones unless asked otherwise."""
    return [unit for unit, _ in _tree(scopes, with_closed=with_closed)]


def unit_tree(scopes: Iterable[str], *, with_closed: bool = True) -> list[UnitNode]:
    """Return the subtrees in tree order with the number of accounts in use per unit; two statements."""
    placed = _tree(scopes, with_closed=with_closed)
    in_use = User.disabled_at.is_(None), User.unit_id.in_([unit.id for unit, _ in placed])
    found = db.session.execute(select(User.unit_id, func.count().label("people")).where(*in_use).group_by(User.unit_id))
    counted = {row.unit_id: row.people for row in found}
    rows: dict[int | None, list[int]] = defaultdict(list)
    for unit, _ in placed:
        rows[unit.parent_id].append(unit.id)
    return [_node(unit, depth, counted.get(unit.id, 0), rows[unit.parent_id]) for unit, depth in placed]


def unit_choices(scopes: Iterable[str]) -> list[tuple[int, str]]:
    """Return (id, label) of the open units for a select field, in tree order, lower units set in."""
    return [
        (unit.id, SET_IN * depth + (unit.name_th if unit.name_th == unit.abbr else f"{unit.name_th} ({unit.abbr})"))
        for unit, depth in _tree(scopes, with_closed=False)
    ]


def tops(choices: Iterable[tuple[int, str]]) -> list[str]:
    """Return the labels of the units that stand highest among the choices."""
    return [label for _, label in choices if not label.startswith(SET_IN)]


def agencies_within(scopes: Sequence[str]) -> list[Unit]:
    """Return the open agencies of the subtrees, or the tops of the subtrees that stand within an agency."""
    units = units_by_path(scopes)
    agencies = [unit for unit in units if unit.kind == UnitKind.AGENCY]
    tops = [unit for unit in units if unit.path in scopes and unit.kind in (UnitKind.DIVISION, UnitKind.SECTION)]
    return agencies + [top for top in tops if not any(top.path.startswith(agency.path) for agency in agencies)]


def count_people_below(unit: Unit) -> int:
    """Return how many accounts in use belong to the unit or to a unit below it."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(User)
            .join(Unit, Unit.id == User.unit_id)
            .where(User.disabled_at.is_(None), within([unit.path]))
        )
        or 0
    )


def get_placed(unit_id: int) -> Placed | None:
    """Return the unit as a place in its parent's order, or None; the top of a tree has no such place."""
    unit = get_unit(unit_id)
    return Placed(unit, unit.parent.path) if unit is not None and unit.parent is not None else None


def parent_choices(unit: Unit, scopes: Iterable[str]) -> list[tuple[int, str]]:
    """Return (id, label) of the open units the unit may stand under, the present parent and own subtree left out."""
    kinds = PARENT_KINDS[UnitKind(unit.kind)]
    return [
        (each.id, f"{each.name_th} ({each.abbr})")
        for each in units_by_path(scopes)
        if each.kind in kinds and each.id != unit.parent_id and not each.path.startswith(unit.path)
    ]


def _node(unit: Unit, depth: int, people: int, row: Sequence[int]) -> UnitNode:
    return UnitNode(unit, depth, people, row.index(unit.id), is_first=row[0] == unit.id, is_last=row[-1] == unit.id)


def _tree(scopes: Iterable[str], *, with_closed: bool) -> list[tuple[Unit, int]]:
    statement = select(Unit).where(within(scopes))
    if not with_closed:
        statement = statement.where(Unit.closed_at.is_(None))
    return in_tree_order(db.session.scalars(statement))
