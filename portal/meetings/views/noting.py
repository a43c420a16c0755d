"""Writing in the room: notes that nobody overwrites, resolutions."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.errors import Conflict, NotFound
from portal.meetings import actions
from portal.meetings.forms.room import NoteForm, ResolutionForm
from portal.meetings.models import AgendaItem, Meeting, Resolution
from portal.meetings.queries import room as reads
from portal.meetings.rules import KIND_WORDS
from portal.meetings.views import bp
from portal.meetings.views.loading import item_now, meeting_now, resolution_now
from portal.meetings.views.room import page
from portal.web import respond
from portal.web.guards import requires
from portal.web.versions import VersionForm


@bp.post("/items/<id:item_id>/notes", endpoint="save_note")
@requires(Permission.ITEM_ARRANGE, load=item_now)
def save_note(item: AgendaItem) -> Response:
    """Save the text of an item; where somebody else did meanwhile, show both."""
    form, meeting, status, theirs = NoteForm(), _meeting(item), 422, None
    if form.validate_on_submit():
        act = {"item": item, "body": form.body.data or "", "base_no": form.base, **_by_now()}
        try:
            if respond.carried_out(form, actions.save_note, **act) is not None:
                return respond.done(_room(item), message=_("บันทึกข้อความแล้ว"))
        except actions.NoteConflict as conflict:
            theirs, status = (conflict.latest.no, conflict.latest.body), 409
            respond.keep_nothing()
            form.form_errors.append(respond.say(conflict))
            form.base_no.data = str(theirs[0])
    return page(meeting, item=item, note=form, theirs=theirs, status=status)


@bp.post("/items/<id:item_id>/resolutions", endpoint="record_resolution")
@requires(Permission.ITEM_ARRANGE, load=item_now)
def record(item: AgendaItem) -> Response:
    """Write a resolution down."""
    meeting = _meeting(item)
    form = ResolutionForm(reads.owner_units(meeting), reads.owner_people(meeting))
    if form.validate_on_submit():
        act = {"item": item, "resolved": form.resolved, "submit_key": form.submit_key.data, **_by_now()}
        if respond.carried_out(form, actions.record_resolution_of, **act) is not None:
            return respond.done(_room(item), message=_("บันทึกมติแล้ว"))
    return page(meeting, item=item, resolution=form, status=422)


@bp.route("/resolutions/<id:resolution_id>/edit", methods=["GET", "POST"], endpoint="edit_resolution")
@requires(Permission.RESOLUTION_ACCEPT, load=resolution_now)
def edit(resolution: Resolution) -> Response:
    """Word a resolution otherwise, until the minutes are adopted."""
    meeting, status = resolution.meeting, 200
    choices = reads.owner_units(meeting), reads.owner_people(meeting)
    form = ResolutionForm(*choices, **ResolutionForm.values_of(resolution))
    if form.validate_on_submit():
        act = {"resolution": resolution, "resolved": form.resolved, "version": form.shown_version, **_by_now()}
        try:
            if respond.carried_out(form, actions.change_resolution, **act) is not None:
                return respond.done(_room(resolution.item), message=_("แก้ไขมติแล้ว"))
        except Conflict as conflict:
            respond.keep_nothing()
            form.form_errors.append(respond.say(conflict))
            form.version.data, status = str(resolution.version), 409
    status = 422 if form.errors and status == 200 else status
    kinds = {kind.value: word for kind, word in KIND_WORDS.items()}
    context: dict[str, Any] = {"phrases": reads.phrases_of(meeting.committee.unit_id), "kinds": kinds}
    return respond.show("meetings/resolution_form.html", status=status, form=form, resolution=resolution, **context)


@bp.post("/resolutions/<id:resolution_id>/removal", endpoint="strike_resolution")
@requires(Permission.RESOLUTION_ACCEPT, load=resolution_now)
def strike(resolution: Resolution) -> Response:
    """Take a resolution back while the meeting is in session."""
    form, item = VersionForm(), resolution.item
    act = {"resolution": resolution, "version": form.shown_version, **_by_now()}
    if not form.validate() or respond.carried_out(form, actions.strike_resolution, **act) is None:
        return page(_meeting(item), item=item, status=422)
    return respond.done(_room(item), message=_("ลบมติแล้ว"))


def _meeting(item: AgendaItem) -> Meeting:
    meeting = meeting_now(item.meeting_id or 0)
    if meeting is None:
        raise NotFound("ไม่พบหน้าหรือรายการที่ขอ")
    return meeting


def _room(item: AgendaItem) -> str:
    return url_for("meetings.session", meeting_id=item.meeting_id, item=item.id)


def _by_now() -> dict[str, Any]:
    return {"actor": current_user._get_current_object(), "now": clock.now()}
