"""Workbooks in: values as typed, and a refusal that names the cell for whatever is no plain table."""

# ruff: noqa: DTZ001 -- instants in a workbook carry no time zone

from __future__ import annotations

import io
import re
import time
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from portal.errors import RuleBroken
from portal.spreadsheet import Column, Sheet, SheetContent, parts, read_rows, write_workbook

FILES = Path(__file__).parent.parent / "files"
NAME = "รายชื่อ.xlsx"


def workbook(*rows: list[Any], **settings: Any) -> io.BytesIO:
    """Return a workbook with these rows, made by openpyxl."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for name, value in settings.items():
        setattr(book, name, value)
    return saved(book)


def calc() -> io.BytesIO:
    """Return the real workbook of LibreOffice Calc, which shares its strings."""
    return io.BytesIO((FILES / "ผลการดำเนินงาน.xlsx").read_bytes())


def saved(book: Workbook) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def altered(file: io.BytesIO, entry: str, pattern: bytes, by: bytes) -> io.BytesIO:
    """Return a workbook with one XML part changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = old.read(info)
            if info.filename == entry:
                content, count = re.subn(pattern, by, content, count=1)
                assert count == 1
            new.writestr(info, content)
    target.seek(0)
    return target


def refusal(file: io.BytesIO, **limits: Any) -> str:
    with pytest.raises(RuleBroken) as refused:
        read_rows(file, NAME, **limits)
    return str(refused.value)


SHEET = "xl/worksheets/sheet1.xml"


def test_values_come_with_their_row_numbers_and_types() -> None:
    file = workbook(
        ["ชื่อ", "เลข", "วันที่", "เวลา"],
        ["สมชาย “เล็ก”", 5, date(2026, 12, 20), datetime(2026, 12, 20, 9, 30)],
        [],
        [None, 0.5, None, None],
        ["00123", 3.0, "20/12/2569", True],
    )
    assert list(read_rows(file, NAME)) == [
        (1, ["ชื่อ", "เลข", "วันที่", "เวลา"]),
        (2, ["สมชาย “เล็ก”", 5, date(2026, 12, 20), datetime(2026, 12, 20, 9, 30)]),
        (4, [None, 0.5, None, None]),
        (5, ["00123", 3, "20/12/2569", "TRUE"]),
    ]


def test_real_workbook_of_calc_is_read() -> None:
    content = read_rows(calc(), NAME)
    assert content.rows[0] == (1, ["เดือน", "เป้าหมาย (คน)", "ผล (คน)", "ร้อยละ", "วันที่รายงาน"])
    assert content.rows[3] == (4, ["ธันวาคม 2569", 60, 60, 100, date(2026, 12, 20)])


def test_own_workbook_comes_back_as_it_was_written() -> None:
    row = ["=ไม่ใช่สูตร", "_x0041_", "บรรทัด\nสอง", 7, date(2026, 12, 20)]
    content = write_workbook([Sheet("แบบฟอร์ม", [Column(str(n)) for n in range(5)], [row], titles=["หัวเรื่อง"])])
    assert read_rows(io.BytesIO(content), NAME, first_row=3) == SheetContent("แบบฟอร์ม", [(3, row)], 0)


def test_dates_of_the_other_epoch_are_right() -> None:
    file = workbook([date(2026, 12, 20)], epoch=datetime(1904, 1, 1))
    assert read_rows(file, NAME).rows == [(1, [date(2026, 12, 20)])]


def test_text_in_several_runs_is_joined_without_reading_aids() -> None:
    file = altered(
        calc(),
        "xl/sharedStrings.xml",
        rb"<si>.*?</si>",
        "<si><r><t>สม</t></r><r><t>ชาย</t></r><rPh><t>x</t></rPh></si>".encode(),
    )
    assert read_rows(file, NAME).rows[0][1][0] == "สมชาย"


def test_named_sheet_is_found_and_a_missing_one_is_named() -> None:
    book = Workbook()
    book.create_sheet("บุคลากร")["A1"] = "ชื่อ"
    assert read_rows(saved(book), NAME, sheet="บุคลากร").rows == [(1, ["ชื่อ"])]
    assert "ไม่มีแผ่นงานชื่อ “หน่วยงาน”" in refusal(saved(book), sheet="หน่วยงาน")


def test_hidden_rows_are_read_and_counted() -> None:
    book = Workbook()
    for name in ("ก", "ข", "ค"):
        book.active.append([name])
    book.active.row_dimensions[2].hidden = True
    content = read_rows(saved(book), NAME)
    assert (len(content.rows), content.hidden_rows) == (3, 1)


def test_formula_is_refused_by_its_cell_also_with_a_result() -> None:
    assert "เซลล์ C2 เป็นสูตร" in refusal(workbook(["ก"], ["ข", 1, "=B2*2"]))
    file = altered(workbook(["=1+1"]), SHEET, rb"<v\s*/>|<v></v>", b"<v>2</v>")
    assert "เซลล์ A1 เป็นสูตร" in refusal(file)


