"""Who is in the room: marks, quorum at a minute, what may be done while a meeting is in session."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from portal.committees.rules import has_quorum, quorum_needed
from portal.errors import N_, RuleBroken
from portal.meetings.rules.states import MeetingState


class Presence(StrEnum):
    """How somebody on the list stands."""

    PRESENT = "present"
    DEPUTY = "deputy"
    EXCUSED = "excused"
    ABSENT = "absent"


class Mark(StrEnum):
    """What the secretary marks on the list."""

    PRESENT = "present"
    DEPUTY = "deputy"
    EXCUSED = "excused"
    ABSENT = "absent"
    LEFT = "left"
    RETURNED = "returned"
    UNDO = "undo"


class Outcome(StrEnum):
    """What becomes of an item in the room."""

    DISCUSSED = "discussed"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"


PRESENCE_WORDS = {
    Presence.PRESENT: N_("มาประชุม"),
    Presence.DEPUTY: N_("ผู้แทนมาประชุม"),
    Presence.EXCUSED: N_("ลา"),
    Presence.ABSENT: N_("ไม่มาประชุม"),
}
OUTCOME_WORDS = {
    Outcome.DISCUSSED: N_("พิจารณาแล้ว"),
    Outcome.DEFERRED: N_("เลื่อนไปการประชุมครั้งต่อไป"),
    Outcome.WITHDRAWN: N_("ถอนเรื่อง"),
}
# the list may be marked while people arrive, while the meeting goes on, and until its minutes are circulated
MARKING = (MeetingState.INVITED, MeetingState.IN_SESSION, MeetingState.MINUTES_DRAFT)
NOTE_LONGEST = 50_000


class Listed(Protocol):
    """Somebody on the list as the quorum counts."""

    kind: str
    presence: str
    left_at: datetime | None


@dataclass(frozen=True)
class Quorum:
    """How many appointed members are in the room, of how many, and how many are needed."""

    present: int
    appointed: int
    needed: int

    @property
    def is_met(self) -> bool:
        """Whether enough are there."""
        return has_quorum(self.present, self.needed)


def quorum_of(people: Iterable[Listed], rule: str, number: int | None) -> Quorum:
    """Return the quorum now: appointed members, in person or by deputy, who are there and have not left.

    rule, number: as the committee's order says (see committees.rules.quorum_needed)
    """
    appointed = [person for person in people if person.kind == "appointed"]
    there = [person for person in appointed if is_there(person)]
    return Quorum(len(there), len(appointed), quorum_needed(rule, number, len(appointed)))


def is_there(person: Listed) -> bool:
    """Return whether the person, or who came instead, is in the room."""
    return person.presence in (Presence.PRESENT, Presence.DEPUTY) and person.left_at is None


def check_start(quorum: Quorum, reason: str) -> None:
    """Raise RuleBroken where too few are there and nobody has said why the meeting goes on."""
    if not quorum.is_met and not reason.strip():
        raise RuleBroken(
            N_(
                "ยังไม่ครบองค์ประชุม มาแล้ว %(present)s จากกรรมการ %(appointed)s คน ต้องมีอย่างน้อย %(needed)s คน "
                "โปรดรอให้ครบ หรือระบุเหตุผลที่เริ่มประชุม เหตุผลจะอยู่ในรายงานการประชุม"
            ),
            field="reason",
            present=quorum.present,
            appointed=quorum.appointed,
            needed=quorum.needed,
        )


def check_end(people: Iterable[Listed]) -> None:
    """Raise RuleBroken for a meeting at which nobody is marked: minutes without attendance cannot be adopted."""
    if not any(person.presence in (Presence.PRESENT, Presence.DEPUTY) for person in people):
        raise RuleBroken(N_("ยังไม่ได้ลงชื่อผู้มาประชุมเลย โปรดลงชื่อผู้มาประชุมก่อนเลิกประชุม"))


def check_votes(counts: Iterable[int | None]) -> None:
    """Raise RuleBroken where some counts of a show of hands are given and others are not, or one is below zero."""
    given = list(counts)
    if any(count is None for count in given) and any(count is not None for count in given):
        raise RuleBroken(N_("โปรดใส่จำนวนทั้งเห็นด้วย ไม่เห็นด้วย และงดออกเสียง หรือเว้นว่างทั้งสามช่อง"), field="votes_for")
    if any(count is not None and not 0 <= count <= 1000 for count in given):
        raise RuleBroken(N_("จำนวนผู้ลงคะแนนต้องอยู่ระหว่าง 0 ถึง 1000"), field="votes_for")
