"""The bytes of a text file as text, whatever it was saved in."""

from __future__ import annotations

import codecs
import re

from portal.errors import N_, RuleBroken

_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8, UTF-16 with its mark, or the Thai code page of Windows (TIS-620).

    Lines end with \\n. Raises RuleBroken (field "file") for what is no text.
    """
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    for encoding in marked or ("utf-8", "cp874"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise RuleBroken(N_("ไฟล์นี้ไม่ใช่ข้อความที่ระบบอ่านได้ โปรดบันทึกใหม่เป็น UTF-8 แล้วเลือกอีกครั้ง"), field="file")
