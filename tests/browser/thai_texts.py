"""Thai that stands on a page read in English: what is data may, what is the portal's own may not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from sqlalchemy import MetaData, create_engine, select

from tests.browser.fixtures import Server

THAI = re.compile("[\u0e01-\u0e5b]")
# what people typed and what was read from files; not the trail, not what is sent
TABLES = (
    "user", "unit", "fiscal_year", "briefing_session", "briefing_file", "attendance", "attendance_event",
    "question", "question_version", "question_category", "question_import", "quiz", "quiz_key_repair",
    "quiz_frozen_result", "quiz_extra_time", "indicator",
)  # fmt: skip
TOLD = ("alt", "aria-label", "placeholder", "title", "content", "label")
# the buttons that lead back to Thai; a word that files of questions are written with
MEANT = ("ไทย", "๑๒๓", "เฉลย:")


class _Texts(HTMLParser):
    """Collects every text of a page, those in attributes as well."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what is told by attributes."""
        self.silent += tag in ("script", "style")
        told = [value for name, value in attrs if value and (name in TOLD or name.startswith("data-"))]
        self.found += [value for value in told if not value.startswith(("มกราคม", "["))]

    def handle_endtag(self, tag: str) -> None:
        """Listen again after a script."""
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        """Take a text."""
        if not self.silent:
            self.found.append(data)


def data_of(server: Server) -> list[str]:
    """Return every Thai text that is data, the longest first."""
    engine = create_engine(server.environment["PORTAL_DATABASE_URL"])
    schema = MetaData()
    schema.reflect(engine)
    with engine.connect() as connection:
        rows = [row for name in TABLES for row in connection.execute(select(schema.tables[name]))]
    engine.dispose()
    found = {_folded(text) for row in rows for value in row for text in _strings(value) if THAI.search(text)}
    found |= {line for text in found for line in map(str.strip, text.splitlines()) if line}
    return sorted(found | set(MEANT), key=len, reverse=True)


def untranslated(html: str, data: list[str]) -> list[str]:
    """Return what is left of the page's Thai when the data is taken away."""
    reader = _Texts()
    reader.feed(html)
    texts = {_folded(text) for text in reader.found if THAI.search(text)}
    return sorted(text for text in texts if THAI.search(_without(text, data)))


def _without(text: str, data: list[str]) -> str:
    text = _without_cut(text, data)
    for known in data:
        if len(known) > 1 or known == text:
            text = text.replace(known, " ")
    return text


def _without_cut(text: str, data: list[str]) -> str:
    """Return the text without what ends in dots, being the beginning of something that is known."""
    stem, dots, rest = text.partition("…")
    stem = stem.rstrip()
    for at in [0, *(gap.end() for gap in re.finditer(" ", stem))] if dots else []:
        if any(known.startswith(stem[at:]) for known in data):
            return stem[:at] + rest
    return text


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str() if value[:1] in "[{":
            try:
                yield from _strings(json.loads(value))
            except ValueError:
                yield value
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _strings(each)
        case list():
            for each in value:
                yield from _strings(each)


def _folded(text: str) -> str:
    return " ".join(text.split())
