"""Whom a session is for: the people of its units today, those invited, the divisions they are counted under."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select, true
from sqlalchemy.orm import contains_eager

from portal.briefings.models import BriefingAudience, BriefingInvitation, BriefingSession
from portal.extensions import db
from portal.people.models import Unit, User
from portal.people.queries import units_by_path, within
from portal.people.rules.units import UnitKind, ids_on_path


@dataclass(frozen=True)
class Division:
    """The unit people are counted under: their division, or the unit itself where none stands above it.

    place: in the order of the agency's tree
    """

    id: int
    abbr: str
    name: str
    path: str
    place: int


@dataclass(frozen=True)
class PlanRow:
    """A division and how many of it would be invited now, and were invited already."""

    division: Division
    new: int
    already: int


@dataclass(frozen=True)
class Plan:
    """What inviting would do now."""

    rows: list[PlanRow]
    newcomers: list[User]

    @property
    def already(self) -> int:
        """How many were invited before."""
        return sum(row.already for row in self.rows)


def divisions_by_unit(agency_path: str) -> dict[int, Division]:
    """Return unit's id -> its division, for every unit of the agency, closed ones too; one statement."""
    units = {unit.id: unit for unit in units_by_path([agency_path], with_closed=True)}
    places = {unit_id: place for place, unit_id in enumerate(units)}
    found = {}
    for unit in units.values():
        above = [units[unit_id] for unit_id in ids_on_path(unit.path) if unit_id in units]
        home = next((each for each in above if each.kind == UnitKind.DIVISION), unit)
        found[unit.id] = Division(home.id, home.abbr, home.name_th, home.path, places[home.id])
    return found


def audience_choices(scopes: Iterable[str]) -> list[tuple[int, str]]:
    """Return (id, label) of the agencies and divisions a session may be for, in tree order."""
    units = [unit for unit in units_by_path(scopes) if unit.kind in (UnitKind.AGENCY, UnitKind.DIVISION)]
    return [(unit.id, unit.name_th if unit.name_th == unit.abbr else f"{unit.name_th} ({unit.abbr})") for unit in units]


def audience_paths(session_id: int) -> list[str]:
    """Return the paths of the units the session is for."""
    return list(
        db.session.scalars(
            select(Unit.path)
            .join(BriefingAudience, BriefingAudience.unit_id == Unit.id)
            .where(BriefingAudience.session_id == session_id)
        )
    )


def in_audience(session: BriefingSession, paths: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that a person (User joined to Unit) belongs to the session's audience today."""
    of_type = User.staff_type == session.staff_type if session.staff_type else true()
    return and_(within(paths), User.disabled_at.is_(None), of_type)


def newcomers(session: BriefingSession) -> list[User]:
    """Return the audience's people of today who have not been invited, by name, units loaded; two statements."""
    known = select(BriefingInvitation.user_id).where(BriefingInvitation.session_id == session.id)
    statement = _people().where(in_audience(session, audience_paths(session.id)), User.id.not_in(known))
    return list(db.session.scalars(statement.order_by(User.name, User.id)))


def invitation_plan(session: BriefingSession) -> Plan:
    """Return whom inviting would add, counted by division beside those invited before; four statements."""
    divisions = divisions_by_unit(session.unit_path)
    people = newcomers(session)
    new = Counter(_division_of(divisions, user.unit) for user in people)
    units = db.session.scalars(
        select(Unit)
        .join(BriefingInvitation, BriefingInvitation.unit_id == Unit.id)
        .where(BriefingInvitation.session_id == session.id)
        .add_columns(BriefingInvitation.id)
    )
    already = Counter(_division_of(divisions, unit) for unit in units)
    every = sorted({*new, *already}, key=lambda division: (division.place, division.id))
    return Plan([PlanRow(division, new[division], already[division]) for division in every], people)


def is_expected(session: BriefingSession, user: User) -> bool:
    """Return whether the person was invited or belongs to the audience today; the user's unit must be loaded."""
    fits = session.staff_type in ("", user.staff_type)
    units = db.session.scalars(select(BriefingAudience.unit_id).where(BriefingAudience.session_id == session.id)).all()
    if fits and set(units) & set(ids_on_path(user.unit.path)):
        return True
    own = BriefingInvitation.session_id == session.id, BriefingInvitation.user_id == user.id
    return db.session.scalar(select(BriefingInvitation.id).where(*own)) is not None


def unit_names(ids: Sequence[int]) -> dict[int, Unit]:
    """Return id -> unit."""
    return {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))}


def _people() -> Select[Any]:
    return select(User).join(Unit, Unit.id == User.unit_id).options(contains_eager(User.unit))


def _division_of(divisions: dict[int, Division], unit: Unit) -> Division:
    """Return the division; of somebody who has come from another agency, the unit itself, last."""
    return divisions.get(unit.id) or Division(unit.id, unit.abbr, unit.name_th, unit.path, len(divisions))
