"""Items the secretary puts on the agenda without a proposal: the chair's matters, an outline, what recurs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select

from portal import audit, thai
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.meetings.actions.arranging import check_arranging, take_out
from portal.meetings.actions.locking import ITEM_CHANGED, turn_agenda
from portal.meetings.actions.records import record_item
from portal.meetings.models import AgendaItem, AgendaSection, Meeting, Submission
from portal.meetings.rules import ItemState, MeetingState, PastedItem, read_outline
from portal.people.models import User

KINDS = {"information": "information", "consideration": "consideration"}
# what an item that is carried on takes along
CARRIED = (
    "unit_id",
    "kind",
    "title",
    "background",
    "issue",
    "proposal",
    "presenter_id",
    "presenter_name",
    "minutes_needed",
    "is_confidential",
    "is_recurring",
    "search_text",
)


@dataclass(frozen=True)
class OwnItem:
    """An item as the secretary types it. depth: 1, or 2 under the item before it."""

    section_id: int
    title: str
    minutes_needed: int | None = None
    presenter_name: str = ""
    depth: int = 1


@dataclass(frozen=True)
class WantedDetails:
    """What the secretary says of an item: the time plan, who presents, who sees it, whether it comes every time."""

    title: str
    minutes_needed: int | None
    presenter_name: str
    is_confidential: bool
    is_recurring: bool


def add_item(*, meeting: Meeting, wanted: OwnItem, submit_key: str, actor: User, now: datetime) -> AgendaItem:
    """Return the new item at the end of its section; the same submit again returns what it made the first time.

    Raises RuleBroken for an agenda that is fixed; while in session an item of "other matters" may still be added.
    """
    return _added(meeting, [wanted], submit_key, actor, now)[0]


def add_outline(
    *, meeting: Meeting, text: str, default: int, submit_key: str, actor: User, now: datetime
) -> list[AgendaItem]:
    """Return the items of a pasted outline, each at the end of its section, levels kept; sent twice they come once.

    default: id of the section for lines before any heading. Raises RuleBroken for an outline that cannot be read.
    """
    sections = sections_of_meeting(meeting)
    by_position = {section.position: section for section in sections}
    pasted = outline_of(sections, text, default)
    wanted = [
        OwnItem(by_position[each.section_position].id, each.title, each.minutes, depth=each.depth) for each in pasted
    ]
    return _added(meeting, wanted, submit_key, actor, now)


def outline_of(sections: Sequence[AgendaSection], text: str, default: int) -> list[PastedItem]:
    """Return what an outline says, to be looked at first. default: id of the section for lines before any heading."""
    first = next((section.position for section in sections if section.id == default), None)
    if first is None:
        raise RuleBroken(N_("โปรดเลือกระเบียบวาระ"), field="section")
    return read_outline(text, {section.position: section.title for section in sections}, first)


def place_again(
    *, meeting: Meeting, source: AgendaItem, section_id: int, seen: int, actor: User, now: datetime
) -> AgendaItem:
    """Return a new item that carries on one of an earlier meeting, by link: the earlier record is not touched.

    Two secretaries at once make one. Raises Conflict for another version of the agenda, RuleBroken for a fixed one.
    """
    turn_agenda(meeting, actor, now, seen)
    check_arranging(meeting)
    if section_id not in {section.id for section in sections_of_meeting(meeting)}:
        raise RuleBroken(N_("โปรดเลือกระเบียบวาระ"), field="section")
    if source.committee_id != meeting.committee_id or is_on_agenda(meeting.id, source):
        raise RuleBroken(N_("เรื่องนี้อยู่ในระเบียบวาระแล้ว"))
    carried = {name: getattr(source, name) for name in CARRIED}
    links = {"carried_from_id": source.id, "topic_id": source.topic_id or source.id}
    item = _new_item(meeting, section_id, f"again:{source.id}:{meeting.id}:{seen}", actor, now, {**carried, **links})
    db.session.flush()
    record_item(audit.Event.ITEM_PLACED, item, actor, now)
    return item


def change_details(*, item: AgendaItem, wanted: WantedDetails, version: int, actor: User, now: datetime) -> AgendaItem:
    """Return the item, changed. The title of what a division submitted stays as it was submitted.

    version: of the item as it was shown. Raises Conflict when somebody changed it since, RuleBroken once it was held.
    """
    if item.meeting is not None:
        turn_agenda(item.meeting, actor, now)
    db.session.refresh(item, with_for_update=True)
    if item.version != version:
        raise Conflict(ITEM_CHANGED)
    if item.state not in (ItemState.SUBMITTED, ItemState.DEFERRED, ItemState.PLACED):
        raise RuleBroken(N_("เรื่องนี้พิจารณา ถอน หรือส่งคืนแล้ว จึงแก้ไขไม่ได้"))
    values: dict[str, Any] = dict(vars(wanted))
    if is_submitted(item.id):
        del values["title"]
    elif not wanted.title:
        raise RuleBroken(N_("โปรดระบุชื่อเรื่อง"), field="title")
    else:
        values["search_text"] = thai.search_key(wanted.title)
    if wanted.presenter_name == item.presenter_label:
        del values["presenter_name"]
    else:
        values["presenter_id"] = None
    old = {name: getattr(item, name) for name in values if getattr(item, name) != values[name]}
    for name, value in values.items():
        setattr(item, name, value)
    db.session.flush()
    told = {name for name in old if name not in ("search_text", "presenter_id")}
    if told:
        sides = {"old": {name: old[name] for name in told}, "new": {name: values[name] for name in told}}
        record_item(audit.Event.ITEM_CHANGED, item, actor, now, sides)
    return item


def remove_item(*, item: AgendaItem, version: int, actor: User, now: datetime) -> AgendaItem:
    """Return the secretary's own item, taken off for good, without a note on the agenda.

    Raises RuleBroken for an item a division submitted (it is returned or put off instead), Conflict as usual.
    """
    meeting = item.meeting
    if meeting is not None:
        turn_agenda(meeting, actor, now)
        check_arranging(meeting)
    db.session.refresh(item, with_for_update=True)
    if item.version != version:
        raise Conflict(ITEM_CHANGED)
    if is_submitted(item.id):
        raise RuleBroken(N_("เรื่องนี้ส่วนราชการเป็นผู้เสนอ จึงลบไม่ได้ โปรดส่งคืนหรือเลื่อนแทน"))
    if item.state not in (ItemState.SUBMITTED, ItemState.DEFERRED, ItemState.PLACED):
        raise RuleBroken(N_("เรื่องนี้พิจารณา ถอน หรือส่งคืนแล้ว จึงแก้ไขไม่ได้"))
    record_item(audit.Event.ITEM_WITHDRAWN, item, actor, now)
    if meeting is not None:
        take_out(meeting, item, actor, now)
    item.withdrawn_at = now
    db.session.flush()
    return item


def is_submitted(item_id: int) -> bool:
    """Return whether a division submitted the item."""
    return bool(db.session.scalar(select(exists().where(Submission.item_id == item_id))))


def is_on_agenda(meeting_id: int, source: AgendaItem) -> bool:
    """Return whether the meeting has an item of the same topic already."""
    same = exists().where(
        AgendaItem.meeting_id == meeting_id,
        AgendaItem.withdrawn_at.is_(None),
        AgendaItem.topic_id == (source.topic_id or source.id),
    )
    return bool(db.session.scalar(select(same)))


def sections_of_meeting(meeting: Meeting) -> list[AgendaSection]:
    """Return the meeting's sections in order."""
    rows = select(AgendaSection).where(AgendaSection.meeting_id == meeting.id).order_by(AgendaSection.position)
    return list(db.session.scalars(rows))


