"""What stands between the braces of a GIFT question: which kind it is, and its body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from portal.errors import N_
from portal.questionnaire.formats.gift.escapes import find, places, text_of
from portal.questionnaire.formats.problems import Unreadable
from portal.questionnaire.formats.shares import exact, from_percent, middle
from portal.questionnaire.rules.kinds import MOST_ROWS
from portal.thai import NotUnderstood

_ESSAY = N_("ระบบไม่รับคำถามอัตนัย (essay) ซึ่งไม่มีคำตอบในวงเล็บปีกกา")
_BAD_WEIGHT = N_("อ่านน้ำหนักคะแนน “%(typed)s” ไม่ได้ โปรดใช้รูปแบบ %%50%% หรือ %%-25%%")
_BAD_NUMBER = N_("อ่านตัวเลข “%(typed)s” ไม่ได้ โปรดใช้รูปแบบ 3, 3:0.5 หรือ 1..5")
_NO_NUMBER = N_("ไม่มีตัวเลขหลังเครื่องหมาย #")
_BAD_PAIR = N_("คำถามจับคู่ต้องเขียนแต่ละคู่เป็น =ซ้าย -> ขวา")
_OTHERS = N_("คำอธิบายของคำตอบอื่นที่ไม่ตรงข้อใดไม่ได้นำเข้า ระบบแสดงคำอธิบายเฉพาะคำตอบที่กำหนดไว้")
_WEIGHT = re.compile(r"\s*%([^%\s]{1,16})%")
_ORDERING = re.compile(r">[0-9 \t]*(?:[A-Z_]+[ \t]*)*(?:\n|$)")
_TRUTHS = {"T": True, "TRUE": True, "ถูก": True, "F": False, "FALSE": False, "ผิด": False}


@dataclass
class Answers:
    """A question's kind and body; `feedback` is still as written."""

    kind: str
    body: dict[str, Any]
    feedback: str = ""
    warnings: list[Unreadable] = field(default_factory=list)


@dataclass(frozen=True)
class Piece:
    """One answer: its sign (= or ~), weight in percent or "", text and feedback as written, place in the question."""

    sign: str
    weight: str
    text: str
    feedback: str
    offset: int


def read_answers(inside: str, at: int, markup: str) -> Answers:
    """Return what the braces hold.

    at: place of the first character in the question; markup: the format the question's text is in
    Raises Unreadable with the place of the fault.
    """
    ends = [match.start() for match in places(inside, "####")]
    feedback = inside[ends[-1] + 4 :] if ends else ""
    own = inside[: ends[-1]] if ends else inside
    at += len(own) - len(own.lstrip())
    own = own.strip()
    answers = _by_kind(own, at, markup)
    answers.feedback = feedback
    return answers


def _by_kind(own: str, at: int, markup: str) -> Answers:
    if not own:
        raise Unreadable(_ESSAY, offset=at)
    if _ORDERING.match(own):
        return _ordering(own, markup)
    if own.startswith("#"):
        return _number(own[1:], at + 1, markup)
    if find(own, "~") >= 0:
        return _choice(own, at, markup)
    head, *feedbacks = _cut(own, "#")
    if head.strip().upper() in _TRUTHS:
        return _truefalse(_TRUTHS[head.strip().upper()], [text_of(each, markup) for each in feedbacks])
    if find(own, "=") >= 0 and find(own, "->") >= 0:
        return _matching(own, at, markup)
    return _text(own, at, markup)


def _choice(own: str, at: int, markup: str) -> Answers:
    options, is_single = [], False
    for piece in _pieces(own, at):
        is_single = is_single or piece.sign == "="
        weight = piece.weight or ("100" if piece.sign == "=" else "0")
        options.append(
            {
                "text": text_of(piece.text, markup),
                "fraction": _fraction(weight, piece.offset),
                "feedback": text_of(piece.feedback, markup),
            }
        )
    return Answers("single" if is_single else "multiple", {"options": options})


