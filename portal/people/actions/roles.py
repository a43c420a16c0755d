"""Roles are granted in a unit for a time and ended, never deleted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal import audit, thai
from portal.access.permissions import Role
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.people.models import RoleHolding, Unit, User
from portal.people.queries.roles import has_other_administrator_role, unended_roles
from portal.people.rules.roles import check_acting, check_fits, check_period, overlaps
from portal.people.rules.units import UnitKind


def grant_role(
    *,
    user: User,
    unit: Unit,
    role: Role,
    starts_on: date,
    ends_on: date | None,
    is_acting: bool = False,
    order_no: str = "",
    actor: User | None,
    now: datetime,
) -> RoleHolding:
    """Return the new role holding, in force from the first to the last day, both included.

    Raises RuleBroken where the role does not fit the unit, the acting head lacks an order, the time is over already,
    the unit or account is closed, or the person holds the role there in the same time.
    """
    check_fits(role, UnitKind(unit.kind))
    check_period(starts_on, ends_on)
    check_acting(role, is_acting=is_acting, order_no=order_no, ends_on=ends_on)
    if ends_on is not None and ends_on < thai.bangkok_date(now):
        raise RuleBroken(N_("วันสิ้นสุดผ่านไปแล้ว โปรดระบุวันนี้หรือวันหลังจากนี้"), field="ends_on")
    if unit.closed_at is not None:
        raise RuleBroken(N_("หน่วยที่เลือกปิดอยู่ โปรดเลือกหน่วยที่เปิดอยู่"), field="unit_id")
    _queue_up(user)
    if user.disabled_at is not None:
        raise RuleBroken(N_("บัญชีนี้ปิดใช้งานอยู่ โปรดเปิดใช้งานก่อนกำหนดบทบาท"))
    for held in unended_roles(user.id, role, unit.id):
        if overlaps(starts_on, ends_on, held.starts_on, held.ends_on):
            raise RuleBroken(
                N_("มีบทบาทนี้ในหน่วยนี้อยู่แล้วในช่วงเวลาที่ซ้อนกัน โปรดสิ้นสุดบทบาทเดิมก่อน หรือเลือกช่วงเวลาอื่น"), field="role"
            )
    holding = RoleHolding(
        user_id=user.id,
        unit_id=unit.id,
        role=role.value,
        starts_on=starts_on,
        ends_on=ends_on,
        is_acting=is_acting,
        order_no=order_no,
        granted_by_id=actor.id if actor else None,
        granted_at=now,
    )
    db.session.add(holding)
    db.session.flush()
    _record(holding, unit, audit.Event.ROLE_GRANTED, actor, now)
    return holding


def end_role(*, holding: RoleHolding, actor: User | None, now: datetime) -> RoleHolding:
    """Return the holding, over from this moment on; ending it again changes nothing.

    Raises RuleBroken when administrators would end the last role by which they administer.
    """
    _queue_up(holding.user)
    db.session.refresh(holding)
    if holding.ended_at is not None:
        return holding
    today = thai.bangkok_date(now)
    is_own = actor is not None and holding.user_id == actor.id
    is_last = not has_other_administrator_role(holding.user_id, holding.id, today)
    if is_own and holding.role == Role.ADMINISTRATOR and is_last:
        raise RuleBroken(N_("ท่านสิ้นสุดบทบาทผู้ดูแลระบบสุดท้ายของตนเองไม่ได้ โปรดให้ผู้ดูแลระบบคนอื่นเป็นผู้ดำเนินการ"))
    holding.ended_at = now
    if holding.starts_on <= today and (holding.ends_on is None or holding.ends_on > today):
        holding.ends_on = today
    db.session.flush()
    _record(holding, holding.unit, audit.Event.ROLE_ENDED, actor, now)
    return holding


def _queue_up(user: User) -> None:
    """Wait for other acts on the same person's roles (PostgreSQL; SQLite has one writer anyway)."""
    db.session.execute(select(User.id).where(User.id == user.id).with_for_update())
    db.session.refresh(user, ["disabled_at"])


def _record(holding: RoleHolding, unit: Unit, event: audit.Event, actor: User | None, now: datetime) -> None:
    detail: dict[str, Any] = {
        "holding_id": holding.id,
        "role": holding.role,
        "unit_id": unit.id,
        "unit": f"{unit.name_th} ({unit.abbr})",
        "starts_on": holding.starts_on.isoformat(),
        "ends_on": holding.ends_on.isoformat() if holding.ends_on else None,
        "is_acting": holding.is_acting,
        "order_no": holding.order_no,
    }
    audit.record(
        actor_id=actor.id if actor else None,
        event=event,
        subject_type="user",
        subject_id=holding.user_id,
        unit_path=unit.path,
        now=now,
        detail=detail,
    )
