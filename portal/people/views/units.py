"""The tree of units: looked at, added to, renamed, moved, put in order, closed and opened again."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import audit, clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can, scopes
from portal.errors import N_, Conflict, NotFound
from portal.people.actions import change_unit, close_unit, create_unit, move_unit, place_unit, reopen_unit
from portal.people.actions.units import still_there
from portal.people.forms.units import MoveForm, PlaceForm, UnitForm
from portal.people.forms.versions import VersionForm
from portal.people.models import Unit
from portal.people.queries import ancestors, children, get_unit, unit_tree, users_within
from portal.people.queries.roles import holdings_in
from portal.people.queries.units import Placed, count_people_below, get_placed, parent_choices
from portal.people.rules.units import UnitKind, kind_below
from portal.people.views import bp
from portal.web import respond
from portal.web.guards import requires

HISTORY_ROWS = 30


@bp.get("/units")
@requires(Permission.UNIT_MANAGE)
def units() -> Response:
    """Show the tree."""
    return respond.show("people/units.html", nodes=unit_tree(scopes(current_user, Permission.UNIT_MANAGE)))


@bp.get("/units/<id:unit_id>")
@requires(Permission.UNIT_MANAGE, load=get_unit)
def unit(unit: Unit) -> Response:
    """Show a unit: names, what is below, who holds which role there, history."""
    placed, holdings = get_placed(unit.id), holdings_in(unit, thai.bangkok_date(clock.now()))
    own = users_within(scopes(current_user, Permission.PEOPLE_MANAGE), [each.user_id for each in holdings])
    return respond.show(
        "people/unit.html",
        unit=unit,
        may_move=placed is not None and can(current_user, Permission.UNIT_MANAGE, placed),
        own={each.id for each in own},
        above=ancestors(unit),
        below=children(unit, with_closed=True),
        kind_below=kind_below(UnitKind(unit.kind)),
        people=count_people_below(unit),
        holdings=holdings,
        history=audit.entries_of("unit", unit.id, HISTORY_ROWS),
    )


@bp.route("/units/<id:unit_id>/units/new", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, load=get_unit)
def new_unit(parent: Unit) -> Response:
    """Create a unit below another."""
    kind, form = kind_below(UnitKind(parent.kind)), UnitForm()
    if kind is None:
        raise NotFound(N_("ใต้กลุ่มงานไม่มีหน่วยย่อยอีก"))
    if form.validate_on_submit():
        act = form.values | {"actor": current_user._get_current_object(), "now": clock.now()}
        made = respond.carried_out(form, create_unit, parent=parent, kind=kind, **act)
        if made is not None:
            return respond.done(url_for("people.units", _anchor=f"unit-{made.id}"), message=_("เพิ่มหน่วยแล้ว"))
    return _form_page(form, None, parent=parent, kind=kind)


@bp.route("/units/<id:unit_id>/edit", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, load=get_unit)
def edit_unit(unit: Unit) -> Response:
    """Change a unit's names."""
    form = UnitForm(obj=unit)
    if form.validate_on_submit():
        act = form.values | {"actor": current_user._get_current_object(), "now": clock.now()}
        try:
            changed = respond.carried_out(form, change_unit, unit=unit, version=form.shown_version, **act)
        except Conflict:
            form.version.data = str(unit.version)
            return _form_page(form, unit, kind=UnitKind(unit.kind), status=409)
        if changed is not None:
            return respond.done(url_for("people.unit", unit_id=unit.id), message=_("บันทึกชื่อหน่วยแล้ว"))
    return _form_page(form, unit, kind=UnitKind(unit.kind))


@bp.route("/units/<id:unit_id>/move", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, load=get_placed)
def move(placed: Placed) -> Response:
    """Put a unit with everything below it under another."""
    unit = placed.unit
    form = MoveForm(obj=unit, parents=parent_choices(unit, scopes(current_user, Permission.UNIT_MANAGE)))
    if form.validate_on_submit():
        act: dict[str, Any] = {"parent": get_unit(form.parent_id.data), "version": form.shown_version}
        act |= {"actor": current_user._get_current_object(), "now": clock.now()}
        if respond.carried_out(form, move_unit, unit=unit, **act) is not None:
            return respond.done(
                url_for("people.unit", unit_id=unit.id), message=_("ย้ายหน่วยแล้ว พร้อมหน่วยย่อยและบุคลากรทั้งหมด")
            )
    people = count_people_below(unit)
    return respond.show(
        "people/move_unit.html", form=form, unit=unit, people=people, status=422 if form.errors else 200
    )


@bp.post("/units/<id:unit_id>/place")
@requires(Permission.UNIT_MANAGE, load=get_placed)
def place(placed: Placed) -> Response:
    """Put a unit at another place among its siblings."""
    form = PlaceForm()
    if form.validate():
        actor = current_user._get_current_object()
        place_unit(unit=placed.unit, place=form.asked, actor=actor, now=clock.now())
    return respond.done(url_for("people.units", _anchor=f"unit-{placed.unit.id}"))


@bp.route("/units/<id:unit_id>/closure", methods=["GET", "POST"])
@requires(Permission.UNIT_MANAGE, load=get_unit)
def close(unit: Unit) -> Response:
    """Say what stands in the way, or ask, then close a unit."""
    form, now = VersionForm(obj=unit), clock.now()
    home = url_for("people.unit", unit_id=unit.id)
    if form.validate_on_submit():
        act = {"version": form.shown_version, "actor": current_user._get_current_object(), "now": now}
        if respond.carried_out(form, close_unit, unit=unit, **act) is not None:
            return respond.done(home, message=_("ปิดหน่วยแล้ว ข้อมูลและประวัติยังอยู่ครบ"))
    status = 422 if form.errors else 200
    return respond.show("people/close_unit.html", unit=unit, there=still_there(unit, now=now), form=form, status=status)


@bp.post("/units/<id:unit_id>/reopening")
@requires(Permission.UNIT_MANAGE, load=get_unit)
def reopen(unit: Unit) -> Response:
    """Open a closed unit again."""
    version = VersionForm().shown_version
    reopen_unit(unit=unit, version=version, actor=current_user._get_current_object(), now=clock.now())
    return respond.done(url_for("people.unit", unit_id=unit.id), message=_("เปิดหน่วยอีกครั้งแล้ว"))


def _form_page(
    form: UnitForm, unit: Unit | None, *, kind: UnitKind, parent: Unit | None = None, status: int = 200
) -> Response:
    status = 422 if form.errors else status
    return respond.show(
        "people/unit_form.html", form=form, unit=unit, parent=parent, kind=kind, changed=status == 409, status=status
    )
