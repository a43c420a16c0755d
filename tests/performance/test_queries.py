"""Which fiscal year a person is shown, and reads that must not fan out."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import inspect

from portal.access.permissions import Role
from portal.access.predicates import HeldRole
from portal.extensions import db
from portal.people.models import Unit, User
from portal.performance.queries import (
    fiscal_years,
    get_obligation,
    get_period,
    year_for,
    years_of_person,
    years_of_unit,
)
from tests.factories.people import make_unit, make_user
from tests.factories.performance import (
    make_dimension,
    make_fiscal_year,
    make_indicator,
    make_obligation,
    make_period,
    make_project,
)

TODAY = date(2026, 12, 9)


def person(unit: Unit, *roles: tuple[Role, Unit]) -> User:
    """A person as the sign-in loads it: staff of the own unit, and what is held."""
    user = make_user(unit)
    user.roles = tuple(HeldRole(role, held.id, held.path) for role, held in ((Role.STAFF, unit), *roles))
    return user


def test_year_for_is_the_one_holding_today(portal: Flask) -> None:
    agency = make_unit()
    years = [make_fiscal_year(agency, year_be) for year_be in (2569, 2570, 2571)]
    assert year_for(person(make_unit(agency)), None, TODAY) is years[1]


def test_year_for_without_one_of_today_is_the_newest(portal: Flask) -> None:
    agency = make_unit()
    years = [make_fiscal_year(agency, year_be) for year_be in (2563, 2564)]
    assert year_for(person(agency), None, TODAY) is years[1]


@pytest.mark.parametrize(("asked", "found"), [(2563, 2563), (2565, None), (0, None), (10**20, None)])
def test_year_for_the_year_asked(portal: Flask, asked: int, found: int | None) -> None:
    agency = make_unit()
    make_fiscal_year(agency, 2563)
    year = year_for(person(agency), asked, TODAY)
    assert (year.year_be if year else None) == found


def test_year_for_prefers_the_own_agency(portal: Flask) -> None:
    top = make_unit(kind="organisation")
    other, own = make_unit(top, kind="agency"), make_unit(top, kind="agency")
    years = {unit.id: make_fiscal_year(unit) for unit in (other, own)}
    somebody = person(make_unit(own), (Role.EXECUTIVE, other))
    assert year_for(somebody, None, TODAY) is years[own.id]
    assert year_for(somebody, None, TODAY, other.id) is years[other.id]


def test_year_for_an_evaluator_is_the_evaluated_agencys(portal: Flask) -> None:
    top = make_unit(kind="organisation")
    agency, evaluating = make_unit(top, kind="agency"), make_unit(top, kind="agency")
    year = make_fiscal_year(agency)
    make_fiscal_year(agency, 2569)
    make_indicator(make_dimension(year), evaluator=evaluating)
    assert years_of_person(person(evaluating, (Role.EVALUATOR, evaluating))) == [year]
    assert years_of_person(person(evaluating)) == []


def test_years_of_person_above_are_those_of_all_agencies_below(portal: Flask) -> None:
    top = make_unit(kind="organisation")
    years = [make_fiscal_year(make_unit(top, kind="agency")) for _ in range(2)]
    assert years_of_person(person(top, (Role.EXECUTIVE, top))) == years


def test_years_of_unit_are_its_agencys_newest_first(portal: Flask) -> None:
    agency = make_unit()
    old, new = make_fiscal_year(agency, 2569), make_fiscal_year(agency, 2570)
    make_fiscal_year(make_unit())
    assert years_of_unit(make_unit(make_unit(agency), kind="section")) == fiscal_years(agency.id) == [new, old]


def test_get_obligation_is_one_statement(portal: Flask, statements: list[str]) -> None:
    agency = make_unit()
    year = make_fiscal_year(agency)
    indicator = make_indicator(make_dimension(year), evaluator=make_unit())
    row_id = make_obligation(make_unit(agency), make_period(year), indicator, make_project(indicator)).id
    db.session.expunge_all()
    statements.clear()
    row = get_obligation(row_id)
    assert row is not None
    assert row.unit_path.startswith(row.fiscal_year.unit_path)
    assert row.evaluator_path
    assert (row.project is not None, row.period.kind) == (True, "month")
    assert len([text for text in statements if text.startswith("SELECT")]) == 1


def test_get_obligation_or_period_that_is_not_there_is_none(portal: Flask) -> None:
    assert (get_obligation(1), get_period(1)) == (None, None)


def test_get_period_brings_its_agency(portal: Flask) -> None:
    period_id = make_period(make_fiscal_year(make_unit())).id
    db.session.expunge_all()
    period = get_period(period_id)
    assert period is not None
    assert "fiscal_year" not in inspect(period).unloaded
    assert "agency" not in inspect(period.fiscal_year).unloaded
