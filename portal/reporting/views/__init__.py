"""Routes of certification and of the grid."""

from flask import Blueprint

bp = Blueprint("reporting", __name__)

from portal.reporting.views import grid, review  # noqa: E402  (the modules put their routes on `bp`)

__all__ = ["bp", "grid", "review"]
