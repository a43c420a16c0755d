"""Decisions on evidence that need no database: titles, keys, limits, what may still be taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal import thai
from portal.errors import N_, Conflict, RuleBroken

FILES_AT_ONCE = 10
TITLE_CHARACTERS = 250
NOTE_CHARACTERS = 2_000
REASON_CHARACTERS = 1_000
# covered periods outside these years are slips of the pen
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class NewFile:
    """A file that the storage keeps already and that no row names yet."""

    filename: str
    sha256: str
    size_bytes: int
    media_type: str


class FileGroup(StrEnum):
    """Kinds of files as people look for them."""

    PDF = "pdf"
    PICTURE = "picture"
    DOCUMENT = "document"
    SHEET = "sheet"
    SLIDES = "slides"
    TEXT = "text"
    ARCHIVE = "archive"


_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
MEDIA_TYPES: dict[FileGroup, tuple[str, ...]] = {
    FileGroup.PDF: ("application/pdf",),
    FileGroup.PICTURE: ("image/jpeg", "image/png", "image/webp"),
    FileGroup.DOCUMENT: (_OOXML + "wordprocessingml.document", _ODF + "text"),
    FileGroup.SHEET: (_OOXML + "spreadsheetml.sheet", _ODF + "spreadsheet", "text/csv"),
    FileGroup.SLIDES: (_OOXML + "presentationml.presentation",),
    FileGroup.TEXT: ("text/plain",),
    FileGroup.ARCHIVE: ("application/zip",),
}


class Standing(StrEnum):
    """Whether evidence still counts."""

    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    ALL = "all"


def title_from_name(filename: str) -> str:
    """Return a title made of a file name: without its ending, cleaned for reading; never empty."""
    stem, dot, _ = filename.rpartition(".")
    words = " ".join(thai.normalise(stem if dot and stem else filename).split())
    return thai.shorten(words or filename, TITLE_CHARACTERS)


def titles(typed: str, filenames: Sequence[str]) -> list[str]:
    """Return one title for each file: what was typed, numbered where it stands for several; else the file's name."""
    if not typed:
        return [title_from_name(name) for name in filenames]
    if len(filenames) == 1:
        return [typed]
    return [f"{typed} ({place}/{len(filenames)})" for place in range(1, len(filenames) + 1)]


def submit_key(form_key: str, *parts: object) -> str:
    """Return the unique key of one file of one submit, 64 characters.

    It is made of the form's one-time key and of everything that was sent: the same submit again gives the same key,
    while a form taken back with the browser's "back" and filled anew gives another.
    """
    text = "\x1f".join([form_key, *(str(part) for part in parts)])
    return hashlib.sha256(text.encode()).hexdigest()


def search_text(title: str, filenames: Iterable[str]) -> str:
    """Return the folded text that search looks in."""
    return "\n".join(thai.search_key(text) for text in dict.fromkeys([title, *filenames]))


def is_closed(closed_after_on: date | None, today: date) -> bool:
    """Return whether the obligation takes nothing any more; the day itself is still open."""
    return closed_after_on is not None and today > closed_after_on


def check_open(closed_after_on: date | None, today: date) -> None:
    """Raise RuleBroken when the obligation takes nothing any more."""
    if is_closed(closed_after_on, today):
        raise RuleBroken(
            N_(
                "รายการนี้ปิดรับหลักฐานตั้งแต่สิ้นวันที่ %(date)s จึงยังไม่ได้เก็บไฟล์ "
                "หากต้องส่งเพิ่ม โปรดแจ้งฝ่ายเลขานุการของหน่วยงาน ซึ่งเป็นผู้เปิดรับใหม่ได้"
            ),
            date=closed_after_on,
        )


def check_files(files: Sequence[NewFile]) -> None:
    """Raise RuleBroken for no file, too many, or the same content twice in one submit."""
    if not files:
        raise RuleBroken(N_("โปรดเลือกไฟล์หลักฐานอย่างน้อย 1 ไฟล์"), field="files")
    if len(files) > FILES_AT_ONCE:
        raise RuleBroken(N_("ส่งได้ครั้งละไม่เกิน %(max)s ไฟล์ โปรดแบ่งส่งหลายครั้ง"), field="files", max=FILES_AT_ONCE)
    first: dict[str, str] = {}
    for file in files:
        if file.sha256 in first:
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” มีเนื้อหาเดียวกับ “%(other)s” จึงยังไม่ได้เก็บไฟล์ใด โปรดเลือกใหม่โดยไม่ซ้ำกัน"),
                field="files",
                name=file.filename,
                other=first[file.sha256],
            )
        first[file.sha256] = file.filename


def check_covered(from_on: date | None, to_on: date | None) -> None:
    """Raise RuleBroken when the covered period is missing, runs backwards or lies outside all reason."""
    if from_on is None:
        raise RuleBroken(N_("โปรดระบุวันแรกของช่วงเวลาที่หลักฐานครอบคลุม"), field="covers_from_on")
    if to_on is None:
        raise RuleBroken(N_("โปรดระบุวันสุดท้ายของช่วงเวลาที่หลักฐานครอบคลุม"), field="covers_to_on")
    for day, field in ((from_on, "covers_from_on"), (to_on, "covers_to_on")):
        if not EARLIEST <= day <= LATEST:
            raise RuleBroken(N_("ปีไม่น่าจะถูกต้อง โปรดตรวจสอบวันที่"), field=field)
    if to_on < from_on:
        raise RuleBroken(N_("วันสุดท้ายอยู่ก่อนวันแรก โปรดตรวจสอบวันที่ทั้งสองช่อง"), field="covers_to_on")


def check_current(based_on: int, latest: int) -> None:
    """Raise Conflict when a new revision is based on one that is no longer the latest."""
    if based_on != latest:
        raise Conflict(
            N_("มีผู้แนบฉบับที่ %(no)s ไว้ก่อนแล้ว ไฟล์ของท่านจึงยังไม่ได้เก็บ โปรดเปิดดูฉบับล่าสุด แล้วเลือกไฟล์ส่งอีกครั้ง"), no=latest
        )


def check_changed(new: NewFile, latest_sha256: str) -> None:
    """Raise RuleBroken when the new revision has the very content of the latest one."""
    if new.sha256 == latest_sha256:
        raise RuleBroken(
            N_("ไฟล์ “%(name)s” มีเนื้อหาเดียวกับฉบับล่าสุด จึงไม่เก็บซ้ำ โปรดเลือกไฟล์ที่แก้ไขแล้ว"), field="file", name=new.filename
        )


def check_reason(reason: str) -> None:
    """Raise RuleBroken for a withdrawal without a reason, or with one too long to read."""
    if not reason:
        raise RuleBroken(N_("โปรดระบุเหตุผลที่ถอน ผู้ตรวจจะเห็นข้อความนี้"), field="reason")
    if len(reason) > REASON_CHARACTERS:
        raise RuleBroken(N_("เหตุผลยาวเกิน %(max)s ตัวอักษร โปรดย่อข้อความ"), field="reason", max=REASON_CHARACTERS)
