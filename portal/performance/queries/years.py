"""Fiscal years, and which of them a person or a unit is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager

from portal.access.permissions import Role
from portal.access.policy import evaluator_scopes
from portal.access.predicates import Person
from portal.extensions import db
from portal.people.models import Unit
from portal.people.rules.units import ids_on_path
from portal.performance.models import FiscalYear, Indicator, ReportingPeriod


def fiscal_years(agency_id: int) -> list[FiscalYear]:
    """Return the agency's years, newest first, agency loaded."""
    return _years(FiscalYear.agency_id == agency_id)


def years_of_unit(unit: Unit) -> list[FiscalYear]:
    """Return the years of the agency the unit belongs to or is, newest first."""
    return _years(Unit.id.in_(ids_on_path(unit.path)))


def years_of_person(person: Person) -> list[FiscalYear]:
    """Return every year the person may look into, in one statement: the own agency's first, each agency's newest first.

    That is the years of the agencies a role is held in, below or above, and of those that the person evaluates.
    """
    working = list(dict.fromkeys(held.unit_path for held in person.roles if held.role is not Role.EVALUATOR))
    above = {unit_id for path in working for unit_id in ids_on_path(path)}
    conditions: list[Any] = [
        Unit.id.in_(sorted(above)),
        *(Unit.path.startswith(path, autoescape=True) for path in working),
    ]
    if evaluates := evaluator_scopes(person):
        conditions.append(FiscalYear.id.in_(_evaluated_years(evaluates)))
    years = _years(or_(*conditions))

    def order(year: FiscalYear) -> tuple[int, int]:
        places = (place for place, path in enumerate(working) if path.startswith(year.unit_path))
        return next(places, len(working)), year.agency_id

    return sorted(years, key=order)


def year_for(person: Person, year_be: int | None, today: date, agency_id: int | None = None) -> FiscalYear | None:
    """Return the fiscal year to show the person: the one asked for, else the one holding today, else the newest.

    agency_id: where the person may look into several agencies; without it the first of `years_of_person`.
    None when there is no such year within sight.
    """
    return choose(years_of_person(person), year_be, today, agency_id)


def choose(
    years: Iterable[FiscalYear], year_be: int | None, today: date, agency_id: int | None = None
) -> FiscalYear | None:
    """Return the year to show out of `years_of_person`; see `year_for`."""
    years = list(years)
    if agency_id is None and years:
        agency_id = years[0].agency_id
    own = [year for year in years if year.agency_id == agency_id]
    if year_be is not None:
        return next((year for year in own if year.year_be == year_be), None)
    return next((year for year in own if year.starts_on <= today <= year.ends_on), own[0] if own else None)


def get_year(agency_id: int, year_be: int) -> FiscalYear | None:
    """Return the agency's fiscal year, or None."""
    return next(iter(_years(FiscalYear.agency_id == agency_id, FiscalYear.year_be == year_be)), None)


def get_period(period_id: int) -> ReportingPeriod | None:
    """Return the reporting period with its year and agency, or None."""
    return db.session.scalars(
        select(ReportingPeriod)
        .join(ReportingPeriod.fiscal_year)
        .join(FiscalYear.agency)
        .where(ReportingPeriod.id == period_id)
        .options(contains_eager(ReportingPeriod.fiscal_year).contains_eager(FiscalYear.agency))
    ).first()


def periods_of(year: FiscalYear) -> list[ReportingPeriod]:
    """Return the year's months, then its quarters."""
    return list(
        db.session.scalars(
            select(ReportingPeriod)
            .where(ReportingPeriod.fiscal_year_id == year.id)
            .order_by(ReportingPeriod.kind, ReportingPeriod.no)
        )
    )


def _years(*conditions: Any) -> list[FiscalYear]:
    return list(
        db.session.scalars(
            select(FiscalYear)
            .join(FiscalYear.agency)
            .where(*conditions)
            .options(contains_eager(FiscalYear.agency))
            .order_by(FiscalYear.year_be.desc(), FiscalYear.id)
        )
    )


def _evaluated_years(scopes: tuple[str, ...]) -> Any:
    return (
        select(Indicator.fiscal_year_id)
        .join(Indicator.evaluator)
        .where(or_(*(Unit.path.startswith(path, autoescape=True) for path in scopes)))
    )
