"""An outline pasted from a letter or a document: sections, items and what stands under them, levels kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal import thai
from portal.errors import N_, RuleBroken
from portal.meetings.rules.outline import DEEPEST

MOST_LINES = 200
TITLE_CHARACTERS_OF_ITEM = 300
MOST_MINUTES = 600
_SECTION = re.compile(r"(?:ระเบียบ)?วาระ(?:การประชุม)?(?:ที่)?\s*(\d{1,2})(?!\d)\s*[.:：]?\s*(.*)")
_NUMBERED = re.compile(r"(\d{1,2})\.(\d{1,3})(?:\.(\d{1,3}))?(?:\.\d{1,3})*[.)]?(?:\s+|(?=[^\s\d.)]))(.+)")
_COUNTED = re.compile(r"\(?(\d{1,3})[.)](?:\s+|(?=[^\s\d.)]))(.+)")
_BULLET = re.compile(r"[-–—•●▪◦*]\s*(.+)")
_MINUTES = re.compile(r"\s*[(\[]\s*(\d{1,3})\s*นาที\s*[)\]]\s*$")
_NOTHING = re.compile(r"\(?ไม่มี(?:\s*[-–—].*)?\)?")


@dataclass(frozen=True)
class PastedItem:
    """An item read from a line. section_position: as printed (ระเบียบวาระที่ n); minutes: "(20 นาที)" at its end."""

    section_position: int
    depth: int
    title: str
    minutes: int | None = None


def read_outline(text: str, sections: Mapping[int, str], default: int) -> list[PastedItem]:
    """Return the items of a pasted outline in order.

    Understood: "ระเบียบวาระที่ 4 …" begins a section; "4.1", "4.1.1" say section and level; "1.", "(1)" and bullets stand
    in the section above them, a level deeper where they are set in. Thai digits too. Deeper levels than two become
    the second; "ไม่มี" is no item.
    sections: position -> title; default: the section of lines before any heading
    Raises RuleBroken, naming the line, for a section that is not there, too long a title, too many lines, or no item.
    """
    lines = [(number, line) for number, line in enumerate(_lines(text), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        raise RuleBroken(N_("วางได้ครั้งละไม่เกิน %(most)s บรรทัด โปรดแบ่งวาง"), field="text", most=MOST_LINES)
    reader = _Reader(sections, default, has_headings=any(_is_heading(line, sections) for _number, line in lines))
    for number, line in lines:
        reader.read(number, line)
    if not reader.items:
        raise RuleBroken(N_("ไม่พบเรื่องในข้อความที่วาง"), field="text")
    return reader.items


class _Reader:
    """Where the reading stands: the section, and how far the first level of it is set in."""

    def __init__(self, sections: Mapping[int, str], default: int, *, has_headings: bool) -> None:
        self.sections, self.section, self.has_headings = sections, default, has_headings
        self.items: list[PastedItem] = []
        self.indents: list[int] = []

    def read(self, number: int, line: str) -> None:
        """Take one line."""
        words = line.strip()
        if (heading := _SECTION.fullmatch(words)) is not None:
            self._begin(number, int(heading[1]))
        elif (numbered := _NUMBERED.fullmatch(words)) is not None:
            self._begin(number, int(numbered[1]))
            self._add(number, numbered[4], 1 if numbered[3] is None else DEEPEST)
        elif (counted := _COUNTED.fullmatch(words)) is not None:
            if self.has_headings and _is_title(counted[2], self.sections.get(int(counted[1]))):
                self._begin(number, int(counted[1]))
            else:
                self._add(number, counted[2], self._depth(line))
        else:
            bullet = _BULLET.fullmatch(words)
            self._add(number, bullet[1] if bullet else words, self._depth(line))

    def _begin(self, number: int, position: int) -> None:
        if position not in self.sections:
            raise RuleBroken(
                N_("บรรทัดที่ %(line)s: การประชุมนี้ไม่มีระเบียบวาระที่ %(section)s"), field="text", line=number, section=position
            )
        if position != self.section:
            self.section, self.indents = position, []

    def _add(self, number: int, title: str, depth: int) -> None:
        title, minutes = _without_minutes(title.strip())
        if _NOTHING.fullmatch(title) or not title:
            return
        if len(title) > TITLE_CHARACTERS_OF_ITEM:
            raise RuleBroken(
                N_("บรรทัดที่ %(line)s: ชื่อเรื่องยาวเกิน %(most)s ตัวอักษร"),
                field="text",
                line=number,
                most=TITLE_CHARACTERS_OF_ITEM,
            )
        is_first = not any(item.section_position == self.section for item in self.items)
        self.items.append(PastedItem(self.section, 1 if is_first else depth, title, minutes))

    def _depth(self, line: str) -> int:
        indent = len(line) - len(line.lstrip())
        self.indents = [*(each for each in self.indents if each < indent), indent]
        return min(len(self.indents), DEEPEST)


def _lines(text: str) -> Sequence[str]:
    return thai.to_arabic_digits(text).replace("\u00a0", " ").expandtabs(4).split("\n")


def _is_heading(line: str, sections: Mapping[int, str]) -> bool:
    words = line.strip()
    counted = _COUNTED.fullmatch(words)
    if counted is not None and _is_title(counted[2], sections.get(int(counted[1]))):
        return True
    return _SECTION.fullmatch(words) is not None or _NUMBERED.fullmatch(words) is not None


def _is_title(words: str, title: str | None) -> bool:
    """Return whether the words are a section's title, more or less, as "รับรองรายงาน" of "เรื่องรับรองรายงานการประชุม"."""
    if title is None:
        return False
    typed, known = _bare(words), _bare(title)
    return typed == known or (len(typed) >= len("เพื่อทราบ") and (typed in known or known in typed))


def _bare(words: str) -> str:
    return re.sub(r"\(ถ้ามี\)|^เรื่อง|\s", "", thai.normalise(words))


def _without_minutes(title: str) -> tuple[str, int | None]:
    found = _MINUTES.search(title)
    if found is None or not 1 <= int(found[1]) <= MOST_MINUTES:
        return title, None
    return title[: found.start()], int(found[1])
