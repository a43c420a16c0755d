"""Pages of people, a module for each noun; all share one blueprint."""

from flask import Blueprint

bp = Blueprint("people", __name__)

# the modules add their routes to `bp`, hence below it
from portal.people.views import account, first_passwords, imports, roles, sessions, sign_in, units, users, words  # noqa: E402

__all__ = ["account", "bp", "first_passwords", "imports", "roles", "sessions", "sign_in", "units", "users", "words"]
