"""The cells of the options by kind: body into cells and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal import thai
from portal.errors import N_
from portal.questionnaire.formats.problems import Unreadable
from portal.questionnaire.formats.shares import exact, from_percent, middle, to_percent
from portal.questionnaire.formats.sheet.columns import FALSE, RIGHT_MARKS, TRUE, WRONG_MARKS
from portal.questionnaire.rules.shares import automatic_fractions
from portal.thai import NotUnderstood

_PERCENT = re.compile(r"(?:ร้อยละ\s*)?([-+]?[0-9.,]+)\s*%?")
_TOLERANCE = re.compile(r"\s*(?:±|\+/-|:)\s*")
_BAD_MARK = N_("อ่านช่องถูกหรือคู่ “%(typed)s” ไม่ได้ โปรดเลือก ถูก หรือพิมพ์ร้อยละ เช่น 50%%")
_BAD_NUMBER = N_("อ่านตัวเลข “%(typed)s” ไม่ได้ โปรดพิมพ์เช่น 80 หรือ 80 ± 0.5")
_BAD_TRUTH = N_("คำถามถูกหรือผิดต้องมีคำตอบที่ถูกเพียงคำตอบเดียว คือ ถูก หรือ ผิด")
_NO_PAIR = N_("“%(typed)s” ยังไม่มีคู่ โปรดพิมพ์ข้อความที่จับคู่กันในช่องถูกหรือคู่")


@dataclass(frozen=True)
class Row:
    """The three cells of an option."""

    option: str = ""
    mark: str = ""
    note: str = ""

    @property
    def is_given(self) -> bool:
        """Whether anything stands in them."""
        return bool(self.option or self.mark or self.note)


def _is_right(row: Row) -> bool:
    return thai.search_key(row.mark) in RIGHT_MARKS


def _fraction(row: Row, *, blank: str) -> str:
    key = thai.search_key(row.mark)
    if not key:
        return blank
    if key in RIGHT_MARKS:
        return "1"
    if key in WRONG_MARKS:
        return "0"
    match = _PERCENT.fullmatch(key)
    try:
        if match is None:
            raise NotUnderstood("form")
        return from_percent(match[1])
    except NotUnderstood:
        raise Unreadable(_BAD_MARK, typed=row.mark[:40]) from None


def _single(rows: Sequence[Row]) -> dict[str, Any]:
    return {"options": [_option(row, _fraction(row, blank="0")) for row in rows]}


def _multiple(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the options: marked ones share the points and the others take away as much, unless percents are given."""
    shares = automatic_fractions("multiple", [_is_right(row) for row in rows])
    is_marked = any(_is_right(row) for row in rows)
    plain = RIGHT_MARKS | WRONG_MARKS
    return {
        "options": [
            _option(row, share if is_marked and thai.search_key(row.mark) in plain else _fraction(row, blank="0"))
            for row, share in zip(rows, shares, strict=True)
        ]
    }


def _option(row: Row, fraction: str) -> dict[str, str]:
    return {"text": row.option, "fraction": fraction, "feedback": row.note}


def _truefalse(rows: Sequence[Row]) -> dict[str, Any]:
    notes, right = {TRUE: "", FALSE: ""}, []
    for row in rows:
        word = {"true": TRUE, "false": FALSE}.get(thai.search_key(row.option), row.option)
        if word not in notes:
            raise Unreadable(_BAD_TRUTH)
        notes[word] = row.note
        if _is_right(row) or (len(rows) == 1 and not row.mark):
            right.append(word)
    if len(right) != 1:
        raise Unreadable(_BAD_TRUTH)
    return {"right": right[0] == TRUE, "feedback_true": notes[TRUE], "feedback_false": notes[FALSE]}


def _number(rows: Sequence[Row]) -> dict[str, Any]:
    answers = []
    for row in rows:
        value, tolerance = _value(row.option)
        fraction = _fraction(row, blank="1")
        answers.append({"value": value, "tolerance": tolerance, "fraction": fraction, "feedback": row.note})
    return {"answers": answers}


def _value(typed: str) -> tuple[str, str]:
    try:
        if ".." in typed:
            lowest, _, highest = typed.partition("..")
            return middle(lowest, highest)
        value, *tolerance = _TOLERANCE.split(typed, maxsplit=1)
        return exact(value), exact(tolerance[0] if tolerance else "0")
    except NotUnderstood:
        raise Unreadable(_BAD_NUMBER, typed=typed[:40]) from None


def _text(rows: Sequence[Row]) -> dict[str, Any]:
    return {"answers": [_option(row, _fraction(row, blank="1")) for row in rows]}


def _matching(rows: Sequence[Row]) -> dict[str, Any]:
    for row in rows:
        if row.option and not row.mark:
            raise Unreadable(_NO_PAIR, typed=row.option[:40])
    pairs = [{"left": row.option, "right": row.mark} for row in rows if row.option]
    return {"pairs": pairs, "extra": [row.mark for row in rows if not row.option and row.mark]}


def _ordering(rows: Sequence[Row]) -> dict[str, Any]:
    return {"items": [row.option for row in rows]}


READERS: Mapping[str, Callable[[Sequence[Row]], dict[str, Any]]] = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _truefalse,
    "number": _number,
    "text": _text,
    "matching": _matching,
    "ordering": _ordering,
}


def cells(kind: str, body: Mapping[str, Any]) -> list[Row]:
    """Return the rows of cells that `READERS` turn back into the body."""
    match kind:
        case "single":
            return [_cells(each, each["text"], "") for each in body["options"]]
        case "multiple":
            # percents, not marks: shares of the right ones may differ
            return [_percents(each) for each in body["options"]]
        case "truefalse":
            for_true, for_false = body.get("feedback_true", ""), body.get("feedback_false", "")
            right = TRUE if body["right"] else ""
            return [Row(TRUE, right, for_true), Row(FALSE, "" if right else TRUE, for_false)]
        case "number":
            return [_cells(each, _number_cell(each), TRUE) for each in body["answers"]]
        case "text":
            return [_cells(each, each["text"], TRUE) for each in body["answers"]]
        case "matching":
            pairs = [Row(pair["left"], pair["right"]) for pair in body["pairs"]]
            return pairs + [Row("", text) for text in body.get("extra", ())]
        case _:
            return [Row(item) for item in body["items"]]


def _cells(row: Mapping[str, Any], shown: str, full: str) -> Row:
    return Row(shown, _mark(row["fraction"], full), row.get("feedback", ""))


def _number_cell(answer: Mapping[str, Any]) -> str:
    has_tolerance = Decimal(answer["tolerance"]) != 0
    return f"{answer['value']} ± {answer['tolerance']}" if has_tolerance else str(answer["value"])


def _percents(option: Mapping[str, Any]) -> Row:
    return Row(option["text"], f"{to_percent(option['fraction'])}%", option.get("feedback", ""))


def _mark(fraction: str, full: str) -> str:
    """Return the cell of a fraction; full: what a whole answer is marked with where its kind needs no mark."""
    percent = to_percent(fraction)
    if percent == "100":
        return full or TRUE
    return f"{percent}%" if percent != "0" or full else ""
