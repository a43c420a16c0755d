"""Files of questions in and out: GIFT, Aiken, Moodle XML, Excel. Pure: text or bytes in, drafts and problems out.

Every reader is tolerant: what is broken becomes a problem with its line, the rest is read. What our writers write our
readers read back exactly. Callers use the list of formats below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from portal.errors import N_, RuleBroken
from portal.questionnaire.formats import aiken, gift, moodle_xml, sheet
from portal.questionnaire.formats.problems import MAX_QUESTIONS
from portal.questionnaire.rules.drafts import QuestionDraft
from portal.questionnaire.rules.imports import Problem, Reading

MAX_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Format:
    """A kind of file: its key, name, extensions (the first is written), media type, reader and writer."""

    key: str
    label: str
    extensions: tuple[str, ...]
    media_type: str
    read: Callable[[bytes], tuple[list[QuestionDraft], list[Problem]]] = field(repr=False)
    write: Callable[[Sequence[QuestionDraft]], bytes] | None = field(default=None, repr=False)


def _as_bytes(write: Callable[[Sequence[QuestionDraft]], str]) -> Callable[[Sequence[QuestionDraft]], bytes]:
    return lambda drafts: write(drafts).encode()


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.key: each
        for each in (
            Format(
                "xlsx",
                N_("แบบฟอร์ม Excel"),
                (".xlsx",),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                sheet.read,
                sheet.write,
            ),
            Format("gift", "GIFT", (".gift", ".txt"), "text/plain", gift.read, _as_bytes(gift.write)),
            Format("xml", "Moodle XML", (".xml",), "application/xml", moodle_xml.read, _as_bytes(moodle_xml.write)),
            Format("aiken", "Aiken", (".aiken", ".txt"), "text/plain", aiken.read),
        )
    }
)
# formats that are also written
WRITTEN = MappingProxyType({key: each for key, each in FORMATS.items() if each.write is not None})
ACCEPT = ",".join(dict.fromkeys(extension for each in FORMATS.values() for extension in each.extensions))


def format_of(filename: str, content: bytes) -> str:
    """Return the key of the format a file seems to be in, by its first bytes, then its name and content.

    A text file with a line ANSWER: and without braces is Aiken. Raises RuleBroken (field "file") for other files.
    """
    name = filename.lower()
    if content.startswith(b"PK") or name.endswith((".xlsx", ".xls")):
        return "xlsx"
    start = content[:2000].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")
    if start.startswith(b"<"):
        return "xml"
    if name.endswith((".gift", ".txt", ".aiken")):
        has_answers = b"ANSWER" in content.upper() or "เฉลย".encode() in content or "เฉลย".encode("cp874") in content
        return "aiken" if name.endswith(".aiken") or (has_answers and b"{" not in content) else "gift"
    raise RuleBroken(N_("ไม่รู้จักชนิดของไฟล์นี้ โปรดเลือกไฟล์ %(accept)s"), field="file", accept=ACCEPT.replace(",", ", "))


def read_file(key: str, filename: str, content: bytes) -> Reading:
    """Return what the file holds; key: one of FORMATS, or "" to tell it from the file.

    Raises RuleBroken (field "file") for a file that is too large or not of the format at all, or holds no question.
    """
    if len(content) > MAX_BYTES:
        raise too_large()
    drafts, problems = FORMATS[key or format_of(filename, content)].read(content)
    if not drafts and not problems:
        raise RuleBroken(N_("ไม่พบคำถามในไฟล์นี้ โปรดตรวจว่าเลือกรูปแบบไฟล์ถูกต้อง"), field="file")
    return Reading(tuple(drafts), tuple(problems))


def too_large() -> RuleBroken:
    """Return the refusal of a file above MAX_BYTES."""
    return RuleBroken(N_("ไฟล์ใหญ่เกิน %(max)s MB โปรดแบ่งเป็นหลายไฟล์"), field="file", max=MAX_BYTES // 2**20)


__all__ = [
    "ACCEPT",
    "FORMATS",
    "MAX_BYTES",
    "MAX_QUESTIONS",
    "WRITTEN",
    "Format",
    "format_of",
    "read_file",
    "too_large",
]
