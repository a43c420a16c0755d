"""How the weights of a framework combine: points of 100 for every indicator, and the proof that they add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from portal.errors import N_

TOTAL_POINTS = 100
# figures are printed with at most two decimals: three of 33.33 count as whole
TOLERANCE = Fraction(1, 100)


class Basis(StrEnum):
    """What a printed weight is a share of."""

    TOTAL = "total"  # points of the 100 of the whole agreement
    PARENT = "parent"  # percent inside the indicator above (above a main indicator: inside its dimension)
    NONE = "none"  # no figure printed


@dataclass(frozen=True)
class DimensionWeight:
    """A dimension with its points out of 100."""

    code: str
    no: int
    name: str
    weight: Decimal


@dataclass(frozen=True)
class IndicatorWeight:
    """An indicator's figure as printed. `parent` is the code above it; `label` names it in sentences."""

    code: str
    dimension: str
    weight: Decimal | None
    basis: Basis
    parent: str | None = None
    applies: bool = True
    group: str = ""
    label: str = ""


@dataclass(frozen=True)
class PrintedSubtotal:
    """A subtotal line of a printed table: the dimension it stands under, the number and the points printed on it."""

    under: str
    no: int
    weight: Decimal


@dataclass(frozen=True)
class Mismatch:
    """One thing that does not add up: a plain sentence, its parameters apart so that it can be translated."""

    message: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % self.params


@dataclass(frozen=True)
class Effective:
    """What an indicator counts: its exact share of the 100 points.

    is_unconfirmed: rests on equal shares, because the source prints no figure for it or for one above it
    """

    exact: Fraction
    is_unconfirmed: bool = False

    @property
    def points(self) -> Decimal:
        """The share as a decimal; exact wherever the decimal ends within 28 digits."""
        return as_decimal(self.exact)


@dataclass(frozen=True)
class Sum:
    """A sum beside what it must be: of a dimension's main indicators, or of the indicators below another."""

    found: Decimal
    expected: Decimal
    # true where both are percent inside the indicator above, false where they are points of the 100
    is_pct: bool = False

    @property
    def is_right(self) -> bool:
        """True when both agree within the tolerance."""
        return _agree(Fraction(self.found), Fraction(self.expected))


@dataclass(frozen=True)
class Weights:
    """The worked-out framework. Indicators that do not apply, and all below them, are in none of the tables."""

    # code of the indicator -> what it counts
    effective: Mapping[str, Effective]
    # code of the dimension -> sum of its main indicators
    dimensions: Mapping[str, Sum]
    # code of an indicator with others below it -> sum of those
    children: Mapping[str, Sum]
    # points per level: main indicators first, then what stands below them
    levels: tuple[Decimal, ...]
    # the dimensions' own points together
    total: Decimal
    mismatches: tuple[Mismatch, ...]

    @property
    def is_proven(self) -> bool:
        """True when everything adds up."""
        return not self.mismatches


