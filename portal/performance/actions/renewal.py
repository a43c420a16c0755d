"""Carrying a framework into a later fiscal year: structure and links, no states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from portal import audit, thai
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.people.models import Unit, User
from portal.performance.actions.years import new_year, record_year
from portal.performance.models import Dimension, FiscalYear, Indicator, IndicatorOwner, Project, ReportingPeriod
from portal.performance.queries import dimensions_of, get_year, indicators_of, periods_of
from portal.performance.rules import moved, renewed_name


def roll_forward(*, year: FiscalYear, actor: User | None, now: datetime, to_year_be: int | None = None) -> FiscalYear:
    """Return a later fiscal year of the agency (the next one) holding the year's structure without any states.

    Carried: dimensions, indicators, weights, evaluating agencies, owners still open, projects, periods with their dates
    moved; years written inside names move along. Not carried: obligations, evidence, reviews, the mark "new". The dates
    count as unconfirmed until somebody has confirmed them for that year. A year that already stands is returned as is.
    """
    target_be = to_year_be if to_year_be is not None else year.year_be + 1
    if target_be <= year.year_be:
        raise RuleBroken(N_("ยกกรอบไปได้เฉพาะปีงบประมาณถัดไป"))
    if (standing := get_year(year.agency_id, target_be)) is not None:
        return standing
    new = new_year(year.agency, target_be, _carried(year), now)
    new.rolled_from_id = year.id
    by = target_be - year.year_be
    dimensions = _copy_dimensions(year, new)
    indicators = _copy_indicators(year, new, dimensions, by)
    _copy_owners(indicators)
    _copy_projects(year, new, indicators, by)
    _copy_periods(year, new, by)
    db.session.flush()
    detail = {
        "year_be": target_be,
        "rows": len(indicators),
        "old": {"year_be": year.year_be},
        "new": {"year_be": target_be},
    }
    record_year(audit.Event.FRAMEWORK_ROLLED, new, actor, now, detail)
    return new


def _copy_dimensions(year: FiscalYear, new: FiscalYear) -> dict[int, int]:
    """Return old dimension's id -> new one's."""
    old = dimensions_of(year)
    copies = [
        Dimension(
            fiscal_year_id=new.id,
            code=row.code,
            no=row.no,
            name_th=row.name_th,
            name_en=row.name_en,
            weight=row.weight,
        )
        for row in old
    ]
    db.session.add_all(copies)
    db.session.flush()
    return {row.id: copy.id for row, copy in zip(old, copies, strict=True)}


def _copy_indicators(year: FiscalYear, new: FiscalYear, dimensions: Mapping[int, int], by: int) -> dict[int, Indicator]:
    """Return old indicator's id -> its copy."""
    old = indicators_of(year)
    copies = {row.id: _copied_indicator(row, new, dimensions[row.dimension_id], by) for row in old}
    db.session.add_all(copies.values())
    db.session.flush()
    for row in old:
        if row.parent_id:
            copies[row.id].parent_id = copies[row.parent_id].id
    db.session.flush()
    return copies


def _copied_indicator(row: Indicator, new: FiscalYear, dimension_id: int, by: int) -> Indicator:
    years = _years_meant(row, new.year_be - by)
    return Indicator(
        fiscal_year_id=new.id,
        dimension_id=dimension_id,
        code=row.code,
        printed_code=row.printed_code,
        name_th=renewed_name(row.name_th, years, by),
        name_en=row.name_en,
        weight=row.weight,
        weight_basis=row.weight_basis,
        applies=row.applies,
        substitute_group=row.substitute_group,
        is_negotiated=row.is_negotiated,
        # what was new in its year is not new in the next
        is_new=False,
        is_for_all=row.is_for_all,
        reference_year_be=row.reference_year_be + by if row.reference_year_be else None,
        evaluator_id=row.evaluator_id,
        note_th=row.note_th,
        position=row.position,
    )


def _copy_owners(indicators: Mapping[int, Indicator]) -> None:
    owners = db.session.scalars(
        select(IndicatorOwner)
        .join(IndicatorOwner.unit)
        .where(IndicatorOwner.indicator_id.in_(indicators), Unit.closed_at.is_(None))
        .order_by(IndicatorOwner.id)
    )
    db.session.add_all(
        IndicatorOwner(indicator_id=indicators[row.indicator_id].id, unit_id=row.unit_id, kind=row.kind)
        for row in owners
    )


def _copy_projects(year: FiscalYear, new: FiscalYear, indicators: Mapping[int, Indicator], by: int) -> None:
    projects = db.session.scalars(select(Project).where(Project.fiscal_year_id == year.id).order_by(Project.id))
    db.session.add_all(
        Project(
            fiscal_year_id=new.id,
            indicator_id=indicators[row.indicator_id].id,
            code=row.code,
            name_th=renewed_name(row.name_th, {year.year_be}, by),
            position=row.position,
        )
        for row in projects
    )


def _copy_periods(year: FiscalYear, new: FiscalYear, by: int) -> None:
    for row in periods_of(year):
        starts_on, ends_on = _bounds(row, new.year_be)
        db.session.add(
            ReportingPeriod(
                fiscal_year_id=new.id,
                kind=row.kind,
                no=row.no,
                starts_on=starts_on,
                ends_on=ends_on,
                due_on=moved(row.due_on, by),
                late_after_on=moved(row.late_after_on, by),
                closed_after_on=moved(row.closed_after_on, by) if row.closed_after_on else None,
                citation=_carried(year),
                is_confirmed=False,
            )
        )


def _bounds(row: ReportingPeriod, year_be: int) -> tuple[date, date]:
    match row.kind:
        case "month":
            return thai.fiscal_month(year_be, row.no)
        case "quarter":
            return thai.quarter_bounds(year_be, row.no)
        case _:
            return thai.fiscal_year_bounds(year_be)


def _years_meant(row: Indicator, year_be: int) -> set[int]:
    return {year_be, row.reference_year_be or year_be}


def _carried(year: FiscalYear) -> str:
    return f"ยกมาจากปีงบประมาณ พ.ศ. {year.year_be}"
