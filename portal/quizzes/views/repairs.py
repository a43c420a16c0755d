"""Repairing a key that was used: choose the newer version, see before and after, apply."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.errors import N_, RuleBroken
from portal.questionnaire.models import QuestionVersion
from portal.quizzes.actions.repair import key_of, preview_repair, repair_key
from portal.quizzes.forms.results import RepairForm, shown_number
from portal.quizzes.models import Quiz
from portal.quizzes.queries import get_quiz
from portal.quizzes.queries.frozen import frozen_of
from portal.quizzes.queries.results import names_of
from portal.quizzes.queries.sheets import asked_versions, newer_versions, repairs_of, versions_of
from portal.quizzes.rules.repairs import moved_texts
from portal.quizzes.views import bp
from portal.web import respond
from portal.web.fields import read_id
from portal.web.guards import requires

CHOOSE_AGAIN = N_("ไม่พบคำถามที่เลือก โปรดเลือกจากรายการอีกครั้ง")


@bp.get("/quizzes/<id:quiz_id>/repairs")
@requires(Permission.QUIZ_MANAGE, load=get_quiz)
def repairs(quiz: Quiz) -> Response:
    """List what was asked with the newer versions there are, and the repairs made."""
    return _list(quiz)


def _list(quiz: Quiz, refusal: str = "") -> Response:
    asked, made = asked_versions(quiz.id), repairs_of(quiz.id)
    used = {each.version_id for each in made} | {each.marked_by_id for each in made}
    return respond.show(
        "quizzes/repairs.html",
        status=422 if refusal else 200,
        refusal=refusal,
        quiz=quiz,
        versions=versions_of({*asked, *used}),
        asked=asked,
        newer=newer_versions(asked),
        keys={each.version_id: each.marked_by_id for each in reversed(made)},
        repairs=made,
        names=names_of({each.actor_id for each in made}),
    )


@bp.get("/quizzes/<id:quiz_id>/repairs/preview")
@requires(Permission.QUIZ_MANAGE, load=get_quiz)
def repair_preview(quiz: Quiz) -> Response:
    """Show what marking by the newer version would change; nothing is written."""
    try:
        asked, by = _chosen(quiz, request.args)
    except RuleBroken as broken:
        return _list(quiz, respond.say(broken))
    based_on = max((each.no for each in repairs_of(quiz.id) if each.version_id == asked.id), default=0)
    form = RepairForm(formdata=None, version=str(asked.id), by=str(by.id), based_on=str(based_on))
    return _preview(quiz, asked, by, form)


@bp.post("/quizzes/<id:quiz_id>/repairs")
@requires(Permission.QUIZ_MANAGE, load=get_quiz)
def repair(quiz: Quiz) -> Response:
    """Let the newer version mark what was asked; every attempt is marked anew."""
    form, home = RepairForm(), url_for("quizzes.repairs", quiz_id=quiz.id)
    try:
        asked, by = _chosen(quiz, request.form)
    except RuleBroken as broken:
        return _list(quiz, respond.say(broken))
    if form.validate_on_submit():
        typed = {"reason": form.reason.data or "", "based_on": shown_number(form.based_on)}
        act = {"quiz": quiz, "asked": asked, "by": by, "actor": current_user._get_current_object(), "now": clock.now()}
        if respond.carried_out(form, repair_key, **act, **typed):
            return respond.done(home, message=_("ตรวจคำตอบใหม่แล้ว ผู้ที่ผลเปลี่ยนได้รับแจ้ง"))
    return _preview(quiz, asked, by, form)


def _chosen(quiz: Quiz, values: Any) -> tuple[QuestionVersion, QuestionVersion]:
    """Return (version asked, version that is to mark it); RuleBroken for what the quiz never asked."""
    try:
        version_id, by_id = read_id(values.get("version", "")), read_id(values.get("by", ""))
    except ValueError:
        raise RuleBroken(CHOOSE_AGAIN) from None
    found = versions_of({version_id, by_id})
    if len(found) != 2 or version_id not in asked_versions(quiz.id):
        raise RuleBroken(CHOOSE_AGAIN)
    if found[version_id].question_id != found[by_id].question_id:
        raise RuleBroken(CHOOSE_AGAIN)
    return found[version_id], found[by_id]


def _preview(quiz: Quiz, asked: QuestionVersion, by: QuestionVersion, form: RepairForm) -> Response:
    refusal, effect = "", None
    try:
        effect = preview_repair(quiz=quiz, asked=asked, by=by)
    except RuleBroken as broken:
        refusal = respond.say(broken)
    may_names = can(current_user, Permission.QUIZ_RESULTS, quiz)
    return respond.show(
        "quizzes/repair.html",
        status=422 if form.errors else 200,
        quiz=quiz,
        asked=asked,
        by=by,
        form=form,
        effect=effect,
        refusal=refusal,
        moved=moved_texts(key_of(asked), key_of(by)) if effect is not None else [],
        names=names_of({each.user_id for each in effect.changes}) if effect is not None and may_names else {},
        frozen=frozen_of(quiz.id),
    )
