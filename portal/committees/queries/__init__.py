"""Reads of committees; `members_on` is the door for the meetings above."""

from portal.committees.queries.committees import (
    CommitteeRow,
    agenda_templates,
    closed_count,
    committee_rows,
    get_committee,
    sections_of,
    set_circles,
)
from portal.committees.queries.members import (
    MemberOnDay,
    belonging_on,
    circles_of,
    committee_ids_of,
    get_membership,
    heads_of,
    member_ids_of,
    members_not_on,
    members_on,
    memberships_of,
    place_of,
    secretary_ids_of,
)
from portal.committees.queries.orders import KEPT_FILES, OrderRow, get_order, get_order_file, orders_of
from portal.committees.queries.people import get_people, known_offices, known_people, office_choices, people_found
from portal.committees.queries.spans import Span, spans_of

__all__ = [
    "KEPT_FILES",
    "CommitteeRow",
    "MemberOnDay",
    "OrderRow",
    "Span",
    "agenda_templates",
    "belonging_on",
    "circles_of",
    "closed_count",
    "committee_ids_of",
    "committee_rows",
    "get_committee",
    "get_membership",
    "get_order",
    "get_order_file",
    "get_people",
    "heads_of",
    "known_offices",
    "known_people",
    "member_ids_of",
    "members_not_on",
    "members_on",
    "memberships_of",
    "office_choices",
    "orders_of",
    "people_found",
    "place_of",
    "secretary_ids_of",
    "sections_of",
    "set_circles",
    "spans_of",
]
