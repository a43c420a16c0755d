"""Arranging an agenda: placing, moving, taking out, undoing. Each act turns the agenda's version, so none is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.meetings.actions.locking import AGENDA_CHANGED, turn_agenda
from portal.meetings.actions.records import record_item
from portal.meetings.models import AgendaItem, AgendaSection, Meeting
from portal.meetings.rules import (
    ItemState,
    Layout,
    MeetingState,
    Place,
    Placed,
    after_move,
    is_late,
    item_numbers,
)
from portal.people.models import User

WAITING = (ItemState.SUBMITTED, ItemState.DEFERRED)


@dataclass(frozen=True)
class Arranged:
    """What an act came to. number: of the item now, "" where it waits; before: the sections it touched as they were."""

    item: AgendaItem
    number: str
    before: Layout


def arrange(*, meeting: Meeting, item: AgendaItem, place: Place, seen: int, actor: User, now: datetime) -> Arranged:
    """Place an item that waits, move one, or send it back to wait; what stands under it moves along.

    seen: the version of the agenda that was shown
    Raises Conflict for another version, RuleBroken for an item or place that cannot be, or an agenda that is fixed.
    """
    turn_agenda(meeting, actor, now, seen)
    check_arranging(meeting)
    db.session.refresh(item, with_for_update=True)
    _check_movable(item, meeting)
    sections = _sections(meeting, {item.section_id, place.section_id} - {None})
    if place.section_id is not None and place.section_id not in sections:
        raise RuleBroken(N_("ไม่พบระเบียบวาระที่จะย้ายไป โปรดโหลดหน้าใหม่"))
    before = {section_id: order_of(section_id) for section_id in sections}
    was = _number_in(before, sections, item.id)
    after = after_move(before, item.id, place)
    _write(meeting, before, after, actor, now)
    number = _number_in(after, sections, item.id)
    _record(item, was, number, actor, now)
    return Arranged(item, number, before)


def put_back(*, meeting: Meeting, layout: Layout, seen: int, actor: User, now: datetime) -> Meeting:
    """Return the meeting with some sections exactly as they were before the last act.

    layout: section -> its items as they were; items that stand there now and are not in it wait again
    Raises Conflict once anything else was changed, RuleBroken for an agenda that is fixed.
    """
    turn_agenda(meeting, actor, now, seen)
    check_arranging(meeting)
    sections = _sections(meeting, layout)
    before = {section_id: order_of(section_id) for section_id in sections}
    wanted = {section_id: list(layout[section_id]) for section_id in sections}
    now_there = {each.item_id for order in before.values() for each in order}
    known = select(AgendaItem).where(AgendaItem.id.in_(_ids(wanted) | now_there)).with_for_update()
    items = {item.id: item for item in db.session.scalars(known)}
    for item_id in _ids(wanted):
        item = items.get(item_id)
        if item is None or not (item.id in now_there or (item.meeting_id is None and item.state in WAITING)):
            raise Conflict(AGENDA_CHANGED)
    _write(meeting, before, wanted, actor, now)
    for item_id in sorted(_ids(wanted) ^ now_there) or sorted(_ids(wanted))[:1]:
        was, number = _number_in(before, sections, item_id), _number_in(wanted, sections, item_id)
        _record(items[item_id], was, number, actor, now, undone=True)
    return meeting


def check_arranging(meeting: Meeting) -> None:
    """Raise RuleBroken, with the way out, for an agenda that nobody arranges now."""
    match meeting.state:
        case MeetingState.AGENDA_OPEN:
            return
        case MeetingState.PLANNED:
            raise RuleBroken(N_("ยังไม่ได้เปิดรับเรื่องเข้าระเบียบวาระ โปรดเปิดรับเรื่องก่อน"))
        case MeetingState.AGENDA_FIXED | MeetingState.INVITED:
            raise RuleBroken(N_("กำหนดระเบียบวาระแล้ว จึงแก้ไขไม่ได้ หากต้องแก้ โปรดเปิดแก้ไขระเบียบวาระอีกครั้งก่อน"))
        case MeetingState.CANCELLED:
            raise RuleBroken(N_("การประชุมนี้ยกเลิกแล้ว จึงแก้ไขระเบียบวาระไม่ได้"))
        case _:
            raise RuleBroken(N_("การประชุมเริ่มแล้ว จึงย้ายเรื่องในระเบียบวาระไม่ได้"))


def take_out(meeting: Meeting, item: AgendaItem, actor: User, now: datetime) -> None:
    """Take an item from its meeting's agenda as part of another act; what stood under it stays as items there."""
    sections = _sections(meeting, [item.section_id or 0])
    before = {section_id: order_of(section_id) for section_id in sections}
    _write(meeting, before, after_move(before, item.id, Place(None)), actor, now)


