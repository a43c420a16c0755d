"""PDF files: whole, and without a password."""

from __future__ import annotations

import mmap
import re

from portal.errors import N_, RuleBroken

_START = re.compile(rb"startxref\s+(\d{1,12})")
_ENCRYPT = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")
_TRAILER_BYTES = 64 * 1024


def check_pdf(content: mmap.mmap, name: str) -> None:
    """Raise RuleBroken when the file was cut short, or is encrypted (also where that only restricts printing)."""
    last = content.rfind(b"startxref")
    if last == -1:
        raise RuleBroken(N_("ไฟล์ “%(name)s” ไม่ครบหรือเสียหาย โปรดเปิดดูที่เครื่องของท่าน บันทึกใหม่ แล้วเลือกอีกครั้ง"), name=name)
    if _is_encrypted(content, last):
        raise RuleBroken(
            N_("ไฟล์ “%(name)s” ตั้งรหัสผ่านหรือจำกัดสิทธิ์ไว้ โปรดเอารหัสผ่านออก หรือพิมพ์เป็น PDF ใหม่ แล้วเลือกอีกครั้ง"),
            name=name,
        )


def _is_encrypted(content: mmap.mmap, last: int) -> bool:
    """Look where a reader looks: the trailer, or the dictionary of the cross-reference stream, that `startxref` names.

    Where the number leads nowhere, readers rebuild the file from all of it, and so the whole file is searched.
    """
    match = _START.match(content, last)
    offset = int(match[1]) if match else 0
    if content[offset : offset + 4] == b"xref":
        start = content.find(b"trailer", offset)
        end = content.find(b"startxref", start)
    else:
        start = offset
        end = content.find(b"stream", offset, offset + _TRAILER_BYTES)
    if start <= 0 or end == -1:
        return _ENCRYPT.search(content) is not None
    return _ENCRYPT.search(content, start, end) is not None
