"""Smallest valid quizzes, their questions and attempts, committed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy import select

from portal.access.permissions import Role
from portal.briefings.models import BriefingSession
from portal.extensions import db
from portal.people.models import User
from portal.performance.models import FiscalYear
from portal.questionnaire.models import Question, QuestionCategory, QuestionVersion
from portal.quizzes.models import Answer, Attempt, Quiz, QuizBriefing, QuizSlot
from tests.factories.people import make_person

_number = count(1)
CREATED = datetime(2026, 10, 1, tzinfo=UTC)
STARTED = datetime(2026, 12, 9, 2, 0, tzinfo=UTC)
SUBMITTED = datetime(2026, 12, 9, 2, 20, tzinfo=UTC)
REVIEW = {"immediately": ["score"], "while_open": ["score"], "after_close": ["score", "answers", "right", "feedback"]}
# a body of each kind, with a right and a wrong response to it
BODIES: Mapping[str, tuple[dict[str, Any], Any, Any]] = {
    "single": (
        {
            "options": [
                {"text": "ภายในวันที่ 20", "fraction": "1", "feedback": "ถูกต้อง"},
                {"text": "ภายในวันที่ 25", "fraction": "0", "feedback": ""},
                {"text": "ภายในวันที่ 30", "fraction": "0", "feedback": ""},
            ]
        },
        0,
        1,
    ),
    "multiple": (
        {
            "options": [
                {"text": "มิติที่ 1", "fraction": "0.5", "feedback": ""},
                {"text": "มิติที่ 2", "fraction": "0.5", "feedback": ""},
                {"text": "มิติที่ 9", "fraction": "-0.5", "feedback": "ไม่มีมิตินี้"},
            ]
        },
        [0, 1],
        [2],
    ),
    "truefalse": ({"right": True, "feedback_true": "", "feedback_false": ""}, True, False),
    "number": ({"answers": [{"value": "80", "tolerance": "0", "fraction": "1", "feedback": ""}]}, "80", "75"),
    "text": (
        {"answers": [{"text": "Daily Plans", "fraction": "1", "feedback": ""}], "case_sensitive": False},
        "Daily Plans",
        "Excel",
    ),
    "matching": (
        {"pairs": [{"left": "ไตรมาส 1", "right": "20 ธันวาคม"}, {"left": "ไตรมาส 2", "right": "20 มีนาคม"}], "extra": []},
        [0, 1],
        [1, 0],
    ),
    "ordering": ({"items": ["จัดทำ", "ส่ง", "รับรอง"]}, [0, 1, 2], [2, 1, 0]),
}


def make_quiz_category(year: FiscalYear, **changes: Any) -> QuestionCategory:
    """Return a category of the agency's bank."""
    values: dict[str, Any] = {"unit_id": year.agency_id, "name": f"หมวด {next(_number)}"} | changes
    category = QuestionCategory(**values)
    db.session.add(category)
    db.session.commit()
    return category


def make_quiz_question(category: QuestionCategory, kind: str = "single", **changes: Any) -> QuestionVersion:
    """Return the first version of a question of the category, one point."""
    number = next(_number)
    question = Question(category_id=category.id, created_at=CREATED, search_text="")
    db.session.add(question)
    db.session.flush()
    values: dict[str, Any] = {
        "question_id": question.id,
        "no": 1,
        "kind": kind,
        "name": f"ข้อ {number}",
        "text": f"คำถามทดสอบข้อ {number}",
        "body": BODIES[kind][0],
        "points": Decimal(1),
        "tags": [],
        "created_at": CREATED,
    } | changes
    version = QuestionVersion(**values)
    db.session.add(version)
    db.session.commit()
    return version


