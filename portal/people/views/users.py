"""The administrator's pages about people: the list, one person, new, changed, disabled, enabled."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import audit, clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can, scopes
from portal.errors import N_, Conflict, NotFound
from portal.people.actions import change_user, create_user, disable_users, enable_user
from portal.people.forms.users import DisableForm, TickedForm, UserFilterForm, UserForm
from portal.people.models import User
from portal.people.queries import (
    agency_of,
    get_unit,
    get_user,
    last_sign_in,
    list_users,
    role_lines,
    roles_of_day,
    unit_choices,
    users_within,
)
from portal.people.queries.roles import is_administrator_above
from portal.people.queries.units import tops
from portal.people.queries.users import UserFilter, count_without_password
from portal.people.views import bp
from portal.web import respond
from portal.web.filters import num
from portal.web.guards import requires
from portal.web.paging import page_number, page_of

HISTORY_ROWS = 30


@bp.get("/people")
@requires(Permission.PEOPLE_MANAGE)
def users() -> Response:
    """List the people the administrator looks after."""
    paths, today = scopes(current_user, Permission.PEOPLE_MANAGE), thai.bangkok_date(clock.now())
    units = unit_choices(paths)
    form = UserFilterForm(units=units)
    wanted = UserFilter(
        words=form.q.data or "",
        unit_id=form.unit.data,
        role=form.chosen_role,
        staff_type=form.type.data or "",
        state=form.state.data or "",
    )
    found = list_users(paths, wanted, today=today, page=page_number(request.args))
    waiting = count_without_password(paths, today=today)
    return respond.show("people/users.html", over=tops(units), form=form, rows=page_of(found), waiting=waiting)


@bp.get("/people/<id:user_id>")
@requires(Permission.PEOPLE_MANAGE, load=get_user)
def user(user: User) -> Response:
    """Show a person: facts, roles, account, history."""
    today, paths = thai.bangkok_date(clock.now()), scopes(current_user, Permission.PEOPLE_MANAGE)
    lines = role_lines(user, today)
    return respond.show(
        "people/user.html",
        person=user,
        agency=agency_of(user.unit),
        roles=lines,
        endable={line.holding.id for line in lines if can(current_user, Permission.ROLE_GRANT, line.holding)},
        is_above=is_administrator_above([user.id], paths, today),
        last=last_sign_in(user.id),
        history=audit.entries_of("user", user.id, HISTORY_ROWS),
    )


@bp.route("/people/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def new_user() -> Response:
    """Create a person's account."""
    form = UserForm(units=unit_choices(scopes(current_user, Permission.PEOPLE_MANAGE)))
    if form.validate_on_submit():
        facts = form.values | {"unit": get_unit(form.unit_id.data)}
        actor = current_user._get_current_object()
        made = respond.carried_out(form, create_user, **facts, actor=actor, now=clock.now())
        if made is not None:
            return respond.done(
                url_for("people.user", user_id=made.id), message=_("สร้างบัญชีแล้ว ขั้นต่อไปคือออกรหัสผ่านแรกและกำหนดบทบาท")
            )
    return _form_page(form, None)


@bp.route("/people/<id:user_id>/edit", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE, load=get_user)
def edit_user(user: User) -> Response:
    """Change a person's facts; what somebody else changed meanwhile is shown beside what was typed."""
    form = UserForm(obj=user, units=unit_choices(scopes(current_user, Permission.PEOPLE_MANAGE)))
    if form.validate_on_submit():
        facts = form.values | {"unit": get_unit(form.unit_id.data), "version": form.shown_version}
        actor = current_user._get_current_object()
        try:
            changed = respond.carried_out(form, change_user, user=user, **facts, actor=actor, now=clock.now())
        except Conflict:
            form.version.data = str(user.version)
            return _form_page(form, user, status=409)
        if changed is not None:
            return respond.done(url_for("people.user", user_id=user.id), message=_("บันทึกข้อมูลบุคคลแล้ว"))
    return _form_page(form, user)


@bp.get("/people/disablement")
@requires(Permission.PEOPLE_MANAGE)
def check_disablement() -> Response:
    """Ask before people are disabled: who they are and which roles they hold."""
    form = TickedForm()
    ids = form.user.data if form.validate() else []
    return _disable_page(ids)


@bp.post("/people/disablement")
@requires(Permission.PEOPLE_MANAGE)
def disable() -> Response:
    """Disable the people who were shown."""
    form = DisableForm()
    if not form.validate():
        return _disable_page([], problem=form.user.errors[0] if form.user.errors else "", status=422)
    people = _all_of(form.user.data)
    actor = current_user._get_current_object()
    stopped = respond.carried_out(form, disable_users, users=people, actor=actor, now=clock.now())
    if stopped is None:
        return _disable_page(form.user.data, problem=form.form_errors[0], status=422)
    message = ngettext("ปิดใช้งาน %(people)s บัญชีแล้ว", "ปิดใช้งาน %(people)s บัญชีแล้ว", len(stopped), people=num(len(stopped)))
    to = url_for("people.user", user_id=people[0].id) if len(people) == 1 else url_for("people.users")
    return respond.done(to, message=message)


@bp.post("/people/<id:user_id>/enablement")
@requires(Permission.PEOPLE_MANAGE, load=get_user)
def enable(user: User) -> Response:
    """Let a disabled person sign in again."""
    enable_user(user=user, actor=current_user._get_current_object(), now=clock.now())
    return respond.done(url_for("people.user", user_id=user.id), message=_("เปิดใช้งานบัญชีแล้ว ใช้รหัสผ่านและบทบาทเดิม"))


def _form_page(form: UserForm, person: User | None, status: int = 200) -> Response:
    status = 422 if form.errors else status
    return respond.show("people/user_form.html", form=form, person=person, changed=status == 409, status=status)


def _disable_page(ids: list[int], *, problem: str = "", status: int = 200) -> Response:
    people = [each for each in _all_of(ids) if each.disabled_at is None]
    roles = roles_of_day([each.id for each in people], thai.bangkok_date(clock.now()))
    return respond.show("people/disable.html", people=people, roles=roles, problem=problem, status=status)


def _all_of(ids: list[int]) -> list[User]:
    """Return these people; 404 as soon as one of them is out of sight."""
    people = users_within(scopes(current_user, Permission.PEOPLE_MANAGE), ids)
    if len(people) != len(ids):
        raise NotFound(N_("ไม่พบบุคคลที่เลือก หรือบุคคลไม่อยู่ในหน่วยงานที่ท่านดูแล โปรดเลือกใหม่จากรายชื่อ"))
    return people
