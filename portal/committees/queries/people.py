"""Accounts and offices that a committee's members are chosen from."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal import thai
from portal.committees.rules.lines import Known, Office
from portal.extensions import db
from portal.people.models import Unit, User
from portal.people.queries import agency_of, unit_choices, units_by_path, within
from portal.people.rules.users import normal_username

FOUND_MOST = 20


def people_found(unit: Unit, words: str) -> list[User]:
    """Return accounts in use of the unit's agency that the words find, at most 20, by name; units loaded.

    Somebody of another agency is found by the whole user name. No words find nobody.
    """
    keys = thai.search_key(words).split()
    if not keys:
        return []
    found = [User.search_text.contains(key, autoescape=True) for key in keys]
    statement = (
        select(User)
        .join(User.unit)
        .where(
            User.disabled_at.is_(None),
            or_(and_(within([agency_of(unit).path]), *found), User.username == normal_username(words)),
        )
        .options(contains_eager(User.unit))
        .order_by(User.name, User.id)
        .limit(FOUND_MOST)
    )
    return list(db.session.scalars(statement))


def get_people(ids: list[int]) -> dict[int, User]:
    """Return id -> account in use, units loaded."""
    statement = select(User).where(User.id.in_(ids), User.disabled_at.is_(None)).options(joinedload(User.unit))
    return {user.id: user for user in db.session.scalars(statement)}


def known_people(unit: Unit) -> list[Known]:
    """Return the accounts in use of the unit's agency, for reading a pasted list."""
    rows = db.session.execute(
        select(User.id, User.username, User.name, User.position)
        .join(User.unit)
        .where(User.disabled_at.is_(None), within([agency_of(unit).path]))
    )
    return [Known(*row) for row in rows]


def known_offices(unit: Unit) -> list[Office]:
    """Return the open units of the unit's agency, whose heads may be members."""
    return [Office(each.id, each.name_th, each.abbr) for each in units_by_path([agency_of(unit).path])]


def office_choices(unit: Unit) -> list[tuple[int, str]]:
    """Return (id, label) of the units whose heads may be members, in tree order."""
    return unit_choices([agency_of(unit).path])
