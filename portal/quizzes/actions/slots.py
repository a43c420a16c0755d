"""The places of a draft: fixed questions, draws from a category, their order and points."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from portal import audit
from portal.errors import N_, NotFound, RuleBroken
from portal.extensions import db
from portal.people.models import User
from portal.questionnaire.models import QuestionCategory
from portal.quizzes.actions.building import record_quiz
from portal.quizzes.models import Quiz, QuizSlot
from portal.quizzes.queries import newest_versions, pools_of, slots_of
from portal.quizzes.rules import MOST_QUESTIONS, MOST_SLOTS, check_draft, check_draws


def add_questions(*, quiz: Quiz, question_ids: Collection[int], actor: User, now: datetime) -> int:
    """Return how many questions were put at the end of the quiz; those that stand in it already are left alone.

    Raises RuleBroken for a published quiz, for none chosen, for too many; NotFound for questions that cannot be used.
    """
    check_draft(quiz.published_at)
    slots = slots_of(quiz.id)
    there = {slot.question_id for slot in slots}
    new = [question_id for question_id in dict.fromkeys(question_ids) if question_id not in there]
    if not question_ids:
        raise RuleBroken(N_("โปรดเลือกคำถามอย่างน้อย 1 ข้อ"), field="question")
    versions = newest_versions(new)
    agency_id = quiz.fiscal_year.agency_id
    usable = {
        question_id
        for question_id, version in versions.items()
        if version.question.retired_at is None and version.question.category.unit_id == agency_id
    }
    if usable != set(new):
        raise NotFound(N_("คำถามที่เลือกบางข้อใช้ไม่ได้แล้ว โปรดโหลดหน้าใหม่แล้วเลือกอีกครั้ง"))
    _check_room(slots, slots_more=len(new), questions_more=len(new))
    for no, question_id in enumerate(new, len(slots) + 1):
        db.session.add(QuizSlot(quiz_id=quiz.id, no=no, question_id=question_id))
    _record(quiz, actor, now, {"questions": len(new)})
    return len(new)


def add_draw(
    *, quiz: Quiz, category: QuestionCategory | None, draws: int, points: Decimal | None, actor: User, now: datetime
) -> QuizSlot:
    """Return the new place that draws questions from the category and below.

    Raises RuleBroken for a published quiz or when the category has too few, NotFound for a category of another agency.
    """
    check_draft(quiz.published_at)
    if category is None or category.unit_id != quiz.fiscal_year.agency_id:
        raise NotFound(N_("ไม่พบหมวดคำถามที่เลือก"))
    check_draws(draws, len(pools_of([category.id])[category.id]))
    slots = slots_of(quiz.id)
    _check_room(slots, slots_more=1, questions_more=draws)
    slot = QuizSlot(quiz_id=quiz.id, no=len(slots) + 1, category_id=category.id, draws=draws, points=points)
    db.session.add(slot)
    _record(quiz, actor, now, {"questions": draws, "category": category.name})
    return slot


def arrange_slot(*, quiz: Quiz, slot_id: int, act: str, actor: User, now: datetime) -> list[QuizSlot]:
    """Return the places in their new order after one was moved up or down, or taken out; the others close up.

    act: "up", "down" or "remove". Raises RuleBroken for a published quiz, NotFound for a place that is gone.
    """
    check_draft(quiz.published_at)
    slots = slots_of(quiz.id)
    at = next((index for index, slot in enumerate(slots) if slot.id == slot_id), None)
    if at is None or act not in ("up", "down", "remove"):
        raise NotFound(N_("ไม่พบรายการนี้แล้ว โปรดโหลดหน้าใหม่"))
    moved = slots.pop(at)
    if act == "remove":
        db.session.delete(moved)
    else:
        slots.insert(max(at - 1, 0) if act == "up" else at + 1, moved)
    _number(slots)
    _record(quiz, actor, now, {"place": at + 1, "act": act})
    return slots


def _number(slots: list[QuizSlot]) -> None:
    """Number the places anew; first out of the way, since no two may have one number even for a moment."""
    for no, slot in enumerate(slots, 1):
        slot.no = -no
    db.session.flush()
    for no, slot in enumerate(slots, 1):
        slot.no = no
    db.session.flush()


def _check_room(slots: list[QuizSlot], *, slots_more: int, questions_more: int) -> None:
    if len(slots) + slots_more > MOST_SLOTS:
        raise RuleBroken(N_("แบบทดสอบมีได้ไม่เกิน %(max)s รายการ"), max=MOST_SLOTS)
    if sum(slot.draws for slot in slots) + questions_more > MOST_QUESTIONS:
        raise RuleBroken(N_("แบบทดสอบมีคำถามได้ไม่เกิน %(max)s ข้อ"), max=MOST_QUESTIONS)


def _record(quiz: Quiz, actor: User, now: datetime, detail: dict[str, object]) -> None:
    record_quiz(quiz, audit.Event.QUIZ_CHANGED, actor, now, detail)
    db.session.flush()
