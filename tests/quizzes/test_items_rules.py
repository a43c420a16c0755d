"""Item analysis against the same figures computed by other routes: textbook formulas and the statistics module."""

from __future__ import annotations

import math
import statistics

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.quizzes.rules.items import Flag, ItemMark, Option, alpha, analyse, efficiency

# nine people by ten questions, 1 right and 0 wrong
TABLE = (
    "1111111111",
    "1111111010",
    "1111110100",
    "1110111000",
    "1101100010",
    "1011010000",
    "0110100001",
    "1010000000",
    "0001000100",
)


def sheets(rows, most=1.0):
    return [{f"q{place}": ItemMark(float(mark), most) for place, mark in enumerate(row)} for row in rows]


def kr20(rows):
    """Kuder and Richardson's formula 20, with the totals' variance over n."""
    n, k = len(rows), len(rows[0])
    p = [sum(int(row[j]) for row in rows) / n for j in range(k)]
    total = statistics.pvariance([sum(map(int, row)) for row in rows])
    return k / (k - 1) * (1 - sum(each * (1 - each) for each in p) / total)


def point_biserial(rows, j):
    """(M1 - M0) / s_R · sqrt(p q n / (n - 1)) over the rest of the test."""
    rests = [sum(map(int, row)) - int(row[j]) for row in rows]
    ones = [rest for rest, row in zip(rests, rows, strict=True) if row[j] == "1"]
    zeros = [rest for rest, row in zip(rests, rows, strict=True) if row[j] == "0"]
    n, p = len(rows), len(ones) / len(rows)
    gap = statistics.fmean(ones) - statistics.fmean(zeros)
    return gap / statistics.stdev(rests) * math.sqrt(p * (1 - p) * n / (n - 1))


def test_discrimination_is_the_corrected_point_biserial():
    found = analyse(sheets(TABLE), {})
    assert [item.discrimination for item in found.items] == [
        pytest.approx(point_biserial(TABLE, j), abs=1e-12) for j in range(10)
    ]


def test_alpha_of_right_and_wrong_is_kr20():
    found = analyse(sheets(TABLE), {})
    assert found.alpha == pytest.approx(kr20(TABLE), abs=1e-12)
    assert found.error_ratio == pytest.approx(math.sqrt(1 - kr20(TABLE)), abs=1e-12)
    totals = [row.count("1") for row in TABLE]
    assert found.error == pytest.approx(statistics.stdev(totals) * math.sqrt(1 - kr20(TABLE)), abs=1e-12)
    assert (found.n, found.k, found.mean, found.sd) == (
        9,
        10,
        pytest.approx(statistics.fmean(totals)),
        pytest.approx(statistics.stdev(totals)),
    )


def test_facility_and_spread():
    found = analyse(sheets(TABLE, most=2.0), {})
    column = [int(row[4]) for row in TABLE]
    assert found.items[4].facility == pytest.approx(sum(column) / 18)
    assert found.items[4].sd == pytest.approx(statistics.stdev(column))


def test_effective_weights_sum_to_one_over_those_that_pull_the_same_way():
    found = analyse(sheets(TABLE), {})
    totals = [row.count("1") for row in TABLE]
    covariances = [statistics.covariance([int(row[j]) for row in TABLE], totals) for j in range(10)]
    spread = sum(math.sqrt(each) for each in covariances if each > 0)
    assert [item.weight for item in found.items] == [
        None if each < 0 else pytest.approx(math.sqrt(each) / spread) for each in covariances
    ]
    assert math.fsum(item.weight or 0 for item in found.items) == pytest.approx(1)


def test_efficiency_is_against_the_best_order_of_the_same_marks():
    found = analyse(sheets(TABLE), {})
    marks = [int(row[3]) for row in TABLE]
    rests = [row.count("1") - mark for row, mark in zip(TABLE, marks, strict=True)]
    best = statistics.covariance(sorted(marks), sorted(rests))
    assert found.items[3].efficiency == pytest.approx(statistics.covariance(marks, rests) / best)


