"""Building a quiz: its settings, its questions, publication, the quiz for those who have not passed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.people.models import User
from portal.performance.models import FiscalYear
from portal.quizzes.actions.deadlines import move_deadlines
from portal.quizzes.models import Attempt, Quiz, QuizBriefing
from portal.quizzes.queries import has_attempts, session_ids_of, sessions_of_quiz, slot_rows
from portal.quizzes.rules import Missing, Place, check_draft, check_window, is_passing, missing_for_publication


@dataclass(frozen=True)
class Wanted:
    """A quiz as its author wants it."""

    title: str
    pass_mark_pct: Decimal
    pass_mark_approver: str = ""
    pass_mark_approved_on: date | None = None
    instructions: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    time_limit_minutes: int | None = None
    attempts_allowed: int = 1
    which_counts: str = "best"
    shuffles_questions: bool = True
    shuffles_options: bool = True
    questions_per_page: int = 1
    needs_checkin: bool = True
    review: dict[str, list[str]] = field(default_factory=dict)
    session_ids: Collection[int] = ()


def create_quiz(
    *, year: FiscalYear, wanted: Wanted, known_sessions: Collection[int], actor: User, now: datetime
) -> Quiz:
    """Return the new quiz, a draft without questions.

    known_sessions: the year's briefing sessions; only these may be the roster
    Raises RuleBroken(field="closes_on") for a window that ends before it begins.
    """
    check_window(wanted.opens_at, wanted.closes_at)
    quiz = Quiz(fiscal_year_id=year.id, created_by_id=actor.id, created_at=now, **_columns(wanted))
    quiz.fiscal_year = year
    db.session.add(quiz)
    db.session.flush()
    _set_sessions(quiz, set(wanted.session_ids) & set(known_sessions))
    record_quiz(quiz, audit.Event.QUIZ_CREATED, actor, now)
    db.session.flush()
    return quiz


def change_quiz(
    *, quiz: Quiz, version: int, wanted: Wanted, known_sessions: Collection[int], actor: User, now: datetime
) -> Quiz:
    """Return the quiz as wanted; what is under way follows: deadlines move, and a new pass mark judges anew.

    Raises Conflict when somebody changed it since it was shown, RuleBroken as `create_quiz`.
    """
    if quiz.version != version:
        raise Conflict(N_("มีผู้แก้ไขแบบทดสอบนี้ก่อนหน้าท่าน โปรดตรวจค่าปัจจุบันแล้วแก้ไขอีกครั้ง"))
    check_window(wanted.opens_at, wanted.closes_at)
    before = _facts(quiz)
    for name, value in _columns(wanted).items():
        setattr(quiz, name, value)
    _set_sessions(quiz, set(wanted.session_ids) & set(known_sessions))
    db.session.flush()
    after = _facts(quiz)
    changed = [name for name, value in after.items() if before[name] != value]
    if {"closes_at", "time_limit_minutes"} & set(changed) and quiz.host_closed_at is None:
        move_deadlines(quiz)
    if "pass_mark_pct" in changed:
        _judge_anew(quiz)
    if changed:
        sides = {"old": {name: before[name] for name in changed}, "new": {name: after[name] for name in changed}}
        record_quiz(quiz, audit.Event.QUIZ_CHANGED, actor, now, sides)
    db.session.flush()
    return quiz


def missing_of(quiz: Quiz, now: datetime) -> list[Missing]:
    """Return what keeps the quiz from being published; [] when nothing does."""
    return missing_for_publication(
        places=[Place(row.slot.no, row.slot.draws, row.available) for row in slot_rows(quiz.id)],
        needs_checkin=quiz.needs_checkin,
        sessions=len(session_ids_of(quiz.id)),
        pass_mark_approver=quiz.pass_mark_approver,
        pass_mark_approved_on=quiz.pass_mark_approved_on,
        closes_at=quiz.closes_at,
        now=now,
    )


def publish_quiz(*, quiz: Quiz, actor: User, now: datetime) -> Quiz:
    """Return the quiz, published: its questions are fixed from now on.

    Raises RuleBroken when something is missing or it is published already.
    """
    check_draft(quiz.published_at)
    if missing_of(quiz, now):
        raise RuleBroken(N_("ยังเผยแพร่ไม่ได้ โปรดดูสิ่งที่ยังขาด"))
    quiz.published_at = now
    record_quiz(quiz, audit.Event.QUIZ_PUBLISHED, actor, now)
    db.session.flush()
    return quiz


def unpublish_quiz(*, quiz: Quiz, actor: User, now: datetime) -> Quiz:
    """Return the quiz, a draft again, which nobody has taken yet. Raises RuleBroken when somebody has."""
    if quiz.published_at is not None and has_attempts(quiz.id):
        raise RuleBroken(N_("มีผู้เริ่มทำแล้ว จึงถอนการเผยแพร่ไม่ได้ หากต้องหยุดรับคำตอบ ให้กดปิดแบบทดสอบ"))
    if quiz.published_at is not None:
        quiz.published_at = quiz.host_opened_at = quiz.host_closed_at = None
        record_quiz(
            quiz, audit.Event.QUIZ_CHANGED, actor, now, {"old": {"is_published": True}, "new": {"is_published": False}}
        )
    db.session.flush()
    return quiz


def record_quiz(
    quiz: Quiz, event: audit.Event, actor: User, now: datetime, detail: Mapping[str, Any] | None = None
) -> None:
    """Put an act on a quiz on record."""
    audit.record(
        actor_id=actor.id,
        event=event,
        subject_type="quiz",
        subject_id=quiz.id,
        unit_path=quiz.unit_path,
        now=now,
        detail={"title": quiz.title, **(detail or {})},
    )


def _columns(wanted: Wanted) -> dict[str, Any]:
    return {name: value for name, value in asdict(wanted).items() if name != "session_ids"}


def _facts(quiz: Quiz) -> dict[str, Any]:
    """Return the settings as plain JSON, for the trail."""
    names = [name for name in Wanted.__dataclass_fields__ if name != "session_ids"]
    shown: dict[str, Any] = {name: getattr(quiz, name) for name in names}
    shown["pass_mark_pct"] = format(Decimal(quiz.pass_mark_pct).normalize(), "f")
    shown["sessions"] = [session.title for session in sessions_of_quiz(quiz.id)]
    plain: dict[str, Any] = json.loads(json.dumps(shown, default=lambda value: value.isoformat()))
    return plain


def _set_sessions(quiz: Quiz, session_ids: set[int]) -> None:
    rows = {
        row.session_id: row for row in db.session.scalars(select(QuizBriefing).where(QuizBriefing.quiz_id == quiz.id))
    }
    for session_id in sorted(session_ids - rows.keys()):
        db.session.add(QuizBriefing(quiz_id=quiz.id, session_id=session_id))
    for session_id in rows.keys() - session_ids:
        db.session.delete(rows[session_id])
    db.session.flush()


def _judge_anew(quiz: Quiz) -> None:
    """Set again whether each closed attempt passes; the points stay."""
    closed: Sequence[Attempt] = db.session.scalars(
        select(Attempt).where(Attempt.quiz_id == quiz.id, Attempt.score_points.is_not(None))
    ).all()
    for attempt in closed:
        attempt.is_passed = is_passing(attempt.score_points or Decimal(0), attempt.max_points, quiz.pass_mark_pct)
