"""Who holds which role where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, not_, or_, select
from sqlalchemy.orm import joinedload

from portal.access.permissions import Role
from portal.extensions import db
from portal.people.models import RoleHolding, Unit, User
from portal.people.queries.units import within
from portal.people.rules.roles import HoldingState, holding_state
from portal.people.rules.units import ids_on_path


@dataclass(frozen=True)
class RoleLine:
    """A role holding and what it is today."""

    holding: RoleHolding
    state: HoldingState


def in_force_on(today: date) -> ColumnElement[bool]:
    """Return the condition that a role holding is in force on the day."""
    return and_(
        RoleHolding.ended_at.is_(None),
        RoleHolding.starts_on <= today,
        or_(RoleHolding.ends_on.is_(None), RoleHolding.ends_on >= today),
    )


def people_with_role(role: Role, unit_path: str, today: date) -> list[User]:
    """Return who holds the role in that unit or above it on the day and may sign in, by name; `roles` is not set.

    Staff are those who belong to the unit or to one above it.
    """
    ids = ids_on_path(unit_path)
    if role is Role.STAFF:
        held = User.unit_id.in_(ids)
    else:
        holders = select(RoleHolding.user_id).where(
            RoleHolding.role == role.value, RoleHolding.unit_id.in_(ids), in_force_on(today)
        )
        held = User.id.in_(holders)
    return list(db.session.scalars(select(User).where(held, User.disabled_at.is_(None)).order_by(User.name, User.id)))


def get_role_holding(holding_id: int) -> RoleHolding | None:
    """Return the role holding with its unit and person, or None."""
    return db.session.get(
        RoleHolding,
        holding_id,
        options=[joinedload(RoleHolding.unit), joinedload(RoleHolding.user).joinedload(User.unit)],
    )


def role_lines(user: User, today: date) -> list[RoleLine]:
    """Return every role the person has held or will hold, newest first, with what it is today; units loaded."""
    holdings = db.session.scalars(
        select(RoleHolding)
        .where(RoleHolding.user_id == user.id)
        .options(joinedload(RoleHolding.unit))
        .order_by(RoleHolding.starts_on.desc(), RoleHolding.id.desc())
    )
    return [
        RoleLine(
            each,
            holding_state(
                starts_on=each.starts_on, ends_on=each.ends_on, is_ended=each.ended_at is not None, today=today
            ),
        )
        for each in holdings
    ]


def holdings_in(unit: Unit, today: date) -> list[RoleHolding]:
    """Return the holdings in force in the unit itself, in the order of the roles, people loaded."""
    order = {role.value: place for place, role in enumerate(Role)}
    found = db.session.scalars(
        select(RoleHolding)
        .where(RoleHolding.unit_id == unit.id, in_force_on(today))
        .options(joinedload(RoleHolding.user))
    ).all()
    return sorted(found, key=lambda holding: (order[Role(holding.role)], holding.starts_on, holding.id))


def administrators_above(scopes: Iterable[str], today: date) -> Select[Any]:
    """Return the statement of ids of people who administer, now or later, a unit outside the subtrees."""
    return (
        select(RoleHolding.user_id)
        .join(Unit, Unit.id == RoleHolding.unit_id)
        .where(
            RoleHolding.role == Role.ADMINISTRATOR.value,
            RoleHolding.ended_at.is_(None),
            or_(RoleHolding.ends_on.is_(None), RoleHolding.ends_on >= today),
            not_(within(scopes)),
        )
    )


def is_administrator_above(user_ids: Sequence[int], scopes: Iterable[str], today: date) -> bool:
    """Return whether one of these people administers, now or later, a unit outside the subtrees."""
    found = administrators_above(scopes, today).where(RoleHolding.user_id.in_(user_ids)).limit(1)
    return db.session.scalars(found).first() is not None


def unended_roles(user_id: int, role: Role, unit_id: int) -> list[RoleHolding]:
    """Return the person's holdings of the role in the unit that nobody has ended."""
    return list(
        db.session.scalars(
            select(RoleHolding).where(
                RoleHolding.user_id == user_id,
                RoleHolding.unit_id == unit_id,
                RoleHolding.role == role.value,
                RoleHolding.ended_at.is_(None),
            )
        )
    )


def has_other_administrator_role(user_id: int, except_id: int, today: date) -> bool:
    """Return whether the person holds another administrator role that is in force on the day."""
    return (
        db.session.scalars(
            select(RoleHolding.id).where(
                RoleHolding.user_id == user_id,
                RoleHolding.id != except_id,
                RoleHolding.role == Role.ADMINISTRATOR.value,
                in_force_on(today),
            )
        ).first()
        is not None
    )
