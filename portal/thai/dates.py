"""Dates and times as Thai officials write and type them: Buddhist era, Thai month names, Asia/Bangkok."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from portal.thai.digits import NotUnderstood, to_arabic_digits

# Thailand has had one offset and no summer time since 1920, so no time zone database is needed.
BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
ERA = 543
FIRST_BE_YEAR = 2400
"""A four-digit year from here on is of the Buddhist era, below it of the common era."""
FIRST_YEAR, LAST_YEAR = FIRST_BE_YEAR - ERA, FIRST_BE_YEAR - 1

MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
MONTHS_SHORT = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WEEKDAYS = ("วันจันทร์", "วันอังคาร", "วันพุธ", "วันพฤหัสบดี", "วันศุกร์", "วันเสาร์", "วันอาทิตย์")
"""By date.weekday(): Monday first."""

_MONTH_OF = {
    name.replace(".", "").lower(): no
    for names in (MONTHS, MONTHS_SHORT, ENGLISH_MONTHS, tuple(name[:3] for name in ENGLISH_MONTHS))
    for no, name in enumerate(names, start=1)
} | {"sept": 9}
_ISO = re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})")
_NUMERIC = re.compile(r"(?P<day>[0-9]{1,2})(?:\s*[-/.]\s*|\s+)(?P<month>[0-9]{1,2})(?:\s*[-/.]\s*|\s+)(?P<year>[0-9]+)")
_WORDS = re.compile(
    r"(?P<day>[0-9]{1,2})[\s/,-]*(?P<name>[^\W\d_][^0-9\s/,-]*(?:\s*\.\s*[^0-9\s/,-]+)*)[\s/,-]*(?P<year>[0-9]+)"
)
_YEAR_MISSING = re.compile(r"[0-9]{1,2}(?:\s*[-/.]\s*[0-9]{1,2}|\s*[^\W\d_][^0-9]*)")
_WEEKDAY = re.compile(r"(?:วัน)?(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัสฯ|พฤหัส|ศุกร์|เสาร์|อาทิตย์)(?:ที่|\s)\s*|วันที่\s*")
_ERA_NAME = re.compile(
    r"(?P<era>พ\s*\.?\s*ศ\.?|ค\s*\.?\s*ศ\.?|B\.?E\.?|C\.?E\.?|A\.?D\.?)\s*(?=[0-9]+$)", re.IGNORECASE
)
_MAX_CHARACTERS = 60
_TIME = re.compile(r"(?P<hour>[0-9]{1,2})\s*(?:[.:]\s*|(?=[0-9]{2}\b))(?P<minute>[0-9]{2})(?:\s*(?:น\s*\.?|นาฬิกา))?")


def parse_thai_date(text: str, today: date) -> date:
    """Return the date typed as 20/12/2569, ๒๐ ธ.ค. ๖๙, 20 ธันวาคม พ.ศ. 2569, 20 Dec 2026, 2026-12-20 and the like.

    today: gives the century of two-digit years, which are always of the Buddhist era
    Raises NotUnderstood with the reason "empty", "long", "form", "month", "day" or "year".
    Day comes before month. A year of four digits is B.E. from 2400 on and C.E. below; a named era must agree with that.
    Known limit: until 1940 the Thai year began on 1 April; January to March of those years are read as if they did not.
    """
    typed = " ".join(to_arabic_digits(text).replace("\u200b", "").split())
    if not typed:
        raise NotUnderstood("empty")
    if len(typed) > _MAX_CHARACTERS:
        raise NotUnderstood("long")
    weekday = _WEEKDAY.match(typed)
    if weekday is not None:
        typed = typed[weekday.end() :]
    era = _ERA_NAME.search(typed)
    if era is not None:
        typed = typed[: era.start()] + " " + typed[era.end() :]
    match = _ISO.fullmatch(typed) or _NUMERIC.fullmatch(typed) or _WORDS.fullmatch(typed)
    if match is None:
        raise NotUnderstood("year" if _YEAR_MISSING.fullmatch(typed) else "form")
    parts = match.groupdict()
    month = int(parts["month"]) if "month" in parts else _month_named(parts["name"])
    if not 1 <= month <= 12:
        raise NotUnderstood("month")
    year = _year_typed(parts["year"], era["era"] if era else "", today)
    try:
        return date(year, month, int(parts["day"]))
    except ValueError:
        raise NotUnderstood("day") from None


def _month_named(name: str) -> int:
    """Return the number 1-12 of a month named in Thai or English, long or short; 0 if there is none of that name."""
    return _MONTH_OF.get(re.sub(r"[\s.]", "", name).lower(), 0)


def _year_typed(digits: str, era: str, today: date) -> int:
    """Return the year C.E. for the digits typed; raises NotUnderstood("year")."""
    buddhist = era == "" or era[0] in "พBb"
    common = era == "" or not buddhist
    if len(digits) == 2 and buddhist:
        return (today.year + ERA) // 100 * 100 + int(digits) - ERA
    if len(digits) == 4:
        year = int(digits)
        if buddhist and FIRST_BE_YEAR <= year <= LAST_YEAR + ERA:
            return year - ERA
        if common and FIRST_YEAR <= year <= LAST_YEAR:
            return year
    raise NotUnderstood("year")


def date_short(day: date) -> str:
    """Return "20 ธ.ค. 2569"."""
    return f"{day.day} {MONTHS_SHORT[day.month - 1]} {day.year + ERA}"


def date_long(day: date) -> str:
    """Return "20 ธันวาคม 2569"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + ERA}"


def date_full(day: date) -> str:
    """Return "วันอาทิตย์ที่ 20 ธันวาคม พ.ศ. 2569"."""
    return f"{WEEKDAYS[day.weekday()]}ที่ {day.day} {MONTHS[day.month - 1]} พ.ศ. {day.year + ERA}"


def time_thai(moment: time | datetime) -> str:
    """Return "09.30 น." of a time, or of an instant as the clock stands in Bangkok."""
    if isinstance(moment, datetime):
        moment = bangkok_time(moment).time()
    return f"{moment.hour:02d}.{moment.minute:02d} น."


def parse_thai_time(text: str) -> time:
    """Return the time typed as 09.30, 9:30, 0930, ๐๙.๓๐ น. and the like, on the clock of 24 hours.

    Raises NotUnderstood with the reason "empty", "form" or "hour" (no such time of day).
    """
    typed = to_arabic_digits(text.strip())
    if not typed:
        raise NotUnderstood("empty")
    match = _TIME.fullmatch(typed) if len(typed) <= _MAX_CHARACTERS else None
    if match is None:
        raise NotUnderstood("form")
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 23 or minute > 59:
        raise NotUnderstood("hour")
    return time(hour, minute)


def instant_of(day: date, clock_time: time) -> datetime:
    """Return the instant, in UTC, at which the clock in Bangkok shows the time on the day."""
    return datetime.combine(day, clock_time, BANGKOK).astimezone(UTC)


def bangkok_time(instant: datetime) -> datetime:
    """Return the instant on Bangkok's clock; raises ValueError for an instant without a time zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(BANGKOK)


def bangkok_date(instant: datetime) -> date:
    """Return the day it is in Bangkok at the instant; raises ValueError for an instant without a time zone."""
    return bangkok_time(instant).date()


def start_of_day(day: date) -> datetime:
    """Return the instant, in UTC, at which the day begins in Bangkok."""
    return datetime.combine(day, time.min, BANGKOK).astimezone(UTC)


def days_until(due_on: date, today: date) -> int:
    """Return how many days are left: 0 on the day itself, negative once it has passed."""
    return (due_on - today).days
