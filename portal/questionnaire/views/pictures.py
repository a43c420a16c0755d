"""Pictures of questions: kept before the write begins, shown inside pages."""

from __future__ import annotations

from flask import current_app, request
from werkzeug.wrappers import Response

from portal.access.permissions import Permission
from portal.errors import N_, NotFound
from portal.questionnaire.forms.questions import QuestionForm
from portal.questionnaire.models import QuestionVersion
from portal.questionnaire.queries import get_version
from portal.questionnaire.rules import DraftPicture
from portal.questionnaire.views import bp
from portal.storage import FolderStorage, inline_picture
from portal.web.guards import requires


@bp.get("/questions/versions/<id:version_id>/picture")
@requires(Permission.QUESTION_MANAGE, load=get_version)
def picture(version: QuestionVersion) -> Response:
    """Show a version's picture to those who keep the bank; takers see it by their attempt."""
    if not version.picture_sha256:
        raise NotFound(N_("คำถามนี้ไม่มีรูปภาพ"))
    return inline_picture(request.environ, _storage(), version.picture_sha256)


def kept_picture(form: QuestionForm) -> DraftPicture | None:
    """Return the form's picture, kept and synced by the storage; the shown version's where none came in."""
    file = form.chosen_picture
    if file is None:
        return form.keeps_picture
    stored = _storage().adopt(file)
    return DraftPicture(stored.filename, stored.kind.media_type, form.picture_alt.data or "", stored.digest)


def _storage() -> FolderStorage:
    storage: FolderStorage = current_app.extensions["portal_storage"]
    return storage
