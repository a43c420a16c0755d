"""Closing attempts: submitted by the person or closed at the deadline, marked by the key that holds at that moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from portal import audit
from portal.errors import RuleBroken
from portal.extensions import db, write_transaction
from portal.performance.models import FiscalYear
from portal.questionnaire.models import QuestionVersion
from portal.questionnaire.rules import check_response, mark
from portal.quizzes.models import Answer, Attempt, Quiz
from portal.quizzes.queries import answers_of, marking_versions, overdue_ids
from portal.quizzes.rules import is_passing, marks_of

ATTEMPTS_AT_ONCE = 200
_LOCKED = (
    select(Attempt)
    .where(Attempt.id.in_(bindparam("attempt_ids", expanding=True)), Attempt.submitted_at.is_(None))
    .options(joinedload(Attempt.quiz).joinedload(Quiz.fiscal_year).joinedload(FiscalYear.agency))
    .order_by(Attempt.id)
    .with_for_update(of=Attempt)
    .execution_options(populate_existing=True)
)


def close_attempt(*, attempt: Attempt, closed_by: str, now: datetime) -> Attempt:
    """Return the attempt, closed and marked with what was saved; one that is closed already is left as it is.

    closed_by: "person" or "deadline"
    """
    close_attempts(attempt_ids=[attempt.id], closed_by=closed_by, now=now)
    return attempt


def settle_attempt(*, attempt_id: int, now: datetime) -> None:
    """Close the attempt in a transaction of its own, when somebody who only reads meets it after its deadline."""
    with write_transaction():
        close_attempts(attempt_ids=[attempt_id], closed_by="deadline", now=now)


def close_overdue(*, now: datetime, quiz_id: int | None = None) -> int:
    """Return how many attempts were closed whose time was up; of one quiz, or of all.

    Each is dated to its own deadline: an answer has been refused since then.
    """
    ids = overdue_ids(now, quiz_id=quiz_id)
    for first in range(0, len(ids), ATTEMPTS_AT_ONCE):
        close_attempts(attempt_ids=ids[first : first + ATTEMPTS_AT_ONCE], closed_by="deadline", now=now)
    return len(ids)


def close_attempts(*, attempt_ids: Sequence[int], closed_by: str, now: datetime) -> None:
    """Close and mark the attempts that are still open; a handful of statements however many there are.

    The rows are locked first: a save that is under way either comes before and is marked, or is refused.
    """
    attempts = _locked(attempt_ids)
    answers = answers_of([attempt.id for attempt in attempts])
    keys = _keys(attempts)
    for attempt in attempts:
        mark_attempt(attempt, answers[attempt.id], keys[attempt.quiz_id])
        is_late = closed_by == "deadline" and attempt.deadline_at is not None
        attempt.submitted_at = attempt.deadline_at if is_late else now
        attempt.closed_by = closed_by
        audit.record(
            actor_id=attempt.user_id if closed_by == "person" else None,
            event=audit.Event.ATTEMPT_CLOSED,
            subject_type="quiz_attempt",
            subject_id=attempt.id,
            unit_path=attempt.quiz.unit_path,
            now=now,
            detail={"title": attempt.quiz.title, "quiz_id": attempt.quiz_id, "closed_by": closed_by},
        )
    db.session.flush()


def mark_attempt(attempt: Attempt, answers: Mapping[int, Answer], keys: Mapping[int, QuestionVersion]) -> None:
    """Set each answer's fraction, the attempt's points and whether it passes, by the key of `marking_versions`."""
    points, fractions = [], []
    for place, item in enumerate(attempt.layout):
        answer = answers.get(place)
        fraction = Decimal(0)
        if answer is not None:
            fraction = answer.fraction = _fraction(keys[item["version"]], answer)
        points.append(Decimal(item["points"]))
        fractions.append(fraction)
    attempt.score_points = marks_of(points, fractions)
    attempt.is_passed = is_passing(attempt.score_points, attempt.max_points, attempt.quiz.pass_mark_pct)


def _fraction(key: QuestionVersion, answer: Answer) -> Decimal:
    """Return the mark; 0 where a repaired key no longer has what was chosen."""
    try:
        check_response(key.kind, key.body, answer.response)
    except RuleBroken:
        return Decimal(0)
    return mark(key.kind, key.body, answer.response)


def _locked(attempt_ids: Sequence[int]) -> list[Attempt]:
    return list(db.session.scalars(_LOCKED, {"attempt_ids": list(attempt_ids)}))


def _keys(attempts: Iterable[Attempt]) -> dict[int, dict[int, QuestionVersion]]:
    asked: dict[int, set[int]] = defaultdict(set)
    for attempt in attempts:
        asked[attempt.quiz_id] |= {item["version"] for item in attempt.layout}
    return {quiz_id: marking_versions(quiz_id, version_ids) for quiz_id, version_ids in asked.items()}
