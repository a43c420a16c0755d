"""Item analysis against what was published, what was worked by hand, and a second implementation in exact fractions.

The second implementation knows nothing of the first: other formulas where there are any, whole numbers and fractions
throughout, roots taken once at the end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.quizzes.rules.items import ItemMark, Option, QuizStatistics, analyse

# Law School Admission Test, section 6: 1,000 candidates, five questions; how often each of the 32 patterns 00000, 00001
# … 11111 occurred. Bock and Lieberman, Psychometrika 35 (1970), 179-197
PATTERNS = (
    3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298,
)  # fmt: skip
LAW_SCHOOL = [[int(mark) for mark in f"{pattern:05b}"] for pattern, count in enumerate(PATTERNS) for _ in range(count)]

Table = Sequence[Sequence[Any]]


def found_for(rows: Table, most: float = 1.0) -> QuizStatistics:
    return analyse([{place: ItemMark(float(mark), most) for place, mark in enumerate(row)} for row in rows], {})


def test_published_figures_of_the_law_school_test():
    """As the R package ltm prints them of this table: proportions, point biserials without the item, alpha."""
    found = found_for(LAW_SCHOOL)
    assert (found.n, found.k) == (1000, 5)
    assert [item.facility for item in found.items] == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])
    assert [round(item.discrimination, 4) for item in found.items] == [0.1128, 0.1532, 0.1728, 0.1444, 0.1216]
    assert round(found.alpha, 4) == 0.2950


def test_figures_worked_by_hand():
    """Four people, three questions of one point; totals 3, 2, 1, 0, rests and roots small enough to do on paper.

    A 1 1 1 · B 1 1 0 · C 0 0 1 · D 0 0 0. Totals: mean 3/2, squares about it 9/4 + 1/4 + 1/4 + 9/4 = 5, variance 5/3.
    Each question: mean 1/2, variance 1/3. alpha = 3/2 · (1 - 1/(5/3)) = 3/2 · 2/5 = 3/5.
    Question 1: rests 2, 1, 1, 0, mean 1, variance 2/3; products about the means 1/2 · (1 + 0 + 0 + 1) = 1, covariance
    1/3; r = (1/3)/√(1/3 · 2/3) = 1/√2. In order the marks 0 0 1 1 meet 0 1 1 2: the same covariance, efficiency 1.
    Question 3: rests 2, 2, 0, 0, mean 1; products 1/2 - 1/2 - 1/2 + 1/2 = 0: r = 0, efficiency 0.
    Covariances with the totals: 1/3 + 1/3 = 2/3 twice, 1/3 + 0; roots √2 · √(1/3) twice and √(1/3).
    """
    found = found_for([(1, 1, 1), (1, 1, 0), (0, 0, 1), (0, 0, 0)])
    assert (found.mean, found.sd) == (1.5, pytest.approx(math.sqrt(5 / 3)))
    assert found.alpha == pytest.approx(3 / 5)
    assert found.error_ratio == pytest.approx(math.sqrt(2 / 5))
    assert found.error == pytest.approx(math.sqrt(2 / 3))
    first, second, third = found.items
    assert (first.facility, first.sd) == (0.5, pytest.approx(math.sqrt(1 / 3)))
    assert [item.discrimination for item in found.items] == pytest.approx([1 / math.sqrt(2), 1 / math.sqrt(2), 0])
    assert [item.efficiency for item in found.items] == pytest.approx([1, 1, 0])
    whole = 2 * math.sqrt(2) + 1
    assert [item.weight for item in found.items] == pytest.approx([math.sqrt(2) / whole] * 2 + [1 / whole])
    # 27 percent of four is one: A above, D below
    assert found.group == 1
    assert [(item.upper, item.lower) for item in (first, second, third)] == [(1, 0)] * 3


def test_negative_alpha_worked_by_hand():
    """Three people, two questions: 1 0 · 0 1 · 1 1. Each question's variance 1/3, totals 1, 1, 2: 1/3.

    alpha = 2 · (1 - (2/3)/(1/3)) = -2; error ratio √3; error √3 · √(1/3) = 1.
    """
    found = found_for([(1, 0), (0, 1), (1, 1)])
    assert (found.alpha, found.error_ratio, found.error) == (
        pytest.approx(-2),
        pytest.approx(math.sqrt(3)),
        pytest.approx(1),
    )
    assert [item.discrimination for item in found.items] == pytest.approx([-0.5, -0.5])


def test_partial_and_negative_marks_worked_by_hand():
    """Marks 2, 1, -1 of 2 beside 0, 4, 2 of 4. First: mean 2/3, facility 1/3; deviations 4/3, 1/3, -5/3, variance 7/3.

    Rests 0, 4, 2: deviations -2, 2, 0, variance 4. Products -8/3 + 2/3 + 0 = -2, covariance -1, r = -1/√(28/3).
    In order -1, 1, 2 with 0, 2, 4: deviations -5/3, 1/3, 4/3 with -2, 0, 2: 10/3 + 8/3 = 6, covariance 3; efficiency
    -1/3.
    """
    rows = [(2, 0), (1, 4), (-1, 2)]
    found = analyse([{"a": ItemMark(a, 2), "b": ItemMark(b, 4)} for a, b in rows], {})
    first = found.items[0]
    assert (first.facility, first.sd) == (pytest.approx(1 / 3), pytest.approx(math.sqrt(7 / 3)))
    assert first.discrimination == pytest.approx(-1 / math.sqrt(28 / 3))
    assert first.efficiency == pytest.approx(-1 / 3)


# the second implementation


def pairs(xs: Sequence[Fraction], ys: Sequence[Fraction]) -> Fraction:
    """The covariance over n - 1 by differences of all pairs: no means are taken."""
    n = len(xs)
    total = sum(
        ((xs[a] - xs[b]) * (ys[a] - ys[b]) for a in range(n) for b in range(a + 1, n)),
        Fraction(0),
    )
    return total / (n * (n - 1))


def root(value: Fraction) -> float:
    """The square root to thirty figures before it becomes a float."""
    return float((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def correlation(xs: Sequence[Fraction], ys: Sequence[Fraction]) -> float | None:
    own, other, both = pairs(xs, xs), pairs(ys, ys), pairs(xs, ys)
    if not own or not other:
        return None
    return math.copysign(root(both * both / (own * other)), both)


def best(xs: Sequence[Fraction], ys: Sequence[Fraction]) -> Fraction:
    """The greatest covariance there is, by trying every order."""
    return max(pairs(order, ys) for order in set(permutations(xs)))


def group_share(rows: Sequence[Sequence[Fraction]], place: int, *, top: bool) -> Fraction:
    """The mean mark in the 27 percent, as the mean over every way of breaking the ties at its border."""
    size = max(1, math.floor(Fraction(27, 100) * len(rows) + Fraction(1, 2)))
    totals = [sum(row, Fraction(0)) * (1 if top else -1) for row in rows]
    orders = [
        order for order in permutations(range(len(rows))) if all(totals[a] >= totals[b] for a, b in pairwise(order))
    ]
    means = [sum((rows[each][place] for each in order[:size]), Fraction(0)) / size for order in orders]
    return sum(means, Fraction(0)) / len(means)


quarters = st.sampled_from([Fraction(-1, 2), Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1)])
tables = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(quarters, min_size=k, max_size=k), min_size=2, max_size=6)
)


def same(found: float | None, exact: float | None) -> bool:
    if exact is None or found is None:
        return found is None and exact is None
    return found == pytest.approx(exact, abs=1e-9)


@given(tables)
def test_every_figure_agrees_with_exact_fractions(rows):
    found = found_for(rows)
    columns = [list(column) for column in zip(*rows, strict=True)]
    totals = [sum(row, Fraction(0)) for row in rows]
    spread = pairs(totals, totals)
    for place, (item, xs) in enumerate(zip(found.items, columns, strict=True)):
        rests = [total - x for total, x in zip(totals, xs, strict=True)]
        limit = best(xs, rests)
        assert same(item.facility, float(sum(xs, Fraction(0)) / len(xs)))
        assert same(item.sd, root(pairs(xs, xs)))
        assert same(item.discrimination, correlation(xs, rests))
        assert same(item.efficiency, float(pairs(xs, rests) / limit) if limit else None)
        assert same(item.upper, float(group_share(rows, place, top=True)))
        assert same(item.lower, float(group_share(rows, place, top=False)))
    k, within = len(columns), sum((pairs(xs, xs) for xs in columns), Fraction(0))
    alpha = Fraction(k, k - 1) * (1 - within / spread) if spread else None
    assert same(found.alpha, None if alpha is None else float(alpha))
    assert same(found.error_ratio, None if alpha is None else root(1 - alpha))
    assert same(found.error, None if alpha is None else root((1 - alpha) * spread))
    pulls = [pairs(xs, totals) for xs in columns]
    whole = math.fsum(root(pull) for pull in pulls if pull > 0)
    for item, pull in zip(found.items, pulls, strict=True):
        assert same(item.weight, None if pull < 0 or not whole else root(pull) / whole)


@given(
    st.lists(st.tuples(st.sets(st.integers(0, 2)), st.integers(0, 4)), min_size=2, max_size=6),
)
def test_options_agree_with_exact_fractions(people):
    """Counts and shares in the groups of those who chose an option; a second question decides who ranks where."""
    sheets = [{"q": ItemMark(0.0, 1, frozenset(chosen)), "r": ItemMark(float(rank), 4)} for chosen, rank in people]
    found = analyse(sheets, {"q": [Option(place, place == 0) for place in range(3)]}).items[0]
    for option in found.options:
        takers = [[Fraction(int(option.index in chosen)), Fraction(rank)] for chosen, rank in people]
        ranked = [[Fraction(0), rank] for _, rank in takers]
        assert option.count == sum(option.index in chosen for chosen, _ in people)
        assert same(option.upper, float(share_by(ranked, [taker for taker, _ in takers], top=True)))
        assert same(option.lower, float(share_by(ranked, [taker for taker, _ in takers], top=False)))


def share_by(ranked: Sequence[Sequence[Fraction]], takers: Sequence[Fraction], *, top: bool) -> Fraction:
    """The share of takers in the group that the ranking makes."""
    rows = [[*row, taker, -taker] for row, taker in zip(ranked, takers, strict=True)]  # the totals stay the ranking's
    return group_share(rows, 2, top=top)
