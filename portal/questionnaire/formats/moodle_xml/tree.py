"""The elements of an XML file with the lines they begin in, as far as the file can be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from portal.errors import N_, RuleBroken
from portal.questionnaire.formats.encodings import decoded
from portal.questionnaire.formats.problems import MAX_QUESTIONS, too_many

MAX_ELEMENTS = 500_000
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")


@dataclass
class Node:
    """One element: the text directly in it, its children, the line it begins in."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    line: int = 0
    own: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly in the element."""
        return "".join(self.own)

    def all(self, tag: str) -> Iterator[Node]:
        """Yield the children of that name."""
        return (child for child in self.children if child.tag == tag)

    def one(self, tag: str) -> Node:
        """Return the first child of that name, an empty element where there is none."""
        return next(self.all(tag), Node(tag, line=self.line))

    def value(self, tag: str) -> str:
        """Return the text of a child, or of the <text> in it."""
        child = self.one(tag)
        return (child.one("text").text or child.text).strip()


class Broken(Exception):
    """The file cannot be read any further; `questions` are those before that line."""

    def __init__(self, line: int, questions: list[Node]) -> None:
        super().__init__(line)
        self.line, self.questions = line, questions


def questions_of(content: str | bytes) -> list[Node]:
    """Return the <question> elements.

    Raises Broken where the file ends half-way or is no XML from some line on; RuleBroken (field "file") for a file
    that declares entities, is something else altogether, or has too many elements.
    """
    text = decoded(content) if isinstance(content, bytes) else content.removeprefix("\ufeff")
    text = _DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text)
    parser = make_parser()
    parser.forbid_dtd = True
    handler = _Handler(parser.getLineNumber)
    parser.setContentHandler(handler)
    try:
        parser.feed(text.encode("utf-8", "replace"))
        parser.close()
    except DefusedXmlException:
        raise RuleBroken(N_("ไฟล์มีคำสั่งแฝงในโครงสร้าง ระบบไม่รับ โปรดส่งออกใหม่จาก Moodle"), field="file") from None
    except SAXParseException as error:
        if handler.root is None:
            raise _other_file() from None
        raise Broken(error.getLineNumber() or 0, handler.questions) from None
    return handler.questions


class _Handler(ContentHandler):
    def __init__(self, line_number: Callable[[], int | None]) -> None:
        super().__init__()
        self._line_number = line_number
        self.root: Node | None = None
        self.questions: list[Node] = []
        self._open: list[Node] = []
        self._count = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802  (the parser's name)
        self._count += 1
        if self._count > MAX_ELEMENTS or len(self.questions) > MAX_QUESTIONS:
            raise too_many()
        node = Node(name, {key: attrs[key] for key in attrs.getNames()}, self._line_number() or 0)
        if self.root is None:
            self.root = node
            if name not in ("quiz", "question"):
                raise _other_file()
        if self._open:
            self._open[-1].children.append(node)
        self._open.append(node)

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].own.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802  (the parser's name)
        node = self._open.pop()
        if name == "question":
            self.questions.append(node)
            if self._open:
                self._open[-1].children.clear()


def _other_file() -> RuleBroken:
    return RuleBroken(N_("ไฟล์นี้ไม่ใช่ Moodle XML โปรดส่งออกคำถามจาก Moodle โดยเลือกรูปแบบ Moodle XML"), field="file")
