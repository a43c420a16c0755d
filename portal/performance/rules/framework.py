"""A framework as a data file gives it: read into typed facts, or refused with a sentence that names the place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from portal import thai
from portal.errors import N_, RuleBroken
from portal.performance.rules.periods import MONTH_DUE_DAY, QUARTER_DUE, PeriodDates, period_dates
from portal.performance.rules.weights import (
    Basis,
    DimensionWeight,
    IndicatorWeight,
    PrintedSubtotal,
    Weights,
    weigh,
)

# in a data file: every division is responsible
EVERY_DIVISION = "ALL"
FIRST_YEAR_BE, LAST_YEAR_BE = 2500, 2800


@dataclass(frozen=True)
class IndicatorFacts:
    """One row of the framework; divisions and the evaluating agency by abbreviation, codes as identity."""

    code: str
    dimension: str
    name_th: str
    parent: str | None
    printed: str
    name_en: str
    weight: Decimal | None
    basis: Basis
    applies: bool
    group: str
    is_negotiated: bool
    is_new: bool
    is_for_all: bool
    owners: tuple[str, ...]
    evaluator: str
    reference_year_be: int | None
    note_th: str
    # names; a row that is itself a project (is_project in the file) names itself
    projects: tuple[str, ...]

    @property
    def label(self) -> str:
        """What sentences call it."""
        return f"{self.printed} {self.name_th}".strip()


@dataclass(frozen=True)
class DimensionFacts:
    """A dimension of the framework."""

    code: str
    no: int
    name_th: str
    name_en: str
    weight: Decimal


@dataclass(frozen=True)
class FrameworkFacts:
    """A whole framework; parents stand before their children."""

    year_be: int
    citation: str
    dates_citation: str
    dimensions: tuple[DimensionFacts, ...]
    indicators: tuple[IndicatorFacts, ...]
    periods: tuple[PeriodDates, ...]
    weights: Weights


def read_framework(data: Mapping[str, Any]) -> FrameworkFacts:
    """Return the facts of a parsed framework file; data/framework-2563.yaml shows the keys.

    A number is keyed `number`, because YAML reads a bare `no` as false.
    Raises RuleBroken naming the first key, row or sum that is wrong.
    """
    year_be = _integer(data, "fiscal_year", N_("ส่วนหัว"), FIRST_YEAR_BE, LAST_YEAR_BE)
    dimensions = tuple(_dimension(row) for row in _rows(data, "dimensions"))
    indicators = tuple(_indicators(_rows(data, "indicators"), {dimension.code for dimension in dimensions}))
    _refuse_twice([dimension.code for dimension in dimensions])
    subtotals = tuple(_subtotal(row, dimensions) for row in data.get("printed_subtotals") or ())
    weights = weigh(_dimension_weights(dimensions), _indicator_weights(indicators), subtotals)
    if not weights.is_proven:
        raise RuleBroken(
            N_("กรอบการประเมินผลยังใช้ไม่ได้ เพราะน้ำหนักไม่ลงตัว: %(problems)s"),
            problems=" · ".join(str(mismatch) for mismatch in weights.mismatches),
        )
    calendar = data.get("calendar") or {}
    return FrameworkFacts(
        year_be,
        _text(data, "citation", N_("ส่วนหัว"), required=False),
        _text(calendar, "citation", N_("ปฏิทิน"), required=False),
        dimensions,
        indicators,
        _periods(year_be, calendar),
        weights,
    )


def _dimension(row: Mapping[str, Any]) -> DimensionFacts:
    code = _text(row, "code", N_("มิติ"))
    weight = _weight(row, code)
    if weight is None:
        raise _wrong(code, "weight")
    return DimensionFacts(
        code,
        _integer(row, "number", code, 1, 99),
        _text(row, "name_th", code),
        _text(row, "name_en", code, False),
        weight,
    )


def _indicators(rows: tuple[Mapping[str, Any], ...], dimensions: set[str]) -> Iterator[IndicatorFacts]:
    known: dict[str, IndicatorFacts] = {}
    for row in rows:
        indicator = _indicator(row, known)
        if indicator.code in known:
            _refuse_twice([indicator.code, indicator.code])
        if indicator.dimension not in dimensions:
            raise _wrong(indicator.code, "dimension")
        known[indicator.code] = indicator
        yield indicator


def _indicator(row: Mapping[str, Any], known: Mapping[str, IndicatorFacts]) -> IndicatorFacts:
    code = _text(row, "code", N_("ตัวชี้วัด"))
    parent = known.get(row["parent"]) if row.get("parent") else None
    dimension = _text(row, "dimension", code)
    if row.get("parent") and (parent is None or parent.dimension != dimension):
        raise RuleBroken(N_("%(code)s: ไม่พบตัวชี้วัดหลัก %(parent)s ก่อนหน้าในมิติเดียวกัน"), code=code, parent=str(row["parent"]))
    applies = _switch(row, "applies", code, default=True)
    if applies and parent is not None and not parent.applies:
        raise RuleBroken(N_("%(code)s: ใช้ไม่ได้ เพราะตัวชี้วัดหลัก %(parent)s ไม่ใช้กับหน่วยงานนี้"), code=code, parent=parent.code)
    responsible = _names(row, "responsible", code)
    if applies and not responsible:
        raise RuleBroken(N_("%(code)s: ยังไม่ได้ระบุส่วนราชการที่รับผิดชอบ (responsible)"), code=code)
    weight, basis = _weight(row, code), _basis(row, code)
    if (weight is None) != (basis is Basis.NONE):
        raise RuleBroken(N_("%(code)s: น้ำหนัก (weight) กับฐานของน้ำหนัก (weight_basis) ไม่ตรงกัน"), code=code)
    name_th = _text(row, "name_th", code)
    is_for_all = EVERY_DIVISION in responsible
    return IndicatorFacts(
        code=code,
        dimension=dimension,
        name_th=name_th,
        parent=parent.code if parent else None,
        printed=_text(row, "printed", code, required=False),
        name_en=_text(row, "name_en", code, required=False),
        weight=weight,
        basis=basis,
        applies=applies,
        group=_text(row, "substitute_group", code, required=False),
        is_negotiated=_switch(row, "negotiated", code),
        is_new=_switch(row, "is_new", code),
        is_for_all=is_for_all,
        owners=() if is_for_all else responsible,
        # who scores the whole scores its parts, unless a part names its own
        evaluator=_text(row, "evaluator", code, required=False) or (parent.evaluator if parent else ""),
        reference_year_be=_integer(row, "reference_fiscal_year", code, FIRST_YEAR_BE, LAST_YEAR_BE)
        if row.get("reference_fiscal_year") is not None
        else None,
        note_th=_text(row, "note_th", code, required=False),
        projects=((name_th,) if _switch(row, "is_project", code) else ()) + _names(row, "projects", code),
    )


def _periods(year_be: int, calendar: Mapping[str, Any]) -> tuple[PeriodDates, ...]:
    """Return the periods with the calendar's own dates; what it does not state follows the standing rule."""
    where = N_("ปฏิทิน")
    monthly, quarterly = calendar.get("monthly_progress") or {}, calendar.get("quarterly_indicators") or {}
    day = _integer(monthly, "day", where, 1, 28) if "day" in monthly else MONTH_DUE_DAY
    due = quarterly.get("due")
    if due is None:
        return period_dates(year_be, day)
    starts_on, ends_on = thai.fiscal_year_bounds(year_be)
    if (
        not isinstance(due, list)
        or len(due) != len(QUARTER_DUE)
        or not all(type(one) is date and starts_on <= one <= ends_on for one in due)
        or sorted(due) != due
    ):
        raise _wrong(where, "quarterly_indicators.due")
    return period_dates(year_be, day, tuple((one.month, one.day) for one in due))


