"""The Excel form: what people type into it, the lists it offers, what is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from portal.errors import RuleBroken
from portal.questionnaire.formats import sheet
from portal.questionnaire.formats.sheet.columns import NOTES_SHEET, SHEET

HEADER = ["ชนิดคำถาม", "คำถาม", "คะแนนเต็ม"] + [
    f"{word} {number}" for number in (1, 2, 3) for word in ("ตัวเลือก", "ถูกหรือคู่", "คำอธิบาย")
]
HEADER += ["หมวด", "ป้ายกำกับ", "แหล่งอ้างอิง"]


def workbook(*rows: list[Any], header: list[str] | None = None) -> bytes:
    """Return a workbook with these rows under the header."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in (header or HEADER, *rows):
        page.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def body(*row: Any) -> dict[str, Any]:
    """Return the body of the only question of a sheet."""
    (draft,), found = sheet.read(workbook(list(row)))
    assert found == []
    return dict(draft.body)


def shares(*row: Any, part: str = "options") -> list[str]:
    return [each["fraction"] for each in body(*row)[part]]


def test_row_becomes_a_question() -> None:
    cells = [
        "เลือกคำตอบเดียว",
        "น้ำหนักเท่าใด",
        "๒",
        60,
        "ถูก",
        "ใช่",
        10,
        None,
        "ไม่",
        None,
        None,
        None,
        "กรอบ / น้ำหนัก",
        "ก, ข",
        "study 1",
    ]
    (draft,), found = sheet.read(workbook(cells))
    assert (draft.kind, draft.name, draft.text, draft.points, draft.line) == (
        "single",
        "น้ำหนักเท่าใด",
        "น้ำหนักเท่าใด",
        2,
        2,
    )
    assert draft.body == {
        "options": [
            {"text": "60", "fraction": "1", "feedback": "ใช่"},
            {"text": "10", "fraction": "0", "feedback": "ไม่"},
        ]
    }
    assert (draft.category_path, draft.tags, draft.citation) == (("กรอบ", "น้ำหนัก"), ("ก", "ข"), "study 1")
    assert found == []


def test_kinds_are_read_from_their_cells() -> None:
    assert shares("เลือกได้หลายคำตอบ", "ก", 1, "ก", "ถูก", "", "ข", "/", "", "ค") == ["0.5", "0.5", "-0.5"]
    assert shares("หลายคำตอบ", "ก", 1, "ก", "50%", "", "ข", "ร้อยละ ๕๐", "", "ค", "-25") == ["0.5", "0.5", "-0.25"]
    assert body("ถูกหรือผิด", "ก", 1, "ถูก", "", "ก", "ผิด", "ถูก", "ข")["right"] is False
    assert body("ถูกผิด", "ก", 1, "ผิด")["right"] is False
    answers = body("ตัวเลข", "ก", 1, "๑,๒๕๐ ± ๐.๕", "", "", "1..5", "50%")["answers"]
    assert [(each["value"], each["tolerance"], each["fraction"]) for each in answers] == [
        ("1250", "0.5", "1"),
        ("3", "2", "0.5"),
    ]
    assert shares("ข้อความสั้น", "ก", 1, "กน.", "", "", "กอง*", "50%", part="answers") == ["1", "0.5"]
    assert body("จับคู่", "ก", 1, "ก", "1", "", "ข", "2", "", "", "3") == {
        "pairs": [{"left": "ก", "right": "1"}, {"left": "ข", "right": "2"}],
        "extra": ["3"],
    }
    assert body("เรียงลำดับ", "ก", 1, "หนึ่ง", "", "", "สอง") == {"items": ["หนึ่ง", "สอง"]}


def test_rows_that_cannot_be_read_are_told_and_the_rest_is_read() -> None:
    drafts, found = sheet.read(
        workbook(
            ["ชนิดแปลก", "ก"],
            ["เลือกคำตอบเดียว", "ก", 1, "ก", "มาก", "", "ข"],
            [],
            ["เลือกคำตอบเดียว", "ก", 1, "ก", "", "", "ข"],
            ["ตอบเป็นตัวเลข", "ก", 1, "สิบ"],
            ["ถูกหรือผิด", "ก", 1, "ถูก", "ถูก", "", "ผิด", "ถูก"],
            ["จับคู่", "ก", 1, "ก", "", "", "ข", "2"],
            ["เรียงลำดับ", "ก", "มาก", "ก", "", "", "ข"],
            ["เรียงลำดับ", "", 1, "ก", "", "", "ข"],
            ["เรียงลำดับ", "ดี", 1, "ก", "", "", "ข"],
        )
    )
    assert [draft.text for draft in drafts] == ["ดี"]
    assert [each.line for each in found] == [2, 3, 5, 6, 7, 8, 9, 10]


@pytest.mark.parametrize(
    "content",
    [b"not a workbook", workbook(header=["คำถาม", "ตัวเลือก 1"]), workbook()],
    ids=["other", "no kind", "empty"],
)
def test_files_that_are_no_form_are_refused(content: bytes) -> None:
    with pytest.raises(RuleBroken) as refusal:
        sheet.read(content)
    assert refusal.value.field == "file"


def test_template_offers_lists_and_notes_and_holds_no_question() -> None:
    content = sheet.template()
    book = load_workbook(io.BytesIO(content))
    page = book[SHEET]
    assert [each.value for each in page[1]][:6] == ["หมวด", "ชนิดคำถาม", "ชื่อคำถาม", "คำถาม", "คะแนนเต็ม", "ตัวเลือก 1"]
    assert len(page.data_validations.dataValidation) == 7
    assert book[NOTES_SHEET]["A1"].value == "วิธีกรอกแบบฟอร์มคำถาม"
    with pytest.raises(RuleBroken):
        sheet.read(content)