def lift_below(meeting: Meeting, item: AgendaItem) -> None:
    """Make what stands under an item stand as items, for one that leaves the agenda but keeps its meeting."""
    sections = _sections(meeting, [item.section_id or 0])
    before = {section_id: order_of(section_id) for section_id in sections}
    _write_places(before, after_move(before, item.id, Place(None)))


def order_of(section_id: int) -> list[Placed]:
    """Return the items of a section in order; withdrawn ones are not among them."""
    rows = db.session.execute(
        select(AgendaItem.id, AgendaItem.depth)
        .where(AgendaItem.section_id == section_id, AgendaItem.withdrawn_at.is_(None))
        .order_by(AgendaItem.position, AgendaItem.id)
    )
    return [Placed(*row) for row in rows]


def _write(meeting: Meeting, before: Layout, after: Layout, actor: User, now: datetime) -> None:
    """Bring the rows from one layout to the other: what comes and goes by its own row, places in one statement.

    Places change without the items' own versions: whoever writes an item meanwhile is not disturbed.
    """
    for item_id in sorted(_ids(before) - _ids(after)):
        item = db.session.get_one(AgendaItem, item_id)
        item.meeting_id = item.section_id = item.placed_at = None
        item.position, item.depth, item.is_late = 0, 1, False
    for section_id, order in after.items():
        for item_id in sorted({each.item_id for each in order} - {each.item_id for each in before[section_id]}):
            item = db.session.get_one(AgendaItem, item_id)
            item.section_id = section_id
            if item.meeting_id is None:
                item.meeting_id, item.placed_at = meeting.id, now
                item.is_late = is_late(item.submitted_at, meeting.proposals_until_at)
    db.session.flush()
    _write_places(before, after)


def _write_places(before: Layout, after: Layout) -> None:
    places = {
        each.item_id: (place, each.depth)
        for section_id, order in after.items()
        for place, each in enumerate(order, 1)
        if [each.item_id, each.depth] != _at(before[section_id], place - 1)
    }
    if places:
        position = case({item_id: place for item_id, (place, _depth) in places.items()}, value=AgendaItem.id)
        depth = case({item_id: deep for item_id, (_place, deep) in places.items()}, value=AgendaItem.id)
        db.session.execute(
            update(AgendaItem).where(AgendaItem.id.in_(places)).values(position=position, depth=depth),
            execution_options={"synchronize_session": False},
        )
        for item in [each for each in db.session if isinstance(each, AgendaItem) and each.id in places]:
            db.session.expire(item, ["position", "depth"])


def _at(order: Sequence[Placed], index: int) -> list[int]:
    return list(order[index]) if index < len(order) else []


def _sections(meeting: Meeting, ids: Any) -> dict[int, AgendaSection]:
    """Return those of the sections that are the meeting's, in order."""
    rows = db.session.scalars(
        select(AgendaSection)
        .where(AgendaSection.meeting_id == meeting.id, AgendaSection.id.in_(list(ids)))
        .order_by(AgendaSection.position)
    )
    return {section.id: section for section in rows}


def _check_movable(item: AgendaItem, meeting: Meeting) -> None:
    if item.committee_id != meeting.committee_id or (item.meeting_id is not None and item.meeting_id != meeting.id):
        raise RuleBroken(N_("เรื่องนี้บรรจุในการประชุมอื่นแล้ว โปรดตรวจลำดับล่าสุด"))
    if item.state not in (*WAITING, ItemState.PLACED):
        raise RuleBroken(N_("เรื่องนี้ถูกส่งคืนหรือถอนแล้ว จึงบรรจุวาระไม่ได้"))


def _number_in(layout: Layout, sections: Mapping[int, AgendaSection], item_id: int) -> str:
    for section_id, order in layout.items():
        numbers = item_numbers(sections[section_id].position, [each.depth for each in order])
        for each, number in zip(order, numbers, strict=True):
            if each.item_id == item_id:
                return number
    return ""


def _ids(layout: Layout) -> set[int]:
    return {each.item_id for order in layout.values() for each in order}


def _record(item: AgendaItem, was: str, number: str, actor: User, now: datetime, *, undone: bool = False) -> None:
    """Put on record where the item stands; nothing for a move that came to nothing."""
    if was == number and not undone:
        return
    detail: dict[str, Any] = {"old": {"agenda_no": was}, "new": {"agenda_no": number}}
    event = audit.Event.ITEM_PLACED if number else audit.Event.ITEM_CHANGED
    record_item(event, item, actor, now, detail | ({"undone": True} if undone else {}))