def _dimension_weights(dimensions: tuple[DimensionFacts, ...]) -> list[DimensionWeight]:
    return [DimensionWeight(row.code, row.no, row.name_th, row.weight) for row in dimensions]


def _indicator_weights(indicators: tuple[IndicatorFacts, ...]) -> list[IndicatorWeight]:
    return [
        IndicatorWeight(row.code, row.dimension, row.weight, row.basis, row.parent, row.applies, row.group, row.label)
        for row in indicators
    ]


def _subtotal(row: Mapping[str, Any], dimensions: tuple[DimensionFacts, ...]) -> PrintedSubtotal:
    under = _text(row, "under", "printed_subtotals")
    weight = _weight(row, under)
    if weight is None or under not in {dimension.code for dimension in dimensions}:
        raise _wrong("printed_subtotals", under)
    return PrintedSubtotal(under, _integer(row, "number", under, 1, 99), weight)


def _rows(data: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], ...]:
    rows = data.get(key)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, Mapping) for row in rows):
        raise _wrong(key, key)
    return tuple(rows)


def _text(row: Mapping[str, Any], key: str, where: str, required: bool = True) -> str:
    value = row.get(key)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value.strip()):
        raise _wrong(where, key)
    return thai.normalise(value)


def _names(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = row.get(key) or []
    if not isinstance(value, list) or not all(isinstance(name, str) and name.strip() for name in value):
        raise _wrong(where, key)
    return tuple(thai.normalise(name) for name in value)


def _integer(row: Mapping[str, Any], key: str, where: str, low: int, high: int) -> int:
    value = row.get(key)
    if type(value) is not int or not low <= value <= high:
        raise _wrong(where, key)
    return value


def _switch(row: Mapping[str, Any], key: str, where: str, default: bool = False) -> bool:
    value = row.get(key, default)
    if not isinstance(value, bool):
        raise _wrong(where, key)
    return value


def _weight(row: Mapping[str, Any], where: str) -> Decimal | None:
    value = row.get("weight")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise _wrong(where, "weight")
    try:
        weight = Decimal(str(value))
    except InvalidOperation:
        raise _wrong(where, "weight") from None
    if not weight.is_finite() or not 0 <= weight <= 100:
        raise _wrong(where, "weight")
    return weight


def _basis(row: Mapping[str, Any], where: str) -> Basis:
    try:
        return Basis(row.get("weight_basis", ""))
    except ValueError:
        raise _wrong(where, "weight_basis") from None


def _refuse_twice(codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise RuleBroken(N_("รหัส %(code)s ซ้ำกัน รหัสของแต่ละข้อต้องไม่ซ้ำภายในปีงบประมาณ"), code=code)


def _wrong(where: str, key: str) -> RuleBroken:
    return RuleBroken(N_("%(where)s: ค่า %(key)s ขาดหรือไม่ถูกต้อง"), where=where, key=key)
