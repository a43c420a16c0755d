"""What the host does: let people in, end it, the link for the absent, more time for one person."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select

from portal import audit
from portal.errors import N_, NotFound, RuleBroken
from portal.extensions import db
from portal.people.models import User
from portal.quizzes.actions.building import record_quiz
from portal.quizzes.actions.deadlines import end_open_attempts, move_deadlines
from portal.quizzes.models import ExtraTime, Quiz
from portal.quizzes.rules import MOST_EXTRA_MINUTES, REASON_MAX


def open_quiz(*, quiz: Quiz, actor: User, now: datetime) -> Quiz:
    """Return the quiz, open to those who may take it; opened twice it stays as it was opened first.

    Raises RuleBroken for a draft and after the window's end.
    """
    if quiz.published_at is None:
        raise RuleBroken(N_("ต้องเผยแพร่แบบทดสอบก่อนจึงเปิดให้ทำได้"))
    if quiz.closes_at is not None and now >= quiz.closes_at:
        raise RuleBroken(N_("เลยเวลาปิดที่กำหนดไว้แล้ว โปรดแก้ไขเวลาปิดก่อนเปิดอีกครั้ง"))
    if quiz.host_opened_at is None or quiz.host_closed_at is not None:
        quiz.host_opened_at, quiz.host_closed_at = now, None
        record_quiz(quiz, audit.Event.QUIZ_OPENED, actor, now)
        db.session.flush()
    return quiz


def close_quiz(*, quiz: Quiz, actor: User, now: datetime) -> int:
    """Return how many attempts were still open: they end now with what was saved. Closing twice closes once."""
    if quiz.published_at is None:
        raise RuleBroken(N_("แบบทดสอบนี้ยังไม่เผยแพร่"))
    if quiz.host_closed_at is not None:
        return 0
    quiz.host_closed_at = now
    ended = end_open_attempts(quiz, now)
    record_quiz(quiz, audit.Event.QUIZ_CLOSED, actor, now, {"open_attempts": ended})
    db.session.flush()
    return ended


def make_absent_link(*, quiz: Quiz, actor: User, now: datetime) -> Quiz:
    """Return the quiz with a link for those who were absent; the one that is there stays."""
    if not quiz.needs_checkin:
        raise RuleBroken(N_("แบบทดสอบนี้ไม่ต้องลงเวลาเข้าร่วมประชุม ทุกคนเข้าทางปกติได้"))
    if not quiz.absent_token:
        quiz.absent_token = secrets.token_urlsafe(12)
        record_quiz(
            quiz, audit.Event.QUIZ_CHANGED, actor, now, {"old": {"absent_link": False}, "new": {"absent_link": True}}
        )
        db.session.flush()
    return quiz


def drop_absent_link(*, quiz: Quiz, actor: User, now: datetime) -> Quiz:
    """Return the quiz without the link: who has begun by it may finish, nobody else begins."""
    if quiz.absent_token:
        quiz.absent_token = ""
        record_quiz(
            quiz, audit.Event.QUIZ_CHANGED, actor, now, {"old": {"absent_link": True}, "new": {"absent_link": False}}
        )
        db.session.flush()
    return quiz


def grant_extra_time(
    *, quiz: Quiz, person: User | None, minutes: int, reason: str, actor: User, now: datetime
) -> ExtraTime:
    """Return the minutes granted, in place of earlier ones; an attempt under way gets them at once.

    Raises NotFound for a person outside the agency, RuleBroken with the field for anything else.
    """
    if person is None or not person.unit.path.startswith(quiz.unit_path):
        raise NotFound(N_("ไม่พบบุคลากรที่เลือกในหน่วยงานนี้"))
    if not 1 <= minutes <= MOST_EXTRA_MINUTES:
        raise RuleBroken(N_("เพิ่มเวลาได้ 1 ถึง %(max)s นาที"), field="minutes", max=MOST_EXTRA_MINUTES)
    if not reason.strip() or len(reason) > REASON_MAX:
        raise RuleBroken(N_("โปรดระบุเหตุผลไม่เกิน %(max)s ตัวอักษร"), field="reason", max=REASON_MAX)
    granted = db.session.scalars(
        select(ExtraTime).where(ExtraTime.quiz_id == quiz.id, ExtraTime.user_id == person.id)
    ).first()
    if granted is None:
        granted = ExtraTime(quiz_id=quiz.id, user_id=person.id)
        db.session.add(granted)
    before = granted.minutes
    granted.minutes, granted.reason = minutes, reason.strip()
    granted.granted_by_id, granted.granted_at = actor.id, now
    sides = {"old": {"minutes": before}, "new": {"minutes": minutes}}
    detail = {"name": person.name, "person_id": person.id, "reason": granted.reason}
    record_quiz(quiz, audit.Event.QUIZ_EXTRA_TIME, actor, now, detail | sides)
    db.session.flush()
    if quiz.host_closed_at is None:
        move_deadlines(quiz)
    return granted
