"""The tree of units: create, change, move, put in order, close, reopen.

Acts on one tree queue up behind its top unit, so that two moves at once cannot make a ring. A unit is closed only when
nobody who may sign in stands in it, no role is in force in it and no open unit is below it: what it still owes then has
somebody else to do it. Closing deletes nothing; obligations and their history keep naming the unit.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import IntegrityError

from portal import audit, thai
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.people.models import RoleHolding, Unit, User
from portal.people.queries.units import siblings
from portal.people.rules.units import UnitKind, check_move, check_place, ids_on_path, moved_path, name_key
from portal.people.rules.versions import check_version


def create_unit(
    *,
    parent: Unit | None,
    kind: UnitKind,
    abbr: str,
    name_th: str,
    name_en: str = "",
    is_confirmed: bool = True,
    actor: User | None,
    now: datetime,
) -> Unit:
    """Return the new unit, last among its siblings; without a parent it is the top of a tree of its own.

    Raises RuleBroken for a kind that cannot stand there, a closed parent or an abbreviation a sibling has.
    """
    if parent is not None:
        _queue_up(parent)
        _check_open(parent)
    check_place(kind, UnitKind(parent.kind) if parent else None)
    parent_id = parent.id if parent else None
    _check_abbr(abbr, parent_id, except_id=0)
    unit = Unit(
        parent_id=parent_id,
        path=f"new-{secrets.token_hex(8)}",  # its id is part of its path
        kind=kind.value,
        abbr=abbr,
        name_th=name_th,
        name_en=name_en,
        is_confirmed=is_confirmed,
        position=_next_position(parent_id),
    )
    db.session.add(unit)
    _flush_named()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    db.session.flush()
    _record(unit, audit.Event.UNIT_CREATED, actor, now, new=_facts(unit))
    return unit


def change_unit(
    *,
    unit: Unit,
    version: int,
    abbr: str,
    name_th: str,
    name_en: str,
    is_confirmed: bool,
    actor: User | None,
    now: datetime,
) -> Unit:
    """Return the unit with its new names; nothing is written where nothing differs.

    Raises Conflict when it was changed since shown, RuleBroken for an abbreviation a sibling has.
    """
    check_version(unit.version, version)
    before = _facts(unit)
    _check_abbr(abbr, unit.parent_id, except_id=unit.id)
    unit.abbr, unit.name_th, unit.name_en, unit.is_confirmed = abbr, name_th, name_en, is_confirmed
    _flush_named()
    after = _facts(unit)
    if before != after:
        changed = [key for key in after if before[key] != after[key]]
        _record(
            unit,
            audit.Event.UNIT_CHANGED,
            actor,
            now,
            old={key: before[key] for key in changed},
            new={key: after[key] for key in changed},
        )
    return unit


def move_unit(*, unit: Unit, version: int, parent: Unit, actor: User | None, now: datetime) -> Unit:
    """Return the unit under its new parent, last there, with the paths of its whole subtree rewritten.

    People, roles, obligations and history hang on ids and stay. Audit entries keep the path of their time.
    Raises Conflict when it was changed since shown, RuleBroken for a place where it cannot stand.
    """
    _queue_up(unit)
    _queue_up(parent)
    check_version(unit.version, version)
    check_move(unit.path, parent.path)
    check_place(UnitKind(unit.kind), UnitKind(parent.kind))
    _check_open(parent)
    if parent.id == unit.parent_id:
        raise RuleBroken(N_("หน่วยนี้อยู่ใต้หน่วยที่เลือกอยู่แล้ว"), field="parent_id")
    _check_abbr(unit.abbr, parent.id, except_id=unit.id, field="parent_id")
    old_path, old_parent = unit.path, unit.parent.name_th if unit.parent else ""
    unit.parent_id, unit.position = parent.id, _next_position(parent.id)
    _flush_named(field="parent_id")
    new_path = moved_path(old_path, old_path, f"{parent.path}{unit.id}/")
    db.session.execute(
        update(Unit)
        .where(Unit.path.startswith(old_path, autoescape=True))
        .values(path=new_path + func.substr(Unit.path, len(old_path) + 1), version=Unit.version + 1),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()
    _record(
        unit,
        audit.Event.UNIT_CHANGED,
        actor,
        now,
        old={"parent": old_parent, "path": old_path},
        new={"parent": parent.name_th, "path": new_path},
    )
    return unit


def place_unit(*, unit: Unit, place: int, actor: User | None, now: datetime) -> Unit:
    """Return the unit at the place (from 0) among its siblings; sending the same place twice changes nothing more."""
    _queue_up(unit)
    row = siblings(unit.parent_id)
    before = row.index(unit)
    row.insert(min(max(place, 0), len(row) - 1), row.pop(before))
    for position, each in enumerate(row):
        each.position = position
    db.session.flush()
    if row.index(unit) != before:
        _record(
            unit, audit.Event.UNIT_CHANGED, actor, now, old={"place": before + 1}, new={"place": row.index(unit) + 1}
        )
    return unit


def close_unit(*, unit: Unit, version: int, actor: User | None, now: datetime) -> Unit:
    """Return the closed unit. Raises RuleBroken naming what still stands there, Conflict when changed since shown."""
    _queue_up(unit)
    check_version(unit.version, version)
    people, roles, units = still_there(unit, now=now)
    if people or roles or units:
        raise RuleBroken(
            N_(
                "ยังปิดไม่ได้ เพราะมีบุคลากรที่ใช้งานอยู่ %(people)s คน บทบาทที่ยังไม่สิ้นสุด %(roles)s รายการ "
                "และหน่วยย่อยที่เปิดอยู่ %(units)s หน่วย โปรดย้ายหรือปิดก่อน"
            ),
            people=people,
            roles=roles,
            units=units,
        )
    unit.closed_at = now
    db.session.flush()
    _record(unit, audit.Event.UNIT_CLOSED, actor, now)
    return unit


def reopen_unit(*, unit: Unit, version: int, actor: User | None, now: datetime) -> Unit:
    """Return the unit open again. Raises RuleBroken below a closed unit, Conflict when changed since shown."""
    _queue_up(unit)
    check_version(unit.version, version)
    if unit.parent is not None and unit.parent.closed_at is not None:
        raise RuleBroken(N_("เปิดไม่ได้ เพราะหน่วยที่อยู่เหนือขึ้นไปปิดอยู่ โปรดเปิดหน่วยนั้นก่อน"))
    if unit.closed_at is not None:
        unit.closed_at = None
        db.session.flush()
        _record(unit, audit.Event.UNIT_REOPENED, actor, now)
    return unit


def still_there(unit: Unit, *, now: datetime) -> tuple[int, int, int]:
    """Return what keeps a unit from being closed: accounts in use, roles not over, open units directly below."""
    today = thai.bangkok_date(now)
    people = select(func.count()).select_from(User).where(User.unit_id == unit.id, User.disabled_at.is_(None))
    roles = (
        select(func.count())
        .select_from(RoleHolding)
        .where(
            RoleHolding.unit_id == unit.id,
            RoleHolding.ended_at.is_(None),
            or_(RoleHolding.ends_on.is_(None), RoleHolding.ends_on >= today),
        )
    )
    units = select(func.count()).select_from(Unit).where(Unit.parent_id == unit.id, Unit.closed_at.is_(None))
    people_count, roles_count, units_count = db.session.execute(
        select(people.scalar_subquery(), roles.scalar_subquery(), units.scalar_subquery())
    ).one()
    return people_count, roles_count, units_count


def _queue_up(unit: Unit) -> None:
    """Wait for other acts on the same tree (PostgreSQL; SQLite has one writer anyway) and read the unit afresh."""
    db.session.execute(select(Unit.id).where(Unit.id == ids_on_path(unit.path)[0]).with_for_update())
    db.session.refresh(unit)


def _check_open(parent: Unit) -> None:
    if parent.closed_at is not None:
        raise RuleBroken(N_("หน่วยที่เลือกปิดอยู่ โปรดเลือกหน่วยที่เปิดอยู่"), field="parent_id")


def _check_abbr(abbr: str, parent_id: int | None, *, except_id: int, field: str = "abbr") -> None:
    """Raise RuleBroken when a sibling has the abbreviation; กน. and กน are the same to a reader."""
    taken = {name_key(each.abbr): each for each in siblings(parent_id) if each.id != except_id}
    if (other := taken.get(name_key(abbr))) is not None:
        raise RuleBroken(N_("ชื่อย่อนี้ใช้กับ %(name)s ในระดับเดียวกันแล้ว โปรดใช้ชื่อย่ออื่น"), field=field, name=other.name_th)


def _flush_named(field: str = "abbr") -> None:
    """Flush; the database's own refusal of a second abbreviation becomes the field's error."""
    try:
        db.session.flush()
    except IntegrityError:
        raise RuleBroken(N_("มีชื่อย่อนี้ในระดับเดียวกันแล้ว โปรดใช้ชื่อย่ออื่น"), field=field) from None


def _next_position(parent_id: int | None) -> int:
    return max((each.position for each in siblings(parent_id)), default=-1) + 1


def _facts(unit: Unit) -> dict[str, Any]:
    return {
        "abbr": unit.abbr,
        "name_th": unit.name_th,
        "name_en": unit.name_en,
        "is_confirmed": unit.is_confirmed,
    }


def _record(
    unit: Unit,
    event: audit.Event,
    actor: User | None,
    now: datetime,
    *,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    detail: dict[str, Any] = {"name": unit.name_th, "kind": unit.kind}
    audit.record(
        actor_id=actor.id if actor else None,
        event=event,
        subject_type="unit",
        subject_id=unit.id,
        unit_path=unit.path,
        now=now,
        detail=detail | ({"old": old} if old is not None else {}) | ({"new": new} if new is not None else {}),
    )
