"""When one person belongs to which committee, for conditions of lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from portal.access.permissions import Role
from portal.committees.models import Membership
from portal.committees.rules import SECRETARIES
from portal.extensions import db
from portal.people.models import RoleHolding


@dataclass(frozen=True)
class Span:
    """A person's time in a committee, both days included; ends_on: None while nothing ends it."""

    committee_id: int
    role: str
    starts_on: date
    ends_on: date | None

    @property
    def is_secretary(self) -> bool:
        """Whether the person runs the committee's meetings in that time."""
        return self.role in SECRETARIES

    def is_in_force(self, day: date) -> bool:
        """Return whether the day is in it."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def spans_of(user_id: int) -> list[Span]:
    """Return when the person belonged and belongs to committees, by name or as head of a unit; one statement."""
    heads = and_(
        RoleHolding.unit_id == Membership.office_unit_id,
        RoleHolding.role == Role.HEAD.value,
        RoleHolding.user_id == user_id,
        RoleHolding.ended_at.is_(None),
    )
    rows = db.session.execute(
        select(
            Membership.committee_id,
            Membership.role,
            Membership.starts_on,
            Membership.ends_on,
            RoleHolding.starts_on,
            RoleHolding.ends_on,
        )
        .outerjoin(RoleHolding, heads)
        .where(or_(Membership.user_id == user_id, RoleHolding.user_id == user_id))
        .order_by(Membership.id)
    )
    found = []
    for committee_id, role, first, last, held_from, held_until in rows:
        starts_on = first if held_from is None else max(first, held_from)
        ends_on = min((day for day in (last, held_until) if day is not None), default=None)
        if ends_on is None or ends_on >= starts_on:
            found.append(Span(committee_id, role, starts_on, ends_on))
    return found
