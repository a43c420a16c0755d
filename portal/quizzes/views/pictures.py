"""Pictures of questions, for those who are asked them."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.access.permissions import Permission
from portal.quizzes import queries
from portal.quizzes.views import bp
from portal.storage import attachment
from portal.web.guards import requires

DAY_SECONDS = 86_400


class _Picture:
    """The picture of a question of one's own attempt, as the policy sees it."""

    def __init__(self, version: Any, unit_path: str) -> None:
        self.version, self.unit_path = version, unit_path


def _own_picture(attempt_id: int, place: int) -> _Picture | None:
    attempt = queries.own_attempt(attempt_id, current_user.id)
    if attempt is None or place >= len(attempt.layout):
        return None
    version = queries.versions_asked(attempt)[attempt.layout[place]["version"]]
    return _Picture(version, attempt.unit_path) if version.picture_sha256 else None


@bp.get("/attempts/<id:attempt_id>/pictures/<int:place>")
@requires(Permission.QUIZ_TAKE, load=_own_picture)
def picture(found: _Picture) -> Response:
    """Send the picture to be shown in the page; its bytes were recognised as one when they came in."""
    version = found.version
    storage = current_app.extensions["portal_storage"]
    answer = attachment(request.environ, storage, version.picture_sha256, version.picture_filename)
    answer.headers["Content-Type"] = version.picture_media_type
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["Cache-Control"] = f"private, max-age={DAY_SECONDS}"
    return answer
