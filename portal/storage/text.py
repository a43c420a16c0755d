"""Plain text and CSV: UTF-8, or the Thai code page of older Windows."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_BLOCK = 1024 * 1024


def text_encoding(path: Path) -> str | None:
    """Return "utf-8-sig", "utf-8" or "cp874" (Windows-874, TIS-620), or None when the file is not text in any of them.

    A single control character makes it not text: pictures and programs have them in their first lines.
    """
    with path.open("rb") as file:
        has_mark = file.read(3) == codecs.BOM_UTF8
    for encoding in ("utf-8-sig",) if has_mark else ("utf-8", "cp874"):
        if _decodes(path, encoding):
            return encoding
    return None


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if _CONTROL.search(decoder.decode(block)):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
