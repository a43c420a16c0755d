"""The questions of a draft: picked from the bank, drawn from a category, put in order."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.questionnaire.queries import Wanted, bank_page, categories_of, category_ids_below, get_category
from portal.quizzes import actions, queries
from portal.quizzes.forms.quizzes import DrawForm, PickFilter, PickForm
from portal.quizzes.models import Quiz
from portal.quizzes.views import bp
from portal.quizzes.views.building import category_choices, quiz_page
from portal.web import respond
from portal.web.filters import num
from portal.web.guards import requires
from portal.web.ids import read_optional_id
from portal.web.paging import page_number, page_of


@bp.get("/quizzes/<id:quiz_id>/questions")
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def pick(quiz: Quiz) -> Response:
    """Show the bank's questions to be ticked."""
    return _bank(quiz, PickForm(formdata=None))


@bp.post("/quizzes/<id:quiz_id>/questions")
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def add_picked(quiz: Quiz) -> Response:
    """Put the ticked questions at the end."""
    form = PickForm()
    if form.validate_on_submit():
        act = {"quiz": quiz, "actor": current_user._get_current_object(), "now": clock.now()}
        added = respond.carried_out(form, actions.add_questions, question_ids=form.question.data, **act)
        if added is not None:
            words = ngettext("เพิ่มแล้ว %(count)s ข้อ", "เพิ่มแล้ว %(count)s ข้อ", added, count=num(added))
            return respond.done(url_for("quizzes.quiz", quiz_id=quiz.id), message=words)
    return _bank(quiz, form, status=422)


@bp.post("/quizzes/<id:quiz_id>/draws")
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def add_drawn(quiz: Quiz) -> Response:
    """Let a place draw from a category."""
    form = DrawForm(categories=category_choices(categories_of(quiz.fiscal_year.agency)))
    if form.validate_on_submit():
        category = get_category(form.category.data) if form.category.data else None
        typed = {"category": category, "draws": form.draws.data, "points": form.points.data}
        act = {"quiz": quiz, "actor": current_user._get_current_object(), "now": clock.now()}
        if respond.carried_out(form, actions.add_draw, **typed, **act) is not None:
            return respond.done(url_for("quizzes.quiz", quiz_id=quiz.id), message=_("เพิ่มการสุ่มจากหมวดแล้ว"))
    return quiz_page(quiz, status=422, draw_form=form, problem=next(iter(form.form_errors), ""))


@bp.post("/quizzes/<id:quiz_id>/slots")
@requires(Permission.QUIZ_MANAGE, load=queries.get_quiz)
def arrange(quiz: Quiz) -> Response:
    """Move a place up or down, or take it out."""
    form = PickForm(formdata=None)
    try:
        slot_id = read_optional_id(request.form.get("slot")) or 0
    except ValueError:
        slot_id = 0
    deed = {"slot_id": slot_id, "act": request.form.get("act", "")}
    act = {"quiz": quiz, "actor": current_user._get_current_object(), "now": clock.now()}
    if respond.carried_out(form, actions.arrange_slot, **deed, **act) is None:
        return quiz_page(quiz, status=422, problem=form.form_errors[0])
    return respond.done(url_for("quizzes.quiz", quiz_id=quiz.id, _anchor="questions"))


def _bank(quiz: Quiz, form: PickForm, status: int = 200) -> Response:
    nodes = categories_of(quiz.fiscal_year.agency)
    filters = PickFilter(categories=[(each.category.id, each.label) for each in nodes])
    category = get_category(filters.category.data) if filters.validate() and filters.category.data else None
    below = frozenset(category_ids_below(category)) if category else None
    wanted = Wanted(words=filters.words.data or "", category_ids=below)
    return respond.show(
        "quizzes/pick.html",
        status=status,
        quiz=quiz,
        form=form,
        filters=filters,
        there={slot.question_id for slot in queries.slots_of(quiz.id)},
        page=page_of(
            bank_page((quiz.unit_path,), wanted, page_number(request.args)),
            url_for("quizzes.pick", quiz_id=quiz.id),
        ),
    )
