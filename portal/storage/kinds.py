"""What a file is, decided by its content against a closed list; the extension must say the same."""

from __future__ import annotations

import mmap
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

from portal.archives import open_archive, verify_archive
from portal.errors import N_, RuleBroken
from portal.storage.names import clean_filename
from portal.storage.office import office_extension, refuse_ole
from portal.storage.pdf import check_pdf
from portal.storage.text import text_encoding


@dataclass(frozen=True)
class FileKind:
    """One type of file that the portal takes: its usual extension, its media type, its name in Thai."""

    extension: str
    media_type: str
    label_th: str


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
_JPG = FileKind("jpg", "image/jpeg", N_("ภาพถ่าย JPG"))
ALLOWED = (
    FileKind("pdf", "application/pdf", N_("เอกสาร PDF")),
    _JPG,
    FileKind("png", "image/png", N_("ภาพ PNG")),
    FileKind("webp", "image/webp", N_("ภาพ WebP")),
    FileKind("docx", _OOXML + "wordprocessingml.document", N_("เอกสาร Word")),
    FileKind("xlsx", _OOXML + "spreadsheetml.sheet", N_("ตาราง Excel")),
    FileKind("pptx", _OOXML + "presentationml.presentation", N_("งานนำเสนอ PowerPoint")),
    FileKind("odt", _ODF + "text", N_("เอกสาร OpenDocument")),
    FileKind("ods", _ODF + "spreadsheet", N_("ตาราง OpenDocument")),
    FileKind("csv", "text/csv", N_("ตารางข้อความ CSV")),
    FileKind("txt", "text/plain", N_("ไฟล์ข้อความ")),
    FileKind("zip", "application/zip", N_("ไฟล์บีบอัด ZIP")),
)
BY_EXTENSION: Mapping[str, FileKind] = MappingProxyType(
    {kind.extension: kind for kind in ALLOWED} | {"jpeg": _JPG, "jfif": _JPG}
)
# For the `accept` attribute of a file field, and for the sentence beside it.
ACCEPT = ",".join(f".{extension}" for extension in BY_EXTENSION)
ALLOWED_LIST = ", ".join(kind.extension for kind in ALLOWED)

