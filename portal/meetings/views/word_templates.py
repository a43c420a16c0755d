"""Word templates of a unit: what is in force, what there was, the shipped ones, putting in and taking out."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.documents import DOCX, TemplateKind, check_template, shipped_template
from portal.documents.help import KIND_WORDS, MEANINGS
from portal.documents.uploads import MAX_BYTES
from portal.errors import NotFound, RuleBroken
from portal.evidence.actions import keep_files
from portal.evidence.rules import NewFile
from portal.meetings import actions, queries
from portal.meetings.forms import TemplateForm
from portal.meetings.models import DocumentTemplate
from portal.meetings.views import bp
from portal.meetings.views.loading import act
from portal.people.models import Unit
from portal.people.queries import get_unit
from portal.storage import attachment
from portal.web import respond, transaction
from portal.web.guards import requires

PAGE = "meetings/word_templates.html"


@bp.get("/meetings/templates")
@requires(Permission.COMMITTEE_MANAGE)
def templates() -> Response:
    """Lead to the templates of the unit the reader looks after, or ask which."""
    units = queries.template_units(scopes(current_user, Permission.COMMITTEE_MANAGE))
    if len(units) == 1:
        return respond.done(url_for("meetings.unit_templates", unit_id=units[0].id))
    return respond.show("meetings/pick_unit.html", units=units)


@bp.get("/units/<id:unit_id>/templates")
@requires(Permission.COMMITTEE_MANAGE, load=get_unit)
def unit_templates(unit: Unit) -> Response:
    """Show the templates of a unit."""
    return _page(unit, TemplateForm(formdata=None), status=200)


@bp.post("/units/<id:unit_id>/templates")
@requires(Permission.COMMITTEE_MANAGE, load=get_unit, write_later=True)
def upload_template(unit: Unit) -> Response:
    """Put a template in force, once it has been tried out with sample data."""
    form = TemplateForm()
    if form.validate_on_submit():
        kind = TemplateKind(form.kind.data)
        if (file := _checked(form, kind)) is not None:
            transaction.begin()
            typed: dict[str, Any] = {"unit": unit, "kind": kind, "file": file, "upload_key": form.upload_key.data}
            actions.upload_template(**typed, **act())
            return respond.done(_home(unit.id, kind.value), message=_("ใช้แบบเอกสารใหม่แล้ว ลองจัดทำเอกสารเพื่อดูผล"))
    return _page(unit, form, status=422)


@bp.get("/meetings/templates/<id:template_id>")
@requires(Permission.COMMITTEE_MANAGE, load=queries.get_template)
def template(template: DocumentTemplate) -> AnyResponse:
    """Send a unit's template as a download."""
    storage = current_app.extensions["portal_storage"]
    return attachment(request.environ, storage, template.sha256, template.filename)


@bp.get("/meetings/templates/shipped/<kind>")
@requires(Permission.COMMITTEE_MANAGE)
def shipped(kind: str) -> Response:
    """Send the template that comes with the portal."""
    if kind not in set(TemplateKind):
        raise NotFound(_("ไม่พบแบบเอกสารที่ขอ"))
    name = f"แบบ{KIND_WORDS[TemplateKind(kind)]}-มาตรฐาน.docx"
    return send_file(shipped_template(TemplateKind(kind)), mimetype=DOCX, as_attachment=True, download_name=name)


@bp.post("/meetings/templates/<id:template_id>/withdrawal")
@requires(Permission.COMMITTEE_MANAGE, load=queries.get_template)
def withdraw_template(template: DocumentTemplate) -> Response:
    """Take a template out of force."""
    actions.withdraw_template(template=template, **act())
    words = _("เลิกใช้แบบเอกสารแล้ว ระบบใช้แบบก่อนหน้าหรือแบบมาตรฐานแทน")
    return respond.done(_home(template.unit_id, template.kind), message=words)


def _checked(form: TemplateForm, kind: TemplateKind) -> NewFile | None:
    """Return the file, kept by the storage and tried out, or None with the sentence under the field."""
    storage = current_app.extensions["portal_storage"]
    [file] = keep_files(storage=storage, files=form.chosen)
    with storage.open(file.sha256) as stream:
        content = stream.read(MAX_BYTES + 1)
    try:
        check_template(content, file.filename, kind)
    except RuleBroken as refusal:
        form.files.errors = [*form.files.errors, respond.say(refusal)]
        return None
    return file


def _page(unit: Unit, form: TemplateForm, *, status: int) -> Response:
    rows = queries.templates_of(unit.id)
    in_force = {kind: queries.template_in_force(unit.path, kind.value) for kind in TemplateKind}
    return respond.show(
        PAGE,
        status=status,
        unit=unit,
        form=form,
        in_force=in_force,
        rows=rows,
        kinds=list(TemplateKind),
        kind_words=KIND_WORDS,
        meanings=MEANINGS,
        max_bytes=MAX_BYTES,
    )


def _home(unit_id: int, anchor: str) -> str:
    return url_for("meetings.unit_templates", unit_id=unit_id, _anchor=anchor)
