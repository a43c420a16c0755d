"""Short answers compared: folded text, a pattern's * for any run of characters, and numbers with their tolerance."""

from __future__ import annotations

from decimal import Decimal

from portal import thai
from portal.thai import NotUnderstood

_STAR = "*"
_ESCAPED = "\\*"
# stands for an escaped star while a pattern is cut; no text holds it
_MARK = "\x00"


def folded(text: str, case_sensitive: bool) -> str:
    """Return what is compared: spelt one way, Arabic digits, single spaces, lower case unless letters' case counts."""
    if not case_sensitive:
        return thai.search_key(text)
    return " ".join(thai.normalise(thai.to_arabic_digits(text)).split())


def pieces(pattern: str, case_sensitive: bool) -> list[str]:
    r"""Return the folded texts between the stars of a pattern; one piece where it has none. `\*` is a star itself."""
    parts = pattern.replace(_ESCAPED, _MARK).split(_STAR)
    return [folded(part.replace(_MARK, _STAR), case_sensitive) for part in parts]


def matches(pattern: str, typed: str, case_sensitive: bool = False) -> bool:
    """Return whether what was typed fits the pattern. Takes linear time, whatever the pattern."""
    parts, text = pieces(pattern, case_sensitive), folded(typed, case_sensitive)
    if len(parts) == 1:
        return text == parts[0]
    first, *middle, last = parts
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return at <= end


def without_stars(pattern: str) -> str:
    """Return a text that fits the pattern: its pieces without the stars."""
    return "".join(part.replace(_MARK, _STAR) for part in pattern.replace(_ESCAPED, _MARK).split(_STAR)).strip()


def number_or_none(typed: object) -> Decimal | None:
    """Return the number somebody typed; None for what is none."""
    try:
        return thai.parse_number(str(typed))
    except NotUnderstood:
        return None


def is_near(typed: str, value: str, tolerance: str) -> bool:
    """Return whether the number typed lies within the tolerance of the value, both ends included."""
    number = number_or_none(typed)
    return number is not None and abs(number - Decimal(value)) <= Decimal(tolerance)
