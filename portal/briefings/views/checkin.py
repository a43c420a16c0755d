"""Checking in: by the code that was scanned, by its PIN; what came of it.

A good code is exchanged at once for a ticket in the browser, before anybody has to sign in: the way through the
sign-in form, or a first password, may take longer than the code is on the screen. Nothing is counted by a GET.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission, Role
from portal.access.policy import can
from portal.briefings import actions, queries
from portal.briefings.actions.checkin import foresee
from portal.briefings.forms import PinForm
from portal.briefings.models import BriefingSession
from portal.briefings.queries import get_session
from portal.briefings.rules import TICKET_LIFE, Method, Outcome, is_fresh, read_code, ticket_for, ticket_time
from portal.briefings.views import bp
from portal.errors import N_, NotFound, TooMany
from portal.people.queries import people_with_role
from portal.web import respond, slots, transaction
from portal.web.filters import num
from portal.web.guards import public, requires

PIN_PAGE, REFUSED = "briefings/pin.html", "briefings/refused.html"
CONTACTS = 3
LIFE_MINUTES = int(TICKET_LIFE.total_seconds()) // 60


def session_of_code(code: str) -> BriefingSession | None:
    """Return the session a code names, true or not."""
    read = read_code(code)
    return get_session(read.session_id) if read else None


@bp.get("/c/<code>")
@public
def landing(code: str) -> Response:
    """Take a code that was scanned: give the ticket, lead to the sign-in form or show the button."""
    briefing, now = session_of_code(code), clock.now()
    if briefing is None:
        raise NotFound(N_("ไม่พบการประชุมของรหัสนี้ โปรดสแกนรหัสที่จอในห้องประชุมอีกครั้ง"))
    scanned_at = _scanned_at(briefing, code, now)
    if scanned_at is None:
        return respond.refuse("briefings/expired.html")
    if not current_user.is_authenticated:
        words = _("อ่านรหัสแล้ว โปรดเข้าสู่ระบบแล้วกดลงเวลาภายใน %(left)s นาที เวลามาถึงนับตั้งแต่สแกน", left=num(LIFE_MINUTES))
        answer = respond.done(url_for("people.sign_in", next=request.path), message=words)
    elif current_user.must_change_password:
        answer = respond.done(url_for("people.change_password", next=request.path))
    else:
        answer = _button(briefing, scanned_at, action=request.path)
    return _with_ticket(answer, briefing, code, now)


@bp.post("/c/<code>")
@requires(Permission.BRIEFING_VIEW, load=session_of_code)
def by_code(briefing: BriefingSession) -> Response:
    """Count the person as present."""
    scanned_at = _scanned_at(briefing, str((request.view_args or {})["code"]), clock.now())
    if scanned_at is None:
        return respond.refuse("briefings/expired.html")
    return _check_in(briefing, Method.QR, scanned_at)


@bp.get("/checkin", endpoint="checkin")
@requires(Permission.BRIEFING_VIEW)
def pin() -> Response:
    """Ask for the six digits."""
    return respond.show(PIN_PAGE, form=PinForm(formdata=None))


@bp.post("/checkin")
@requires(Permission.BRIEFING_VIEW, write_later=True)
def by_pin() -> Response:
    """Count the person as present in the session whose PIN was typed."""
    form, now, person = PinForm(), clock.now(), current_user._get_current_object()
    if form.validate_on_submit():
        act = {"typed": form.pin.data, "sees": _sees, "actor": person, "writes": transaction, "now": now}
        try:
            briefing = respond.carried_out(form, actions.find_by_pin, **act)
        except TooMany as wait:
            return respond.wait(wait, PIN_PAGE, form=form)
        if briefing is not None:
            return _check_in(briefing, Method.PIN, now)
    return respond.refuse(PIN_PAGE, form=form)


@bp.get("/briefings/<id:briefing_id>/own")
@requires(Permission.BRIEFING_VIEW, load=get_session)
def own(briefing: BriefingSession) -> Response:
    """Show the person's own attendance, and what comes next."""
    standing = queries.standing_of(briefing.id, current_user.id)
    repeated = request.args.get("again") == "1"
    panels = slots.rendered("briefing_own", briefing)
    return respond.show("briefings/own.html", briefing=briefing, standing=standing, repeated=repeated, panels=panels)


def _check_in(briefing: BriefingSession, method: Method, arrived_at: datetime) -> Response:
    person, now = current_user._get_current_object(), clock.now()
    came = actions.check_in(session=briefing, method=method, arrived_at=arrived_at, actor=person, now=now)
    transaction.finish()  # a refusal is on record too, whatever its answer
    if not came.outcome.is_counted:
        return respond.refuse(REFUSED, **_why(briefing, came.outcome))
    again = 1 if came.outcome is Outcome.REPEATED else None
    return respond.done(url_for("briefings.own", briefing_id=briefing.id, again=again))


def _button(briefing: BriefingSession, scanned_at: datetime, *, action: str) -> Response:
    """Return the page with the one button, or why there is none."""
    if not _sees(briefing):
        return respond.refuse(REFUSED, **_why(briefing, Outcome.NOT_EXPECTED))
    seen = foresee(session=briefing, arrived_at=scanned_at, actor=current_user._get_current_object())
    if seen.outcome is Outcome.REPEATED:
        return respond.done(url_for("briefings.own", briefing_id=briefing.id, again=1))
    if not seen.outcome.is_counted:
        return respond.refuse(REFUSED, **_why(briefing, seen.outcome))
    return respond.show("briefings/check_in.html", briefing=briefing, scanned_at=scanned_at, action=action)


def _why(briefing: BriefingSession, outcome: Outcome) -> dict[str, Any]:
    today = thai.bangkok_date(clock.now())
    is_seen = _sees(briefing)
    contacts = people_with_role(Role.SECRETARIAT, briefing.unit_path, today)[:CONTACTS] if is_seen else []
    return {"briefing": briefing, "outcome": outcome.value, "is_seen": is_seen, "contacts": contacts}


def _sees(briefing: BriefingSession) -> bool:
    return can(current_user, Permission.BRIEFING_VIEW, briefing)


def _cookie(briefing: BriefingSession) -> str:
    return f"checkin-{briefing.id}"


def _scanned_at(briefing: BriefingSession, code: str, now: datetime) -> datetime | None:
    """Return when the code was scanned: just now, or as the browser's ticket says; None when neither is good."""
    read = read_code(code)
    if read is not None and is_fresh(read, briefing.secret, now):
        return now
    return ticket_time(request.cookies.get(_cookie(briefing), ""), briefing.id, briefing.secret, now)


def _with_ticket(answer: Response, briefing: BriefingSession, code: str, now: datetime) -> Response:
    """Return the answer, with a ticket where the code itself was good."""
    read = read_code(code)
    if read is not None and is_fresh(read, briefing.secret, now):
        answer.set_cookie(
            _cookie(briefing),
            ticket_for(briefing.id, briefing.secret, now),
            max_age=int(TICKET_LIFE.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=current_app.extensions["portal_config"].is_https,
        )
    return answer
