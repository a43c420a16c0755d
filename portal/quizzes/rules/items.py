"""Item analysis: how hard each question was, whether it told people apart, how far the whole can be trusted.

n attempts, k questions; x the marks of a question, T the totals, R = T - x; variances and covariances with n - 1.
What cannot be computed (one attempt, one question, no spread) is None, never 0; alpha may be negative.
Source: definitions of classical test theory; the flags' limits are the usual ones of Thai test analysis (facility
0.20-0.80, discrimination from 0.20) and 15 percent of discriminative efficiency.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

GROUP_SHARE = 0.27
TOO_EASY, TOO_HARD = 0.80, 0.20
WEAK = 0.20
LEAST_EFFICIENCY = 0.15
# differences smaller than this come from adding fractions, not from people
SPECK = 1e-12


class Flag(StrEnum):
    """What the author should look at."""

    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    WEAK = "weak"
    NEGATIVE = "negative"
    INEFFICIENT = "inefficient"
    UNCHOSEN = "unchosen"
    ATTRACTS_UPPER = "attracts_upper"


@dataclass(frozen=True)
class ItemMark:
    """What one attempt earned at one question, of how many points; which options were chosen (none: nothing chosen)."""

    points: float
    most: float
    chosen: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Option:
    """An option of a question with options: its index, and whether choosing it earns anything."""

    index: int
    is_right: bool


@dataclass(frozen=True)
class OptionCount:
    """How many chose an option; `upper`, `lower`: shares (0-1) of the 27 percent with the most and fewest points."""

    index: int
    is_right: bool
    count: int
    upper: float | None
    lower: float | None


@dataclass(frozen=True)
class ItemStatistics:
    """The figures of one question.

    n: attempts that were asked it · facility 0-1 · sd in points · discrimination -1 to 1: correlation of the question
    with the rest of the test · efficiency: the same against the best these marks allow, at most 1 · weight: the
    question's effective share of the spread of totals, 0-1 · upper, lower: facility within the 27 percent groups
    """

    item: Hashable
    n: int
    most: float
    facility: float | None
    sd: float | None
    discrimination: float | None
    efficiency: float | None
    weight: float | None
    upper: float | None
    lower: float | None
    options: tuple[OptionCount, ...]
    flags: tuple[Flag, ...]

    @property
    def difference(self) -> float | None:
        """Return the upper group's facility less the lower group's, -1 to 1."""
        return None if self.upper is None or self.lower is None else self.upper - self.lower


@dataclass(frozen=True)
class QuizStatistics:
    """The figures of the whole test and of each question.

    k: questions asked of everybody; None where people were asked different ones, which leaves alpha undefined
    group: size of the upper and of the lower group · mean, sd, error in points · error_ratio 0 and more
    """

    n: int
    k: int | None
    group: int
    mean: float | None
    sd: float | None
    alpha: float | None
    error_ratio: float | None
    error: float | None
    items: tuple[ItemStatistics, ...]


Sheet = Mapping[Hashable, ItemMark]


def analyse(
    sheets: Sequence[Sheet],
    options: Mapping[Hashable, Sequence[Option]],
    order: Sequence[Hashable] = (),
) -> QuizStatistics:
    """Return the statistics of the attempts; a sheet maps each question the attempt asked to what it earned there.

    options: of each question that has options; their order is the order of the counts
    order: of the questions in the answer; those it does not name follow as they are met
    """
    met = dict.fromkeys(item for sheet in sheets for item in sheet)
    items = list(dict.fromkeys([*(item for item in order if item in met), *met]))
    totals = [math.fsum(mark.points for mark in sheet.values()) for sheet in sheets]
    upper, lower, group = _groups(totals)
    covariances = {item: covariance(*_columns(sheets, totals, item)) for item in items}
    spread = math.fsum(math.sqrt(value) for value in covariances.values() if value is not None and value > 0)
    found = tuple(
        _item(item, sheets, totals, upper, lower, options.get(item, ()), _weight(covariances[item], spread))
        for item in items
    )
    is_one_test = bool(sheets) and all(sheet.keys() == sheets[0].keys() for sheet in sheets)
    reliability = alpha([[sheet[item].points for item in items] for sheet in sheets]) if is_one_test else None
    sd = _root(variance(totals))
    ratio = None if reliability is None else math.sqrt(max(0.0, 1 - reliability))
    return QuizStatistics(
        n=len(sheets),
        k=len(items) if is_one_test else None,
        group=group,
        mean=fmean(totals) if totals else None,
        sd=sd,
        alpha=reliability,
        error_ratio=ratio,
        error=None if ratio is None or sd is None else ratio * sd,
        items=found,
    )


def alpha(marks: Sequence[Sequence[float]]) -> float | None:
    """Return the coefficient of internal consistency of a table attempts x questions; at most 1, maybe negative."""
    k = len(marks[0]) if marks else 0
    total = variance([math.fsum(row) for row in marks])
    if k <= 1 or not total:
        return None
    within = math.fsum(variance([row[column] for row in marks]) or 0.0 for column in range(k))
    return k / (k - 1) * (1 - within / total)


def covariance(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Return the sample covariance; None for fewer than two."""
    if len(xs) < 2:
        return None
    mean_x, mean_y = fmean(xs), fmean(ys)
    found = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True)) / (len(xs) - 1)
    return 0.0 if abs(found) < SPECK else found


