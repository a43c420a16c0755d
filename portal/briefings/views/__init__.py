"""Routes of briefings: sessions, files, invitations, the hall, check-in, attendance, the paper sheet."""

from flask import Blueprint

bp = Blueprint("briefings", __name__)

from portal.briefings.views import (  # noqa: E402  (they put their routes on `bp`)
    attendance,
    checkin,
    files,
    hall,
    invitations,
    sessions,
    sheet,
)

__all__ = ["attendance", "bp", "checkin", "files", "hall", "invitations", "sessions", "sheet"]
