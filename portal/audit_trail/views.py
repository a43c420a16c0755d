"""The administrator's search of the trail, its spreadsheet, and the history shown on the pages of objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, request, send_file, url_for
from flask_login import current_user

from portal import audit, clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can, scopes
from portal.audit import Event, entries_of
from portal.audit_trail import queries
from portal.audit_trail.exports import Line, line_of, subject_name, trail_workbook, unit_name
from portal.audit_trail.forms import TrailForm
from portal.errors import N_, RuleBroken
from portal.extensions import write_transaction
from portal.people.queries import units_by_path
from portal.web import respond
from portal.web.guards import requires
from portal.web.paging import page_number, page_of
from portal.web.slots import fill

bp = Blueprint("audit_trail", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HISTORY_ROWS = 200
FRAMEWORK_EVENTS = (Event.FRAMEWORK_LOADED, Event.FRAMEWORK_ROLLED, Event.OBLIGATIONS_CREATED)
# kind of object -> what opens its page: permission, endpoint, name of the id in the address
PAGES = {
    "obligation": (Permission.OBLIGATION_VIEW, "evidence.obligation", "obligation_id"),
    "user": (Permission.PEOPLE_MANAGE, "people.user", "user_id"),
    "unit": (Permission.UNIT_MANAGE, "people.unit", "unit_id"),
    "agenda_item": (Permission.ITEM_VIEW, "meetings.item", "item_id"),
    "committee": (Permission.COMMITTEE_VIEW, "committees.committee", "committee_id"),
}


@bp.get("/audit")
@requires(Permission.AUDIT_SEARCH)
def search() -> Response:
    """Show the entries within the person's units that match, newest first."""
    form = _form()
    if not form.validate():
        return respond.refuse("audit_trail/search.html", form=form, page=None, export_url="", most=0)
    found = queries.search_entries(_scopes(), form.wanted, page=page_number(request.args))
    return respond.show(
        "audit_trail/search.html",
        form=form,
        page=page_of(found.map(_row)),
        export_url=url_for("audit_trail.export", **_asked(form)),
        most=queries.MAX_EXPORT_ROWS,
    )


@bp.get("/audit.xlsx")
@requires(Permission.AUDIT_SEARCH)
def export() -> Response:
    """Send what the search found as a spreadsheet; that it was sent is on record."""
    form, now = _form(), clock.now()
    if not form.validate():
        raise RuleBroken(N_("ตัวกรองไม่ถูกต้อง จึงยังไม่ได้ส่งออก โปรดกลับไปแก้ไขตัวกรอง"))
    found, total = queries.exported_entries(_scopes(), form.wanted)
    file = trail_workbook(found, total, now)
    actor_id, path = current_user.id, _scopes()[0]
    with write_transaction():
        audit.record(
            actor_id=actor_id,
            event=Event.AUDIT_EXPORTED,
            subject_type="audit_entry",
            subject_id=0,
            unit_path=path,
            now=now,
            detail={"count": len(found)},
        )
    name = f"บันทึกการใช้งาน-{thai.bangkok_date(now).isoformat()}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def _form() -> TrailForm:
    """Return the form with the units the person looks after, closed ones too, lower ones set in."""
    units = units_by_path(_scopes(), with_closed=True)
    top = min((unit.path.count("/") for unit in units), default=0)
    return TrailForm([(unit.id, "\u2003" * (unit.path.count("/") - top) + unit.name_th) for unit in units])


def _scopes() -> tuple[str, ...]:
    return scopes(current_user, Permission.AUDIT_SEARCH)


def _asked(form: TrailForm) -> dict[str, Any]:
    """Return the filters as they stand in the address, without the page."""
    return {field.name: request.args.getlist(field.name) for field in form if request.args.get(field.name)}


def _row(found: queries.Found) -> dict[str, Any]:
    """Return an entry as the list shows it: its words, its object with the way there, its unit."""
    entry = found.entry
    permission, endpoint, key = PAGES.get(entry.subject_type, (None, "", ""))
    values: dict[str, Any] = {key: entry.subject_id}
    may_open = permission is not None and found.subject is not None and can(current_user, permission, found.subject)
    return {
        "id": entry.id,
        "line": line_of(entry, places=found.places),
        "subject": subject_name(found),
        "href": url_for(endpoint, **values) if may_open else "",
        "all_href": url_for("audit_trail.search", object=entry.subject_type, object_id=entry.subject_id)
        if entry.subject_id
        else "",
        "unit": unit_name(found),
    }


def _history(lines: list[Line], name: str) -> tuple[str, Mapping[str, Any]] | None:
    """Return the history part, or nothing where there is no history."""
    return ("web/_history.html", {"lines": lines, "name": name, "most": HISTORY_ROWS}) if lines else None


def obligation_history(obligation: Any) -> tuple[str, Mapping[str, Any]] | None:
    """Show what was done with an obligation: its files and its certification."""
    entries = entries_of("obligation", obligation.id, HISTORY_ROWS)
    return _history([line_of(entry) for entry in entries], "obligation")


def indicator_history(indicator: Any) -> tuple[str, Mapping[str, Any]] | None:
    """Show where an indicator comes from: the acts on the framework of its year."""
    entries = entries_of("fiscal_year", indicator.fiscal_year_id, HISTORY_ROWS, events=FRAMEWORK_EVENTS)
    return _history([line_of(entry) for entry in entries], "indicator")


def committee_history(committee: Any) -> tuple[str, Mapping[str, Any]] | None:
    """Show what was done with a committee: orders, members, its agenda."""
    return _history([line_of(entry) for entry in entries_of("committee", committee.id, HISTORY_ROWS)], "committee")


def item_history(item: Any) -> tuple[str, Mapping[str, Any]] | None:
    """Show what was done with an item, to its division and to those who arrange the agenda."""
    if not any(can(current_user, each, item) for each in (Permission.ITEM_PROPOSE, Permission.ITEM_ARRANGE)):
        return None
    return _history([line_of(entry) for entry in entries_of("agenda_item", item.id, HISTORY_ROWS)], "item")


fill("obligation", obligation_history)
fill("item-history", item_history)
fill("committee-history", committee_history)
fill("indicator", indicator_history)
