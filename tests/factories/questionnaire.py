"""Smallest valid categories and questions of every kind, committed."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from itertools import count
from typing import Any

from portal.extensions import db
from portal.people.models import Unit
from portal.questionnaire.models import Question, QuestionCategory, QuestionVersion
from portal.questionnaire.rules import search_text

_number = count(1)
CREATED = datetime(2026, 10, 1, tzinfo=UTC)

BODIES: dict[str, dict[str, Any]] = {
    "single": {
        "options": [
            {"text": "วันที่ 20 ธันวาคม", "fraction": "1", "feedback": "ตรงตามปฏิทินการรายงาน"},
            {"text": "วันที่ 31 ธันวาคม", "fraction": "0", "feedback": "เป็นวันสิ้นไตรมาส"},
            {"text": "วันที่ 5 มกราคม", "fraction": "-0.25", "feedback": ""},
        ]
    },
    "multiple": {
        "options": [
            {"text": "รายงานผล", "fraction": "0.5", "feedback": ""},
            {"text": "หลักฐาน", "fraction": "0.5", "feedback": ""},
            {"text": "ใบเสร็จส่วนตัว", "fraction": "-0.5", "feedback": "ไม่ใช่หลักฐานของงาน"},
            {"text": "รูปถ่ายเล่น", "fraction": "-0.5", "feedback": ""},
        ]
    },
    "truefalse": {"right": True, "feedback_true": "ถูกต้อง", "feedback_false": "โปรดอ่านคู่มืออีกครั้ง"},
    "number": {
        "answers": [
            {"value": "80", "tolerance": "0", "fraction": "1", "feedback": ""},
            {"value": "80", "tolerance": "5", "fraction": "0.5", "feedback": "ใกล้เคียง"},
        ]
    },
    "text": {
        "answers": [
            {"text": "สำนัก*", "fraction": "1", "feedback": ""},
            {"text": "กอง", "fraction": "0.5", "feedback": "กองเป็นส่วนหนึ่ง"},
        ],
        "case_sensitive": False,
    },
    "matching": {
        "pairs": [
            {"left": "ไตรมาส 1", "right": "20 ธันวาคม"},
            {"left": "ไตรมาส 2", "right": "20 มีนาคม"},
            {"left": "ไตรมาส 3", "right": "20 มิถุนายน"},
        ],
        "extra": ["15 กันยายน"],
    },
    "ordering": {"items": ["จัดทำ", "ตรวจสอบ", "รับรอง", "เผยแพร่"]},
}


def make_category(unit: Unit, parent: QuestionCategory | None = None, **changes: Any) -> QuestionCategory:
    """Return a category of the agency, at the top or under a parent."""
    number = next(_number)
    values: dict[str, Any] = {
        "unit_id": unit.id,
        "parent_id": parent.id if parent else None,
        "name": f"หมวดทดสอบ {number}",
        "position": number,
    } | changes
    category = QuestionCategory(**values)
    db.session.add(category)
    db.session.commit()
    return category


def make_question(
    category: QuestionCategory, kind: str = "single", *, body: dict[str, Any] | None = None, **changes: Any
) -> Question:
    """Return a question with one version; `changes` are the version's fields, or when it was retired or confirmed."""
    number = next(_number)
    own = {key: changes.pop(key) for key in ("retired_at", "confirmed_at", "confirmed_by_id") if key in changes}
    values: dict[str, Any] = {
        "no": 1,
        "kind": kind,
        "name": f"คำถามทดสอบ {number}",
        "text": f"ข้อความคำถามทดสอบ {number}",
        "body": deepcopy(BODIES[kind]) if body is None else body,
        "tags": [],
        "created_at": CREATED,
    } | changes
    question = Question(
        category_id=category.id,
        created_at=CREATED,
        search_text=search_text(values["name"], values["text"], values["tags"]),
        **own,
    )
    db.session.add(question)
    db.session.flush()
    db.session.add(QuestionVersion(question_id=question.id, **values))
    db.session.commit()
    return question


def add_version(question: Question, **changes: Any) -> QuestionVersion:
    """Return a further version of the question: the newest one with changes."""
    latest = version_of(question)
    names = ("kind", "name", "text", "body", "feedback", "points", "citation", "manual_page", "indicator_id", "tags")
    question.latest_no += 1
    values = {name: getattr(latest, name) for name in names} | {"created_at": CREATED} | changes
    version = QuestionVersion(question_id=question.id, no=question.latest_no, **values)
    db.session.add(version)
    db.session.commit()
    return version


def version_of(question: Question) -> QuestionVersion:
    """Return the question's newest version."""
    return db.session.query(QuestionVersion).filter_by(question_id=question.id, no=question.latest_no).one()
