"""Files of questions into the bank: upload, preview, application."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, current_app, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.errors import Conflict, PortalError, RuleBroken
from portal.questionnaire.actions.imports import apply_import, keep_import, read_questions
from portal.questionnaire.exports import TEMPLATE_NAME, template
from portal.questionnaire.formats import ACCEPT, FORMATS, MAX_BYTES, MAX_QUESTIONS, format_of, too_large
from portal.questionnaire.forms.files import ApplyForm, ImportForm
from portal.questionnaire.models import QuestionImport
from portal.questionnaire.queries import categories_of
from portal.questionnaire.queries.imports import get_import, preview_of, preview_rows_page
from portal.questionnaire.rules.imports import Outcome, Preview, Problem, Reading
from portal.questionnaire.views import bp
from portal.questionnaire.views.bank import chosen_category, the_agency
from portal.storage import HashingFile, incoming_files
from portal.web import respond, transaction
from portal.web.filters import num
from portal.web.guards import requires
from portal.web.ids import read_optional_id
from portal.web.paging import page_number, page_of


@bp.get("/questions/import")
@requires(Permission.QUESTION_MANAGE)
def import_questions() -> Response:
    """Show the form; ?category= chooses one."""
    form = _form()
    try:
        form.category_id.data = read_optional_id(request.args.get("category"))
    except ValueError:
        form.category_id.data = None
    return _form_page(form)


@bp.get("/questions/import/template")
@requires(Permission.QUESTION_MANAGE)
def import_template() -> Response:
    """Send the empty Excel form."""
    file = io.BytesIO(template())
    return send_file(file, mimetype=FORMATS["xlsx"].media_type, as_attachment=True, download_name=TEMPLATE_NAME)


@bp.post("/questions/import")
@requires(Permission.QUESTION_MANAGE, write_later=True, any_file=True)
def read_import() -> Response:
    """Read a file and keep it for its preview; the bank is not touched."""
    form = _form()
    if not form.validate_on_submit():
        return _form_page(form)
    category = chosen_category(form.category_id.data)
    (file,) = incoming_files(form.file.data)
    try:
        key, reading = _read(file, form.format.data)
    except RuleBroken as broken:
        respond.add_error(form, broken)
        return _form_page(form)
    transaction.begin()
    source: dict[str, Any] = {"filename": file.filename, "sha256": file.digest, "format_key": key}
    actor = current_user._get_current_object()
    kept = keep_import(category=category, **source, reading=reading, actor=actor, now=clock.now())
    return respond.done(url_for("questionnaire.import_preview", question_import_id=kept.id))


@bp.get("/questions/import/<id:question_import_id>")
@requires(Permission.QUESTION_MANAGE, load=get_import)
def import_preview(question_import: QuestionImport) -> Response:
    """Show what the file would do, question by question."""
    return _preview_page(question_import, preview_of(question_import))


@bp.post("/questions/import/<id:question_import_id>/application")
@requires(Permission.QUESTION_MANAGE, load=get_import)
def apply(question_import: QuestionImport) -> Response:
    """Write all new questions of the file, or nothing and say why."""
    form, actor = ApplyForm(), current_user._get_current_object()
    act = {"question_import": question_import, "digest": form.digest.data or "", "actor": actor, "now": clock.now()}
    try:
        done = respond.carried_out(form, apply_import, **act)
    except Conflict as conflict:
        return _preview_page(question_import, preview_of(question_import), problem=respond.say(conflict), status=409)
    if done is None:
        return _preview_page(question_import, preview_of(question_import), problem=form.form_errors[0], status=422)
    count = done.counts[Outcome.NEW]
    message = ngettext("นำเข้าคำถามแล้ว %(count)s ข้อ", "นำเข้าคำถามแล้ว %(count)s ข้อ", count, count=num(count))
    return respond.done(url_for("questionnaire.import_preview", question_import_id=question_import.id), message=message)


@bp.app_template_filter("problem_words")
def problem_words(problem: Problem) -> str:
    """Return why a question of a file could not be read, in the reader's language and digits."""
    words = {name: _(value) if name == "kind" and value else value for name, value in problem.params.items()}
    return respond.say(PortalError(problem.message, **words))


def _form() -> ImportForm:
    return ImportForm(categories=categories_of(the_agency()))


def _read(file: HashingFile, asked: str) -> tuple[str, Reading]:
    """Return the format's key and what the file holds."""
    if file.refusal is not None or file.size > MAX_BYTES:
        raise too_large()
    content = file.read()
    key = asked or format_of(file.filename, content)
    storage = current_app.extensions["portal_storage"]
    return key, read_questions(content=content, filename=file.filename, format_key=key, storage=storage)


def _form_page(form: ImportForm) -> Response:
    limits = {"max_mb": MAX_BYTES // 2**20, "max_questions": MAX_QUESTIONS, "max_bytes": MAX_BYTES, "accept": ACCEPT}
    return respond.show("questionnaire/import.html", form=form, status=422 if form.errors else 200, **limits)


def _preview_page(
    question_import: QuestionImport, preview: Preview, *, problem: str = "", status: int = 200
) -> Response:
    asked = request.args.get("show", "")
    shown = Outcome(asked) if asked in list(Outcome) else None
    address = url_for("questionnaire.import_preview", question_import_id=question_import.id)
    return respond.show(
        "questionnaire/import_preview.html",
        question_import=question_import,
        format_label=FORMATS[question_import.format].label,
        preview=preview,
        shown=shown,
        rows=page_of(preview_rows_page(preview, shown, page_number(request.args)), address),
        problem=problem,
        status=status,
    )
