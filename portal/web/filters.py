"""Jinja filters for everything counted or dated on a screen; each obeys the language and the digits of the page.

Nothing known is shown as "–", never as 0 or an empty cell. Instants become Bangkok's clock; dates stay what they are.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal

from flask import Flask
from flask_babel import gettext, ngettext

from portal import clock, thai
from portal.web.language import current_language, in_current_digits

BLANK = "–"
ENGLISH_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HUNDRED = Decimal(100)
_PRECISE = Context(prec=400)  # enough for every float; the usual 28 digits make rounding a large figure an error
Number = int | float | Decimal


def register(app: Flask) -> None:
    """Give the templates the filters of this module."""
    app.jinja_env.filters.update(FILTERS)


def thai_date(value: date | datetime | None) -> str:
    """Return "20 ธ.ค. 2569" or "20 Dec 2026"."""
    if value is None:
        return BLANK
    day = _day(value)
    if current_language() == "en":
        return f"{day.day} {thai.ENGLISH_MONTHS[day.month - 1][:3]} {day.year}"
    return in_current_digits(thai.date_short(day))


def thai_date_long(value: date | datetime | None) -> str:
    """Return "20 ธันวาคม 2569" or "20 December 2026"."""
    if value is None:
        return BLANK
    day = _day(value)
    if current_language() == "en":
        return f"{day.day} {thai.ENGLISH_MONTHS[day.month - 1]} {day.year}"
    return in_current_digits(thai.date_long(day))


def thai_date_full(value: date | datetime | None) -> str:
    """Return "วันอาทิตย์ที่ 20 ธันวาคม พ.ศ. 2569" or "Sunday 20 December 2026"."""
    if value is None:
        return BLANK
    day = _day(value)
    if current_language() == "en":
        return f"{ENGLISH_WEEKDAYS[day.weekday()]} {thai_date_long(day)}"
    return in_current_digits(thai.date_full(day))


def time_thai(value: time | datetime | None) -> str:
    """Return "09.30 น." or "09:30"."""
    if value is None:
        return BLANK
    if current_language() == "en":
        moment = thai.bangkok_time(value) if isinstance(value, datetime) else value
        return f"{moment.hour:02d}:{moment.minute:02d}"
    return in_current_digits(thai.time_thai(value))


def thai_datetime(value: datetime | None) -> str:
    """Return "20 ธ.ค. 2569 09.30 น." or "20 Dec 2026 09:30"."""
    return BLANK if value is None else f"{thai_date(value)} {time_thai(value)}"


def month_name(value: int | date | None, short: bool = False) -> str:
    """Return the name of a calendar month: "ธันวาคม" for 12, "ธันวาคม 2569" for a date; short: "ธ.ค."."""
    if value is None:
        return BLANK
    number = value if isinstance(value, int) else _day(value).month
    english = current_language() == "en"
    name = (thai.ENGLISH_MONTHS if english else thai.MONTHS)[number - 1]
    if short:
        name = name[:3] if english else thai.MONTHS_SHORT[number - 1]
    return name if isinstance(value, int) else f"{name} {year(_day(value).year + 543)}"


def year(year_be: int | None) -> str:
    """Return a year that is kept in the Buddhist era, such as a fiscal year: "2569" or, in English, "2026"."""
    if year_be is None:
        return BLANK
    return str(year_be - 543) if current_language() == "en" else in_current_digits(str(year_be))


def num(value: Number | None, places: int = 2, fixed: bool = False) -> str:
    """Return "1,234.5": at most `places` decimals, rounded half up; exactly as many with `fixed` (for columns)."""
    if value is None:
        return BLANK
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return BLANK
    text = f"{_rounded(exact, places):,f}"
    if "." in text and not fixed:
        text = text.rstrip("0").rstrip(".")
    return in_current_digits("0" if text == "-0" else text)


def pct(value: Number | None, places: int = 2) -> str:
    """Return "ร้อยละ 80" or "80%" for a percentage of 0-100."""
    return BLANK if value is None else str(gettext("ร้อยละ %(pct)s", pct=num(value, places)))


def pct_of(done: int | None, total: int | None, places: int = 2) -> str:
    """Return "ร้อยละ 80 (40 จาก 50)"; "–" where there is nothing to count.

    Rounding never claims all or nothing: 9,999 of 10,000 at no decimals is 99, not 100.
    """
    if done is None or not total:
        return BLANK
    share = _rounded(_HUNDRED * done / total, places)
    step = Decimal(1).scaleb(-places)
    if 0 < done < total:
        share = min(max(share, step), _HUNDRED - step)
    return str(
        gettext("ร้อยละ %(pct)s (%(done)s จาก %(total)s)", pct=num(share, places), done=num(done), total=num(total))
    )


def filesize(size_bytes: int | None) -> str:
    """Return "512 ไบต์", "1.2 MB": units of 1,024, as file managers count."""
    if size_bytes is None:
        return BLANK
    if size_bytes < 1024:
        return str(ngettext("%(size)s ไบต์", "%(size)s ไบต์", size_bytes, size=num(size_bytes)))
    size = Decimal(size_bytes)
    for unit in ("KB", "MB", "GB", "TB"):
        size /= 1024
        if _rounded(size, 1) < 1024 or unit == "TB":
            break
    return f"{num(size, 1)} {unit}"


def due_distance(due_on: date | None, today: date | None = None) -> str:
    """Return "อีก 3 วัน", "วันนี้" or "เกิน 2 วัน"; today: by default the day it is in Bangkok."""
    if due_on is None:
        return BLANK
    days = thai.days_until(_day(due_on), today or thai.bangkok_date(clock.now()))
    if days == 0:
        return str(gettext("วันนี้"))
    if days > 0:
        return str(ngettext("อีก %(days)s วัน", "อีก %(days)s วัน", days, days=num(days)))
    return str(ngettext("เกิน %(days)s วัน", "เกิน %(days)s วัน", -days, days=num(-days)))


def _day(value: date | datetime) -> date:
    """Return the day of a date, or of an instant as Bangkok's calendar has it."""
    return thai.bangkok_date(value) if isinstance(value, datetime) else value


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _PRECISE)


def period(name: str | None) -> str:
    """Return a reporting period's name, which is kept in Thai, in the language and digits of the page."""
    if name is None:
        return BLANK
    return thai.period_in_english(name) if current_language() == "en" else in_current_digits(name)


FILTERS: dict[str, Callable[..., str]] = {
    "digits": in_current_digits,
    "due_distance": due_distance,
    "filesize": filesize,
    "month_name": month_name,
    "num": num,
    "pct": pct,
    "pct_of": pct_of,
    "period": period,
    "shorten": thai.shorten,
    "thai_date": thai_date,
    "thai_date_full": thai_date_full,
    "thai_date_long": thai_date_long,
    "thai_datetime": thai_datetime,
    "time_thai": time_thai,
    "year": year,
}
