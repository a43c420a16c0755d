"""Workbooks out: typed rows to .xlsx in the Thai government face, dates in the Buddhist era, ready to print on A4.

Face and height: TH Sarabun New 16 pt needs rows of 32 pt; at 28 the tone marks just fit, at 24 they are cut. Machines
without the face show their own Thai one in the same rows.
"""

from __future__ import annotations

import io
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from portal.errors import N_, RuleBroken
from portal.thai import BANGKOK

FACE = "TH Sarabun New"
FACE_POINTS = 16
ROW_POINTS = 32
LINE_POINTS = 26
MAX_ROW_POINTS = 400
MAX_ROWS = 200_000
MAX_TEXT = 32_767
CHOICE_ROWS = 5_000
_EXACT_INTEGER = 10**15
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"_x(?=[0-9A-Fa-f]{4}_)")
_FORMULA_STARTS = ("=", "+", "-", "@")
_COLOUR = re.compile(r"[0-9A-Fa-f]{6}")
_SHEET_NAME_MARKS = re.compile(r"[\[\]:*?/\\]")
_A4 = "9"
_HEADER_COLOUR = "E8EDF3"
_LINE_COLOUR = "C5CDD8"
# Hexadecimal: Thai digits (0D) or none, Buddhist calendar (07), Thai (041E). LibreOffice shows 20 ธ.ค. 2569.
_DATE_FORMAT = "[$-107041E]d mmm yyyy"
_DATE_FORMAT_THAI_DIGITS = "[$-D07041E]d mmm yyyy"

Plain = str | int | float | Decimal | date | datetime | None


@dataclass(frozen=True)
class Cell:
    """A value with an appearance of its own. `fill` is a colour as RRGGBB; state is never told by colour alone."""

    value: Plain
    fill: str | None = None
    bold: bool = False
    align: str | None = None


@dataclass(frozen=True)
class Column:
    """A column: its heading, width in digits of the face, number format (0.00, #,##0 …), wrapping and alignment.

    choices: name of the sheet whose first column lists what may be chosen here, and how many rows it has
    """

    header: str
    width: float = 18
    number_format: str | None = None
    wrap: bool = False
    align: str | None = None
    choices: tuple[str, int] | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet: titles above the header, a header that stays in view and repeats in print, rows with a filter."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Plain | Cell]]
    titles: Sequence[str] = ()
    freeze_columns: int = 0


def write_workbook(sheets: Sequence[Sheet], file: IO[bytes] | None = None, *, thai_digits: bool = False) -> bytes:
    """Return the workbook, or write it to `file` and return nothing in it.

    A row may be shorter than the columns; longer is an error of the caller (ValueError).
    Instants are shown in Bangkok time; what Excel cannot hold exactly (16 digits, years before 1900) becomes text.
    Raises RuleBroken above MAX_ROWS rows in a sheet.
    """
    book = Workbook(write_only=True)
    _set_default_face(book)
    names: set[str] = set()
    try:
        for sheet in sheets:
            page = book.create_sheet(_sheet_name(sheet.name, names))
            _Writer(page, sheet, thai_digits=thai_digits).write()
    except BaseException:
        _abandon(book)
        raise
    target = file or io.BytesIO()
    book.save(target)
    return target.getvalue() if file is None and isinstance(target, io.BytesIO) else b""


