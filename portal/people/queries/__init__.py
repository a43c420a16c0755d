"""Reads of people, units, roles and sessions, a module for each noun."""

from portal.people.queries.imports import get_import, preview_list, preview_of
from portal.people.queries.in_office import ids_in_office, load_person
from portal.people.queries.operators import all_accounts
from portal.people.queries.roles import get_role_holding, people_with_role, role_lines
from portal.people.queries.sessions import own_session, person_of_session, sessions_of
from portal.people.queries.units import (
    agencies_within,
    agency_of,
    ancestors,
    children,
    divisions_of,
    get_unit,
    get_unit_by_abbr,
    unit_choices,
    unit_tree,
    units_by_path,
    within,
)
from portal.people.queries.users import (
    get_user,
    get_user_by_username,
    last_sign_in,
    list_users,
    roles_of_day,
    users_within,
)

__all__ = [
    "agencies_within",
    "agency_of",
    "all_accounts",
    "ancestors",
    "children",
    "divisions_of",
    "get_import",
    "get_role_holding",
    "get_unit",
    "get_unit_by_abbr",
    "get_user",
    "get_user_by_username",
    "ids_in_office",
    "last_sign_in",
    "list_users",
    "load_person",
    "own_session",
    "people_with_role",
    "person_of_session",
    "preview_list",
    "preview_of",
    "role_lines",
    "roles_of_day",
    "sessions_of",
    "unit_choices",
    "unit_tree",
    "units_by_path",
    "users_within",
    "within",
]
