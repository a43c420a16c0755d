"""When single answers are pruned: points, pass or fail stay.

Source: answers are kept no longer than the purpose needs, which is until the fiscal year has been scored: scores are
reviewed in November after the year's end, and six months are left for questions about them. A year that ended on
30 September 2570 is pruned after 31 May 2571.
"""

from __future__ import annotations

from datetime import date

KEPT_UNTIL_MONTH, KEPT_UNTIL_DAY = 5, 31


def kept_until(year_ends_on: date) -> date:
    """Return the last day the single answers of a fiscal year are kept: 31 May after the November of its scores."""
    return date(year_ends_on.year + 1, KEPT_UNTIL_MONTH, KEPT_UNTIL_DAY)


def is_due(year_ends_on: date, today: date) -> bool:
    """Return whether the answers of the fiscal year are to be pruned."""
    return today > kept_until(year_ends_on)


def newest_year_end_due(today: date) -> date:
    """Return the day on or before which a fiscal year must have ended for its answers to be due."""
    year = today.year - 1 if today > date(today.year, KEPT_UNTIL_MONTH, KEPT_UNTIL_DAY) else today.year - 2
    return date(year, 12, 31)
