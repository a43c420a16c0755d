"""Roles are given and ended from a person's page."""

from __future__ import annotations

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.people.actions import end_role, grant_role
from portal.people.forms.roles import RoleForm
from portal.people.forms.versions import VersionForm
from portal.people.models import RoleHolding, User
from portal.people.queries import get_role_holding, get_unit, get_user, unit_choices
from portal.people.views import bp
from portal.web import respond
from portal.web.guards import requires


@bp.route("/people/<id:user_id>/roles/new", methods=["GET", "POST"])
@requires(Permission.ROLE_GRANT, load=get_user)
def new_role(user: User) -> Response:
    """Give a person a role in a unit."""
    form = RoleForm(
        units=unit_choices(scopes(current_user, Permission.ROLE_GRANT)),
        unit_id=user.unit_id,
        starts_on=thai.bangkok_date(clock.now()),
    )
    if form.validate_on_submit():
        facts = form.values | {"unit": get_unit(form.unit_id.data)}
        actor = current_user._get_current_object()
        if respond.carried_out(form, grant_role, user=user, **facts, actor=actor, now=clock.now()) is not None:
            return respond.done(url_for("people.user", user_id=user.id), message=_("กำหนดบทบาทแล้ว"))
    return respond.show("people/role_form.html", form=form, person=user, status=422 if form.errors else 200)


@bp.route("/roles/<id:holding_id>/end", methods=["GET", "POST"])
@requires(Permission.ROLE_GRANT, load=get_role_holding)
def end(holding: RoleHolding) -> Response:
    """Ask, then end a role at once."""
    form, actor = VersionForm(), current_user._get_current_object()
    home = url_for("people.user", user_id=holding.user_id)
    if form.validate_on_submit() and respond.carried_out(form, end_role, holding=holding, actor=actor, now=clock.now()):
        return respond.done(home, message=_("สิ้นสุดบทบาทแล้ว บทบาทยังอยู่ในประวัติ"))
    status = 422 if form.errors else 200
    return respond.show("people/end_role.html", holding=holding, form=form, home=home, status=status)
