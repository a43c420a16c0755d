"""Freezing the official figure, its versions, and attaching one as evidence."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from flask import Response, current_app, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, documents, thai
from portal.access.permissions import Permission
from portal.access.policy import can, scopes
from portal.errors import N_, RuleBroken
from portal.evidence.rules import NewFile, is_closed
from portal.extensions import write_transaction
from portal.performance.models import Obligation
from portal.performance.queries import get_obligation
from portal.performance.rules import period_name
from portal.quizzes import exports
from portal.quizzes.actions.attachment import attach_result
from portal.quizzes.actions.freeze import freeze_result
from portal.quizzes.actions.records import record_export
from portal.quizzes.forms.results import FreezeForm, outcome_words, shown_number
from portal.quizzes.models import FrozenResult, Quiz
from portal.quizzes.queries import get_quiz
from portal.quizzes.queries.frozen import (
    FrozenView,
    frozen_of,
    frozen_view,
    get_frozen,
    measures_of_year,
    obligations_for,
)
from portal.quizzes.queries.results import names_of
from portal.quizzes.views import bp
from portal.quizzes.views.results import XLSX, check_whole, results_url, summary_of
from portal.quizzes.views.words import staff_words
from portal.web import respond, transaction
from portal.web.fields import read_id
from portal.web.guards import requires
from portal.web.language import current_digits
from portal.web.slots import fill

PDF = "application/pdf"


@bp.route("/quizzes/<id:quiz_id>/freeze", methods=["GET", "POST"])
@requires(Permission.QUIZ_MANAGE, load=get_quiz)
def freeze(quiz: Quiz) -> Response:
    """Show exactly what would be frozen, then freeze it."""
    actor, home = current_user._get_current_object(), results_url(quiz)
    form = FreezeForm()
    if form.validate_on_submit():
        typed = {"reason": form.reason.data or "", "based_on": shown_number(form.based_on)}
        if respond.carried_out(form, freeze_result, quiz=quiz, **typed, actor=actor, now=clock.now()):
            return respond.done(home, message=_("บันทึกผลทางการแล้ว"))
    context = summary_of(quiz)
    latest = context["frozen"][0].no if context["frozen"] else 0
    if not form.is_submitted():
        form.based_on.data = str(latest)
    return respond.show(
        "quizzes/freeze.html", status=422 if form.errors else 200, form=form, latest=latest, home=home, **context
    )


@bp.get("/quizzes/results/<id:frozen_id>")
@requires(Permission.QUIZ_SUMMARY, load=get_frozen)
def frozen(version: FrozenResult) -> Response:
    """Show a frozen version: figure, groups, what changed since the one before, where it can be attached."""
    may_names = can(current_user, Permission.QUIZ_RESULTS, version.quiz)
    view = frozen_view(version, with_small=may_names)
    check_whole(version.quiz, view.figure)
    paths, today = scopes(current_user, Permission.EVIDENCE_UPLOAD), thai.bangkok_date(clock.now())
    targets = obligations_for(version.quiz.fiscal_year_id, paths, today) if paths and view.newer is None else []
    return respond.show(
        "quizzes/frozen.html",
        version=version,
        quiz=version.quiz,
        view=view,
        names=names_of(_named(view)) if may_names else {},
        may_names=may_names,
        words=outcome_words(),
        staff_words=staff_words(),
        obligations=targets,
        period_names={each.id: _period_name(each) for each in targets},
    )


@bp.get("/quizzes/results/<id:frozen_id>/file")
@requires(Permission.QUIZ_SUMMARY, load=get_frozen)
def frozen_file(version: FrozenResult) -> Response:
    """Send a frozen version as a document: PDF, or a spreadsheet where asked or where no PDF can be made."""
    wants_sheet = request.args.get("kind") == "xlsx"
    content, name = _sheet_of(version) if wants_sheet else _file_of(version)
    actor, now = current_user._get_current_object(), clock.now()
    with write_transaction():
        record_export(quiz=version.quiz, what="frozen", with_names=False, actor=actor, now=now)
    kind = PDF if name.endswith(".pdf") else XLSX
    return send_file(io.BytesIO(content), mimetype=kind, as_attachment=True, download_name=name)


@bp.post("/obligations/<id:obligation_id>/quiz-results")
@requires(Permission.EVIDENCE_UPLOAD, load=get_obligation, write_later=True)
def attach(obligation: Obligation) -> Response:
    """Attach a frozen version to an obligation as evidence, in one click."""
    version = _version_of(obligation)
    content, name = _file_of(version)
    storage = current_app.extensions["portal_storage"]
    stored = storage.put(io.BytesIO(content), name)
    file = NewFile(stored.filename, stored.digest, stored.size_bytes, stored.kind.media_type)
    transaction.begin()
    actor = current_user._get_current_object()
    attach_result(obligation=obligation, version=version, file=file, actor=actor, now=clock.now())
    home = url_for("evidence.obligation", obligation_id=obligation.id)
    return respond.done(home, message=_("แนบผลแบบทดสอบเป็นหลักฐานแล้ว"))


def _version_of(obligation: Obligation) -> FrozenResult:
    """Return the frozen version the form names, of the obligation's own fiscal year."""
    try:
        found = get_frozen(read_id(request.form.get("frozen", "")))
    except ValueError:
        found = None
    if found is None or found.quiz.fiscal_year_id != obligation.fiscal_year_id:
        raise RuleBroken(N_("ไม่พบผลแบบทดสอบฉบับที่เลือก โปรดโหลดหน้าใหม่แล้วเลือกอีกครั้ง"))
    newest = frozen_of(found.quiz_id)[0]
    if newest.no > found.no:
        raise RuleBroken(N_("ผลแบบทดสอบนี้มีฉบับที่ %(no)s ซึ่งใหม่กว่าแล้ว โปรดแนบฉบับล่าสุด"), no=newest.no)
    return found


