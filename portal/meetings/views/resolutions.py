"""The register of resolutions; one with its history; reports and what the secretary makes of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.errors import Conflict
from portal.evidence.actions import keep_files
from portal.meetings import actions
from portal.meetings.forms.resolutions import DecisionForm, RegisterForm, ReportForm
from portal.meetings.models import Resolution
from portal.meetings.queries import register as reads
from portal.meetings.rules import ACT_WORDS, KIND_WORDS, Act, ResolutionState, is_overdue
from portal.meetings.views import bp
from portal.meetings.views.loading import meeting_now, resolution_now
from portal.storage import ACCEPT, attachment
from portal.web import respond, transaction
from portal.web.guards import requires
from portal.web.paging import page_number, page_of

Decide = Callable[..., object]


@bp.get("/resolutions", endpoint="resolutions")
@requires(Permission.RESOLUTION_VIEW)
def resolutions() -> Response:
    """Show the resolutions in sight, open ones by their day first."""
    now, person = clock.now(), current_user._get_current_object()
    form = RegisterForm(reads.committees_in_register(person, now))
    wanted = form.wanted
    return respond.show(
        "meetings/resolutions.html",
        form=form,
        state=wanted.state,
        counts=reads.register_counts(person, now),
        listing=page_of(reads.register(person, wanted, page_number(request.args), now)),
        may_follow=reads.may_follow(person),
        **words(),
    )


@bp.get("/resolutions/<id:resolution_id>", endpoint="resolution")
@requires(Permission.RESOLUTION_VIEW, load=resolution_now)
def resolution(resolution: Resolution) -> Response:
    """Show one resolution, what happened to it, and the form for what the reader has to do."""
    return page(resolution)


@bp.post("/resolutions/<id:resolution_id>/reports", endpoint="report_resolution")
@requires(Permission.RESOLUTION_REPORT, load=resolution_now, write_later=True)
def report(resolution: Resolution) -> Response:
    """Put the owner's report on record."""
    form, made = ReportForm(), None
    if form.validate_on_submit():
        files = keep_files(storage=current_app.extensions["portal_storage"], files=form.chosen)
        transaction.begin()
        act = {"note": form.note.data, "says_done": form.says_done.data, "submit_key": form.submit_key.data}
        act |= {"file": files[0] if files else None, **_by_now()}
        made = respond.carried_out(form, actions.report_progress, resolution=resolution, **act)
    if made is None:
        return page(resolution, report=form, status=422)
    told = _("ส่งรายงานแล้ว ฝ่ายเลขานุการจะพิจารณาปิดการติดตาม") if form.says_done.data else _("ส่งรายงานความก้าวหน้าแล้ว")
    return respond.done(url_for("meetings.resolution", resolution_id=resolution.id), message=told)


@bp.post("/resolutions/<id:resolution_id>/acceptance", endpoint="accept_resolution")
@requires(Permission.RESOLUTION_ACCEPT, load=resolution_now)
def accept(resolution: Resolution) -> Response:
    """Accept that the resolution is carried out."""
    return _decided(resolution, actions.accept_done, "note", _("รับว่ามตินี้ดำเนินการแล้วเสร็จ"))


@bp.post("/resolutions/<id:resolution_id>/return", endpoint="return_resolution")
@requires(Permission.RESOLUTION_ACCEPT, load=resolution_now)
def send_back(resolution: Resolution) -> Response:
    """Send what was said to be done back, with the reason."""
    return _decided(resolution, actions.send_back, "reason", _("ส่งคืนให้ดำเนินการต่อแล้ว"))


@bp.post("/resolutions/<id:resolution_id>/reopening", endpoint="reopen_resolution")
@requires(Permission.RESOLUTION_ACCEPT, load=resolution_now)
def reopen(resolution: Resolution) -> Response:
    """Follow a resolution again that was done."""
    return _decided(resolution, actions.reopen, "reason", _("เปิดติดตามมตินี้อีกครั้งแล้ว"))


@bp.get("/resolutions/<id:resolution_id>/files/<id:event_id>", endpoint="resolution_file")
@requires(Permission.RESOLUTION_VIEW, load=lambda resolution_id, event_id: _with_file(resolution_id, event_id))
def resolution_file(resolution: Resolution) -> AnyResponse:
    """Send a report's file as a download."""
    event = reads.get_event_file(int((request.view_args or {})["event_id"]))
    assert event is not None  # noqa: S101  (the guard has loaded it)
    return attachment(request.environ, current_app.extensions["portal_storage"], event.sha256, event.filename)


def page(
    resolution: Resolution,
    *,
    report: ReportForm | None = None,
    decision: DecisionForm | None = None,
    status: int = 200,
) -> Response:
    """Return the page of a resolution with the forms the reader may use."""
    today = thai.bangkok_date(clock.now())
    return respond.show(
        "meetings/resolution.html",
        status=status,
        resolution=resolution,
        state=resolution.state,
        ResolutionState=ResolutionState,
        is_late=is_overdue(resolution, today),
        lines=reads.lines_of(resolution.id),
        may_report=can(current_user, Permission.RESOLUTION_REPORT, resolution),
        may_accept=can(current_user, Permission.RESOLUTION_ACCEPT, resolution),
        may_open_meeting=can(current_user, Permission.MEETING_VIEW, meeting_now(resolution.meeting_id)),
        report=report or ReportForm(formdata=None),
        decision=decision or DecisionForm(formdata=None, version=resolution.version),
        accept=ACCEPT,
        max_file_bytes=current_app.extensions["portal_config"].max_file_bytes,
        **words(),
    )


def _decided(resolution: Resolution, action: Decide, name: str, told: str) -> Response:
    """Carry the decision out. name: what the action calls the text of the form."""
    form, status = DecisionForm(), 422
    if form.validate_on_submit():
        act = {name: form.note.data or "", "version": form.shown_version, "submit_key": form.submit_key.data}
        try:
            if respond.carried_out(form, action, resolution=resolution, **act, **_by_now()) is not None:
                return respond.done(url_for("meetings.resolution", resolution_id=resolution.id), message=told)
        except Conflict as conflict:
            respond.keep_nothing()
            form.form_errors.append(respond.say(conflict))
            form.version.data, status = str(resolution.version), 409
    return page(resolution, decision=form, status=status)


def words() -> dict[str, Any]:
    """Return the words of kinds and acts for templates."""
    return {
        "kinds": {kind.value: word for kind, word in KIND_WORDS.items()},
        "acts": {act.value: word for act, word in ACT_WORDS.items()},
        "Act": Act,
    }


def _with_file(resolution_id: int, event_id: int) -> Resolution | None:
    event = reads.get_event_file(event_id)
    return resolution_now(resolution_id) if event is not None and event.resolution_id == resolution_id else None


def _by_now() -> dict[str, Any]:
    return {"actor": current_user._get_current_object(), "now": clock.now()}
