"""The questions of the past year's quiz: chosen from the bank and confirmed, one of them written with a wrong key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.demonstration.acts import Cast
from portal.extensions import db
from portal.questionnaire.actions import confirm_question, create_question, edit_question
from portal.questionnaire.models import Question, QuestionVersion
from portal.questionnaire.rules import Kind

WRONG_KEY = "วันส่งรายงานไตรมาสที่ 4"
_TEXT = "ปีงบประมาณ พ.ศ. 2563 รายงานความก้าวหน้าของตัวชี้วัดไตรมาสที่ 4 ต้องส่งภายในวันใด"
_FEEDBACK = "สามไตรมาสแรกกำหนดวันที่ 20 ไตรมาสที่ 4 กำหนดวันที่ 15 กันยายน"
_DAYS = ("20 กันยายน 2563", "15 กันยายน 2563", "30 กันยายน 2563", "20 ตุลาคม 2563")


def _body(right: str) -> dict[str, Any]:
    return {"options": [{"text": day, "fraction": "1" if day == right else "0", "feedback": ""} for day in _DAYS]}


CORRECTED = _body("15 กันยายน 2563")
# name -> how easy it was found; what is right is known to the bank alone
EASE = {
    "น้ำหนักของมิติที่ 1": 1.2,
    "ชื่อของมิติทั้งสี่": 0.8,
    "น้ำหนักของมิติที่ 2": -0.6,
    "ความหมายของน้ำหนัก 20 ที่พิมพ์ไว้": -0.9,
    "ตัวชี้วัดใหม่ของปี 2563": 0.3,
    "ความหมายของคำว่า รักษารอบ": 0.0,
    "ส่วนราชการที่รับผิดชอบตัวชี้วัด": 1.0,
    "คู่สัญญาของคำรับรองระดับหน่วยงาน": 0.2,
    "ผู้รับรองรายงานของส่วนราชการ": 1.5,
    "อักษรย่อของกองนโยบายและแผนงาน": 3.0,
    "ช่วงเวลาของปีงบประมาณ 2563": 1.8,
    "กำหนดรายงานประจำเดือน": 1.4,
    "เหตุที่ตัวเลขไตรมาสที่ 4 ยังไม่เป็นที่สุด": -0.4,
    WRONG_KEY: 0.4,
    "สิ่งที่นำมาเทียบกันในการตรวจสอบ": -0.2,
    "เวลาที่หลักฐานต้องพร้อม": 1.6,
    "กำหนดอุทธรณ์รอบที่ 1": -2.6,
    "ผลของการไม่แจ้งกลับ": -0.3,
    "ตัวหารของร้อยละผู้ผ่าน": -1.2,
    "เป้าหมายของความรู้ความเข้าใจ": 0.9,
}


class Bank:
    """The agency's bank in the secretariat's hands."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.chosen: list[int] = []
        self._mistaken: Question | None = None

    def prepare(self, now: datetime) -> None:
        """Write the question with the wrong key, and confirm everything that is chosen."""
        actor = self.cast.secretary()
        shipped = _by_name([name for name in EASE if name != WRONG_KEY])
        beside = shipped["กำหนดรายงานประจำเดือน"]
        self._mistaken = create_question(
            category=beside.category, body=_body(_DAYS[0]), actor=actor, now=now, **self._facts
        )
        questions = shipped | {WRONG_KEY: self._mistaken}
        self.chosen = [questions[name].id for name in EASE]
        for name in EASE:
            confirm_question(question=questions[name], no=1, actor=actor, now=now)

    def correct(self, now: datetime) -> None:
        """Add the version with the right key and confirm it."""
        question, actor = self._question(), self.cast.secretary()
        facts = {name: value for name, value in self._facts.items() if name != "kind"}
        edit_question(
            question=question, based_on_no=1, category=question.category, body=CORRECTED, actor=actor, now=now, **facts
        )
        confirm_question(question=question, no=2, actor=actor, now=now)

    def versions(self) -> Sequence[QuestionVersion]:
        """Return the version that was asked and the one with the right key."""
        return db.session.scalars(
            select(QuestionVersion)
            .where(QuestionVersion.question_id == self._question().id)
            .order_by(QuestionVersion.no)
        ).all()

    @property
    def _facts(self) -> dict[str, Any]:
        tags = ["รายไตรมาส", "คำถามสาธิต"]
        kept = {"kind": Kind.SINGLE, "name": WRONG_KEY, "text": _TEXT, "feedback": _FEEDBACK}
        return kept | {"tags": tags, "citation": "study 6 summary row 3"}

    def _question(self) -> Question:
        assert self._mistaken is not None  # noqa: S101  (written before)
        return self._mistaken


def _by_name(names: Sequence[str]) -> dict[str, Question]:
    rows = db.session.execute(
        select(QuestionVersion.name, Question)
        .join(QuestionVersion.question)
        .where(QuestionVersion.name.in_(names), QuestionVersion.no == Question.latest_no)
    )
    return dict(rows.all())
