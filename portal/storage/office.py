"""Office containers: which kind a zip archive is, and whether macros or a password are inside; old OLE files."""

from __future__ import annotations

import mmap
import re
import zipfile

from portal.archives import read_entry
from portal.errors import N_, RuleBroken

_OOXML_MAIN = (
    (b"wordprocessingml.document.main+xml", "docx"),
    (b"spreadsheetml.sheet.main+xml", "xlsx"),
    (b"presentationml.presentation.main+xml", "pptx"),
)
_ODF_MAIN = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_MACRO_CONTENT = re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE)
_MACRO_ENTRY = re.compile(
    r"(^|/)vbaProject\.bin$|^Basic/[^/]+/(?!script-lb|dialog-lb)[^/]+\.xml$|^Scripts/.", re.IGNORECASE
)
_PASSWORD = N_("ไฟล์ “%(name)s” ตั้งรหัสผ่านไว้ โปรดเอารหัสผ่านออกก่อนแล้วเลือกใหม่")
_OLD = N_("ไฟล์ “%(name)s” เป็นไฟล์ Office รุ่นเก่า (.doc .xls .ppt) โปรดเปิดแล้วบันทึกเป็น .docx .xlsx .pptx หรือ PDF แล้วเลือกใหม่")


def office_extension(archive: zipfile.ZipFile, name: str) -> str | None:
    """Return docx, xlsx, pptx, odt or ods, or None for an archive that is no such document.

    Raises RuleBroken for a document with macros or a password.
    """
    entries = set(archive.namelist())
    if "[Content_Types].xml" in entries:
        types = _without_utf16(read_entry(archive, "[Content_Types].xml", name))
        if _MACRO_CONTENT.search(types) or any(map(_MACRO_ENTRY.search, entries)):
            raise _macros(name)
        return next((extension for mark, extension in _OOXML_MAIN if mark in types), None)
    if "mimetype" in entries:
        extension = _ODF_MAIN.get(read_entry(archive, "mimetype", name, 200).strip())
        if extension and b"encryption-data" in read_entry(archive, "META-INF/manifest.xml", name):
            raise RuleBroken(_PASSWORD, name=name)
        if extension and any(map(_MACRO_ENTRY.search, entries)):
            raise _macros(name)
        return extension
    return None


def refuse_ole(content: mmap.mmap, name: str) -> RuleBroken:
    """Return the refusal of an OLE container: a new document with a password, or one of an old Office."""
    encrypted = content.find("EncryptedPackage".encode("utf-16-le")) != -1
    return RuleBroken(_PASSWORD if encrypted else _OLD, name=name)


def _macros(name: str) -> RuleBroken:
    return RuleBroken(
        N_("ไฟล์ “%(name)s” มีแมโคร (macro) ซึ่งระบบไม่รับ โปรดบันทึกใหม่แบบไม่มีแมโคร (.docx .xlsx .pptx) หรือเป็น PDF"), name=name
    )


def _without_utf16(xml: bytes) -> bytes:
    """Return XML as UTF-8: a declaration in UTF-16 would hide every word from a search."""
    if xml[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return xml.decode("utf-16", "replace").encode()
    return xml
