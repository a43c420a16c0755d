"""Inviting: the list by division before it is sent, newcomers later."""

from __future__ import annotations

from flask import Response, url_for
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.briefings import actions
from portal.briefings.models import BriefingSession
from portal.briefings.queries import get_session, invitation_plan
from portal.briefings.rules import session_state
from portal.briefings.views import bp
from portal.web import respond
from portal.web.filters import num
from portal.web.forms import PortalForm
from portal.web.guards import requires


@bp.route("/briefings/<id:briefing_id>/invitations", methods=["GET", "POST"])
@requires(Permission.BRIEFING_MANAGE, load=get_session)
def invite(briefing: BriefingSession) -> Response:
    """Show whom inviting would add, then invite them."""
    form, now = PortalForm(), clock.now()
    if form.validate_on_submit():
        act = {"session": briefing, "actor": current_user._get_current_object(), "now": now}
        added = respond.carried_out(form, actions.invite, **act)
        if added is not None:
            words = ngettext("เชิญแล้ว %(count)s คน", "เชิญแล้ว %(count)s คน", added, count=num(added))
            return respond.done(url_for("briefings.session", briefing_id=briefing.id), message=words)
    return respond.show(
        "briefings/invite.html",
        status=422 if form.errors else 200,
        form=form,
        briefing=briefing,
        plan=invitation_plan(briefing),
        state=session_state(briefing, now),
    )
