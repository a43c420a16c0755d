"""HTML to plain text and back: what other systems keep as HTML is kept here as text of several lines."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_LINES = {
    "p",
    "div",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "ul",
    "ol",
    "pre",
    "blockquote",
    "dt",
    "dd",
}
_CELLS = {"td", "th"}
_SILENT = {"script", "style", "template", "head"}
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_BLANKS = re.compile("[ \t\r\n\f]+")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")


@dataclass
class Plain:
    """What HTML says: its text, and the pictures in it as (source, alternative text)."""

    text: str
    pictures: list[tuple[str, str]] = field(default_factory=list)


def has_tags(text: str) -> bool:
    """Return whether the text holds HTML tags; "a < b" does not."""
    return _TAG.search(text) is not None


def plain_text(markup: str) -> Plain:
    """Return the text of a piece of HTML: one line for each paragraph or <br>, blanks folded, scripts left out."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = ("".join(line).strip(" ").replace("\u00a0", " ") for line in reader.lines)
    return Plain("\n".join(lines).strip("\n"), reader.pictures)


def to_html(text: str, picture: str = "", alt: str = "") -> str:
    """Return the text as HTML that `plain_text` reads back exactly; picture: name of the file below it."""
    kept = re.sub("(?<= ) |^ | $", "\u00a0", html.escape(text, quote=False), flags=re.MULTILINE)
    body = f"<p>{kept}</p>".replace("\n", "<br>")
    if picture:
        body += f'<p><img src="{html.escape(picture)}" alt="{html.escape(alt)}"></p>'
    return body


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[list[str]] = [[]]
        self.pictures: list[tuple[str, str]] = []
        self._silent = 0
        self._shifted: list[dict[int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br":
            self.lines.append([])
        elif tag in _LINES:
            self._new_line()
        elif tag in _CELLS and self.lines[-1]:
            self.lines[-1].append(" | ")
        elif tag in ("sup", "sub"):
            self._shifted.append(_RAISED if tag == "sup" else _LOWERED)
        elif tag == "img":
            values = {name: value or "" for name, value in attrs}
            self.pictures.append((values.get("src", ""), values.get("alt", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _LINES:
            self._new_line()
        elif tag in ("sup", "sub") and self._shifted:
            self._shifted.pop()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        line = self.lines[-1]
        text = _BLANKS.sub(" ", data)
        if not line or line[-1].endswith(" "):
            text = text.lstrip(" ")
        if self._shifted:
            text = text.translate(self._shifted[-1])
        if text:
            line.append(text)

    def _new_line(self) -> None:
        if self.lines[-1]:
            self.lines.append([])
