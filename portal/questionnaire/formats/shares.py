"""Shares of the points and other decimal numbers, as files write them and as bodies keep them."""

from __future__ import annotations

from decimal import Decimal

from portal import thai

_PLACES = 10


def decimal_text(value: Decimal) -> str:
    """Return a number as bodies keep it: no exponent, no needless zeros, never "-0"."""
    plain = format(round(value, _PLACES).normalize(), "f")
    return "0" if plain in ("-0", "") else plain


def from_percent(typed: str) -> str:
    """Return "0.5" for "50"; both digit scripts. Raises NotUnderstood."""
    return decimal_text(thai.parse_number(typed) / 100)


def to_percent(fraction: str) -> str:
    """Return "50" for "0.5", exactly."""
    return decimal_text(Decimal(fraction) * 100)


def exact(typed: str) -> str:
    """Return a typed number as it was typed, in Arabic digits without commas. Raises NotUnderstood."""
    return format(thai.parse_number(typed), "f")


def equal_shares(count: int) -> list[str]:
    """Return as many shares that make exactly 1 together, with five decimals."""
    share = round(Decimal(1) / count, 5)
    return [decimal_text(share)] * (count - 1) + [decimal_text(1 - share * (count - 1))]


def middle(lowest: str, highest: str) -> tuple[str, str]:
    """Return the value and the tolerance of a range; the ends may stand either way round. Raises NotUnderstood."""
    one, other = thai.parse_number(lowest), thai.parse_number(highest)
    return decimal_text((one + other) / 2), decimal_text(abs(other - one) / 2)
