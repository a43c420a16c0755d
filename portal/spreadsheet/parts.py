"""The XML parts of a workbook, element by element, in bounded memory and time."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from defusedxml.ElementTree import iterparse

from portal.errors import N_, RuleBroken

# About 8 s of parsing; 20,000 rows of 12 columns have 0.7 million.
MAX_ELEMENTS = 2_000_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass
class Parts:
    """Reads the parts of one archive; all of them together may have MAX_ELEMENTS elements."""

    archive: zipfile.ZipFile
    name: str
    count: int = 0

    def elements(
        self, path: str, *, starts: bool = False, whole: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, str, Any]]:
        """Yield (event, name, element) of a part: ends, and starts too where asked for.

        Only elements named in `whole` have their children at their end; everything is let go once it was read.
        """
        names: dict[str, str] = {}
        parents: list[Any] = []
        kept = 0
        with self.archive.open(path) as stream:
            for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
                name = names.get(element.tag) or names.setdefault(element.tag, tag_of(element))
                if event == "start":
                    self._count()
                    parents.append(element)
                    if name in whole:
                        kept += 1
                    if starts:
                        yield event, name, element
                    continue
                parents.pop()
                if name in whole:
                    kept -= 1
                yield event, name, element
                if not kept and parents:
                    del parents[-1][:]

    def _count(self) -> None:
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” ซับซ้อนเกินกว่าที่ระบบอ่านได้ โปรดคัดลอกเฉพาะข้อมูลไปวางในไฟล์ใหม่แล้วเลือกอีกครั้ง"), name=self.name
            )


def tag_of(element: Any) -> str:
    """Return the name without its namespace: strict and usual workbooks differ in nothing else."""
    tag: str = element.tag
    return tag.rpartition("}")[2]


def text_of(element: Any) -> str:
    """Return the text of a string with or without formatted runs, leaving out its reading aids."""
    parts = []
    for child in element:
        if tag_of(child) == "t":
            parts.append(child.text or "")
        elif tag_of(child) == "r":
            parts.extend(piece.text or "" for piece in child if tag_of(piece) == "t")
    return unescape("".join(parts))


def unescape(text: str) -> str:
    """Return text without Excel's way of writing characters: _x0041_ is A."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