class _Writer:
    """Fills one sheet. Styles are made once for each look: making them for each cell doubles the time."""

    def __init__(self, page: Any, sheet: Sheet, *, thai_digits: bool) -> None:
        self.page = page
        self.sheet = sheet
        self.thai_digits = thai_digits
        self.styles: dict[tuple[Any, ...], Any] = {}
        self.row = 0

    def write(self) -> None:
        header_row = len(self.sheet.titles) + 1
        self._set_up(header_row)
        for position, title in enumerate(self.sheet.titles):
            self._append([self._cell(Cell(title, bold=True), None, size=FACE_POINTS + (4 if position == 0 else 0))], 1)
        header = [self._header_cell(column) for column in self.sheet.columns]
        self._append(header, max((_lines(c.header, c.width) for c in self.sheet.columns), default=1))
        for count, values in enumerate(self.sheet.rows, 1):
            if count > MAX_ROWS:
                raise RuleBroken(N_("ข้อมูลเกิน %(limit)s แถว โปรดเลือกช่วงหรือหน่วยงานให้แคบลง"), limit=MAX_ROWS)
            self._append_values(values)
        last = f"{get_column_letter(max(1, len(self.sheet.columns)))}{max(self.row, header_row)}"
        self.page.auto_filter.ref = f"A{header_row}:{last}"

    def _set_up(self, header_row: int) -> None:
        page = self.page
        page.sheet_format.defaultRowHeight = ROW_POINTS
        page.sheet_format.customHeight = True
        page.freeze_panes = f"{get_column_letter(self.sheet.freeze_columns + 1)}{header_row + 1}"
        for number, column in enumerate(self.sheet.columns, 1):
            page.column_dimensions[get_column_letter(number)].width = column.width
            if column.choices is not None:
                page.data_validations.append(_choice(column.choices, get_column_letter(number), header_row))
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_setup.orientation = "landscape"
        page.page_setup.paperSize = _A4
        page.page_setup.fitToWidth = 1
        page.page_setup.fitToHeight = 0
        page.print_title_rows = f"{header_row}:{header_row}"
        page.page_margins.left = page.page_margins.right = 0.4
        page.oddFooter.center.text = "หน้า &P / &N"

    def _append_values(self, values: Sequence[Plain | Cell]) -> None:
        columns = self.sheet.columns
        if len(values) > len(columns):
            raise ValueError(f"row {self.row + 1} has {len(values)} values for {len(columns)} columns")
        lines = 1
        cells = []
        for value, column in zip_longest(values, columns):
            look = value if isinstance(value, Cell) else Cell(value)
            cells.append(self._cell(look, column))
            if column.wrap and isinstance(look.value, str):
                lines = max(lines, _lines(look.value, column.width))
        self._append(cells, lines)

    def _append(self, cells: list[Any], lines: int) -> None:
        self.row += 1
        if lines > 1:
            height = min(MAX_ROW_POINTS, ROW_POINTS + LINE_POINTS * (lines - 1))
            self.page.row_dimensions[self.row].height = height
        else:
            self.page.row_dimensions[self.row].height = ROW_POINTS
        self.page.append(cells)
        del self.page.row_dimensions[self.row]

    def _header_cell(self, column: Column) -> Any:
        look = Cell(column.header, fill=_HEADER_COLOUR, bold=True, align="center")
        return self._cell(look, replace(column, number_format=None, wrap=True))

    def _cell(self, look: Cell, column: Column | None, size: int = FACE_POINTS) -> Any:
        value, number_format = self._typed(look.value, column.number_format if column else None)
        cell: Any = WriteOnlyCell(self.page, value)
        risky = False
        if isinstance(value, str):
            cell.data_type = "s"  # openpyxl would make "=…" a formula and "#N/A" an error
            risky = value.startswith(_FORMULA_STARTS)
        key = (
            number_format,
            look.fill,
            look.bold,
            look.align or (column and column.align),
            size,
            risky,
            column and column.wrap,
        )
        if key not in self.styles:
            self.styles[key] = self._style(cell, look, column, number_format, size, risky=risky)
        cell._style = self.styles[key]
        return cell

    def _style(
        self, cell: Any, look: Cell, column: Column | None, number_format: str, size: int, *, risky: bool
    ) -> Any:
        cell.font = Font(name=FACE, size=size, bold=look.bold)
        cell.number_format = number_format
        wrap = bool(column and column.wrap)
        cell.alignment = Alignment(
            vertical="top" if wrap else "center",
            wrap_text=wrap,
            horizontal=look.align or (column.align if column else None),
        )
        if column is not None:
            side = Side(style="thin", color=_LINE_COLOUR)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
        if look.fill:
            if not _COLOUR.fullmatch(look.fill):
                raise ValueError(f"not a colour as RRGGBB: {look.fill!r}")
            cell.fill = PatternFill("solid", fgColor=look.fill.upper())
        cell.quotePrefix = risky  # stays text when somebody edits the cell in Excel
        return cell._style

    def _typed(self, value: Plain, number_format: str | None) -> tuple[Any, str]:
        """Return what Excel can hold, and its format."""
        if value is None or isinstance(value, str):
            return (None if value is None else clean_text(value)), "General" if value is None else "@"
        if isinstance(value, bool):
            raise TypeError("write yes or no in words")
        if isinstance(value, date):
            return self._date(value, number_format)
        if not math.isfinite(value) or not -_EXACT_INTEGER < value < _EXACT_INTEGER:
            return str(value), "@"
        return value, self._number_format(value, number_format)

    def _date(self, value: date, number_format: str | None) -> tuple[Any, str]:
        shown = number_format or (_DATE_FORMAT_THAI_DIGITS if self.thai_digits else _DATE_FORMAT)
        if isinstance(value, datetime):
            if value.tzinfo is not None:
                value = value.astimezone(BANGKOK).replace(tzinfo=None)
            shown = number_format or shown + " hh:mm"
        return (value, shown) if value.year > 1900 else (value.isoformat(), "@")

    def _number_format(self, value: int | float | Decimal, number_format: str | None) -> str:
        if not self.thai_digits:
            return number_format or "General"
        return "[$-D00041E]" + (number_format or ("0" if isinstance(value, int) else "0.00"))


