"""Questions into a GIFT file that Moodle reads and that our reader reads back exactly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from portal.questionnaire.formats.categories import join_path
from portal.questionnaire.formats.gift.escapes import escaped, escaped_piece
from portal.questionnaire.formats.shares import to_percent
from portal.questionnaire.rules.drafts import QuestionDraft
from portal.questionnaire.rules.shares import decimal_text


def write(drafts: Iterable[QuestionDraft]) -> str:
    """Return the file's text; questions follow each other as given, with their categories above them."""
    out: list[str] = []
    category: tuple[str, ...] = ()
    for draft in drafts:
        if draft.category_path != category:
            category = draft.category_path
            out.append(f"$CATEGORY: {join_path(category)}\n")
        out.append(_question(draft))
    return "\n".join(out)


def _question(draft: QuestionDraft) -> str:
    lines = _notes(draft)
    answers = _ANSWERS[draft.kind](draft.body)
    if draft.feedback:
        answers.append(f"####{escaped_piece(draft.feedback)}")
    head = f"::{escaped(draft.name)}::{escaped_text(draft.text)}"
    opening = "{" + answers.pop(0) if draft.kind in ("truefalse", "number", "ordering") else "{"
    return "\n".join([*lines, head + opening, *(f"\t{answer}" for answer in answers), "}", ""])


def escaped_text(text: str) -> str:
    """Return a question's text, marked as plain so that no sign in it is taken for HTML."""
    return "[plain]" + escaped(text)


def _notes(draft: QuestionDraft) -> list[str]:
    notes = [("tag", tag) for tag in draft.tags]
    notes += [("citation", draft.citation), ("manual", draft.manual_page)]
    if draft.points != 1:
        notes.append(("points", decimal_text(draft.points)))
    if draft.body.get("case_sensitive"):
        notes.append(("case", "yes"))
    written = [f"[{name}:{_note_text(value)}]" for name, value in notes if value]
    return ["// " + " ".join(written)] if written else []


def _note_text(value: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", " ".join(value.split()))


def _single(body: Mapping[str, Any]) -> list[str]:
    percents = [to_percent(option["fraction"]) for option in body["options"]]
    rows = []
    for no, (percent, option) in enumerate(zip(percents, body["options"], strict=True)):
        # without any ~ a row of right answers would be taken for short answers
        is_equal = percent == "100" and (no == 0 or set(percents) != {"100"})
        rows.append(("=" if is_equal else _wrong(option["fraction"])) + _answer(option))
    return rows


def _multiple(body: Mapping[str, Any]) -> list[str]:
    return [_wrong(option["fraction"]) + _answer(option) for option in body["options"]]


def _wrong(fraction: str) -> str:
    percent = to_percent(fraction)
    return "~" if percent == "0" else f"~%{percent}%"


def _answer(row: Mapping[str, Any]) -> str:
    feedback = row.get("feedback", "")
    return escaped_piece(row["text"]) + (f"#{escaped_piece(feedback)}" if feedback else "")


def _text(body: Mapping[str, Any]) -> list[str]:
    return [_weighted(answer["fraction"]) + _answer(answer) for answer in body["answers"]]


def _weighted(fraction: str) -> str:
    percent = to_percent(fraction)
    return "=" if percent == "100" else f"=%{percent}%"


def _truefalse(body: Mapping[str, Any]) -> list[str]:
    right = body["right"]
    for_true, for_false = (escaped_piece(body.get(part, "")) for part in ("feedback_true", "feedback_false"))
    wrong_one, right_one = (for_false, for_true) if right else (for_true, for_false)
    tail = f"#{wrong_one}" + (f"#{right_one}" if right_one else "") if wrong_one or right_one else ""
    return [("TRUE" if right else "FALSE") + tail]


def _number(body: Mapping[str, Any]) -> list[str]:
    rows = []
    for answer in body["answers"]:
        feedback = f"#{escaped_piece(answer['feedback'])}" if answer.get("feedback") else ""
        rows.append(f"{_weighted(answer['fraction'])}{answer['value']}:{answer['tolerance']}{feedback}")
    return ["#", *rows]


def _matching(body: Mapping[str, Any]) -> list[str]:
    pairs = [f"={escaped_piece(pair['left'])} -> {escaped_piece(pair['right'])}" for pair in body["pairs"]]
    return pairs + [f"= -> {escaped_piece(text)}" for text in body.get("extra", ())]


def _ordering(body: Mapping[str, Any]) -> list[str]:
    items = body["items"]
    return [
        f">{len(items)} ALL VERTICAL",
        *(("\\" if item.startswith("//") else "") + escaped_piece(item) for item in items),
    ]


_ANSWERS = {
    "single": _single,
    "multiple": _multiple,
    "truefalse": _truefalse,
    "number": _number,
    "text": _text,
    "matching": _matching,
    "ordering": _ordering,
}
