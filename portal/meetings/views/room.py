"""The room: the secretary's page with the item under discussion, the screen, beginning and ending."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.errors import Conflict
from portal.meetings import actions, queries
from portal.meetings.forms.room import NoteForm, OutcomeForm, ResolutionForm, StartForm
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.queries import room as reads
from portal.meetings.rules import KIND_WORDS, OUTCOME_WORDS, MeetingState, Outcome, quorum_of
from portal.meetings.views import bp
from portal.meetings.views.loading import item_now, meeting_now
from portal.web import respond
from portal.web.guards import requires
from portal.web.ids import read_optional_id


@bp.get("/meetings/<id:meeting_id>/session", endpoint="session")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def session(meeting: Meeting) -> Response:
    """Show the room: quorum, agenda, and the item that is written about."""
    return page(meeting)


@bp.post("/meetings/<id:meeting_id>/session", endpoint="start")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def start(meeting: Meeting) -> Response:
    """Begin the meeting."""
    form = StartForm()
    if form.validate_on_submit():
        act = {"meeting": meeting, "reason": form.reason.data or "", **_by_now()}
        if respond.carried_out(form, actions.start_meeting, **act) is not None:
            return respond.done(url_for("meetings.session", meeting_id=meeting.id), message=_("เริ่มประชุมแล้ว"))
    return page(meeting, start=form, status=422)


@bp.route("/meetings/<id:meeting_id>/ending", methods=["GET", "POST"], endpoint="end")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def end(meeting: Meeting) -> Response:
    """Say what ending does, then end the meeting."""
    form = StartForm()
    if form.validate_on_submit() and respond.carried_out(form, actions.end_meeting, meeting=meeting, **_by_now()):
        return respond.done(url_for("meetings.meeting", meeting_id=meeting.id), message=_("เลิกประชุมแล้ว"))
    return respond.show(
        "meetings/end.html",
        status=422 if form.errors else 200,
        meeting=meeting,
        form=form,
        agenda=queries.agenda_of(meeting),
        quorum=quorum_now(meeting),
    )


@bp.post("/meetings/<id:meeting_id>/current-item", endpoint="take_up")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def take_up(meeting: Meeting) -> Response:
    """Put an item under discussion."""
    item = reads.item_on(meeting, read_optional_id(request.form.get("item", "")))
    form = StartForm()
    if item is None or respond.carried_out(form, actions.take_up, meeting=meeting, item=item, **_by_now()) is None:
        return page(meeting, start=form, status=422)
    return respond.done(url_for("meetings.session", meeting_id=meeting.id, item=item.id))


@bp.post("/items/<id:item_id>/outcome", endpoint="close_item")
@requires(Permission.ITEM_ARRANGE, load=item_now)
def close_item(item: AgendaItem) -> Response:
    """Say what became of an item."""
    form, status, meeting = OutcomeForm(), 422, meeting_now(item.meeting_id or 0)
    if form.validate_on_submit() and form.outcome.data in set(Outcome) and meeting is not None:
        act = {"outcome": Outcome(form.outcome.data), "reason": form.reason.data or "", "version": form.shown_version}
        try:
            if respond.carried_out(form, actions.close_item, item=item, **act, **_by_now()) is not None:
                return respond.done(url_for("meetings.session", meeting_id=meeting.id, item=item.id))
        except Conflict as conflict:
            status = _lost(form, conflict)
    return page(meeting, item=item, outcome=form, status=status) if meeting else respond.done("/meetings")


def page(
    meeting: Meeting,
    *,
    item: AgendaItem | None = None,
    start: StartForm | None = None,
    note: NoteForm | None = None,
    outcome: OutcomeForm | None = None,
    resolution: ResolutionForm | None = None,
    theirs: Any = None,
    status: int = 200,
) -> Response:
    """Return the page of the room with one item open. theirs: the note somebody else has saved meanwhile."""
    item = item or reads.item_on(meeting, _asked()) or reads.item_on(meeting, meeting.current_item_id)
    latest = reads.note_of(item.id) if item is not None else None
    choices = reads.owner_units(meeting), reads.owner_people(meeting)
    return respond.show(
        "meetings/session.html",
        status=status,
        meeting=meeting,
        MeetingState=MeetingState,
        quorum=quorum_now(meeting),
        agenda=queries.agenda_of(meeting),
        resolutions=queries.resolutions_of(meeting.id),
        item=item,
        latest=latest,
        theirs=theirs,
        start=start or StartForm(formdata=None),
        note=note
        or NoteForm(formdata=None, body=latest.body if latest else "", base_no=str(latest.no if latest else 0)),
        outcome=outcome or OutcomeForm(formdata=None, version=item.version if item else None),
        resolution=resolution or ResolutionForm(*choices, formdata=None),
        phrases=reads.phrases_of(meeting.committee.unit_id),
        kinds={kind.value: word for kind, word in KIND_WORDS.items()},
        outcomes={outcome.value: word for outcome, word in OUTCOME_WORDS.items()},
    )


def quorum_now(meeting: Meeting) -> Any:
    """Return the quorum of the meeting as it stands."""
    committee = meeting.committee
    return quorum_of(queries.people_of(meeting.id), committee.quorum_rule, committee.quorum_number)


def _lost(form: Any, conflict: Conflict) -> int:
    respond.keep_nothing()
    form.form_errors.append(respond.say(conflict))
    return conflict.status


def _asked() -> int | None:
    try:
        return read_optional_id(request.args.get("item"))
    except ValueError:
        return None


def _by_now() -> dict[str, Any]:
    return {"actor": current_user._get_current_object(), "now": clock.now()}
