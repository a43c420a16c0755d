"""The tabs of a meeting: one list; a page of a meeting includes templates/meetings/_tabs.html."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from portal.access.permissions import Permission
from portal.access.policy import can
from portal.meetings.models import Meeting
from portal.meetings.rules import MeetingState
from portal.meetings.views import bp

HELD = (MeetingState.IN_SESSION, MeetingState.MINUTES_DRAFT, MeetingState.CIRCULATED, MeetingState.ADOPTED)


@dataclass(frozen=True)
class Tab:
    """A page of a meeting. endpoint: of the blueprint, it takes meeting_id; held: there is nothing before it began."""

    endpoint: str
    label: str
    permission: Permission = Permission.MEETING_VIEW
    is_of_held: bool = False


TABS = (
    Tab("meeting", _l("ระเบียบวาระ")),
    Tab("board", _l("จัดวาระ"), Permission.MEETING_MANAGE),
    Tab("invitation", _l("เชิญประชุม"), Permission.MEETING_MANAGE),
    Tab("people", _l("ผู้เข้าประชุม")),
    Tab("session", _l("ห้องประชุม"), Permission.MEETING_MANAGE),
    Tab("minutes", _l("รายงานการประชุม"), is_of_held=True),
    Tab("meeting_resolutions", _l("มติ"), is_of_held=True),
    Tab("files", _l("แฟ้ม")),
)


@bp.app_template_global("meeting_tabs")
def meeting_tabs(meeting: Meeting, tab: str = "") -> list[tuple[str, str, bool, None]]:
    """Return the tabs open to the reader as the `tabs` macro takes them. tab: the one marked, by default this page."""
    here = tab or (request.endpoint or "").rpartition(".")[2]
    is_held = meeting.state in HELD
    return [
        (str(each.label), url_for(f"meetings.{each.endpoint}", meeting_id=meeting.id), each.endpoint == here, None)
        for each in TABS
        if f"meetings.{each.endpoint}" in current_app.view_functions
        and (is_held or not each.is_of_held)
        and can(current_user, each.permission, meeting)
    ]


@bp.app_template_global("way_to")
def way_to(endpoint: str, **values: Any) -> str:
    """Return the address of a page, "" where there is no such page."""
    return url_for(endpoint, **values) if endpoint in current_app.view_functions else ""
