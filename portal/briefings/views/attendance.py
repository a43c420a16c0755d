"""The secretariat's list: tick, take back, correct, strike out, export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.briefings import actions, queries
from portal.briefings.exports import attendance_workbook, by_division
from portal.briefings.forms import CorrectionForm, ListFilterForm, ReasonForm
from portal.briefings.models import Attendance, BriefingSession
from portal.briefings.queries import AttendeeRow, get_attendance, get_session
from portal.briefings.views import bp
from portal.errors import Conflict
from portal.extensions import write_transaction
from portal.web import respond
from portal.web.guards import requires
from portal.web.ids import read_optional_id
from portal.web.paging import page_number, page_of
from portal.web.targets import local_target

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROW, TALLY, DETAIL = "briefings/_attendee.html", "briefings/_tally.html", "briefings/attendance_item.html"


@dataclass(frozen=True)
class Listed:
    """A person on a session's list, as the policy sees them."""

    briefing: BriefingSession
    person: AttendeeRow

    @property
    def unit_path(self) -> str:
        """The agency's path."""
        return self.briefing.unit_path


def get_listed(briefing_id: int, user_id: int) -> Listed | None:
    """Return the person on the session's list, expected or not, or None."""
    briefing = get_session(briefing_id)
    person = queries.attendee_row(briefing, user_id) if briefing else None
    return Listed(briefing, person) if briefing and person else None


@bp.get("/briefings/<id:briefing_id>/attendance")
@requires(Permission.ATTENDANCE_MARK, load=get_session)
def attendance(briefing: BriefingSession) -> Response:
    """Show who is expected and who has come, a page at a time."""
    form = ListFilterForm(queries.audience_choices([briefing.unit_path])[1:])
    rows = queries.attendee_rows(briefing, page_number(request.args), **form.asked)
    return respond.show(
        "briefings/attendance.html",
        briefing=briefing,
        form=form,
        listing=page_of(rows),
        counts=queries.tally(briefing.id),
        ticked=_ticked(),
        is_open=_may_mark(briefing),
    )


@bp.post("/briefings/<id:briefing_id>/attendance/<id:user_id>")
@requires(Permission.ATTENDANCE_MARK, load=get_listed)
def tick(listed: Listed) -> Response:
    """Count a person on the list as present."""
    briefing, person = listed.briefing, listed.person
    act: dict[str, Any] = {"actor": current_user._get_current_object(), "now": clock.now()}
    arrival = actions.tick(session=briefing, person=person, **act)
    words = _("ลงเวลาให้ %(name)s แล้ว", name=person.name)
    if not arrival.is_new:
        words = _("%(name)s ลงเวลาไว้แล้ว นับครั้งเดียว", name=person.name)
    return _row_again(briefing, person.user_id, words, may_undo=arrival.is_new)


@bp.post("/attendance/<id:attendance_id>/undo")
@requires(Permission.ATTENDANCE_MARK, load=get_attendance)
def undo(attendance: Attendance) -> Response:
    """Take a tick back."""
    actions.undo_tick(attendance=attendance, actor=current_user._get_current_object(), now=clock.now())
    words = _("เลิกทำแล้ว %(name)s ยังไม่ลงเวลา", name=attendance.user.name)
    return _row_again(attendance.session, attendance.user_id, words)


@bp.route("/attendance/<id:attendance_id>", methods=["GET", "POST"], endpoint="item")
@requires(Permission.ATTENDANCE_MARK, load=get_attendance)
def item(attendance: Attendance) -> Response:
    """Show one person's attendance with its log, or correct its times."""
    form, status = CorrectionForm(**CorrectionForm.values_of(attendance)), 200
    if form.validate_on_submit():
        try:
            if respond.carried_out(form, actions.correct_attendance, **_corrected(attendance, form)) is not None:
                return respond.done(_home(attendance), message=_("แก้ไขเวลาแล้ว"))
        except Conflict as conflict:
            form.form_errors.append(respond.say(conflict))
            form.version.data, status = str(attendance.version), conflict.status
    status = 422 if form.errors and status == 200 else status
    log = queries.log_of(attendance.session_id, attendance.user_id)
    return respond.show(DETAIL, status=status, attendance=attendance, form=form, log=log)


