"""Many people and many requests at the same time, on threads of their own: one attempt, no answer lost, marked once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit import AuditEntry, Event
from portal.errors import Conflict
from portal.extensions import db, write_transaction
from portal.people.models import User
from portal.quizzes.actions import read_answer, save_answer, start_attempt, submit_attempt
from portal.quizzes.models import Answer, Attempt, Quiz
from portal.quizzes.queries import versions_asked
from tests.factories.quizzes import make_attempt, make_quiz


def together(app: Flask, *deeds: Callable[[], object]) -> list[object]:
    """Return what the deeds gave, each run in a thread and a write transaction of its own, all begun at once."""
    gate, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(at: int, deed: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                with write_transaction():
                    results[at] = deed()
            except Conflict as refused:
                results[at] = refused
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def start(quiz_id, user_id, now):
    quiz, actor = db.session.get_one(Quiz, quiz_id), db.session.get_one(User, user_id)
    return start_attempt(quiz=quiz, actor=actor, now=now).id


def save(attempt_id, place, response, sequence, now):
    attempt = db.session.get_one(Attempt, attempt_id)
    asked = versions_asked(attempt)[attempt.layout[place]["version"]]
    slip = read_answer(attempt=attempt, place=place, asked=asked, read=lambda *_: response, sequence=sequence, now=now)
    return save_answer(slip=slip, now=now).sequence


def submit(attempt_id, now):
    attempt = db.session.get_one(Attempt, attempt_id)
    return submit_attempt(attempt=attempt, actor=attempt.user, now=now).score_points


def test_starts_at_once_give_one_attempt(portal, world, now):
    quiz_id, user_id = make_quiz(world.year).id, world.staff.id
    db.session.remove()
    ids = together(portal, *[lambda: start(quiz_id, user_id, now)] * 6)
    assert len(set(ids)) == 1
    assert db.session.scalar(select(func.count(Attempt.id))) == 1
    started = select(func.count()).where(AuditEntry.event == Event.ATTEMPT_STARTED)
    assert db.session.scalar(started) == 1


def test_saves_at_once_keep_the_highest_sequence(portal, world, now):
    attempt_id = make_attempt(make_quiz(world.year), world.staff, is_open=True).id
    db.session.remove()
    together(portal, *[lambda n=n: save(attempt_id, 0, n % 3, n, now) for n in (5, 3, 8, 1, 7, 2, 6, 4)])
    row = db.session.scalars(select(Answer)).one()
    assert (row.sequence, row.response) == (8, 8 % 3)


@pytest.mark.parametrize("turn", range(4))
def test_save_and_submission_at_once_never_lose_what_was_confirmed(portal, world, now, turn):
    quiz = make_quiz(world.year, 2)
    attempt_id = make_attempt(quiz, world.staff, [0], is_open=True).id
    db.session.remove()
    deeds = [lambda: save(attempt_id, 1, 0, 9, now), lambda: submit(attempt_id, now + timedelta(seconds=1))]
    saved, _ = together(portal, *(deeds if turn % 2 else reversed(deeds)))[:: 1 if turn % 2 else -1]
    attempt = db.session.get_one(Attempt, attempt_id)
    # either the answer was confirmed and counts, or it was refused and does not
    assert attempt.score_points == (1 if isinstance(saved, Conflict) else 2)
    assert attempt.submitted_at is not None


def test_submissions_at_once_mark_once(portal, world, now):
    attempt_id = make_attempt(make_quiz(world.year), world.staff, [0, 0, 0], is_open=True).id
    db.session.remove()
    together(portal, *[lambda: submit(attempt_id, now)] * 5)
    assert db.session.get_one(Attempt, attempt_id).score_points == 3
    closed = select(func.count()).where(AuditEntry.event == Event.ATTEMPT_CLOSED)
    assert db.session.scalar(closed) == 1
