"""Smallest valid committees with an order, members and the six sections of an agenda, committed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from sqlalchemy import func, select

from portal.committees.models import AppointmentOrder, Committee, CommitteeSection, Membership
from portal.committees.rules import SECTION_WORDS
from portal.extensions import db
from portal.people.models import Unit, User
from tests.factories.people import make_user

_number = count(1)
CREATED = datetime(2026, 10, 1, tzinfo=UTC)


def make_committee(unit: Unit, **changes: Any) -> Committee:
    """Return a committee with one order in force since 1 October 2569, six sections, and no members."""
    number = next(_number)
    creator_id = changes.pop("created_by_id", None) or make_user(unit).id
    values: dict[str, Any] = {
        "unit_id": unit.id,
        "kind": "committee",
        "name": f"คณะกรรมการทดสอบ {number}",
        "created_by_id": creator_id,
        "created_at": CREATED,
    } | changes
    committee = Committee(**values)
    db.session.add(committee)
    db.session.flush()
    make_order(committee)
    for position, (kind, title) in enumerate(SECTION_WORDS.items(), 1):
        db.session.add(CommitteeSection(committee_id=committee.id, position=position, title=title, kind=kind.value))
    db.session.commit()
    return committee


def make_order(committee: Committee, **changes: Any) -> AppointmentOrder:
    """Return an appointment order of the committee."""
    values: dict[str, Any] = {
        "committee_id": committee.id,
        "order_no": f"{next(_number)}/2569",
        "ordered_on": date(2026, 9, 28),
        "starts_on": date(2026, 10, 1),
        "created_by_id": committee.created_by_id,
        "created_at": CREATED,
    } | changes
    order = AppointmentOrder(**values)
    db.session.add(order)
    db.session.commit()
    return order


def make_member(committee: Committee, user: User | None = None, role: str = "member", **changes: Any) -> Membership:
    """Return a membership from 1 October 2569: of the person, or of the office or name given in changes."""
    order_id = db.session.scalar(
        select(AppointmentOrder.id)
        .where(AppointmentOrder.committee_id == committee.id)
        .order_by(AppointmentOrder.id.desc())
        .limit(1)
    )
    last = db.session.scalar(
        select(func.coalesce(func.max(Membership.position), 0)).where(Membership.committee_id == committee.id)
    )
    values: dict[str, Any] = {
        "committee_id": committee.id,
        "order_id": order_id,
        "role": role,
        "user_id": None if user is None else user.id,
        "position_title": "" if user is None else user.position,
        "position": (last or 0) + 1,
        "starts_on": date(2026, 10, 1),
        "created_at": CREATED,
    } | changes
    member = Membership(**values)
    db.session.add(member)
    db.session.commit()
    return member
