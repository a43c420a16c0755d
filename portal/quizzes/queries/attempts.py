"""Attempts and their answers: one's own, a quiz's, and which of them count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal.extensions import db
from portal.people.models import Unit
from portal.performance.models import FiscalYear
from portal.questionnaire.models import QuestionVersion
from portal.quizzes.models import Answer, Attempt, KeyRepair, Quiz
from portal.quizzes.rules import GRACE, MOST_QUESTIONS, Counts, counted


@dataclass(frozen=True)
class AskedQuestion:
    """What is asked at a place of the person's own attempt, as far as saving an answer must know; id: the attempt's."""

    id: int
    place: int
    layout: list[dict[str, Any]]
    started_at: datetime
    deadline_at: datetime | None
    submitted_at: datetime | None
    version_id: int
    kind: str
    body: dict[str, Any]
    unit_path: str


# Statements of a request that many people make at the same time are made once: that costs more than running them.
_OWN_ATTEMPT = (
    select(Attempt)
    .join(Attempt.quiz)
    .join(Quiz.fiscal_year)
    .join(FiscalYear.agency)
    .options(contains_eager(Attempt.quiz).contains_eager(Quiz.fiscal_year).contains_eager(FiscalYear.agency))
    .where(Attempt.id == bindparam("attempt_id"), Attempt.user_id == bindparam("user_id"))
)
_OWN_QUESTION = (
    select(
        Attempt.id,
        Attempt.layout,
        Attempt.started_at,
        Attempt.deadline_at,
        Attempt.submitted_at,
        QuestionVersion.id.label("version_id"),
        QuestionVersion.kind,
        QuestionVersion.body,
        Unit.path.label("unit_path"),
    )
    .join(Attempt.quiz)
    .join(Quiz.fiscal_year)
    .join(FiscalYear.agency)
    .where(Attempt.id == bindparam("attempt_id"), Attempt.user_id == bindparam("user_id"))
)
_OWN_ATTEMPTS = (
    select(Attempt)
    .where(Attempt.quiz_id == bindparam("quiz_id"), Attempt.user_id == bindparam("user_id"))
    .order_by(Attempt.no)
)
_ANSWERS = select(Answer).where(Answer.attempt_id.in_(bindparam("attempt_ids", expanding=True)))
_VERSIONS = select(QuestionVersion).where(QuestionVersion.id.in_(bindparam("version_ids", expanding=True)))


def own_attempt(attempt_id: int, user_id: int) -> Attempt | None:
    """Return the person's own attempt with its quiz and agency, or None; one statement."""
    return db.session.scalars(_OWN_ATTEMPT, {"attempt_id": attempt_id, "user_id": user_id}).first()


def own_question(attempt_id: int, place: int, user_id: int) -> AskedQuestion | None:
    """Return what the person's own attempt asks at the place, or None; one statement."""
    if place >= MOST_QUESTIONS:
        return None
    row = db.session.execute(_own_question(place), {"attempt_id": attempt_id, "user_id": user_id}).first()
    return None if row is None else AskedQuestion(place=place, **row._asdict())


def own_attempts(quiz_id: int, user_id: int) -> list[Attempt]:
    """Return the person's attempts at the quiz, trials included, in order."""
    return list(db.session.scalars(_OWN_ATTEMPTS, {"quiz_id": quiz_id, "user_id": user_id}))


def attempts_of(quiz: Quiz) -> list[Attempt]:
    """Return every attempt at the quiz but trials, by person and number, people and their units loaded."""
    return list(
        db.session.scalars(
            select(Attempt)
            .where(Attempt.quiz_id == quiz.id, Attempt.is_trial.is_(False))
            .options(joinedload(Attempt.user))
            .order_by(Attempt.user_id, Attempt.no)
        )
    )


def counted_attempts(quiz: Quiz) -> dict[int, Attempt]:
    """Return user id -> the closed attempt that is the person's result, by the quiz's rule; trials apart."""
    by_person: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in attempts_of(quiz):
        by_person[attempt.user_id].append(attempt)
    which = Counts(quiz.which_counts)
    found = {user_id: counted(own, which) for user_id, own in by_person.items()}
    return {user_id: attempt for user_id, attempt in found.items() if attempt is not None}


