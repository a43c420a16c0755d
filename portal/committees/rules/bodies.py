"""What is true of a committee: roles in it, who belongs on a day, its quorum, the names of its meetings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Protocol

from portal.errors import N_


class CommitteeKind(StrEnum):
    """What the order calls the body."""

    COMMITTEE = "committee"
    WORKING_GROUP = "working_group"


class MemberRole(StrEnum):
    """A place in the body, in the order in which minutes list them."""

    CHAIR = "chair"
    DEPUTY_CHAIR = "deputy_chair"
    MEMBER = "member"
    SECRETARY = "secretary"
    ASSISTANT_SECRETARY = "assistant_secretary"


class SectionKind(StrEnum):
    """What a section of the agenda is for; the portal fills `adoption` and `arising` by itself."""

    CHAIR = "chair"
    ADOPTION = "adoption"
    ARISING = "arising"
    INFORMATION = "information"
    CONSIDERATION = "consideration"
    OTHER = "other"


class QuorumRule(StrEnum):
    """How many appointed members must be there (regulations say half; an order may say otherwise)."""

    HALF = "half"
    MORE_THAN_HALF = "more_than_half"
    NUMBER = "number"


KIND_WORDS = {
    CommitteeKind.COMMITTEE: N_("คณะกรรมการ"),
    CommitteeKind.WORKING_GROUP: N_("คณะทำงาน"),
}
# role -> as minutes print it in a committee; a working group's words stand below
ROLE_WORDS = {
    MemberRole.CHAIR: N_("ประธานกรรมการ"),
    MemberRole.DEPUTY_CHAIR: N_("รองประธานกรรมการ"),
    MemberRole.MEMBER: N_("กรรมการ"),
    MemberRole.SECRETARY: N_("กรรมการและเลขานุการ"),
    MemberRole.ASSISTANT_SECRETARY: N_("กรรมการและผู้ช่วยเลขานุการ"),
}
WORKING_GROUP_ROLE_WORDS = {
    MemberRole.CHAIR: N_("หัวหน้าคณะทำงาน"),
    MemberRole.DEPUTY_CHAIR: N_("รองหัวหน้าคณะทำงาน"),
    MemberRole.MEMBER: N_("คณะทำงาน"),
    MemberRole.SECRETARY: N_("คณะทำงานและเลขานุการ"),
    MemberRole.ASSISTANT_SECRETARY: N_("คณะทำงานและผู้ช่วยเลขานุการ"),
}
SECTION_WORDS = {
    SectionKind.CHAIR: N_("เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ"),
    SectionKind.ADOPTION: N_("เรื่องรับรองรายงานการประชุม"),
    SectionKind.ARISING: N_("เรื่องสืบเนื่อง"),
    SectionKind.INFORMATION: N_("เรื่องเสนอเพื่อทราบ"),
    SectionKind.CONSIDERATION: N_("เรื่องเสนอเพื่อพิจารณา"),
    SectionKind.OTHER: N_("เรื่องอื่น ๆ"),
}
SECRETARIES = (MemberRole.SECRETARY, MemberRole.ASSISTANT_SECRETARY)


QUORUM_WORDS = {
    QuorumRule.HALF: N_("ไม่น้อยกว่ากึ่งหนึ่งของกรรมการ"),
    QuorumRule.MORE_THAN_HALF: N_("เกินกึ่งหนึ่งของกรรมการ"),
    QuorumRule.NUMBER: N_("กำหนดจำนวนคน"),
}


class Numbering(StrEnum):
    """How meetings are counted."""

    YEAR = "year"
    YEAR_AND_TOTAL = "year_and_total"


NUMBERING_WORDS = {
    Numbering.YEAR: N_("ครั้งที่ต่อปีปฏิทิน เช่น 1/2569"),
    Numbering.YEAR_AND_TOTAL: N_("ครั้งที่สะสมและครั้งที่ต่อปีปฏิทิน เช่น 36-1/2569"),
}


class Dated(Protocol):
    """Something in force from a day to a day, both included; without a last day until ended."""

    starts_on: date
    ends_on: date | None


def is_in_force(dated: Dated, day: date) -> bool:
    """Return whether the membership or order is in force on the day."""
    return dated.starts_on <= day and (dated.ends_on is None or day <= dated.ends_on)


def role_word(role: str, kind: str) -> str:
    """Return the role as minutes print it (a message of the catalogue)."""
    words = WORKING_GROUP_ROLE_WORDS if kind == CommitteeKind.WORKING_GROUP else ROLE_WORDS
    return words[MemberRole(role)]


def quorum_needed(rule: str, number: int | None, appointed: int) -> int:
    """Return how many appointed members (or their deputies) make a quorum, at least 1.

    appointed: members appointed on the day of the meeting
    Source: half of the members is what regulations on boards say (กึ่งหนึ่ง); an order may give a number.
    """
    match QuorumRule(rule):
        case QuorumRule.NUMBER:
            needed = number or 1
        case QuorumRule.MORE_THAN_HALF:
            needed = appointed // 2 + 1
        case QuorumRule.HALF:
            needed = (appointed + 1) // 2
    return max(1, needed)


def has_quorum(present: int, needed: int) -> bool:
    """Return whether enough members are there."""
    return present >= needed


def next_number(used: Iterable[int]) -> int:
    """Return the number after the highest one used; numbers of cancelled meetings are not given again."""
    return max(used, default=0) + 1


def number_label(number: int | None, year_be: int | None, total: int | None = None) -> str:
    """Return "1/2563" (Arabic digits, as data), or "36-1/2563" with a running total; "" before it is issued.

    Source: meetings are counted by calendar year of the Buddhist era (clause ๒๕, form ๑๑).
    """
    if number is None or year_be is None:
        return ""
    return f"{total}-{number}/{year_be}" if total is not None else f"{number}/{year_be}"
