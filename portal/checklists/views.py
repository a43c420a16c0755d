"""The home page (my duties) and a division's page (every duty that stands there)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.checklists.queries import checklist_of, divisions_open_to, duties_of_unit
from portal.checklists.rules import STATES, matching
from portal.duties import DutyState
from portal.paging import PER_PAGE, Slice
from portal.people.queries import get_unit
from portal.performance.queries import years_of_unit
from portal.web import respond
from portal.web.guards import requires
from portal.web.paging import Page, page_number, page_of

bp = Blueprint("checklists", __name__)
SHOWN = ("now", "later", "done")


@bp.get("/")
@requires(Permission.ACCOUNT_USE)
def home() -> Response:
    """Show the person's duties: to do now, later, done."""
    today = thai.bangkok_date(clock.now())
    checklist = checklist_of(current_user, today)
    show = request.args.get("show", "now")
    show = show if show in SHOWN else "now"
    page = _page(getattr(checklist, show))
    year_be = thai.fiscal_year_of(today)
    return respond.show("checklists/home.html", year_be=year_be, checklist=checklist, show=show, page=page)


@bp.get("/divisions")
@requires(Permission.DIVISION_VIEW)
def division() -> Response:
    """Show the divisions one may open, or go to the only one."""
    units = divisions_open_to(current_user)
    year_be = thai.fiscal_year_of(thai.bangkok_date(clock.now()))
    if len(units) == 1:
        return redirect(url_for("checklists.division_page", unit_id=units[0].id))  # type: ignore[return-value]
    return respond.show("checklists/divisions.html", year_be=year_be, units=units)


@bp.get("/divisions/<id:unit_id>")
@requires(Permission.DIVISION_VIEW, load=get_unit)
def division_page(unit: Any) -> Response:
    """Show every duty of a division, by month and state."""
    today = thai.bangkok_date(clock.now())
    year_be = _number("year", 2400, 2700)
    month, state = _number("month", 1, 12), request.args.get("state", "")
    state = state if state in STATES else ""
    duties = duties_of_unit(unit, today, year_be)
    return respond.show(
        "checklists/division.html",
        unit=unit,
        years=years_of_unit(unit),
        year_be=year_be or thai.fiscal_year_of(today),
        duties=duties,
        month=month,
        state=state,
        states=state_choices(),
        page=_page(matching(duties, month, state)),
    )


def state_choices() -> list[tuple[str, str]]:
    """Return the states a list can be filtered by, with their words."""
    return [
        ("", _("ทุกสถานะ")),
        ("open", _("ยังต้องทำ")),
        (DutyState.MISSING, _("ขาด")),
        (DutyState.NOT_DUE, _("ยังไม่ถึงกำหนด")),
        (DutyState.COMPLETE, _("ครบ")),
        (DutyState.LATE, _("เกินกำหนด")),
        (DutyState.CERTIFIED, _("รับรองแล้ว")),
        ("returned", _("ส่งคืนให้แก้ไข")),
        ("changed", _("เปลี่ยนแปลงหลังรับรอง")),
    ]


def _page(duties: list[Any]) -> Page[Any]:
    number = min(page_number(request.args), max(1, -(-len(duties) // PER_PAGE)))
    start = (number - 1) * PER_PAGE
    return page_of(Slice(duties[start : start + PER_PAGE], number, PER_PAGE, len(duties)))


def _number(name: str, low: int, high: int) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 and low <= int(text) <= high else None
