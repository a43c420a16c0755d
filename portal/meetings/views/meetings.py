"""One meeting: setting up, its page with the agenda, changing, calling off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.committees.models import Committee
from portal.errors import Conflict
from portal.meetings import actions, queries
from portal.meetings.forms import MeetingForm, ReasonForm, RecordingForm
from portal.meetings.models import Meeting
from portal.meetings.rules import AHEAD, MeetingState, sees_item, time_plan
from portal.meetings.views import bp
from portal.meetings.views.loading import committee_now, meeting_now
from portal.web import respond, slots
from portal.web.guards import requires
from portal.web.versions import VersionForm

FORM = "meetings/meeting_form.html"
PROPOSED_DAYS_AHEAD = 21


@bp.route("/committees/<id:committee_id>/meetings/new", methods=["GET", "POST"], endpoint="new")
@requires(Permission.MEETING_MANAGE, load=committee_now)
def new(committee: Committee) -> Response:
    """Set a meeting of the committee up."""
    form = MeetingForm(**MeetingForm.values_for_new(_proposed_day()))
    if form.validate_on_submit():
        act = {"wanted": form.wanted, "submit_key": form.submit_key.data, **_by_now()}
        if (made := respond.carried_out(form, actions.create_meeting, committee=committee, **act)) is not None:
            return respond.done(_home(made), message=_("กำหนดการประชุมแล้ว ขั้นต่อไปคือเปิดรับเรื่องเข้าระเบียบวาระ"))
    status = 422 if form.errors else 200
    return respond.show(FORM, status=status, form=form, committee=committee, meeting=None, changed=False)


@bp.get("/meetings/<id:meeting_id>", endpoint="meeting")
@requires(Permission.MEETING_VIEW, load=meeting_now)
def meeting(meeting: Meeting) -> Response:
    """Show when and where, the reader's own answer, and the agenda with its papers."""
    may_manage = can(current_user, Permission.MEETING_MANAGE, meeting)
    return respond.show("meetings/meeting.html", may_manage=may_manage, **overview(meeting, may_manage))


@bp.route("/meetings/<id:meeting_id>/edit", methods=["GET", "POST"], endpoint="edit")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def edit(meeting: Meeting) -> Response:
    """Change a meeting; when somebody else did meanwhile, show it as it is now beside what was typed."""
    if meeting.state not in AHEAD:
        return _edit_recording(meeting)
    form, status = MeetingForm(**MeetingForm.values_of(meeting)), 200
    if form.validate_on_submit():
        act = {"wanted": form.wanted, "version": form.shown_version, **_by_now()}
        try:
            if respond.carried_out(form, actions.change_meeting, meeting=meeting, **act) is not None:
                return respond.done(_home(meeting), message=_("บันทึกการประชุมแล้ว"))
        except Conflict:
            status = _take_over(form, meeting)
    status = 422 if form.errors else status
    context = {"form": form, "committee": meeting.committee, "meeting": meeting, "changed": status == 409}
    return respond.show(FORM, status=status, **context)


@bp.route("/meetings/<id:meeting_id>/cancellation", methods=["GET", "POST"], endpoint="cancel")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def cancel(meeting: Meeting) -> Response:
    """Ask for the reason, then call the meeting off."""
    form = ReasonForm(version=meeting.version)
    if form.validate_on_submit():
        act = {"meeting": meeting, "reason": form.reason.data, **_by_now()}
        if respond.carried_out(form, actions.cancel_meeting, **act) is not None:
            return respond.done(_home(meeting), message=_("ยกเลิกการประชุมแล้ว"))
    status = 422 if form.errors else 200
    return respond.show("meetings/cancel.html", status=status, form=form, meeting=meeting)


def overview(meeting: Meeting, may_manage: bool) -> dict[str, Any]:
    """Return what the page of a meeting shows, each item and paper only to those who see it."""
    agenda = queries.agenda_of(
        meeting, lambda item: sees_item(current_user.id, item, meeting.circle, is_manager=may_manage)
    )
    return {
        "meeting": meeting,
        "state": meeting.state,
        "MeetingState": MeetingState,
        "agenda": agenda,
        "plan": time_plan(meeting.starts_at, meeting.ends_at, [line.item.minutes_needed for line in agenda.lines]),
        "own": queries.own_place(meeting.id, current_user.id) if meeting.invited_at else None,
        "panels": slots.rendered("meeting", meeting),
    }


def _edit_recording(meeting: Meeting) -> Response:
    form, status = RecordingForm(recording_ref=meeting.recording_ref, version=meeting.version), 200
    if form.validate_on_submit():
        act = {"recording_ref": form.recording_ref.data or "", "version": form.shown_version, **_by_now()}
        try:
            if respond.carried_out(form, actions.note_recording, meeting=meeting, **act) is not None:
                return respond.done(_home(meeting), message=_("บันทึกการประชุมแล้ว"))
        except Conflict:
            status = _take_over(form, meeting)
    status = 422 if form.errors else status
    return respond.show(
        "meetings/recording_form.html", status=status, form=form, meeting=meeting, changed=status == 409
    )


def _take_over(form: VersionForm, meeting: Meeting) -> int:
    """Let the form that lost be sent again over what is there now; return the status of the answer."""
    respond.keep_nothing()
    form.version.data = str(meeting.version)
    return 409


def _proposed_day() -> date:
    return thai.bangkok_date(clock.now()) + timedelta(days=PROPOSED_DAYS_AHEAD)


def _home(meeting: Meeting) -> str:
    return url_for("meetings.meeting", meeting_id=meeting.id)


def _by_now() -> dict[str, Any]:
    return {"actor": current_user._get_current_object(), "now": clock.now()}
