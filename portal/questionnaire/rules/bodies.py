"""What a body must be before it may be kept: shape, texts, fractions that add up, a full mark that can be reached.

A refusal names the field as the form does: "options", or "options-2-fraction" for a part of the third row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from portal import thai
from portal.errors import N_, RuleBroken
from portal.questionnaire.rules.kinds import (
    FEEDBACK_CHARACTERS,
    FEWEST_ROWS,
    MOST_ROWS,
    ROW_CHARACTERS,
    Body,
    Kind,
    fraction_of,
    rights_of,
)
from portal.questionnaire.rules.marks import matched_answer
from portal.questionnaire.rules.responses import right_response

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")
# what thirds, sixths and the like may miss 1 by when they are written with five decimals
SUM_TOLERANCE = Decimal("0.001")


def check_body(kind: str, body: Body) -> None:
    """Raise RuleBroken, with the form's field, unless the body is a whole and markable question of its kind."""
    if not isinstance(body, Mapping):
        raise _malformed()
    try:
        checked = Kind(kind)
    except ValueError:
        raise RuleBroken(N_("ไม่รู้จักชนิดคำถาม “%(kind)s”"), field="kind", kind=thai.shorten(str(kind), 40)) from None
    {
        Kind.SINGLE: _check_single,
        Kind.MULTIPLE: _check_multiple,
        Kind.TRUEFALSE: _check_truefalse,
        Kind.NUMBER: _check_number,
        Kind.TEXT: _check_text,
        Kind.MATCHING: _check_matching,
        Kind.ORDERING: _check_ordering,
    }[checked](body)


def _check_single(body: Body) -> None:
    options = _checked_options(body)
    if max(fraction_of(option) for option in options) != 1:
        raise RuleBroken(N_("ต้องมีตัวเลือกที่ได้คะแนนเต็ม (สัดส่วนคะแนน 1) อย่างน้อยหนึ่งตัวเลือก"), field="options")


def _check_multiple(body: Body) -> None:
    options = _checked_options(body)
    total = sum((fraction_of(option) for option in options if fraction_of(option) > 0), Decimal(0))
    if abs(total - 1) > SUM_TOLERANCE:
        raise RuleBroken(
            N_("สัดส่วนคะแนนของตัวเลือกที่ถูกต้องรวมกันต้องเท่ากับ 1 ขณะนี้รวมได้ %(total)s"),
            field="options",
            total=format(total.normalize(), "f"),
        )


def _checked_options(body: Body) -> Sequence[Mapping[str, Any]]:
    options = _rows(body, "options")
    for no, option in enumerate(options):
        _check_line(option.get("text"), f"options-{no}-text", N_("โปรดพิมพ์ข้อความของตัวเลือก"))
        _check_fraction(option, f"options-{no}-fraction")
        _check_feedback(option.get("feedback", ""), f"options-{no}-feedback")
    _check_distinct([option["text"] for option in options], "options-%d-text", N_("ตัวเลือกนี้ซ้ำกับตัวเลือกก่อนหน้า"))
    return options


def _check_truefalse(body: Body) -> None:
    if not isinstance(body.get("right"), bool):
        raise RuleBroken(N_("โปรดเลือกว่าข้อความนี้ถูกหรือผิด"), field="right")
    for part in ("feedback_true", "feedback_false"):
        _check_feedback(body.get(part, ""), part)


def _check_number(body: Body) -> None:
    answers = _rows(body, "answers", fewest=1)
    for no, answer in enumerate(answers):
        if not _is_decimal(answer.get("value")):
            raise RuleBroken(N_("โปรดพิมพ์คำตอบเป็นตัวเลข"), field=f"answers-{no}-value")
        tolerance = answer.get("tolerance")
        if not _is_decimal(tolerance) or Decimal(str(tolerance)) < 0:
            raise RuleBroken(N_("ค่าคลาดเคลื่อนที่ยอมรับต้องเป็นตัวเลขตั้งแต่ 0 ขึ้นไป"), field=f"answers-{no}-tolerance")
        _check_answer(answer, no)
    _check_full_mark(Kind.NUMBER, body)


def _check_text(body: Body) -> None:
    if not isinstance(body.get("case_sensitive", False), bool):
        raise _malformed()
    answers = _rows(body, "answers", fewest=1)
    for no, answer in enumerate(answers):
        _check_line(answer.get("text"), f"answers-{no}-text", N_("โปรดพิมพ์คำตอบที่ยอมรับ"))
        _check_answer(answer, no)
    _check_full_mark(Kind.TEXT, body)


def _check_answer(answer: Mapping[str, Any], no: int) -> None:
    _check_fraction(answer, f"answers-{no}-fraction")
    _check_feedback(answer.get("feedback", ""), f"answers-{no}-feedback")


