"""The library: all evidence a person may see, filtered, sorted, a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import aliased

from portal import thai
from portal.evidence.models import Evidence, EvidenceLink, EvidenceRevision
from portal.evidence.queries.records import FileRow, as_file_row, file_rows
from portal.evidence.rules import MEDIA_TYPES, FileGroup, Standing
from portal.extensions import db
from portal.paging import Slice, paginate
from portal.people.models import Unit
from portal.performance.models import FiscalYear, Indicator, Obligation, ReportingPeriod

_SORTS = {
    "uploaded": EvidenceRevision.uploaded_at,
    "title": Evidence.title,
    "unit": Unit.abbr,
    "size": EvidenceRevision.size_bytes,
}
SORT_KEYS = tuple(_SORTS)
_evaluator = aliased(Unit)
_owing = aliased(Unit)
_own = aliased(Unit)


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None and "" ask for everything. sort: one of SORT_KEYS, "-" before it for descending."""

    unit_id: int | None = None
    year_be: int | None = None
    period_kind: str = ""
    period_no: int | None = None
    indicator_id: int | None = None
    group: FileGroup | None = None
    standing: Standing = Standing.ACTIVE
    words: str = ""
    sort: str = "-uploaded"


@dataclass(frozen=True)
class Choices:
    """What the filters of a library offer: only what stands in it."""

    units: list[tuple[int, str, str]]
    years: list[int]
    indicators: list[tuple[int, str, str, int]]


def library(paths: Collection[str], evaluator_paths: Collection[str], wanted: Wanted, number: int) -> Slice[FileRow]:
    """Return a page of the evidence of units within paths or of indicators scored within evaluator paths."""
    conditions = [_in_sight(paths, evaluator_paths), *_conditions(wanted)]
    statement = file_rows().where(*conditions).order_by(*_order(wanted.sort))
    return paginate(statement, number, session=db.session).map(as_file_row)


def library_choices(paths: Collection[str], evaluator_paths: Collection[str]) -> Choices:
    """Return the units, fiscal years and indicators of the evidence in sight. Two statements."""
    units = db.session.execute(
        select(Unit.id, Unit.abbr, Unit.name_th)
        .where(Unit.id.in_(select(Evidence.unit_id).where(_in_sight(paths, evaluator_paths))))
        .order_by(Unit.position, Unit.id)
    )
    indicators = db.session.execute(
        _linked(select(Indicator.id, Indicator.printed_code, Indicator.name_th, FiscalYear.year_be))
        .where(_obligation_in_sight(paths, evaluator_paths))
        .distinct()
        .order_by(FiscalYear.year_be.desc(), Indicator.printed_code, Indicator.id)
    )
    rows = [(number, code, name, year_be) for number, code, name, year_be in indicators]
    years = sorted({row[3] for row in rows}, reverse=True)
    return Choices([(number, abbr, name) for number, abbr, name in units], years, rows)


def _within(paths: Collection[str], column: Any) -> ColumnElement[bool]:
    return or_(*(column.startswith(path, autoescape=True) for path in paths)) if paths else false()


def _in_sight(paths: Collection[str], evaluator_paths: Collection[str]) -> ColumnElement[bool]:
    """Return the condition that the outer query's evidence is the person's to see."""
    proves = (
        _linked(select(EvidenceLink.id))
        .where(EvidenceLink.evidence_id == Evidence.id, _obligation_in_sight(paths, evaluator_paths))
        .correlate(Evidence)
        .exists()
    )
    own = select(_own.id).where(_own.id == Evidence.unit_id, _within(paths, _own.path)).correlate(Evidence).exists()
    return or_(own, proves)


def _obligation_in_sight(paths: Collection[str], evaluator_paths: Collection[str]) -> ColumnElement[bool]:
    return or_(_within(paths, _owing.path), _within(evaluator_paths, _evaluator.path))


def _linked(statement: Any) -> Any:
    """Return the statement with the obligations that evidence proves, their unit, indicator, year and evaluator."""
    return (
        statement.select_from(EvidenceLink)
        .join(Obligation, Obligation.id == EvidenceLink.obligation_id)
        .join(_owing, _owing.id == Obligation.unit_id)
        .join(Indicator, Indicator.id == Obligation.indicator_id)
        .join(FiscalYear, FiscalYear.id == Obligation.fiscal_year_id)
        .join(ReportingPeriod, ReportingPeriod.id == Obligation.period_id)
        .outerjoin(_evaluator, _evaluator.id == Indicator.evaluator_id)
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.unit_id is not None:
        found.append(Evidence.unit_id == wanted.unit_id)
    if wanted.group is not None:
        found.append(EvidenceRevision.media_type.in_(MEDIA_TYPES[wanted.group]))
    if wanted.standing is not Standing.ALL:
        is_withdrawn = wanted.standing is Standing.WITHDRAWN
        found.append(Evidence.withdrawn_at.is_not(None) if is_withdrawn else Evidence.withdrawn_at.is_(None))
    found += [Evidence.search_text.contains(word, autoescape=True) for word in thai.search_key(wanted.words).split()]
    linked = [
        column == value
        for column, value in (
            (FiscalYear.year_be, wanted.year_be),
            (ReportingPeriod.kind, wanted.period_kind or None),
            (ReportingPeriod.no, wanted.period_no),
            (Indicator.id, wanted.indicator_id),
        )
        if value is not None
    ]
    if linked:
        of_it = _linked(select(EvidenceLink.id)).where(EvidenceLink.evidence_id == Evidence.id, and_(*linked))
        found.append(of_it.correlate(Evidence).exists())
    return found


def _order(sort: str) -> tuple[Any, ...]:
    column = _SORTS.get(sort.removeprefix("-"), EvidenceRevision.uploaded_at)
    descending = sort.startswith("-")
    return (column.desc(), Evidence.id.desc()) if descending else (column.asc(), Evidence.id.asc())
