"""Questions into the Excel form, and the empty form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from portal.questionnaire.formats.categories import join_path
from portal.questionnaire.formats.sheet.bodies import Row, cells
from portal.questionnaire.formats.sheet.columns import (
    CASE_SENSITIVE,
    FALSE,
    FEWEST_OPTIONS,
    HEADERS,
    KIND_WORDS,
    KINDS_SHEET,
    MARK,
    MARKS_SHEET,
    NOTE,
    NOTES,
    NOTES_SHEET,
    OPTION,
    SHEET,
    TRUE,
)
from portal.questionnaire.rules.drafts import QuestionDraft
from portal.questionnaire.rules.shares import decimal_text
from portal.spreadsheet import Column, Sheet, write_workbook

_FIRST = ("category", "kind", "name", "text", "points")
_LAST = ("feedback", "tags", "citation", "manual_page")
_WIDTHS = {"category": 26, "kind": 24, "name": 26, "text": 50, "points": 12, "feedback": 40, "tags": 22, "citation": 24}


def write(drafts: Iterable[QuestionDraft]) -> bytes:
    """Return the workbook; pictures do not go with it."""
    questions = list(drafts)
    rows = [cells(draft.kind, draft.body) for draft in questions]
    width = max([FEWEST_OPTIONS, *map(len, rows)])
    return _workbook([_values(draft, row, width) for draft, row in zip(questions, rows, strict=True)], width)


def template() -> bytes:
    """Return the empty form with its lists and notes."""
    return _workbook([], FEWEST_OPTIONS)


def _workbook(rows: Sequence[Sequence[str]], width: int) -> bytes:
    kinds = [*KIND_WORDS.values(), CASE_SENSITIVE]
    choices = {"kind": (KINDS_SHEET, len(kinds))}
    columns = [_column(name, choices.get(name)) for name in _FIRST]
    for number in range(1, width + 1):
        columns += [
            Column(f"{OPTION} {number}", 28, wrap=True),
            Column(f"{MARK} {number}", 18, wrap=True, choices=(MARKS_SHEET, 2)),
            Column(f"{NOTE} {number}", 28, wrap=True),
        ]
    columns += [_column(name, None) for name in _LAST]
    notes = [Column("หัวข้อ", 30), Column("คำอธิบาย", 100, wrap=True)]
    return write_workbook(
        [
            Sheet(SHEET, columns, rows, freeze_columns=0),
            Sheet(NOTES_SHEET, notes, NOTES, titles=("วิธีกรอกแบบฟอร์มคำถาม",)),
            Sheet(KINDS_SHEET, [Column("ชนิดคำถาม", 40)], [[word] for word in kinds]),
            Sheet(MARKS_SHEET, [Column("เครื่องหมาย", 20)], [[TRUE], [FALSE]]),
        ]
    )


def _column(name: str, choices: tuple[str, int] | None) -> Column:
    return Column(HEADERS[name], _WIDTHS.get(name, 20), wrap=name in ("text", "feedback"), choices=choices)


def _values(draft: QuestionDraft, rows: Sequence[Row], width: int) -> list[str]:
    kind = CASE_SENSITIVE if draft.body.get("case_sensitive") else KIND_WORDS[draft.kind]
    filled = [*rows, *[Row()] * (width - len(rows))]
    options = [cell for row in filled for cell in (row.option, row.mark, row.note)]
    path = join_path(draft.category_path, in_context=False)
    first = [path, kind, draft.name, draft.text, decimal_text(draft.points)]
    return [*first, *options, draft.feedback, ", ".join(draft.tags), draft.citation, draft.manual_page]
