"""The Thai fiscal year: from 1 October to 30 September, named after the Buddhist year in which it ends."""

import re
from datetime import date, timedelta

from portal.thai.dates import ENGLISH_MONTHS, ERA, MONTHS, MONTHS_SHORT

FISCAL_MONTH_NUMBERS = range(1, 13)
_QUARTER_NAME = re.compile(r"ไตรมาสที่ (\d) \((\S+)–(\S+) (\d{4})\)")
_MONTH_NAME = re.compile(r"(\S+) (\d{4})")


def fiscal_year_of(day: date) -> int:
    """Return the fiscal year (B.E.) the day belongs to: 1 October 2025 is of 2569."""
    return day.year + ERA + (day.month >= 10)


def fiscal_year_bounds(year_be: int) -> tuple[date, date]:
    """Return the first and the last day of the fiscal year, both included."""
    return date(year_be - ERA - 1, 10, 1), date(year_be - ERA, 9, 30)


def fiscal_month_no(day: date) -> int:
    """Return the month's number within the fiscal year, 1 (October) to 12 (September)."""
    return (day.month - 10) % 12 + 1


def fiscal_month(year_be: int, no: int) -> tuple[date, date]:
    """Return the first and the last day of the fiscal year's month, both included; no: 1 (October) to 12."""
    start = _month_start(year_be, no)
    after = _month_start(year_be, no + 1) if no < 12 else _month_start(year_be + 1, 1)
    return start, after - timedelta(days=1)


def quarter_of(day: date) -> int:
    """Return the quarter of the fiscal year, 1 (October to December) to 4 (July to September)."""
    return (fiscal_month_no(day) - 1) // 3 + 1


def quarter_bounds(year_be: int, quarter: int) -> tuple[date, date]:
    """Return the first and the last day of the fiscal year's quarter (1-4), both included."""
    if not 1 <= quarter <= 4:
        raise ValueError("a quarter is 1 to 4")
    return fiscal_month(year_be, quarter * 3 - 2)[0], fiscal_month(year_be, quarter * 3)[1]


def fiscal_month_name(no: int) -> str:
    """Return "ตุลาคม" for 1 up to "กันยายน" for 12."""
    return MONTHS[_calendar_month(no) - 1]


def fiscal_month_short_name(no: int) -> str:
    """Return "ต.ค." for 1 up to "ก.ย." for 12."""
    return MONTHS_SHORT[_calendar_month(no) - 1]


def _calendar_month(no: int) -> int:
    """Return the calendar month 1-12 of a fiscal month 1-12."""
    if no not in FISCAL_MONTH_NUMBERS:
        raise ValueError("a fiscal month is 1 to 12")
    return (no + 8) % 12 + 1


def _month_start(year_be: int, no: int) -> date:
    """Return the first day of a fiscal month."""
    month = _calendar_month(no)
    return date(year_be - ERA - (month >= 10), month, 1)


def period_in_english(name: str) -> str:
    """Return "December 2026" for "ธันวาคม 2569", "Quarter 1 (Oct–Dec 2026)" likewise; any other text as it stands."""
    if (found := _QUARTER_NAME.fullmatch(name)) and {found[2], found[3]} <= set(MONTHS_SHORT):
        first, last = (ENGLISH_MONTHS[MONTHS_SHORT.index(month)][:3] for month in found.group(2, 3))
        return f"Quarter {found[1]} ({first}–{last} {int(found[4]) - ERA})"
    if (found := _MONTH_NAME.fullmatch(name)) and found[1] in MONTHS:
        return f"{ENGLISH_MONTHS[MONTHS.index(found[1])]} {int(found[2]) - ERA}"
    if (found := _MONTH_NAME.fullmatch(name)) and found[1] == "ปีงบประมาณ":
        return f"Fiscal year {int(found[2]) - ERA}"
    return name
