"""Laying out a year's obligations up front, so that every rate has a frozen list behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, and_, cast, exists, literal, null, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from portal import audit
from portal.extensions import db
from portal.people.models import Unit, User
from portal.performance.models import FiscalYear, Indicator, IndicatorOwner, Obligation, Project, ReportingPeriod
from portal.performance.rules import PeriodKind

COLUMNS = (
    "key",
    "fiscal_year_id",
    "indicator_id",
    "project_id",
    "unit_id",
    "period_id",
    "due_on",
    "late_after_on",
    "closed_after_on",
    "content_version",
)


def create_obligations(*, year: FiscalYear, actor: User | None, now: datetime) -> int:
    """Return how many obligations were added to the year; a second call adds none. Two statements write all of them.

    Every quarter: each indicator that applies, main or sub, for each division responsible for it. Every month: each
    project or activity for each division responsible for its indicator. "Every division" is one obligation for
    each open division of the agency. Due dates are the period's, copied, so that a single one can be moved later.
    Source: rows 2 and 3 of the printed follow-up table (docs/framework.md, "Who reports what").
    """
    added = _insert(_monthly(year)) + _insert(_quarterly(year))
    if added:
        audit.record(
            actor_id=actor.id if actor else None,
            event=audit.Event.OBLIGATIONS_CREATED,
            subject_type="fiscal_year",
            subject_id=year.id,
            now=now,
            unit_path=year.unit_path,
            detail={"year_be": year.year_be, "count": added},
        )
    return added


def _insert(rows: Select[Any]) -> int:
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(Obligation).from_select(COLUMNS, rows, include_defaults=False)
    statement = statement.on_conflict_do_nothing(index_elements=["key"])
    result = db.session.execute(statement, execution_options={"preserve_rowcount": True})
    return int(getattr(result, "rowcount", 0))


def _monthly(year: FiscalYear) -> Select[Any]:
    return _rows(year, PeriodKind.MONTH, literal("p"), Project.id, Project.id).join(
        Project, Project.indicator_id == Indicator.id
    )


def _quarterly(year: FiscalYear) -> Select[Any]:
    return _rows(year, PeriodKind.QUARTER, literal("i"), Indicator.id, null())


def _rows(year: FiscalYear, kind: PeriodKind, letter: Any, item_id: Any, project_id: Any) -> Select[Any]:
    """Return the select of one kind's obligations: indicators by their divisions by the year's periods of that kind."""
    key = (
        cast(literal(year.id), String)
        + ":"
        + letter
        + cast(item_id, String)
        + ":"
        + cast(Unit.id, String)
        + ":"
        + cast(ReportingPeriod.id, String)
    )
    return (
        select(
            key,
            literal(year.id),
            Indicator.id,
            project_id,
            Unit.id,
            ReportingPeriod.id,
            ReportingPeriod.due_on,
            ReportingPeriod.late_after_on,
            ReportingPeriod.closed_after_on,
            literal(0),
        )
        .select_from(Indicator)
        .join(Unit, _is_responsible(year))
        .join(ReportingPeriod, ReportingPeriod.fiscal_year_id == Indicator.fiscal_year_id)
        .where(
            Indicator.fiscal_year_id == year.id,
            Indicator.applies,
            ReportingPeriod.kind == kind.value,
            Unit.closed_at.is_(None),
        )
    )


def _is_responsible(year: FiscalYear) -> Any:
    owns = exists().where(IndicatorOwner.indicator_id == Indicator.id, IndicatorOwner.unit_id == Unit.id)
    of_all = and_(Indicator.is_for_all, Unit.parent_id == year.agency_id, Unit.kind == "division")
    return or_(of_all, owns)
