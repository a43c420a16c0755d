"""Thai text made clean for storing, comparable for searching, and cut where a reader would cut it."""

import re
import unicodedata

from portal.thai.digits import to_arabic_digits

LEADING_VOWELS = "เแโใไ"
TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_NIKHAHIT, _SARA_AA, _SARA_AM = "\u0e4d", "\u0e32", "\u0e33"
# The order in which marks stand behind a consonant: below-dot, vowel, mai taikhu, tone, silencer, nikhahit.
_MARK_ORDER = {
    mark: place
    for place, marks in enumerate(
        ("\u0e3a", "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39", "\u0e47", TONES, "\u0e4c\u0e4e", _NIKHAHIT)
    )
    for mark in marks
}
_MARKS = re.compile(f"[{''.join(_MARK_ORDER)}]{{2,}}")
_SARA_AM_TYPED = re.compile(f"{_NIKHAHIT}{_SARA_AA}|{_NIKHAHIT}?{_SARA_AM}+")
_TONE_AFTER_AM = re.compile(f"{_SARA_AM}([{TONES}]+)")
# Zero-width space, word joiner, byte order mark, soft hyphen; and direction marks, which can disguise a name.
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_HARD_SPACE = re.compile("[\u00a0\u2007\u202f]")
_SPACES = re.compile(r"\s+")
ELLIPSIS = "…"


def normalise(text: str) -> str:
    """Return the text spelt with one fixed sequence of code points, so that what looks the same is the same.

    Invisible characters go, hard spaces become spaces, two เ become แ, nikhahit with า becomes ำ, marks stand vowel
    before tone and never twice. Never NFKC, which would split ำ apart. Applying it again changes nothing.
    """
    previous = None
    while text != previous:  # one repair can make room for another in text that is broken twice; it settles at once
        previous, text = text, _repaired(text)
    return text


def _repaired(text: str) -> str:
    """Return the text after one round of repairs."""
    text = _HARD_SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    text = text.replace("เเ", "แ")
    text = _TONE_AFTER_AM.sub(rf"\1{_SARA_AM}", text)
    text = _MARKS.sub(lambda run: "".join(sorted(dict.fromkeys(run[0]), key=_MARK_ORDER.__getitem__)), text)
    return _SARA_AM_TYPED.sub(_SARA_AM, text)


def search_key(text: str) -> str:
    """Return what is compared in a search: normalised, Arabic digits, lower case, single spaces, none at the ends."""
    return _SPACES.sub(" ", normalise(to_arabic_digits(text).lower())).strip()


def graphemes(text: str) -> list[str]:
    """Return the text cut into what a reader sees as single characters: a letter with its marks stays together."""
    found: list[str] = []
    joined = False
    for character in text:
        clings = unicodedata.category(character)[0] == "M" or character in (_SARA_AM, "\u200d")
        if found and (clings or joined):
            found[-1] += character
        else:
            found.append(character)
        joined = character == "\u200d"
    return found


def shorten(text: str, maximum: int) -> str:
    """Return at most `maximum` characters (code points) of the text, with "…" in place of what was cut off.

    A letter keeps its marks, and a vowel written before its consonant is not left behind alone.
    """
    if len(text) <= maximum:
        return text
    kept = ""
    for grapheme in graphemes(text):
        if len(kept) + len(grapheme) + len(ELLIPSIS) > maximum:
            break
        kept += grapheme
    return kept.rstrip().rstrip(LEADING_VOWELS).rstrip() + ELLIPSIS if maximum > 0 else ""
