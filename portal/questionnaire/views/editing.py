"""The forms of a question: which kind, a new one, a new version."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.errors import N_, Conflict, NotFound
from portal.performance.queries import get_indicator, indicators_of, year_for
from portal.questionnaire.actions import create_question, edit_question
from portal.questionnaire.forms.kinds import FORMS
from portal.questionnaire.forms.questions import QuestionForm
from portal.questionnaire.models import Question, QuestionVersion
from portal.questionnaire.queries import get_question, version_no
from portal.questionnaire.rules import Kind
from portal.questionnaire.rules.changes import differences
from portal.questionnaire.rules.pictures import EXTENSIONS, MAX_BYTES
from portal.questionnaire.views import bp
from portal.questionnaire.views.bank import category_choices, chosen_category
from portal.questionnaire.views.pictures import kept_picture
from portal.web import respond, transaction
from portal.web.fields import read_optional_id
from portal.web.guards import requires

PAGE = "questionnaire/question_form.html"
LABEL_CHARACTERS = 80


@bp.route("/questions/new", methods=["GET", "POST"])
@requires(Permission.QUESTION_MANAGE, write_later=True)
def new_question() -> Response:
    """Ask for the kind, then write a question of the ?kind=; the picture is kept before the write begins."""
    if (kind := request.args.get("kind")) not in set(Kind):
        return _kinds_page()
    form = _form(Kind(kind), None)
    if form.more.data:
        form.add_rows()
    elif form.validate_on_submit():
        picture = kept_picture(form)
        transaction.begin()
        category = chosen_category(form.category_id.data)
        sent = form.facts | {"kind": form.kind.value, "submit_key": form.submit_key.data}
        made = respond.carried_out(form, create_question, category=category, picture=picture, **sent, **_rest(form))
        if made is not None:
            home = url_for("questionnaire.question", question_id=made.id)
            return respond.done(home, message=_("บันทึกคำถามแล้ว โปรดตรวจแล้วยืนยันก่อนนำไปใช้"))
    return _page(form, None)


@bp.route("/questions/<id:question_id>/edit", methods=["GET", "POST"], endpoint="edit_question")
@requires(Permission.QUESTION_MANAGE, load=get_question, write_later=True)
def edit(question: Question) -> Response:
    """Change a question: a new version; what somebody else changed meanwhile is shown beside what was typed."""
    latest = _latest(question)
    form = _form(Kind(latest.kind), latest)
    if form.more.data:
        form.add_rows()
    elif form.validate_on_submit():
        picture = kept_picture(form)
        transaction.begin()
        sent = form.facts | {"category": chosen_category(form.category_id.data), "based_on_no": form.shown_no}
        try:
            made = respond.carried_out(form, edit_question, question=question, picture=picture, **sent, **_rest(form))
        except Conflict:
            return _conflict(form, question)
        if made is not None:
            home = url_for("questionnaire.question", question_id=question.id)
            return respond.done(home, message=_("บันทึกคำถามแล้ว"))
    return _page(form, question)


def _kinds_page() -> Response:
    """Ask which kind of question it is to be."""
    status = 422 if request.method == "POST" else 200
    category = _asked_category()
    return respond.show("questionnaire/choose_kind.html", status=status, kinds=list(Kind), category=category)


def _form(kind: Kind, latest: QuestionVersion | None) -> QuestionForm:
    """Return the form of the kind, filled in from the newest version."""
    form = FORMS[kind]
    shown = form.values_of(latest) if latest else {"category_id": _asked_category()}
    indicator_id = latest.indicator_id if latest else None
    return form(categories=category_choices(), indicators=_indicators(indicator_id), current=latest, **shown)


def _page(form: QuestionForm, question: Question | None, status: int | None = None, **context: Any) -> Response:
    status = status or (422 if form.error_lines else 200)
    facts = {"changed": [], "accept": ",".join(EXTENSIONS), "max_bytes": MAX_BYTES} | context
    return respond.show(PAGE, status=status, form=form, question=question, kind=form.kind.value, **facts)


def _conflict(form: QuestionForm, question: Question) -> Response:
    """Show what was typed beside what somebody else saved since; saving again builds upon that."""
    shown, latest = version_no(question, form.shown_no), _latest(question)
    changed = differences(shown, latest) if shown else []
    form.based_on_no.data, form.current = str(latest.no), latest
    return _page(form, question, status=409, changed=changed, latest=latest)


def _latest(question: Question) -> QuestionVersion:
    latest = version_no(question, question.latest_no)
    if latest is None:
        raise NotFound(N_("ไม่พบคำถามนี้"))
    return latest


def _rest(form: QuestionForm) -> dict[str, Any]:
    actor = current_user._get_current_object()
    return {"indicator_id": form.indicator_id.data, "actor": actor, "now": clock.now()}


def _indicators(current_id: int | None) -> list[tuple[int, str]]:
    """Return (id, label) of this year's indicators, and of the one that is chosen already."""
    year = year_for(current_user, None, thai.bangkok_date(clock.now()))
    found = {each.id: each for each in (indicators_of(year) if year else [])}
    current = get_indicator(current_id) if current_id and current_id not in found else None
    return [
        (each.id, thai.shorten(f"{each.printed_code} {each.name_th}", LABEL_CHARACTERS))
        for each in [*found.values(), *([current] if current else [])]
    ]


def _asked_category() -> int | None:
    try:
        return read_optional_id(request.args.get("category"))
    except ValueError:
        return None
