"""Files in and out: where the storage meets the request."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_login import current_user
from werkzeug.wrappers import Response

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import reads_from_outside
from portal.evidence.actions import record_download
from portal.evidence.models import EvidenceRevision
from portal.evidence.queries import get_revision
from portal.evidence.rules import FILES_AT_ONCE
from portal.evidence.views import bp
from portal.extensions import write_transaction
from portal.storage import ACCEPT, ALLOWED, FolderStorage, attachment
from portal.web.guards import requires


@bp.get("/evidence/revisions/<id:revision_id>/file")
@requires(Permission.EVIDENCE_VIEW, load=get_revision)
def download(revision: EvidenceRevision) -> Response:
    """Send the file as a download; an evaluator's is put on record before the first byte leaves."""
    answer = attachment(request.environ, the_storage(), revision.sha256, revision.filename)
    begins = answer.status_code == 200 or str(answer.headers.get("Content-Range", "")).startswith("bytes 0-")
    if begins and request.method == "GET" and reads_from_outside(current_user, revision):
        with write_transaction():
            record_download(revision=revision, actor=current_user._get_current_object(), now=clock.now())
    return answer


def the_storage() -> FolderStorage:
    """Return the storage of this application."""
    storage: FolderStorage = current_app.extensions["portal_storage"]
    return storage


def file_limits() -> dict[str, Any]:
    """Return what the forms state about files: the greatest size in bytes, how many at once, and of which types.

    The types of pictures stand first as media types: that is what makes a phone offer its camera, and send a JPG.
    """
    pictures = [kind.media_type for kind in ALLOWED if kind.media_type.startswith("image/")]
    return {
        "max_file_bytes": current_app.extensions["portal_config"].max_file_bytes,
        "most_files": FILES_AT_ONCE,
        "accept": ",".join([*pictures, ACCEPT]),
    }
