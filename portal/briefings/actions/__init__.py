"""What people do with briefings, a module for each noun: sessions, files, check-in, marking, invitations."""

from portal.briefings.actions.arrivals import Arrival, Arriving
from portal.briefings.actions.checkin import CheckIn, check_in, find_by_pin
from portal.briefings.actions.files import add_files, withdraw_file
from portal.briefings.actions.invitations import invite
from portal.briefings.actions.marking import (
    correct_attendance,
    enter_sheet,
    record_export,
    restore_attendance,
    strike_attendance,
    tick,
    undo_tick,
)
from portal.briefings.actions.sessions import cancel_session, change_session, create_session

__all__ = [
    "Arrival",
    "Arriving",
    "CheckIn",
    "add_files",
    "cancel_session",
    "change_session",
    "check_in",
    "correct_attendance",
    "create_session",
    "enter_sheet",
    "find_by_pin",
    "invite",
    "record_export",
    "restore_attendance",
    "strike_attendance",
    "tick",
    "undo_tick",
    "withdraw_file",
]
