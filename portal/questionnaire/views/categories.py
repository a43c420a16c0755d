"""Categories: new, changed, removed."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.errors import Conflict
from portal.questionnaire.actions import add_category, change_category, remove_category
from portal.questionnaire.forms.bank import CategoryForm
from portal.questionnaire.models import QuestionCategory
from portal.questionnaire.queries import categories_of, get_category
from portal.questionnaire.views import bp
from portal.questionnaire.views.bank import chosen_category, the_agency
from portal.web import respond
from portal.web.fields import PortalForm, read_optional_id
from portal.web.guards import requires

PAGE = "questionnaire/category_form.html"


@bp.route("/questions/categories/new", methods=["GET", "POST"])
@requires(Permission.QUESTION_MANAGE)
def new_category() -> Response:
    """Add a category; ?parent= puts it under one."""
    agency = the_agency()
    form = CategoryForm(categories=categories_of(agency), parent_id=_asked_parent())
    if form.validate_on_submit():
        parent = chosen_category(form.parent_id.data) if form.parent_id.data else None
        facts = {"agency": agency, "parent": parent, "name": form.name.data}
        actor = current_user._get_current_object()
        made = respond.carried_out(form, add_category, **facts, actor=actor, now=clock.now())
        if made is not None:
            return respond.done(url_for("questionnaire.bank", category=made.id), message=_("เพิ่มหมวดแล้ว"))
    return respond.show(PAGE, status=422 if form.errors else 200, form=form, category=None, changed=False)


@bp.route("/questions/categories/<id:category_id>/edit", methods=["GET", "POST"])
@requires(Permission.QUESTION_MANAGE, load=get_category)
def edit_category(category: QuestionCategory) -> Response:
    """Rename or move a category."""
    now_shown = {"shown_name": category.name, "shown_parent_id": category.parent_id}
    form = CategoryForm(obj=category, categories=categories_of(category.unit), **now_shown)
    if form.validate_on_submit():
        facts = {"name": form.name.data, "parent_id": form.parent_id.data, "shown": form.shown}
        act = {"category": category, "actor": current_user._get_current_object(), "now": clock.now()}
        try:
            made = respond.carried_out(form, change_category, **facts, **act)
        except Conflict:
            form.shown_name.data, form.shown_parent_id.data = category.name, category.parent_id
            return respond.show(PAGE, status=409, form=form, category=category, changed=True)
        if made is not None:
            return respond.done(url_for("questionnaire.bank", category=category.id), message=_("บันทึกหมวดแล้ว"))
    return respond.show(PAGE, status=422 if form.errors else 200, form=form, category=category, changed=False)


@bp.route("/questions/categories/<id:category_id>/removal", methods=["GET", "POST"], endpoint="remove_category")
@requires(Permission.QUESTION_MANAGE, load=get_category)
def removal(category: QuestionCategory) -> Response:
    """Ask, then remove an empty category."""
    form, name = PortalForm(), category.name
    if form.validate_on_submit():
        actor = current_user._get_current_object()
        respond.carried_out(form, remove_category, category=category, actor=actor, now=clock.now())
        if not form.form_errors:
            return respond.done(url_for("questionnaire.bank"), message=_("ลบหมวด %(name)s แล้ว", name=name))
    return respond.show(
        "questionnaire/remove_category.html", status=422 if form.errors else 200, form=form, category=category
    )


def _asked_parent() -> int | None:
    try:
        return read_optional_id(request.args.get("parent"))
    except ValueError:
        return None
