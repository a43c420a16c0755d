"""Pruning: the single answers of fiscal years that are long scored are deleted; points, pass and fail stay."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import contains_eager

from portal import audit, thai
from portal.extensions import db
from portal.people.models import User
from portal.performance.models import FiscalYear
from portal.quizzes.actions.closing import close_attempts
from portal.quizzes.models import Answer, Attempt, Quiz
from portal.quizzes.rules.pruning import is_due, newest_year_end_due


def prune_answers(*, now: datetime) -> int:
    """Return how many quizzes were pruned: those of fiscal years whose answers are kept no longer.

    An attempt that is still open is closed and marked first.
    """
    today = thai.bangkok_date(now)
    statement = (
        select(Quiz)
        .join(Quiz.fiscal_year)
        .join(FiscalYear.agency)
        .join(User, User.id == Quiz.created_by_id)
        .where(
            Quiz.pruned_at.is_(None),
            FiscalYear.ends_on <= newest_year_end_due(today),
            # in a demonstration nobody is real, and its past year stays to be looked at
            User.is_demonstration.is_(False),
        )
        .options(contains_eager(Quiz.fiscal_year).contains_eager(FiscalYear.agency))
        .order_by(Quiz.id)
    )
    quizzes = [quiz for quiz in db.session.scalars(statement) if is_due(quiz.fiscal_year.ends_on, today)]
    for quiz in quizzes:
        _prune(quiz, now)
    return len(quizzes)


def _prune(quiz: Quiz, now: datetime) -> None:
    own = select(Attempt.id).where(Attempt.quiz_id == quiz.id)
    still_open = list(db.session.scalars(own.where(Attempt.submitted_at.is_(None))))
    if still_open:
        close_attempts(attempt_ids=still_open, closed_by="deadline", now=now)
    answers = db.session.scalar(select(func.count()).select_from(Answer).where(Answer.attempt_id.in_(own))) or 0
    db.session.execute(delete(Answer).where(Answer.attempt_id.in_(own)).execution_options(synchronize_session=False))
    quiz.pruned_at = now
    audit.record(
        actor_id=None,
        event=audit.Event.QUIZ_PRUNED,
        subject_type="quiz",
        subject_id=quiz.id,
        unit_path=quiz.unit_path,
        now=now,
        detail={"title": quiz.title, "answers": answers},
    )
    db.session.flush()
