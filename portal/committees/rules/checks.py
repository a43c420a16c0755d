"""What may not be: a closed body that changes, days that run backwards, somebody appointed twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from portal.committees.rules.bodies import MemberRole, QuorumRule
from portal.errors import N_, RuleBroken

NAME_CHARACTERS = 300
SHORT_NAME_CHARACTERS = 80
SOURCE_CHARACTERS = 300
ORDER_CHARACTERS = 60
TITLE_CHARACTERS = 300
PERSON_CHARACTERS = 120
POSITION_CHARACTERS = 200
REASON_CHARACTERS = 300
MEMBERS_MOST = 300
FILES_AT_ONCE = 5
# nobody numbers quorums or totals beyond these
QUORUM_MOST = 300
TOTAL_MOST = 10_000


class Body(Protocol):
    """A committee as these checks see it."""

    closed_at: datetime | None


class Place(Protocol):
    """A membership as it is compared with another."""

    role: str
    user_id: int | None
    office_unit_id: int | None
    person_name: str
    starts_on: date
    ends_on: date | None


def check_standing(committee: Body) -> None:
    """Raise RuleBroken for a body that has been dissolved: it stays as it was."""
    if committee.closed_at is not None:
        raise RuleBroken(N_("คณะนี้สิ้นสุดแล้ว จึงแก้ไขไม่ได้ ประวัติยังดูได้ครบ"))


def check_reason(reason: str) -> None:
    """Raise RuleBroken where a reason is missing or too long to read."""
    if not reason.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผล"), field="reason")
    if len(reason) > REASON_CHARACTERS:
        raise RuleBroken(N_("เหตุผลยาวเกิน %(max)s ตัวอักษร โปรดย่อข้อความ"), field="reason", max=REASON_CHARACTERS)


def check_quorum(rule: str, number: int | None) -> None:
    """Raise RuleBroken unless a fixed number of members goes with the rule that asks for one, and only with it."""
    if rule == QuorumRule.NUMBER and not number:
        raise RuleBroken(N_("โปรดระบุจำนวนกรรมการที่เป็นองค์ประชุม"), field="quorum_number")
    if rule != QuorumRule.NUMBER and number is not None:
        raise RuleBroken(
            N_("จำนวนคนใช้กับองค์ประชุมแบบกำหนดจำนวนเท่านั้น โปรดลบจำนวนหรือเลือกแบบกำหนดจำนวน"), field="quorum_number"
        )


def check_days(starts_on: date, ends_on: date | None) -> None:
    """Raise RuleBroken when the last day stands before the first."""
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken(N_("วันสุดท้ายต้องไม่ก่อนวันแรก"), field="ends_on")


def check_within_order(starts_on: date, ends_on: date | None, order_from: date, order_to: date | None) -> None:
    """Raise RuleBroken for a place that begins before its order does, or outlasts it."""
    if starts_on < order_from:
        raise RuleBroken(N_("เริ่มก่อนวันที่คำสั่งมีผล (%(date)s) ไม่ได้"), field="starts_on", date=order_from)
    if order_to is not None and (starts_on > order_to or (ends_on is not None and ends_on > order_to)):
        raise RuleBroken(N_("อยู่เกินวันที่คำสั่งสิ้นผล (%(date)s) ไม่ได้"), field="ends_on", date=order_to)


def shares_day(one: Place, other: Place) -> bool:
    """Return whether two places are held on a common day."""
    return one.starts_on <= (other.ends_on or date.max) and other.starts_on <= (one.ends_on or date.max)


def is_same_holder(one: Place, other: Place) -> bool:
    """Return whether two places belong to the same person, office, or name outside the portal."""
    if one.user_id is not None or other.user_id is not None:
        return one.user_id == other.user_id
    if one.office_unit_id is not None or other.office_unit_id is not None:
        return one.office_unit_id == other.office_unit_id
    return one.person_name == other.person_name


def check_place(place: Place, others: Iterable[Place], name: str) -> None:
    """Raise RuleBroken for somebody who is a member on a common day already, and for a second chair.

    name: as the refusal calls whoever is to hold the place
    """
    for other in others:
        if not shares_day(place, other):
            continue
        if is_same_holder(place, other):
            raise RuleBroken(N_("%(name)s เป็นกรรมการในช่วงเวลานี้อยู่แล้ว"), name=name)
        if place.role == other.role == MemberRole.CHAIR:
            raise RuleBroken(N_("มีประธานในช่วงเวลานี้อยู่แล้ว โปรดให้ประธานเดิมพ้นจากตำแหน่งก่อน"), field="role")
