"""Lists of meetings: those ahead, a committee's, a year's; the place a committee's page leaves for its meetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.committees.models import Committee
from portal.meetings import queries
from portal.meetings.forms import MeetingsFilterForm
from portal.meetings.views import bp
from portal.web import respond, slots
from portal.web.guards import requires
from portal.web.paging import page_number, page_of


@bp.get("/meetings", endpoint="meetings")
@requires(Permission.COMMITTEE_VIEW)
def meetings() -> Response:
    """Show the person's meetings ahead, then every meeting in sight by committee and calendar year."""
    now = clock.now()
    sight = queries.sight_of(current_user, now)
    known = queries.committees_with_meetings(sight)
    form = MeetingsFilterForm([(each.id, each.name) for each, *_years in known], _years_of(known))
    ahead = [] if form.is_narrow else queries.ahead_of(current_user, sight, now)
    asked: dict[str, Any] = {**form.asked, "without": [row.meeting.id for row in ahead]}
    return respond.show(
        "meetings/meetings.html",
        ahead=ahead,
        listing=page_of(queries.meetings_in(current_user, sight, page_number(request.args), **asked)),
        form=form,
        may_manage=sight.is_manager,
    )


@bp.get("/meetings/new", endpoint="pick_committee")
@requires(Permission.COMMITTEE_VIEW)
def pick_committee() -> Response:
    """Ask which committee will meet; with one choice there is nothing to ask."""
    committees = queries.committees_to_manage(current_user, clock.now())
    if len(committees) == 1:
        return respond.done(url_for("meetings.new", committee_id=committees[0].id))
    return respond.show("meetings/pick_committee.html", committees=committees)


def committees_meetings(committee: Committee) -> tuple[str, Mapping[str, Any]]:
    """Return the panel of a committee's page: its latest meetings, the way to all of them, the way to a new one."""
    rows = queries.meetings_of_committee(committee, current_user, clock.now())
    may_manage = committee.closed_at is None and can(current_user, Permission.MEETING_MANAGE, committee)
    return "meetings/_of_committee.html", {"committee": committee, "rows": rows, "may_manage": may_manage}


slots.fill("committee", committees_meetings)


def _years_of(known: list[tuple[Committee, int, int]]) -> list[int]:
    """Return the calendar years between the first and the last meeting, the latest first."""
    if not known:
        return []
    first, last = min(each[1] for each in known), max(each[2] for each in known)
    return list(range(last, first - 1, -1))
