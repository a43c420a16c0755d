"""The answers of each of Moodle's kinds that is also ours."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from portal import thai
from portal.errors import N_
from portal.questionnaire.formats.markup import has_tags, plain_text
from portal.questionnaire.formats.moodle_xml.tree import Node
from portal.questionnaire.formats.problems import Unreadable, clean
from portal.questionnaire.formats.shares import exact, from_percent
from portal.thai import NotUnderstood

Read = tuple[str, dict[str, Any], list[str]]
_YES = ("1", "true")
_PICTURE_IN_ANSWER = N_("มีภาพในตัวเลือกหรือคำอธิบาย ระบบรับภาพเฉพาะในตัวคำถาม")
_OTHERS = N_("คำอธิบายของคำตอบอื่นที่ไม่ตรงข้อใดไม่ได้นำเข้า ระบบแสดงคำอธิบายเฉพาะคำตอบที่กำหนดไว้")
_UNITS = N_("หน่วยนับของคำตอบไม่ได้นำเข้า โปรดเขียนหน่วยไว้ในตัวคำถาม")


def rich_text(node: Node) -> str:
    """Return the plain text of an element whose `format` says how it is written."""
    raw = node.one("text").text if node.children else node.text
    match node.attrs.get("format", "html" if has_tags(raw) else "plain_text"):
        case "html":
            return clean(plain_text(raw).text)
        case "moodle_auto_format" if has_tags(raw):
            return clean(plain_text(raw.strip().replace("\n", "<br>")).text)
        case _:
            return clean(raw)


def _answer_text(node: Node) -> str:
    raw = node.one("text").text
    if any(node.all("file")) or any(node.one("feedback").all("file")) or (has_tags(raw) and plain_text(raw).pictures):
        raise Unreadable(_PICTURE_IN_ANSWER, offset=node.line)
    return rich_text(node)


def _fraction(node: Node) -> str:
    typed = node.attrs.get("fraction", "0")
    try:
        return from_percent(typed)
    except NotUnderstood:
        raise Unreadable(N_("อ่านน้ำหนักคะแนน “%(typed)s” ไม่ได้"), offset=node.line, typed=typed[:40]) from None


def _choice(node: Node) -> Read:
    options = [
        {"text": _answer_text(answer), "fraction": _fraction(answer), "feedback": rich_text(answer.one("feedback"))}
        for answer in node.all("answer")
    ]
    is_single = (node.value("single") or "true").lower() in _YES
    return ("single" if is_single else "multiple"), {"options": options}, []


def _truefalse(node: Node) -> Read:
    right, feedbacks = None, {"true": "", "false": ""}
    for answer in node.all("answer"):
        word = clean(answer.one("text").text).lower()
        if word not in feedbacks:
            raise Unreadable(N_("คำตอบของคำถามถูกหรือผิดต้องเป็น true หรือ false"), offset=answer.line)
        feedbacks[word] = rich_text(answer.one("feedback"))
        if Decimal(_fraction(answer)) > 0:
            right = word == "true"
    return "truefalse", {"right": right, **{f"feedback_{word}": text for word, text in feedbacks.items()}}, []


def _text(node: Node) -> Read:
    answers = [
        {
            "text": clean(answer.one("text").text),
            "fraction": _fraction(answer),
            "feedback": rich_text(answer.one("feedback")),
        }
        for answer in node.all("answer")
    ]
    return "text", {"answers": answers, "case_sensitive": node.value("usecase").lower() in _YES}, []


def _number(node: Node) -> Read:
    answers, warnings = [], [_UNITS] if any(node.one("units").all("unit")) else []
    for answer in node.all("answer"):
        typed = clean(answer.one("text").text)
        if typed == "*":
            warnings.append(_OTHERS)
            continue
        try:
            value, tolerance = exact(typed), exact(answer.value("tolerance") or "0")
        except NotUnderstood:
            raise Unreadable(N_("อ่านตัวเลข “%(typed)s” ไม่ได้"), offset=answer.line, typed=typed[:40]) from None
        feedback = rich_text(answer.one("feedback"))
        answers.append({"value": value, "tolerance": tolerance, "fraction": _fraction(answer), "feedback": feedback})
    return "number", {"answers": answers}, warnings


def _matching(node: Node) -> Read:
    pairs, extra = [], []
    for question in node.all("subquestion"):
        left, right = _answer_text(question), clean(question.value("answer"))
        if left:
            pairs.append({"left": left, "right": right})
        elif right:
            extra.append(right)
    return "matching", {"pairs": pairs, "extra": extra}, []


def _ordering(node: Node) -> Read:
    """Return the items: their fractions are their places where each has one of its own, else the file's order."""
    answers = list(node.all("answer"))
    places = [_place(answer) for answer in answers]
    order = sorted(range(len(answers)), key=lambda no: places[no]) if len(set(places)) == len(places) else None
    texts = [_answer_text(answer) for answer in answers]
    return "ordering", {"items": [texts[no] for no in order] if order else texts}, []


def _place(answer: Node) -> Decimal:
    try:
        return thai.parse_number(answer.attrs.get("fraction", "0"))
    except NotUnderstood:
        return Decimal(0)


READERS: dict[str, Callable[[Node], Read]] = {
    "multichoice": _choice,
    "truefalse": _truefalse,
    "shortanswer": _text,
    "numerical": _number,
    "matching": _matching,
    "ordering": _ordering,
}
