"""What is done to several questions at once, and to one in the same words: moved, confirmed, retired, brought back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.people.models import User
from portal.questionnaire.models import Question, QuestionCategory


def move_questions(
    *, question_ids: Iterable[int], category: QuestionCategory, actor: User, now: datetime
) -> list[Question]:
    """Return those of the questions that were moved into the category; those already there are left alone.

    All belong to the category's agency, or RuleBroken.
    """
    moved = []
    for question in _locked(question_ids):
        if question.category.unit_id != category.unit_id:
            raise RuleBroken(N_("ย้ายคำถามข้ามหน่วยงานไม่ได้"), field="category_id")
        if question.category_id != category.id:
            old = question.category.name
            question.category_id = category.id
            moved.append(question)
            detail = {"old": {"category": old}, "new": {"category": category.name}}
            _record(audit.Event.QUESTION_CHANGED, question, actor, now, detail)
    db.session.flush()
    return moved


def confirm_questions(*, shown: Mapping[int, int], actor: User, now: datetime) -> list[Question]:
    """Return those of the questions that were confirmed now.

    shown: question id -> number of the version that was shown; Conflict, and nothing is confirmed, when one has a
    newer version
    """
    confirmed = []
    for question in _locked(shown):
        if question.latest_no != shown[question.id]:
            raise Conflict(N_("มีผู้บันทึกฉบับใหม่ของคำถามที่เลือก จึงยังไม่ได้ยืนยัน โปรดตรวจรายการแล้วเลือกอีกครั้ง"))
        if question.confirmed_at is None:
            question.confirmed_at, question.confirmed_by_id = now, actor.id
            confirmed.append(question)
            _record(audit.Event.QUESTION_CONFIRMED, question, actor, now, {"no": question.latest_no})
    db.session.flush()
    return confirmed


def retire_questions(*, question_ids: Iterable[int], actor: User, now: datetime) -> list[Question]:
    """Return those of the questions that were retired now: no longer offered for new quizzes, kept for past ones."""
    retired = []
    for question in _locked(question_ids):
        if question.retired_at is None:
            question.retired_at = now
            retired.append(question)
            _record(audit.Event.QUESTION_RETIRED, question, actor, now, {"no": question.latest_no})
    db.session.flush()
    return retired


def retire_question(*, question: Question, actor: User, now: datetime) -> Question:
    """Return the question, retired; twice is once."""
    retire_questions(question_ids=[question.id], actor=actor, now=now)
    return question


def restore_question(*, question: Question, actor: User, now: datetime) -> Question:
    """Return the question, offered for new quizzes again; twice is once."""
    for found in _locked([question.id]):
        if found.retired_at is not None:
            found.retired_at = None
            _record(audit.Event.QUESTION_RESTORED, found, actor, now, {"no": found.latest_no})
    db.session.flush()
    return question


def _locked(question_ids: Iterable[int]) -> list[Question]:
    """Return the questions, held until the end of the transaction, always in the same order."""
    statement = (
        select(Question)
        .where(Question.id.in_(sorted(question_ids)))
        .order_by(Question.id)
        .options(joinedload(Question.category, innerjoin=True).joinedload(QuestionCategory.unit, innerjoin=True))
        .execution_options(populate_existing=True)
        .with_for_update(of=Question)
    )
    return list(db.session.scalars(statement))


def _record(event: audit.Event, question: Question, actor: User, now: datetime, detail: Mapping[str, Any]) -> None:
    audit.record(
        actor_id=actor.id,
        event=event,
        subject_type="question",
        subject_id=question.id,
        unit_path=question.unit_path,
        now=now,
        detail=detail,
    )