def variance(xs: Sequence[float]) -> float | None:
    """Return the sample variance; None for fewer than two."""
    return covariance(xs, xs)


def discrimination(xs: Sequence[float], rests: Sequence[float]) -> float | None:
    """Return the correlation of a question's marks with the rest of the test; None without spread in either."""
    both, own, rest = covariance(xs, rests), variance(xs), variance(rests)
    return both / math.sqrt(own * rest) if both is not None and own and rest else None


def efficiency(xs: Sequence[float], rests: Sequence[float]) -> float | None:
    """Return the covariance against the greatest these two sets of marks can have; None without spread in either."""
    both, best = covariance(xs, rests), covariance(sorted(xs), sorted(rests))
    return both / best if both is not None and best else None


def _item(
    item: Hashable,
    sheets: Sequence[Sheet],
    totals: Sequence[float],
    upper: Sequence[float],
    lower: Sequence[float],
    options: Sequence[Option],
    weight: float | None,
) -> ItemStatistics:
    asked = [place for place, sheet in enumerate(sheets) if item in sheet]
    xs, own_totals = _columns(sheets, totals, item)
    rests = [total - x for total, x in zip(own_totals, xs, strict=True)]
    most = max(sheets[place][item].most for place in asked)
    facility = fmean(xs) / most if most > 0 else None
    tops, bottoms = [upper[place] for place in asked], [lower[place] for place in asked]
    r, share = discrimination(xs, rests), efficiency(xs, rests)
    chosen = [sheets[place][item].chosen for place in asked]
    counts = tuple(_count(option, chosen, tops, bottoms) for option in options)
    return ItemStatistics(
        item=item,
        n=len(asked),
        most=most,
        facility=facility,
        sd=_root(variance(xs)),
        discrimination=r,
        efficiency=share,
        weight=weight,
        upper=_mean_share(xs, tops, most),
        lower=_mean_share(xs, bottoms, most),
        options=counts,
        flags=tuple(_flags(facility, r, share, counts)),
    )


def _columns(sheets: Sequence[Sheet], totals: Sequence[float], item: Hashable) -> tuple[list[float], list[float]]:
    asked = [place for place, sheet in enumerate(sheets) if item in sheet]
    return [sheets[place][item].points for place in asked], [totals[place] for place in asked]


def _weight(own: float | None, spread: float) -> float | None:
    return None if own is None or own < 0 or not spread else math.sqrt(own) / spread


def _groups(totals: Sequence[float]) -> tuple[list[float], list[float], int]:
    """Return each attempt's share (0-1) in the upper and in the lower group, and the groups' size.

    Attempts of equal totals at the border share the places that are left, so that nobody's row number decides.
    """
    size = max(1, math.floor(GROUP_SHARE * len(totals) + 0.5)) if len(totals) > 1 else 0
    rounded = [round(total, 9) for total in totals]
    return _shares(rounded, size), _shares([-total for total in rounded], size), size


def _shares(totals: Sequence[float], size: int) -> list[float]:
    if not size:
        return [0.0] * len(totals)
    border = sorted(totals, reverse=True)[size - 1]
    above = sum(total > border for total in totals)
    tied = sum(total == border for total in totals)
    return [1.0 if total > border else (size - above) / tied if total == border else 0.0 for total in totals]


def _mean_share(xs: Sequence[float], shares: Sequence[float], most: float) -> float | None:
    people = math.fsum(shares)
    if not people or most <= 0:
        return None
    return math.fsum(x * share for x, share in zip(xs, shares, strict=True)) / people / most


def _count(
    option: Option, chosen: Sequence[frozenset[int]], upper: Sequence[float], lower: Sequence[float]
) -> OptionCount:
    takers = [1.0 if option.index in each else 0.0 for each in chosen]
    return OptionCount(
        option.index,
        option.is_right,
        sum(option.index in each for each in chosen),
        _mean_share(takers, upper, 1),
        _mean_share(takers, lower, 1),
    )


def _flags(facility: float | None, r: float | None, share: float | None, counts: Sequence[OptionCount]) -> list[Flag]:
    found = []
    if facility is not None and facility > TOO_EASY + SPECK:
        found.append(Flag.TOO_EASY)
    if facility is not None and facility < TOO_HARD - SPECK:
        found.append(Flag.TOO_HARD)
    if r is not None and r < 0:
        found.append(Flag.NEGATIVE)
    elif r is not None and r < WEAK - SPECK:
        found.append(Flag.WEAK)
    if share is not None and share < LEAST_EFFICIENCY - SPECK:
        found.append(Flag.INEFFICIENT)
    if any(not each.is_right and each.count == 0 for each in counts):
        found.append(Flag.UNCHOSEN)
    best_right = max((each.upper or 0.0 for each in counts if each.is_right), default=0.0)
    if any(not each.is_right and (each.upper or 0.0) > best_right + SPECK for each in counts):
        found.append(Flag.ATTRACTS_UPPER)
    return found


def _root(value: float | None) -> float | None:
    return None if value is None else math.sqrt(max(0.0, value))
