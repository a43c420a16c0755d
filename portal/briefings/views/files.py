"""Files of a session in and out."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal import clock
from portal.access.permissions import Permission
from portal.briefings.actions import add_files, withdraw_file
from portal.briefings.forms import FilesForm
from portal.briefings.models import BriefingFile, BriefingSession
from portal.briefings.queries import get_file, get_session
from portal.briefings.rules import FILES_AT_ONCE
from portal.briefings.views import bp
from portal.evidence.actions import keep_files
from portal.storage import ACCEPT, attachment
from portal.web import respond, transaction
from portal.web.guards import requires


@bp.post("/briefings/<id:briefing_id>/files")
@requires(Permission.BRIEFING_MANAGE, load=get_session, write_later=True)
def upload(briefing: BriefingSession) -> Response:
    """Add files to a session: all of them or none."""
    from portal.briefings.views.sessions import session_page  # the page and its form know each other

    form, made = FilesForm(), None
    if form.validate_on_submit():
        files = keep_files(storage=current_app.extensions["portal_storage"], files=form.chosen)
        transaction.begin()
        act: dict[str, Any] = {"session": briefing, "files": files, "upload_key": form.upload_key.data}
        act |= {"actor": current_user._get_current_object(), "now": clock.now()}
        made = respond.carried_out(form, add_files, **act)
    if made is None:
        return session_page(briefing, form, status=422)
    home = url_for("briefings.session", briefing_id=briefing.id, _anchor="files")
    return respond.done(home, message=_("เพิ่มไฟล์แล้ว"))


@bp.get("/briefings/files/<id:file_id>")
@requires(Permission.BRIEFING_VIEW, load=get_file)
def download(file: BriefingFile) -> AnyResponse:
    """Send the file as a download."""
    return attachment(request.environ, current_app.extensions["portal_storage"], file.sha256, file.filename)


@bp.post("/briefings/files/<id:file_id>/withdrawal")
@requires(Permission.BRIEFING_MANAGE, load=get_file)
def withdraw(file: BriefingFile) -> Response:
    """Take a file out of the session."""
    withdraw_file(file=file, actor=current_user._get_current_object(), now=clock.now())
    home = url_for("briefings.session", briefing_id=file.session_id, _anchor="files")
    return respond.done(home, message=_("ถอนไฟล์แล้ว หากต้องใช้อีก แนบใหม่ได้"))


def file_limits() -> dict[str, Any]:
    """Return what the form states about files."""
    return {
        "max_file_bytes": current_app.extensions["portal_config"].max_file_bytes,
        "most_files": FILES_AT_ONCE,
        "accept": ACCEPT,
    }