def _file_of(version: FrozenResult) -> tuple[bytes, str]:
    """Return the document of a frozen version and its name; the same version gives the same words every time."""
    if documents.problem():
        return _sheet_of(version)
    view = _shown(version)
    html = render_template("quizzes/documents/frozen.html", version=version, quiz=version.quiz, view=view)
    return documents.make_pdf(html), f"{_name_of(version)}.pdf"


def _sheet_of(version: FrozenResult) -> tuple[bytes, str]:
    view = _shown(version)
    thai_digits = current_digits() == "thai"
    return exports.frozen_workbook(version, view, thai_digits=thai_digits), f"{_name_of(version)}.xlsx"


def _shown(version: FrozenResult) -> FrozenView:
    """Return what documents show of a version: groups of five and more."""
    view = frozen_view(version, with_small=False)
    check_whole(version.quiz, view.figure)
    return view


def _name_of(version: FrozenResult) -> str:
    year = version.quiz.fiscal_year
    return f"ผลแบบทดสอบ-{year.agency.abbr}-{year.year_be}-ชุด{version.quiz_id}-ฉบับ{version.no}"


def _period_name(obligation: Obligation) -> str:
    period = obligation.period
    return period_name(period.kind, period.no, period.starts_on, period.ends_on)


def _named(view: FrozenView) -> set[int]:
    changes = view.changes
    if changes is None:
        return set()
    return {*changes.added, *changes.removed, *(user_id for user_id, _before, _after in changes.moved)}


def _offer(obligation: Obligation) -> tuple[str, Mapping[str, Any]] | None:
    """Offer on an obligation's page to attach the year's frozen results; silent without any, or without the right."""
    is_over = is_closed(obligation.closed_after_on, thai.bangkok_date(clock.now()))
    if is_over or not can(current_user, Permission.EVIDENCE_UPLOAD, obligation):
        return None
    versions = measures_of_year(obligation.fiscal_year_id)
    return ("quizzes/_attach.html", {"obligation": obligation, "versions": versions}) if versions else None


fill("obligation", _offer)
