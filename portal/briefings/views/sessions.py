"""The list of sessions, one session's page, setting one up, changing it, calling it off."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can, scopes
from portal.briefings import queries
from portal.briefings.actions import cancel_session, change_session, create_session
from portal.briefings.forms import STAFF_TYPES, FilesForm, ReasonForm, SessionForm
from portal.briefings.models import BriefingSession
from portal.briefings.queries import get_session
from portal.briefings.rules import SessionState, in_order, session_state
from portal.briefings.views import bp
from portal.briefings.views.files import file_limits
from portal.errors import N_, Conflict, NotFound
from portal.performance.queries.years import choose
from portal.web import respond, slots
from portal.web.guards import requires
from portal.web.ids import read_optional_id

FORM = "briefings/session_form.html"


@bp.get("/briefings", endpoint="sessions")
@requires(Permission.BRIEFING_VIEW)
def sessions() -> Response:
    """Show a year's sessions: what is ahead first."""
    now, years = clock.now(), queries.years_in_sight(current_user)
    year = choose(years, _year_asked(), thai.bangkok_date(now), _agency_asked())
    if year is None and _year_asked() is not None:
        raise NotFound(N_("ไม่พบปีงบประมาณที่ขอ"))
    rows = {row.session: row for row in queries.session_rows(year, current_user.id)} if year else {}
    return respond.show(
        "briefings/sessions.html",
        year=year,
        years=[each for each in years if year and each.agency_id == year.agency_id],
        rows=[rows[session] for session in in_order(rows, now)],
        states={session.id: session_state(session, now) for session in rows},
        may_manage=can(current_user, Permission.BRIEFING_MANAGE, year) if year else False,
    )


@bp.get("/briefings/<id:briefing_id>", endpoint="session")
@requires(Permission.BRIEFING_VIEW, load=get_session)
def session(briefing: BriefingSession) -> Response:
    """Show one session: what it is, what the person has to do, its files."""
    return session_page(briefing, FilesForm(formdata=None))


@bp.route("/briefings/new", methods=["GET", "POST"])
@requires(Permission.BRIEFING_MANAGE)
def new() -> Response:
    """Set a session up."""
    choices = queries.audience_choices(scopes(current_user, Permission.BRIEFING_MANAGE))
    form = SessionForm(choices=choices, units=[choices[0][0]] if len(choices) else [])
    if form.validate_on_submit():
        act = {"wanted": form.wanted, "actor": current_user._get_current_object(), "now": clock.now()}
        if (made := respond.carried_out(form, create_session, **act)) is not None:
            home = url_for("briefings.session", briefing_id=made.id)
            return respond.done(home, message=_("สร้างการประชุมแล้ว ขั้นต่อไปคือเชิญผู้เข้าร่วม"))
    return respond.show(FORM, status=422 if form.errors else 200, form=form, briefing=None, changed=False)


@bp.route("/briefings/<id:briefing_id>/edit", methods=["GET", "POST"])
@requires(Permission.BRIEFING_MANAGE, load=get_session)
def edit(briefing: BriefingSession) -> Response:
    """Change a session; when somebody else did meanwhile, show it as it is now beside what was typed."""
    chosen = [unit.id for unit in queries.audience_units([briefing.id])[briefing.id]]
    choices = queries.audience_choices(scopes(current_user, Permission.BRIEFING_MANAGE))
    form = SessionForm(choices=choices, **SessionForm.values_of(briefing, chosen))
    status = 200
    if form.validate_on_submit():
        act = {"wanted": form.wanted, "actor": current_user._get_current_object(), "now": clock.now()}
        try:
            changed = respond.carried_out(form, change_session, session=briefing, version=form.shown_version, **act)
        except Conflict:
            form.version.data, status, changed = str(briefing.version), 409, None
        if changed is not None:
            home = url_for("briefings.session", briefing_id=briefing.id)
            return respond.done(home, message=_("บันทึกการประชุมแล้ว"))
    status = 422 if form.errors else status
    return respond.show(FORM, status=status, form=form, briefing=briefing, changed=status == 409)


@bp.route("/briefings/<id:briefing_id>/cancellation", methods=["GET", "POST"])
@requires(Permission.BRIEFING_MANAGE, load=get_session)
def cancel(briefing: BriefingSession) -> Response:
    """Ask for the reason, then call the session off."""
    form, actor = ReasonForm(version=briefing.version), current_user._get_current_object()
    if form.validate_on_submit():
        act = {"session": briefing, "reason": form.reason.data, "actor": actor, "now": clock.now()}
        if respond.carried_out(form, cancel_session, **act) is not None:
            home = url_for("briefings.session", briefing_id=briefing.id)
            return respond.done(home, message=_("ยกเลิกการประชุมแล้ว ผู้ที่ได้รับเชิญได้รับแจ้งเหตุผล"))
    status = 422 if form.errors else 200
    counts = queries.tally(briefing.id)
    return respond.show("briefings/cancel.html", status=status, form=form, briefing=briefing, counts=counts)


def session_page(briefing: BriefingSession, form: FilesForm, status: int = 200) -> Response:
    """Return the session's page with the form for its files."""
    now, may_manage = clock.now(), can(current_user, Permission.BRIEFING_MANAGE, briefing)
    return respond.show(
        "briefings/session.html",
        status=status,
        briefing=briefing,
        state=session_state(briefing, now),
        SessionState=SessionState,
        standing=queries.standing_of(briefing.id, current_user.id),
        is_expected=queries.is_expected(briefing, current_user),
        audience=queries.audience_units([briefing.id])[briefing.id],
        staff_type=STAFF_TYPES[briefing.staff_type],
        files=queries.files_of(briefing.id),
        counts=queries.tally(briefing.id) if may_manage else None,
        form=form,
        may_manage=may_manage,
        panels=slots.rendered("briefing", briefing),
        **file_limits(),
    )


def _year_asked() -> int | None:
    asked = request.args.get("year", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None


def _agency_asked() -> Any:
    try:
        return read_optional_id(request.args.get("agency"))
    except ValueError:
        return None
