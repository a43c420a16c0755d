"""File names as people gave them: kept byte for byte, or refused with a sentence that says what to change."""

from __future__ import annotations

import unicodedata

from portal.errors import N_, RuleBroken

MAX_NAME_BYTES = 255
# Marks that turn the reading direction, so that "exe.pdf" can be made to look like another name.
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean_filename(name: str) -> str:
    """Return the last component of a file name exactly as it was sent.

    Folders before it (with / or \\) are dropped; nothing else is changed: no normalising, trimming or cutting.
    Raises RuleBroken for an empty name, a control character, a mark that turns the reading direction, text that is not
    Unicode, and more than 255 bytes of UTF-8 (the limit of file systems; a Thai letter takes three).
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    if not last.strip(" .\u200b\u00a0"):
        raise RuleBroken(N_("ไฟล์นี้ไม่มีชื่อ โปรดตั้งชื่อไฟล์แล้วเลือกใหม่"))
    if any(c in _DIRECTION_MARKS or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in last):
        raise RuleBroken(N_("ชื่อไฟล์ “%(name)s” มีอักขระควบคุมที่มองไม่เห็น โปรดเปลี่ยนชื่อไฟล์แล้วเลือกใหม่"), name=shown_name(last))
    size = len(last.encode())
    if size > MAX_NAME_BYTES:
        raise RuleBroken(
            N_(
                "ชื่อไฟล์ “%(name)s” ยาว %(size)s ไบต์ เกิน %(limit)s ไบต์ (อักษรไทยหนึ่งตัวนับเป็น 3 ไบต์) โปรดตั้งชื่อให้สั้นลงแล้วเลือกใหม่"
            ),
            name=shown_name(last),
            size=size,
            limit=MAX_NAME_BYTES,
        )
    return last


def shown_name(name: str) -> str:
    """Return at most 60 characters of the last component that are safe to show in a sentence."""
    name = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(
        "\ufffd" if c in _DIRECTION_MARKS or unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in name
    )
    return shown if len(shown) <= 60 else shown[:60] + "…"
