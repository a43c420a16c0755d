"""The demonstration's briefings and quizzes: what a visitor finds, by counts, and that the figures say something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock, demonstration, thai
from portal.briefings.models import Attendance, AttendanceEvent, BriefingInvitation, BriefingSession
from portal.briefings.queries import roster
from portal.briefings.rules import SessionState, session_state
from portal.demonstration.this_year import times_of
from portal.extensions import db
from portal.people.models import User
from portal.questionnaire.models import Question
from portal.quizzes.actions.pruning import prune_answers
from portal.quizzes.models import Answer, Attempt, Quiz
from portal.quizzes.queries import standings_of
from portal.quizzes.queries.frozen import frozen_of
from portal.quizzes.queries.results import QuizResult, result_of
from portal.quizzes.queries.sheets import analysis_of, repairs_of
from portal.quizzes.rules import Gate, Opening, opening_of
from portal.quizzes.rules.freezing import digest
from portal.quizzes.rules.results import Tally, kept_small
from tests import databases

NOW = datetime(2026, 12, 9, 2, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def loaded(app: Flask) -> Iterator[Flask]:
    """The demonstration, loaded once for the tests that only read it."""
    databases.reset(app)
    clock.fix(NOW)
    demonstration.load(app)
    with app.app_context():
        yield app
        db.session.remove()
    clock.fix(None)
    databases.reset(app)


@pytest.fixture
def quizzes(loaded: Flask) -> list[Quiz]:
    """The past quiz, its retake, the one of the coming briefing, the one to practise on."""
    return list(db.session.scalars(select(Quiz).order_by(Quiz.id)))


@pytest.fixture
def result(quizzes: list[Quiz]) -> QuizResult:
    """The past quiz's result."""
    return result_of(quizzes[0])


def sessions() -> list[BriefingSession]:
    return list(db.session.scalars(select(BriefingSession).order_by(BriefingSession.starts_at)))


def test_past_sessions_were_attended_in_every_way(loaded: Flask) -> None:
    first, second, _ = sessions()
    present = select(Attendance.session_id, Attendance.method).where(Attendance.struck_at.is_(None))
    assert Counter(tuple(row) for row in db.session.execute(present)) == {
        (first.id, "qr"): 28,
        (first.id, "pin"): 4,
        (first.id, "list"): 4,
        (first.id, "sheet"): 4,
        (second.id, "qr"): 24,
        (second.id, "pin"): 3,
        (second.id, "list"): 3,
        (second.id, "sheet"): 3,
    }


def test_past_sessions_had_late_early_and_struck_people(loaded: Flask) -> None:
    rows = db.session.scalars(select(Attendance)).all()
    assert sum(row.is_late for row in rows) == 6
    assert sum(row.left_early_at is not None for row in rows) == 4
    assert [(row.user.username, row.strike_reason != "") for row in rows if row.struck_at] == [
        ("employee-ssch-07", True)
    ]
    acts = Counter(db.session.scalars(select(AttendanceEvent.act)))
    assert acts == {"checked_in": 74, "left": 4, "repeated": 1, "refused": 1, "struck": 1}


def test_one_person_was_at_both_sessions_and_counts_once(loaded: Flask) -> None:
    first, second, _ = sessions()
    people = roster([first.id, second.id])
    assert (len(people), [each.name for each in people if len(each.session_ids) == 2]) == (72, ["ข้าราชการสาธิต กน. 1"])


def test_past_figure_counts_those_who_never_opened_and_those_who_passed_the_retake(result: QuizResult) -> None:
    assert result.figure.tally == Tally(attendees=72, passed=63, failed=6, unfinished=0, not_opened=3)
    assert (result.figure.headcount, result.passed_by_retake) == (90, 4)
    assert ([each.name for each in result.outside], [each.name for each in result.absent]) == (
        ["ลูกจ้างสาธิต สสช. 7"],
        ["ข้าราชการสาธิต สสส. 5"],
    )


def test_past_figure_shows_four_divisions_and_keeps_the_small_ones_back(result: QuizResult) -> None:
    homes = {group.key: result.division(group.key) for group in result.by_division}
    sizes = {homes[group.key].abbr: group.tally.attendees for group in result.by_division if group.tally}
    assert sizes == {"สพส.": 1, "กน.": 20, "สก.": 18, "สพช.": 16, "สสช.": 13, "สสส.": 4}
    shown = [homes[group.key].abbr for group in kept_small(result.by_division) if group.tally]
    assert shown == ["กน.", "สก.", "สพช.", "สสช."]
    kinds = {group.key: group.tally.attendees for group in kept_small(result.by_staff_type) if group.tally}
    assert kinds == {"official": 46, "employee": 26}


