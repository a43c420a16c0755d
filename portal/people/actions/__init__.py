"""What people do with accounts, units and roles, a module for each noun."""

from portal.people.actions.roles import end_role, grant_role
from portal.people.actions.sessions import start_session
from portal.people.actions.units import change_unit, close_unit, create_unit, move_unit, place_unit, reopen_unit
from portal.people.actions.users import change_user, create_user, disable_users, enable_user, issue_passwords

__all__ = [
    "change_unit",
    "change_user",
    "close_unit",
    "create_unit",
    "create_user",
    "disable_users",
    "enable_user",
    "end_role",
    "grant_role",
    "issue_passwords",
    "move_unit",
    "place_unit",
    "reopen_unit",
    "start_session",
]
