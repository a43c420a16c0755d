"""The agenda of one meeting as it is read: sections, numbered items, the papers in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from portal.extensions import UtcDateTime, db
from portal.meetings.models import AgendaItem, AgendaPaper, AgendaSection, ItemNote, Meeting, MeetingPerson, Resolution
from portal.meetings.rules import item_numbers


@dataclass(frozen=True)
class AgendaLine:
    """One item where it stands. number: e.g. "3.2" or "3.2.1", Arabic digits; papers: those in force, in order."""

    item: AgendaItem
    number: str
    papers: tuple[AgendaPaper, ...]


@dataclass(frozen=True)
class AgendaPart:
    """One section with the items the reader sees. An empty section is printed too (ไม่มี)."""

    section: AgendaSection
    lines: tuple[AgendaLine, ...]
    # items of the section that this reader may not see
    hidden: int


@dataclass(frozen=True)
class Agenda:
    """All sections in order. withdrawn: items the reader sees that their division took back before the meeting.

    is_first: the body never met before, so there are no minutes to adopt
    """

    parts: tuple[AgendaPart, ...]
    withdrawn: tuple[AgendaItem, ...] = ()
    is_first: bool = False

    @property
    def lines(self) -> tuple[AgendaLine, ...]:
        """Every item seen, in the order of the agenda."""
        return tuple(line for part in self.parts for line in part.lines)

    @property
    def minutes_needed(self) -> int:
        """The time asked for by all items seen; items that ask for none count 0."""
        return sum(line.item.minutes_needed or 0 for line in self.lines)


# made once: the page of a meeting is what people open most
_other = aliased(Meeting)
_AGENDA = (
    select(
        AgendaSection,
        AgendaItem,
        # whether the body has another meeting, not called off, before this one
        exists().where(
            _other.committee_id == bindparam("committee_id"),
            _other.id != bindparam("meeting_id"),
            _other.cancelled_at.is_(None),
            _other.starts_at < bindparam("starts_at", type_=UtcDateTime()),
        ),
    )
    .outerjoin(AgendaItem, AgendaItem.section_id == AgendaSection.id)
    .where(AgendaSection.meeting_id == bindparam("meeting_id"))
    .options(joinedload(AgendaItem.unit), joinedload(AgendaItem.presenter))
    .order_by(AgendaSection.position, AgendaItem.position, AgendaItem.id)
)
_latest = (
    select(AgendaPaper.item_id, func.max(AgendaPaper.submission_id).label("submission_id"))
    .where(AgendaPaper.item_id.in_(bindparam("item_ids", expanding=True)))
    .group_by(AgendaPaper.item_id)
    .subquery()
)
_PAPERS = (
    select(AgendaPaper)
    .join(_latest, _latest.c.item_id == AgendaPaper.item_id)
    .where(
        AgendaPaper.withdrawn_at.is_(None),
        func.coalesce(AgendaPaper.submission_id, 0) == func.coalesce(_latest.c.submission_id, 0),
    )
    .order_by(AgendaPaper.position, AgendaPaper.id)
)


def agenda_of(meeting: Meeting, sees: Callable[[AgendaItem], bool] = lambda item: True) -> Agenda:
    """Return the agenda as somebody sees it; two statements whatever the number of items and papers.

    Items the reader may not see keep their place, so that numbers are the same for everybody.
    """
    asked = {
        "meeting_id": meeting.id,
        "committee_id": meeting.committee_id,
        "starts_at": meeting.starts_at,
    }
    rows = db.session.execute(_AGENDA, asked).all()
    sections = {section.id: section for section, _item, _met in rows}
    placed = [item for _section, item, _met in rows if item is not None]
    seen = {item.id for item in placed if sees(item)}
    papers = papers_of(item.id for item in placed if item.id in seen and item.withdrawn_at is None)
    by_section: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in placed:
        if item.withdrawn_at is None:
            by_section[item.section_id or 0].append(item)
    return Agenda(
        tuple(_part(section, by_section[section.id], seen, papers) for section in sections.values()),
        tuple(item for item in placed if item.withdrawn_at is not None and item.id in seen),
        is_first=meeting.committee.total_before == 0 and not any(met for _section, _item, met in rows),
    )


def _part(
    section: AgendaSection, items: list[AgendaItem], seen: set[int], papers: dict[int, list[AgendaPaper]]
) -> AgendaPart:
    numbers = item_numbers(section.position, [item.depth for item in items])
    lines = tuple(
        AgendaLine(item, number, tuple(papers.get(item.id, ())))
        for item, number in zip(items, numbers, strict=True)
        if item.id in seen
    )
    return AgendaPart(section, lines, len(items) - len(lines))


def papers_of(item_ids: Iterable[int]) -> dict[int, list[AgendaPaper]]:
    """Return item id -> papers in force: the frozen copies of the latest submission, else what the secretary attached.

    One statement.
    """
    ids = list(item_ids)
    if not ids:
        return {}
    rows = db.session.scalars(_PAPERS, {"item_ids": ids})
    found: dict[int, list[AgendaPaper]] = defaultdict(list)
    for paper in rows:
        found[paper.item_id].append(paper)
    return found


def people_of(meeting_id: int) -> list[MeetingPerson]:
    """Return everybody on the meeting's list: appointed members in order, then guests; one statement."""
    return list(
        db.session.scalars(
            select(MeetingPerson)
            .where(MeetingPerson.meeting_id == meeting_id)
            .options(joinedload(MeetingPerson.deputy))
            .order_by(MeetingPerson.kind, MeetingPerson.position, MeetingPerson.id)
        )
    )


def resolutions_of(meeting_id: int) -> dict[int, list[Resolution]]:
    """Return item id -> its resolutions that stand, in order; one statement, owners loaded."""
    rows = db.session.scalars(
        select(Resolution)
        .where(Resolution.meeting_id == meeting_id, Resolution.struck_at.is_(None))
        .options(joinedload(Resolution.owner_unit), joinedload(Resolution.owner))
        .order_by(Resolution.item_id, Resolution.position, Resolution.id)
    )
    found: dict[int, list[Resolution]] = defaultdict(list)
    for resolution in rows:
        found[resolution.item_id].append(resolution)
    return found


def notes_of(item_ids: Iterable[int]) -> dict[int, ItemNote]:
    """Return item id -> the note in force (greatest number); one statement, items without a note are absent."""
    ids = list(item_ids)
    if not ids:
        return {}
    latest = (
        select(ItemNote.item_id, func.max(ItemNote.no).label("no"))
        .where(ItemNote.item_id.in_(ids))
        .group_by(ItemNote.item_id)
        .subquery()
    )
    rows = db.session.scalars(
        select(ItemNote).join(latest, (latest.c.item_id == ItemNote.item_id) & (latest.c.no == ItemNote.no))
    )
    return {note.item_id: note for note in rows}
