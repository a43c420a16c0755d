"""Obligations with their delivery and review, one row each, in one statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.duties import DutyState
from portal.evidence.models import Evidence, EvidenceLink
from portal.extensions import db
from portal.people.models import Unit
from portal.people.queries import within
from portal.performance.models import Dimension, FiscalYear, Indicator, Obligation, Project, ReportingPeriod
from portal.performance.rules import period_name
from portal.reporting.models import ReviewEvent
from portal.reporting.rules import Facts, ReviewKind, duty_state

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


def standing_files(column: Any) -> Any:
    """Return a scalar subquery over the links of standing evidence of the outer query's obligation."""
    return (
        select(column)
        .select_from(EvidenceLink)
        .join(Evidence, Evidence.id == EvidenceLink.evidence_id)
        .where(EvidenceLink.obligation_id == Obligation.id, Evidence.withdrawn_at.is_(None))
        .correlate(Obligation)
        .scalar_subquery()
    )


def last_review() -> Any:
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
            standing_files(func.count()),
            Obligation.due_on,
            Obligation.late_after_on,
            Obligation.content_version,
            standing_files(func.min(EvidenceLink.linked_at)),
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
        .outerjoin(ReviewEvent, last_review())
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
    return standing_files(func.count()) > 0
