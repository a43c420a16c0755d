"""Workbooks in: the values of one sheet, read in one pass, with every refusal naming the cell.

Nothing is built that the file alone decides the size of: the archive is weighed before it is unpacked, elements are let
go as soon as they are read, declarations that expand are refused.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from portal.archives import ArchiveLimits, open_archive
from portal.errors import N_, RuleBroken
from portal.spreadsheet.parts import Parts, tag_of, text_of, unescape

LIMITS = ArchiveLimits(unpacked_bytes=64 * 1024 * 1024, ratio=200, ratio_from_bytes=8 * 1024 * 1024, entries=1000)
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_RANGE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})(?::([A-Z]{1,3})([1-9]\d{0,6}))?")
_MACROS = (b"macroEnabled", b"vbaProject")
_NOT_XLSX = N_("ไฟล์ “%(name)s” ไม่ใช่ตาราง Excel แบบ .xlsx โปรดเปิดแล้วบันทึกเป็น “สมุดงาน Excel (.xlsx)” แล้วเลือกใหม่")
_OLD_OR_LOCKED = N_("ไฟล์ “%(name)s” ตั้งรหัสผ่านไว้ หรือเป็น Excel รุ่นเก่า (.xls) โปรดเอารหัสผ่านออกหรือบันทึกเป็น .xlsx แล้วเลือกใหม่")

Value = str | int | float | date | datetime | None


@dataclass(frozen=True)
class SheetContent:
    """What a sheet holds. Iterating gives (row number, values); rows without any value are left out.

    rows: each with the same number of values, as many as the widest row has; empty cells are None
    hidden_rows: how many rows with values are hidden in Excel; they are among the rows
    """

    name: str
    rows: list[tuple[int, list[Value]]]
    hidden_rows: int

    def __iter__(self) -> Iterator[tuple[int, list[Value]]]:
        return iter(self.rows)


def read_rows(
    file: IO[bytes],
    name: str,
    *,
    sheet: str | None = None,
    first_row: int = 1,
    max_rows: int = 20_000,
    max_columns: int = 100,
) -> SheetContent:
    """Return the values of one sheet: the named one, or the first.

    file: a seekable file; name: the file name that sentences show
    first_row: rows above it (titles) are not looked at
    Text is as typed; numbers are int or float; dates `date`, or `datetime` with a time of day; a time alone is text.
    Raises RuleBroken for anything that is no plain table: another type, a password, macros, a bomb, a formula, a merged
    range, an error value (#N/A …), too many rows or columns.
    """
    start = file.read(8)
    file.seek(0)
    if not start.startswith(b"PK"):
        raise RuleBroken(_OLD_OR_LOCKED if start.startswith(b"\xd0\xcf\x11\xe0") else _NOT_XLSX, name=name)
    with open_archive(file, name, LIMITS) as archive:
        try:
            reader = _Reader(archive, name, first_row, max_rows, max_columns)
            return reader.read(sheet)
        except DefusedXmlException:
            raise RuleBroken(N_("ไฟล์ “%(name)s” มีคำสั่งแฝงในโครงสร้าง ระบบไม่รับ โปรดบันทึกใหม่จาก Excel"), name=name) from None
        except (ParseError, zipfile.BadZipFile, LookupError, ValueError, EOFError, OSError, NotImplementedError):
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” เสียหายหรือไม่ครบ เปิดไม่ได้ โปรดเปิดดูที่เครื่องของท่าน บันทึกใหม่ แล้วเลือกอีกครั้ง"), name=name
            ) from None


@dataclass
class _Reader:
    archive: zipfile.ZipFile
    name: str
    first_row: int
    max_rows: int
    max_columns: int
    strings: list[str] = field(default_factory=list)
    date_styles: set[int] = field(default_factory=set)
    epoch: datetime = CALENDAR_WINDOWS_1900

    def __post_init__(self) -> None:
        self.parts = Parts(self.archive, self.name)

    def read(self, wanted: str | None) -> SheetContent:
        entries = set(self.archive.namelist())
        if "[Content_Types].xml" not in entries or "xl/workbook.xml" not in entries:
            raise RuleBroken(_NOT_XLSX, name=self.name)
        types = self.archive.read("[Content_Types].xml").replace(b"\0", b"")
        if any(mark in types for mark in _MACROS) or "xl/vbaProject.bin" in entries:
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” มีแมโคร (macro) โปรดบันทึกเป็น .xlsx แบบไม่มีแมโครแล้วเลือกใหม่"), name=self.name
            )
        found, path = self._find_sheet(wanted)
        if "xl/styles.xml" in entries:
            self._read_styles()
        if "xl/sharedStrings.xml" in entries:
            self._read_strings()
        rows, hidden = self._read_sheet(path)
        width = max((len(values) for _, values in rows), default=0)
        for _, values in rows:
            values.extend([None] * (width - len(values)))
        return SheetContent(found, rows, hidden)

    def _find_sheet(self, wanted: str | None) -> tuple[str, str]:
        targets = {
            element.get("Id"): element.get("Target", "")
            for _, tag, element in self.parts.elements("xl/_rels/workbook.xml.rels")
            if tag == "Relationship"
        }
        sheets = []
        for _, tag, element in self.parts.elements("xl/workbook.xml"):
            if tag == "sheet":
                identifier = next((v for k, v in element.items() if k.endswith("}id")), None)
                sheets.append((element.get("name", ""), targets.get(identifier, "")))
            elif tag == "workbookPr" and element.get("date1904") in ("1", "true"):
                self.epoch = CALENDAR_MAC_1904
        for sheet_name, target in sheets:
            if wanted is None or sheet_name.strip() == wanted:
                return sheet_name, posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
        raise RuleBroken(
            N_("ไฟล์ “%(name)s” ไม่มีแผ่นงานชื่อ “%(sheet)s” โปรดใช้แบบฟอร์มที่ดาวน์โหลดจากหน้านี้"),
            name=self.name,
            sheet=wanted or "",
        )

    def _read_styles(self) -> None:
        formats = dict(BUILTIN_FORMATS)
        inside, number = False, 0
        for event, tag, element in self.parts.elements("xl/styles.xml", starts=True):
            if tag == "cellXfs":
                inside = event == "start"
            elif event == "start" and tag == "numFmt":
                formats[int(element.get("numFmtId", 0))] = element.get("formatCode", "")
            elif event == "start" and tag == "xf" and inside:
                if is_date_format(formats.get(int(element.get("numFmtId", 0)), "General")):
                    self.date_styles.add(number)
                number += 1

    def _read_strings(self) -> None:
        for _, tag, element in self.parts.elements("xl/sharedStrings.xml", whole=("si",)):
            if tag == "si":
                self.strings.append(text_of(element))

    def _read_sheet(self, path: str) -> tuple[list[tuple[int, list[Value]]], int]:
        rows: list[tuple[int, list[Value]]] = []
        hidden_rows = number = column = 0
        values: list[Value] = []
        is_hidden = False
        for event, tag, element in self.parts.elements(path, starts=True, whole=("c",)):
            if event == "start" and tag == "row":
                number = int(element.get("r") or number + 1)
                column, values, is_hidden = 0, [], element.get("hidden") in ("1", "true")
            elif event == "end" and tag == "c" and number >= self.first_row:
                column = _column(element.get("r"), column)
                self._add(values, element, column, number)
            elif event == "end" and tag == "row" and values:
                if len(rows) == self.max_rows:
                    raise RuleBroken(
                        N_("ไฟล์ “%(name)s” มีเกิน %(limit)s แถว โปรดแบ่งเป็นหลายไฟล์"), name=self.name, limit=self.max_rows
                    )
                rows.append((number, values))
                hidden_rows += is_hidden
            elif event == "start" and tag == "mergeCell":
                self._refuse_merged(element.get("ref", ""))
        return rows, hidden_rows

    def _add(self, values: list[Value], element: Any, column: int, row: int) -> None:
        cell = f"{get_column_letter(min(column, 16_384))}{row}"
        value = self._value(element, cell)
        if value is None or value == "":
            return
        if column > self.max_columns:
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” มีข้อมูลที่เซลล์ %(cell)s เกิน %(limit)s คอลัมน์ โปรดลบคอลัมน์ที่เกิน"),
                name=self.name,
                cell=cell,
                limit=self.max_columns,
            )
        values.extend([None] * (column - 1 - len(values)))
        values[column - 1 :] = [value]

    def _value(self, element: Any, cell: str) -> Value:
        kind, content, inline = element.get("t", "n"), None, None
        for child in element:
            tag = tag_of(child)
            if tag == "f":
                raise RuleBroken(
                    N_("ไฟล์ “%(name)s” เซลล์ %(cell)s เป็นสูตร โปรดคัดลอกแล้ววางแบบ “ค่า” (Paste values) แล้วเลือกใหม่"),
                    name=self.name,
                    cell=cell,
                )
            if tag == "v":
                content = child.text
            elif tag == "is":
                inline = child
        if kind == "inlineStr":
            return None if inline is None else text_of(inline)
        if content is None:
            return None
        if kind == "s":
            return self.strings[int(content)]
        if kind == "e":
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” เซลล์ %(cell)s มีค่าผิดพลาด %(error)s โปรดแก้ไขแล้วเลือกใหม่"),
                name=self.name,
                cell=cell,
                error=content,
            )
        if kind == "b":
            return "TRUE" if content == "1" else "FALSE"
        if kind == "d":
            return _plain_date(datetime.fromisoformat(content))
        if kind == "str":
            return unescape(content)
        return self._number(content, int(element.get("s", 0)), cell)

    def _number(self, content: str, style: int, cell: str) -> Value:
        number = float(content)
        if style in self.date_styles:
            try:
                return _plain_date(from_excel(number, self.epoch))
            except (ValueError, OverflowError):
                raise RuleBroken(
                    N_("ไฟล์ “%(name)s” เซลล์ %(cell)s มีวันที่ที่อ่านไม่ได้ โปรดแก้ไขแล้วเลือกใหม่"), name=self.name, cell=cell
                ) from None
        if number.is_integer() and abs(number) < 1e15:
            return int(number)
        return number

    def _refuse_merged(self, reference: str) -> None:
        match = _RANGE.fullmatch(reference)
        if match is None or int(match[4] or match[2]) >= self.first_row:
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” มีเซลล์ที่ผสานกัน (%(cell)s) โปรดยกเลิกการผสานเซลล์แล้วเลือกใหม่"),
                name=self.name,
                cell=reference[:30],
            )


def _column(reference: str | None, before: int) -> int:
    """Return the number of a cell's column; without a reference it follows the one before."""
    match = _REFERENCE.fullmatch(reference or "")
    if match is None:
        if reference:
            raise ValueError(reference)
        return before + 1
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return number


def _plain_date(value: date | datetime | time | timedelta | None) -> Value:
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value.replace(microsecond=0)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value) if isinstance(value, timedelta) else value
