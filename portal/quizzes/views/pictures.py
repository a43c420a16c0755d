"""Pictures of questions, for those who are asked them."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_login import current_user
from werkzeug.wrappers import Response

from portal.access.permissions import Permission
from portal.quizzes import queries
from portal.quizzes.views import bp
from portal.storage import inline_picture
from portal.web.guards import requires


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
    """Show the picture inside the page; the storage looks once more whether it is one."""
    return inline_picture(request.environ, current_app.extensions["portal_storage"], found.version.picture_sha256)
