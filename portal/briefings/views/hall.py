"""The screen in the hall: the code of the half minute, the address and PIN, how many have come."""

from __future__ import annotations

from flask import Response, url_for

from portal import clock
from portal.access.permissions import Permission
from portal.briefings.models import BriefingSession
from portal.briefings.queries import get_session, tally
from portal.briefings.rules import SessionState, code_for, session_state
from portal.briefings.views import bp
from portal.web import respond, slots
from portal.web.addresses import is_reachable, public_root, without_scheme
from portal.web.guards import requires
from portal.web.qr import qr_svg

EVERY_SECONDS = 10


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
        short_address=without_scheme(root + url_for("briefings.checkin")),
        is_reachable=is_reachable(root),
        counts=tally(briefing.id),
        every=EVERY_SECONDS,
        panels=[] if respond.wants_part() else slots.rendered("briefing_hall", briefing),
    )
