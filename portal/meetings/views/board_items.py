"""One item as the secretary handles it: place and details, sending back, putting off, removing; pasted outlines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.errors import Conflict, RuleBroken
from portal.meetings import actions, queries
from portal.meetings.forms import DetailsForm, OutlineForm, PlaceForm, ReasonForm
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.rules import PastedItem
from portal.meetings.views import bp
from portal.meetings.views.board_page import note_undo
from portal.meetings.views.loading import item_now, meeting_now
from portal.meetings.views.tabs import way_to
from portal.web import respond
from portal.web.filters import num
from portal.web.guards import requires
from portal.web.targets import local_target
from portal.web.versions import VersionForm

ITEM, REASON = "meetings/board_item.html", "meetings/item_reason.html"


@dataclass(frozen=True)
class OnBoard:
    """An item beside the meeting whose board it is on, as the policy sees them."""

    meeting: Meeting
    item: AgendaItem

    @property
    def unit_path(self) -> str:
        """The committee's path."""
        return self.meeting.unit_path

    @property
    def secretary_ids(self) -> frozenset[int]:
        """The committee's secretaries today."""
        return self.meeting.secretary_ids

    @property
    def reader_ids(self) -> frozenset[int]:
        """Whoever may open the meeting."""
        return self.meeting.reader_ids


def on_board(meeting_id: int, item_id: int) -> OnBoard | None:
    """Return the item where it stands on the meeting's agenda or waits before its committee, or None."""
    meeting, item = meeting_now(meeting_id), item_now(item_id)
    if meeting is None or item is None or item.committee_id != meeting.committee_id:
        return None
    return OnBoard(meeting, item) if item.meeting_id in (None, meeting.id) else None


@bp.route("/meetings/<id:meeting_id>/board/items/<id:item_id>", methods=["GET", "POST"], endpoint="board_item")
@requires(Permission.MEETING_MANAGE, load=on_board)
def board_item(on: OnBoard) -> Response:
    """Show an item's place and details, or change the details."""
    form, status = DetailsForm(**DetailsForm.values_of(on.item)), 200
    if form.validate_on_submit():
        act = {"item": on.item, "wanted": form.wanted, "version": form.shown_version, **_by_now()}
        try:
            if respond.carried_out(form, actions.change_details, **act) is not None:
                return respond.done(_board(on), message=_("บันทึก “%(title)s” แล้ว", title=on.item.title))
        except Conflict as conflict:
            status = _take_over(form, conflict, on.item)
    status = 422 if form.errors and status == 200 else status
    return _shown(on, form, _place_form(on), status)


@bp.post("/meetings/<id:meeting_id>/board/items/<id:item_id>/place", endpoint="place_item")
@requires(Permission.MEETING_MANAGE, load=on_board)
def place_item(on: OnBoard) -> Response:
    """Put an item at a place chosen from the list of all of them."""
    form, status = _place_form(on), 422
    if form.validate_on_submit():
        try:
            act: dict[str, Any] = {"meeting": on.meeting, "item": on.item, "place": form.wanted}
            act |= {"seen": form.seen_version, **_by_now()}
            note_undo(on.meeting, actions.arrange(**act).before)
            return respond.done(_board(on), message=_("ย้าย “%(title)s” แล้ว", title=on.item.title))
        except (Conflict, RuleBroken) as refusal:
            respond.keep_nothing()
            respond.add_error(form, refusal)
            form.seen.data, status = str(on.meeting.agenda_version), refusal.status
    return _shown(on, DetailsForm(formdata=None, **DetailsForm.values_of(on.item)), form, status)


@bp.route("/meetings/<id:meeting_id>/board/items/<id:item_id>/removal", methods=["GET", "POST"], endpoint="remove_item")
@requires(Permission.MEETING_MANAGE, load=on_board)
def remove_item(on: OnBoard) -> Response:
    """Ask, then take the secretary's own item off for good."""
    form, status = VersionForm(version=on.item.version), 200
    if form.validate_on_submit():
        try:
            act = {"item": on.item, "version": form.shown_version, **_by_now()}
            if respond.carried_out(form, actions.remove_item, **act) is not None:
                return respond.done(_board(on), message=_("ลบ “%(title)s” แล้ว", title=on.item.title))
        except Conflict as conflict:
            status = _take_over(form, conflict, on.item)
    status = 422 if form.errors and status == 200 else status
    return respond.show("meetings/remove_item.html", status=status, form=form, meeting=on.meeting, item=on.item)


@bp.route("/items/<id:item_id>/return", methods=["GET", "POST"], endpoint="return_item")
@requires(Permission.ITEM_ARRANGE, load=item_now)
def return_item(item: AgendaItem) -> Response:
    """Ask for the reason, then send an item back to its division."""
    return _decide(
        item, actions.return_item, "return", _("ส่งคืน “%(title)s” แล้ว ส่วนราชการได้รับแจ้งเหตุผล", title=item.title)
    )


