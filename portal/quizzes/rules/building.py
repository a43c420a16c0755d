"""What a quiz must have before it is published, and the limits of what may be typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portal.errors import N_, RuleBroken

MOST_SLOTS = 100
MOST_QUESTIONS = 200
MOST_EXTRA_MINUTES = 1_440
REASON_MAX = 300


@dataclass(frozen=True)
class Place:
    """A place of the quiz: how many questions it draws, of how many that can be used."""

    no: int
    draws: int
    available: int


@dataclass(frozen=True)
class Missing:
    """Something that keeps a quiz from being published, in words that are filled at the edge."""

    message: str
    params: dict[str, int]


def missing_for_publication(
    *,
    places: Iterable[Place],
    needs_checkin: bool,
    sessions: int,
    pass_mark_approver: str,
    pass_mark_approved_on: date | None,
    closes_at: datetime | None,
    now: datetime,
) -> list[Missing]:
    """Return what is still missing, in the order the author meets it; [] when the quiz can be published.

    Source: the pass mark is not in the study, hence who approved it and when; the roster is those who attended.
    """
    places = list(places)
    missing = [
        Missing(N_("ลำดับที่ %(no)s ต้องใช้ %(need)s ข้อ แต่มีข้อที่ใช้ได้ %(have)s ข้อ"), _filled(place))
        for place in places
        if place.available < place.draws
    ]
    if not places:
        missing.append(Missing(N_("ยังไม่มีคำถาม โปรดเลือกคำถามจากคลังหรือกำหนดการสุ่มจากหมวด"), {}))
    if not pass_mark_approver or pass_mark_approved_on is None:
        missing.append(Missing(N_("ยังไม่ระบุผู้เห็นชอบเกณฑ์ผ่านและวันที่เห็นชอบ"), {}))
    if needs_checkin and not sessions:
        missing.append(Missing(N_("ยังไม่เลือกการประชุมชี้แจงที่ใช้รายชื่อผู้เข้าร่วม"), {}))
    if closes_at is not None and closes_at <= now:
        missing.append(Missing(N_("เวลาปิดผ่านไปแล้ว โปรดแก้ไขเวลาปิด"), {}))
    return missing


def check_window(opens_at: datetime | None, closes_at: datetime | None) -> None:
    """Raise RuleBroken unless the end comes after the beginning."""
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise RuleBroken(N_("เวลาปิดต้องอยู่หลังเวลาเปิด"), field="closes_on")


def check_draft(published_at: datetime | None) -> None:
    """Raise RuleBroken when the quiz is published: its questions are fixed from then on."""
    if published_at is not None:
        raise RuleBroken(N_("เผยแพร่แบบทดสอบแล้ว จึงเปลี่ยนคำถามไม่ได้ หากยังไม่มีผู้ทำ ให้ถอนการเผยแพร่ก่อน"))


def check_draws(draws: int, available: int) -> None:
    """Raise RuleBroken when a category has fewer usable questions than are to be drawn."""
    if draws > available:
        raise RuleBroken(
            N_("หมวดนี้มีข้อที่ใช้ได้ %(have)s ข้อ จึงสุ่ม %(need)s ข้อไม่ได้"), field="draws", have=available, need=draws
        )


def _filled(place: Place) -> dict[str, int]:
    return {"no": place.no, "need": place.draws, "have": place.available}
