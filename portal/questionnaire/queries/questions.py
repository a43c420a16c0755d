"""Single questions and their versions."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.questionnaire.models import Question, QuestionCategory, QuestionVersion
from portal.questionnaire.queries.categories import category_ids_below


def get_question(question_id: int) -> Question | None:
    """Return the question with its category and agency, or None."""
    return db.session.get(Question, question_id, options=[_with_agency()])


def get_version(version_id: int) -> QuestionVersion | None:
    """Return the version with its question, category and agency, or None."""
    way = joinedload(QuestionVersion.question)
    options = [way.joinedload(Question.category).joinedload(QuestionCategory.unit)]
    return db.session.get(QuestionVersion, version_id, options=options)


def question_of_key(submit_key: str) -> Question | None:
    """Return the question that a form with this one-time key made, or None."""
    return db.session.scalars(
        select(Question).where(Question.submit_key == submit_key).options(_with_agency())
    ).one_or_none()


def version_no(question: Question, no: int) -> QuestionVersion | None:
    """Return the question's version of that number with its author, or None."""
    statement = select(QuestionVersion).where(QuestionVersion.question_id == question.id, QuestionVersion.no == no)
    return db.session.scalars(statement.options(joinedload(QuestionVersion.created_by))).one_or_none()


def versions_of(question: Question) -> list[QuestionVersion]:
    """Return all versions, newest first, authors loaded; one statement."""
    statement = select(QuestionVersion).where(QuestionVersion.question_id == question.id)
    ordered = statement.order_by(QuestionVersion.no.desc()).options(joinedload(QuestionVersion.created_by))
    return list(db.session.scalars(ordered))


def versions(version_ids: Collection[int]) -> dict[int, QuestionVersion]:
    """Return the versions by their ids; one statement."""
    if not version_ids:
        return {}
    found = db.session.scalars(select(QuestionVersion).where(QuestionVersion.id.in_(version_ids)))
    return {version.id: version for version in found}


def latest_versions(question_ids: Collection[int]) -> dict[int, QuestionVersion]:
    """Return the newest version of each question by the question's id; one statement."""
    if not question_ids:
        return {}
    found = db.session.scalars(
        select(QuestionVersion)
        .join(Question, (Question.id == QuestionVersion.question_id) & (Question.latest_no == QuestionVersion.no))
        .where(Question.id.in_(question_ids))
    )
    return {version.question_id: version for version in found}


def questions_in(category: QuestionCategory, *, below: bool = True) -> list[Question]:
    """Return the questions in use of the category, and of those under it, by id; two statements at most."""
    ids = category_ids_below(category) if below else {category.id}
    statement = select(Question).where(Question.category_id.in_(ids), Question.retired_at.is_(None))
    return list(db.session.scalars(statement.order_by(Question.id)))


def stored_pictures(digests: Collection[str]) -> set[str]:
    """Return those of the digests that a version names as its picture."""
    statement = select(QuestionVersion.picture_sha256).where(QuestionVersion.picture_sha256.in_(digests))
    return set(db.session.scalars(statement))


def _with_agency() -> Any:
    return joinedload(Question.category).joinedload(QuestionCategory.unit)