def make_quiz(
    year: FiscalYear,
    questions: int | Sequence[QuestionVersion | str] = 3,
    *,
    sessions: Sequence[BriefingSession] = (),
    **changes: Any,
) -> Quiz:
    """Return a published quiz the host has opened, without limits, every question fixed and worth a point.

    questions: how many single-choice ones (option 0 is right), or kinds, or versions from `make_quiz_question`
    sessions: the briefings whose attendees are the roster; with any, the quiz asks for the check-in
    """
    versions = _versions(year, questions)
    values: dict[str, Any] = {
        "fiscal_year_id": year.id,
        "title": f"แบบประเมินความรู้ {next(_number)}",
        "pass_mark_pct": Decimal(60),
        "pass_mark_approver": "ผู้อำนวยการสำนัก",
        "shuffles_questions": False,
        "shuffles_options": False,
        "review": REVIEW,
        "needs_checkin": bool(sessions),
        "published_at": CREATED,
        "host_opened_at": CREATED,
        "created_at": CREATED,
    } | changes
    values.setdefault("created_by_id", _author(year).id)
    quiz = Quiz(**values)
    db.session.add(quiz)
    db.session.flush()
    for no, version in enumerate(versions, 1):
        db.session.add(QuizSlot(quiz_id=quiz.id, no=no, question_id=version.question_id))
    db.session.add_all(QuizBriefing(quiz_id=quiz.id, session_id=session.id) for session in sessions)
    db.session.commit()
    return quiz


def make_attempt(
    quiz: Quiz,
    user: User,
    responses: Sequence[Any] = (),
    *,
    right: int | None = None,
    is_open: bool = False,
    **changes: Any,
) -> Attempt:
    """Return an attempt at every fixed question in the quiz's order, closed and marked unless `is_open`.

    responses: by place; what is missing or None is unanswered
    right: answer everything, so many right and the rest wrong (bodies of this module only)
    """
    from portal.quizzes.actions import close_attempt  # the actions may not stand yet where only rows are wanted

    versions = _asked(quiz)
    if right is not None:
        responses = [BODIES[v.kind][1 if place < right else 2] for place, v in enumerate(versions)]
    values: dict[str, Any] = {
        "quiz_id": quiz.id,
        "user_id": user.id,
        "no": _next_no(quiz, user),
        "started_at": STARTED,
        "layout": [{"version": v.id, "points": str(v.points), "order": _order(v)} for v in versions],
        "max_points": sum((v.points for v in versions), Decimal(0)),
    } | changes
    attempt = Attempt(**values)
    db.session.add(attempt)
    db.session.flush()
    for place, response in enumerate(responses):
        if response is not None:
            row = Answer(attempt_id=attempt.id, place=place, sequence=place + 1, response=response, saved_at=STARTED)
            db.session.add(row)
    db.session.flush()
    if not is_open:
        close_attempt(attempt=attempt, closed_by="person", now=SUBMITTED)
    db.session.commit()
    return attempt


def _versions(year: FiscalYear, questions: int | Sequence[QuestionVersion | str]) -> list[QuestionVersion]:
    kinds = ["single"] * questions if isinstance(questions, int) else questions
    category = None
    made = []
    for each in kinds:
        if isinstance(each, str):
            category = category or make_quiz_category(year)
            each = make_quiz_question(category, each)
        made.append(each)
    return made


def _author(year: FiscalYear) -> User:
    return make_person(Role.SECRETARIAT, year.agency)


def _asked(quiz: Quiz) -> list[QuestionVersion]:
    return list(
        db.session.scalars(
            select(QuestionVersion)
            .join(Question, (Question.id == QuestionVersion.question_id) & (Question.latest_no == QuestionVersion.no))
            .join(QuizSlot, QuizSlot.question_id == Question.id)
            .where(QuizSlot.quiz_id == quiz.id)
            .order_by(QuizSlot.no)
        )
    )


def _next_no(quiz: Quiz, user: User) -> int:
    numbers = db.session.scalars(select(Attempt.no).where(Attempt.quiz_id == quiz.id, Attempt.user_id == user.id))
    return max(numbers, default=0) + 1


def _order(version: QuestionVersion) -> list[int]:
    body = version.body
    match version.kind:
        case "single" | "multiple":
            return list(range(len(body["options"])))
        case "ordering":
            return list(range(len(body["items"])))
        case "matching":
            rights = [pair["right"] for pair in body["pairs"]] + body["extra"]
            return list(range(len(dict.fromkeys(rights))))
    return []
