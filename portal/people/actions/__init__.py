"""What people do with accounts, units and roles, a module for each noun."""

from portal.people.actions.hashing import hash_password, is_right, new_password
from portal.people.actions.imports import apply_import, keep_import, read_staff_list
from portal.people.actions.operators import close_account, import_rows, open_account, renew_password
from portal.people.actions.passwords import change_password
from portal.people.actions.roles import end_role, grant_role
from portal.people.actions.sessions import end_other_sessions, end_session, start_session, touch_session
from portal.people.actions.sign_in import SignedIn, Writes, sign_in
from portal.people.actions.units import change_unit, close_unit, create_unit, move_unit, place_unit, reopen_unit
from portal.people.actions.users import change_user, create_user, disable_users, enable_user, issue_passwords

__all__ = [
    "SignedIn",
    "Writes",
    "apply_import",
    "change_password",
    "change_unit",
    "change_user",
    "close_account",
    "close_unit",
    "create_unit",
    "create_user",
    "disable_users",
    "enable_user",
    "end_other_sessions",
    "end_role",
    "end_session",
    "grant_role",
    "hash_password",
    "import_rows",
    "is_right",
    "issue_passwords",
    "keep_import",
    "move_unit",
    "new_password",
    "open_account",
    "place_unit",
    "read_staff_list",
    "renew_password",
    "reopen_unit",
    "sign_in",
    "start_session",
    "touch_session",
]
