"""Thai dates, digits, text and the fiscal year: pure functions that know neither the web nor the database.

Everything stored is ISO and Gregorian with Arabic digits; the Buddhist era (C.E. + 543) and Thai digits exist only
where people read and type. Each module inside holds one subject; callers import from `portal.thai` itself.
"""

from portal.thai.collation import collation_key, compare
from portal.thai.dates import (
    BANGKOK,
    ENGLISH_MONTHS,
    MONTHS,
    MONTHS_SHORT,
    WEEKDAYS,
    bangkok_date,
    bangkok_time,
    date_full,
    date_long,
    date_short,
    days_until,
    instant_of,
    parse_thai_date,
    parse_thai_time,
    start_of_day,
    time_thai,
)
from portal.thai.digits import NotUnderstood, parse_number, to_arabic_digits, to_thai_digits
from portal.thai.fiscal import (
    FISCAL_MONTH_NUMBERS,
    fiscal_month,
    fiscal_month_name,
    fiscal_month_no,
    fiscal_month_short_name,
    fiscal_year_bounds,
    fiscal_year_of,
    period_in_english,
    quarter_bounds,
    quarter_of,
)
from portal.thai.text import graphemes, normalise, search_key, shorten

__all__ = [
    "BANGKOK",
    "ENGLISH_MONTHS",
    "FISCAL_MONTH_NUMBERS",
    "MONTHS",
    "MONTHS_SHORT",
    "WEEKDAYS",
    "NotUnderstood",
    "bangkok_date",
    "bangkok_time",
    "collation_key",
    "compare",
    "date_full",
    "date_long",
    "date_short",
    "days_until",
    "fiscal_month",
    "fiscal_month_name",
    "fiscal_month_no",
    "fiscal_month_short_name",
    "fiscal_year_bounds",
    "fiscal_year_of",
    "graphemes",
    "instant_of",
    "normalise",
    "parse_number",
    "parse_thai_date",
    "parse_thai_time",
    "period_in_english",
    "quarter_bounds",
    "quarter_of",
    "search_key",
    "shorten",
    "start_of_day",
    "time_thai",
    "to_arabic_digits",
    "to_thai_digits",
]
