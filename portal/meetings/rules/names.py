"""What a meeting is called."""

from __future__ import annotations

from datetime import date, datetime

from portal import thai
from portal.committees.rules import number_label


def meeting_name(
    committee: str, number: int | None, year_be: int | None, starts_at: datetime, total: int | None = None
) -> str:
    """Return "<committee> ครั้งที่ 1/2563", or the committee and the day while no number is issued; Arabic digits."""
    label = number_label(number, year_be, total)
    if label:
        return f"{committee} ครั้งที่ {label}"
    return f"{committee} วันที่ {thai.date_short(thai.bangkok_date(starts_at))}"


def calendar_year_be(instant: datetime) -> int:
    """Return the calendar year of the Buddhist era in Bangkok: meetings, letters and orders are numbered by it."""
    return thai.bangkok_date(instant).year + 543


def calendar_year_bounds(year_be: int) -> tuple[datetime, datetime]:
    """Return the instants at which a calendar year begins in Bangkok and at which the next one does."""
    return thai.start_of_day(date(year_be - 543, 1, 1)), thai.start_of_day(date(year_be - 542, 1, 1))
