"""One item's page, submitting it, taking it back, its submissions side by side."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.errors import Conflict
from portal.meetings.actions import recall_item, submit_item
from portal.meetings.actions.decisions import DECIDABLE
from portal.meetings.actions.proposals import check_open_to_writing, content_of
from portal.meetings.forms import SubmitForm
from portal.meetings.models import AgendaItem, Submission
from portal.meetings.queries import agenda_of, papers_of
from portal.meetings.queries import proposals as queries
from portal.meetings.rules import ItemState
from portal.meetings.rules.proposals import (
    CONTENT_WORDS,
    ITEM_KIND_WORDS,
    RECALLABLE,
    WRITABLE,
    allows,
    check_withdrawable,
    digest_of,
    lacking,
)
from portal.meetings.views import bp
from portal.meetings.views.loading import act, item_seen, item_with_history
from portal.web import respond, slots
from portal.web.guards import requires
from portal.web.versions import VersionForm


@bp.get("/items/<id:item_id>", endpoint="item")
@requires(Permission.ITEM_VIEW, load=item_seen)
def item(item: AgendaItem) -> Response:
    """Show one item: to its division as it is written, to everybody else as it was submitted."""
    is_division = can(current_user, Permission.ITEM_PROPOSE, item)
    latest = queries.latest_submission(item.id)
    is_frozen = not is_division and latest is not None and item.state in WRITABLE
    return respond.show(
        "meetings/item.html",
        item=item,
        shown=latest.content if is_frozen and latest is not None else content_of(item),
        latest=latest,
        returned=queries.last_return(item.id) if item.state is ItemState.RETURNED else None,
        number=_number(item),
        papers=_papers(item, latest, is_division=is_division),
        lacks=[sentence for _field, sentence in lacking(item)] if is_division and item.state in WRITABLE else [],
        **_may(item, is_division=is_division),
        **_words(),
        panels=slots.rendered("item", item),
        history=slots.rendered("item-history", item),
    )


@bp.route("/items/<id:item_id>/submission", methods=["GET", "POST"])
@requires(Permission.ITEM_PROPOSE, load=item_seen)
def submit(item: AgendaItem) -> Response:
    """Show what will be frozen, then submit exactly that."""
    papers, latest = queries.draft_papers(item.id), queries.latest_submission(item.id)
    form = SubmitForm(seen=digest_of(content_of(item), papers))
    changed = False
    if form.validate_on_submit():
        typed: dict[str, Any] = {"item": item, "note": form.note.data or "", "seen": form.seen.data or ""}
        try:
            if respond.carried_out(form, submit_item, **typed, **act()) is not None:
                message = _("เสนอเรื่องแล้ว เลขานุการได้รับแจ้ง")
                return respond.done(url_for("meetings.item", item_id=item.id), message=message)
        except Conflict:
            changed = True
            form.seen.data = digest_of(content_of(item), queries.draft_papers(item.id))
    shown: dict[str, Any] = {"item": item, "shown": content_of(item), "papers": papers, "latest": latest}
    shown |= {"changed": changed, "lacks": lacking(item), "is_late": _is_late(item), **_words()}
    status = 409 if changed else 422 if form.errors else 200
    return respond.show("meetings/submit.html", status=status, form=form, **shown)


@bp.post("/items/<id:item_id>/recall")
@requires(Permission.ITEM_PROPOSE, load=item_seen)
def recall(item: AgendaItem) -> Response:
    """Take a submitted item back, to go on writing."""
    form = VersionForm()
    recall_item(item=item, version=form.shown_version, **act())
    home = url_for("meetings.item", item_id=item.id)
    return respond.done(home, message=_("ดึงเรื่องกลับมาแก้ไขแล้ว แก้ไขเสร็จแล้วต้องเสนออีกครั้ง"))


@bp.get("/items/<id:item_id>/submissions")
@requires(Permission.ITEM_VIEW, load=item_with_history)
def submissions(item: AgendaItem) -> Response:
    """Show every submission, what each changed, and what came between them."""
    return respond.show("meetings/submissions.html", item=item, steps=queries.steps_of(item), **_words())


def _may(item: AgendaItem, *, is_division: bool) -> dict[str, bool]:
    """Return what the page offers."""
    meeting = None if item.meeting is None else item.meeting.state
    is_arranger = can(current_user, Permission.ITEM_ARRANGE, item)
    return {
        "is_division": is_division,
        "may_write": is_division and allows(check_open_to_writing, item),
        "may_submit": is_division and item.state in WRITABLE,
        "may_recall": is_division and item.state in RECALLABLE,
        "may_withdraw": is_division and allows(check_withdrawable, item.state, meeting),
        "sees_history": is_division or is_arranger,
        "may_decide": is_arranger and item.state in DECIDABLE,
        "sees_meeting": item.meeting_id is not None and current_user.id in item.reader_ids | item.secretary_ids,
    }


def _papers(item: AgendaItem, latest: Submission | None, *, is_division: bool) -> list[Any]:
    """Return the papers shown: the draft's while the division writes, else those in force."""
    if is_division and (item.state in WRITABLE or latest is None):
        return queries.draft_papers(item.id)
    return papers_of([item.id]).get(item.id, [])


def _number(item: AgendaItem) -> str:
    """Return the item's number on its agenda, "" while it has no place."""
    if item.meeting is None or item.withdrawn_at is not None:
        return ""
    lines = agenda_of(item.meeting, lambda each: each.id == item.id).lines
    return lines[0].number if lines else ""


def _is_late(item: AgendaItem) -> bool:
    """Return whether the meeting asked for takes no more items in time."""
    wanted = queries.meeting_wanted(item)
    until = None if wanted is None else wanted.proposals_until_at
    return until is not None and until < clock.now()


def _words() -> dict[str, Any]:
    return {"kind_words": ITEM_KIND_WORDS, "content_words": CONTENT_WORDS, "ItemState": ItemState}
