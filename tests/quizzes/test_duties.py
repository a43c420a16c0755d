"""The duty to take a quiz, and the job that closes what is overdue."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock, thai
from portal.access.permissions import Role
from portal.duties import DutyState
from portal.extensions import db
from portal.outbox import Job
from portal.quizzes.models import Attempt, ExtraTime
from portal.quizzes.queries import standings_of
from portal.quizzes.queries.standings import duties
from portal.quizzes.rules import Gate
from portal.worker import all_handlers, tick, work_off
from tests.factories.briefings import check_in, make_session
from tests.factories.people import make_person
from tests.factories.quizzes import make_attempt, make_quiz


def states(person, now):
    return [(duty.title, duty.state, duty.is_done) for duty in duties(today=thai.bangkok_date(now), person=person)]


def test_duty_ticks_itself(world, now):
    quiz = make_quiz(world.year)
    assert states(world.staff, now) == [(quiz.title, DutyState.MISSING, False)]
    attempt = make_attempt(quiz, world.staff, is_open=True)
    assert states(world.staff, now) == [(quiz.title, DutyState.PARTIAL, False)]
    attempt.submitted_at, attempt.score_points, attempt.is_passed = now, 0, False
    db.session.commit()
    assert states(world.staff, now) == [(quiz.title, DutyState.COMPLETE, True)]


@pytest.mark.parametrize(
    "changes", [{"published_at": None}, {"host_opened_at": None}, {"host_closed_at": timedelta(0)}]
)
def test_duty_only_while_it_can_be_done(world, now, changes):
    make_quiz(world.year, **{key: now + value if value is not None else None for key, value in changes.items()})
    assert states(world.staff, now) == []


def test_duty_of_those_checked_in_alone(world, now):
    session = make_session(world.year)
    quiz = make_quiz(world.year, sessions=[session])
    check_in(session, world.staff)
    assert states(world.officer, now) == []
    assert states(world.staff, now) == [(quiz.title, DutyState.MISSING, False)]


def test_duty_of_a_retake_for_those_without_a_pass(world, now):
    first = make_quiz(world.year, host_closed_at=now)
    retake = make_quiz(world.year, retake_of_id=first.id)
    make_attempt(first, world.staff, right=3)
    make_attempt(first, world.officer, right=0)
    assert states(world.staff, now) == [(first.title, DutyState.COMPLETE, True)]
    assert states(world.officer, now) == [
        (first.title, DutyState.COMPLETE, True),
        (retake.title, DutyState.MISSING, False),
    ]


def test_duty_of_ones_own_agency_alone(world, now):
    make_quiz(world.year)
    assert states(make_person(Role.STAFF, world.evaluating), now) == []


def test_duty_is_due_on_the_day_the_window_ends(world, now):
    make_quiz(world.year, closes_at=now + timedelta(days=3))
    (duty,) = duties(today=thai.bangkok_date(now), person=world.staff)
    assert duty.due_on == thai.bangkok_date(now + timedelta(days=3))
    assert duties(today=thai.bangkok_date(now), unit=world.own) == []


def test_duty_stands_on_the_page_of_duties(world, client_of):
    quiz = make_quiz(world.year)
    page = client_of(world.staff).get("/")
    assert quiz.title in page.text
    assert f"/quizzes/{quiz.id}/intro" in page.html


def test_duties_take_the_same_statements_for_one_and_three(world, now, statements):
    def count():
        db.session.rollback()
        person = world.staff
        assert person.unit.path
        statements.clear()
        duties(today=thai.bangkok_date(now), person=person)
        return len(statements)

    make_quiz(world.year)
    first = count()
    for _ in range(2):
        make_quiz(world.year)
    assert count() == first
    assert first <= 3


def test_standing_tells_extra_minutes_and_what_is_left(world, now):
    quiz = make_quiz(world.year, attempts_allowed=3)
    db.session.add(
        ExtraTime(
            quiz_id=quiz.id,
            user_id=world.staff.id,
            minutes=7,
            reason="ทดสอบ",
            granted_by_id=world.secretariat.id,
            granted_at=now,
        )
    )
    worse, better = make_attempt(quiz, world.staff, right=1), make_attempt(quiz, world.staff, right=2)
    (standing,) = standings_of([quiz], world.staff.id, now)
    assert (standing.gate, standing.left, standing.facts.extra_minutes) == (Gate.OPEN, 1, 7)
    assert standing.result is better
    assert standing.attempts == (worse, better)


def test_worker_closes_what_is_overdue(portal, world, now):
    quiz = make_quiz(world.year, time_limit_minutes=10)
    attempt = make_attempt(quiz, world.staff, [0, 0], is_open=True, deadline_at=now + timedelta(minutes=10))
    number = attempt.id
    db.session.remove()
    handlers = {"quizzes.close_overdue": all_handlers()["quizzes.close_overdue"]}
    tick(portal, handlers, now)
    assert work_off(portal, handlers) == 0
    clock.fix(now + timedelta(minutes=11))
    tick(portal, handlers, clock.now())
    tick(portal, handlers, clock.now())
    assert work_off(portal, handlers) == 1
    tick(portal, handlers, clock.now())
    assert db.session.query(Job).count() == 1
    closed = db.session.get(Attempt, number)
    assert (closed.closed_by, closed.score_points, closed.is_passed) == ("deadline", 2, True)
    assert closed.submitted_at == now + timedelta(minutes=10)
