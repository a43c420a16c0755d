"""A year's framework as its page shows it, and one indicator's card; constant numbers of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.access.permissions import Permission
from portal.access.policy import can, evaluator_scopes
from portal.access.predicates import Person
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
from portal.performance.rules import Basis, DimensionWeight, Effective, IndicatorWeight, Sum, Weights, weigh
from portal.performance.rules.weights import as_decimal


@dataclass(frozen=True)
class Line:
    """One indicator in the tree. `depth` is 0 for a main indicator; no `effective` where it does not apply."""

    indicator: Indicator
    depth: int
    effective: Effective | None
    children: Sum | None
    owners: tuple[Unit, ...]
    projects: tuple[Project, ...]
    obligations: int


@dataclass(frozen=True)
class Block:
    """A dimension with its lines in printed order."""

    dimension: Dimension
    sum: Sum
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Framework:
    """The tree as far as a person sees it.

    is_whole: false for evaluators, who see their own indicators alone; `own_points` is then what those count
    """

    year: FiscalYear
    blocks: tuple[Block, ...]
    weights: Weights
    is_whole: bool
    own_points: Decimal
    obligations: int


@dataclass(frozen=True)
class Due:
    """What is owed in one period: the obligation per division, and whether the person may open it."""

    period: ReportingPeriod
    obligations: tuple[tuple[Obligation, bool], ...]


@dataclass(frozen=True)
class Card:
    """Everything one indicator carries. `dues` is keyed by project, None for the indicator's own report."""

    indicator: Indicator
    parent: Indicator | None
    effective: Effective | None
    sum: Sum | None
    below: tuple[Line, ...]
    owners: tuple[IndicatorOwner, ...]
    dues: tuple[tuple[Project | None, tuple[Due, ...]], ...]
    substitutes: tuple[Indicator, ...]


def get_indicator(indicator_id: int) -> Indicator | None:
    """Return the indicator with its year, agency, dimension and evaluating agency, or None."""
    return db.session.get(Indicator, indicator_id, options=_with_everything())


def indicators_of(year: FiscalYear) -> list[Indicator]:
    """Return the year's indicators in printed order within each parent, evaluating agencies loaded."""
    return list(
        db.session.scalars(
            select(Indicator)
            .where(Indicator.fiscal_year_id == year.id)
            .options(joinedload(Indicator.evaluator))
            .order_by(Indicator.position, Indicator.id)
        )
    )


def dimensions_of(year: FiscalYear) -> list[Dimension]:
    """Return the year's dimensions by number."""
    return list(db.session.scalars(select(Dimension).where(Dimension.fiscal_year_id == year.id).order_by(Dimension.no)))


def framework_of(year: FiscalYear, person: Person) -> Framework:
    """Return the year's tree as far as the person sees it, worked out; five statements whatever the size."""
    dimensions, indicators = dimensions_of(year), indicators_of(year)
    weights = weights_of(dimensions, indicators)
    is_whole = can(person, Permission.FRAMEWORK_VIEW, year)
    seen = {indicator.id for indicator in indicators if is_whole or _is_evaluated(indicator, evaluator_scopes(person))}
    lines = _lines(year, indicators, weights, seen)
    by_dimension: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_dimension[line.indicator.dimension_id].append(line)
    blocks = tuple(
        Block(dimension, weights.dimensions[dimension.code], tuple(by_dimension[dimension.id]))
        for dimension in dimensions
        if is_whole or by_dimension[dimension.id]
    )
    return Framework(year, blocks, weights, is_whole, _own_points(lines, seen), sum(line.obligations for line in lines))


def weights_of(dimensions: Iterable[Dimension], indicators: Iterable[Indicator]) -> Weights:
    """Return the weights of stored rows, worked out."""
    indicators = list(indicators)
    codes = {indicator.id: indicator.code for indicator in indicators}
    dimensions = list(dimensions)
    dimension_codes = {dimension.id: dimension.code for dimension in dimensions}
    return weigh(
        [DimensionWeight(row.code, row.no, row.name_th, row.weight) for row in dimensions],
        [
            IndicatorWeight(
                row.code,
                dimension_codes[row.dimension_id],
                row.weight,
                Basis(row.weight_basis),
                codes[row.parent_id] if row.parent_id else None,
                row.applies,
                row.substitute_group,
                f"{row.printed_code} {row.name_th}".strip(),
            )
            for row in indicators
        ],
    )


