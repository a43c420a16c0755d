"""Where a meeting and an item stand, told from what has happened to them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from portal.errors import N_


class MeetingState(StrEnum):
    """W12 of the study: planned, agenda open, agenda fixed, invited, held, minutes draft, circulated, adopted."""

    PLANNED = "planned"
    AGENDA_OPEN = "agenda_open"
    AGENDA_FIXED = "agenda_fixed"
    INVITED = "invited"
    IN_SESSION = "in_session"
    MINUTES_DRAFT = "minutes_draft"
    CIRCULATED = "circulated"
    ADOPTED = "adopted"
    CANCELLED = "cancelled"


class ItemState(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    DEFERRED = "deferred"
    PLACED = "placed"
    DISCUSSED = "discussed"
    CARRIED_OVER = "carried_over"
    WITHDRAWN = "withdrawn"


MEETING_WORDS = {
    MeetingState.PLANNED: N_("กำหนดวันแล้ว"),
    MeetingState.AGENDA_OPEN: N_("เปิดรับเรื่อง"),
    MeetingState.AGENDA_FIXED: N_("กำหนดระเบียบวาระแล้ว"),
    MeetingState.INVITED: N_("เชิญประชุมแล้ว"),
    MeetingState.IN_SESSION: N_("กำลังประชุม"),
    MeetingState.MINUTES_DRAFT: N_("ร่างรายงานการประชุม"),
    MeetingState.CIRCULATED: N_("เวียนรายงานการประชุม"),
    MeetingState.ADOPTED: N_("รับรองรายงานการประชุมแล้ว"),
    MeetingState.CANCELLED: N_("ยกเลิก"),
}
ITEM_WORDS = {
    ItemState.DRAFT: N_("ร่าง"),
    ItemState.RETURNED: N_("ส่งคืนให้แก้ไข"),
    ItemState.SUBMITTED: N_("เสนอแล้ว รอบรรจุวาระ"),
    ItemState.DEFERRED: N_("เลื่อน"),
    ItemState.PLACED: N_("บรรจุวาระแล้ว"),
    ItemState.DISCUSSED: N_("พิจารณาแล้ว"),
    ItemState.CARRIED_OVER: N_("เลื่อนไปการประชุมครั้งต่อไป"),
    ItemState.WITHDRAWN: N_("ถอนเรื่อง"),
}
# the agenda may still be arranged, items still written
ARRANGING = (MeetingState.PLANNED, MeetingState.AGENDA_OPEN)
# nothing was said in the room yet: the agenda may be opened again, the meeting called off
AHEAD = (MeetingState.PLANNED, MeetingState.AGENDA_OPEN, MeetingState.AGENDA_FIXED, MeetingState.INVITED)
# what is written of the meeting may still be changed
WRITING = (MeetingState.IN_SESSION, MeetingState.MINUTES_DRAFT, MeetingState.CIRCULATED)


class MeetingFacts(Protocol):
    """The instants of a meeting that decide its state."""

    cancelled_at: datetime | None
    agenda_opened_at: datetime | None
    agenda_fixed_at: datetime | None
    invited_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    circulated_at: datetime | None
    adopted_at: datetime | None


class ItemFacts(Protocol):
    """What decides an item's state."""

    withdrawn_at: datetime | None
    outcome: str
    meeting_id: int | None
    deferred_at: datetime | None
    returned_at: datetime | None
    submitted_at: datetime | None


def meeting_state(meeting: MeetingFacts) -> MeetingState:
    """Return the state, the furthest that was reached.

    An agenda opened again takes an invited meeting back to where items are arranged; who was invited stays invited.
    """
    is_fixed = meeting.agenda_fixed_at is not None
    reached = (
        (meeting.cancelled_at, MeetingState.CANCELLED),
        (meeting.adopted_at, MeetingState.ADOPTED),
        (meeting.circulated_at, MeetingState.CIRCULATED),
        (meeting.ended_at, MeetingState.MINUTES_DRAFT),
        (meeting.started_at, MeetingState.IN_SESSION),
        (meeting.invited_at if is_fixed else None, MeetingState.INVITED),
        (meeting.agenda_fixed_at, MeetingState.AGENDA_FIXED),
        (meeting.agenda_opened_at, MeetingState.AGENDA_OPEN),
    )
    return next((state for at, state in reached if at is not None), MeetingState.PLANNED)


def item_state(item: ItemFacts) -> ItemState:
    """Return the state; what became of it in the room comes before where it was placed."""
    if item.withdrawn_at is not None or item.outcome == "withdrawn":
        return ItemState.WITHDRAWN
    if item.outcome == "discussed":
        return ItemState.DISCUSSED
    if item.outcome == "deferred":
        return ItemState.CARRIED_OVER
    if item.meeting_id is not None:
        return ItemState.PLACED
    if item.returned_at is not None:
        return ItemState.RETURNED
    if item.deferred_at is not None:
        return ItemState.DEFERRED
    return ItemState.DRAFT if item.submitted_at is None else ItemState.SUBMITTED


def is_late(submitted_at: datetime | None, until_at: datetime | None) -> bool:
    """Return whether an item was submitted after the meeting's deadline for items."""
    return submitted_at is not None and until_at is not None and submitted_at > until_at
