"""The minutes' text of an item, and the resolutions written down in the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.meetings.actions.locking import hold_meeting
from portal.meetings.actions.records import record_item, record_resolution
from portal.meetings.models import AgendaItem, ItemNote, Resolution
from portal.meetings.rules import NOTE_LONGEST, WRITING, MeetingState, ResolutionKind, check_votes
from portal.people.models import Unit, User
from portal.thai import search_key


class NoteConflict(Conflict):
    """Somebody saved the note meanwhile: `latest` is what stands, what was typed is with the form."""

    def __init__(self, latest: ItemNote) -> None:
        super().__init__(N_("มีผู้บันทึกข้อความของเรื่องนี้ก่อนท่าน ระบบแสดงทั้งสองข้อความ โปรดรวมแล้วบันทึกอีกครั้ง"))
        self.latest = latest


@dataclass(frozen=True)
class Resolved:
    """A resolution as it was typed. votes: for, against, abstaining; None for no show of hands."""

    kind: ResolutionKind
    text: str
    unit: Unit | None = None
    owner: User | None = None
    due_on: date | None = None
    votes: tuple[int | None, int | None, int | None] = (None, None, None)

    @property
    def columns(self) -> dict[str, Any]:
        """The columns it is kept in."""
        yes, no, none = self.votes
        return {
            "kind": self.kind.value,
            "text": self.text,
            "owner_unit": self.unit,
            "owner": self.owner,
            "due_on": self.due_on,
            "votes_for": yes,
            "votes_against": no,
            "votes_abstain": none,
        }


def save_note(*, item: AgendaItem, body: str, base_no: int, actor: User, now: datetime) -> ItemNote:
    """Return the note in force after saving; the same text again adds nothing.

    base_no: the number of the note the text was begun from, 0 for none
    Raises NoteConflict when another note was saved since, RuleBroken once minutes are adopted or before the session.
    """
    _hold(item)
    if len(body) > NOTE_LONGEST:
        raise RuleBroken(N_("ข้อความยาวเกิน %(max)s ตัวอักษร โปรดย่อ หรือแนบเป็นเอกสาร"), field="body", max=NOTE_LONGEST)
    latest = db.session.scalars(
        select(ItemNote).where(ItemNote.item_id == item.id).order_by(ItemNote.no.desc()).limit(1)
    ).first()
    if latest is not None and latest.body == body:
        return latest
    if (latest.no if latest is not None else 0) != base_no:
        raise NoteConflict(latest) if latest is not None else Conflict(N_("โปรดโหลดหน้าใหม่แล้วบันทึกอีกครั้ง"))
    if latest is None and not body.strip():
        raise RuleBroken(N_("ยังไม่มีข้อความให้บันทึก"), field="body")
    note = ItemNote(item_id=item.id, no=base_no + 1, body=body, saved_by_id=actor.id, saved_at=now)
    db.session.add(note)
    db.session.flush()
    record_item(audit.Event.MINUTES_NOTED, item, actor, now, {"no": note.no})
    return note


def record_resolution_of(
    *, item: AgendaItem, resolved: Resolved, submit_key: str, actor: User, now: datetime
) -> Resolution:
    """Return the new resolution of the item. Sent twice it is one.

    Raises RuleBroken without a text, for counts that do not fit, once minutes are adopted or before the session.
    """
    _hold(item)
    stored = select(Resolution).where(Resolution.submit_key == submit_key, Resolution.item_id == item.id)
    if (found := db.session.scalars(stored).one_or_none()) is not None:
        return found
    _check(resolved)
    last = db.session.scalar(select(func.max(Resolution.position)).where(Resolution.item_id == item.id))
    resolution = Resolution(
        committee_id=item.committee_id,
        meeting=item.meeting,
        item=item,
        position=(last or 0) + 1,
        created_by_id=actor.id,
        created_at=now,
        submit_key=submit_key,
        search_text=search_key(f"{item.title} {resolved.text}"),
        **resolved.columns,
    )
    db.session.add(resolution)
    db.session.flush()
    record_resolution(audit.Event.RESOLUTION_CREATED, resolution, actor, now, _told(resolution))
    return resolution


def change_resolution(
    *, resolution: Resolution, resolved: Resolved, version: int, actor: User, now: datetime
) -> Resolution:
    """Return the resolution, worded otherwise; old and new stand on record.

    Raises Conflict for another version, RuleBroken as `record_resolution_of`.
    """
    _hold(resolution.item)
    db.session.refresh(resolution)
    if resolution.version != version:
        raise Conflict(N_("มีผู้แก้ไขมตินี้ก่อนท่าน โปรดตรวจข้อความปัจจุบัน แล้วบันทึกอีกครั้ง"))
    _check(resolved)
    before = _told(resolution)
    for name, value in resolved.columns.items():
        setattr(resolution, name, value)
    resolution.search_text = search_key(f"{resolution.item.title} {resolved.text}")
    db.session.flush()
    after = _told(resolution)
    if before != after:
        record_resolution(audit.Event.RESOLUTION_CHANGED, resolution, actor, now, {"old": before, "new": after})
    return resolution


def strike_resolution(*, resolution: Resolution, version: int, actor: User, now: datetime) -> Resolution:
    """Return the resolution, taken back while the meeting is in session; it has no number yet.

    Raises RuleBroken once it has a number, Conflict for another version.
    """
    _hold(resolution.item)
    db.session.refresh(resolution)
    if resolution.struck_at is not None:
        return resolution
    if resolution.version != version:
        raise Conflict(N_("มีผู้แก้ไขมตินี้ก่อนท่าน โปรดตรวจข้อความปัจจุบัน แล้วบันทึกอีกครั้ง"))
    if resolution.number is not None:
        raise RuleBroken(N_("มตินี้มีเลขแล้ว จึงลบไม่ได้ แก้ไขข้อความได้จนกว่าจะรับรองรายงานการประชุม"))
    resolution.struck_at = now
    db.session.flush()
    record_resolution(audit.Event.RESOLUTION_STRUCK, resolution, actor, now, {"text": resolution.text})
    return resolution


def _hold(item: AgendaItem) -> None:
    meeting = item.meeting
    if meeting is None:
        raise RuleBroken(N_("เรื่องนี้ไม่ได้อยู่ในระเบียบวาระแล้ว โปรดโหลดหน้าใหม่"))
    hold_meeting(meeting)
    if meeting.state is MeetingState.ADOPTED:
        raise RuleBroken(N_("รายงานการประชุมรับรองแล้ว จึงแก้ไขไม่ได้ หากพบข้อผิดพลาด โปรดบันทึกเป็นการแก้ไขหลังรับรอง"))
    if meeting.state not in WRITING:
        raise RuleBroken(N_("บันทึกได้เมื่อเริ่มประชุมแล้ว"))


def _check(resolved: Resolved) -> None:
    if not resolved.text.strip():
        raise RuleBroken(N_("โปรดพิมพ์ข้อความมติ หรือเลือกข้อความสำเร็จรูป"), field="text")
    if resolved.kind is ResolutionKind.ASSIGNED and resolved.unit is None and resolved.owner is None:
        raise RuleBroken(N_("มติมอบหมายต้องระบุส่วนราชการหรือผู้รับผิดชอบ"), field="unit")
    check_votes(resolved.votes)


def _told(resolution: Resolution) -> dict[str, Any]:
    return {
        "kind": resolution.kind,
        "text": resolution.text,
        "owner": resolution.owner_label,
        "due_on": "" if resolution.due_on is None else resolution.due_on.isoformat(),
    }