def indicator_card(indicator: Indicator, person: Person) -> Card:
    """Return the indicator's card, worked out within its whole year."""
    year = indicator.fiscal_year
    indicators = indicators_of(year)
    weights = weights_of(dimensions_of(year), indicators)
    is_whole = can(person, Permission.FRAMEWORK_VIEW, year)
    mine = evaluator_scopes(person)
    near = {row.id for row in indicators if row.parent_id == indicator.id and (is_whole or _is_evaluated(row, mine))}
    by_id = {row.id: row for row in indicators}
    parent = by_id.get(indicator.parent_id or 0)
    if parent is not None and not (is_whole or _is_evaluated(parent, mine)):
        parent = None
    return Card(
        indicator,
        parent,
        weights.effective.get(indicator.code),
        weights.children.get(indicator.code),
        tuple(_lines(year, indicators, weights, near)) if near else (),
        tuple(_owners(IndicatorOwner.indicator_id == indicator.id)),
        _dues(indicator, person),
        tuple(_substitutes(indicator, indicators)) if is_whole else (),
    )


def _substitutes(indicator: Indicator, indicators: Iterable[Indicator]) -> Iterable[Indicator]:
    group = indicator.substitute_group
    return (row for row in indicators if group and row.substitute_group == group and row is not indicator)


def _with_everything() -> list[Any]:
    return [
        joinedload(Indicator.fiscal_year).joinedload(FiscalYear.agency),
        joinedload(Indicator.dimension),
        joinedload(Indicator.evaluator),
    ]


def _is_evaluated(indicator: Indicator, scopes: Collection[str]) -> bool:
    return bool(indicator.evaluator_path) and any(indicator.evaluator_path.startswith(scope) for scope in scopes)


def _lines(year: FiscalYear, indicators: list[Indicator], weights: Weights, seen: set[int]) -> list[Line]:
    """Return the lines of the indicators seen, parents before children; depth counts the seen ones above."""
    owners: dict[int, list[Unit]] = defaultdict(list)
    for owner in _owners(Indicator.fiscal_year_id == year.id):
        owners[owner.indicator_id].append(owner.unit)
    projects: dict[int, list[Project]] = defaultdict(list)
    for project in db.session.scalars(
        select(Project).where(Project.fiscal_year_id == year.id).order_by(Project.position, Project.id)
    ):
        projects[project.indicator_id].append(project)
    counts = obligation_counts(year)
    below: dict[int | None, list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        below[indicator.parent_id].append(indicator)
    found: list[Line] = []

    def descend(parent_id: int | None, depth: int) -> None:
        for indicator in below[parent_id]:
            if indicator.id in seen:
                found.append(
                    Line(
                        indicator,
                        depth,
                        weights.effective.get(indicator.code),
                        weights.children.get(indicator.code),
                        tuple(owners[indicator.id]),
                        tuple(projects[indicator.id]),
                        counts.get(indicator.id, 0),
                    )
                )
            descend(indicator.id, depth + (indicator.id in seen))

    descend(None, 0)
    return found


def _owners(condition: Any) -> Iterable[IndicatorOwner]:
    return db.session.scalars(
        select(IndicatorOwner)
        .join(Indicator, Indicator.id == IndicatorOwner.indicator_id)
        .join(IndicatorOwner.unit)
        .where(condition)
        .options(joinedload(IndicatorOwner.unit))
        .order_by(IndicatorOwner.kind.desc(), Unit.position, Unit.id)
    )


def obligation_counts(year: FiscalYear) -> dict[int, int]:
    """Return indicator's id -> how many obligations the year holds for it, its projects' included."""
    rows = db.session.execute(
        select(Obligation.indicator_id, func.count())
        .where(Obligation.fiscal_year_id == year.id)
        .group_by(Obligation.indicator_id)
    )
    return dict(rows.all())


def _own_points(lines: Iterable[Line], seen: Collection[int]) -> Decimal:
    """Return the points of the seen indicators that stand under no other seen one."""
    return as_decimal(sum((line.effective.exact for line in lines if line.effective and line.depth == 0), Fraction()))


def _dues(indicator: Indicator, person: Person) -> tuple[tuple[Project | None, tuple[Due, ...]], ...]:
    rows = db.session.scalars(
        select(Obligation)
        .join(Obligation.unit)
        .join(Obligation.period)
        .outerjoin(Obligation.project)
        .where(Obligation.indicator_id == indicator.id)
        .options(joinedload(Obligation.unit), joinedload(Obligation.period), joinedload(Obligation.project))
        .order_by(Project.position, Project.id, ReportingPeriod.no, Unit.position, Unit.id)
    ).all()
    items: dict[Project | None, dict[ReportingPeriod, list[tuple[Obligation, bool]]]] = {}
    for row in sorted(rows, key=lambda row: row.project_id is not None):
        dues = items.setdefault(row.project, {})
        dues.setdefault(row.period, []).append((row, can(person, Permission.OBLIGATION_VIEW, row)))
    return tuple(
        (project, tuple(Due(period, tuple(owed)) for period, owed in dues.items())) for project, dues in items.items()
    )
