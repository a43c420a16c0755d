"""Months and quarters of a fiscal year: their names, their dates, and how near a date is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal import thai

MONTH_DUE_DAY = 20
# month and day of each quarter's report; the last one closes before the quarter does
QUARTER_DUE = ((12, 20), (3, 20), (6, 20), (9, 15))
DUE_SOON_DAYS = 7


class PeriodKind(StrEnum):
    """How long a reporting period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Window(StrEnum):
    """How a due date stands to a day."""

    OPEN = "open"  # more than a week left
    DUE_SOON = "due_soon"  # the last week, the day itself included
    OVERDUE = "overdue"  # what comes now is late
    CLOSED = "closed"  # nothing is taken any more


@dataclass(frozen=True)
class PeriodDates:
    """A reporting period of one fiscal year with the dates the rule gives it."""

    kind: PeriodKind
    no: int
    starts_on: date
    ends_on: date
    due_on: date


def period_dates(
    year_be: int, month_due_day: int = MONTH_DUE_DAY, quarter_due: Sequence[tuple[int, int]] = QUARTER_DUE
) -> tuple[PeriodDates, ...]:
    """Return the twelve months, each due on its own 20th, and the four quarters, due 20 Dec, 20 Mar, 20 Jun, 15 Sep.

    month_due_day, quarter_due: other days where the year's calendar states them; (month, day) for each quarter
    The month named is the one the date falls in: the source leaves open whether "by 20 October" reports October or
    September (docs/framework.md, "Dates").
    """
    months = []
    for no in thai.FISCAL_MONTH_NUMBERS:
        starts_on, ends_on = thai.fiscal_month(year_be, no)
        months.append(PeriodDates(PeriodKind.MONTH, no, starts_on, ends_on, starts_on.replace(day=month_due_day)))
    quarters = []
    for no, (month, day) in enumerate(quarter_due, start=1):
        starts_on, ends_on = thai.quarter_bounds(year_be, no)
        quarters.append(PeriodDates(PeriodKind.QUARTER, no, starts_on, ends_on, date(ends_on.year, month, day)))
    return (*months, *quarters)


def period_name(kind: str, no: int, starts_on: date, ends_on: date) -> str:
    """Return "ตุลาคม 2569", "ไตรมาสที่ 1 (ต.ค.–ธ.ค. 2569)" or "ปีงบประมาณ 2570"."""
    match PeriodKind(kind):
        case PeriodKind.MONTH:
            return f"{thai.MONTHS[starts_on.month - 1]} {starts_on.year + 543}"
        case PeriodKind.QUARTER:
            first, last = thai.MONTHS_SHORT[starts_on.month - 1], thai.MONTHS_SHORT[ends_on.month - 1]
            return f"ไตรมาสที่ {no} ({first}–{last} {ends_on.year + 543})"
        case PeriodKind.YEAR:
            return f"ปีงบประมาณ {thai.fiscal_year_of(ends_on)}"


def window(*, due_on: date, late_after_on: date, closed_after_on: date | None, today: date) -> Window:
    """Return how the dates stand today. Days named are included: a report on the due date is on time."""
    if closed_after_on is not None and today > closed_after_on:
        return Window.CLOSED
    if today > late_after_on:
        return Window.OVERDUE
    if thai.days_until(due_on, today) <= DUE_SOON_DAYS:
        return Window.DUE_SOON
    return Window.OPEN


def moved(day: date, years: int) -> date:
    """Return the same day of another year; 29 February becomes 28 February where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
