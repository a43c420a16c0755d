"""Shares of the points and other decimal numbers, as files write them and as bodies keep them."""

from __future__ import annotations

from decimal import Decimal

from portal import thai
from portal.questionnaire.rules.shares import decimal_text

# decimals a body may have
PLACES = 10


def from_percent(typed: str) -> str:
    """Return "0.5" for "50"; both digit scripts. Raises NotUnderstood."""
    return decimal_text(round(thai.parse_number(typed) / 100, PLACES))


def to_percent(fraction: str) -> str:
    """Return "50" for "0.5", exactly."""
    return decimal_text(Decimal(fraction) * 100)


def exact(typed: str) -> str:
    """Return a typed number as it was typed, in Arabic digits without commas. Raises NotUnderstood."""
    return format(thai.parse_number(typed), "f")


def middle(lowest: str, highest: str) -> tuple[str, str]:
    """Return the value and the tolerance of a range; the ends may stand either way round. Raises NotUnderstood."""
    one, other = thai.parse_number(lowest), thai.parse_number(highest)
    return decimal_text(round((one + other) / 2, PLACES)), decimal_text(round(abs(other - one) / 2, PLACES))
