"""The grid: divisions by periods, with every count behind the percentages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.duties import DutyState
from portal.evidence.models import EvidenceLink
from portal.extensions import db
from portal.people.models import Unit
from portal.people.queries import within
from portal.performance.models import FiscalYear, Obligation, ReportingPeriod
from portal.reporting.models import ReviewEvent
from portal.reporting.queries.rows import last_review, standing_files
from portal.reporting.rules import DELIVERED, Facts, ReviewKind, Tally, cell_state, duty_state


@dataclass(frozen=True)
class GridCell:
    """The obligations of one division in one period, counted by state."""

    unit_id: int
    period_id: int
    state: DutyState
    delivered: int
    total: int
    changed: int


@dataclass(frozen=True)
class Grid:
    """Divisions by periods with every count behind the percentages."""

    units: list[Unit]
    periods: list[ReportingPeriod]
    cells: dict[tuple[int, int], GridCell]
    by_unit: dict[int, Tally]
    whole: Tally


def grid(year: FiscalYear, paths: Collection[str], today: date) -> Grid:
    """Return the grid of a fiscal year for the divisions within the paths, in three statements whatever the size.

    Obligations with the same facts are counted by the database; the rule then judges each group once.
    """
    units = list(
        db.session.scalars(
            select(Unit)
            .where(
                within(paths),
                Unit.id.in_(select(Obligation.unit_id).where(Obligation.fiscal_year_id == year.id)),
            )
            .order_by(Unit.position, Unit.id)
        )
    )
    periods = list(
        db.session.scalars(
            select(ReportingPeriod)
            .where(ReportingPeriod.fiscal_year_id == year.id)
            .order_by(ReportingPeriod.kind, ReportingPeriod.no)
        )
    )
    by_unit = {unit.id: Tally() for unit in units}
    whole = Tally()
    counts: dict[tuple[int, int], dict[DutyState, int]] = {}
    changed: dict[tuple[int, int], int] = {}
    for unit_id, period_id, facts in _grid_facts(year.id):
        if unit_id not in by_unit:
            continue
        state = duty_state(facts, today)
        cell = counts.setdefault((unit_id, period_id), {})
        cell[state] = cell.get(state, 0) + 1
        changed[unit_id, period_id] = changed.get((unit_id, period_id), 0) + facts.is_changed
        by_unit[unit_id].add(facts, state, today)
        whole.add(facts, state, today)
    cells = {
        key: GridCell(
            *key,
            state=cell_state(cell),
            delivered=sum(count for state, count in cell.items() if state in DELIVERED),
            total=sum(cell.values()),
            changed=changed[key],
        )
        for key, cell in counts.items()
    }
    return Grid(units, periods, cells, by_unit, whole)


def _grid_facts(fiscal_year_id: int) -> Iterable[tuple[int, int, Facts]]:
    statement = (
        select(
            Obligation.unit_id,
            Obligation.period_id,
            Obligation.due_on,
            Obligation.late_after_on,
            Obligation.content_version,
            standing_files(func.min(EvidenceLink.linked_at)),
            ReviewEvent.kind,
            ReviewEvent.content_version,
        )
        .outerjoin(ReviewEvent, last_review())
        .where(Obligation.fiscal_year_id == fiscal_year_id)
    )
    for unit_id, period_id, due_on, late_after_on, version, completed_at, kind, reviewed in db.session.execute(
        statement
    ):
        review = ReviewKind(kind) if kind else None
        yield unit_id, period_id, Facts(due_on, late_after_on, version, completed_at, review, reviewed)
