"""The list of committees, one committee's page, setting one up, changing it, dissolving it."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can, scopes
from portal.committees import queries
from portal.committees.actions import change_committee, close_committee, create_committee
from portal.committees.forms import CommitteeForm, OrderFilesForm, ReasonForm
from portal.committees.models import Committee
from portal.committees.rules import KIND_WORDS, QUORUM_WORDS, quorum_needed, role_word
from portal.committees.rules.checks import FILES_AT_ONCE
from portal.committees.views import bp
from portal.committees.views.loading import act, committee_today
from portal.errors import Conflict
from portal.people.queries import get_unit, unit_choices
from portal.web import respond, slots
from portal.web.guards import requires
from portal.web.uploads import file_limits

FORM = "committees/committee_form.html"


@bp.get("/committees", endpoint="committees")
@requires(Permission.COMMITTEE_VIEW)
def committees() -> Response:
    """Show the committees the person sees, those of the unit and those the person belongs to."""
    today, closed = thai.bangkok_date(clock.now()), request.args.get("closed") == "1"
    return respond.show(
        "committees/committees.html",
        rows=queries.committee_rows(current_user, today, closed=closed),
        closed=closed,
        closed_count=queries.closed_count(current_user, today),
        may_manage=can(current_user, Permission.COMMITTEE_MANAGE),
        kind_words=KIND_WORDS,
        role_word=role_word,
    )


@bp.get("/committees/<id:committee_id>", endpoint="committee")
@requires(Permission.COMMITTEE_VIEW, load=committee_today)
def committee(body: Committee) -> Response:
    """Show one committee: its members today, orders, quorum, agenda, meetings, history."""
    return committee_page(body, OrderFilesForm(formdata=None))


@bp.route("/committees/new", methods=["GET", "POST"])
@requires(Permission.COMMITTEE_MANAGE)
def new() -> Response:
    """Set a committee up, its agenda in one of the shipped orders."""
    templates = {each.key: each for each in queries.agenda_templates()}
    units = unit_choices(scopes(current_user, Permission.COMMITTEE_MANAGE))
    form = CommitteeForm(units=units, templates=list(templates.values()))
    if form.validate_on_submit():
        chosen = templates.get(form.template.data or "") or next(iter(templates.values()))
        typed = {"unit": get_unit(form.unit_id.data or 0), "wanted": form.wanted, "submit_key": form.submit_key.data}
        made = respond.carried_out(form, create_committee, template=chosen, **typed, **act())
        if made is not None:
            message = _("ตั้งคณะแล้ว ขั้นต่อไปคือบันทึกคำสั่งแต่งตั้งและรายชื่อกรรมการ")
            return respond.done(url_for("committees.committee", committee_id=made.id), message=message)
    status = 422 if form.errors else 200
    return respond.show(FORM, status=status, form=form, committee=None, changed=False, templates=templates)


@bp.route("/committees/<id:committee_id>/edit", methods=["GET", "POST"])
@requires(Permission.COMMITTEE_MANAGE, load=committee_today)
def edit(body: Committee) -> Response:
    """Change a committee; when somebody else did meanwhile, show it as it is now beside what was typed."""
    form, status = CommitteeForm(**CommitteeForm.values_of(body)), 200
    if form.validate_on_submit():
        typed: dict[str, Any] = {"committee": body, "wanted": form.wanted, "version": form.shown_version}
        try:
            if respond.carried_out(form, change_committee, **typed, **act()) is not None:
                home = url_for("committees.committee", committee_id=body.id)
                return respond.done(home, message=_("บันทึกข้อมูลคณะแล้ว"))
        except Conflict:
            form.version.data, status = str(body.version), 409
    status = 422 if form.errors else status
    return respond.show(FORM, status=status, form=form, committee=body, changed=status == 409, templates={})


@bp.route("/committees/<id:committee_id>/closing", methods=["GET", "POST"])
@requires(Permission.COMMITTEE_MANAGE, load=committee_today)
def close(body: Committee) -> Response:
    """Ask for the reason, then dissolve the committee."""
    form = ReasonForm(version=body.version)
    if form.validate_on_submit():
        typed = {"reason": form.reason.data or "", "version": form.shown_version}
        if respond.carried_out(form, close_committee, committee=body, **typed, **act()) is not None:
            home = url_for("committees.committee", committee_id=body.id)
            return respond.done(home, message=_("บันทึกว่าคณะนี้สิ้นสุดแล้ว"))
    return respond.show("committees/close.html", status=422 if form.errors else 200, form=form, committee=body)


def committee_page(body: Committee, form: OrderFilesForm, *, order_id: int = 0, status: int = 200) -> Response:
    """Return the committee's page. form: for the files of the order `order_id`, where one was refused."""
    today = thai.bangkok_date(clock.now())
    members = queries.members_on(body.id, today)
    return respond.show(
        "committees/committee.html",
        status=status,
        committee=body,
        members=members,
        others=queries.members_not_on(body.id, today),
        orders=queries.orders_of(body.id),
        sections=queries.sections_of(body.id),
        needed=quorum_needed(body.quorum_rule, body.quorum_number, len(members)),
        may_manage=can(current_user, Permission.COMMITTEE_MANAGE, body) and body.closed_at is None,
        **_words(),
        form=form,
        refused_order_id=order_id,
        panels=slots.rendered("committee", body),
        history=slots.rendered("committee-history", body),
        **file_limits(FILES_AT_ONCE),
    )


def _words() -> dict[str, Any]:
    return {"kind_words": KIND_WORDS, "quorum_words": QUORUM_WORDS, "role_word": role_word}
