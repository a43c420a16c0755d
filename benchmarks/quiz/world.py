"""What the takers find: the demonstration with further staff who are at a briefing, and a quiz the host has opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from portal import clock
from portal.access.permissions import Role
from portal.briefings.models import Attendance, BriefingAudience, BriefingSession
from portal.extensions import db, write_transaction
from portal.people.actions import hash_password
from portal.people.models import RoleHolding, Unit, User
from portal.people.rules.users import search_text
from portal.performance.models import FiscalYear
from portal.questionnaire.models import Question, QuestionVersion
from portal.quizzes.models import Quiz, QuizBriefing, QuizSlot
from portal.quizzes.rules.review import USUAL

PASSWORD = "ถนนสายนี้ยาวไกลนัก"
# one fixed question of each of these kinds; as many again are drawn
DRAWN_POINTS = Decimal(2)
KINDS = ("single", "multiple", "truefalse", "number", "matching")


@dataclass(frozen=True)
class Key:
    """What a question's author calls right, as a person who knows everything would."""

    kind: str
    body: dict[str, Any]
    points: Decimal


@dataclass(frozen=True)
class World:
    """The quiz, who may take it, and what is right."""

    quiz_id: int
    session_id: int
    usernames: tuple[str, ...]
    keys: dict[str, Key]
    # texts of the questions that everybody is asked; the others are drawn, each for DRAWN_POINTS
    fixed: frozenset[str]

    def points(self, text: str) -> Decimal:
        """Return what the question with the text brings when it is right."""
        return self.keys[text].points if text in self.fixed else DRAWN_POINTS


def furnish(app: Flask, people: int) -> World:
    """Return the world after adding so many people and a quiz of ten questions to the demonstration."""
    # one hash for all: to verify it costs what a hash of one's own costs
    shared, now = hash_password(PASSWORD), clock.now()
    with app.app_context(), write_transaction() as session:
        year = session.scalars(select(FiscalYear).order_by(FiscalYear.year_be.desc())).first()
        host = session.scalars(select(RoleHolding.user_id).where(RoleHolding.role == Role.SECRETARIAT.value)).first()
        assert year is not None
        briefing = _briefing(year, host, now)
        quiz, fixed = _quiz(year, briefing, host, now)
        usernames = _people(year, briefing, people, shared, now)
        keys = {
            version.text: Key(version.kind, version.body, version.points)
            for version in session.scalars(select(QuestionVersion))
            if version.no == 1
        }
        return World(quiz.id, briefing.id, tuple(usernames), keys, frozenset(fixed))


def _briefing(year: FiscalYear, host: int | None, now: Any) -> BriefingSession:
    briefing = BriefingSession(
        fiscal_year_id=year.id,
        title="ประชุมชี้แจงสำหรับการวัด",
        place="ห้องประชุมสำหรับการวัด",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=3),
        checkin_from_at=now - timedelta(hours=2),
        checkin_until_at=now + timedelta(hours=3),
        late_after_at=now,
        pin="000001",
        secret="0" * 64,
        invited_at=now,
        created_by_id=host,
        created_at=now,
    )
    db.session.add(briefing)
    db.session.flush()
    db.session.add(BriefingAudience(session_id=briefing.id, unit_id=year.agency_id))
    return briefing


def _quiz(year: FiscalYear, briefing: BriefingSession, host: int | None, now: Any) -> tuple[Quiz, list[str]]:
    """Return a quiz of ten questions, half of them fixed, half drawn, all shuffled; and the texts of the fixed."""
    quiz = Quiz(
        fiscal_year_id=year.id,
        title="แบบประเมินความรู้สำหรับการวัด",
        time_limit_minutes=60,
        pass_mark_pct=Decimal(60),
        review=USUAL,
        needs_checkin=True,
        published_at=now,
        host_opened_at=now,
        created_by_id=host,
        created_at=now,
    )
    db.session.add(quiz)
    db.session.flush()
    db.session.add(QuizBriefing(quiz_id=quiz.id, session_id=briefing.id))
    newest = select(Question, QuestionVersion).join(
        QuestionVersion, (QuestionVersion.question_id == Question.id) & (QuestionVersion.no == Question.latest_no)
    )
    rows = db.session.execute(newest.order_by(Question.id)).all()
    fixed = [next(row for row in rows if row[1].kind == kind) for kind in KINDS]
    sizes: dict[int, int] = {}
    for question, _ in rows:
        sizes[question.category_id] = sizes.get(question.category_id, 0) + 1
    largest = max(sizes, key=lambda each: sizes[each])
    for no, (question, _version) in enumerate(fixed, 1):
        db.session.add(QuizSlot(quiz_id=quiz.id, no=no, question_id=question.id))
    drawn = QuizSlot(quiz_id=quiz.id, no=len(fixed) + 1, category_id=largest, draws=len(KINDS), points=DRAWN_POINTS)
    db.session.add(drawn)
    return quiz, [version.text for _question, version in fixed]


def _people(year: FiscalYear, briefing: BriefingSession, count: int, password_hash: str, now: Any) -> list[str]:
    divisions = db.session.scalars(
        select(Unit.id).where(Unit.parent_id == year.agency_id, Unit.kind == "division").order_by(Unit.id)
    ).all()
    words = {"name": "ผู้ทำแบบทดสอบ", "position": "เจ้าหน้าที่"}
    people = [
        {
            **words,
            "username": f"taker{number:05d}",
            "search_text": search_text(**words, username=f"taker{number:05d}"),
            "unit_id": divisions[number % len(divisions)],
            "password_hash": password_hash,
            "must_change_password": False,
            "created_at": now,
            "is_demonstration": True,
        }
        for number in range(count)
    ]
    db.session.execute(insert(User), people)
    made = db.session.execute(select(User.id, User.unit_id).where(User.username.like("taker%"))).all()
    shared = {"session_id": briefing.id, "staff_type": "official", "arrived_at": now, "method": "qr"}
    rows = [shared | {"user_id": row.id, "unit_id": row.unit_id, "marked_by_id": row.id} for row in made]
    db.session.execute(insert(Attendance), rows)
    return [person["username"] for person in people]
