"""What the templates of results call by name: words for groups, and figures as official papers write them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from portal import thai
from portal.people.rules.users import STAFF_TYPE_WORDS
from portal.quizzes.queries.results import QuizResult
from portal.quizzes.views import bp

BLANK = "–"


def staff_words() -> dict[str, str]:
    """Return staff type -> its word."""
    return {kind.value: _(word) for kind, word in STAFF_TYPE_WORDS.items()}


def group_labels(result: QuizResult) -> dict[str, dict[Any, str]]:
    """Return breakdown -> key of a row -> what the row is called."""
    return {
        "division": {
            group.key: f"{home.abbr} {home.name}"
            for group in result.by_division
            if (home := result.division(group.key)) is not None
        },
        "session": {session.id: session.title for session in result.sessions},
    }


@bp.app_template_filter("paper_digits")
def paper_digits(text: str) -> str:
    """Return the text with Thai digits, as official papers have them."""
    return thai.to_thai_digits(text)


@bp.app_template_filter("paper_date")
def paper_date(value: date | datetime | None) -> str:
    """Return "๒๐ ธันวาคม ๒๕๖๙"."""
    if value is None:
        return BLANK
    day = thai.bangkok_date(value) if isinstance(value, datetime) else value
    return thai.to_thai_digits(thai.date_long(day))


@bp.app_template_filter("paper_number")
def paper_number(value: Decimal | int | float | None) -> str:
    """Return "๑,๒๓๔.๕" with at most two decimals."""
    if value is None:
        return BLANK
    text = f"{Decimal(str(value)).quantize(Decimal('0.01')):,f}".rstrip("0").rstrip(".")
    return thai.to_thai_digits(text)