def _text(own: str, at: int, markup: str) -> Answers:
    answers = [
        {
            "text": text_of(piece.text, markup),
            "fraction": _fraction(piece.weight or "100", piece.offset),
            "feedback": text_of(piece.feedback, markup),
        }
        for piece in _pieces(own, at)
    ]
    return Answers("text", {"answers": answers})


def _truefalse(right: bool, feedbacks: list[str]) -> Answers:
    """Return the body: of two feedbacks the first is for the wrong answer, the second for the right one."""
    wrong_one, right_one = [*feedbacks, "", ""][:2]
    for_true, for_false = (right_one, wrong_one) if right else (wrong_one, right_one)
    return Answers("truefalse", {"right": right, "feedback_true": for_true, "feedback_false": for_false})


def _matching(own: str, at: int, markup: str) -> Answers:
    pairs, extra = [], []
    for piece in _pieces(own, at, weighted=False):
        arrow = find(piece.text, "->")
        if arrow < 0:
            raise Unreadable(_BAD_PAIR, offset=piece.offset)
        left, right = text_of(piece.text[:arrow], markup), text_of(piece.text[arrow + 2 :], markup)
        if left:
            pairs.append({"left": left, "right": right})
        else:
            extra.append(right)
    return Answers("matching", {"pairs": pairs, "extra": extra})


def _ordering(own: str, markup: str) -> Answers:
    lines = own.split("\n")[1:]
    return Answers("ordering", {"items": [text_of(line, markup) for line in lines if line.strip()]})


def _number(own: str, at: int, markup: str) -> Answers:
    answers, warnings = [], []
    for piece in _pieces(own, at):
        if piece.sign == "~" or piece.text.strip() == "*":
            warnings.append(Unreadable(_OTHERS, offset=piece.offset))
            continue
        value, tolerance = _value(piece)
        answers.append(
            {
                "value": value,
                "tolerance": tolerance,
                "fraction": _fraction(piece.weight or "100", piece.offset),
                "feedback": text_of(piece.feedback, markup),
            }
        )
    if not answers:
        raise Unreadable(_NO_NUMBER, offset=at)
    return Answers("number", {"answers": answers}, warnings=warnings)


def _value(piece: Piece) -> tuple[str, str]:
    typed = piece.text.strip()
    try:
        if ".." in typed:
            lowest, _, highest = typed.partition("..")
            return middle(lowest, highest)
        value, _, tolerance = typed.partition(":")
        return exact(value), exact(tolerance or "0")
    except NotUnderstood:
        raise Unreadable(_BAD_NUMBER, offset=piece.offset, typed=typed[:40]) from None


def _fraction(weight: str, offset: int) -> str:
    try:
        return from_percent(weight)
    except NotUnderstood:
        raise Unreadable(_BAD_WEIGHT, offset=offset, typed=f"%{weight}%") from None


def _pieces(own: str, at: int, *, weighted: bool = True) -> Iterator[Piece]:
    """Yield the answers: cut at each = and ~; what stands before the first sign is an answer too."""
    # a question with more answers is refused in any case
    cuts = [(match.start(), match[0]) for match in islice(places(own, "=", "~"), 5 * MOST_ROWS)]
    if not cuts or own[: cuts[0][0]].strip():
        cuts.insert(0, (-1, "="))
    ends = [start for start, _ in cuts[1:]] + [len(own)]
    for (start, sign), end in zip(cuts, ends, strict=True):
        text = own[start + 1 : end]
        match = _WEIGHT.match(text) if weighted else None
        has_weight = match is not None and any(character.isdigit() for character in match[1])
        if match is not None and has_weight:
            text = text[match.end() :]
        body, _, feedback = _first_cut(text)
        yield Piece(sign, match[1] if match is not None and has_weight else "", body, feedback, at + max(start, 0))


def _first_cut(text: str) -> tuple[str, str, str]:
    hash_at = find(text, "#")
    return (text, "", "") if hash_at < 0 else (text[:hash_at], "#", text[hash_at + 1 :])


def _cut(text: str, sign: str) -> list[str]:
    """Return the parts between the unescaped signs."""
    parts, start = [], 0
    for match in places(text, sign):
        parts.append(text[start : match.start()])
        start = match.end()
    return [*parts, text[start:]]
