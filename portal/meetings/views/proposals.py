"""Proposals of one's division: the list, begun, changed, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import can, scopes
from portal.committees.models import Committee
from portal.errors import Conflict
from portal.meetings.actions import change_item, create_item, withdraw_proposal
from portal.meetings.actions.proposals import content_of
from portal.meetings.forms import ItemForm, ProposalsFilterForm, WithdrawForm
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.queries import proposals as queries
from portal.meetings.rules.proposals import CONTENT_WORDS, ITEM_KIND_WORDS, Difference, differences
from portal.meetings.views import bp
from portal.meetings.views.loading import act, item_seen
from portal.people.models import Unit
from portal.people.queries import get_unit, unit_choices
from portal.web import respond
from portal.web.guards import requires
from portal.web.ids import read_optional_id
from portal.web.paging import page_number, page_of


@bp.get("/items", endpoint="items")
@requires(Permission.ITEM_PROPOSE)
def items() -> Response:
    """Show the proposals of the person's units, by where they lie."""
    committees = queries.committees_to_propose_to(current_user, clock.now())
    form = ProposalsFilterForm(committees)
    form.validate()
    return respond.show(
        "meetings/items.html",
        form=form,
        page=page_of(queries.proposals(current_user, form.wanted, page_number(request.args))),
        counts=queries.counts(current_user, form.wanted),
        chosen=form.wanted.group,
        has_committees=bool(committees),
        kind_words=ITEM_KIND_WORDS,
    )


@bp.route("/items/new", methods=["GET", "POST"])
@requires(Permission.ITEM_PROPOSE)
def new_item() -> Response:
    """Begin a proposal."""
    now, units = clock.now(), unit_choices(scopes(current_user, Permission.ITEM_PROPOSE))
    committees = queries.committees_to_propose_to(current_user, now)
    meetings = queries.meetings_to_ask_for(committees, now)
    form = ItemForm(committees=committees, meetings=meetings, units=units, **_begun(units))
    unit = get_unit(form.unit_id.data or 0)
    if form.validate_on_submit():
        chosen = next((each for each in committees if each.id == form.committee_id.data), None)
        typed: dict[str, Any] = {"committee": chosen, "unit": unit, "wanted": form.wanted}
        made = respond.carried_out(form, create_item, submit_key=form.submit_key.data, **typed, **act())
        if made is not None:
            message = _("บันทึกร่างแล้ว แนบเอกสารให้ครบ แล้วจึงเสนอ")
            return respond.done(url_for("meetings.item", item_id=made.id), message=message)
    return _form(form, None, unit or current_user.unit, committees=committees)


@bp.route("/items/<id:item_id>/edit", methods=["GET", "POST"])
@requires(Permission.ITEM_PROPOSE, load=item_seen)
def edit_item(item: AgendaItem) -> Response:
    """Change a proposal; when somebody else did meanwhile, show both texts, what was typed stays in the form."""
    meetings = queries.meetings_to_ask_for([item.committee], clock.now())
    form, clash = ItemForm(meetings=meetings, **ItemForm.values_of(item)), None
    if form.validate_on_submit():
        typed: dict[str, Any] = {"item": item, "wanted": form.wanted, "version": form.shown_version}
        try:
            if respond.carried_out(form, change_item, **typed, **act()) is not None:
                return respond.done(url_for("meetings.item", item_id=item.id), message=_("บันทึกเรื่องแล้ว"))
        except Conflict:
            respond.keep_nothing()
            form.unite(item)
            clash = _clash(form, item, meetings)
    return _form(form, item, item.unit, clash=clash)


@bp.route("/items/<id:item_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.ITEM_PROPOSE, load=item_seen)
def withdraw(item: AgendaItem) -> Response:
    """Ask for the reason, then withdraw the proposal."""
    form = WithdrawForm(version=item.version)
    if form.validate_on_submit():
        typed = {"item": item, "reason": form.reason.data, "version": form.shown_version}
        if respond.carried_out(form, withdraw_proposal, **typed, **act()) is not None:
            return respond.done(url_for("meetings.item", item_id=item.id), message=_("ถอนเรื่องแล้ว ประวัติยังอยู่ครบ"))
    was_submitted = queries.latest_submission(item.id) is not None
    shown: dict[str, Any] = {"item": item, "was_submitted": was_submitted}
    return respond.show("meetings/withdraw_item.html", status=422 if form.errors else 200, form=form, **shown)


@bp.app_template_global("may_propose")
def may_propose() -> bool:
    """Return whether the person proposes items for some division."""
    return can(current_user, Permission.ITEM_PROPOSE)


def _begun(units: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """Return what a new form begins with: the committee and meeting of the address, the person's own unit."""
    found: dict[str, Any] = {}
    for name, field in (("committee", "committee_id"), ("meeting", "wanted_meeting_id")):
        try:
            found[field] = read_optional_id(request.args.get(name))
        except ValueError:
            continue
    known = [unit_id for unit_id, _label in units]
    own = current_user.unit_id if current_user.unit_id in known else next(iter(known), None)
    return found | {"unit_id": own}


def _clash(form: ItemForm, item: AgendaItem, meetings: Sequence[Meeting]) -> list[Difference]:
    """Return what stands now beside what was typed, where they differ."""
    typed = form.wanted
    now = content_of(item)
    names = ("title", "kind", "background", "issue", "proposal", "presenter", "minutes_needed")
    flags = ("is_confidential", "is_recurring")
    mine = now | {name: getattr(typed, name) for name in (*names, *flags)}
    mine["wanted_meeting"] = next((each.name for each in meetings if each.id == typed.wanted_meeting_id), "")
    return differences(now, mine)


def _form(
    form: ItemForm,
    item: AgendaItem | None,
    unit: Unit,
    *,
    committees: Sequence[Committee] = (),
    clash: list[Difference] | None = None,
) -> Response:
    status = 409 if clash is not None else 422 if form.errors else 200
    return respond.show(
        "meetings/item_form.html",
        status=status,
        form=form,
        item=item,
        committees=committees,
        clash=clash,
        nearby=queries.presenters_nearby(unit),
        content_words=CONTENT_WORDS,
        kind_words=ITEM_KIND_WORDS,
    )