def _check_full_mark(kind: Kind, body: Body) -> None:
    """Refuse a question nobody could answer rightly: the first answer that fits is the one that counts."""
    if all(fraction_of(answer) != 1 for answer in body["answers"]):
        raise RuleBroken(N_("ต้องมีคำตอบที่ได้คะแนนเต็ม (สัดส่วนคะแนน 1) อย่างน้อยหนึ่งคำตอบ"), field="answers")
    response = right_response(kind, body)
    found = matched_answer(kind, body, response) if response is not None else None
    if found is None or fraction_of(found) != 1:
        raise RuleBroken(
            N_("ไม่มีคำตอบใดได้คะแนนเต็ม เพราะคำตอบที่อยู่ก่อนหน้ารับคำตอบเดียวกันไปแล้ว โปรดเลื่อนคำตอบที่ได้คะแนนเต็มขึ้นก่อน"),
            field="answers",
        )


def _check_matching(body: Body) -> None:
    pairs = _rows(body, "pairs")
    for no, pair in enumerate(pairs):
        _check_line(pair.get("left"), f"pairs-{no}-left", N_("โปรดพิมพ์ข้อความด้านซ้ายของคู่นี้"))
        _check_line(pair.get("right"), f"pairs-{no}-right", N_("โปรดพิมพ์ข้อความที่จับคู่กัน"))
    _check_distinct([pair["left"] for pair in pairs], "pairs-%d-left", N_("ข้อความด้านซ้ายซ้ำกับคู่ก่อนหน้า"))
    extra = _list(body.get("extra", []))
    _check_count(extra, "extra", fewest=0)
    for text in extra:
        _check_line(text, "extra", N_("ตัวลวงต้องไม่ว่าง"))
    if len(rights_of(body)) < FEWEST_ROWS:
        raise RuleBroken(N_("ข้อความที่ให้เลือกจับคู่ต้องต่างกันอย่างน้อย 2 ข้อความ โปรดเพิ่มคู่หรือตัวลวง"), field="pairs")


def _check_ordering(body: Body) -> None:
    items = _list(body.get("items"))
    _check_count(items, "items", FEWEST_ROWS)
    for no, text in enumerate(items):
        _check_line(text, f"items-{no}-text", N_("โปรดพิมพ์ข้อความของรายการ"))
    _check_distinct(items, "items-%d-text", N_("รายการนี้ซ้ำกับรายการก่อนหน้า"))


def _rows(body: Body, name: str, fewest: int = FEWEST_ROWS) -> Sequence[Mapping[str, Any]]:
    rows = _list(body.get(name))
    if not all(isinstance(row, Mapping) for row in rows):
        raise _malformed()
    _check_count(rows, name, fewest)
    return rows


def _check_count(rows: Sequence[object], field: str, fewest: int) -> None:
    if len(rows) < fewest:
        raise RuleBroken(N_("ต้องมีอย่างน้อย %(fewest)s รายการ โปรดพิมพ์เพิ่ม"), field=field, fewest=fewest)
    if len(rows) > MOST_ROWS:
        raise RuleBroken(N_("มีได้ไม่เกิน %(most)s รายการ โปรดลดจำนวน"), field=field, most=MOST_ROWS)


def _check_line(text: object, field: str, missing: str) -> None:
    if not isinstance(text, str) or not text.strip():
        raise RuleBroken(missing, field=field)
    if len(text) > ROW_CHARACTERS:
        raise RuleBroken(N_("ข้อความยาวได้ไม่เกิน %(most)s ตัวอักษร"), field=field, most=ROW_CHARACTERS)


def _check_feedback(text: object, field: str) -> None:
    if not isinstance(text, str):
        raise _malformed()
    if len(text) > FEEDBACK_CHARACTERS:
        raise RuleBroken(N_("คำอธิบายยาวได้ไม่เกิน %(most)s ตัวอักษร"), field=field, most=FEEDBACK_CHARACTERS)


def _check_fraction(row: Mapping[str, Any], field: str) -> None:
    fraction = row.get("fraction")
    if not _is_decimal(fraction) or abs(Decimal(str(fraction))) > 1:
        raise RuleBroken(N_("สัดส่วนคะแนนต้องเป็นตัวเลขตั้งแต่ -1 ถึง 1 เช่น 1, 0.5 หรือ -0.25"), field=field)


def _check_distinct(texts: Sequence[str], field: str, message: str) -> None:
    seen: set[str] = set()
    for no, text in enumerate(texts):
        key = " ".join(thai.normalise(text).split())
        if key in seen:
            raise RuleBroken(message, field=field % no)
        seen.add(key)


def _is_decimal(text: object) -> bool:
    return isinstance(text, str) and _DECIMAL.fullmatch(text) is not None


def _list(value: object) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise _malformed()
    return value


def _malformed() -> RuleBroken:
    return RuleBroken(N_("ข้อมูลคำถามไม่ครบหรือผิดรูปแบบ"), field="kind")