def answers_of(attempt_ids: Sequence[int]) -> dict[int, dict[int, Answer]]:
    """Return attempt id -> place -> answer, in one statement; attempts without answers are there, empty."""
    found: dict[int, dict[int, Answer]] = {attempt_id: {} for attempt_id in attempt_ids}
    if attempt_ids:
        for answer in db.session.scalars(_ANSWERS, {"attempt_ids": list(attempt_ids)}):
            found[answer.attempt_id][answer.place] = answer
    return found


def versions_asked(attempt: Attempt) -> dict[int, QuestionVersion]:
    """Return version id -> version of everything the attempt asks, in one statement."""
    ids = {item["version"] for item in attempt.layout}
    return {each.id: each for each in db.session.scalars(_VERSIONS, {"version_ids": sorted(ids)})}


def marking_versions(quiz_id: int, version_ids: Iterable[int]) -> dict[int, QuestionVersion]:
    """Return asked version id -> the version whose key marks it: itself, or the latest repair's; one statement."""
    rows = db.session.execute(_MARKING, {"quiz_id": quiz_id, "version_ids": sorted(set(version_ids))})
    return {row[0]: row[1] for row in rows}


def overdue_ids(now: datetime, *, quiz_id: int | None = None) -> list[int]:
    """Return the ids of open attempts whose time is up, oldest deadline first."""
    statement = select(Attempt.id).where(Attempt.submitted_at.is_(None), Attempt.deadline_at < now - GRACE)
    if quiz_id is not None:
        statement = statement.where(Attempt.quiz_id == quiz_id)
    return list(db.session.scalars(statement.order_by(Attempt.deadline_at, Attempt.id)))


def open_ids(quiz_id: int) -> list[int]:
    """Return the ids of the attempts at the quiz that nobody has closed yet, trials apart."""
    statement = select(Attempt.id).where(
        Attempt.quiz_id == quiz_id, Attempt.submitted_at.is_(None), Attempt.is_trial.is_(False)
    )
    return list(db.session.scalars(statement.order_by(Attempt.id)))


def has_attempts(quiz_id: int) -> bool:
    """Return whether anybody has begun the quiz, trials apart."""
    statement = select(Attempt.id).where(Attempt.quiz_id == quiz_id, Attempt.is_trial.is_(False))
    return db.session.scalar(statement.limit(1)) is not None


def has_passed(quiz_id: int, user_id: int, *, is_checked_in: bool) -> bool:
    """Return whether the person has a passed attempt at the quiz, trials apart; by the link only while absent."""
    statement = select(Attempt.id).where(
        Attempt.quiz_id == quiz_id,
        Attempt.user_id == user_id,
        Attempt.is_trial.is_(False),
        Attempt.is_passed.is_(True),
    )
    if is_checked_in:
        statement = statement.where(Attempt.is_absent.is_(False))
    return db.session.scalar(statement.limit(1)) is not None


def questions_seen(attempts: Iterable[Attempt]) -> set[int]:
    """Return the ids of the questions the attempts asked; no statement where there are none."""
    versions = {item["version"] for attempt in attempts for item in attempt.layout}
    if not versions:
        return set()
    return set(db.session.scalars(select(QuestionVersion.question_id).where(QuestionVersion.id.in_(versions))))


@cache
def _own_question(place: int) -> Any:
    asked = Attempt.layout[(place, "version")].as_integer()
    return _OWN_QUESTION.join(QuestionVersion, QuestionVersion.id == asked)


def _marking() -> Any:
    asked = aliased(QuestionVersion)
    repaired = (
        select(KeyRepair.marked_by_id)
        .where(KeyRepair.quiz_id == bindparam("quiz_id"), KeyRepair.version_id == asked.id)
        .order_by(KeyRepair.no.desc())
        .limit(1)
        .correlate(asked)
        .scalar_subquery()
    )
    return (
        select(asked.id, QuestionVersion)
        .join(QuestionVersion, QuestionVersion.id == func.coalesce(repaired, asked.id))
        .where(asked.id.in_(bindparam("version_ids", expanding=True)))
    )


_MARKING = _marking()
