"""What becomes of a submitted item: sent back with a reason, put off with a reason, withdrawn by its division."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.meetings.actions.arranging import check_arranging, lift_below, take_out
from portal.meetings.actions.locking import ITEM_CHANGED, turn_agenda
from portal.meetings.actions.records import record_item
from portal.meetings.models import AgendaItem, Submission
from portal.meetings.rules import AHEAD, ItemState, MeetingState, check_reason
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import User

DECIDABLE = (ItemState.SUBMITTED, ItemState.DEFERRED, ItemState.PLACED)


def return_item(*, item: AgendaItem, reason: str, version: int, actor: User, now: datetime) -> AgendaItem:
    """Return the item, sent back to its division with the reason; it leaves an agenda it stands on.

    version: of the item as it was shown
    Raises RuleBroken without a reason or for an item that cannot go back, Conflict when somebody was faster.
    """
    _decide(item, reason, version, actor, now)
    item.returned_at, item.return_reason = now, reason
    db.session.flush()
    _close(audit.Event.ITEM_RETURNED, NoticeKind.ITEM_RETURNED, item, reason, actor, now)
    return item


def defer_item(*, item: AgendaItem, reason: str, version: int, actor: User, now: datetime) -> AgendaItem:
    """Return the item, put off to a later meeting with the reason; it waits in the backlog. Raises as `return_item`."""
    _decide(item, reason, version, actor, now)
    item.deferred_at, item.defer_reason = now, reason
    db.session.flush()
    _close(audit.Event.ITEM_DEFERRED, NoticeKind.ITEM_DEFERRED, item, reason, actor, now)
    return item


def withdraw_item(*, item: AgendaItem, reason: str, version: int, actor: User, now: datetime) -> AgendaItem:
    """Return the item, withdrawn by its division.

    Before the meeting it leaves the agenda, which keeps a note of it; while in session it keeps its number and is
    closed with the outcome "withdrawn". Raises RuleBroken without a reason or once it was dealt with, Conflict.
    """
    check_reason(reason)
    meeting = item.meeting
    if meeting is not None:
        turn_agenda(meeting, actor, now)
    _hold(item, version)
    if item.state not in (*DECIDABLE, ItemState.DRAFT, ItemState.RETURNED):
        raise RuleBroken(N_("เรื่องนี้พิจารณาหรือถอนแล้ว จึงถอนอีกไม่ได้"))
    if meeting is not None and meeting.state not in (*AHEAD, MeetingState.IN_SESSION):
        raise RuleBroken(N_("การประชุมเสร็จสิ้นแล้ว จึงถอนเรื่องไม่ได้"))
    item.withdraw_reason = reason
    if meeting is not None and meeting.state is MeetingState.IN_SESSION:
        item.outcome = "withdrawn"
    else:
        if meeting is not None:
            lift_below(meeting, item)
        item.withdrawn_at = now
    db.session.flush()
    record_item(audit.Event.ITEM_WITHDRAWN, item, actor, now, {"reason": reason})
    return item


def _decide(item: AgendaItem, reason: str, version: int, actor: User, now: datetime) -> None:
    check_reason(reason)
    meeting = item.meeting
    if meeting is not None:
        turn_agenda(meeting, actor, now)
        check_arranging(meeting)
    _hold(item, version)
    if item.state not in DECIDABLE:
        raise RuleBroken(N_("เรื่องนี้ส่งคืน ถอน หรือพิจารณาแล้ว จึงทำรายการนี้ไม่ได้"))
    if meeting is not None:
        take_out(meeting, item, actor, now)


def _hold(item: AgendaItem, version: int) -> None:
    db.session.refresh(item, with_for_update=True)
    if item.version != version:
        raise Conflict(ITEM_CHANGED)


def _close(event: audit.Event, kind: NoticeKind, item: AgendaItem, reason: str, actor: User, now: datetime) -> None:
    record_item(event, item, actor, now, {"reason": reason})
    submitters = select(Submission.submitted_by_id).where(Submission.item_id == item.id)
    notify(
        user_ids=sorted({item.created_by_id, *db.session.scalars(submitters)} - {actor.id}),
        kind=kind,
        detail={
            "committee": item.committee.shown_name,
            "item": item.title,
            "by": actor.name,
            "reason": reason,
        },
        path=f"/items/{item.id}",
        dedupe_key=f"{kind.value}:{item.id}:{item.version}",
        now=now,
    )
