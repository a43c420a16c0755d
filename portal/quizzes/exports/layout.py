"""Words, titles and the summary sheet every workbook of a quiz is made with."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from portal import thai
from portal.quizzes.models import Quiz
from portal.spreadsheet import Column, Sheet, write_workbook

COUNTS = {"best": "ครั้งที่ได้คะแนนมากที่สุด", "latest": "ครั้งล่าสุด", "first": "ครั้งแรก"}
NO_VALUE = "–"


def summary(lines: Iterable[tuple[str, Any]], titles: tuple[str, ...]) -> Sheet:
    """Return the sheet of single facts."""
    return Sheet("สรุป", [Column("รายการ", 48, wrap=True), Column("ค่า", 44, wrap=True, align="left")], lines, titles)


def year_line(quiz: Quiz) -> str:
    """Return the line that says which year and agency."""
    return f"ปีงบประมาณ พ.ศ. {quiz.fiscal_year.year_be} {quiz.fiscal_year.agency.name_th}"


def made(now: datetime) -> str:
    """Return when the facts were read."""
    return f"ข้อมูล ณ วันที่ {thai.date_long(thai.bangkok_date(now))} เวลา {thai.time_thai(now)}"


def number(value: float | None, times: int = 1) -> Any:
    """Return a figure for a cell, a dash where it is undefined."""
    return NO_VALUE if value is None else value * times


def written(sheets: Sequence[Sheet]) -> io.BytesIO:
    """Return the workbook as a file, at its beginning."""
    file = io.BytesIO()
    write_workbook(sheets, file)
    file.seek(0)
    return file
