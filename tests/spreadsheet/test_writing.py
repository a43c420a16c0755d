"""Workbooks out: what Excel finds in them, read back with openpyxl."""

# ruff: noqa: DTZ001 -- instants in a workbook carry no time zone

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from portal.errors import RuleBroken
from portal.spreadsheet import Cell, Column, Sheet, write_workbook, writing
from portal.spreadsheet.writing import clean_text

COLUMNS = (Column("ชื่อ", 30, wrap=True), Column("ค่า"), Column("วันที่", 20))


def page_of(*rows: Any, thai_digits: bool = False, **changes: Any) -> Any:
    """Return the first sheet of a workbook with these rows, as openpyxl reads it; row 1 is the header."""
    sheet = Sheet("ผลการดำเนินงาน", COLUMNS, rows, **changes)
    return load_workbook(io.BytesIO(write_workbook([sheet], thai_digits=thai_digits))).worksheets[0]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x")', "+66 2 221 2141", "-ไม่มี-", "@cmd", "=", "#N/A"])
def test_text_of_a_person_never_becomes_a_formula(text: str) -> None:
    cell = page_of([text])["A2"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@"))


def test_no_formula_stands_in_the_file() -> None:
    content = write_workbook([Sheet("ก", COLUMNS, [["=SUM(A1:A9)", "=1", "+1"]])])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ก\x00ข\x0bค", "กขค"),
        ("บรรทัด\r\nใหม่\rอีก", "บรรทัด\nใหม่\nอีก"),
        ("\ud800x\ufffe", "x"),
        ("_x0041_", "_x005F_x0041_"),
        ("ยาว" * 20_000, ("ยาว" * 20_000)[:32_766] + "…"),
    ],
)
def test_text_is_made_writable(text: str, written: str) -> None:
    assert clean_text(text) == written
    assert page_of([text])["A2"].value == written


@pytest.mark.parametrize(
    ("value", "written", "number_format"),
    [
        (5, 5, "General"),
        (2569, 2569, "General"),
        (99.5, 99.5, "General"),
        (Decimal("0.25"), 0.25, "General"),
        (date(2026, 12, 20), datetime(2026, 12, 20), "[$-107041E]d mmm yyyy"),
        (datetime(2026, 12, 20, 18, 30, tzinfo=UTC), datetime(2026, 12, 21, 1, 30), "[$-107041E]d mmm yyyy hh:mm"),
        (date(1899, 12, 31), "1899-12-31", "@"),
        (1234567890123456, "1234567890123456", "@"),
        (float("nan"), "nan", "@"),
    ],
)
def test_value_keeps_its_type(value: Any, written: Any, number_format: str) -> None:
    cell = page_of(["", value])["B2"]
    assert (cell.value, cell.number_format) == (written, number_format)


def test_thai_digits_change_formats_only() -> None:
    page = page_of(["", 7, date(2026, 12, 20)], ["", 7.5], thai_digits=True)
    assert [page["B2"].value, page["B2"].number_format] == [7, "[$-D00041E]0"]
    assert [page["B3"].value, page["B3"].number_format] == [7.5, "[$-D00041E]0.00"]
    assert page["C2"].number_format == "[$-D07041E]d mmm yyyy"


def test_sheet_is_ready_to_read_and_to_print() -> None:
    page = page_of(["ก", 1], ["ข", 2], titles=["รายงาน", "กองพัฒนาชุมชน"], freeze_columns=1)
    assert [cell.value for cell in page["A"]] == ["รายงาน", "กองพัฒนาชุมชน", "ชื่อ", "ก", "ข"]
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("B4", "A3:C5", "$3:$3")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert (page.sheet_properties.pageSetUpPr.fitToPage, page.page_setup.fitToHeight) == (True, 0)
    assert [page.column_dimensions[letter].width for letter in "ABC"] == [30, 18, 20]
    assert (page["A4"].font.name, page["A4"].font.size, page.row_dimensions[4].height) == ("TH Sarabun New", 16, 32)
    assert page["A3"].font.bold is True


def test_row_grows_with_wrapped_text_whose_marks_take_no_width() -> None:
    page = page_of(["ที่" * 33], ["ก" * 34], ["ก\nข\nค"], ["ก" * 5000])
    assert [page.row_dimensions[row].height for row in (2, 3, 4, 5)] == [32, 58, 84, 400]


def test_state_has_a_colour_and_its_words() -> None:
    cell = page_of([Cell("ครบถ้วน", fill="d7f0dd", bold=True, align="center")])["A2"]
    assert (cell.value, cell.fill.fgColor.rgb, cell.font.bold, cell.alignment.horizontal) == (
        "ครบถ้วน",
        "00D7F0DD",
        True,
        "center",
    )


def test_sheet_without_rows_keeps_its_header() -> None:
    assert page_of().auto_filter.ref == "A1:C1"


def test_sheet_names_are_made_valid_and_different() -> None:
    names = ["กอง/ฝ่าย [1]: ก*?", "'ก'", "", "ยาว" * 20, "ยาว" * 20, "ก"]
    book = load_workbook(io.BytesIO(write_workbook([Sheet(name, COLUMNS, []) for name in names])))
    assert book.sheetnames == ["กอง ฝ่าย  1   ก", "ก", "Sheet", ("ยาว" * 11)[:31], ("ยาว" * 9)[:27] + " (2)", "ก (2)"]


def test_workbook_is_written_to_a_file() -> None:
    file = io.BytesIO()
    assert write_workbook([Sheet("ก", COLUMNS, [])], file) == b""
    assert file.getvalue()[:2] == b"PK"


def test_mistakes_of_the_caller_are_errors() -> None:
    for row, error in (([1, 2, 3, 4], ValueError), ([True], TypeError), ([Cell("x", fill="red")], ValueError)):
        with pytest.raises(error):
            page_of(row)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "MAX_ROWS", 2)
    with pytest.raises(RuleBroken) as refused:
        page_of(["ก"], ["ข"], ["ค"])
    assert str(refused.value) == "ข้อมูลเกิน 2 แถว โปรดเลือกช่วงหรือหน่วยงานให้แคบลง"
