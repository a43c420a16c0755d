"""Loading a framework from its data file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal import audit
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.people.models import Unit, User
from portal.people.queries import divisions_of
from portal.people.queries.units import siblings
from portal.performance.actions.years import new_year, record_year
from portal.performance.models import Dimension, FiscalYear, Indicator, IndicatorOwner, Project, ReportingPeriod
from portal.performance.queries import dimensions_of, get_year, indicators_of, periods_of
from portal.performance.rules import FrameworkFacts, IndicatorFacts, read_framework


def load_framework(*, data: Mapping[str, Any], agency: Unit, actor: User | None, now: datetime) -> FiscalYear:
    """Return the agency's fiscal year with the framework of a parsed data file in it.

    A row is known by its code: rows that stand are left as people have made them since, missing ones are added, so that
    loading the same file again changes nothing.
    Raises RuleBroken when the file is wrong, its weights do not add up, or a division or evaluating agency is unknown.
    """
    facts = read_framework(data)
    divisions = {unit.abbr: unit for unit in divisions_of(agency)}
    evaluators = {unit.abbr: unit for unit in _evaluating_agencies(agency)}
    _check_units(facts, agency, divisions, evaluators)
    year = get_year(agency.id, facts.year_be) or new_year(agency, facts.year_be, facts.citation, now)
    added = (
        _add_dimensions(year, facts) + _add_indicators(year, facts, divisions, evaluators) + _add_periods(year, facts)
    )
    if added:
        record_year(audit.Event.FRAMEWORK_LOADED, year, actor, now, {"year_be": year.year_be, "rows": added})
    return year


def _evaluating_agencies(agency: Unit) -> list[Unit]:
    """Return the agencies beside this one, at the top of the tree as well; the agency itself is among them."""
    return siblings(agency.parent_id, with_closed=False)


def _check_units(
    facts: FrameworkFacts, agency: Unit, divisions: Mapping[str, Unit], evaluators: Mapping[str, Unit]
) -> None:
    for indicator in facts.indicators:
        for abbr in indicator.owners:
            if abbr not in divisions:
                raise RuleBroken(
                    N_("%(code)s: ไม่พบส่วนราชการ %(abbr)s ใน%(agency)s"),
                    code=indicator.code,
                    abbr=abbr,
                    agency=agency.name_th,
                )
        if indicator.evaluator and indicator.evaluator not in evaluators:
            raise RuleBroken(
                N_("%(code)s: ไม่พบหน่วยงานที่รับผิดชอบตัวชี้วัด %(abbr)s"), code=indicator.code, abbr=indicator.evaluator
            )


def _add_dimensions(year: FiscalYear, facts: FrameworkFacts) -> int:
    standing = {row.code for row in dimensions_of(year)}
    rows = [
        Dimension(
            fiscal_year_id=year.id,
            code=row.code,
            no=row.no,
            name_th=row.name_th,
            name_en=row.name_en,
            weight=row.weight,
        )
        for row in facts.dimensions
        if row.code not in standing
    ]
    db.session.add_all(rows)
    db.session.flush()
    return len(rows)


def _add_indicators(
    year: FiscalYear, facts: FrameworkFacts, divisions: Mapping[str, Unit], evaluators: Mapping[str, Unit]
) -> int:
    """Return how many indicators were added; owners and projects come with a new indicator only."""
    dimensions = {row.code: row.id for row in dimensions_of(year)}
    ids = {row.code: row.id for row in indicators_of(year)}
    added = 0
    for position, row in enumerate(facts.indicators, start=1):
        if row.code in ids:
            continue
        indicator = _indicator(year, row, position)
        indicator.dimension_id = dimensions[row.dimension]
        indicator.parent_id = ids[row.parent] if row.parent else None
        indicator.evaluator_id = evaluators[row.evaluator].id if row.evaluator else None
        db.session.add(indicator)
        db.session.flush()
        ids[row.code] = indicator.id
        for place, abbr in enumerate(row.owners):
            kind = "co" if place else "lead"
            db.session.add(IndicatorOwner(indicator_id=indicator.id, unit_id=divisions[abbr].id, kind=kind))
        for place, name in enumerate(row.projects, start=1):
            db.session.add(
                Project(
                    fiscal_year_id=year.id,
                    indicator_id=indicator.id,
                    code=f"{row.code}.P{place}",
                    name_th=name,
                    position=place,
                )
            )
        added += 1
    db.session.flush()
    return added


def _indicator(year: FiscalYear, row: IndicatorFacts, position: int) -> Indicator:
    return Indicator(
        fiscal_year_id=year.id,
        code=row.code,
        printed_code=row.printed,
        name_th=row.name_th,
        name_en=row.name_en,
        weight=row.weight,
        weight_basis=row.basis.value,
        applies=row.applies,
        substitute_group=row.group,
        is_negotiated=row.is_negotiated,
        is_new=row.is_new,
        is_for_all=row.is_for_all,
        reference_year_be=row.reference_year_be,
        note_th=row.note_th,
        position=position,
    )


def _add_periods(year: FiscalYear, facts: FrameworkFacts) -> int:
    standing = {(row.kind, row.no) for row in periods_of(year)}
    rows = [
        ReportingPeriod(
            fiscal_year_id=year.id,
            kind=row.kind.value,
            no=row.no,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            due_on=row.due_on,
            late_after_on=row.due_on,
            # no source says when a period closes for good, so none does
            closed_after_on=None,
            citation=facts.dates_citation,
        )
        for row in facts.periods
        if (row.kind.value, row.no) not in standing
    ]
    db.session.add_all(rows)
    db.session.flush()
    return len(rows)
