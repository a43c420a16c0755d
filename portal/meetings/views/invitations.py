"""Inviting: what sending would do, the memo, the guests; the invitation as a document and for calendars."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, current_app, render_template, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock, documents
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.calendars import MEDIA_TYPE, Method, event_of, make_calendar
from portal.documents import DOCX, InvitationContext, TemplateKind
from portal.errors import N_, Conflict, RuleBroken
from portal.meetings import actions, queries
from portal.meetings.exports.invitation import in_thai_digits, invitation_context
from portal.meetings.exports.word import word_file
from portal.meetings.forms import MemoForm, SendForm
from portal.meetings.models import Meeting
from portal.meetings.rules import AHEAD, calendar_facts, check_inviting, sees_item, takes_answers, tally
from portal.meetings.views import bp
from portal.meetings.views.loading import act, meeting_now, overtaken
from portal.notifications.rules import facts
from portal.web import respond
from portal.web.filters import num
from portal.web.guards import requires
from portal.web.language import in_current_digits

PAGE = "meetings/invitation.html"
PDF = "application/pdf"


@bp.route("/meetings/<id:meeting_id>/invitation", methods=["GET", "POST"])
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def invitation(meeting: Meeting) -> Response:
    """Show whom sending would tell of what, and the memo; save the memo."""
    memo = queries.memo_of(meeting, queries.plan_of(meeting))
    form, status = MemoForm(**MemoForm.values_of(memo, meeting.version)), 200
    if form.validate_on_submit():
        typed = {"meeting": meeting, "memo": form.memo, "version": form.shown_version, **act()}
        try:
            if respond.carried_out(form, actions.save_memo, **typed) is not None:
                return respond.done(_home(meeting, "memo"), message=_("บันทึกหนังสือเชิญแล้ว"))
        except Conflict as conflict:
            status = overtaken(form, conflict, meeting)
    status = 422 if form.errors and status == 200 else status
    return _page(meeting, memo=form, status=status)


@bp.post("/meetings/<id:meeting_id>/invitation/sending")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def send_invitation(meeting: Meeting) -> Response:
    """Send the invitation, or tell of what has changed."""
    form, status, is_first = SendForm(version=meeting.version), 422, meeting.invited_at is None
    if form.validate_on_submit():
        typed = {"meeting": meeting, "note": form.note.data or "", "version": form.shown_version, **act()}
        try:
            sent = respond.carried_out(form, actions.invite_meeting, **typed)
            if sent is not None:
                return respond.done(_home(meeting), message=_said(sent, is_first))
        except Conflict as conflict:
            status = overtaken(form, conflict, meeting)
    return _page(meeting, send=form, status=status)


@bp.get("/meetings/<id:meeting_id>/invitation.pdf")
@requires(Permission.MEETING_VIEW, load=meeting_now)
def invitation_pdf(meeting: Meeting) -> Response:
    """Send the memo with the agenda as the reader sees it, as PDF."""
    memo = in_thai_digits(_context(meeting))
    file = documents.make_pdf(render_template("meetings/documents/invitation.html", memo=memo))
    return send_file(io.BytesIO(file), mimetype=PDF, as_attachment=True, download_name=_filename(meeting, "pdf"))


@bp.get("/meetings/<id:meeting_id>/invitation.docx")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def invitation_docx(meeting: Meeting) -> Response:
    """Send the memo as a Word file, in the unit's own template where it has one."""
    kind, memo = TemplateKind.INVITATION, _context(meeting)
    template = queries.template_in_force(meeting.unit_path, kind.value)
    file = word_file(current_app.extensions["portal_storage"], template, kind, memo, memo["subject"])
    return send_file(io.BytesIO(file), mimetype=DOCX, as_attachment=True, download_name=_filename(meeting, "docx"))


@bp.get("/meetings/<id:meeting_id>/meeting.ics")
@requires(Permission.MEETING_VIEW, load=meeting_now)
def calendar(meeting: Meeting) -> Response:
    """Send the meeting for a calendar that was not told by mail."""
    if meeting.cancelled_at is not None:
        raise RuleBroken(N_("การประชุมนี้ยกเลิกแล้ว จึงเพิ่มในปฏิทินไม่ได้"))
    config = current_app.extensions["portal_config"]
    url = config.base_url + url_for("meetings.meeting", meeting_id=meeting.id)
    told = facts(calendar_facts(meeting, Method.PUBLISH.value, meeting.committee.name))
    words = _("ระเบียบวาระและเอกสาร: %(url)s", url=url)
    event = event_of(told, description=words, url=url, sender=config.mail_from, says=in_current_digits)
    file = make_calendar(event, Method.PUBLISH, clock.now())
    name = f"ประชุม-{meeting.id}.ics"
    return send_file(io.BytesIO(file), mimetype=MEDIA_TYPE, as_attachment=True, download_name=name)


def _page(meeting: Meeting, *, memo: MemoForm | None = None, send: SendForm | None = None, status: int) -> Response:
    plan, now = queries.plan_of(meeting), clock.now()
    shown = memo or MemoForm(formdata=None, **MemoForm.values_of(queries.memo_of(meeting, plan), meeting.version))
    people = queries.people_of(meeting.id) if meeting.invited_at is not None else []
    return respond.show(
        PAGE,
        status=status,
        meeting=meeting,
        plan=plan,
        memo=shown,
        send=send or SendForm(formdata=None, version=meeting.version),
        guests=[person for person in people or plan.guests if person.kind == "guest"],
        counts=tally(person.answer for person in people),
        obstacle=_obstacle(meeting),
        is_ahead=meeting.state in AHEAD,
        is_open=takes_answers(meeting, now),
        items={line.item.id: line for line in queries.agenda_of(meeting).lines},
        can_pdf=not documents.problem(),
        may_template=can(current_user, Permission.COMMITTEE_MANAGE, meeting.committee),
    )


def _obstacle(meeting: Meeting) -> str:
    """Return why the invitation cannot be sent now, "" where it can."""
    try:
        check_inviting(meeting, clock.now())
    except RuleBroken as broken:
        return respond.say(broken)
    return ""


def _said(sent: actions.Sent, is_first: bool) -> str:
    told = num(sent.told)
    words: str = ngettext("แจ้งแล้ว %(count)s คน", "แจ้งแล้ว %(count)s คน", sent.told, count=told)
    if is_first:
        words = ngettext("เชิญแล้ว แจ้ง %(count)s คน", "เชิญแล้ว แจ้ง %(count)s คน", sent.told, count=told)
    return words


def _context(meeting: Meeting) -> InvitationContext:
    manages = can(current_user, Permission.MEETING_MANAGE, meeting)
    agenda = queries.agenda_of(
        meeting, lambda item: sees_item(current_user.id, item, meeting.circle, is_manager=manages)
    )
    base_url: str = current_app.extensions["portal_config"].base_url
    return invitation_context(meeting, agenda, queries.plan_of(meeting), base_url)


def _filename(meeting: Meeting, ending: str) -> str:
    label = meeting.label.replace("/", "-") or f"การประชุม-{meeting.id}"
    return f"หนังสือเชิญประชุม-{meeting.committee.shown_name}-{label}.{ending}"


def _home(meeting: Meeting, anchor: str | None = None) -> Any:
    return url_for("meetings.invitation", meeting_id=meeting.id, _anchor=anchor)
