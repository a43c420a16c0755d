"""Questions out of the Excel form."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal import thai
from portal.errors import N_, RuleBroken
from portal.questionnaire.formats.categories import split_path
from portal.questionnaire.formats.problems import (
    MAX_QUESTIONS,
    Unreadable,
    clean,
    finished,
    problem_of,
)
from portal.questionnaire.formats.sheet.bodies import READERS, Row
from portal.questionnaire.formats.sheet.columns import CASE_SENSITIVE, KINDS, MARK, NOTE, OPTION, find_columns
from portal.questionnaire.rules.drafts import QuestionDraft
from portal.questionnaire.rules.imports import Problem
from portal.spreadsheet import Value, read_rows
from portal.thai import NotUnderstood

_KINDS = {thai.search_key(word): kind for word, kind in KINDS.items()}


def read(content: bytes, filename: str = "questions.xlsx") -> tuple[list[QuestionDraft], list[Problem]]:
    """Return the questions that could be read, and the problems with the numbers of their rows.

    Raises RuleBroken (field "file") for what is no plain table, lacks a column, or has no questions.
    """
    try:
        grid = list(read_rows(io.BytesIO(content), filename, max_rows=MAX_QUESTIONS + 1))
    except RuleBroken as broken:
        broken.field = "file"
        raise
    drafts: list[QuestionDraft] = []
    problems: list[Problem] = []
    table: _Table | None = None
    for number, values in grid:
        texts = [_text(value) for value in values]
        if not any(texts):
            continue
        if table is None:
            table = _Table(*find_columns(texts))
            continue
        try:
            drafts.append(finished(table.question(number, texts)))
        except Unreadable as fault:
            problems.append(Problem(number, fault.message, fault.params))
        except RuleBroken as broken:
            problems.append(problem_of(number, broken))
    if not drafts and not problems:
        raise RuleBroken(N_("ไฟล์ไม่มีคำถามใต้หัวคอลัมน์ โปรดกรอกคำถามแล้วส่งใหม่"), field="file")
    return drafts, problems


@dataclass(frozen=True)
class _Table:
    columns: dict[str, int]
    options: dict[int, dict[str, int]]

    def question(self, number: int, texts: Sequence[str]) -> QuestionDraft:
        """Return the question of a row as typed."""
        cells = {name: texts[place] if place < len(texts) else "" for name, place in self.columns.items()}
        typed = cells["kind"]
        kind = _KINDS.get(thai.search_key(typed))
        if kind is None:
            raise Unreadable(N_("ไม่รู้จักชนิดคำถาม “%(typed)s” โปรดเลือกจากรายการในแบบฟอร์ม"), typed=typed[:40])
        rows = [row for _, places in sorted(self.options.items()) if (row := self._row(places, texts)).is_given]
        body: dict[str, Any] = READERS[kind](rows)
        if kind == "text":
            body["case_sensitive"] = thai.search_key(typed) == thai.search_key(CASE_SENSITIVE)
        return QuestionDraft(
            kind=kind,
            name=cells.get("name", ""),
            text=cells["text"],
            body=body,
            feedback=cells.get("feedback", ""),
            points=_points(cells.get("points", "")),
            category_path=split_path(cells.get("category", "")),
            tags=tuple(re.split("[,\n]", cells.get("tags", ""))),
            citation=cells.get("citation", ""),
            manual_page=cells.get("manual_page", ""),
            line=number,
        )

    @staticmethod
    def _row(places: dict[str, int], texts: Sequence[str]) -> Row:
        cells = {part: texts[place] for part, place in places.items() if place < len(texts)}
        return Row(*(cells.get(part, "") for part in (OPTION, MARK, NOTE)))


def _points(typed: str) -> Decimal:
    try:
        return thai.parse_number(typed) if typed else Decimal(1)
    except NotUnderstood:
        raise Unreadable(N_("อ่านคะแนนเต็ม “%(typed)s” ไม่ได้ โปรดใช้ตัวเลข"), typed=typed[:40]) from None


def _text(value: Value) -> str:
    """Return a cell as text: whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    return clean(str(value))
