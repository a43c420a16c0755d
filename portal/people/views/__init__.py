"""Pages of people, a module for each noun; all share one blueprint."""

from flask import Blueprint

bp = Blueprint("people", __name__)

# the modules add their routes to `bp`, hence below it
from portal.people.views import sessions  # noqa: E402

__all__ = ["bp", "sessions"]
