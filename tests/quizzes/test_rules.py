"""Windows, gates, layouts, marks, pages and the review matrix: values in, decisions out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import Conflict, RuleBroken
from portal.quizzes.rules import (
    GATE_SENTENCES,
    AttemptState,
    Counts,
    FreshItem,
    Gate,
    Moment,
    Opening,
    Paging,
    Place,
    Shown,
    StartFacts,
    attempt_state,
    check_answerable,
    check_start,
    counted,
    deadline_for,
    draw,
    fresh_layout,
    gate_of,
    is_passing,
    marks_of,
    missing_for_publication,
    moment_of,
    opening_of,
    read_review,
    sequence_at,
    shown_at,
)

NOW = datetime(2026, 12, 9, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Quiz:
    """The facts the rules ask of a quiz."""

    published_at: datetime | None = NOW - HOUR
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    host_opened_at: datetime | None = None
    host_closed_at: datetime | None = None
    time_limit_minutes: int | None = None
    attempts_allowed: int = 1
    needs_checkin: bool = False


@dataclass
class Attempt:
    """The facts the rules ask of an attempt."""

    submitted_at: datetime | None = None
    deadline_at: datetime | None = None
    no: int = 1
    score_points: Decimal | None = None


@pytest.mark.parametrize(
    ("quiz", "opening"),
    [
        (Quiz(published_at=None, host_opened_at=NOW), Opening.DRAFT),
        (Quiz(), Opening.WAITING),
        (Quiz(opens_at=NOW + timedelta(microseconds=1)), Opening.WAITING),
        (Quiz(opens_at=NOW), Opening.OPEN),
        (Quiz(host_opened_at=NOW), Opening.OPEN),
        (Quiz(opens_at=NOW + HOUR, host_opened_at=NOW), Opening.OPEN),
        (Quiz(opens_at=NOW - HOUR, closes_at=NOW), Opening.CLOSED),
        (Quiz(host_opened_at=NOW, closes_at=NOW - HOUR), Opening.CLOSED),
        (Quiz(opens_at=NOW - HOUR, host_closed_at=NOW), Opening.CLOSED),
    ],
)
def test_opening_of_a_quiz(quiz, opening):
    assert opening_of(quiz, NOW) is opening


def test_opening_ends_later_for_who_has_extra_minutes():
    quiz = Quiz(host_opened_at=NOW - HOUR, closes_at=NOW)
    assert opening_of(quiz, NOW + timedelta(minutes=9), extra_minutes=10) is Opening.OPEN
    assert opening_of(quiz, NOW + timedelta(minutes=10), extra_minutes=10) is Opening.CLOSED


@pytest.mark.parametrize(
    ("quiz", "facts", "gate"),
    [
        (Quiz(host_opened_at=NOW), StartFacts(), Gate.OPEN),
        (Quiz(host_opened_at=NOW), StartFacts(used=1), Gate.USED_UP),
        (Quiz(host_opened_at=NOW, attempts_allowed=2), StartFacts(used=1), Gate.OPEN),
        (Quiz(host_opened_at=NOW, needs_checkin=True), StartFacts(), Gate.NOT_CHECKED_IN),
        (Quiz(host_opened_at=NOW, needs_checkin=True), StartFacts(is_checked_in=True), Gate.OPEN),
        (Quiz(host_opened_at=NOW, needs_checkin=True), StartFacts(by_link=True), Gate.OPEN),
        (Quiz(host_closed_at=NOW, needs_checkin=True), StartFacts(by_link=True), Gate.OPEN),
        (Quiz(host_closed_at=NOW, needs_checkin=True), StartFacts(by_link=True, is_checked_in=True), Gate.CLOSED),
        (Quiz(closes_at=NOW), StartFacts(by_link=True), Gate.CLOSED),
        (Quiz(opens_at=NOW + HOUR), StartFacts(by_link=True), Gate.WAITING),
        (Quiz(published_at=None), StartFacts(by_link=True), Gate.DRAFT),
        (Quiz(host_opened_at=NOW), StartFacts(has_passed_before=True), Gate.PASSED_BEFORE),
    ],
)
def test_gate_of_a_person(quiz, facts, gate):
    assert gate_of(quiz, facts, NOW) is gate


def test_every_closed_gate_has_its_sentence():
    assert set(GATE_SENTENCES) == set(Gate) - {Gate.OPEN}
    with pytest.raises(RuleBroken, match="ยังไม่เปิด"):
        check_start(Quiz(), StartFacts(), NOW)


@pytest.mark.parametrize(
    ("quiz", "extra", "deadline"),
    [
        (Quiz(), 0, None),
        (Quiz(time_limit_minutes=30), 0, NOW + timedelta(minutes=30)),
        (Quiz(time_limit_minutes=90, closes_at=NOW + HOUR), 0, NOW + HOUR),
        (Quiz(time_limit_minutes=30, closes_at=NOW + HOUR), 10, NOW + timedelta(minutes=40)),
        (Quiz(closes_at=NOW + HOUR), 10, NOW + timedelta(minutes=70)),
    ],
)
def test_deadline_of_an_attempt(quiz, extra, deadline):
    assert deadline_for(quiz, NOW, extra_minutes=extra) == deadline


@pytest.mark.parametrize(
    ("late", "state"), [(0, AttemptState.OPEN), (5, AttemptState.OPEN), (5.000001, AttemptState.OVERDUE)]
)
def test_attempt_is_open_for_a_grace_of_five_seconds(late, state):
    assert attempt_state(Attempt(deadline_at=NOW), NOW + timedelta(seconds=late)) is state


def test_closed_attempt_takes_nothing():
    with pytest.raises(Conflict, match="ส่งแบบทดสอบนี้แล้ว"):
        check_answerable(Attempt(submitted_at=NOW, deadline_at=NOW + HOUR), NOW)


@pytest.mark.parametrize(("seconds", "sequence"), [(-5, 0), (0, 0), (0.99, 9), (60, 600), (10**9, 1_000_000_000)])
def test_sequence_rises_with_the_clock(seconds, sequence):
    assert sequence_at(NOW, NOW + timedelta(seconds=seconds)) == sequence


def test_marks_of_thirds_make_a_whole():
    third = Decimal("0.33333")
    assert marks_of([Decimal(1)] * 3, [third] * 3) == 1


def test_marks_never_fall_below_nothing():
    assert marks_of([Decimal(2), Decimal(1)], [Decimal(-1), Decimal("0.5")]) == 0


@pytest.mark.parametrize(
    ("score", "most", "mark", "passes"),
    [
        ("6", "10", "60", True),
        ("5.9999", "10", "60", False),
        ("2", "3", "66.66", True),
        ("2", "3", "66.67", False),
        ("0", "10", "0", True),
        ("0", "0", "0", False),
    ],
)
def test_pass_mark_is_met_by_the_mark_itself(score, most, mark, passes):
    assert is_passing(Decimal(score), Decimal(most), Decimal(mark)) is passes


def test_counted_attempt_by_each_rule():
    attempts = [Attempt(no=no, score_points=Decimal(points)) for no, points in ((1, 2), (2, 5), (3, 5))]
    open_one = Attempt(no=4)
    chosen = {rule: counted([open_one, *reversed(attempts)], rule).no for rule in Counts}
    assert chosen == {Counts.BEST: 2, Counts.LATEST: 3, Counts.FIRST: 1}
    assert counted([open_one], Counts.BEST) is None


def chance(seed: int = 1) -> Random:
    return Random(seed)  # noqa: S311  (the same draws in every run)


def test_draw_takes_what_was_seen_only_when_nothing_else_is_left():
    drawn = draw(range(6), 4, taken={0}, seen={1, 2, 3}, chance=chance())
    assert {4, 5} < set(drawn)
    assert len(set(drawn) - {0}) == 4
    with pytest.raises(RuleBroken, match="ต้องใช้ 6 ข้อ มี 5 ข้อ"):
        draw(range(6), 6, taken={0}, seen=(), chance=chance())


@settings(max_examples=200, deadline=None)
@given(
    parts=st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.booleans()), max_size=8),
    questions=st.booleans(),
    options=st.booleans(),
    seed=st.integers(0, 10**6),
)
def test_layout_holds_everything_once(parts, questions, options, seed):
    items = [
        FreshItem(no, Decimal(1), count, must_shuffle=must or ordering, is_ordering=ordering)
        for no, (count, must, ordering) in enumerate(parts)
    ]
    layout = fresh_layout(items, shuffles_questions=questions, shuffles_options=options, chance=chance(seed))
    assert sorted(item["version"] for item in layout) == list(range(len(items)))
    if not questions:
        assert [item["version"] for item in layout] == list(range(len(items)))
    for item in layout:
        count, must, ordering = parts[item["version"]]
        assert sorted(item["order"]) == list(range(count))
        if not (options or must or ordering):
            assert item["order"] == list(range(count))
        if ordering and count > 1:
            assert item["order"] != list(range(count))


@pytest.mark.parametrize(
    ("questions", "per_page", "pages", "second"), [(10, 1, 10, [1]), (10, 4, 3, [4, 5, 6, 7]), (3, 50, 1, [])]
)
def test_pages_hold_every_place(questions, per_page, pages, second):
    paging = Paging(questions, per_page)
    assert paging.pages == pages
    assert list(paging.places(2)) == second
    assert [paging.page_of(place) for page in range(1, pages + 1) for place in paging.places(page)] == [
        page for page in range(1, pages + 1) for _ in paging.places(page)
    ]
    assert (paging.clamp(0), paging.clamp(99)) == (1, pages)


def test_pages_begin_at_the_first_open_question():
    assert Paging(5, 2).first_open({0, 1, 2}) == 2
    assert Paging(5, 2).first_open(range(5)) == 1


def test_moment_after_the_end_comes_first():
    quiz = Quiz(host_opened_at=NOW, closes_at=NOW + HOUR)
    assert moment_of(quiz, NOW, NOW + timedelta(seconds=120)) is Moment.IMMEDIATELY
    assert moment_of(quiz, NOW, NOW + timedelta(seconds=121)) is Moment.WHILE_OPEN
    assert moment_of(quiz, NOW + HOUR, NOW + HOUR) is Moment.AFTER_CLOSE


def test_review_is_read_from_its_boxes():
    review = read_review(["after_close.right", "immediately.score", "immediately.feedback", "never.score", "x"])
    assert review == {"immediately": ["score", "feedback"], "while_open": [], "after_close": ["right"]}
    assert shown_at(review, Moment.IMMEDIATELY) == {Shown.SCORE, Shown.FEEDBACK}
    assert shown_at({}, Moment.IMMEDIATELY) == set()


def test_nothing_is_missing_where_all_is_there():
    facts = {
        "places": [Place(1, 2, 2)],
        "needs_checkin": True,
        "sessions": 1,
        "pass_mark_approver": "ผู้อำนวยการ",
        "pass_mark_approved_on": date(2026, 12, 1),
        "closes_at": NOW + HOUR,
        "now": NOW,
    }
    assert missing_for_publication(**facts) == []
    assert len(missing_for_publication(**facts | {"places": []})) == 1
    assert missing_for_publication(**facts | {"places": [Place(3, 2, 1)]})[0].params == {"no": 3, "need": 2, "have": 1}
