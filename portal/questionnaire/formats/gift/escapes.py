r"""GIFT's signs and their escapes: \~ \= \# \{ \} \: \n \\, and of our own \> (in ->) \% (a weight) \/ (a comment)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal.questionnaire.formats.markup import plain_text
from portal.questionnaire.formats.problems import clean

_ESCAPED = re.compile(r"\\([~=#{}:n\\>%/])")
_TO_ESCAPE = re.compile(r"[\\~=#{}:\n]|(?<=-)>")
_MARKER = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
_WEIGHT = re.compile(r"%[^%\s]{1,16}%")


def places(raw: str, *signs: str) -> Iterator[re.Match[str]]:
    """Yield where one of the signs stands unescaped."""
    for match in re.finditer(r"\\.|" + "|".join(map(re.escape, signs)), raw, re.DOTALL):
        if match[0][0] != "\\":
            yield match


def find(raw: str, sign: str) -> int:
    """Return where the sign first stands unescaped, -1 where it does not."""
    return next((match.start() for match in places(raw, sign)), -1)


def marked_format(raw: str) -> str:
    """Return "html", "plain" … where the text says what it is; "" where it does not."""
    match = _MARKER.match(raw)
    return match[1].lower() if match else ""


def unescaped(raw: str) -> str:
    """Return the text without escapes; a backslash before another sign stays."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], raw)


def text_of(raw: str, inherited: str = "") -> str:
    """Return the clean text; HTML becomes plain. inherited: the format of the question the piece belongs to."""
    found = marked_format(raw)
    text = unescaped(_MARKER.sub("", raw, count=1) if found else raw)
    return clean(plain_text(text).text if (found or inherited) == "html" else text)


def escaped(text: str) -> str:
    """Return the text as it stands in a file, on one line."""
    return _TO_ESCAPE.sub(lambda match: r"\n" if match[0] == "\n" else "\\" + match[0], text)


def escaped_piece(text: str) -> str:
    """Return an answer or feedback as it stands in a file: not taken for a weight or a format's name."""
    if _MARKER.match(text):
        return "[plain]" + escaped(text)
    return ("\\" if _WEIGHT.match(text) else "") + escaped(text)