def _choice(choices: tuple[str, int], letter: str, header_row: int) -> DataValidation:
    """Return the list a cell of the column offers; other values may be typed, whoever reads the file judges them."""
    sheet, rows = choices
    listed = DataValidation("list", formula1=f"'{sheet}'!$A$2:$A${rows + 1}", allow_blank=True, showErrorMessage=False)
    listed.add(f"{letter}{header_row + 1}:{letter}{header_row + CHOICE_ROWS}")
    return listed


def clean_text(text: str) -> str:
    """Return text as a cell can hold it: no control characters, one kind of line end, at most MAX_TEXT characters."""
    text = _UNWRITABLE.sub("", ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = _ESCAPE.sub("_x005F_x", text)  # Excel reads _x0041_ as "A"
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _lines(text: str, width: float) -> int:
    """Return how many lines a text fills; marks above and below a Thai letter take no width."""
    per_line = max(1.0, width * 1.1)
    return sum(
        max(1, math.ceil(sum(1 for c in line if unicodedata.category(c) != "Mn") / per_line))
        for line in text.split("\n")
    )


def _sheet_name(name: str, taken: set[str]) -> str:
    """Return a name that Excel takes (31 characters, no marks of a reference) and that is not taken."""
    plain = _SHEET_NAME_MARKS.sub(" ", clean_text(name)).strip("' ")[:31] or "Sheet"
    unique = plain
    number = 2
    while unique.lower() in taken:
        unique = f"{plain[:27]} ({number})"
        number += 1
    taken.add(unique.lower())
    return unique


def _set_default_face(book: Workbook) -> None:
    """Make the face that of the Normal style too: Excel measures column widths and empty cells by it."""
    styles: Mapping[str, Any] = {style.name: style for style in book._named_styles}  # type: ignore[attr-defined]
    styles["Normal"].font = Font(name=FACE, size=FACE_POINTS)


def _abandon(book: Workbook) -> None:
    """Remove the temporary file behind each sheet; openpyxl does so only when the workbook is saved."""
    pages: list[Any] = list(book.worksheets)
    for page in pages:
        page.close()
        page._writer.cleanup()
