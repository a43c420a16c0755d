"""Who is behind a request: the person of its sign-in session, which is kept alive by use."""

from __future__ import annotations

from flask import Flask, Response, current_app, g
from flask_login import current_user

from portal import clock
from portal.extensions import login_manager, write_transaction
from portal.people import actions
from portal.people.models import User
from portal.people.queries import person_of_session
from portal.people.views import bp


@login_manager.user_loader  # type: ignore[untyped-decorator]
def person_of(token: str) -> User | None:
    """Return the person whose session the cookie names; None when it is over."""
    return person_of_session(token, clock.now())


@bp.after_app_request
def keep_alive(response: Response) -> Response:
    """Once the answer is out, note that the session is in use: the write keeps nobody waiting."""
    is_person_at_work = current_user and current_user.is_authenticated and not g.get("is_unattended")
    if is_person_at_work and current_user.is_session_to_touch:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        session_id, now = current_user.session_id, clock.now()

        @response.call_on_close
        def touch() -> None:
            with app.app_context(), write_transaction():
                actions.touch_session(session_id=session_id, now=now)

    return response
