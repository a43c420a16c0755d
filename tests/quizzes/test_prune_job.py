"""Pruning is posted every night and carried out by the worker."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.quizzes.models import Answer, Quiz
from portal.worker import SCHEDULE, all_handlers, run
from tests.factories.quizzes import make_attempt, make_quiz


def test_worker_prunes_at_night(world, portal):
    quiz = make_quiz(world.year, 2)
    make_attempt(quiz, world.staff, right=1)
    assert "quizzes.prune" in {daily.kind for daily in SCHEDULE} & set(all_handlers())
    clock.fix(datetime(2028, 6, 1, 1, 0, tzinfo=UTC))
    run(portal, once=True)
    db.session.rollback()
    assert db.session.scalars(select(Answer)).all() == []
    assert db.session.get(Quiz, quiz.id).pruned_at == datetime(2028, 6, 1, 1, 0, tzinfo=UTC)
