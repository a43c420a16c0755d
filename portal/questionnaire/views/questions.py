"""One question: as the taker sees it, its key, its versions; confirmed, retired, brought back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import audit, clock
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.errors import N_, Conflict, NotFound, RuleBroken
from portal.people.queries import get_user
from portal.performance.models import Indicator
from portal.performance.queries import get_indicator
from portal.questionnaire.actions import confirm_question, restore_question, retire_question
from portal.questionnaire.forms.bank import ShownVersionForm
from portal.questionnaire.models import Question, QuestionVersion
from portal.questionnaire.queries import get_question, versions_of
from portal.questionnaire.rules import (
    Kind,
    all_ticked_share,
    check_response,
    mark,
    normalised,
    response_from_form,
    shown_order,
)
from portal.questionnaire.rules.changes import Difference, differences
from portal.questionnaire.views import bp
from portal.web import respond, slots
from portal.web.guards import requires

PAGE = "questionnaire/question.html"
HISTORY_ROWS = 30
# the fields of the try-out on the question's page
TRIED = "response"


@dataclass(frozen=True)
class Tried:
    """What the author answered to see how the question behaves; `error` where it could not be read."""

    response: Any = None
    fraction: Any = None
    error: str | None = None
    is_marked: bool = False


@bp.get("/questions/<id:question_id>")
@requires(Permission.QUESTION_MANAGE, load=get_question)
def question(question: Question) -> Response:
    """Show a question, its newest version or the one asked for by ?version=."""
    found = versions_of(question)
    asked = request.args.get("version", str(question.latest_no))
    version = next((each for each in found if str(each.no) == asked), None)
    if version is None:
        raise NotFound(N_("ไม่พบคำถามฉบับนี้"))
    return respond.show(PAGE, **_context(question, version, found))


@bp.post("/questions/<id:question_id>/confirmation")
@requires(Permission.QUESTION_MANAGE, load=get_question)
def confirm(question: Question) -> Response:
    """Confirm key and citation of the newest version."""
    form = ShownVersionForm()
    if form.validate_on_submit():
        actor = current_user._get_current_object()
        try:
            confirm_question(question=question, no=form.shown_no, actor=actor, now=clock.now())
        except Conflict as conflict:
            found = versions_of(question)
            context = _context(question, found[0], found) | {"conflict": respond.say(conflict)}
            return respond.show(PAGE, status=conflict.status, **context)
    return respond.done(_home(question), message=_("ยืนยันคำถามแล้ว"))


@bp.post("/questions/<id:question_id>/retirement")
@requires(Permission.QUESTION_MANAGE, load=get_question)
def retire(question: Question) -> Response:
    """Retire a question."""
    retire_question(question=question, actor=current_user._get_current_object(), now=clock.now())
    return respond.done(_home(question), message=_("เลิกใช้คำถามแล้ว ผลการทดสอบที่ผ่านมาไม่เปลี่ยน นำกลับมาใช้ได้ทุกเมื่อ"))


@bp.post("/questions/<id:question_id>/restoration")
@requires(Permission.QUESTION_MANAGE, load=get_question)
def restore(question: Question) -> Response:
    """Bring a retired question back."""
    restore_question(question=question, actor=current_user._get_current_object(), now=clock.now())
    return respond.done(_home(question), message=_("นำคำถามกลับมาใช้แล้ว"))


def changes_of(found: list[QuestionVersion]) -> dict[int, list[Difference]]:
    """Return number of a version -> what differs from the one before it; versions come newest first."""
    return {new.no: differences(old, new) for new, old in pairwise(found)}


def indicator_in_sight(version: QuestionVersion) -> Indicator | None:
    """Return the indicator the version is about, where the person may see it."""
    found = get_indicator(version.indicator_id) if version.indicator_id else None
    return found if found is not None and can(current_user, Permission.INDICATOR_VIEW, found) else None


def _context(question: Question, version: QuestionVersion, found: list[QuestionVersion]) -> dict[str, Any]:
    multiple = version.kind == Kind.MULTIPLE
    return {
        "question": question,
        "version": version,
        "versions": found,
        "changes": changes_of(found),
        "indicator": indicator_in_sight(version),
        "confirmed_by": get_user(question.confirmed_by_id) if question.confirmed_by_id else None,
        "guessable": all_ticked_share(version.body) if multiple else None,
        "tried": _tried(version),
        "uses": slots.rendered("question", question),
        "history": audit.entries_of("question", question.id, HISTORY_ROWS),
        "conflict": None,
    }


def _tried(version: QuestionVersion) -> Tried:
    """Return the answer in the address, marked; nothing is kept of it."""
    values = request.args.getlist(TRIED)
    try:
        order = shown_order(version.kind, version.body)
        response = normalised(version.kind, response_from_form(version.kind, values, order))
        check_response(version.kind, version.body, response)
    except RuleBroken as broken:
        return Tried(error=respond.say(broken))
    return Tried(response, mark(version.kind, version.body, response), is_marked="try" in request.args)


def _home(question: Question) -> str:
    return url_for("questionnaire.question", question_id=question.id)
