"""What operators read at the machine itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.people.models import User
from portal.people.queries.users import roles_of_day


@dataclass(frozen=True)
class AccountLine:
    """One account in a list of all; state: in use, disabled, or without a password."""

    username: str
    state: str
    unit: str
    roles: tuple[str, ...]
    name: str


def all_accounts(today: date) -> list[AccountLine]:
    """Return every account by user name with the roles of the day; two statements."""
    users = db.session.scalars(select(User).options(joinedload(User.unit)).order_by(User.username)).all()
    roles = roles_of_day([user.id for user in users], today)
    return [
        AccountLine(
            username=user.username,
            state="disabled" if user.disabled_at else "in use" if user.password_hash else "no password",
            unit=user.unit.abbr,
            roles=tuple(f"{held.role}@{held.unit.abbr}" for held in roles.get(user.id, ())),
            name=user.name,
        )
        for user in users
    ]
