"""Beginning, saving, submitting: the actions."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.audit import AuditEntry, Event
from portal.errors import Conflict, RuleBroken
from portal.extensions import db
from portal.people.models import User
from portal.questionnaire.rules import response_from_form
from portal.quizzes.actions import (
    Saved,
    close_attempt,
    close_overdue,
    read_answer,
    save_answer,
    start_attempt,
    start_trial,
    submit_attempt,
)
from portal.quizzes.models import Answer, Attempt, ExtraTime, QuizSlot
from portal.quizzes.queries import answers_of, own_attempts, own_question, standings_of, versions_asked
from tests.factories.briefings import check_in, make_session
from tests.factories.quizzes import (
    BODIES,
    make_attempt,
    make_quiz,
    make_quiz_category,
    make_quiz_question,
)


def save(attempt, place, values, sequence, now):
    """Save as the views do; options are chosen by their original index, whatever order they are shown in."""
    slip = read_answer(
        attempt=attempt,
        place=place,
        asked=versions_asked(attempt)[attempt.layout[place]["version"]],
        read=lambda kind, order: response_from_form(kind, values, sorted(order)),
        sequence=sequence,
        now=now,
    )
    return save_answer(slip=slip, now=now)


def stored(attempt):
    db.session.expire_all()
    return {place: (row.sequence, row.response) for place, row in answers_of([attempt.id])[attempt.id].items()}


def test_start_attempt_keeps_what_is_asked(world, now):
    quiz = make_quiz(world.year, ["single", "number", "matching"])
    attempt = start_attempt(quiz=quiz, actor=world.staff, now=now)
    db.session.commit()
    assert (attempt.no, attempt.is_trial, attempt.is_absent, attempt.deadline_at) == (1, False, False, None)
    assert attempt.max_points == 3
    assert [sorted(item["order"]) for item in attempt.layout] == [[0, 1, 2], [], [0, 1]]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == Event.ATTEMPT_STARTED)).one()
    assert (entry.subject_id, entry.detail["attempt_no"]) == (attempt.id, 1)


def test_start_attempt_twice_goes_on_with_the_first(world, now):
    quiz = make_quiz(world.year)
    first = start_attempt(quiz=quiz, actor=world.staff, now=now)
    again = start_attempt(quiz=quiz, actor=world.staff, now=now + timedelta(minutes=5))
    assert again.id == first.id
    assert again.started_at == now


def test_start_attempt_after_the_last_one_allowed(world, now):
    quiz = make_quiz(world.year, attempts_allowed=2)
    make_attempt(quiz, world.staff)
    second = start_attempt(quiz=quiz, actor=world.staff, now=now)
    assert second.no == 2
    submit_attempt(attempt=second, actor=world.staff, now=now)
    with pytest.raises(RuleBroken, match="ครบจำนวนครั้ง"):
        start_attempt(quiz=quiz, actor=world.staff, now=now)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"published_at": None}, "ยังไม่เผยแพร่"),
        ({"host_opened_at": None}, "ยังไม่เปิด"),
        ({"host_opened_at": None, "opens_at": timedelta(seconds=1)}, "ยังไม่เปิด"),
        ({"closes_at": timedelta(0)}, "ปิดรับคำตอบแล้ว"),
        ({"host_closed_at": timedelta(0)}, "ปิดรับคำตอบแล้ว"),
    ],
)
def test_start_attempt_outside_the_time(world, now, changes, sentence):
    changes = {key: now + value if isinstance(value, timedelta) else value for key, value in changes.items()}
    quiz = make_quiz(world.year, **changes)
    with pytest.raises(RuleBroken, match=sentence):
        start_attempt(quiz=quiz, actor=world.staff, now=now)


def test_start_attempt_in_the_window_needs_no_host(world, now):
    quiz = make_quiz(world.year, host_opened_at=None, opens_at=now, closes_at=now + timedelta(hours=1))
    assert start_attempt(quiz=quiz, actor=world.staff, now=now).deadline_at == now + timedelta(hours=1)


def test_start_attempt_only_for_those_checked_in(world, now):
    session = make_session(world.year)
    quiz = make_quiz(world.year, sessions=[session])
    with pytest.raises(RuleBroken, match="ลงเวลาเข้าร่วมประชุม"):
        start_attempt(quiz=quiz, actor=world.staff, now=now)
    check_in(session, world.staff)
    assert start_attempt(quiz=quiz, actor=world.staff, now=now).is_absent is False


def test_start_attempt_by_the_link_counts_as_absent(world, now):
    session = make_session(world.year)
    quiz = make_quiz(world.year, sessions=[session], absent_token="t" * 20, host_closed_at=now)
    assert start_attempt(quiz=quiz, actor=world.staff, now=now, by_link=True).is_absent is True
    check_in(session, world.officer)
    with pytest.raises(RuleBroken, match="ปิดรับคำตอบแล้ว"):
        start_attempt(quiz=quiz, actor=world.officer, now=now, by_link=True)


def test_start_attempt_after_the_link_by_whoever_is_put_on_the_list(world, now):
    session = make_session(world.year)
    quiz = make_quiz(world.year, sessions=[session], absent_token="t" * 20)
    by_link = start_attempt(quiz=quiz, actor=world.staff, now=now, by_link=True)
    submit_attempt(attempt=by_link, actor=world.staff, now=now)
    with pytest.raises(RuleBroken, match="ครบจำนวนครั้ง"):
        start_attempt(quiz=quiz, actor=world.staff, now=now, by_link=True)
    check_in(session, world.staff)
    (standing,) = standings_of([quiz], world.staff.id, now)
    assert (standing.facts.used, standing.may_begin, standing.result) == (0, True, None)
    counting = start_attempt(quiz=quiz, actor=world.staff, now=now)
    assert (counting.no, counting.is_absent) == (2, False)


def test_start_attempt_of_a_retake_after_a_pass_by_the_link(world, now):
    session = make_session(world.year)
    first = make_quiz(world.year, sessions=[session])
    retake = make_quiz(world.year, sessions=[session], retake_of_id=first.id, needs_checkin=False)
    make_attempt(first, world.staff, right=3, is_absent=True)
    with pytest.raises(RuleBroken, match="ผ่านเกณฑ์แล้ว"):
        start_attempt(quiz=retake, actor=world.staff, now=now)
    check_in(session, world.staff)
    assert start_attempt(quiz=retake, actor=world.staff, now=now).no == 1


def test_start_attempt_of_a_retake_only_without_a_pass(world, now):
    first = make_quiz(world.year)
    retake = make_quiz(world.year, retake_of_id=first.id)
    make_attempt(first, world.staff, right=3)
    make_attempt(first, world.officer, right=1)
    with pytest.raises(RuleBroken, match="ผ่านเกณฑ์แล้ว"):
        start_attempt(quiz=retake, actor=world.staff, now=now)
    assert start_attempt(quiz=retake, actor=world.officer, now=now).no == 1


def test_start_attempt_with_extra_time(world, now):
    quiz = make_quiz(world.year, time_limit_minutes=30, closes_at=now + timedelta(minutes=20))
    db.session.add(
        ExtraTime(
            quiz_id=quiz.id, user_id=world.staff.id, minutes=15, reason="ใช้โปรแกรมอ่านหน้าจอ",
            granted_by_id=world.secretariat.id, granted_at=now,
        )
    )  # fmt: skip
    db.session.commit()
    assert start_attempt(quiz=quiz, actor=world.staff, now=now).deadline_at == now + timedelta(minutes=35)
    assert start_attempt(quiz=quiz, actor=world.officer, now=now).deadline_at == now + timedelta(minutes=20)


def test_start_attempt_draws_from_the_category_and_below(world, now):
    top = make_quiz_category(world.year)
    below = make_quiz_category(world.year, parent_id=top.id)
    versions = {make_quiz_question(each).id for each in (top, top, below, below)}
    quiz = make_quiz(world.year, 0, shuffles_questions=True)
    db.session.add(QuizSlot(quiz_id=quiz.id, no=1, category_id=top.id, draws=3, points=Decimal(2)))
    db.session.commit()
    attempt = start_attempt(quiz=quiz, actor=world.staff, now=now)
    drawn = [item["version"] for item in attempt.layout]
    assert len(set(drawn)) == 3
    assert set(drawn) <= versions
    assert attempt.max_points == 6


def test_start_attempt_again_draws_other_questions_first(world, now):
    category = make_quiz_category(world.year)
    for _ in range(5):
        make_quiz_question(category)
    quiz = make_quiz(world.year, 0, attempts_allowed=3)
    db.session.add(QuizSlot(quiz_id=quiz.id, no=1, category_id=category.id, draws=2))
    db.session.commit()
    asked = []
    for _ in range(3):
        attempt = start_attempt(quiz=quiz, actor=world.staff, now=now)
        asked.append({item["version"] for item in attempt.layout})
        submit_attempt(attempt=attempt, actor=world.staff, now=now)
    assert asked[0] & asked[1] == set()
    assert len(asked[2] - asked[0] - asked[1]) == 1


def test_start_attempt_of_a_retake_draws_what_the_first_quiz_did_not_ask(world, now):
    category = make_quiz_category(world.year)
    for _ in range(4):
        make_quiz_question(category)
    first = make_quiz(world.year, 0)
    retake = make_quiz(world.year, 0, retake_of_id=first.id)
    for quiz in (first, retake):
        db.session.add(QuizSlot(quiz_id=quiz.id, no=1, category_id=category.id, draws=2))
    db.session.commit()
    asked = []
    for quiz in (first, retake):
        attempt = start_attempt(quiz=quiz, actor=world.staff, now=now)
        asked.append({item["version"] for item in attempt.layout})
        submit_attempt(attempt=attempt, actor=world.staff, now=now)
    assert asked[0] & asked[1] == set()


def test_start_attempt_with_too_few_questions(world, now):
    category = make_quiz_category(world.year)
    make_quiz_question(category)
    quiz = make_quiz(world.year, 0)
    db.session.add(QuizSlot(quiz_id=quiz.id, no=1, category_id=category.id, draws=2))
    db.session.commit()
    with pytest.raises(RuleBroken, match="ต้องใช้ 2 ข้อ มี 1 ข้อ"):
        start_attempt(quiz=quiz, actor=world.staff, now=now)


def test_start_trial_of_a_draft_is_in_no_figure(world, now):
    quiz = make_quiz(world.year, published_at=None, host_opened_at=None, time_limit_minutes=10, closes_at=now)
    trial = start_trial(quiz=quiz, actor=world.secretariat, now=now)
    assert (trial.no, trial.is_trial, trial.deadline_at) == (1001, True, now + timedelta(minutes=10))
    assert start_trial(quiz=quiz, actor=world.secretariat, now=now).id == trial.id
    submit_attempt(attempt=trial, actor=world.secretariat, now=now)
    assert start_trial(quiz=quiz, actor=world.secretariat, now=now).no == 1002
    assert [each.is_trial for each in own_attempts(quiz.id, world.secretariat.id)] == [True, True]


def test_save_answer_of_every_kind(world, now):
    quiz = make_quiz(world.year, list(BODIES))
    attempt = start_attempt(quiz=quiz, actor=world.staff, now=now)
    sent = {
        "single": ["2"], "multiple": ["1", "0"], "truefalse": ["false"], "number": ["๗๕"], "text": ["Daily Plans "],
        "matching": ["1", ""], "ordering": ["2:0", "0:1", "1:2"],
    }  # fmt: skip
    for place, kind in enumerate(BODIES):
        assert save(attempt, place, sent[kind], 1, now) == Saved(1, is_newest=True)
    assert [response for _, (_, response) in sorted(stored(attempt).items())] == [
        2, [0, 1], False, "๗๕", "Daily Plans", [1, None], [2, 0, 1],
    ]  # fmt: skip


def test_save_answer_cleared_is_kept_as_no_answer(world, now):
    attempt = start_attempt(quiz=make_quiz(world.year), actor=world.staff, now=now)
    save(attempt, 0, ["1"], 1, now)
    save(attempt, 0, [], 2, now)
    assert stored(attempt) == {0: (2, None)}


def test_save_answer_repeated_or_late_changes_nothing(world, now):
    attempt = start_attempt(quiz=make_quiz(world.year), actor=world.staff, now=now)
    assert save(attempt, 0, ["1"], 5, now) == Saved(5, is_newest=True)
    assert save(attempt, 0, ["1"], 5, now) == Saved(5, is_newest=True)
    assert save(attempt, 0, ["2"], 4, now) == Saved(5, is_newest=False)
    assert stored(attempt) == {0: (5, 1)}


def test_save_answer_of_plain_forms_counts_by_arrival(world, now):
    attempt = start_attempt(quiz=make_quiz(world.year), actor=world.staff, now=now)
    save(attempt, 0, ["1"], 7_000, now)
    save(attempt, 0, ["2"], None, now + timedelta(seconds=2))
    assert stored(attempt) == {0: (7_001, 2)}
    save(attempt, 0, ["0"], None, now + timedelta(hours=1))
    assert stored(attempt) == {0: (36_000, 0)}


@pytest.mark.parametrize("place", [3, 199, 10**30])
def test_own_question_at_a_place_that_is_none(world, now, place):
    attempt = start_attempt(quiz=make_quiz(world.year), actor=world.staff, now=now)
    assert own_question(attempt.id, place, world.staff.id) is None


def test_own_question_is_the_one_of_the_layout(world, now):
    attempt = start_attempt(quiz=make_quiz(world.year, shuffles_questions=True), actor=world.staff, now=now)
    asked = [own_question(attempt.id, place, world.staff.id).version_id for place in range(3)]
    assert asked == [item["version"] for item in attempt.layout]
    assert own_question(attempt.id, 0, world.officer.id) is None


@pytest.mark.parametrize("sequence", [-1, 1_000_000_001, 2**63])
def test_save_answer_with_a_forged_sequence(world, now, sequence):
    attempt = start_attempt(quiz=make_quiz(world.year), actor=world.staff, now=now)
    with pytest.raises(RuleBroken):
        save(attempt, 0, ["1"], sequence, now)


@pytest.mark.parametrize("values", [["3"], ["x"], ["0", "1"], ["-1"], ["1\x00"]])
def test_save_answer_that_the_question_has_not(world, now, values):
    attempt = start_attempt(quiz=make_quiz(world.year), actor=world.staff, now=now)
    with pytest.raises(RuleBroken):
        save(attempt, 0, values, 1, now)


def test_save_answer_with_nul_in_a_text(world, now):
    attempt = start_attempt(quiz=make_quiz(world.year, ["text"]), actor=world.staff, now=now)
    with pytest.raises(RuleBroken):
        save(attempt, 0, ["Daily\x00Plans"], 1, now)


def test_save_answer_at_the_edge_of_the_deadline(world, now):
    quiz = make_quiz(world.year, time_limit_minutes=10)
    attempt = start_attempt(quiz=quiz, actor=world.staff, now=now)
    end = now + timedelta(minutes=10)
    save(attempt, 0, ["1"], 1, end)
    save(attempt, 0, ["2"], 2, end + timedelta(seconds=5))
    with pytest.raises(Conflict, match="หมดเวลา"):
        save(attempt, 0, ["0"], 3, end + timedelta(seconds=5, microseconds=1))
    assert stored(attempt) == {0: (2, 2)}


def test_save_answer_after_the_submission(world, now):
    attempt = start_attempt(quiz=make_quiz(world.year), actor=world.staff, now=now)
    asked = versions_asked(attempt)[attempt.layout[0]["version"]]
    slip = read_answer(attempt=attempt, place=0, asked=asked, read=lambda *_: 1, sequence=1, now=now)
    submit_attempt(attempt=attempt, actor=world.staff, now=now)
    with pytest.raises(Conflict, match="ส่งแบบทดสอบนี้แล้ว"):
        save_answer(slip=slip, now=now)
    with pytest.raises(Conflict, match="ส่งแบบทดสอบนี้แล้ว"):
        save(attempt, 0, ["1"], 2, now)
    assert stored(attempt) == {}


def test_submit_attempt_marks_and_twice_is_once(world, now):
    quiz = make_quiz(world.year, ["single", "multiple", "truefalse", "text"], pass_mark_pct=Decimal("62.5"))
    attempt = start_attempt(quiz=quiz, actor=world.staff, now=now)
    for place, values in enumerate((["0"], ["0"], ["true"])):
        save(attempt, place, values, 1, now)
    submit_attempt(attempt=attempt, actor=world.staff, now=now + timedelta(minutes=3))
    submit_attempt(attempt=attempt, actor=world.staff, now=now + timedelta(minutes=4))
    db.session.commit()
    assert (attempt.score_points, attempt.max_points, attempt.is_passed) == (Decimal("2.5"), 4, True)
    assert (attempt.submitted_at, attempt.closed_by) == (now + timedelta(minutes=3), "person")
    fractions = [row.fraction for _, row in sorted(answers_of([attempt.id])[attempt.id].items())]
    assert fractions == [1, Decimal("0.5"), 1]
    events = db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)).all()
    assert events == [Event.ATTEMPT_STARTED, Event.ATTEMPT_CLOSED]


def test_submit_attempt_too_late_is_dated_to_its_deadline(world, now):
    quiz = make_quiz(world.year, time_limit_minutes=10)
    attempt = start_attempt(quiz=quiz, actor=world.staff, now=now)
    submit_attempt(attempt=attempt, actor=world.staff, now=now + timedelta(minutes=11))
    assert (attempt.submitted_at, attempt.closed_by) == (now + timedelta(minutes=10), "deadline")


def test_close_overdue_marks_what_was_saved(world, now):
    quiz = make_quiz(world.year, 2, time_limit_minutes=10)
    late = start_attempt(quiz=quiz, actor=world.staff, now=now)
    save(late, 0, ["0"], 1, now)
    in_time = start_attempt(quiz=quiz, actor=world.officer, now=now + timedelta(minutes=5))
    endless = start_attempt(quiz=make_quiz(world.year), actor=world.staff, now=now)
    db.session.commit()
    at = now + timedelta(minutes=10, seconds=5)
    assert close_overdue(now=at) == 0
    assert close_overdue(now=at + timedelta(seconds=1)) == 1
    db.session.commit()
    assert (late.score_points, late.is_passed, late.closed_by) == (1, False, "deadline")
    assert (in_time.submitted_at, endless.submitted_at) == (None, None)


def test_close_attempt_with_nothing_saved_is_not_passed(world, now):
    attempt = make_attempt(make_quiz(world.year), world.staff, is_open=True)
    close_attempt(attempt=attempt, closed_by="person", now=now)
    assert (attempt.score_points, attempt.is_passed) == (0, False)
    assert db.session.scalars(select(Answer)).all() == []


def test_attempts_of_other_people_are_apart(world, now):
    quiz = make_quiz(world.year)
    start_attempt(quiz=quiz, actor=world.staff, now=now)
    start_attempt(quiz=quiz, actor=world.officer, now=now)
    assert db.session.scalars(select(Attempt.user_id).order_by(Attempt.id)).all() == [world.staff.id, world.officer.id]
    assert isinstance(world.staff, User)
