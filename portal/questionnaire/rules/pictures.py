"""The picture of a question: of which types, how large, never without words for those who cannot see it."""

from __future__ import annotations

from types import MappingProxyType

from portal.errors import N_, RuleBroken
from portal.questionnaire.rules.drafts import DraftPicture

MAX_BYTES = 2 * 1024 * 1024
ALT_CHARACTERS = 300
# the types a browser may show inline, and no other
EXTENSIONS = MappingProxyType({"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"})


def check_file(media_type: str, size_bytes: int) -> None:
    """Raise RuleBroken unless a file may be a question's picture."""
    if media_type not in EXTENSIONS:
        raise RuleBroken(N_("รูปภาพต้องเป็น jpg, png หรือ webp โปรดเลือกไฟล์อื่น"), field="picture")
    if size_bytes > MAX_BYTES:
        raise RuleBroken(
            N_("รูปภาพมีขนาดได้ไม่เกิน %(max)s MB โปรดย่อภาพก่อน"), field="picture", max=MAX_BYTES // (1024 * 1024)
        )


def check_picture(picture: DraftPicture) -> None:
    """Raise RuleBroken unless the picture may be kept with a question."""
    check_file(picture.media_type, 0)
    if not picture.sha256:
        raise ValueError("the picture is not in the storage yet")
    if not picture.alt.strip():
        raise RuleBroken(N_("โปรดพิมพ์คำบรรยายรูปภาพ สำหรับผู้ที่มองไม่เห็นภาพ และเมื่อภาพไม่ขึ้น"), field="picture_alt")
    if len(picture.alt) > ALT_CHARACTERS:
        raise RuleBroken(N_("คำบรรยายรูปภาพยาวได้ไม่เกิน %(most)s ตัวอักษร"), field="picture_alt", most=ALT_CHARACTERS)
