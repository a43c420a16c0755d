"""When a quiz is open, who may begin it, and how long an attempt lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from portal.errors import N_, RuleBroken


class Opening(StrEnum):
    """Where a quiz stands at an instant."""

    DRAFT = "draft"
    WAITING = "waiting"
    OPEN = "open"
    CLOSED = "closed"


class Gate(StrEnum):
    """What stands between a person and a new attempt; OPEN: nothing."""

    OPEN = "open"
    DRAFT = "draft"
    WAITING = "waiting"
    CLOSED = "closed"
    NOT_CHECKED_IN = "not_checked_in"
    PASSED_BEFORE = "passed_before"
    USED_UP = "used_up"


class QuizFacts(Protocol):
    """What the rules ask of a quiz."""

    @property
    def published_at(self) -> datetime | None: ...
    @property
    def opens_at(self) -> datetime | None: ...
    @property
    def closes_at(self) -> datetime | None: ...
    @property
    def host_opened_at(self) -> datetime | None: ...
    @property
    def host_closed_at(self) -> datetime | None: ...
    @property
    def time_limit_minutes(self) -> int | None: ...
    @property
    def attempts_allowed(self) -> int: ...
    @property
    def needs_checkin(self) -> bool: ...


@dataclass(frozen=True)
class StartFacts:
    """What is known of a person who wants to begin.

    used: attempts so far (`valid_tries`), trials apart; extra_minutes: granted to this person; has_passed_before: the
    quiz that this one repeats; by_link: came by the link for the absent
    """

    used: int = 0
    extra_minutes: int = 0
    is_checked_in: bool = False
    has_passed_before: bool = False
    by_link: bool = False


GATE_SENTENCES = {
    Gate.DRAFT: N_("แบบทดสอบนี้ยังไม่เผยแพร่"),
    Gate.WAITING: N_("แบบทดสอบนี้ยังไม่เปิด โปรดรอผู้จัดเปิดให้ทำ"),
    Gate.CLOSED: N_("แบบทดสอบนี้ปิดรับคำตอบแล้ว"),
    Gate.NOT_CHECKED_IN: N_("ทำได้เฉพาะผู้ที่ลงเวลาเข้าร่วมประชุมแล้ว โปรดสแกนรหัสคิวอาร์ที่จอในห้องประชุม หรือแจ้งเจ้าหน้าที่หน้าห้องประชุม"),
    Gate.PASSED_BEFORE: N_("ท่านผ่านเกณฑ์แล้ว จึงไม่ต้องทำแบบทดสอบซ่อม"),
    Gate.USED_UP: N_("ท่านทำแบบทดสอบครบจำนวนครั้งที่กำหนดแล้ว"),
}


def opening_of(quiz: QuizFacts, now: datetime, *, extra_minutes: int = 0) -> Opening:
    """Return where the quiz stands: the host's word comes before the window's beginning, never after its end.

    extra_minutes: the window ends later by these, for one person
    """
    if quiz.published_at is None:
        return Opening.DRAFT
    if quiz.host_closed_at is not None or _is_past(quiz.closes_at, now, extra_minutes):
        return Opening.CLOSED
    is_begun = quiz.opens_at is not None and now >= quiz.opens_at
    return Opening.OPEN if quiz.host_opened_at is not None or is_begun else Opening.WAITING


def gate_of(quiz: QuizFacts, person: StartFacts, now: datetime) -> Gate:
    """Return what stands between the person and a new attempt."""
    opening = _opening_by_link(quiz, person, now) if person.by_link else None
    opening = opening or opening_of(quiz, now, extra_minutes=person.extra_minutes)
    if opening is not Opening.OPEN:
        return Gate(opening.value)
    if quiz.needs_checkin and not person.is_checked_in and not person.by_link:
        return Gate.NOT_CHECKED_IN
    if person.has_passed_before:
        return Gate.PASSED_BEFORE
    return Gate.OPEN if person.used < quiz.attempts_allowed else Gate.USED_UP


def check_start(quiz: QuizFacts, person: StartFacts, now: datetime) -> None:
    """Raise RuleBroken with the reason when the person may not begin an attempt now."""
    gate = gate_of(quiz, person, now)
    if gate is not Gate.OPEN:
        raise RuleBroken(GATE_SENTENCES[gate])


def deadline_for(quiz: QuizFacts, started_at: datetime, *, extra_minutes: int = 0) -> datetime | None:
    """Return the last moment for answers: the time limit or the window's end, whichever comes first.

    Extra minutes lengthen both. None: open until the host closes the quiz.
    """
    extra = timedelta(minutes=extra_minutes)
    ends = []
    if quiz.time_limit_minutes is not None:
        ends.append(started_at + timedelta(minutes=quiz.time_limit_minutes) + extra)
    if quiz.closes_at is not None:
        ends.append(quiz.closes_at + extra)
    return min(ends, default=None)


def _opening_by_link(quiz: QuizFacts, person: StartFacts, now: datetime) -> Opening | None:
    """Return the standing for somebody absent: the host's opening and closing in the hall do not concern them."""
    if person.is_checked_in or quiz.published_at is None:
        return None
    if _is_past(quiz.closes_at, now, person.extra_minutes):
        return Opening.CLOSED
    if quiz.opens_at is not None and now < quiz.opens_at and quiz.host_opened_at is None:
        return Opening.WAITING
    return Opening.OPEN


def _is_past(closes_at: datetime | None, now: datetime, extra_minutes: int) -> bool:
    return closes_at is not None and now >= closes_at + timedelta(minutes=extra_minutes)
