"""The screen in the hall: the code of the half minute, the address and PIN, how many have come."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, current_app, request, url_for

from portal import clock
from portal.access.permissions import Permission
from portal.briefings.models import BriefingSession
from portal.briefings.queries import get_session, tally
from portal.briefings.rules import SessionState, code_for, session_state
from portal.briefings.views import bp
from portal.web import respond
from portal.web.guards import requires
from portal.web.qr import qr_svg

EVERY_SECONDS = 10
ONLY_THIS_MACHINE = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104  (names to recognise, not to listen on)


@bp.get("/briefings/<id:briefing_id>/hall")
@requires(Permission.BRIEFING_MANAGE, load=get_session)
def hall(briefing: BriefingSession) -> Response:
    """Show the screen, or to its own polling the part that changes."""
    now = clock.now()
    state, root = session_state(briefing, now), public_root()
    is_open = state is not SessionState.CANCELLED and briefing.checkin_from_at <= now <= briefing.checkin_until_at
    code = code_for(briefing.id, briefing.secret, now)
    return respond.show(
        "briefings/hall.html",
        "briefings/_hall_live.html",
        briefing=briefing,
        state=state,
        is_open=is_open,
        qr=qr_svg(root + url_for("briefings.landing", code=code)) if is_open else "",
        short_address=(root + url_for("briefings.checkin")).split("://", 1)[1],
        is_reachable=urlsplit(root).hostname not in ONLY_THIS_MACHINE,
        counts=tally(briefing.id),
        every=EVERY_SECONDS,
    )


def public_root() -> str:
    """Return the address phones reach the portal at, without a slash at the end.

    It is the setting; where that names this machine alone, the address the host's own browser has used is better.
    """
    configured: str = current_app.extensions["portal_config"].base_url
    root = configured if urlsplit(configured).hostname not in ONLY_THIS_MACHINE else request.host_url
    return root.rstrip("/")
