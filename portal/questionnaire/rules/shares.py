"""What options bring where the author only says which are right, and percent as people type it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from portal.questionnaire.rules.kinds import Kind

_STEP = Decimal("0.00001")


def automatic_fractions(kind: str, rights: Sequence[bool]) -> list[str]:
    """Return the share of the points of each option from which of them are right.

    single: all or nothing. multiple: the right ones share the points, and a wrong one takes away as much as one right
    one brings, so that ticking everything earns nothing.
    """
    count = sum(rights)
    if kind != Kind.MULTIPLE or not count:
        return ["1" if is_right else "0" for is_right in rights]
    share = (Decimal(1) / count).quantize(_STEP, ROUND_HALF_UP)
    return [decimal_text(share if is_right else -share) for is_right in rights]


def is_marked_right(kind: str, fraction: str) -> bool:
    """Return whether a form shows the option as a right one."""
    return Decimal(fraction) > 0 if kind == Kind.MULTIPLE else Decimal(fraction) == 1


def from_pct(pct: Decimal) -> str:
    """Return the fraction of a percentage: "0.5" for 50."""
    return decimal_text(pct / 100)


def to_pct(fraction: str) -> Decimal:
    """Return the percentage of a fraction: 50 for "0.5"."""
    return Decimal(fraction) * 100


def decimal_text(value: Decimal) -> str:
    """Return a number as bodies keep it: no exponent, no needless zeros, never "-0"."""
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text
