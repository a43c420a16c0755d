"""Roles held in units: where each may be held, acting heads, overlaps, and what a holding is on a day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from portal.access.permissions import Role
from portal.errors import N_, RuleBroken
from portal.people.rules.units import UnitKind

ORDER_CHARACTERS = 60

ROLE_WORDS = {
    Role.STAFF: N_("บุคลากร"),
    Role.OFFICER: N_("ผู้รับผิดชอบตัวชี้วัด"),
    Role.HEAD: N_("หัวหน้าส่วนราชการ"),
    Role.SECRETARIAT: N_("ฝ่ายเลขานุการ"),
    Role.EXECUTIVE: N_("ผู้บริหาร"),
    Role.EVALUATOR: N_("ผู้ประเมิน"),
    Role.ADMINISTRATOR: N_("ผู้ดูแลระบบ"),
}
# Everybody is staff of the own unit without being told so: that role is never granted.
# An evaluator may be held in a division because one of the seven evaluating bodies is a division (study 6.1.1).
ROLE_UNITS: dict[Role, tuple[UnitKind, ...]] = {
    Role.OFFICER: (UnitKind.AGENCY, UnitKind.DIVISION, UnitKind.SECTION),
    Role.HEAD: (UnitKind.AGENCY, UnitKind.DIVISION, UnitKind.SECTION),
    Role.SECRETARIAT: (UnitKind.ORGANISATION, UnitKind.AGENCY),
    Role.EXECUTIVE: (UnitKind.ORGANISATION, UnitKind.AGENCY),
    Role.EVALUATOR: (UnitKind.AGENCY, UnitKind.DIVISION),
    Role.ADMINISTRATOR: (UnitKind.ORGANISATION, UnitKind.AGENCY),
}
GRANTABLE = tuple(ROLE_UNITS)


class HoldingState(StrEnum):
    """What a role holding is on a day."""

    COMING = "coming"
    IN_FORCE = "in_force"
    ENDED = "ended"


def roles_for(kind: UnitKind) -> tuple[Role, ...]:
    """Return the roles that can be held in a unit of the kind."""
    return tuple(role for role, kinds in ROLE_UNITS.items() if kind in kinds)


def check_fits(role: Role, kind: UnitKind) -> None:
    """Raise RuleBroken unless the role can be held in a unit of the kind."""
    if role not in ROLE_UNITS:
        raise RuleBroken(N_("ทุกคนเป็นบุคลากรของหน่วยตนเองอยู่แล้ว ไม่ต้องกำหนด"), field="role")
    if kind not in ROLE_UNITS[role]:
        raise RuleBroken(N_("บทบาทนี้กำหนดในหน่วยระดับนี้ไม่ได้ โปรดเลือกหน่วยระดับอื่น"), field="unit_id")


def check_period(starts_on: date, ends_on: date | None) -> None:
    """Raise RuleBroken when the last day stands before the first."""
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken(N_("วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"), field="ends_on")


def check_acting(role: Role, *, is_acting: bool, order_no: str, ends_on: date | None) -> None:
    """Raise RuleBroken unless standing in (รักษาราชการแทน) is about a head, by a numbered order, for a time."""
    if not is_acting:
        return
    if role is not Role.HEAD:
        raise RuleBroken(N_("รักษาราชการแทนใช้กับหัวหน้าส่วนราชการเท่านั้น"), field="is_acting")
    if not order_no:
        raise RuleBroken(N_("การรักษาราชการแทนต้องระบุเลขที่คำสั่ง เช่น 12/2570"), field="order_no")
    if ends_on is None:
        raise RuleBroken(N_("การรักษาราชการแทนต้องระบุวันสิ้นสุดตามคำสั่ง"), field="ends_on")


def overlaps(starts_on: date, ends_on: date | None, other_starts_on: date, other_ends_on: date | None) -> bool:
    """Return whether two periods share a day; days are included, None is without end."""
    return starts_on <= (other_ends_on or date.max) and other_starts_on <= (ends_on or date.max)


def holding_state(*, starts_on: date, ends_on: date | None, is_ended: bool, today: date) -> HoldingState:
    """Return what the holding is today."""
    if is_ended or (ends_on is not None and ends_on < today):
        return HoldingState.ENDED
    return HoldingState.COMING if starts_on > today else HoldingState.IN_FORCE
