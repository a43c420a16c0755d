"""A meeting's resolutions and extracts, one topic through the meetings, searching."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.errors import N_, NotFound
from portal.meetings import actions, queries
from portal.meetings.forms.resolutions import SearchForm
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.queries import register as reads
from portal.meetings.queries import topics
from portal.meetings.rules import sees_item
from portal.meetings.views import bp
from portal.meetings.views.loading import item_now, meeting_now
from portal.meetings.views.resolutions import words
from portal.web import respond
from portal.web.guards import requires
from portal.web.paging import page_number, page_of


@bp.get("/meetings/<id:meeting_id>/resolutions", endpoint="meeting_resolutions")
@requires(Permission.MEETING_VIEW, load=meeting_now)
def meeting_resolutions(meeting: Meeting) -> Response:
    """Show what one meeting resolved, item by item, and whether the divisions have their extracts."""
    may_manage = can(current_user, Permission.MEETING_MANAGE, meeting)
    agenda = queries.agenda_of(
        meeting, lambda item: sees_item(current_user.id, item, meeting.circle, is_manager=may_manage)
    )
    return respond.show(
        "meetings/meeting_resolutions.html",
        may_manage=may_manage,
        meeting=meeting,
        agenda=agenda,
        resolutions=queries.resolutions_of(meeting.id),
        **words(),
    )


@bp.post("/meetings/<id:meeting_id>/extracts", endpoint="send_extracts")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def send_extracts(meeting: Meeting) -> Response:
    """Send the divisions what was resolved on their items."""
    sent = actions.send_extracts(meeting=meeting, actor=current_user._get_current_object(), now=clock.now())
    told = ngettext("ส่งสำเนามติ %(num)s เรื่อง", "ส่งสำเนามติ %(num)s เรื่อง", len(sent)) if sent else _("ส่งสำเนามติครบแล้ว")
    return respond.done(url_for("meetings.meeting_resolutions", meeting_id=meeting.id), message=told)


@bp.post("/meetings/<id:meeting_id>/carrying", endpoint="carry")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def carry(meeting: Meeting) -> Response:
    """Take up from earlier meetings what has come since the agenda was opened."""
    carried = actions.carry_over(meeting=meeting, actor=current_user._get_current_object(), now=clock.now())
    told = ngettext("เพิ่มเรื่องจากการประชุมก่อน %(num)s เรื่อง", "เพิ่มเรื่องจากการประชุมก่อน %(num)s เรื่อง", carried.total)
    home = url_for("meetings.board", meeting_id=meeting.id)
    return respond.done(home, message=told if carried.total else _("ไม่มีเรื่องใหม่จากการประชุมก่อน"))


@bp.get("/items/<id:item_id>/extract", endpoint="extract")
@requires(Permission.ITEM_VIEW, load=item_now)
def extract(item: AgendaItem) -> Response:
    """Show the extract of an item, to be read and printed."""
    if item.meeting is None or item.meeting.ended_at is None:
        raise NotFound(N_("ยังไม่มีสำเนามติของเรื่องนี้ เพราะการประชุมยังไม่เลิก"))
    agenda = queries.agenda_of(item.meeting)
    number = next((line.number for line in agenda.lines if line.item.id == item.id), "")
    resolved = queries.resolutions_of(item.meeting.id).get(item.id, [])
    return respond.show("meetings/extract.html", item=item, number=number, resolved=resolved, **words())


@bp.get("/topics/<id:topic_id>", endpoint="topic")
@requires(Permission.COMMITTEE_VIEW)
def topic(topic_id: int) -> Response:
    """Show one topic through the meetings."""
    steps = topics.topic_of(topic_id, current_user._get_current_object(), clock.now())
    if not steps:
        raise NotFound(N_("ไม่พบหน้าหรือรายการที่ขอ"))
    return respond.show("meetings/topic.html", steps=steps, **words())


@bp.get("/meetings/search", endpoint="search")
@requires(Permission.COMMITTEE_VIEW)
def search() -> Response:
    """Look for words in agendas, resolutions and adopted minutes in sight."""
    form = SearchForm()
    where = form.where.data if form.where.data in ("resolutions", "minutes") else "items"
    q = form.q.data or ""
    listing = page_of(_found(where, q, page_number(request.args))) if topics.words_of(q) else None
    return respond.show("meetings/search.html", form=form, where=where, q=q, listing=listing, **words())


def _found(where: str, q: str, number: int) -> Any:
    person, now = current_user._get_current_object(), clock.now()
    if where == "resolutions":
        return reads.register(person, reads.Wanted(q=q), number, now)
    if where == "minutes":
        return topics.found_minutes(person, q, number, now)
    return topics.found_items(person, q, number, now)
