"""Smallest valid people and units, committed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from portal.access.permissions import Role
from portal.extensions import db
from portal.people.models import RoleHolding, Unit, User
from portal.people.rules.users import search_text

_number = count(1)
CREATED = datetime(2026, 10, 1, tzinfo=UTC)


def make_unit(parent: Unit | None = None, **changes: Any) -> Unit:
    """Return a unit; without a parent an agency at the top."""
    number = next(_number)
    values: dict[str, Any] = {
        "kind": "division" if parent else "agency",
        "abbr": f"ท{number}",
        "name_th": f"หน่วยทดสอบ {number}",
        "parent_id": parent.id if parent else None,
        "path": "",
    } | changes
    unit = Unit(**values)
    unit.path = f"new-{number}"
    db.session.add(unit)
    db.session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    db.session.commit()
    return unit


def make_user(unit: Unit, **changes: Any) -> User:
    """Return a person of the unit with no role but staff and no password."""
    number = next(_number)
    values: dict[str, Any] = {
        "username": f"person{number}",
        "name": f"บุคคลทดสอบ {number}",
        "position": "เจ้าหน้าที่ทดสอบ",
        "unit_id": unit.id,
        "must_change_password": False,
        "created_at": CREATED,
    } | changes
    words = {key: values[key] for key in ("name", "username", "position")}
    user = User(**{"search_text": search_text(**words)} | values)
    db.session.add(user)
    db.session.commit()
    return user


def give_role(user: User, role: Role, unit: Unit, **changes: Any) -> RoleHolding:
    """Return the role holding, in force since the beginning of the fiscal year."""
    values: dict[str, Any] = {
        "user_id": user.id,
        "unit_id": unit.id,
        "role": role.value,
        "starts_on": date(2019, 10, 1),
        "granted_at": CREATED,
    } | changes
    holding = RoleHolding(**values)
    db.session.add(holding)
    db.session.commit()
    return holding


def make_person(role: Role, unit: Unit, **changes: Any) -> User:
    """Return a person of the unit holding the role there."""
    user = make_user(unit, **changes)
    if role is not Role.STAFF:
        give_role(user, role, unit)
    return user
