"""What the secretariat does with committees, a module for each noun."""

from portal.committees.actions.committees import (
    Wanted,
    change_committee,
    change_sections,
    close_committee,
    create_committee,
)
from portal.committees.actions.members import Correction, WantedMember, add_members, change_member, end_member
from portal.committees.actions.orders import (
    WantedOrder,
    add_order,
    add_order_files,
    change_order,
    withdraw_order_file,
)

__all__ = [
    "Correction",
    "Wanted",
    "WantedMember",
    "WantedOrder",
    "add_members",
    "add_order",
    "add_order_files",
    "change_committee",
    "change_member",
    "change_order",
    "change_sections",
    "close_committee",
    "create_committee",
    "end_member",
    "withdraw_order_file",
]
