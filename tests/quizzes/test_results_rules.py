"""The figure, its denominators, what is kept from executives, and when a figure may be frozen."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import RuleBroken
from portal.quizzes.rules.attempts import Counts
from portal.quizzes.rules.freezing import Changes, canonical, changes_between, check_freeze, digest
from portal.quizzes.rules.results import (
    SMALLEST_GROUP,
    Figure,
    Group,
    Outcome,
    Round,
    Tally,
    breakdown,
    is_shown_to_all,
    kept_small,
    needs_retake,
    share_pct,
    standings,
    tally,
)


@dataclass(frozen=True)
class Person:
    user_id: int
    division_id: int = 1
    staff_type: str = "official"
    session_ids: tuple[int, ...] = (1,)


@dataclass(frozen=True)
class Try:
    user_id: int
    no: int = 1
    score_points: Decimal | None = None
    max_points: Decimal = Decimal(10)
    is_trial: bool = False
    is_absent: bool = False


def scored(user_id: int, points: str, no: int = 1, **changes) -> Try:
    return Try(user_id, no, Decimal(points), **changes)


def outcomes(tries, people=(1,), which=Counts.BEST, mark="60", retakes=()):
    rounds = [Round(each, which, Decimal(mark)) for each in (tries, *retakes)]
    found = standings([Person(each) for each in people], rounds)
    return {user_id: standing.outcome for user_id, standing in found.items()}


def of(size: int, passed: int = 0) -> Tally:
    return Tally(size, passed, size - passed, 0, 0)


def apart(sizes: list[int]) -> list[Group]:
    """Return groups of these sizes of which nobody is in two."""
    numbers = itertools.count(1)
    return [Group(key, of(size), frozenset(itertools.islice(numbers, size))) for key, size in enumerate(sizes)]


@pytest.mark.parametrize(
    ("tries", "outcome"),
    [
        ([], Outcome.NOT_OPENED),
        ([Try(1)], Outcome.UNFINISHED),
        ([scored(1, "5.9999")], Outcome.FAILED),
        ([scored(1, "6")], Outcome.PASSED),
        ([scored(1, "5"), scored(1, "6", no=2)], Outcome.PASSED),
        ([scored(1, "5"), Try(1, no=2)], Outcome.FAILED),
        ([scored(1, "10", is_absent=True)], Outcome.NOT_OPENED),
        ([scored(1, "10", no=1001, is_trial=True)], Outcome.NOT_OPENED),
        ([scored(2, "10")], Outcome.NOT_OPENED),
    ],
)
def test_outcome_of_an_attendee(tries, outcome):
    assert outcomes(tries) == {1: outcome}


@pytest.mark.parametrize(
    ("which", "outcome"), [(Counts.BEST, "passed"), (Counts.LATEST, "failed"), (Counts.FIRST, "passed")]
)
def test_attempt_that_counts_follows_the_rule(which, outcome):
    assert outcomes([scored(1, "7"), scored(1, "3", no=2)], which=which) == {1: Outcome(outcome)}


def test_outsider_is_in_no_figure():
    assert outcomes([scored(9, "10")], people=(1, 2)) == {1: Outcome.NOT_OPENED, 2: Outcome.NOT_OPENED}


def test_passed_retake_counts_for_the_quiz_it_repeats():
    rounds = [Round([scored(1, "3")], Counts.FIRST, Decimal(60)), Round([scored(1, "8")], Counts.FIRST, Decimal(60))]
    found = standings([Person(1)], rounds)[1]
    assert (found.outcome, found.by_retake, found.attempt.score_points) == (Outcome.PASSED, True, Decimal(8))


def test_failed_retake_leaves_the_first_result():
    rounds = [Round([scored(1, "3")], Counts.BEST, Decimal(60)), Round([scored(1, "2")], Counts.BEST, Decimal(60))]
    found = standings([Person(1)], rounds)[1]
    assert (found.outcome, found.by_retake, found.attempt.score_points) == (Outcome.FAILED, False, Decimal(3))


@pytest.mark.parametrize(
    ("points", "most", "mark", "outcome"),
    [
        ("6.6666", "9.99", "66.74", Outcome.FAILED),
        ("2", "3", "66.67", Outcome.FAILED),
        ("2", "3", "66.66", Outcome.PASSED),
        ("0.1", "0.3", "33.33", Outcome.PASSED),
        ("0", "0", "0", Outcome.FAILED),
        ("0", "10", "0", Outcome.PASSED),
    ],
)
def test_pass_mark_is_compared_without_rounding(points, most, mark, outcome):
    assert outcomes([scored(1, points, max_points=Decimal(most))], mark=mark) == {1: outcome}


def test_figure_of_nobody_is_undefined():
    figure = Figure(tally([]), 0)
    assert (figure.pct, figure.shown_pct, figure.is_met, figure.coverage_pct) == (None, None, None, None)


@pytest.mark.parametrize(
    ("passed", "attendees", "pct", "shown", "is_met"),
    [
        (40, 50, "80.0000", "80.00", True),
        (39, 50, "78.0000", "78.00", False),
        (79_999, 100_000, "79.9990", "79.99", False),
        (2, 3, "66.6667", "66.67", False),
        (0, 7, "0.0000", "0.00", False),
        (7, 7, "100.0000", "100.00", True),
    ],
)
def test_figure_and_target(passed, attendees, pct, shown, is_met):
    figure = Figure(of(attendees, passed), 100_000)
    assert (figure.pct, figure.shown_pct, figure.is_met) == (Decimal(pct), Decimal(shown), is_met)


def test_coverage_stands_beside_the_figure():
    assert Figure(of(12, 12), 400).coverage_pct == Decimal("3.0000")


def test_person_in_two_sessions_counts_once_in_the_whole():
    roster = [Person(1, session_ids=(1, 2)), Person(2, session_ids=(2,))]
    found = standings(roster, [Round([scored(1, "9")], Counts.BEST, Decimal(60))])
    rows = breakdown(roster, found, lambda person: person.session_ids)
    assert tally(each.outcome for each in found.values()).attendees == 2
    assert [(row.key, row.tally.attendees, row.tally.passed) for row in rows] == [(1, 1, 1), (2, 2, 1)]


def test_retake_is_for_everybody_who_has_not_passed():
    roster = [Person(each) for each in (1, 2, 3, 4)]
    tries = [scored(1, "9"), scored(2, "1"), Try(3)]
    assert needs_retake(standings(roster, [Round(tries, Counts.BEST, Decimal(60))]).values()) == [2, 3, 4]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ([10, 20, 30], [10, 20, 30]),
        ([4, 20, 30], [None, None, 30]),
        ([2, 2, 30], [None, None, None]),
        ([3, 2, 30], [None, None, 30]),
        ([4], [None]),
        ([5, 1], [None, None]),
        ([1, 7, 7, 40], [None, None, 7, 40]),
        ([], []),
    ],
)
def test_small_groups_are_kept_back_with_one_that_would_give_them_away(sizes, shown):
    groups = kept_small(apart(sizes))
    assert [each.tally and each.tally.attendees for each in groups] == shown
    assert [each.members for each in groups if each.tally is None] == [frozenset()] * shown.count(None)


@given(st.lists(st.integers(1, 40), max_size=12))
def test_no_small_group_follows_from_the_total(sizes):
    groups = kept_small(apart(sizes))
    shown = [each.tally.attendees for each in groups if each.tally]
    hidden = sum(sizes) - sum(shown)
    assert all(size >= SMALLEST_GROUP for size in shown)
    assert hidden == 0 or hidden >= SMALLEST_GROUP or not shown
    assert len(groups) - len(shown) != 1 or len(groups) == 1


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        # ten at the first, six at the second, four of them at both: the total gives away the two at the second alone
        ({(1,): 6, (2,): 2, (1, 2): 4}, []),
        ({(1,): 5, (2,): 5, (1, 2): 5}, [1, 2]),
        ({(1,): 5, (2,): 5, (1, 2): 1}, [2]),
        ({(1,): 5, (2,): 3, (1, 2): 5}, []),
        ({(1, 2): 9}, [1, 2]),
        ({(1,): 30, (2,): 20, (3,): 4, (1, 3): 5}, [1]),
    ],
)
def test_people_at_two_sessions_give_no_small_group_away(people, shown):
    groups = kept_small(at_sessions(people))
    assert sorted(each.key for each in groups if each.tally) == shown


def at_sessions(people: dict[tuple[int, ...], int]) -> list[Group]:
    """Return the breakdown by session of so many people for each way of having been there."""
    ways = [way for way, count in people.items() for _ in range(count)]
    roster = [Person(no, session_ids=way) for no, way in enumerate(ways)]
    return breakdown(roster, standings(roster, [Round([], Counts.BEST, Decimal(60))]), lambda each: each.session_ids)


def rank(rows: list[list[int]]) -> int:
    """Return the rank of a table of whole numbers, exactly."""
    table, found = [[Fraction(cell) for cell in row] for row in rows], 0
    for column in range(len(table[0]) if table else 0):
        pivot = next((row for row in table[found:] if row[column]), None)
        if pivot is None:
            continue
        table.remove(pivot)
        table.insert(found, pivot)
        for row in table[found + 1 :]:
            share = row[column] / pivot[column]
            row[:] = [a - share * b for a, b in zip(row, pivot, strict=True)]
        found += 1
    return found


@settings(max_examples=40)
@given(st.lists(st.sets(st.integers(1, 3), min_size=1).map(lambda each: tuple(sorted(each))), min_size=5, max_size=11))
def test_no_sum_or_difference_of_what_is_shown_is_a_group_below_five(ways):
    """Every group of one to four people is tried: it must not be a combination of the rows shown and the total."""
    roster = [Person(no, session_ids=way) for no, way in enumerate(ways)]
    found = standings(roster, [Round([], Counts.BEST, Decimal(60))])
    shown = [each.members for each in kept_small(breakdown(roster, found, lambda each: each.session_ids)) if each.tally]
    # people who stand in the same rows cannot be told apart: so many of each kind make a group
    kinds = Counter(tuple(no in row for row in shown) for no in range(len(roster)))
    told = [[1] * len(kinds), *([int(kind[place]) for kind in kinds] for place in range(len(shown)))]
    for whole in itertools.product((0, 1), repeat=len(kinds)):
        size = sum(count for taken, count in zip(whole, kinds.values(), strict=True) if taken)
        if 0 < size < SMALLEST_GROUP:
            assert rank([*told, list(whole)]) == rank(told) + 1


@given(st.integers(1, 2_000), st.data())
def test_figure_agrees_with_fractions(attendees, data):
    passed = data.draw(st.integers(0, attendees))
    figure = Figure(of(attendees, passed), attendees)
    exact = Fraction(100 * passed, attendees)
    assert abs(Fraction(figure.pct) - exact) <= Fraction(1, 20_000)
    assert figure.is_met == (exact >= 80)
    assert (figure.shown_pct >= 80) == figure.is_met


@given(
    st.lists(
        st.builds(
            Try,
            user_id=st.integers(1, 6),
            no=st.integers(1, 4),
            score_points=st.one_of(st.none(), st.decimals(0, 10, places=4)),
            is_trial=st.booleans(),
            is_absent=st.booleans(),
        ),
        unique_by=lambda each: (each.user_id, each.no),
    ),
    st.sampled_from(Counts),
)
def test_everybody_stands_somewhere_once_and_only_own_tries_matter(tries, which):
    people = [Person(each) for each in range(1, 5)]
    rounds = [Round(tries, which, Decimal(60))]
    found = standings(people, rounds)
    whole = tally(each.outcome for each in found.values())
    assert whole.attendees == 4 == whole.passed + whole.failed + whole.unfinished + whole.not_opened
    valid = [each for each in tries if not each.is_trial and not each.is_absent]
    assert standings(people, [Round(valid, which, Decimal(60))]) == found
    for user_id, standing in found.items():
        ours = [each for each in valid if each.user_id == user_id]
        assert (standing.outcome is Outcome.NOT_OPENED) == (not ours)
        assert standing.attempt is None or standing.attempt in ours
        if which is Counts.BEST:
            best = max((each.score_points for each in ours if each.score_points is not None), default=None)
            assert (standing.outcome is Outcome.PASSED) == (best is not None and best >= 6)


def inputs(people, headcount=10, **quiz):
    return {"people": people, "headcount": headcount, "quiz": quiz}


def test_same_facts_have_the_same_digest_in_any_order():
    one = canonical({"b": 1, "a": [{"y": "ก", "x": 2}]})
    assert one == canonical({"a": [{"x": 2, "y": "ก"}], "b": 1}) == '{"a":[{"x":2,"y":"ก"}],"b":1}'
    assert digest(one) == digest(canonical({"a": [{"x": 2, "y": "ก"}], "b": 1}))
    assert len(digest(one)) == 64


def test_changes_between_two_versions():
    before = inputs([{"user": 1, "outcome": "failed"}, {"user": 2, "outcome": "passed"}], pass_mark="60")
    after = inputs([{"user": 1, "outcome": "passed"}, {"user": 3, "outcome": "not_opened"}], 12, pass_mark="50")
    assert changes_between(before, after) == Changes(
        added=(3,),
        removed=(2,),
        moved=((1, Outcome.FAILED, Outcome.PASSED),),
        headcount=(10, 12),
        terms={"pass_mark": ("60", "50")},
    )
    assert changes_between(before, before).is_none


def freeze(**changes):
    facts = {"attendees": 5, "answering": 0, "is_retake": False, "latest_no": 0, "based_on": 0, "is_same": False}
    check_freeze(**(facts | {"reason": ""} | changes))


def test_first_version_needs_no_reason():
    freeze()
    freeze(latest_no=1, based_on=1, reason="แก้เฉลยข้อ 3")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"is_retake": True}, "แบบทดสอบซ่อม"),
        ({"attendees": 0}, "ยังไม่มีตัวหาร"),
        ({"answering": 2}, "ค้างอยู่ 2 คน"),
        ({"latest_no": 2, "based_on": 1, "reason": "x"}, "ฉบับที่ 2 ไปแล้ว"),
        ({"latest_no": 1, "based_on": 1, "is_same": True, "reason": "x"}, "ยังตรงกับฉบับที่ 1"),
        ({"latest_no": 1, "based_on": 1, "reason": " "}, "โปรดระบุเหตุผล"),
        ({"reason": "ก" * 1001}, "ไม่เกิน 1000"),
    ],
)
def test_figure_that_cannot_be_frozen(changes, says):
    with pytest.raises(RuleBroken, match=says):
        freeze(**changes)


def test_whole_below_five_is_kept_from_executives():
    assert [is_shown_to_all(Figure(of(size), 9)) for size in (4, 5)] == [False, True]


def test_share_of_nothing_is_undefined():
    assert (share_pct(0, 0), share_pct(1, 8)) == (None, Decimal("12.5000"))
