"""The quiz for those who have not passed yet: made in one click, with other questions of the same categories."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from random import SystemRandom

from portal import audit
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.people.models import User
from portal.quizzes.actions.building import record_quiz
from portal.quizzes.models import Quiz, QuizBriefing, QuizSlot
from portal.quizzes.queries import newest_versions, pools_of, session_ids_of, slots_of

# what a retake has of its own; everything else is as in the quiz it repeats
COPIED = (
    "fiscal_year_id", "instructions", "time_limit_minutes", "attempts_allowed", "which_counts", "pass_mark_pct",
    "pass_mark_approver", "pass_mark_approved_on", "shuffles_questions", "shuffles_options", "questions_per_page",
    "review", "needs_checkin",
)  # fmt: skip


def make_retake(*, quiz: Quiz, title: str, actor: User, now: datetime) -> Quiz:
    """Return a draft that repeats the quiz for those without a pass.

    Fixed questions are replaced by others of their category while there are any; draws stay draws and prefer at the
    start what the person has not seen. No window: the host opens it.
    Raises RuleBroken for a draft, and for a quiz that is a retake itself.
    """
    if quiz.published_at is None or quiz.retake_of_id is not None:
        raise RuleBroken(N_("สร้างแบบทดสอบซ่อมได้จากแบบทดสอบหลักที่เผยแพร่แล้วเท่านั้น"))
    retake = Quiz(**{name: getattr(quiz, name) for name in COPIED}, title=title, retake_of_id=quiz.id)
    retake.created_by_id, retake.created_at = actor.id, now
    retake.fiscal_year = quiz.fiscal_year
    db.session.add(retake)
    db.session.flush()
    slots = slots_of(quiz.id)
    others = _others(slot.question_id for slot in slots)
    for slot in slots:
        question_id = others.get(slot.question_id or 0, slot.question_id)
        fresh = QuizSlot(quiz_id=retake.id, no=slot.no, draws=slot.draws, points=slot.points)
        fresh.question_id, fresh.category_id = question_id, slot.category_id
        db.session.add(fresh)
    db.session.add_all(QuizBriefing(quiz_id=retake.id, session_id=each) for each in session_ids_of(quiz.id))
    record_quiz(retake, audit.Event.QUIZ_CREATED, actor, now, {"is_retake": True})
    db.session.flush()
    return retake


def _others(question_ids: Iterable[int | None]) -> dict[int, int]:
    """Return question -> another usable one directly in its category, none of them twice and none that was asked."""
    versions = newest_versions(question_ids)
    pools = pools_of({version.question.category_id for version in versions.values()})
    taken, found, chance = set(versions), {}, SystemRandom()
    for question_id, version in versions.items():
        free = [each for each in pools[version.question.category_id] if each not in taken]
        if free:
            found[question_id] = chance.choice(free)
            taken.add(found[question_id])
    return found
