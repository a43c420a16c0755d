"""Obligations: one, and how many."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.performance.models import FiscalYear, Indicator, Obligation, ReportingPeriod


def get_obligation(obligation_id: int) -> Obligation | None:
    """Return the obligation with unit, item, period and year, or None; one statement."""
    return db.session.get(
        Obligation,
        obligation_id,
        options=[
            joinedload(Obligation.unit),
            joinedload(Obligation.indicator).joinedload(Indicator.evaluator),
            joinedload(Obligation.project),
            joinedload(Obligation.period),
            joinedload(Obligation.fiscal_year).joinedload(FiscalYear.agency),
        ],
    )


def count_obligations(year: FiscalYear) -> dict[str, int]:
    """Return kind of period -> how many obligations the year holds; kinds without any are absent."""
    rows = db.session.execute(
        select(ReportingPeriod.kind, func.count())
        .join(Obligation, Obligation.period_id == ReportingPeriod.id)
        .where(Obligation.fiscal_year_id == year.id)
        .group_by(ReportingPeriod.kind)
    )
    return dict(rows.all())
