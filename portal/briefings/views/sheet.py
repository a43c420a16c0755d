"""The paper sheet: printed beforehand, entered afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, url_for
from flask_babel import ngettext
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.briefings import queries
from portal.briefings.actions import enter_sheet
from portal.briefings.exports import by_division
from portal.briefings.forms import SheetForm
from portal.briefings.models import BriefingSession
from portal.briefings.queries import AttendeeRow, get_session
from portal.briefings.rules import Named, Sought, seek
from portal.briefings.views import bp
from portal.briefings.views.attendance import on_day
from portal.web import respond
from portal.web.filters import num
from portal.web.guards import requires

ENTRY, CHECK = "briefings/sheet_entry.html", "briefings/sheet_check.html"
BLANK_LINES = 8


@dataclass(frozen=True)
class Read:
    """What was made of the sheet: who will be counted, who is already, lines that name nobody or several."""

    chosen: list[AttendeeRow]
    present: list[AttendeeRow]
    struck: list[AttendeeRow]
    unknown: list[Sought]
    several: list[tuple[Sought, list[AttendeeRow]]]


@bp.get("/briefings/<id:briefing_id>/sheet")
@requires(Permission.ATTENDANCE_MARK, load=get_session)
def sheet(briefing: BriefingSession) -> Response:
    """Show the sheet to print: everybody expected by division, with room for a signature."""
    rows = [row for row in queries.attendees(briefing) if row.struck_at is None or not row.strike_reason]
    groups = by_division(rows, queries.divisions_by_unit(briefing.unit_path))
    return respond.show("briefings/sheet.html", briefing=briefing, groups=groups, blank_lines=BLANK_LINES)


@bp.route("/briefings/<id:briefing_id>/sheet/entry", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_MARK, load=get_session)
def entry(briefing: BriefingSession) -> Response:
    """Ask for the names on the sheet, show whom they mean, then count them."""
    form, everyone = SheetForm(arrived=_arrival(briefing)), queries.people_of_agency(briefing)
    if not form.validate_on_submit():
        return _form_page(briefing, form, everyone)
    if form.save.data:
        act: dict[str, Any] = {"user_ids": form.people.data, "arrived_at": on_day(briefing, form.arrived)}
        act |= {"actor": current_user._get_current_object(), "now": clock.now()}
        count = respond.carried_out(form, enter_sheet, session=briefing, **act)
        if count is None:
            return _form_page(briefing, form, queries.people_of_agency(briefing))
        words = ngettext("ลงเวลาแล้ว %(count)s คน", "ลงเวลาแล้ว %(count)s คน", count, count=num(count))
        return respond.done(url_for("briefings.attendance", briefing_id=briefing.id), message=words)
    read = read_sheet(form, everyone)
    return respond.show(CHECK, briefing=briefing, form=form, read=read)


def read_sheet(form: SheetForm, everyone: Sequence[AttendeeRow]) -> Read:
    """Return whom the form means among the agency's people."""
    by_id = {row.user_id: row for row in everyone}
    people = [Named(row.user_id, row.username, row.name) for row in everyone]
    sought = seek(form.names.data or "", people)
    wanted = {line.user_ids[0] for line in sought if len(line.user_ids) == 1} | set(form.people.data)
    if form.everybody.data:
        wanted |= {row.user_id for row in everyone if row.is_invited and not row.struck_at}
    rows = [row for row in everyone if row.user_id in wanted]
    return Read(
        chosen=[row for row in rows if not row.is_present and not row.strike_reason],
        present=[row for row in rows if row.is_present],
        struck=[row for row in rows if row.struck_at and row.strike_reason],
        unknown=[line for line in sought if not line.user_ids],
        several=[(line, [by_id[each] for each in line.user_ids]) for line in sought if len(line.user_ids) > 1],
    )


def _form_page(briefing: BriefingSession, form: SheetForm, everyone: Sequence[AttendeeRow]) -> Response:
    waiting = [row for row in everyone if row.is_invited and row.attendance_id is None]
    groups = by_division(waiting, queries.divisions_by_unit(briefing.unit_path))
    is_open = briefing.cancelled_at is None and clock.now() >= briefing.checkin_from_at
    status = 422 if form.errors else 200
    return respond.show(ENTRY, status=status, briefing=briefing, form=form, groups=groups, is_open=is_open)


def _arrival(briefing: BriefingSession) -> Any:
    """Return the time offered: the start, for whoever signed on paper was there in time unless noted otherwise."""
    return thai.bangkok_time(min(briefing.starts_at, clock.now())).time().replace(second=0, microsecond=0)