_TEXT = ("csv", "txt")
_SIGNATURES = (
    ("pdf", re.compile(rb"(\xef\xbb\xbf)?\s*%PDF-")),
    ("jpg", re.compile(rb"\xff\xd8\xff")),
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("zip", re.compile(rb"PK(\x03\x04|\x05\x06|\x07\x08)")),
    ("ole", re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    ("heic", re.compile(rb"....ftyp(hei[cxms]|hev[cxms]|mif1|msf1)", re.DOTALL)),
    ("program", re.compile(rb"MZ|\x7fELF|\xca\xfe\xba\xbe|[\xcf\xce]\xfa\xed\xfe|#!")),
    ("html", re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|script|svg|\?xml|!--)", re.IGNORECASE)),
)
_END_MARKS = {"jpg": b"\xff\xd9", "png": b"IEND\xae\x42\x60\x82"}
_MISTAKES = {
    "heic": N_(
        "ไฟล์ “%(name)s” เป็นภาพแบบ HEIC ซึ่งเครื่องส่วนใหญ่เปิดไม่ได้ โปรดตั้งกล้องโทรศัพท์เป็น “ใช้งานร่วมกันได้มากที่สุด” "
        "(ตั้งค่า › กล้อง › รูปแบบ) หรือแปลงภาพเป็น JPG แล้วเลือกใหม่"
    ),
    "program": N_("ไฟล์ “%(name)s” เป็นโปรแกรม ระบบไม่รับโปรแกรม โปรดเลือกไฟล์เอกสารหรือภาพ"),
    "html": N_("ไฟล์ “%(name)s” มีเนื้อหาเป็นหน้าเว็บ ระบบไม่รับหน้าเว็บ โปรดพิมพ์หน้าเว็บเป็น PDF แล้วเลือกใหม่"),
}


# the pictures a browser may show inside a page; everything else leaves as a download
PICTURES = ("jpg", "png", "webp")
HEAD_BYTES = 16


def picture_type(head: bytes) -> str | None:
    """Return the media type of a picture a page may show, by its first bytes (HEAD_BYTES); None for anything else."""
    signature = next((mark for mark, pattern in _SIGNATURES if pattern.match(head)), None)
    return BY_EXTENSION[signature].media_type if signature in PICTURES else None


def inspect_file(path: Path, filename: str) -> FileKind:
    """Return the kind of the file at `path`, sent as `filename`.

    Raises RuleBroken for a bad name, an empty file, a type outside ALLOWED, an extension that disagrees with the
    content, a broken or encrypted file, a bomb, macros. Every sentence names the file and says what to do.
    Unpacks an archive once to see that it is whole (up to about a second): call it while no lock is held.
    """
    name = clean_filename(filename)
    if path.stat().st_size == 0:
        raise RuleBroken(N_("ไฟล์ “%(name)s” ว่างเปล่า (0 ไบต์) โปรดเปิดดูที่เครื่องของท่านแล้วเลือกใหม่"), name=name)
    stem, dot, extension = name.rpartition(".")
    claimed = BY_EXTENSION.get(extension.lower()) if stem and dot else None
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        signature = next((mark for mark, pattern in _SIGNATURES if pattern.match(content)), None)
        is_text = claimed is not None and claimed.extension in _TEXT
        if signature in _MISTAKES and not is_text:
            raise RuleBroken(_MISTAKES[signature], name=name)
        if signature == "ole":
            raise refuse_ole(content, name)
        if claimed is None:
            raise _not_allowed(name)
        if signature is None or (is_text and signature in _MISTAKES):
            return _check_text(path, claimed, name)
        found = _found_extension(signature, content, file, claimed, name)
    if found != claimed.extension:
        raise _disagrees(name, extension, found)
    return claimed


def _found_extension(signature: str, content: mmap.mmap, file: BinaryIO, claimed: FileKind, name: str) -> str | None:
    """Return the extension that the content deserves, after looking whether the file is whole."""
    if signature == "zip":
        return _found_in_archive(file, claimed, name)
    if signature != claimed.extension:
        return signature
    if signature == "pdf":
        check_pdf(content, name)
    elif signature == "webp":
        if int.from_bytes(content[4:8], "little") + 8 > len(content):
            raise _cut_short(name)
    elif content.rfind(_END_MARKS[signature]) == -1:
        raise _cut_short(name)
    return signature


def _found_in_archive(file: BinaryIO, claimed: FileKind, name: str) -> str | None:
    if claimed.extension not in ("docx", "xlsx", "pptx", "odt", "ods", "zip"):
        return "zip"
    with open_archive(file, name) as archive:
        found = "zip" if claimed.extension == "zip" else office_extension(archive, name)
        verify_archive(archive, name)
    return found


def _check_text(path: Path, claimed: FileKind, name: str) -> FileKind:
    if claimed.extension not in _TEXT:
        raise _disagrees(name, claimed.extension, None)
    if text_encoding(path) is None:
        raise RuleBroken(
            N_(
                "ไฟล์ “%(name)s” ไม่ใช่ข้อความที่ระบบอ่านได้ โปรดบันทึกใหม่เป็น UTF-8 "
                "(ใน Excel เลือก “CSV UTF-8 (คั่นด้วยจุลภาค)”) แล้วเลือกอีกครั้ง"
            ),
            name=name,
        )
    return claimed


def _not_allowed(name: str) -> RuleBroken:
    return RuleBroken(
        N_("ไฟล์ “%(name)s” เป็นชนิดที่ระบบไม่รับ โปรดบันทึกเป็นชนิดใดชนิดหนึ่งต่อไปนี้ แล้วเลือกใหม่: %(allowed)s"),
        name=name,
        allowed=ALLOWED_LIST,
    )


def _disagrees(name: str, extension: str, found: str | None) -> RuleBroken:
    kind = BY_EXTENSION.get(found or "")
    if kind is None:
        return RuleBroken(
            N_("ไฟล์ “%(name)s” มีนามสกุล .%(extension)s แต่เนื้อหาไม่ใช่ โปรดเปิดดูที่เครื่องของท่าน บันทึกใหม่ แล้วเลือกอีกครั้ง"),
            name=name,
            extension=extension,
        )
    return RuleBroken(
        N_("ไฟล์ “%(name)s” มีนามสกุล .%(extension)s แต่เนื้อหาเป็น .%(found)s โปรดแก้นามสกุลให้ตรงแล้วเลือกใหม่"),
        name=name,
        extension=extension,
        found=kind.extension,
    )


def _cut_short(name: str) -> RuleBroken:
    return RuleBroken(N_("ไฟล์ “%(name)s” ไม่ครบหรือเสียหาย โปรดเปิดดูที่เครื่องของท่าน บันทึกใหม่ แล้วเลือกอีกครั้ง"), name=name)
