"""Routes of committees."""

from flask import Blueprint

bp = Blueprint("committees", __name__)

# they put their routes on `bp`
from portal.committees.views import bodies, lists, members, orders, sections  # noqa: E402

__all__ = ["bodies", "bp", "lists", "members", "orders", "sections"]
