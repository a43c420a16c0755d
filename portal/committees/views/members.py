"""Members: one appointed, corrected, ended; who belonged on a day."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _

from portal import clock, thai
from portal.access.permissions import Permission
from portal.committees import queries
from portal.committees.actions import add_members, change_member, end_member
from portal.committees.forms import CorrectionForm, DayForm, EndForm, MemberForm, SearchForm
from portal.committees.models import Committee, Membership
from portal.committees.rules import quorum_needed, role_word
from portal.committees.views import bp
from portal.committees.views.loading import act, committee_today, membership
from portal.errors import Conflict
from portal.web import respond
from portal.web.guards import requires


@bp.get("/committees/<id:committee_id>/members", endpoint="members")
@requires(Permission.COMMITTEE_VIEW, load=committee_today)
def members(body: Committee) -> Response:
    """Show who belonged to the committee on a day."""
    form = DayForm()
    is_read = form.validate()
    day = (form.on.data if is_read else None) or thai.bangkok_date(clock.now())
    found = queries.members_on(body.id, day)
    return respond.show(
        "committees/members.html",
        status=200 if is_read else 422,
        committee=body,
        form=form,
        day=day,
        members=found,
        needed=quorum_needed(body.quorum_rule, body.quorum_number, len(found)),
        role_word=role_word,
    )


@bp.route("/committees/<id:committee_id>/members/new", methods=["GET", "POST"])
@requires(Permission.COMMITTEE_MANAGE, load=committee_today)
def new_member(body: Committee) -> Response:
    """Appoint one member: somebody found among accounts, whoever heads a unit, or a name outside the portal."""
    search, orders = SearchForm(), [row.order for row in queries.orders_of(body.id)]
    people = queries.people_found(body.unit, search.q.data or "")
    form = MemberForm(
        kind=body.kind,
        people=[(user.id, f"{user.name} · {user.position} · {user.unit.abbr}") for user in people],
        offices=queries.office_choices(body.unit),
        orders=orders,
        way="person",
    )
    if form.validate_on_submit():
        order = next((each for each in orders if each.id == form.order_id.data), None)
        typed = {"order": order, "wanted": [form.wanted], "starts_on": form.starts_on.data}
        if respond.carried_out(form, add_members, committee=body, **typed, **act()) is not None:
            return respond.done(_members(body.id), message=_("เพิ่มกรรมการแล้ว"))
    shown = {"committee": body, "search": search, "people": people, "orders": orders}
    return respond.show("committees/member_form.html", status=422 if form.errors else 200, form=form, **shown)


@bp.route("/committees/members/<id:membership_id>/edit", methods=["GET", "POST"])
@requires(Permission.COMMITTEE_MANAGE, load=membership)
def edit_member(place: Membership) -> Response:
    """Correct a place that stands; who holds it is not changed but ended and appointed anew."""
    number = queries.place_of(place)
    form, status = CorrectionForm(kind=place.committee.kind, **CorrectionForm.values_of(place, number)), 200
    if form.validate_on_submit():
        typed: dict[str, Any] = {"wanted": form.wanted, "place": form.place.data, "version": form.shown_version}
        try:
            if respond.carried_out(form, change_member, membership=place, **typed, **act()) is not None:
                return respond.done(_members(place.committee_id), message=_("บันทึกข้อมูลกรรมการแล้ว"))
        except Conflict:
            form.version.data, status = str(place.version), 409
    status = 422 if form.errors else status
    shown = {"committee": place.committee, "place": place, "changed": status == 409, "role_word": role_word}
    return respond.show("committees/correction_form.html", status=status, form=form, **shown)


@bp.route("/committees/members/<id:membership_id>/end", methods=["GET", "POST"])
@requires(Permission.COMMITTEE_MANAGE, load=membership)
def end(place: Membership) -> Response:
    """Ask for the last day and the reason, then end the place."""
    form = EndForm(version=place.version, ends_on=place.ends_on or thai.bangkok_date(clock.now()))
    if form.validate_on_submit():
        typed = {"ends_on": form.ends_on.data, "reason": form.reason.data or "", "version": form.shown_version}
        if respond.carried_out(form, end_member, membership=place, **typed, **act()) is not None:
            return respond.done(_members(place.committee_id), message=_("บันทึกการพ้นจากตำแหน่งแล้ว ประวัติยังอยู่ครบ"))
    shown = {"committee": place.committee, "place": place, "role_word": role_word}
    return respond.show("committees/end.html", status=422 if form.errors else 200, form=form, **shown)


def _members(committee_id: int) -> str:
    return url_for("committees.committee", committee_id=committee_id, _anchor="members")