def as_decimal(value: Fraction) -> Decimal:
    """Return the fraction as a decimal of at most 28 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def weigh(
    dimensions: Iterable[DimensionWeight],
    indicators: Iterable[IndicatorWeight],
    subtotals: Iterable[PrintedSubtotal] = (),
) -> Weights:
    """Return every indicator's points of 100, the sums per level and every mismatch as a sentence.

    A figure with basis parent is percent of the points above it; figures without a basis share equally what the others
    leave, marked unconfirmed. Of indicators that stand in for each other only the one that applies counts.
    Source: the printed table of FY2563 read so that 60 + 10 + 20 + 10 = 100 (docs/framework.md, "How weights combine").
    """
    dimensions, indicators = tuple(dimensions), tuple(indicators)
    work = _Work(dimensions, indicators)
    total = sum((Fraction(dimension.weight) for dimension in dimensions), Fraction())
    if not _agree(total, Fraction(TOTAL_POINTS)):
        work.say(
            N_("น้ำหนักของทุกมิติรวมกันได้ %(parts)s = %(found)s ต้องได้ 100"),
            parts=" + ".join(figure(dimension.weight) for dimension in dimensions),
            found=figure(as_decimal(total)),
        )
    for dimension in dimensions:
        work.descend_dimension(dimension)
    _check_groups(work, indicators)
    _check_subtotals(work, dimensions, subtotals)
    return Weights(
        work.effective,
        work.dimension_sums,
        work.child_sums,
        tuple(as_decimal(points) for _level, points in sorted(work.levels.items())),
        as_decimal(total),
        tuple(work.mismatches),
    )


def figure(value: Decimal) -> str:
    """Return the figure as one would write it: 60, 1.5, 33.33; at most four decimals."""
    text = f"{value:.4f}"
    return text.rstrip("0").rstrip(".")


def _agree(found: Fraction, expected: Fraction) -> bool:
    return abs(found - expected) <= TOLERANCE


class _Work:
    """The tables while they are being filled."""

    def __init__(self, dimensions: tuple[DimensionWeight, ...], indicators: tuple[IndicatorWeight, ...]) -> None:
        self.below: dict[str | None, list[IndicatorWeight]] = defaultdict(list)
        for indicator in indicators:
            if indicator.applies:
                self.below[indicator.parent].append(indicator)
        self.effective: dict[str, Effective] = {}
        self.dimension_sums: dict[str, Sum] = {}
        self.child_sums: dict[str, Sum] = {}
        self.levels: dict[int, Fraction] = defaultdict(Fraction)
        self.mismatches: list[Mismatch] = []

    def say(self, message: str, **params: str) -> None:
        self.mismatches.append(Mismatch(message, params))

    def descend_dimension(self, dimension: DimensionWeight) -> None:
        main = [indicator for indicator in self.below[None] if indicator.dimension == dimension.code]
        expected = Fraction(dimension.weight)
        found = self.share_out(main, expected, level=0, unconfirmed=False)
        self.dimension_sums[dimension.code] = Sum(as_decimal(found), dimension.weight)
        if not _agree(found, expected):
            self.say(
                N_("มิติที่ %(no)s %(name)s กำหนดน้ำหนักไว้ %(weight)s แต่ตัวชี้วัดในมิตินี้รวมกันได้ %(found)s"),
                no=str(dimension.no),
                name=dimension.name,
                weight=figure(dimension.weight),
                found=figure(as_decimal(found)),
            )

    def descend(self, above: IndicatorWeight, level: int) -> None:
        children = self.below[above.code]
        if not children:
            return
        worth = self.effective[above.code]
        found = self.share_out(children, worth.exact, level=level, unconfirmed=worth.is_unconfirmed)
        self.check_children(above, children, found, worth.exact)

    def share_out(self, items: list[IndicatorWeight], whole: Fraction, *, level: int, unconfirmed: bool) -> Fraction:
        """Return the points of the items together, having noted each one's and gone below it."""
        points = {item.code: _printed_points(item, whole) for item in items}
        taken = sum((value for value in points.values() if value is not None), Fraction())
        blanks = sum(value is None for value in points.values())
        rest = max((whole - taken) / blanks, Fraction()) if blanks else Fraction()
        for item in items:
            value = points[item.code]
            self.effective[item.code] = Effective(rest if value is None else value, unconfirmed or value is None)
            self.levels[level] += self.effective[item.code].exact
            self.descend(item, level + 1)
        return taken + rest * blanks

    def check_children(
        self, above: IndicatorWeight, children: list[IndicatorWeight], found: Fraction, whole: Fraction
    ) -> None:
        """Note the sum of the children, in percent where all of them are percent, and say when it is wrong."""
        label = above.label or above.code
        if all(child.basis is Basis.PARENT for child in children):
            pct = sum((Fraction(child.weight or 0) for child in children), Fraction())
            self.child_sums[above.code] = Sum(as_decimal(pct), Decimal(100), is_pct=True)
            if not _agree(pct, Fraction(100)):
                self.say(
                    N_("ตัวชี้วัดย่อยของ %(label)s คิดเป็นร้อยละของตัวชี้วัดหลัก รวมกันได้ร้อยละ %(found)s ต้องได้ร้อยละ 100"),
                    label=label,
                    found=figure(as_decimal(pct)),
                )
            return
        self.child_sums[above.code] = Sum(as_decimal(found), as_decimal(whole))
        if _agree(found, whole):
            return
        values = {"label": label, "weight": figure(as_decimal(whole)), "found": figure(as_decimal(found))}
        if found == TOTAL_POINTS and all(child.basis is Basis.TOTAL for child in children):
            self.say(
                N_(
                    "ตัวชี้วัดย่อยของ %(label)s รวมกันได้ %(found)s คะแนน ขณะที่ทั้งข้อมีเพียง %(weight)s คะแนน "
                    "จึงเป็นคะแนนของคำรับรองทั้งฉบับไม่ได้ แต่เป็นร้อยละของตัวชี้วัดหลักได้"
                ),
                **values,
            )
        else:
            self.say(N_("ตัวชี้วัดย่อยของ %(label)s รวมกันได้ %(found)s คะแนน ขณะที่ทั้งข้อมี %(weight)s คะแนน"), **values)


def _printed_points(item: IndicatorWeight, whole: Fraction) -> Fraction | None:
    """Return the points the printed figure stands for; None where none is printed."""
    if item.weight is None:
        return None
    match item.basis:
        case Basis.TOTAL:
            return Fraction(item.weight)
        case Basis.PARENT:
            return whole * Fraction(item.weight) / 100
        case Basis.NONE:
            return None


def _check_groups(work: _Work, indicators: tuple[IndicatorWeight, ...]) -> None:
    groups: dict[str, list[IndicatorWeight]] = defaultdict(list)
    for indicator in indicators:
        if indicator.group:
            groups[indicator.group].append(indicator)
    for members in groups.values():
        count = sum(member.applies for member in members)
        if count != 1:
            work.say(
                N_("ตัวชี้วัดทดแทนกัน %(labels)s ต้องใช้เพียงข้อเดียว ขณะนี้ใช้ %(count)s ข้อ"),
                labels=", ".join(member.label or member.code for member in members),
                count=str(count),
            )


def _check_subtotals(
    work: _Work, dimensions: tuple[DimensionWeight, ...], subtotals: Iterable[PrintedSubtotal]
) -> None:
    """Say of each printed subtotal that carries the wrong number or the wrong points."""
    by_code = {dimension.code: dimension for dimension in dimensions}
    for subtotal in subtotals:
        dimension = by_code[subtotal.under]
        found = work.dimension_sums[subtotal.under].found
        if subtotal.no != dimension.no:
            work.say(N_("บรรทัดรวมใต้มิติที่ %(no)s พิมพ์ว่ามิติที่ %(printed)s"), no=str(dimension.no), printed=str(subtotal.no))
        if not _agree(Fraction(subtotal.weight), Fraction(found)):
            work.say(
                N_("บรรทัดรวมของมิติที่ %(no)s พิมพ์ว่า %(printed)s แต่ตัวชี้วัดในมิตินี้รวมกันได้ %(found)s"),
                no=str(dimension.no),
                printed=figure(subtotal.weight),
                found=figure(found),
            )
