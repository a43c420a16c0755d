"""Pages that belong to no feature: preferences of language and digits, health, the living page of components."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask_login import current_user

from portal import audit, clock
from portal.web import health, transaction
from portal.web.guards import public
from portal.web.language import DIGITS, LANGUAGES
from portal.web.targets import local_target

bp = Blueprint("web", __name__)
development_bp = Blueprint("web_development", __name__)
YEAR_SECONDS = 31_536_000


@bp.post("/preferences")
@public
def set_preferences() -> Response:
    """Keep the language and digits somebody chose: on the account when signed in, in a cookie always."""
    chosen = {
        name: str(value)
        for name, known in (("language", LANGUAGES), ("digits", DIGITS))
        if (value := request.form.get(name)) in known
    }
    response = make_response(redirect(local_target(request.form.get("next")) or url_for("checklists.home"), 303))
    for name, value in chosen.items():
        response.set_cookie(name, str(value), max_age=YEAR_SECONDS, samesite="Lax", secure=_secure())
    if current_user.is_authenticated:
        transaction.begin()
        _keep_on_account(chosen)
    return response


@bp.get("/healthz")
@public
def alive() -> Response:
    """Say that the process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """Say for each part whether it is in order; 503 when one is not."""
    checks = health.checks(clock.now())
    good = all(check["ok"] for check in checks.values())
    return jsonify(status="ok" if good else "failing", checks=checks), 200 if good else 503


@development_bp.get("/design", endpoint="design")
@public
def design() -> str:
    """Show every component once (development only)."""
    return render_template("web/design.html")


def _keep_on_account(chosen: Mapping[str, str]) -> None:
    before = {name: getattr(current_user, name) for name in chosen}
    for name, value in chosen.items():
        setattr(current_user, name, value)
    if before != chosen:
        audit.record(
            actor_id=current_user.id,
            event=audit.Event.PREFERENCES_CHANGED,
            subject_type="user",
            subject_id=current_user.id,
            unit_path=current_user.unit_path,
            now=clock.now(),
            detail={"old": before, "new": chosen},
        )


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
