"""Deadlines of attempts that are under way, when the quiz or the person's minutes change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update

from portal.extensions import db
from portal.quizzes.models import Attempt, ExtraTime, Quiz
from portal.quizzes.rules import deadline_for


def move_deadlines(quiz: Quiz) -> None:
    """Set the deadline of every open attempt as it would be, had it been begun under the present rules."""
    minutes = {
        row.user_id: row.minutes
        for row in db.session.execute(select(ExtraTime.user_id, ExtraTime.minutes).where(ExtraTime.quiz_id == quiz.id))
    }
    still_open = select(Attempt).where(
        Attempt.quiz_id == quiz.id, Attempt.submitted_at.is_(None), Attempt.is_trial.is_(False)
    )
    for attempt in db.session.scalars(still_open.with_for_update()):
        attempt.deadline_at = deadline_for(quiz, attempt.started_at, extra_minutes=minutes.get(attempt.user_id, 0))
    db.session.flush()


def end_open_attempts(quiz: Quiz, now: datetime) -> int:
    """Return how many open attempts end now with what was saved; those by the link for the absent go on."""
    ended = db.session.execute(
        update(Attempt)
        .where(
            Attempt.quiz_id == quiz.id,
            Attempt.submitted_at.is_(None),
            Attempt.is_trial.is_(False),
            Attempt.is_absent.is_(False),
            or_(Attempt.deadline_at.is_(None), Attempt.deadline_at > now),
        )
        .values(deadline_at=now)
        .execution_options(synchronize_session=False)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]
