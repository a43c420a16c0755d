"""People as they stand on a day, outside any sign-in: for work that is done on their behalf."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access.permissions import Role
from portal.access.predicates import HeldRole
from portal.extensions import db
from portal.people.models import RoleHolding, User
from portal.people.queries.roles import in_force_on
from portal.people.queries.users import roles_of_day


def load_person(user_id: int, today: date) -> User | None:
    """Return the person with unit and the roles of that day, as `person_of_session` does; None once disabled."""
    user = db.session.scalar(
        select(User).where(User.id == user_id, User.disabled_at.is_(None)).options(joinedload(User.unit))
    )
    if user is None:
        return None
    held = [
        HeldRole(Role(holding.role), holding.unit_id, holding.unit.path, holding.is_acting, holding.order_no)
        for holding in roles_of_day([user_id], today).get(user_id, ())
    ]
    user.roles = (HeldRole(Role.STAFF, user.unit_id, user.unit.path), *held)
    return user


def ids_in_office(today: date, after_id: int, limit: int) -> list[int]:
    """Return ids of people, ascending and above `after_id`, who hold a role beyond being staff that day."""
    held = select(RoleHolding.user_id).where(in_force_on(today))
    return list(
        db.session.scalars(
            select(User.id)
            .where(User.id > after_id, User.disabled_at.is_(None), User.id.in_(held))
            .order_by(User.id)
            .limit(limit)
        )
    )
