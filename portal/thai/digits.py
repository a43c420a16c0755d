"""Both digit scripts, and numbers typed in either of them."""

import re
from decimal import Decimal

ARABIC = "0123456789"
THAI = "๐๑๒๓๔๕๖๗๘๙"
_TO_THAI = str.maketrans(ARABIC, THAI)
_TO_ARABIC = str.maketrans(THAI, ARABIC)
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.(?P<part>[0-9]+))?")
MAX_NUMBER_CHARACTERS = 40


class NotUnderstood(ValueError):
    """Typed text that is no date or no number; `reason` says which way it failed.

    reason: "empty", "form" (not recognised), "long", "month" (no such month), "day" (no such day in that month) or
    "year" (missing, of a wrong length, or outside the years the portal keeps)
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def to_thai_digits(text: str) -> str:
    """Return the text with 0-9 written as ๐-๙; everything else stays."""
    return text.translate(_TO_THAI)


def to_arabic_digits(text: str) -> str:
    """Return the text with ๐-๙ written as 0-9; everything else stays."""
    return text.translate(_TO_ARABIC)


def parse_number(text: str) -> Decimal:
    """Return the number typed in Thai or Arabic digits, with or without thousands commas.

    Raises NotUnderstood ("empty", "long", "form"). A comma must part exactly three digits, so that "1,5" is refused
    instead of becoming 15; other scripts, exponents and "nan" are refused although Decimal() would take them.
    """
    typed = to_arabic_digits(text.strip().replace("\u2212", "-").replace("\u00a0", ""))
    if not typed:
        raise NotUnderstood("empty")
    if len(typed) > MAX_NUMBER_CHARACTERS:
        raise NotUnderstood("long")
    match = _NUMBER.fullmatch(typed)
    if match is None or (match["whole"] is None and match["part"] is None):
        raise NotUnderstood("form")
    return Decimal(typed.replace(",", ""))