def test_upper_and_lower_groups_of_27_percent():
    # 27 percent of 9 is 2.43, so two above (10 and 8 points) and two below (2 and 2)
    found = analyse(sheets(TABLE), {})
    assert found.group == 2
    first, last = found.items[0], found.items[9]
    assert (first.upper, first.lower, first.difference) == (1.0, 0.5, 0.5)
    assert (last.upper, last.lower) == (0.5, 0.0)


def test_equal_totals_at_the_border_share_the_places():
    rows = ["110", "100", "010", "001", "000", "000", "000"]  # two of seven; three share the second place
    found = analyse(sheets(rows), {})
    assert found.group == 2
    assert found.items[0].upper == pytest.approx((1 + 1 / 3) / 2)
    assert [analyse(sheets(order), {}).items[0].upper for order in (rows[::-1], [*rows[3:], *rows[:3]])] == [
        pytest.approx((1 + 1 / 3) / 2)
    ] * 2


@pytest.mark.parametrize("rows", [[], ["101"]])
def test_figures_of_at_most_one_attempt_are_undefined(rows):
    found = analyse(sheets(rows), {})
    assert (found.n, found.sd, found.alpha, found.error, found.group) == (len(rows), None, None, None, 0)
    assert [(i.sd, i.discrimination, i.efficiency, i.weight, i.upper, i.flags) for i in found.items] == [
        (None, None, None, None, None, (Flag.TOO_EASY,) if mark == "1" else (Flag.TOO_HARD,))
        for mark in (rows[0] if rows else "")
    ]


def test_one_question_has_no_reliability():
    found = analyse(sheets(["1", "0", "1"]), {})
    assert (found.k, found.alpha, found.error) == (1, None, None)
    assert (found.items[0].facility, found.items[0].discrimination) == (pytest.approx(2 / 3), None)


def test_without_spread_everything_but_facility_is_undefined():
    found = analyse(sheets(["10", "10", "10"]), {})
    assert (found.alpha, found.sd) == (None, 0.0)
    assert [(i.facility, i.discrimination, i.efficiency, i.weight) for i in found.items] == [
        (1.0, None, None, None),
        (0.0, None, None, None),
    ]


def test_negative_reliability_survives():
    # the two questions pull against each other: variances 1/3 and 1/3, totals 0, 1 or 2
    rows = ["10", "01", "10", "01", "11"]
    found = analyse(sheets(rows), {})
    assert found.alpha == pytest.approx(kr20(rows))
    assert found.alpha < 0
    assert found.error_ratio > 1


def test_different_questions_leave_alpha_undefined_and_each_question_with_its_own_n():
    papers = [
        {"a": ItemMark(1, 1), "b": ItemMark(0, 1)},
        {"a": ItemMark(0, 1), "c": ItemMark(1, 1)},
        {"a": ItemMark(1, 1), "c": ItemMark(0, 1)},
    ]
    found = analyse(papers, {})
    assert (found.k, found.alpha) == (None, None)
    assert [(i.item, i.n) for i in found.items] == [("a", 3), ("b", 1), ("c", 2)]


def chosen(choices, key=0):
    """Return sheets of one question with options beside an easy one that ranks the people in the order given."""
    people = len(choices)
    return [
        {
            "q": ItemMark(float(choice == key), 1, frozenset(() if choice is None else (choice,))),
            "rank": ItemMark(float(people - place) * 10, 1000),
        }
        for place, choice in enumerate(choices)
    ]


OPTIONS = [Option(0, True), Option(1, False), Option(2, False)]


def test_options_are_counted_in_all_and_by_group():
    found = analyse(chosen([0, 0, 1, 0, None, 1, 1, 0]), {"q": OPTIONS}).items[0]
    # two of eight in each group
    assert [(o.index, o.count, o.upper, o.lower) for o in found.options] == [
        (0, 4, 1.0, 0.5),
        (1, 3, 0.0, 0.5),
        (2, 0, 0.0, 0.0),
    ]
    assert Flag.UNCHOSEN in found.flags
    assert Flag.ATTRACTS_UPPER not in found.flags


