"""Signing in and out."""

from __future__ import annotations

from typing import Any

from flask import Response, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from portal import clock
from portal.access.permissions import Permission
from portal.errors import TooMany
from portal.people import actions
from portal.people.forms.sign_in import SignInForm
from portal.people.rules import ABSOLUTE_LIMIT, IDLE_LIMIT
from portal.people.views import bp
from portal.people.views.known_browsers import known_here, remember
from portal.web import respond, transaction
from portal.web.guards import public, requires
from portal.web.targets import local_target

PAGE = "people/sign_in.html"


@bp.route("/login", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    """Show the form, or start a session when user name and password are right; who is signed in already goes on."""
    if current_user.is_authenticated:
        return respond.done(_goal())
    form, known = SignInForm(), known_here()
    if form.validate_on_submit():
        try:
            signed_in = respond.carried_out(form, actions.sign_in, **_try(form), known=known, writes=transaction)
        except TooMany as wait:
            return respond.wait(wait, PAGE, **_context(form))
        if signed_in is not None:
            return remember(_begin(signed_in), known, signed_in)
    return respond.show(PAGE, status=422 if form.errors else 200, **_context(form))


@bp.post("/logout")
@requires(Permission.ACCOUNT_USE, pending_password=True)
def sign_out() -> Response:
    """End this session at once; a copy of its cookie opens nothing any more."""
    person = current_user._get_current_object()
    actions.end_session(session_id=person.session_id, actor=person, now=clock.now())
    return signed_out(_("ออกจากระบบแล้ว"))


def signed_out(message: str) -> Response:
    """Return the way to the sign-in form, with nothing of the person left in the browser."""
    logout_user()
    session.clear()
    response = respond.done(url_for("people.sign_in"), message=message)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _try(form: SignInForm) -> dict[str, Any]:
    return {
        "username": form.username.data,
        "password": form.password.data,
        "address": request.remote_addr or "",
        "user_agent": request.user_agent.string,
        "now": clock.now(),
    }


def _begin(signed_in: actions.SignedIn) -> Response:
    """Return the way on; nothing of the session before, its form token included, is carried over."""
    session.clear()
    login_user(signed_in.user)
    return respond.done(_goal())


def _goal() -> str:
    return local_target(request.values.get("next")) or url_for("checklists.home")


def _context(form: SignInForm) -> dict[str, Any]:
    return {
        "form": form,
        "next": local_target(request.values.get("next")) or "",
        "idle_hours": int(IDLE_LIMIT.total_seconds()) // 3600,
        "longest_days": ABSOLUTE_LIMIT.days,
    }
