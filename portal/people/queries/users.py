"""People: one, and the administrator's list of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal import thai
from portal.access.permissions import Role
from portal.extensions import db
from portal.paging import Slice, paginate
from portal.people.models import RoleHolding, SignInSession, Unit, User
from portal.people.queries.roles import administrators_above, in_force_on
from portal.people.queries.units import within


@dataclass(frozen=True)
class UserFilter:
    """What the administrator's list is narrowed to; empty means all. A unit takes in the units below.

    state: "active", "disabled", "no_password" (in use, but nothing to sign in with yet) or "" for active and disabled
    """

    words: str = ""
    unit_id: int | None = None
    role: Role | None = None
    staff_type: str = ""
    state: str = ""


@dataclass(frozen=True)
class UserRow:
    """A line of the list: the person and the roles in force."""

    user: User
    roles: tuple[RoleHolding, ...]


def get_user(user_id: int, *, for_update: bool = False) -> User | None:
    """Return the person with the unit, disabled or not, or None; `roles` is not set.

    for_update: as the row stands now, and held until the write ends
    """
    held = {"of": User} if for_update else None
    return db.session.get(User, user_id, options=[joinedload(User.unit)], with_for_update=held)


_BY_USERNAME = select(User).where(User.username == bindparam("username"))


def get_user_by_username(username: str) -> User | None:
    """Return the person with the (normal) user name, or None."""
    return db.session.scalars(_BY_USERNAME, {"username": username}).first()


def list_users(scopes: Iterable[str], wanted: UserFilter, *, today: date, page: int) -> Slice[UserRow]:
    """Return one page of the people of the subtrees by name, with their roles of the day; three statements."""
    statement = _narrowed(_people(scopes), wanted, today).order_by(User.name, User.id)
    found: Slice[User] = paginate(statement, page, session=db.session)
    roles = roles_of_day([user.id for user in found.items], today)
    return found.map(lambda user: UserRow(user, tuple(roles[user.id])))


def users_within(scopes: Iterable[str], ids: Sequence[int]) -> list[User]:
    """Return those of the ids who belong to the subtrees, by name."""
    return list(db.session.scalars(_people(scopes).where(User.id.in_(ids)).order_by(User.name, User.id)))


def users_without_password(scopes: Sequence[str], *, today: date, limit: int) -> list[User]:
    """Return people in use who have no password yet, by unit and name, at most `limit`; higher administrators not."""
    statement = _without_password(scopes, today)
    return list(db.session.scalars(statement.order_by(Unit.path, User.name, User.id).limit(limit)))


def count_without_password(scopes: Sequence[str], *, today: date) -> int:
    """Return how many people in use have no password yet; higher administrators do not count."""
    return db.session.scalar(select(func.count()).select_from(_without_password(scopes, today).subquery())) or 0


def roles_of_day(user_ids: Sequence[int], today: date) -> dict[int, list[RoleHolding]]:
    """Return person's id -> roles in force on the day, units loaded; one statement, none for nobody."""
    found: dict[int, list[RoleHolding]] = defaultdict(list)
    if user_ids:
        for holding in db.session.scalars(
            select(RoleHolding)
            .where(RoleHolding.user_id.in_(user_ids), in_force_on(today))
            .options(joinedload(RoleHolding.unit))
            .order_by(RoleHolding.id)
        ):
            found[holding.user_id].append(holding)
    return found


def last_sign_in(user_id: int) -> datetime | None:
    """Return when the person last signed in, or None for never."""
    return db.session.scalar(select(func.max(SignInSession.started_at)).where(SignInSession.user_id == user_id))


def _people(scopes: Iterable[str]) -> Select[Any]:
    return select(User).join(Unit, Unit.id == User.unit_id).where(within(scopes)).options(contains_eager(User.unit))


def _without_password(scopes: Sequence[str], today: date) -> Select[Any]:
    statement = _narrowed(_people(scopes), UserFilter(state="no_password"), today)
    return statement.where(User.id.not_in(administrators_above(scopes, today)))


def _narrowed(statement: Select[Any], wanted: UserFilter, today: date) -> Select[Any]:
    """Return the statement with the filter's conditions; every word must be found, in any order."""
    for word in thai.search_key(wanted.words).split():
        statement = statement.where(User.search_text.contains(word, autoescape=True))
    if wanted.unit_id is not None:
        statement = statement.where(Unit.path.contains(f"/{wanted.unit_id}/", autoescape=True))
    if wanted.role is not None:
        holders = select(RoleHolding.user_id).where(RoleHolding.role == wanted.role.value, in_force_on(today))
        statement = statement.where(User.id.in_(holders))
    if wanted.staff_type:
        statement = statement.where(User.staff_type == wanted.staff_type)
    match wanted.state:
        case "active":
            statement = statement.where(User.disabled_at.is_(None))
        case "disabled":
            statement = statement.where(User.disabled_at.is_not(None))
        case "no_password":
            statement = statement.where(User.disabled_at.is_(None), User.password_hash == "")
    return statement