@bp.route("/attendance/<id:attendance_id>/strike", methods=["GET", "POST"])
@requires(Permission.ATTENDANCE_MARK, load=get_attendance)
def strike(attendance: Attendance) -> Response:
    """Ask for the reason, then strike somebody's attendance out."""
    form = ReasonForm(version=attendance.version)
    if form.validate_on_submit():
        typed = {"reason": form.reason.data, "version": form.shown_version}
        act = {"actor": current_user._get_current_object(), "now": clock.now()}
        if respond.carried_out(form, actions.strike_attendance, attendance=attendance, **typed, **act) is not None:
            return respond.done(_home(attendance), message=_("ยกเลิกการลงเวลาแล้ว ผู้นั้นได้รับแจ้งเหตุผล"))
    status = 422 if form.errors else 200
    return respond.show("briefings/strike.html", status=status, attendance=attendance, form=form)


@bp.post("/attendance/<id:attendance_id>/restoration")
@requires(Permission.ATTENDANCE_MARK, load=get_attendance)
def restore(attendance: Attendance) -> Response:
    """Count somebody again who was struck out."""
    actions.restore_attendance(attendance=attendance, actor=current_user._get_current_object(), now=clock.now())
    return respond.done(_home(attendance), message=_("คืนการลงเวลาแล้ว"))


@bp.get("/briefings/<id:briefing_id>/attendance.xlsx")
@requires(Permission.BRIEFING_MANAGE, load=get_session)
def export(briefing: BriefingSession) -> Response:
    """Send the attendance as a spreadsheet; the download is on record."""
    groups = by_division(queries.attendees(briefing), queries.divisions_by_unit(briefing.unit_path))
    now, day = clock.now(), thai.bangkok_date(briefing.starts_at)
    file = attendance_workbook(briefing, groups, now)
    with write_transaction():
        actions.record_export(session=briefing, actor=current_user._get_current_object(), now=now)
    name = f"ผู้เข้าร่วม-{day.day}-{day.month}-{day.year + 543}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def _row_again(briefing: BriefingSession, user_id: int, words: str, *, may_undo: bool = False) -> Response:
    """Return the person's row and the counts to htmx; a plain browser goes back to the list where it was.

    A tick shows in its row with the way back; a toast would only lie over the next names.
    """
    back = local_target(request.form.get("back")) or url_for("briefings.attendance", briefing_id=briefing.id)
    if may_undo:
        back += ("&" if "?" in back else "?") + f"ticked={user_id}"
    return respond.done(
        f"{back}#attendee-{user_id}",
        ROW,
        oob=(TALLY,),
        message=None if may_undo and respond.wants_part() else words,
        briefing=briefing,
        person=queries.attendee_row(briefing, user_id),
        counts=queries.tally(briefing.id),
        ticked=user_id if may_undo else None,
        is_open=_may_mark(briefing),
        back=back,
    )


def _corrected(attendance: Attendance, form: CorrectionForm) -> dict[str, Any]:
    return {
        "attendance": attendance,
        "arrived_at": on_day(attendance.session, form.arrived),
        "left_early_at": on_day(attendance.session, form.left),
        "version": form.shown_version,
        "actor": current_user._get_current_object(),
        "now": clock.now(),
    }


def on_day(briefing: BriefingSession, field: Any) -> Any:
    """Return the instant of the time typed on the session's day; None where none was typed."""
    return thai.instant_of(thai.bangkok_date(briefing.starts_at), field.data) if field.data is not None else None


def _home(attendance: Attendance) -> str:
    return url_for("briefings.item", attendance_id=attendance.id)


def _may_mark(briefing: BriefingSession) -> bool:
    return briefing.cancelled_at is None and clock.now() >= briefing.checkin_from_at


def _ticked() -> int | None:
    try:
        return read_optional_id(request.args.get("ticked"))
    except ValueError:
        return None
