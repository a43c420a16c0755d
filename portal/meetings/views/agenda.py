"""The life of an agenda: opening, fixing with the number, opening again; the agenda on paper."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.documents import make_pdf, problem
from portal.errors import Conflict
from portal.meetings import actions, queries
from portal.meetings.forms import SeenForm
from portal.meetings.models import Meeting
from portal.meetings.rules import sees_item, time_plan
from portal.meetings.views import bp
from portal.meetings.views.loading import meeting_now
from portal.web import respond
from portal.web.forms import PortalForm
from portal.web.guards import requires

CONFIRM = "meetings/agenda_confirm.html"


@bp.route("/meetings/<id:meeting_id>/agenda-opening", methods=["GET", "POST"])
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def open_agenda(meeting: Meeting) -> Response:
    """Ask, then open the agenda for items."""
    form = PortalForm()
    if form.validate_on_submit() and respond.carried_out(form, actions.open_agenda, meeting=meeting, **_by_now()):
        return respond.done(_board(meeting), message=_("เปิดรับเรื่องแล้ว ส่วนราชการเสนอเรื่องเข้าการประชุมนี้ได้"))
    status = 422 if form.errors else 200
    return respond.show(CONFIRM, status=status, form=form, meeting=meeting, what="open")


@bp.route("/meetings/<id:meeting_id>/agenda-fixing", methods=["GET", "POST"])
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def fix_agenda(meeting: Meeting) -> Response:
    """Show what the agenda has come to, then fix it and issue the number."""
    form, status = SeenForm(seen=meeting.agenda_version), 200
    if form.validate_on_submit():
        try:
            act = {"meeting": meeting, "seen": form.seen_version, **_by_now()}
            if respond.carried_out(form, actions.fix_agenda, **act) is not None:
                words = _("กำหนดระเบียบวาระแล้ว เป็นการประชุมครั้งที่ %(label)s", label=meeting.label)
                return respond.done(url_for("meetings.meeting", meeting_id=meeting.id), message=words)
        except Conflict as conflict:
            respond.keep_nothing()
            respond.add_error(form, conflict)
            form.seen.data, status = str(meeting.agenda_version), 409
    status = 422 if form.errors and status == 200 else status
    return respond.show("meetings/fix.html", status=status, form=form, **_last_look(meeting))


@bp.route("/meetings/<id:meeting_id>/agenda-reopening", methods=["GET", "POST"])
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def reopen_agenda(meeting: Meeting) -> Response:
    """Ask, then open a fixed agenda again."""
    form = PortalForm()
    if form.validate_on_submit() and respond.carried_out(form, actions.reopen_agenda, meeting=meeting, **_by_now()):
        return respond.done(_board(meeting), message=_("เปิดแก้ไขระเบียบวาระแล้ว เมื่อแก้เสร็จโปรดกำหนดระเบียบวาระอีกครั้ง"))
    status = 422 if form.errors else 200
    return respond.show(CONFIRM, status=status, form=form, meeting=meeting, what="reopen")


@bp.get("/meetings/<id:meeting_id>/agenda", endpoint="agenda_print")
@requires(Permission.MEETING_VIEW, load=meeting_now)
def agenda_print(meeting: Meeting) -> Response:
    """Show the agenda as it is printed on A4."""
    return respond.show("meetings/agenda_print.html", meeting=meeting, agenda=_seen(meeting), can_pdf=not problem())


@bp.get("/meetings/<id:meeting_id>/agenda.pdf", endpoint="agenda_pdf")
@requires(Permission.MEETING_VIEW, load=meeting_now)
def agenda_pdf(meeting: Meeting) -> Response:
    """Send the agenda as a PDF."""
    html = render_template("meetings/documents/agenda.html", meeting=meeting, agenda=_seen(meeting))
    name = f"ระเบียบวาระ-{meeting.label.replace('/', '-') or meeting.id}.pdf"
    return send_file(io.BytesIO(make_pdf(html)), mimetype="application/pdf", as_attachment=True, download_name=name)


def _last_look(meeting: Meeting) -> dict[str, Any]:
    agenda = queries.agenda_of(meeting)
    return {
        "meeting": meeting,
        "agenda": agenda,
        "plan": time_plan(meeting.starts_at, meeting.ends_at, [line.item.minutes_needed for line in agenda.lines]),
        "wanted": [row for row in queries.backlog_of(meeting) if row.is_wanted],
        "label": meeting.label or queries.next_label(meeting),
        "earlier": [] if meeting.number else queries.unnumbered_before(meeting),
    }


def _seen(meeting: Meeting) -> queries.Agenda:
    may_manage = can(current_user, Permission.MEETING_MANAGE, meeting)
    return queries.agenda_of(
        meeting, lambda item: sees_item(current_user.id, item, meeting.circle, is_manager=may_manage)
    )


def _board(meeting: Meeting) -> str:
    return url_for("meetings.board", meeting_id=meeting.id)


def _by_now() -> dict[str, Any]:
    return {"actor": current_user._get_current_object(), "now": clock.now()}
