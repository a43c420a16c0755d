"""Reads of obligations with their delivery and review: rows, the grid's counts, one obligation's review events."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.duties import Duty, DutyState
from portal.errors import N_
from portal.evidence.models import Evidence, EvidenceLink
from portal.extensions import db
from portal.people.models import Unit, User
from portal.people.queries import within
from portal.performance.models import Dimension, FiscalYear, Indicator, Obligation, Project, ReportingPeriod
from portal.performance.rules import period_name
from portal.reporting.models import ReviewEvent
from portal.reporting.rules import DELIVERED, Facts, ReviewKind, Tally, cell_state, duty_state

# how long after its end a fiscal year's open duties still stand on checklists: until scores are reviewed in November
AFTERMATH = timedelta(days=92)


@dataclass(frozen=True)
class ObligationRow:
    """One obligation with everything a list shows."""

    id: int
    unit_id: int
    unit_path: str
    unit_abbr: str
    unit_name: str
    indicator_id: int
    printed_code: str
    item_name: str
    is_project: bool
    period_id: int
    period_kind: str
    period_no: int
    period_name: str
    fiscal_month: int
    files: int
    facts: Facts
    state: DutyState
    review_reason: str
    reviewer: str
    evaluator_path: str = ""

    @property
    def due_on(self) -> date:
        """Last day on time."""
        return self.facts.due_on

    @property
    def sign(self) -> str:
        """The chip's key: returned and changed are shown before the plain state."""
        if self.facts.is_returned:
            return "returned"
        return "changed" if self.facts.is_changed else self.state.value


def _standing_files(column: Any) -> Any:
    """Return a scalar subquery over the links of standing evidence of the outer query's obligation."""
    return (
        select(column)
        .select_from(EvidenceLink)
        .join(Evidence, Evidence.id == EvidenceLink.evidence_id)
        .where(EvidenceLink.obligation_id == Obligation.id, Evidence.withdrawn_at.is_(None))
        .correlate(Obligation)
        .scalar_subquery()
    )


def _last_review() -> Any:
    """Return the join condition that picks the newest review event of the outer query's obligation."""
    newest = aliased(ReviewEvent)
    newest_no = select(func.max(newest.no)).where(newest.obligation_id == Obligation.id).scalar_subquery()
    return and_(ReviewEvent.obligation_id == Obligation.id, ReviewEvent.no == newest_no)


def obligation_rows(
    *conditions: Any, today: date, limit: int | None = None, order: Iterable[Any] | None = None
) -> list[ObligationRow]:
    """Return the obligations that meet the conditions, by due date, in one statement.

    Conditions may use Obligation, Unit, Indicator, Project, ReportingPeriod and FiscalYear.
    """
    evaluator = aliased(Unit)
    statement: Any = (
        select(
            Obligation.id,
            Obligation.unit_id,
            Unit.path,
            Unit.abbr,
            Unit.name_th,
            Obligation.indicator_id,
            Indicator.printed_code,
            func.coalesce(Project.name_th, Indicator.name_th),
            Obligation.project_id,
            Obligation.period_id,
            ReportingPeriod.kind,
            ReportingPeriod.no,
            ReportingPeriod.starts_on,
            ReportingPeriod.ends_on,
            FiscalYear.year_be,
            _standing_files(func.count()),
            Obligation.due_on,
            Obligation.late_after_on,
            Obligation.content_version,
            _standing_files(func.min(EvidenceLink.linked_at)),
            ReviewEvent.kind,
            ReviewEvent.content_version,
            ReviewEvent.reason,
            ReviewEvent.actor_name,
            evaluator.path,
        )
        .join(Unit, Unit.id == Obligation.unit_id)
        .join(Indicator, Indicator.id == Obligation.indicator_id)
        .join(Dimension, Dimension.id == Indicator.dimension_id)
        .join(ReportingPeriod, ReportingPeriod.id == Obligation.period_id)
        .join(FiscalYear, FiscalYear.id == Obligation.fiscal_year_id)
        .outerjoin(Project, Project.id == Obligation.project_id)
        .outerjoin(evaluator, evaluator.id == Indicator.evaluator_id)
        .outerjoin(ReviewEvent, _last_review())
        .where(*conditions)
        .order_by(*(order or (Obligation.due_on, Unit.position, Dimension.no, Indicator.position, Obligation.id)))
    )
    if limit is not None:
        statement = statement.limit(limit)
    return [_row(values, today) for values in db.session.execute(statement)]


