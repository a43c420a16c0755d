"""The bank as a list, and what is done to the questions ticked in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import can, scopes
from portal.errors import N_, Conflict, NotFound
from portal.people.models import Unit
from portal.people.queries import agency_of, get_unit
from portal.people.rules.units import ids_on_path
from portal.questionnaire.actions import confirm_questions, move_questions, retire_questions
from portal.questionnaire.forms.bank import BankForm, MoveForm, SelectionForm, TickedForm, labels
from portal.questionnaire.models import QuestionCategory
from portal.questionnaire.queries import (
    CategoryNode,
    QuestionRow,
    Wanted,
    bank_page,
    categories_of,
    get_category,
    tags_in,
    ticked,
)
from portal.questionnaire.rules.folders import Folder, ids_below
from portal.questionnaire.views import bp
from portal.web import respond
from portal.web.filters import num
from portal.web.guards import requires
from portal.web.paging import page_number, page_of


@bp.get("/questions")
@requires(Permission.QUESTION_MANAGE)
def bank() -> Response:
    """List the questions of the agency beside its categories."""
    paths = scopes(current_user, Permission.QUESTION_MANAGE)
    nodes = categories_of(the_agency())
    form = BankForm(categories=nodes, tags=tags_in(paths))
    wanted = form.wanted(_below(nodes, form.category.data))
    found = bank_page(paths, wanted, page_number(request.args))
    return respond.show(
        "questionnaire/bank.html",
        nodes=nodes,
        form=form,
        rows=page_of(found),
        nothing_wanted=wanted == Wanted(),
        filters=_filters(),
    )


@bp.get("/questions/selection")
@requires(Permission.QUESTION_MANAGE)
def selection() -> Response:
    """Show what was ticked and what can be done with it."""
    shown = TickedForm().question.data
    return _selection_page(shown, MoveForm(formdata=None, categories=categories_of(the_agency())))


@bp.post("/questions/selection/confirmation")
@requires(Permission.QUESTION_MANAGE)
def confirm_selection() -> Response:
    """Confirm what was ticked, as it was shown."""
    form, made = SelectionForm(), None
    shown = {row.question_id: form.question.data[row.question_id] for row in _in_sight(form.question.data)}
    if form.validate_on_submit():
        try:
            made = respond.carried_out(form, confirm_questions, shown=shown, **_by_now())
        except Conflict as conflict:
            form.form_errors.append(respond.say(conflict))
            return _selection_page(form.question.data, _move_form(form), status=409)
    if made is None:
        return _selection_page(form.question.data, _move_form(form), status=422)
    done = ngettext("ยืนยันคำถามแล้ว %(count)s ข้อ", "ยืนยันคำถามแล้ว %(count)s ข้อ", len(made), count=num(len(made)))
    return respond.done(url_for("questionnaire.bank"), message=done)


@bp.post("/questions/selection/move")
@requires(Permission.QUESTION_MANAGE)
def move_selection() -> Response:
    """Move what was ticked into another category."""
    form, made = MoveForm(categories=categories_of(the_agency())), None
    ids = [row.question_id for row in _in_sight(form.question.data)]
    if form.validate_on_submit():
        category = get_category(form.category_id.data)
        made = respond.carried_out(form, move_questions, question_ids=ids, category=category, **_by_now())
    if made is None:
        return _selection_page(form.question.data, form, status=422)
    done = ngettext("ย้ายคำถามแล้ว %(count)s ข้อ", "ย้ายคำถามแล้ว %(count)s ข้อ", len(made), count=num(len(made)))
    return respond.done(url_for("questionnaire.bank", category=form.category_id.data), message=done)


@bp.post("/questions/selection/retirement")
@requires(Permission.QUESTION_MANAGE)
def retire_selection() -> Response:
    """Retire what was ticked."""
    form, made = SelectionForm(), None
    ids = [row.question_id for row in _in_sight(form.question.data)]
    if form.validate_on_submit():
        made = respond.carried_out(form, retire_questions, question_ids=ids, **_by_now())
    if made is None:
        return _selection_page(form.question.data, _move_form(form), status=422)
    done = ngettext("เลิกใช้คำถามแล้ว %(count)s ข้อ", "เลิกใช้คำถามแล้ว %(count)s ข้อ", len(made), count=num(len(made)))
    return respond.done(url_for("questionnaire.bank"), message=done)


def the_agency() -> Unit:
    """Return the agency whose bank the person keeps: that of the unit the right is held in."""
    path = scopes(current_user, Permission.QUESTION_MANAGE)[0]
    unit = get_unit(ids_on_path(path)[-1])
    return agency_of(unit or current_user.unit)


def chosen_category(category_id: int | None) -> QuestionCategory:
    """Return the category a form chose; NotFound when it is none of the person's."""
    category = get_category(category_id) if category_id else None
    if category is None or not can(current_user, Permission.QUESTION_MANAGE, category):
        raise NotFound(N_("ไม่พบหมวดคำถามที่เลือก"))
    return category


def category_choices() -> list[tuple[int, str]]:
    """Return (id, label) of the agency's categories for a form."""
    return labels(categories_of(the_agency()))


def _by_now() -> dict[str, Any]:
    return {"actor": current_user._get_current_object(), "now": clock.now()}


def _in_sight(shown: Mapping[int, int]) -> list[QuestionRow]:
    return ticked(scopes(current_user, Permission.QUESTION_MANAGE), list(shown))


def _move_form(refused: SelectionForm) -> MoveForm:
    """Return the page's form with what another of its forms was refused for."""
    form = MoveForm(formdata=None, categories=categories_of(the_agency()))
    form.form_errors += [*refused.form_errors, *refused.question.errors]
    return form


def _selection_page(shown: Mapping[int, int], form: MoveForm, status: int = 200) -> Response:
    return respond.show("questionnaire/selection.html", status=status, form=form, rows=_in_sight(shown))


def _below(nodes: list[CategoryNode], category_id: int | None) -> frozenset[int] | None:
    """Return the ids of the chosen category and those below, from the tree at hand; None for all."""
    if category_id is None:
        return None
    folders = [Folder(each.category.id, each.category.parent_id, each.category.name) for each in nodes]
    return frozenset(ids_below(folders, category_id))


def _filters() -> dict[str, str]:
    """Return the filters in the address but for the category, to be kept by the links of the tree."""
    return {name: request.args[name] for name in ("q", "kind", "tag", "state", "confirmed") if request.args.get(name)}
