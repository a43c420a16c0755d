"""Who holds which role where."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from portal.access.permissions import Role
from portal.extensions import db
from portal.people.models import RoleHolding, User
from portal.people.rules.units import ids_on_path


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


def roles_of_user(user: User) -> list[RoleHolding]:
    """Return every role the person has held or will hold, newest first, units loaded."""
    return list(
        db.session.scalars(
            select(RoleHolding)
            .where(RoleHolding.user_id == user.id)
            .options(joinedload(RoleHolding.unit))
            .order_by(RoleHolding.starts_on.desc(), RoleHolding.id.desc())
        )
    )


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
