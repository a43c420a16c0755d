"""Smallest valid parts of a framework and its obligations, committed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

from portal import thai
from portal.extensions import db
from portal.people.models import Unit
from portal.performance.models import (
    Dimension,
    FiscalYear,
    Indicator,
    IndicatorOwner,
    Obligation,
    Project,
    ReportingPeriod,
)

_number = count(1)
CREATED = datetime(2026, 10, 1, tzinfo=UTC)
YEAR_BE = 2570
Row = TypeVar("Row")
QUARTER_DUE = {1: (12, 20), 2: (3, 20), 3: (6, 20), 4: (9, 15)}


def make_fiscal_year(agency: Unit, year_be: int = YEAR_BE, **changes: Any) -> FiscalYear:
    """Return the agency's fiscal year, empty."""
    starts_on, ends_on = thai.fiscal_year_bounds(year_be)
    values: dict[str, Any] = {
        "agency_id": agency.id,
        "year_be": year_be,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "created_at": CREATED,
    } | changes
    return _saved(FiscalYear(**values))


def make_dimension(year: FiscalYear, weight: str | Decimal = "100", **changes: Any) -> Dimension:
    """Return a dimension of the year."""
    number = next(_number)
    values: dict[str, Any] = {
        "fiscal_year_id": year.id,
        "code": f"D{number}",
        "no": number,
        "name_th": f"ด้านทดสอบ {number}",
        "weight": Decimal(weight),
    } | changes
    return _saved(Dimension(**values))


def make_indicator(
    dimension: Dimension,
    *,
    owners: tuple[Unit, ...] = (),
    parent: Indicator | None = None,
    evaluator: Unit | None = None,
    **changes: Any,
) -> Indicator:
    """Return an indicator of the dimension with points of the total; the first owner leads."""
    number = next(_number)
    values: dict[str, Any] = {
        "fiscal_year_id": dimension.fiscal_year_id,
        "dimension_id": dimension.id,
        "parent_id": parent.id if parent else None,
        "code": f"I{number}",
        "printed_code": f"{number}.",
        "name_th": f"ตัวชี้วัดทดสอบ {number}",
        "weight": Decimal(10),
        "weight_basis": "total",
        "evaluator_id": evaluator.id if evaluator else None,
        "position": number,
    } | changes
    indicator = _saved(Indicator(**values))
    for place, unit in enumerate(owners):
        _saved(IndicatorOwner(indicator_id=indicator.id, unit_id=unit.id, kind="co" if place else "lead"))
    return indicator


def make_project(indicator: Indicator, **changes: Any) -> Project:
    """Return a project under the indicator."""
    number = next(_number)
    values: dict[str, Any] = {
        "fiscal_year_id": indicator.fiscal_year_id,
        "indicator_id": indicator.id,
        "code": f"P{number}",
        "name_th": f"โครงการทดสอบ {number}",
        "position": number,
    } | changes
    return _saved(Project(**values))


def make_period(year: FiscalYear, kind: str = "month", no: int = 3, **changes: Any) -> ReportingPeriod:
    """Return a month (no 1 = October) due on its 20th, or a quarter due on the day the agreement sets."""
    if kind == "month":
        starts_on, ends_on = thai.fiscal_month(year.year_be, no)
        due_on = starts_on.replace(day=20)
    else:
        starts_on, ends_on = thai.quarter_bounds(year.year_be, no)
        due_on = date(ends_on.year, *QUARTER_DUE[no])
    due_on = changes.get("due_on", due_on)
    values: dict[str, Any] = {
        "fiscal_year_id": year.id,
        "kind": kind,
        "no": no,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "due_on": due_on,
        "late_after_on": due_on,
    } | changes
    return _saved(ReportingPeriod(**values))


def make_obligation(
    unit: Unit, period: ReportingPeriod, indicator: Indicator, project: Project | None = None, **changes: Any
) -> Obligation:
    """Return what the unit owes for the item in the period: the project's where one is given, else the indicator's."""
    item = f"p{project.id}" if project else f"i{indicator.id}"
    values: dict[str, Any] = {
        "key": f"{period.fiscal_year_id}:{item}:{unit.id}:{period.id}",
        "fiscal_year_id": period.fiscal_year_id,
        "indicator_id": indicator.id,
        "project_id": project.id if project else None,
        "unit_id": unit.id,
        "period_id": period.id,
        "due_on": period.due_on,
        "late_after_on": period.late_after_on,
        "closed_after_on": period.closed_after_on,
    } | changes
    return _saved(Obligation(**values))


def _saved(row: Row) -> Row:
    db.session.add(row)
    db.session.commit()
    return row
