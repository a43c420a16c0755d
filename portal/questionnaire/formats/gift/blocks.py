"""A GIFT file cut into questions: comments, categories, blank lines, braces that never close."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from portal.questionnaire.formats.categories import split_path
from portal.questionnaire.formats.gift.escapes import places

_NOTE = re.compile(r"\[(\w+):((?:\\.|[^\]\\])*)\]")
_CATEGORY = "$CATEGORY:"
# of a comment; room for all a question may be noted with
NOTES_CHARACTERS = 5_000
UNCLOSED = "unclosed"


@dataclass
class Block:
    """The lines of one question without its comments, and what stands beside them."""

    category: tuple[str, ...]
    notes: list[tuple[str, str]]
    lines: list[tuple[int, str]] = field(default_factory=list)
    fault: str = ""
    opened: bool = False
    closed: bool = False

    @property
    def text(self) -> str:
        """The question as written."""
        return "\n".join(line for _, line in self.lines)

    @property
    def line(self) -> int:
        """The line it begins in."""
        return self.lines[0][0]

    def line_at(self, offset: int) -> int:
        """Return the line in which a character of `text` stands."""
        for number, line in self.lines:
            offset -= len(line) + 1
            if offset < 0:
                return number
        return self.lines[-1][0]

    def add(self, number: int, line: str) -> None:
        """Take one more line and note its braces."""
        self.lines.append((number, line))
        for brace in places(line, "{", "}"):
            if brace[0] == "{":
                self.opened = True
            elif self.opened:
                self.closed = True


def blocks(text: str) -> Iterator[Block]:
    """Yield the questions in their order; `fault` says why one cannot be read whatever it holds."""
    lines = text.split("\n")
    closes, opens = _ahead(lines)
    category: tuple[str, ...] = ()
    block = Block(category, [])
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        if stripped.startswith("//"):
            block.notes += notes_in(stripped)
            continue
        is_inside = block.opened and not block.closed
        if is_inside and (_begins(stripped) or (not stripped and not closes[number])):
            block.fault = UNCLOSED
        starts_next = block.fault or _begins(stripped) or (block.closed and opens[number - 1])
        is_break = not stripped and not is_inside and (block.closed or not _answers_follow(lines, number))
        if block.lines and (starts_next or is_break):
            yield block
            block = Block(category, [])
        if stripped.startswith(_CATEGORY):
            category = split_path(stripped[len(_CATEGORY) :])
            block = Block(category, [])
        elif stripped or block.lines:
            block.add(number, line.rstrip())
    if block.lines:
        block.fault = UNCLOSED if block.opened and not block.closed else ""
        yield block


def notes_in(comment: str) -> list[tuple[str, str]]:
    """Return the notes of a comment as (name, value)."""
    return [
        (name.lower(), re.sub(r"\\(.)", r"\1", value).strip())
        for name, value in _NOTE.findall(comment[:NOTES_CHARACTERS])
    ]


def _answers_follow(lines: list[str], number: int) -> bool:
    """Return whether the line after a blank one is the answers of the question above."""
    return number < len(lines) and lines[number].lstrip().startswith("{")


def _begins(stripped: str) -> bool:
    return stripped.startswith(("::", _CATEGORY))


def _ahead(lines: list[str]) -> tuple[list[bool], list[bool]]:
    """Return for each line, and the end: is the next brace from here on a closing one of the same question;
    does a question's answer open from here on before a blank line."""
    closes, opens = [False] * (len(lines) + 1), [False] * (len(lines) + 1)
    for index in range(len(lines) - 1, -1, -1):
        stripped = lines[index].strip()
        if stripped.startswith("//"):
            closes[index], opens[index] = closes[index + 1], opens[index + 1]
            continue
        first = next(places(stripped, "{", "}"), None)
        closes[index] = not _begins(stripped) and (first[0] == "}" if first else closes[index + 1])
        opens[index] = bool(stripped) and (
            any(brace[0] == "{" for brace in places(stripped, "{")) or (opens[index + 1] and not _begins(stripped))
        )
    return closes, opens
