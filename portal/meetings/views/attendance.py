"""Who is there: the list on a phone, the screen of the room with its code, checking in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.briefings.rules import code_for, is_fresh, read_code
from portal.errors import N_, Conflict, NotFound
from portal.extensions import write_transaction
from portal.meetings import actions, queries
from portal.meetings.forms.room import MarkForm
from portal.meetings.models import Meeting, MeetingPerson
from portal.meetings.rules import MARKING, PRESENCE_WORDS, Mark, MeetingState
from portal.meetings.views import bp
from portal.meetings.views.loading import meeting_now
from portal.meetings.views.room import quorum_now
from portal.web import respond
from portal.web.addresses import public_root
from portal.web.guards import requires
from portal.web.qr import qr_svg

EVERY_SECONDS = 10


@bp.get("/meetings/<id:meeting_id>/attendance", endpoint="attendance")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def attendance(meeting: Meeting) -> Response:
    """Show the list to be ticked."""
    return page(meeting)


@bp.post("/meeting-people/<id:person_id>/presence", endpoint="mark")
@requires(Permission.MEETING_MANAGE, load=lambda person_id: queries.get_meeting_person(person_id, clock.now()))
def mark(person: MeetingPerson) -> Response:
    """Mark one person."""
    form, status, meeting = MarkForm(), 422, _meeting(person.meeting_id)
    if form.validate_on_submit():
        act = {"person": person, "marked": _marked(form, meeting), "version": form.shown_version, **_by_now()}
        try:
            if respond.carried_out(form, actions.mark_person, **act) is not None:
                home = url_for("meetings.attendance", meeting_id=meeting.id, _anchor=f"person-{person.id}")
                return respond.done(home)
        except Conflict as conflict:
            respond.keep_nothing()
            form.form_errors.append(respond.say(conflict))
            status = conflict.status
    return page(meeting, form=form, status=status)


@bp.get("/meetings/<id:meeting_id>/screen", endpoint="screen")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def screen(meeting: Meeting) -> Response:
    """Show the screen of the room, or to its own polling the part that changes."""
    if not meeting.secret:
        with write_transaction():
            actions.open_room(meeting=meeting, now=clock.now())
    root = public_root()
    code = code_for(meeting.id, meeting.secret, clock.now())
    return respond.show(
        "meetings/screen.html",
        "meetings/_screen_live.html",
        meeting=meeting,
        MeetingState=MeetingState,
        agenda=queries.agenda_of(meeting, lambda item: not item.is_confidential),
        quorum=quorum_now(meeting),
        qr=qr_svg(root + url_for("meetings.by_code", code=code)),
        short_address=(root + url_for("meetings.by_pin", meeting_id=meeting.id)).split("://", 1)[1],
        every=EVERY_SECONDS,
    )


@bp.route("/m/<code>", methods=["GET", "POST"], endpoint="by_code")
@requires(Permission.MEETING_VIEW, load=lambda code: _meeting_of(code))
def by_code(meeting: Meeting) -> Response:
    """Take a code that was scanned: show the button, then mark the person as there."""
    read = read_code(str((request.view_args or {})["code"]))
    if read is None or not is_fresh(read, meeting.secret, clock.now()):
        return respond.refuse("meetings/code_expired.html", meeting=meeting)
    return _checked_in(meeting, "qr", request.path)


@bp.route("/meetings/<id:meeting_id>/checkin", methods=["GET", "POST"], endpoint="by_pin")
@requires(Permission.MEETING_VIEW, load=meeting_now)
def by_pin(meeting: Meeting) -> Response:
    """Ask for the six digits of the room, then mark the person as there."""
    form = MarkForm(formdata=None)
    typed = thai.to_arabic_digits(request.form.get("pin", "")).replace(" ", "")
    if request.method == "POST" and (not meeting.pin or typed != meeting.pin):
        form.form_errors.append(_("รหัสไม่ถูกต้อง โปรดดูรหัสที่จอในห้องประชุมแล้วใส่อีกครั้ง"))
        return respond.refuse("meetings/checkin.html", meeting=meeting, form=form, asks_pin=True, action=request.path)
    if request.method == "GET":
        context: dict[str, Any] = {"meeting": meeting, "form": form, "asks_pin": True, "action": request.path}
        return respond.show("meetings/checkin.html", **context)
    return _checked_in(meeting, "pin", request.path)


def page(meeting: Meeting, *, form: MarkForm | None = None, status: int = 200) -> Response:
    """Return the list with what each row's buttons need."""
    return respond.show(
        "meetings/attendance.html",
        status=status,
        meeting=meeting,
        people=queries.people_of(meeting.id),
        quorum=quorum_now(meeting),
        form=form or MarkForm(formdata=None),
        words={presence.value: word for presence, word in PRESENCE_WORDS.items()},
        is_open=meeting.state in MARKING,
    )


def _checked_in(meeting: Meeting, method: str, action: str) -> Response:
    form = MarkForm(formdata=None)
    if request.method == "POST":
        way = "online" if request.form.get("way") == "online" else "onsite"
        act = {"meeting": meeting, "method": method, "way": way, **_by_now()}
        if respond.carried_out(form, actions.check_in, **act) is not None:
            home = url_for("meetings.meeting", meeting_id=meeting.id)
            return respond.done(home, message=_("ลงชื่อเข้าประชุมแล้ว"))
    status = 422 if form.form_errors else 200
    return respond.show(
        "meetings/checkin.html", status=status, meeting=meeting, form=form, asks_pin=False, action=action
    )


def _marked(form: MarkForm, meeting: Meeting) -> actions.Marked:
    at = form.at.data
    day = thai.bangkok_date(meeting.started_at or meeting.starts_at)
    happened_at: datetime | None = None if at is None else thai.instant_of(day, at)
    return actions.Marked(
        mark=Mark(form.mark.data or ""),
        way="online" if form.way.data == "online" else "onsite",
        happened_at=happened_at,
        reason=form.reason.data or "",
        deputy_name=form.deputy_name.data or "",
        deputy_position=form.deputy_position.data or "",
    )


def _meeting_of(code: str) -> Meeting | None:
    read = read_code(code)
    return meeting_now(read.session_id) if read else None


def _meeting(meeting_id: int) -> Meeting:
    meeting = meeting_now(meeting_id)
    if meeting is None:
        raise NotFound(N_("ไม่พบหน้าหรือรายการที่ขอ"))
    return meeting


def _by_now() -> dict[str, Any]:
    return {"actor": current_user._get_current_object(), "now": clock.now()}
