"""HTML to plain text and back: what other systems keep as HTML is kept here as text of several lines.

Tags are found by a scan of our own in linear time: the standard library's parser takes minutes for a crafted line.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

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
_NAME = re.compile("(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ATTRIBUTE = re.compile("""(?<=\\s)([a-zA-Z-]{1,20})\\s*=\\s*("[^"]*"|'[^']*'|[^\\s"'>]+)""")
# how many > may stand inside the quotes of one tag
_QUOTED_ENDS = 20
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
    for tag, is_end, content in _pieces(markup):
        if not tag:
            reader.add(html.unescape(content))
        elif is_end:
            reader.end(tag)
        else:
            reader.start(tag, content)
    lines = ("".join(line).strip(" ").replace("\u00a0", " ") for line in reader.lines)
    return Plain("\n".join(lines).strip("\n"), reader.pictures)


def to_html(text: str, picture: str = "", alt: str = "") -> str:
    """Return the text as HTML that `plain_text` reads back exactly; picture: name of the file below it."""
    kept = re.sub("(?<= ) |^ | $", "\u00a0", html.escape(text, quote=False), flags=re.MULTILINE)
    body = f"<p>{kept}</p>".replace("\n", "<br>")
    if picture:
        body += f'<p><img src="{html.escape(picture)}" alt="{html.escape(alt)}"></p>'
    return body


def _pieces(markup: str) -> Iterator[tuple[str, bool, str]]:
    """Yield (name, is an end, attributes) of each tag, and ("", False, text) of what stands between them."""
    at = text_from = 0
    while (at := markup.find("<", at)) >= 0:
        if markup.startswith("<!--", at):
            name, end = None, markup.find("-->", at)
            end = len(markup) if end < 0 else end + 3
        else:
            name = _NAME.match(markup, at + 1)
            end = _end_of_tag(markup, at) if name else -1
            if name is None or end < 0:
                if end < 0 and name is not None and markup.find(">", at) < 0:
                    break
                at += 1
                continue
        yield "", False, markup[text_from:at]
        if name is not None:
            yield name[2].lower(), bool(name[1]), markup[name.end() : end - 1]
        at = text_from = end
    yield "", False, markup[text_from:]


def _end_of_tag(markup: str, at: int) -> int:
    """Return where the tag that begins here is over: behind its first > outside quotes; -1 where there is none."""
    first = end = markup.find(">", at)
    for _ in range(_QUOTED_ENDS):
        if end < 0:
            break
        piece = markup[at:end]
        if piece.count('"') % 2 == 0:
            return end + 1
        end = markup.find(">", end + 1)
    return first + 1 if first >= 0 else -1


class _Reader:
    """Gathers the lines."""

    def __init__(self) -> None:
        self.lines: list[list[str]] = [[]]
        self.pictures: list[tuple[str, str]] = []
        self._silent = 0
        self._shifted: list[dict[int, int]] = []

    def start(self, tag: str, attributes: str) -> None:
        """Take a tag that begins."""
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
            values = {name.lower(): html.unescape(value.strip("\"'")) for name, value in _ATTRIBUTE.findall(attributes)}
            self.pictures.append((values.get("src", ""), values.get("alt", "")))

    def end(self, tag: str) -> None:
        """Take a tag that ends."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _LINES:
            self._new_line()
        elif tag in ("sup", "sub") and self._shifted:
            self._shifted.pop()

    def add(self, text: str) -> None:
        """Take text, its blanks folded."""
        if self._silent:
            return
        line = self.lines[-1]
        text = _BLANKS.sub(" ", text)
        if not line or line[-1].endswith(" "):
            text = text.lstrip(" ")
        if self._shifted:
            text = text.translate(self._shifted[-1])
        if text:
            line.append(text)

    def _new_line(self) -> None:
        if self.lines[-1]:
            self.lines.append([])
