"""The signed cookie of a browser that has signed in before: whose accounts it knows. Only the sign-in page gets it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from portal.people.actions import SignedIn

COOKIE = "known"
ACCOUNTS = 5
YEAR_SECONDS = 31_536_000


def known_here() -> dict[int, str]:
    """Return person's id -> key of everybody this browser has signed in for, last one last; empty when forged."""
    try:
        pairs = _serializer().loads(request.cookies.get(COOKIE, ""))
        return {int(user_id): str(key) for user_id, key in pairs}
    except (BadSignature, TypeError, ValueError):
        return {}


def remember(response: Response, known: Mapping[int, str], signed_in: SignedIn) -> Response:
    """Return the response with the cookie that knows this person as well."""
    others = [(user_id, key) for user_id, key in known.items() if user_id != signed_in.user.id]
    pairs = [*others, (signed_in.user.id, signed_in.browser_key)][-ACCOUNTS:]
    response.set_cookie(
        COOKIE,
        str(_serializer().dumps(pairs)),
        max_age=YEAR_SECONDS,
        path="/login",
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return response


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known-browser")