def test_wrong_option_that_the_able_choose_is_flagged():
    found = analyse(chosen([1, 1, 0, 0, 0, 2, 2, 0]), {"q": OPTIONS}).items[0]
    assert {Flag.ATTRACTS_UPPER, Flag.NEGATIVE, Flag.INEFFICIENT} == set(found.flags)


@pytest.mark.parametrize(
    ("rights", "flags"),
    [(9, {Flag.TOO_EASY}), (8, set()), (2, set()), (1, {Flag.TOO_HARD})],
)
def test_limits_of_facility(rights, flags):
    found = analyse(chosen([0] * rights + [1] * (10 - rights)), {"q": OPTIONS[:2]}).items[0]
    assert set(found.flags) & {Flag.TOO_EASY, Flag.TOO_HARD} == flags


def test_weak_question_is_flagged():
    found = analyse(chosen([0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1]), {}).items[0]
    assert 0 <= found.discrimination < 0.2
    assert Flag.WEAK in found.flags


marks = st.lists(
    st.lists(st.sampled_from([-0.5, 0.0, 0.25, 0.5, 1.0]), min_size=3, max_size=3), min_size=2, max_size=15
)


@given(marks)
def test_figures_agree_with_another_route(rows):
    found = analyse([{j: ItemMark(mark, 1) for j, mark in enumerate(row)} for row in rows], {})
    totals = [math.fsum(row) for row in rows]
    for j, item in enumerate(found.items):
        xs = [row[j] for row in rows]
        rests = [total - x for total, x in zip(totals, xs, strict=True)]
        assert item.facility == pytest.approx(statistics.fmean(xs))
        if len(set(xs)) == 1 or statistics.pvariance(rests) < 1e-9:
            assert item.discrimination is None
        else:
            assert item.discrimination == pytest.approx(statistics.correlation(xs, rests), abs=1e-9)
            assert item.efficiency <= 1 + 1e-9
    if statistics.pvariance(totals) < 1e-9:
        assert found.alpha is None
    else:
        # by mean covariance and mean variance: alpha = k c / (v + (k - 1) c)
        k = 3
        columns = list(zip(*rows, strict=True))
        v = statistics.fmean(statistics.variance(column) for column in columns)
        c = statistics.fmean(statistics.covariance(columns[a], columns[b]) for a, b in ((0, 1), (0, 2), (1, 2)))
        assert found.alpha == pytest.approx(k * c / (v + (k - 1) * c), abs=1e-6, rel=1e-6)
        assert found.alpha <= 1 + 1e-9


@given(marks, st.randoms(use_true_random=False))
def test_order_of_attempts_changes_nothing(rows, chance):
    papers = [{j: ItemMark(mark, 1, frozenset({j})) for j, mark in enumerate(row)} for row in rows]
    mixed = list(papers)
    chance.shuffle(mixed)
    one, other = analyse(papers, {0: [Option(0, True)]}), analyse(mixed, {0: [Option(0, True)]})
    assert one.alpha == pytest.approx(other.alpha, nan_ok=True) if one.alpha is not None else other.alpha is None
    for a, b in zip(one.items, other.items, strict=True):
        assert (a.upper, a.lower, a.facility) == (
            pytest.approx(b.upper),
            pytest.approx(b.lower),
            pytest.approx(b.facility),
        )


@given(st.lists(st.integers(0, 8), min_size=2, max_size=12))
def test_alpha_of_the_same_question_twice_is_one(xs):
    assume(len(set(xs)) > 1)
    assert alpha([[x, x] for x in xs]) == pytest.approx(1)


def test_perfect_order_is_fully_efficient():
    assert efficiency([0, 0, 1, 1], [1, 2, 3, 4]) == pytest.approx(1)
    assert efficiency([1, 1, 0, 0], [1, 2, 3, 4]) == pytest.approx(-1)
