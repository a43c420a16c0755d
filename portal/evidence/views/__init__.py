"""Routes of evidence: an obligation's page, single records, files, the library."""

from flask import Blueprint

bp = Blueprint("evidence", __name__)

from portal.evidence.views import files, items, libraries, obligations  # noqa: E402  (they put their routes on `bp`)

__all__ = ["bp", "files", "items", "libraries", "obligations"]