def test_past_attempts_ended_in_every_way(quizzes: list[Quiz]) -> None:
    rows = db.session.execute(select(Attempt.quiz_id, Attempt.closed_by, Attempt.is_absent)).all()
    assert Counter(tuple(row) for row in rows) == {
        (quizzes[0].id, "person", False): 68,
        (quizzes[0].id, "deadline", False): 2,
        (quizzes[0].id, "person", True): 1,
        (quizzes[1].id, "person", False): 8,
    }


def test_results_were_frozen_before_and_after_the_corrected_key(quizzes: list[Quiz], result: QuizResult) -> None:
    second, first = frozen_of(quizzes[0].id)
    assert [(each.no, each.passers, each.attendees, each.headcount) for each in (first, second)] == [
        (1, 61, 72, 90),
        (2, 63, 72, 90),
    ]
    assert [each.figure_pct for each in (first, second)] == [Decimal("84.7222"), Decimal("87.5000")]
    assert [each.inputs_sha256 == digest(each.inputs) for each in (first, second)] == [True, True]
    assert (first.reason, second.reason != "", second.passers) == ("", True, result.figure.tally.passed)
    (repair,) = repairs_of(quizzes[0].id)
    facts = {name: repair.effect[name] for name in ("attempts", "passed_before", "passed_after")}
    assert facts == {"attempts": 71, "passed_before": 56, "passed_after": 60}


def test_item_analysis_tells_questions_apart(quizzes: list[Quiz]) -> None:
    analysis = analysis_of(quizzes[0])
    statistics = analysis.statistics
    assert (statistics.n, statistics.k, round(statistics.mean or 0, 2), round(statistics.alpha or 0, 2)) == (
        70,
        20,
        14.79,
        0.70,
    )
    by_name = {analysis.versions[item.item].name: item for item in statistics.items}
    hardest = min(by_name, key=lambda name: by_name[name].facility or 0)
    options = [option.count for option in by_name[hardest].options]
    assert (hardest, options) == ("กำหนดอุทธรณ์รอบที่ 1", [28, 21, 12, 7])
    flags = Counter(str(flag) for item in statistics.items for flag in item.flags)
    assert set(flags) == {"too_easy", "weak", "inefficient", "unchosen"}


def test_questions_of_the_past_quiz_are_confirmed_and_the_others_wait(loaded: Flask) -> None:
    confirmed = db.session.scalars(select(Question.confirmed_at.is_not(None))).all()
    assert Counter(confirmed) == {True: 20, False: 41}


def test_answers_of_the_past_stay_in_a_demonstration(loaded: Flask) -> None:
    before = db.session.scalar(select(func.count()).select_from(Answer))
    assert (prune_answers(now=NOW), db.session.scalar(select(func.count()).select_from(Answer))) == (0, before)


def test_this_years_briefing_is_about_to_begin(loaded: Flask) -> None:
    session = sessions()[-1]
    assert (thai.bangkok_date(session.starts_at), session_state(session, NOW)) == (
        date(2026, 12, 9),
        SessionState.CHECKIN,
    )
    assert len(session.programme.splitlines()) == 5
    invited = select(func.count()).where(BriefingInvitation.session_id == session.id)
    assert (db.session.scalar(invited), session.fiscal_year.year_be) == (90, 2570)


def test_this_years_quizzes_wait_for_the_host_and_stand_open(quizzes: list[Quiz]) -> None:
    staff = db.session.scalars(select(User).where(User.username == "staff-spch")).one()
    hall, practice = standings_of(quizzes[2:], staff.id, NOW)
    assert (opening_of(hall.quiz, NOW), hall.gate, hall.quiz.needs_checkin) == (Opening.WAITING, Gate.WAITING, True)
    assert (practice.may_begin, practice.left, practice.quiz.pass_mark_pct) == (True, 3, Decimal(60))


@pytest.mark.parametrize(
    ("hour", "begins_in", "lasts"),
    [(0, 0.5, 2), (9, 0.5, 2), (20, 0.5, 2), (21, 11.5, 2)],
)
def test_briefing_begins_at_the_next_full_hour_or_tomorrow(hour: int, begins_in: float, lasts: int) -> None:
    now = datetime(2026, 12, 9, hour, 30, tzinfo=thai.BANGKOK)
    times = times_of(now, date(2027, 9, 30))
    assert times.starts_at - now == timedelta(hours=begins_in)
    assert times.ends_at - times.starts_at == timedelta(hours=lasts)


def test_briefing_stays_within_the_fiscal_year() -> None:
    late = datetime(2027, 9, 30, 23, 30, tzinfo=thai.BANGKOK)
    times = times_of(late, date(2027, 9, 30))
    assert (thai.bangkok_date(times.starts_at), times.ends_at - late) == (date(2027, 9, 30), timedelta(minutes=29))