def _row(values: Any, today: date) -> ObligationRow:
    (
        obligation_id, unit_id, path, abbr, unit_name, indicator_id, printed_code, item_name, project_id, period_id,
        kind, no, starts_on, ends_on, _year_be, files, due_on, late_after_on, content_version, completed_at,
        review, reviewed_version, reason, reviewer, evaluator_path,
    ) = values  # fmt: skip
    facts = Facts(
        due_on, late_after_on, content_version, completed_at, ReviewKind(review) if review else None, reviewed_version
    )
    return ObligationRow(
        id=obligation_id,
        unit_id=unit_id,
        unit_path=path,
        unit_abbr=abbr,
        unit_name=unit_name,
        indicator_id=indicator_id,
        printed_code=printed_code,
        item_name=item_name,
        is_project=project_id is not None,
        period_id=period_id,
        period_kind=kind,
        period_no=no,
        period_name=period_name(kind, no, starts_on, ends_on),
        fiscal_month=(due_on.month - 10) % 12 + 1,
        files=files,
        facts=facts,
        state=duty_state(facts, today),
        review_reason=reason or "",
        reviewer=reviewer or "",
        evaluator_path=evaluator_path or "",
    )


def get_row(obligation_id: int, today: date) -> ObligationRow | None:
    """Return one obligation's row, or None."""
    rows = obligation_rows(Obligation.id == obligation_id, today=today)
    return rows[0] if rows else None


def review_events(obligation_id: int) -> list[ReviewEvent]:
    """Return the review events of an obligation, newest first."""
    statement = select(ReviewEvent).where(ReviewEvent.obligation_id == obligation_id).order_by(ReviewEvent.no.desc())
    return list(db.session.scalars(statement))


def live_years(today: date) -> Any:
    """Return the condition that an obligation's fiscal year is running, or ended so lately that it still matters."""
    return and_(FiscalYear.starts_on <= today, FiscalYear.ends_on >= today - AFTERMATH)


def waiting_rows(person: Any, today: date) -> list[ObligationRow]:
    """Return what waits for the person's certification, oldest due date first."""
    rows = obligation_rows(
        within(scopes(person, Permission.OBLIGATION_CERTIFY)), live_years(today), _has_file(), today=today
    )
    return [row for row in rows if row.facts.is_ready]


def _has_file() -> Any:
    return _standing_files(func.count()) > 0


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
            _standing_files(func.min(EvidenceLink.linked_at)),
            ReviewEvent.kind,
            ReviewEvent.content_version,
        )
        .outerjoin(ReviewEvent, _last_review())
        .where(Obligation.fiscal_year_id == fiscal_year_id)
    )
    for unit_id, period_id, due_on, late_after_on, version, completed_at, kind, reviewed in db.session.execute(
        statement
    ):
        review = ReviewKind(kind) if kind else None
        yield unit_id, period_id, Facts(due_on, late_after_on, version, completed_at, review, reviewed)


def duties(
    *, today: date, person: User | None = None, unit: Unit | None = None, year_be: int | None = None
) -> list[Duty]:
    """Return obligations as duties: of a person (to deliver, to certify) or of a unit (all that stand there)."""
    when = FiscalYear.year_be == year_be if year_be else live_years(today)
    if unit is not None:
        rows = obligation_rows(within([unit.path]), when, today=today)
        return [_delivery(row) for row in rows]
    if person is None:
        return []
    found: list[Duty] = []
    if paths := scopes(person, Permission.EVIDENCE_UPLOAD):
        found += [_delivery(row) for row in obligation_rows(within(paths), when, today=today)]
    if scopes(person, Permission.OBLIGATION_CERTIFY):
        found += [_certification(row) for row in waiting_rows(person, today)]
    return found


DUTIES = (duties,)


def _delivery(row: ObligationRow) -> Duty:
    is_done = row.state in DELIVERED
    missing = ""
    if row.facts.is_returned:
        missing = N_("แก้ไขหลักฐานตามเหตุผลที่ส่งคืน")
    elif not row.facts.has_files:
        missing = N_("ไฟล์หลักฐาน")
    return _duty(row, f"obligation:{row.id}", missing, is_done, N_("เปิดดู") if is_done else N_("แนบหลักฐาน"), "upload")


def _certification(row: ObligationRow) -> Duty:
    return _duty(row, f"certify:{row.id}", N_("การรับรองของหัวหน้าส่วนราชการ"), False, N_("ตรวจและรับรอง"), "review")


def _duty(row: ObligationRow, key: str, missing: str, is_done: bool, action: str, anchor: str) -> Duty:
    return Duty(
        key=key,
        title=f"{row.printed_code} {row.item_name}".strip(),
        what=row.period_name,
        missing=missing,
        due_on=row.due_on,
        state=row.state,
        is_done=is_done,
        unit_id=row.unit_id,
        unit_name=row.unit_abbr,
        endpoint="evidence.obligation",
        values={"obligation_id": row.id},
        anchor=anchor,
        action=action,
        fiscal_month=row.fiscal_month,
        changed_after_certification=row.facts.is_changed,
        returned_reason=row.review_reason if row.facts.is_returned else "",
    )