@bp.route("/items/<id:item_id>/deferral", methods=["GET", "POST"], endpoint="defer_item")
@requires(Permission.ITEM_ARRANGE, load=item_now)
def defer_item(item: AgendaItem) -> Response:
    """Ask for the reason, then put an item off to a later meeting."""
    words = _("เลื่อน “%(title)s” แล้ว ส่วนราชการได้รับแจ้งเหตุผล", title=item.title)
    return _decide(item, actions.defer_item, "defer", words)


@bp.route("/meetings/<id:meeting_id>/board/outline", methods=["GET", "POST"], endpoint="paste_outline")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def paste_outline(meeting: Meeting) -> Response:
    """Take an agenda pasted as text: show what was read, then keep it."""
    sections = actions.sections_of_meeting(meeting)
    form, read = OutlineForm(sections), None
    if form.validate_on_submit():
        asked = {"text": form.text.data or "", "default": form.section.data or 0}
        if form.save.data:
            act = {**asked, "meeting": meeting, "submit_key": form.submit_key.data, **_by_now()}
            if (made := respond.carried_out(form, actions.add_outline, **act)) is not None:
                return respond.done(_board_of(meeting), message=_added(len(made)))
        else:
            read = respond.carried_out(form, actions.outline_of, sections=sections, **asked)
    shown: dict[str, Any] = {"form": form, "meeting": meeting, "sections": sections, "read": _by_section(read)}
    return respond.show("meetings/outline.html", status=422 if form.errors else 200, **shown)


def _decide(item: AgendaItem, action: Any, what: str, words: str) -> Response:
    meeting, form, status = item.meeting, ReasonForm(version=item.version), 200
    if form.validate_on_submit():
        act = {"item": item, "reason": form.reason.data, "version": form.shown_version, **_by_now()}
        try:
            if respond.carried_out(form, action, **act) is not None:
                return respond.done(_after(item, meeting), message=words)
        except Conflict as conflict:
            status = _take_over(form, conflict, item)
    status = 422 if form.errors and status == 200 else status
    return respond.show(REASON, status=status, form=form, item=item, what=what, home=_after(item, meeting))


def _shown(on: OnBoard, form: DetailsForm, place_form: PlaceForm, status: int) -> Response:
    return respond.show(
        ITEM,
        status=status,
        meeting=on.meeting,
        item=on.item,
        form=form,
        place_form=place_form,
        is_submitted=actions.is_submitted(on.item.id),
    )


def _place_form(on: OnBoard) -> PlaceForm:
    agenda = queries.agenda_of(on.meeting)
    section = queries.suggested_section([part.section for part in agenda.parts], on.item.kind)
    place, is_sub = f"{section.id}:" if section else "", False
    for part in agenda.parts:
        ids = [line.item.id for line in part.lines]
        if on.item.id in ids:
            follower = ids[ids.index(on.item.id) + 1 :][:1]
            place, is_sub = f"{part.section.id}:{follower[0] if follower else ''}", on.item.depth > 1
    return PlaceForm(agenda, on.item, seen=on.meeting.agenda_version, place=place, is_sub=is_sub)


def _by_section(read: list[PastedItem] | None) -> dict[int, list[PastedItem]] | None:
    if read is None:
        return None
    found: dict[int, list[PastedItem]] = {}
    for each in read:
        found.setdefault(each.section_position, []).append(each)
    return found


def _take_over(form: VersionForm, conflict: Conflict, item: AgendaItem) -> int:
    """Let the form that lost be sent again over what is there now; return the status of the answer."""
    respond.keep_nothing()
    respond.add_error(form, conflict)
    form.version.data = str(item.version)
    return conflict.status


def _added(count: int) -> str:
    return str(ngettext("เพิ่ม %(count)s เรื่องแล้ว", "เพิ่ม %(count)s เรื่องแล้ว", count, count=num(count)))


def _after(item: AgendaItem, meeting: Meeting | None) -> str:
    """Return where one goes after an item was decided: the board one came from, its meeting's, else the item."""
    if (back := local_target(request.values.get("back"))) is not None:
        return back
    if meeting is not None:
        return _board_of(meeting)
    return way_to("meetings.item", item_id=item.id) or url_for("meetings.meetings")


def _board(on: OnBoard) -> str:
    return _board_of(on.meeting)


def _board_of(meeting: Meeting) -> str:
    return url_for("meetings.board", meeting_id=meeting.id)


def _by_now() -> dict[str, Any]:
    return {"actor": current_user._get_current_object(), "now": clock.now()}
