"""A Word template that somebody uploads: what it may be, and whether it can be filled in, each refusal in a sentence.

Word templates can fetch files and run programs on the machine that opens them. A template here is handed on inside
every document made of it, so it may hold nothing but itself: no macros, no embedded objects, no field that reads other
files, no link that is followed without a click.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError, nodes

from portal.archives import ArchiveLimits, open_archive, read_entry, verify_archive
from portal.documents.contexts import SAMPLES, TemplateKind
from portal.documents.docx import Broken, make_docx
from portal.documents.placeholders import Environment, NotAllowed, UnknownPlaceholder, check_names
from portal.errors import N_, RuleBroken
from portal.thai import shorten

MAX_BYTES = 5 * 1024 * 1024
MAX_PART_BYTES = 2 * 1024 * 1024
SNIPPET_CHARACTERS = 80
LIMITS = ArchiveLimits(unpacked_bytes=32 * 1024 * 1024, ratio=100, ratio_from_bytes=4 * 1024 * 1024, entries=300)
_MAIN = b"wordprocessingml.document.main+xml"
_MACROS = re.compile(rb"macroEnabled|vbaProject|activeX", re.IGNORECASE)
_OBJECTS = re.compile(r"^word/(embeddings|activeX|afchunk)|vbaProject|\.(bin|ole|exe|dll|js)$", re.IGNORECASE)
_FIELDS = re.compile(r"\b(DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|DATABASE|MACROBUTTON)\b", re.IGNORECASE)
_BRACES = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_CLOSES = {"{{": "}}", "{%": "%}", "{#": "#}"}
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BROKEN = N_("ไฟล์ “%(name)s” เสียหายหรือไม่ครบ เปิดไม่ได้ โปรดเปิดดูที่เครื่องของท่าน บันทึกใหม่ แล้วเลือกอีกครั้ง")


def check_template(file: bytes, name: str, kind: TemplateKind) -> None:
    """Raise RuleBroken (field "file") where the file cannot serve as a template of the kind; tried with sample data."""
    try:
        _check_container(file, name)
        _try_out(file, name, SAMPLES[kind])
    except RuleBroken as refusal:
        raise RuleBroken(refusal.message, field="file", **refusal.params) from None


class _Trial(Environment):
    """An environment that also knows what the data will have."""

    def __init__(self, sample: Mapping[str, Any]) -> None:
        super().__init__()
        self.sample = sample

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        check_names(tree, self.sample)
        return tree


def _check_container(file: bytes, name: str) -> None:
    if not file.startswith(b"PK"):
        raise _not_word(name)
    if len(file) > MAX_BYTES:
        raise RuleBroken(N_("ไฟล์ “%(name)s” ใหญ่เกิน 5 MB โปรดลดขนาดรูปในแบบเอกสารแล้วเลือกใหม่"), name=name)
    with open_archive(io.BytesIO(file), name, LIMITS) as archive:
        verify_archive(archive, name, LIMITS)
        types = read_entry(archive, "[Content_Types].xml", name, MAX_PART_BYTES)
        if _MACROS.search(types) or any(map(_OBJECTS.search, archive.namelist())):
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” มีแมโคร (macro) หรือวัตถุฝังตัว ซึ่งแบบเอกสารมีไม่ได้ โปรดนำออกแล้วบันทึกเป็น .docx"), name=name
            )
        if _MAIN not in types:
            raise _not_word(name)
        for part, root in _parts(archive, name):
            if part.endswith(".rels"):
                _check_relations(root, name)
            else:
                _check_text(root, name)


def _parts(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, Any]]:
    """Yield each part of XML with its root element; declarations that expand are refused."""
    for entry in archive.namelist():
        if not entry.endswith((".xml", ".rels")):
            continue
        try:
            yield entry, fromstring(read_entry(archive, entry, name, MAX_PART_BYTES), forbid_dtd=True)
        except DefusedXmlException:
            raise RuleBroken(N_("ไฟล์ “%(name)s” มีคำสั่งแฝงในโครงสร้าง ระบบไม่รับ โปรดบันทึกใหม่จาก Word"), name=name) from None
        except (ParseError, ValueError, LookupError):
            raise RuleBroken(_BROKEN, name=name) from None


def _check_relations(root: Any, name: str) -> None:
    for relation in root:
        is_link = relation.get("Type", "").endswith("/hyperlink")
        target = relation.get("Target", "")
        if relation.get("TargetMode") == "External" and not (is_link and target.startswith(("http", "mailto:"))):
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” อ้างถึงไฟล์ภายนอก “%(target)s” ซึ่งแบบเอกสารมีไม่ได้ โปรดฝังรูปไว้ในไฟล์และยกเลิกการเชื่อมโยง"),
                name=name,
                target=shorten(target, SNIPPET_CHARACTERS),
            )


def _check_text(root: Any, name: str) -> None:
    fields = [*(each.text or "" for each in root.iter(f"{_WORD}instrText"))]
    fields += [each.get(f"{_WORD}instr", "") for each in root.iter(f"{_WORD}fldSimple")]
    if found := _FIELDS.search("".join(fields)):
        raise RuleBroken(
            N_("ไฟล์ “%(name)s” มีเขตข้อมูล %(field_name)s ที่ดึงข้อมูลจากที่อื่น ซึ่งแบบเอกสารมีไม่ได้ โปรดนำออก"),
            name=name,
            field_name=found[0].upper(),
        )
    for paragraph in root.iter(f"{_WORD}p"):
        text = "".join(each.text or "" for each in paragraph.iter(f"{_WORD}t"))
        if not _is_balanced(text):
            raise RuleBroken(
                N_("วงเล็บปีกกาของช่องข้อมูลไม่ครบคู่ในข้อความ “%(placeholder)s” โปรดตรวจให้เปิดและปิดในย่อหน้าเดียวกัน"),
                placeholder=shorten(text.strip(), SNIPPET_CHARACTERS),
            )


def _is_balanced(text: str) -> bool:
    waiting = ""
    for brace in _BRACES.findall(text):
        if brace in _CLOSES:
            if waiting:
                return False
            waiting = _CLOSES[brace]
        elif brace == waiting:
            waiting = ""
        else:
            return False
    return not waiting


def _try_out(file: bytes, name: str, sample: Mapping[str, Any]) -> None:
    try:
        for data in (sample, _emptied(sample)):
            make_docx(file, data, environment=_Trial(sample))
    except UnknownPlaceholder as unknown:
        raise RuleBroken(
            N_("ระบบไม่มีข้อมูลสำหรับช่อง “%(placeholder)s” ในแบบเอกสาร โปรดแก้ให้ตรงกับรายการช่องข้อมูล"), placeholder=unknown.name
        ) from None
    except UndefinedError as undefined:
        raise RuleBroken(
            N_("ระบบไม่มีข้อมูลสำหรับช่อง “%(placeholder)s” ในแบบเอกสาร โปรดแก้ให้ตรงกับรายการช่องข้อมูล"),
            placeholder=str(undefined),
        ) from None
    except TemplateError as error:
        raise _wrongly_written(error) from None
    except Broken:
        raise RuleBroken(N_("คำสั่งวนซ้ำหรือเงื่อนไขวางคร่อมย่อหน้าหรือแถวของตาราง โปรดวางคำสั่งเปิดและปิดในระดับเดียวกัน")) from None
    except Exception:  # whatever the library makes of a document nobody has seen before
        raise RuleBroken(_BROKEN, name=name) from None


def _emptied(value: Any) -> Any:
    """Return the sample as it is when nothing is known yet: the other side of every condition."""
    if isinstance(value, Mapping):
        return {key: _emptied(each) for key, each in value.items()}
    return type(value)()


def _wrongly_written(error: TemplateError) -> RuleBroken:
    if "end of template" in str(error):
        return RuleBroken(N_("แบบเอกสารมีคำสั่ง for หรือ if ที่ยังไม่ปิดด้วย endfor หรือ endif"))
    lines = list(getattr(error, "docx_context", []))
    line_no = error.lineno if isinstance(error, TemplateSyntaxError) else 1
    text = html.unescape(" ".join(lines[min(3, line_no - 1) :][:1])).strip()
    message = N_("คำสั่งในข้อความ “%(placeholder)s” เขียนไม่ถูกต้อง โปรดตรวจเทียบกับตัวอย่าง")
    if isinstance(error, NotAllowed):
        message = N_("คำสั่งในข้อความ “%(placeholder)s” ใช้ในแบบเอกสารไม่ได้ ใช้ได้เฉพาะช่องข้อมูล for และ if")
    return RuleBroken(message, placeholder=shorten(text, SNIPPET_CHARACTERS))


def _not_word(name: str) -> RuleBroken:
    return RuleBroken(N_("ไฟล์ “%(name)s” ไม่ใช่เอกสาร Word แบบ .docx โปรดเปิดแล้วบันทึกเป็น .docx แล้วเลือกใหม่"), name=name)
