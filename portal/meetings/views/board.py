"""The board where the secretary arranges an agenda: backlog beside sections, moves, undo, what colleagues changed."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.errors import N_, Conflict, PortalError, RuleBroken
from portal.meetings import actions
from portal.meetings.forms import Move, MoveForm, OwnItemForm, SeenForm
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.rules import Placed
from portal.meetings.views import bp
from portal.meetings.views.board_page import board_of, note_undo, undo_of
from portal.meetings.views.loading import item_now, meeting_now
from portal.web import respond
from portal.web.guards import requires
from portal.web.language import in_current_digits

PAGE, PART, ADDED = "meetings/board.html", "meetings/_board_answer.html", "meetings/_own_item.html"


@bp.get("/meetings/<id:meeting_id>/board", endpoint="board")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def board(meeting: Meeting) -> Response:
    """Show the board."""
    return _shown(meeting)


@bp.get("/meetings/<id:meeting_id>/board/changes", endpoint="board_changes")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def changes(meeting: Meeting) -> Response:
    """Answer the board's own asking: nothing (204) while the agenda is as it was seen, else the board as it is now."""
    if request.args.get("seen") == str(meeting.agenda_version):
        return make_response("", 204)
    return _shown(meeting, news=("info", _changed_by(meeting)))


@bp.post("/meetings/<id:meeting_id>/board/moves", endpoint="move")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def move(meeting: Meeting) -> Response:
    """Place an item, move one, send one back to wait."""
    form = MoveForm()
    if not form.validate_on_submit():
        return _shown(meeting, status=422, news=("danger", _("โปรดโหลดหน้าใหม่แล้วทำอีกครั้ง")))
    try:
        words = _carry_out(meeting, form.wanted, form.seen_version)
    except (Conflict, RuleBroken) as refusal:
        return _refused(meeting, refusal)
    return _done(meeting, words)


@bp.post("/meetings/<id:meeting_id>/board/undo", endpoint="undo_move")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def undo_move(meeting: Meeting) -> Response:
    """Put the sections back as they were before the person's last act, unless something changed since."""
    form, kept = SeenForm(), undo_of(meeting)
    if not form.validate_on_submit() or kept is None:
        return _shown(meeting, status=409, news=("warning", _("ไม่มีรายการที่เลิกทำได้ หรือมีผู้แก้ไขระเบียบวาระหลังจากนั้น")))
    layout = {int(key): [Placed(*each) for each in order] for key, order in kept["layout"].items()}
    try:
        actions.put_back(meeting=meeting, layout=layout, seen=form.seen_version, **_by_now())
    except (Conflict, RuleBroken) as refusal:
        return _refused(meeting, refusal)
    note_undo(None)
    return _done(meeting, _("เลิกทำแล้ว ระเบียบวาระกลับเป็นอย่างเดิม"))


@bp.post("/meetings/<id:meeting_id>/board/items", endpoint="add_item")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def add_item(meeting: Meeting) -> Response:
    """Add an item of the secretary's own."""
    form = OwnItemForm(actions.sections_of_meeting(meeting))
    if form.validate_on_submit():
        act = {"meeting": meeting, "wanted": form.wanted, "submit_key": form.submit_key.data, **_by_now()}
        if (made := respond.carried_out(form, actions.add_item, **act)) is not None:
            note_undo(None)
            fresh = OwnItemForm(actions.sections_of_meeting(meeting), formdata=None, section=made.section_id)
            news = ("success", _("เพิ่ม “%(title)s” แล้ว", title=made.title))
            if not respond.wants_part():
                return respond.done(_home(meeting), message=news[1])
            return respond.show(ADDED, with_board=True, **board_of(meeting, news) | {"own_form": fresh})
    return respond.refuse(PAGE, ADDED, with_board=False, **board_of(meeting) | {"own_form": form})


def _carry_out(meeting: Meeting, wanted: Move, seen: int) -> str:
    """Do what a button or the mouse asks for; return what came of it in words."""
    item = item_now(wanted.item_id)
    if item is None:
        raise RuleBroken(N_("ไม่พบเรื่องนี้แล้ว โปรดโหลดหน้าใหม่"))
    if wanted.is_again:
        source: dict[str, Any] = {"source": item, "section_id": wanted.place.section_id or 0}
        made = actions.place_again(meeting=meeting, seen=seen, **source, **_by_now())
        note_undo(None)
        return str(_("บรรจุ “%(title)s” ต่อจากการประชุมครั้งก่อนแล้ว", title=made.title))
    arranged = actions.arrange(meeting=meeting, item=item, place=wanted.place, seen=seen, **_by_now())
    note_undo(meeting, arranged.before)
    return _told(item, arranged.number)


def _told(item: AgendaItem, number: str) -> str:
    if not number:
        return str(_("นำ “%(title)s” ออกไปรอบรรจุวาระแล้ว", title=item.title))
    return str(_("“%(title)s” อยู่ที่ %(number)s แล้ว", title=item.title, number=in_current_digits(number)))


def _changed_by(meeting: Meeting) -> str:
    who = meeting.agenda_changed_by
    if who is None or who.id == current_user.id:
        return str(_("ระเบียบวาระเปลี่ยนจากหน้าอื่น แสดงลำดับล่าสุดแล้ว"))
    return str(_("มีผู้แก้ไขระเบียบวาระ: %(name)s แสดงลำดับล่าสุดแล้ว", name=who.name))


def _done(meeting: Meeting, words: str) -> Response:
    """Return the board with what was done and the way back; a plain browser is sent to the board's page."""
    if not respond.wants_part():
        return respond.done(_home(meeting), message=words)
    return _shown(meeting, news=("success", words))


def _refused(meeting: Meeting, refusal: PortalError) -> Response:
    respond.keep_nothing()
    kind = "warning" if isinstance(refusal, Conflict) else "danger"
    return _shown(meeting, status=refusal.status, news=(kind, respond.say(refusal)))


def _shown(meeting: Meeting, *, status: int = 200, news: tuple[str, str] | None = None) -> Response:
    return respond.show(PAGE, PART, status=status, **board_of(meeting, news))


def _home(meeting: Meeting) -> str:
    return url_for("meetings.board", meeting_id=meeting.id)


def _by_now() -> dict[str, Any]:
    return {"actor": current_user._get_current_object(), "now": clock.now()}
