"""Resolutions: what kinds there are, where one stands, what may be done with it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from portal.errors import N_, RuleBroken

REPORT_CHARACTERS = 5_000


class ResolutionKind(StrEnum):
    """What a meeting can resolve, in the order of the form."""

    ACKNOWLEDGED = "acknowledged"
    ADOPTED = "adopted"
    AGREED = "agreed"
    APPROVED = "approved"
    ASSIGNED = "assigned"


class ResolutionState(StrEnum):
    """Where a resolution stands: nothing to follow, open, said to be done, accepted as done."""

    RECORDED = "recorded"
    OPEN = "open"
    REPORTED_DONE = "reported_done"
    DONE = "done"


class Act(StrEnum):
    """What can happen to a resolution that is followed."""

    REPORTED = "reported"
    REPORTED_DONE = "reported_done"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"
    DUE_CHANGED = "due_changed"
    OWNER_CHANGED = "owner_changed"
    REOPENED = "reopened"


KIND_WORDS = {
    ResolutionKind.ACKNOWLEDGED: N_("รับทราบ"),
    ResolutionKind.ADOPTED: N_("รับรอง"),
    ResolutionKind.AGREED: N_("เห็นชอบ"),
    ResolutionKind.APPROVED: N_("อนุมัติ"),
    ResolutionKind.ASSIGNED: N_("มอบหมาย"),
}
ACT_WORDS = {
    Act.REPORTED: N_("รายงานความก้าวหน้า"),
    Act.REPORTED_DONE: N_("รายงานว่าดำเนินการแล้วเสร็จ"),
    Act.ACCEPTED: N_("รับว่าแล้วเสร็จ"),
    Act.SENT_BACK: N_("ส่งคืนให้ดำเนินการต่อ"),
    Act.DUE_CHANGED: N_("เปลี่ยนวันครบกำหนด"),
    Act.OWNER_CHANGED: N_("เปลี่ยนผู้รับผิดชอบ"),
    Act.REOPENED: N_("เปิดติดตามอีกครั้ง"),
}


class Followed(Protocol):
    """What decides where a resolution stands."""

    reported_done_at: datetime | None
    done_at: datetime | None
    due_on: date | None

    @property
    def is_followed(self) -> bool: ...


def resolution_state(resolution: Followed) -> ResolutionState:
    """Return where the resolution stands."""
    if resolution.done_at is not None:
        return ResolutionState.DONE
    if not resolution.is_followed:
        return ResolutionState.RECORDED
    return ResolutionState.OPEN if resolution.reported_done_at is None else ResolutionState.REPORTED_DONE


def is_overdue(resolution: Followed, today: date) -> bool:
    """Return whether it is still to be carried out and its day has passed."""
    return (
        resolution_state(resolution) is ResolutionState.OPEN
        and resolution.due_on is not None
        and resolution.due_on < today
    )


def check_reportable(resolution: Followed, note: str) -> None:
    """Raise RuleBroken where nothing is to be reported any more, or the report says nothing."""
    state = resolution_state(resolution)
    if state is ResolutionState.RECORDED:
        raise RuleBroken(N_("มตินี้ไม่ได้กำหนดผู้รับผิดชอบหรือวันครบกำหนด จึงไม่ต้องรายงานผล"))
    if state is ResolutionState.DONE:
        raise RuleBroken(N_("มตินี้แล้วเสร็จและปิดการติดตามแล้ว หากยังต้องดำเนินการ โปรดแจ้งฝ่ายเลขานุการให้เปิดติดตามอีกครั้ง"))
    if not note.strip():
        raise RuleBroken(N_("โปรดระบุว่าได้ทำอะไร ผลเป็นอย่างไร"), field="note")


def check_decidable(resolution: Followed, act: Act) -> None:
    """Raise RuleBroken where the secretary cannot do this to the resolution as it stands."""
    state = resolution_state(resolution)
    allowed = {
        Act.ACCEPTED: (ResolutionState.OPEN, ResolutionState.REPORTED_DONE),
        Act.SENT_BACK: (ResolutionState.REPORTED_DONE,),
        Act.DUE_CHANGED: (ResolutionState.RECORDED, ResolutionState.OPEN, ResolutionState.REPORTED_DONE),
        Act.OWNER_CHANGED: (ResolutionState.RECORDED, ResolutionState.OPEN, ResolutionState.REPORTED_DONE),
        Act.REOPENED: (ResolutionState.DONE,),
    }[act]
    if state not in allowed:
        raise RuleBroken(N_("สถานะของมติเปลี่ยนไปแล้ว จึงทำรายการนี้ไม่ได้ โปรดตรวจสถานะปัจจุบัน"))


def carried_title(label: str, title: str) -> str:
    """Return what an item of "เรื่องสืบเนื่อง" is called. label: number of the resolution, "" where it has none."""
    return f"ติดตามมติที่ {label} {title}" if label else f"ติดตามมติ {title}"


def adoption_title(meeting_label: str) -> str:
    """Return what the item that adopts a meeting's minutes is called. meeting_label: e.g. "ครั้งที่ 1/2570"."""
    return f"รับรองรายงานการประชุม{meeting_label}"
