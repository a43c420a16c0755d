"""A whole list of members at once: pasted, shown as it is understood, then saved."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import ngettext

from portal.access.permissions import Permission
from portal.committees import queries
from portal.committees.actions import WantedMember, add_members
from portal.committees.forms import ListForm
from portal.committees.models import AppointmentOrder, Committee
from portal.committees.rules import MemberRole, role_word
from portal.committees.rules.lines import Meant, Way, read_lines, seek_members
from portal.committees.views import bp
from portal.committees.views.loading import act, committee_today
from portal.web import respond
from portal.web.filters import num
from portal.web.guards import requires
from portal.web.ids import read_optional_id


@bp.route("/committees/<id:committee_id>/members/list", methods=["GET", "POST"])
@requires(Permission.COMMITTEE_MANAGE, load=committee_today)
def paste(body: Committee) -> Response:
    """Read a pasted list, show whom each line means, and save exactly the list that was shown."""
    orders = [row.order for row in queries.orders_of(body.id)]
    asked = _order_asked(orders)
    form = ListForm(order_id=asked and asked.id, lines=_lines_before(body, asked))
    form.offer(orders)
    read: list[Meant] = []
    if form.validate_on_submit():
        read = seek_members(
            read_lines(form.lines.data or ""), queries.known_people(body.unit), queries.known_offices(body.unit)
        )
        if read and form.is_to_be_saved and all(each.is_clear for each in read):
            order = next((each for each in orders if each.id == form.order_id.data), None)
            typed: dict[str, Any] = {"order": order, "wanted": _wanted(read), "starts_on": form.starts_on.data}
            made = respond.carried_out(form, add_members, committee=body, **typed, **act())
            if made is not None:
                return respond.done(_home(body), message=_added(len(made)))
    return _page(body, form, orders, read)


def _page(body: Committee, form: ListForm, orders: list[AppointmentOrder], read: list[Meant]) -> Response:
    clear = bool(read) and all(each.is_clear for each in read)
    people = queries.get_people([user_id for each in read for user_id in each.user_ids])
    units = dict(queries.office_choices(body.unit)) if any(each.unit_id for each in read) else {}
    is_refused = bool(form.errors) or (bool(form.save.data) and not clear)
    return respond.show(
        "committees/list.html",
        status=422 if is_refused else 200,
        committee=body,
        form=form,
        orders=orders,
        read=read,
        is_clear=clear,
        people=people,
        units=units,
        role_word=role_word,
    )


def _wanted(read: list[Meant]) -> list[WantedMember]:
    """Return the places the lines mean; a position is kept as the order writes it."""
    return [
        WantedMember(
            role=(each.line.role or MemberRole.MEMBER).value,
            user_id=each.user_ids[0] if each.way is Way.PERSON else None,
            office_unit_id=each.unit_id,
            person_name=each.line.name if each.way is Way.OUTSIDE else "",
            position_title=each.line.name if each.way is Way.OFFICE else each.line.position_title,
        )
        for each in read
    ]


def _order_asked(orders: list[AppointmentOrder]) -> AppointmentOrder | None:
    """Return the order the address names, else the latest; None where there is none."""
    try:
        asked = read_optional_id(request.args.get("order"))
    except ValueError:
        asked = None
    return next((order for order in orders if order.id == asked), orders[0] if orders else None)


def _lines_before(body: Committee, order: AppointmentOrder | None) -> str:
    """Return the members of the order before this one as lines to begin with, where nobody is appointed by it yet."""
    places = queries.memberships_of(body.id)
    if order is None or any(place.order_id == order.id for place in places):
        return ""
    before = max((place.order_id for place in places), default=0)
    lines = []
    for place in places:
        if place.order_id == before:
            name = place.user.name if place.user is not None else place.person_name or place.position_title
            title = "" if place.office_unit_id is not None else place.position_title
            lines.append(", ".join(filter(None, (name, title, role_word(place.role, body.kind)))))
    return "\n".join(lines)


def _home(body: Committee) -> str:
    return url_for("committees.committee", committee_id=body.id, _anchor="members")


def _added(count: int) -> str:
    return str(ngettext("เพิ่มกรรมการแล้ว %(count)s คน", "เพิ่มกรรมการแล้ว %(count)s คน", count, count=num(count)))
