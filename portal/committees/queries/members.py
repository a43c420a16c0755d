"""Who belongs to a committee on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, bindparam, not_, or_, select
from sqlalchemy.orm import joinedload

from portal.access.permissions import Role
from portal.committees.models import Committee, Membership
from portal.committees.rules import SECRETARIES, MemberRole
from portal.committees.rules.checks import shares_day
from portal.extensions import db
from portal.people.models import RoleHolding, User
from portal.people.queries.roles import in_force_on


@dataclass(frozen=True)
class MemberOnDay:
    """A place as it was held on a day. user: who held it, None for somebody without an account or an empty office."""

    membership: Membership
    user: User | None
    name: str
    position_title: str
    unit_name: str

    @property
    def role(self) -> MemberRole:
        """The place in the body."""
        return MemberRole(self.membership.role)

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds the office the place belongs to."""
        return not self.name


def belonging_on(day: date) -> ColumnElement[bool]:
    """Return the condition that a membership is in force on the day."""
    return and_(Membership.starts_on <= day, or_(Membership.ends_on.is_(None), Membership.ends_on >= day))


def members_on(committee_id: int, day: date) -> list[MemberOnDay]:
    """Return the members on the day in the order of the appointment; two statements."""
    return members_of_all([committee_id], day)[committee_id]


def members_of_all(committee_ids: list[int], day: date) -> dict[int, list[MemberOnDay]]:
    """Return committee id -> its members on the day in the order of the appointment; two statements."""
    rows = db.session.scalars(
        _memberships()
        .where(Membership.committee_id.in_(committee_ids), belonging_on(day))
        .order_by(Membership.position, Membership.id)
    ).all()
    holders = heads_of([row.office_unit_id for row in rows if row.office_unit_id is not None], day)
    found: dict[int, list[MemberOnDay]] = {committee_id: [] for committee_id in committee_ids}
    for row in rows:
        found[row.committee_id].append(_on_day(row, holders.get(row.office_unit_id or 0)))
    return found


def members_not_on(committee_id: int, day: date) -> list[MemberOnDay]:
    """Return the places not held on the day: those to come first, then those ended, the latest first; one statement.

    An office is named by its unit: who headed it differs from day to day.
    """
    rows = db.session.scalars(
        _memberships()
        .where(Membership.committee_id == committee_id, not_(belonging_on(day)))
        .order_by(Membership.starts_on.desc(), Membership.position, Membership.id)
    )
    return [_on_day(row, None) for row in rows]


def memberships_of(committee_id: int) -> list[Membership]:
    """Return every place of the committee, ended ones too, in the order of the appointment; one statement."""
    statement = _memberships().where(Membership.committee_id == committee_id)
    return list(db.session.scalars(statement.order_by(Membership.position, Membership.id)))


def place_of(membership: Membership) -> int:
    """Return the number of the place among those held together with it, 1 first; one statement."""
    beside = [each for each in memberships_of(membership.committee_id) if shares_day(each, membership)]
    return [each.id for each in beside].index(membership.id) + 1


def get_membership(membership_id: int) -> Membership | None:
    """Return the place with its committee, order and holder, or None."""
    return db.session.scalars(
        _memberships()
        .where(Membership.id == membership_id)
        .options(joinedload(Membership.committee).joinedload(Committee.unit), joinedload(Membership.order))
    ).first()


def heads_of(unit_ids: list[int], day: date) -> dict[int, User]:
    """Return unit id -> who heads it on the day; somebody who acts by an order comes before the head."""
    if not unit_ids:
        return {}
    holdings = db.session.scalars(
        select(RoleHolding)
        .where(RoleHolding.unit_id.in_(unit_ids), RoleHolding.role == Role.HEAD.value, in_force_on(day))
        .options(joinedload(RoleHolding.user).joinedload(User.unit))
        .order_by(RoleHolding.is_acting, RoleHolding.starts_on, RoleHolding.id)
    )
    return {holding.unit_id: holding.user for holding in holdings}


def circles_of(committee_ids: list[int], day: date) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    """Return committee id -> (everybody who belongs to it on the day, its secretaries among them); one statement."""
    members: dict[int, set[int]] = {committee_id: set() for committee_id in committee_ids}
    secretaries: dict[int, set[int]] = {committee_id: set() for committee_id in committee_ids}
    for committee_id, role, *ids in _holders(committee_ids, day):
        people = {each for each in ids if each is not None}
        members[committee_id] |= people
        if role in SECRETARIES:
            secretaries[committee_id] |= people
    return {each: (frozenset(members[each]), frozenset(secretaries[each])) for each in committee_ids}


def secretary_ids_of(committee_ids: list[int], day: date) -> dict[int, frozenset[int]]:
    """Return committee id -> ids of the people who are its secretaries or their assistants on the day."""
    return {each: secretaries for each, (_, secretaries) in circles_of(committee_ids, day).items()}


def member_ids_of(committee_ids: list[int], day: date) -> dict[int, frozenset[int]]:
    """Return committee id -> ids of everybody who belongs to it on the day."""
    return {each: members for each, (members, _) in circles_of(committee_ids, day).items()}


def committee_ids_of(user_id: int, day: date) -> frozenset[int]:
    """Return the ids of the committees the person belongs to on the day, by name or by office."""
    headed = select(RoleHolding.unit_id).where(
        RoleHolding.user_id == user_id, RoleHolding.role == Role.HEAD.value, in_force_on(day)
    )
    found = db.session.scalars(
        select(Membership.committee_id)
        .where(belonging_on(day), or_(Membership.user_id == user_id, Membership.office_unit_id.in_(headed)))
        .distinct()
    )
    return frozenset(found)


# made once: every guard of a meeting asks it
_day: Any = bindparam("day", type_=Date())
_HOLDERS = (
    select(Membership.committee_id, Membership.role, Membership.user_id, RoleHolding.user_id)
    .outerjoin(
        RoleHolding,
        and_(RoleHolding.unit_id == Membership.office_unit_id, RoleHolding.role == Role.HEAD.value, in_force_on(_day)),
    )
    .where(Membership.committee_id.in_(bindparam("committee_ids", expanding=True)), belonging_on(_day))
)


def _holders(committee_ids: list[int], day: date) -> Sequence[Any]:
    """Return (committee id, role, person by name, person by office) of every place held on the day."""
    return db.session.execute(_HOLDERS, {"committee_ids": committee_ids, "day": day}).all()


def _memberships() -> Select[Any]:
    return select(Membership).options(
        joinedload(Membership.user).joinedload(User.unit),
        joinedload(Membership.office_unit),
        joinedload(Membership.order),
    )


def _on_day(row: Membership, holder: User | None) -> MemberOnDay:
    user = row.user or holder
    name = user.name if user is not None else row.person_name
    unit = user.unit.abbr if user is not None else (row.office_unit.abbr if row.office_unit is not None else "")
    return MemberOnDay(row, user, name, row.position_title or _position(row, user), unit)


def _position(row: Membership, user: User | None) -> str:
    """Return the position where the order gives none: the person's own, or the empty office's."""
    if row.office_unit is not None:
        return f"หัวหน้า{row.office_unit.name_th}" if user is None else user.position
    return user.position if user is not None else ""
