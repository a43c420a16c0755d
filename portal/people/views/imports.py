"""The import of staff lists: template, upload, preview, application."""

from __future__ import annotations

from typing import IO, Any, cast

from flask import Response, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.errors import Conflict, RuleBroken
from portal.people.actions import apply_import, keep_import, read_staff_list
from portal.people.exports import TEMPLATE_NAME, template_workbook
from portal.people.forms.imports import ApplyForm, ImportForm
from portal.people.models import PeopleImport, Unit
from portal.people.queries import agencies_within, get_import, get_unit, preview_of
from portal.people.queries.imports import preview_rows_page, unit_labels_of
from portal.people.rules.columns import MAX_BYTES, MAX_ROWS
from portal.people.rules.imports import Outcome, Preview
from portal.people.views import bp
from portal.storage import incoming_files
from portal.web import respond, transaction
from portal.web.filters import num
from portal.web.guards import requires
from portal.web.paging import page_number, page_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/people/import")
@requires(Permission.PEOPLE_MANAGE)
def import_people() -> Response:
    """Show the form with the template to download."""
    return _form_page(_form())


@bp.get("/people/import/template/<id:unit_id>")
@requires(Permission.PEOPLE_MANAGE, load=get_unit)
def import_template(unit: Unit) -> Response:
    """Send the template with the list of the agency's units in it."""
    file = template_workbook(unit, unit_labels_of(unit))
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=TEMPLATE_NAME)


@bp.post("/people/import")
@requires(Permission.PEOPLE_MANAGE, write_later=True)
def read_import() -> Response:
    """Read a staff list and keep it for its preview; no person is touched."""
    form = _form()
    if form.validate_on_submit():
        (file,) = incoming_files(form.file.data)
        source: dict[str, Any] = {"filename": file.filename, "sha256": file.digest}
        try:
            rows = read_staff_list(file=cast("IO[bytes]", file), filename=file.filename, size_bytes=file.size)
        except RuleBroken as broken:
            respond.add_error(form, broken)
            return _form_page(form)
        transaction.begin()
        source |= {"unit": get_unit(form.unit_id.data), "actor": current_user._get_current_object()}
        kept = keep_import(**source, rows=rows, now=clock.now())
        return respond.done(url_for("people.import_preview", import_id=kept.id))
    return _form_page(form)


@bp.get("/people/import/<id:import_id>")
@requires(Permission.PEOPLE_MANAGE, load=get_import)
def import_preview(people_import: PeopleImport) -> Response:
    """Show what the list would do, row by row."""
    return _preview_page(people_import, preview_of(people_import))


@bp.post("/people/import/<id:import_id>/application")
@requires(Permission.PEOPLE_MANAGE, load=get_import)
def apply(people_import: PeopleImport) -> Response:
    """Write all of the list, or nothing and show why."""
    form, actor = ApplyForm(), current_user._get_current_object()
    try:
        done = respond.carried_out(
            form, apply_import, people_import=people_import, digest=form.digest.data or "", actor=actor, now=clock.now()
        )
    except Conflict as conflict:
        return _preview_page(people_import, preview_of(people_import), problem=respond.say(conflict), status=409)
    if done is None:
        return _preview_page(people_import, preview_of(people_import), problem=form.form_errors[0], status=422)
    new, changed = (num(done.counts[each]) for each in (Outcome.NEW, Outcome.CHANGED))
    message = _("นำเข้าแล้ว เพิ่ม %(new)s คน แก้ไข %(changed)s คน", new=new, changed=changed)
    return respond.done(url_for("people.import_preview", import_id=people_import.id), message=message)


def _form() -> ImportForm:
    agencies = agencies_within(scopes(current_user, Permission.PEOPLE_MANAGE))
    return ImportForm(agencies=[(unit.id, f"{unit.name_th} ({unit.abbr})") for unit in agencies])


def _form_page(form: ImportForm) -> Response:
    limits = {"max_mb": MAX_BYTES // 2**20, "max_rows": MAX_ROWS, "max_bytes": MAX_BYTES}
    return respond.show("people/import.html", form=form, status=422 if form.errors else 200, **limits)


def _preview_page(people_import: PeopleImport, preview: Preview, *, problem: str = "", status: int = 200) -> Response:
    asked = request.args.get("show", "")
    shown = Outcome(asked) if asked in list(Outcome) else None
    address = url_for("people.import_preview", import_id=people_import.id)
    return respond.show(
        "people/import_preview.html",
        people_import=people_import,
        preview=preview,
        shown=shown,
        rows=page_of(preview_rows_page(preview, shown, page_number(request.args)), address),
        problem=problem,
        status=status,
    )
