"""Pictures inside files of questions: decoded, recognised by their first bytes, held to a size."""

from __future__ import annotations

import base64
import binascii
import re

from portal.errors import N_, RuleBroken
from portal.questionnaire.rules.drafts import DraftPicture
from portal.questionnaire.rules.pictures import ALT_CHARACTERS, MAX_BYTES

_KINDS = (
    (re.compile(rb"\xff\xd8\xff"), "jpg", "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "png", "image/png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "webp", "image/webp"),
)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\\u202a-\u202e\u2066-\u2069]")


def read_picture(encoded: str, filename: str, alt: str) -> DraftPicture:
    """Return the picture; raises RuleBroken where it is broken, too large, or none of the kinds taken."""
    name = _UNSAFE.sub("", filename)[-80:].strip(" .") or "picture"
    if len(encoded) > MAX_BYTES * 2:
        raise _too_large(name)
    try:
        content = base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError):
        raise RuleBroken(N_("ภาพ “%(name)s” เสียหาย อ่านไม่ได้"), name=name) from None
    if len(content) > MAX_BYTES:
        raise _too_large(name)
    for signature, extension, media_type in _KINDS:
        if signature.match(content):
            stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name) or "picture"
            return DraftPicture(f"{stem}.{extension}", media_type, alt[:ALT_CHARACTERS], content=content)
    raise RuleBroken(N_("ภาพ “%(name)s” เป็นชนิดที่ระบบไม่รับ โปรดใช้ภาพ jpg, png หรือ webp"), name=name)


def _too_large(name: str) -> RuleBroken:
    most = MAX_BYTES // 2**20
    return RuleBroken(N_("ภาพ “%(name)s” ใหญ่เกิน %(max)s MB โปรดย่อภาพก่อน"), name=name, max=most)