def _added(
    meeting: Meeting, wanted: Sequence[OwnItem], submit_key: str, actor: User, now: datetime
) -> list[AgendaItem]:
    keys = [f"{submit_key}:{place}" for place in range(len(wanted))]
    made = db.session.scalars(select(AgendaItem).where(AgendaItem.submit_key.in_(keys)).order_by(AgendaItem.id)).all()
    if made:
        return list(made)
    turn_agenda(meeting, actor, now)
    sections = {section.id: section for section in sections_of_meeting(meeting)}
    items = []
    for key, each in zip(keys, wanted, strict=True):
        section = sections.get(each.section_id)
        if section is None:
            raise RuleBroken(N_("โปรดเลือกระเบียบวาระ"), field="section")
        if not (meeting.state is MeetingState.IN_SESSION and section.kind == "other"):
            check_arranging(meeting)
        typed = {"title": each.title, "minutes_needed": each.minutes_needed, "presenter_name": each.presenter_name}
        kept = {"unit_id": meeting.committee.unit_id, "kind": KINDS.get(section.kind, "other"), "depth": each.depth}
        kept["search_text"] = thai.search_key(each.title)
        items.append(_new_item(meeting, section.id, key, actor, now, {**typed, **kept}))
    for item in items:
        item.topic_id = item.id
        record_item(audit.Event.ITEM_PLACED, item, actor, now)
    db.session.flush()
    return items


def _new_item(
    meeting: Meeting, section_id: int, submit_key: str, actor: User, now: datetime, values: dict[str, Any]
) -> AgendaItem:
    """Return a new item at the end of a section of the meeting."""
    last = db.session.scalar(
        select(func.coalesce(func.max(AgendaItem.position), 0)).where(
            AgendaItem.section_id == section_id, AgendaItem.withdrawn_at.is_(None)
        )
    )
    place = {"meeting_id": meeting.id, "section_id": section_id, "position": (last or 0) + 1, "placed_at": now}
    made = {"created_by_id": actor.id, "created_at": now, "submitted_at": now, "submit_key": submit_key}
    item = AgendaItem(committee=meeting.committee, meeting=meeting, **values, **place, **made)
    if last == 0:
        item.depth = 1
    db.session.add(item)
    db.session.flush()
    return item
