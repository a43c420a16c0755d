"""Pages of people, a module for each noun; all share one blueprint."""

from flask import Blueprint

bp = Blueprint("people", __name__)

# the modules add their routes to `bp`, hence below it
from portal.people.views import account, sessions, sign_in  # noqa: E402

__all__ = ["account", "bp", "sessions", "sign_in"]
