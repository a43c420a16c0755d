"""What the guards load, as it stands today."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from portal import clock, thai
from portal.committees import queries
from portal.committees.models import AppointmentOrder, AppointmentOrderFile, Committee, Membership


def committee_today(committee_id: int) -> Committee | None:
    """Return the committee with who belongs to it today."""
    return queries.get_committee(committee_id, thai.bangkok_date(clock.now()))


def order_today(order_id: int) -> AppointmentOrder | None:
    """Return the order with its committee as it is today."""
    return queries.get_order(order_id, thai.bangkok_date(clock.now()))


def order_file_today(order_file_id: int) -> AppointmentOrderFile | None:
    """Return the order's file with its committee as it is today."""
    return queries.get_order_file(order_file_id, thai.bangkok_date(clock.now()))


def membership(membership_id: int) -> Membership | None:
    """Return the place with its committee."""
    return queries.get_membership(membership_id)


def act() -> dict[str, Any]:
    """Return who acts and when, as every action takes them."""
    return {"actor": current_user._get_current_object(), "now": clock.now()}