def test_merged_cells_are_refused_unless_above_the_table() -> None:
    book = Workbook()
    book.active.append(["หัวเรื่อง"])
    book.active.append(["ชื่อ", "เลข"])
    book.active.merge_cells("A1:B1")
    assert len(read_rows(saved(book), NAME, first_row=2).rows) == 1
    assert "เซลล์ที่ผสานกัน (A1:B1)" in refusal(saved(book))
    whole_sheet = altered(saved(book), SHEET, rb'mergeCell ref="A1:B1"', b'mergeCell ref="A2:XFD1048576"')
    assert "เซลล์ที่ผสานกัน (A2:XFD1048576)" in refusal(whole_sheet, first_row=2)


def test_error_value_is_refused_by_its_cell() -> None:
    assert "เซลล์ B1 มีค่าผิดพลาด #N/A" in refusal(workbook(["ก", "#N/A"]))


def test_date_outside_the_calendar_is_refused_by_its_cell() -> None:
    file = altered(workbook([date(2026, 12, 20)]), SHEET, rb"<v>\d+</v>", b"<v>99999999</v>")
    assert "เซลล์ A1 มีวันที่ที่อ่านไม่ได้" in refusal(file)


def test_limits_of_rows_and_columns() -> None:
    assert "มีเกิน 2 แถว" in refusal(workbook(["ก"], ["ข"], ["ค"]), max_rows=2)
    assert "เซลล์ C1 เกิน 2 คอลัมน์" in refusal(workbook(["ก", "ข", "ค"]), max_columns=2)
    book = Workbook()
    book.active["A1"] = "ก"
    book.active["XFD1048576"] = "ไกล"
    assert "เซลล์ XFD1048576 เกิน 100 คอลัมน์" in refusal(saved(book))


def test_far_cell_in_the_first_column_is_one_row() -> None:
    book = Workbook()
    book.active["A1048576"] = "ไกล"
    assert read_rows(saved(book), NAME).rows == [(1048576, ["ไกล"])]


def test_hundred_thousand_empty_rows_are_read_quickly() -> None:
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/><c r="B%d"/></row>' % (n, n, n) for n in range(2, 100_002))
    file = altered(workbook(["ชื่อ"]), SHEET, rb"</sheetData>", empty + b"</sheetData>")
    started = time.process_time()
    assert read_rows(file, NAME).rows == [(1, ["ชื่อ"])]
    assert time.process_time() - started < 10


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("entry", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"])
def test_document_type_is_refused_in_either_encoding(entry: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    file = altered(calc(), entry, rb"(?s).*", xml.encode(encoding))
    assert "มีคำสั่งแฝงในโครงสร้าง" in refusal(file)


def test_bomb_is_refused_before_it_is_unpacked() -> None:
    file = altered(workbook(["ชื่อ"]), SHEET, rb"</sheetData>", b"</sheetData>" + b" " * 80_000_000)
    started = time.process_time()
    assert "ขยายแล้วใหญ่ผิดปกติ" in refusal(file)
    assert time.process_time() - started < 0.5


def test_workbook_of_too_many_elements_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_ELEMENTS", 1000)
    many = b"<cellXfs>" + b'<xf numFmtId="14"/>' * 1000
    assert "ซับซ้อนเกินกว่าที่ระบบอ่านได้" in refusal(altered(workbook(["ก"]), "xl/styles.xml", rb"<cellXfs[^>]*>", many))


def test_macros_are_refused() -> None:
    file = altered(
        workbook(["ก"]),
        "[Content_Types].xml",
        rb"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main",
        b"application/vnd.ms-excel.sheet.macroEnabled.main",
    )
    assert "มีแมโคร" in refusal(file)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("locked/มีรหัสผ่าน.xlsx", "ตั้งรหัสผ่านไว้ หรือเป็น Excel รุ่นเก่า"),
        ("บันทึกข้อความรุ่นเก่า.doc", "ตั้งรหัสผ่านไว้ หรือเป็น Excel รุ่นเก่า"),
        ("ผลการดำเนินงาน.csv", "ไม่ใช่ตาราง Excel แบบ .xlsx"),
        ("ผลการดำเนินงาน.ods", "ไม่ใช่ตาราง Excel แบบ .xlsx"),
        ("บันทึกข้อความ.docx", "ไม่ใช่ตาราง Excel แบบ .xlsx"),
        ("locked/มีรหัสผ่าน.zip", "รหัสผ่าน"),
    ],
)
def test_file_of_another_kind_is_refused(path: str, reason: str) -> None:
    assert reason in refusal(io.BytesIO((FILES / path).read_bytes()))


@pytest.mark.parametrize(
    ("entry", "pattern", "by"),
    [
        (SHEET, rb"</sheetData>", b"</sheetDat>"),
        (SHEET, rb'r="A1"', b'r="1A"'),
        (SHEET, rb"<v>0</v>", b"<v>77</v>"),
        (SHEET, rb"<v>0</v>", b"<v>x</v>"),
        ("xl/_rels/workbook.xml.rels", rb"worksheets/sheet1.xml", b"worksheets/none.xml"),
    ],
)
def test_broken_workbook_is_refused(entry: str, pattern: bytes, by: bytes) -> None:
    assert "เสียหายหรือไม่ครบ" in refusal(altered(calc(), entry, pattern, by))


def test_empty_file_is_refused() -> None:
    assert "ไม่ใช่ตาราง Excel" in refusal(io.BytesIO())
