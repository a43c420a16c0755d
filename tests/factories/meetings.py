"""Smallest valid meetings in any state, items, papers, people, notes and resolutions, committed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select

from portal.committees.models import Committee
from portal.committees.queries import members_on, sections_of
from portal.extensions import db
from portal.meetings.models import (
    AgendaItem,
    AgendaPaper,
    AgendaSection,
    ItemNote,
    Meeting,
    MeetingPerson,
    Resolution,
    Submission,
)
from portal.meetings.rules import MeetingState
from portal.people.models import Unit, User
from portal.thai import bangkok_date
from tests.factories.evidence import store_file

_number = count(1)
CREATED = datetime(2026, 11, 1, tzinfo=UTC)
# 09.30 on 16 December 2569 in Bangkok, a week after the tests' clock
STARTS_AT = datetime(2026, 12, 16, 2, 30, tzinfo=UTC)
_STEPS = (
    (MeetingState.AGENDA_OPEN, "agenda_opened_at", timedelta(days=-20)),
    (MeetingState.AGENDA_FIXED, "agenda_fixed_at", timedelta(days=-8)),
    (MeetingState.INVITED, "invited_at", timedelta(days=-7)),
    (MeetingState.IN_SESSION, "started_at", timedelta()),
    (MeetingState.MINUTES_DRAFT, "ended_at", timedelta(hours=2)),
    (MeetingState.CIRCULATED, "circulated_at", timedelta(days=1)),
    (MeetingState.ADOPTED, "adopted_at", timedelta(days=9)),
)


def make_meeting(committee: Committee, state: MeetingState = MeetingState.AGENDA_OPEN, **changes: Any) -> Meeting:
    """Return a meeting that has gone as far as the state: sections copied, number issued, people listed on the way."""
    starts_at = changes.get("starts_at", STARTS_AT)
    values: dict[str, Any] = {
        "committee_id": committee.id,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "place": "ห้องประชุมทดสอบ",
        "proposals_until_at": starts_at - timedelta(days=10),
        "created_by_id": committee.created_by_id,
        "created_at": CREATED,
    }
    reached = [each for each, *_ in _STEPS]
    steps = _STEPS[: reached.index(state) + 1] if state in reached else ()
    values |= {name: starts_at + after for _, name, after in steps}
    if "agenda_fixed_at" in values and "number" not in changes:
        used = select(func.coalesce(func.max(Meeting.number), 0)).where(Meeting.committee_id == committee.id)
        values |= {"number": (db.session.scalar(used) or 0) + 1, "number_year_be": bangkok_date(starts_at).year + 543}
    if "adopted_at" in values:
        values |= {"adoption_route": "circulation", "adopted_revision_no": 1}
    if "circulated_at" in values:
        values |= {"circulated_revision_no": 1, "answers_until_at": values["circulated_at"] + timedelta(days=7)}
    meeting = Meeting(**values | changes)
    db.session.add(meeting)
    db.session.flush()
    if "agenda_opened_at" in values:
        for section in sections_of(committee.id):
            kept = {"position": section.position, "title": section.title, "kind": section.kind}
            db.session.add(AgendaSection(meeting_id=meeting.id, **kept))
    if "invited_at" in values:
        list_members(meeting)
    db.session.commit()
    return meeting


def list_members(meeting: Meeting) -> list[MeetingPerson]:
    """Return the members of the meeting's day as its list, as an invitation freezes them."""
    rows = [
        MeetingPerson(
            meeting_id=meeting.id,
            kind="appointed",
            role=member.role.value,
            membership_id=member.membership.id,
            user_id=None if member.user is None else member.user.id,
            name=member.name,
            position_title=member.position_title,
            unit_name=member.unit_name,
            position=place,
        )
        for place, member in enumerate(members_on(meeting.committee_id, bangkok_date(meeting.starts_at)), 1)
    ]
    db.session.add_all(rows)
    db.session.commit()
    return rows


def make_guest(meeting: Meeting, user: User | None = None, **changes: Any) -> MeetingPerson:
    """Return a guest on the meeting's list."""
    values: dict[str, Any] = {
        "meeting_id": meeting.id,
        "kind": "guest",
        "user_id": None if user is None else user.id,
        "name": "ผู้เข้าร่วมทดสอบ" if user is None else user.name,
        "position_title": "" if user is None else user.position,
        "position": 100 + next(_number),
    } | changes
    guest = MeetingPerson(**values)
    db.session.add(guest)
    db.session.commit()
    return guest


def section_of(meeting: Meeting, kind: str = "consideration") -> AgendaSection:
    """Return the meeting's section of a kind."""
    found = select(AgendaSection).where(AgendaSection.meeting_id == meeting.id, AgendaSection.kind == kind)
    return db.session.scalars(found).one()


def make_item(
    committee: Committee, unit: Unit, meeting: Meeting | None = None, *, is_draft: bool = False, **changes: Any
) -> AgendaItem:
    """Return an item of the unit: submitted into the backlog, placed where a meeting is given, or still a draft."""
    number = next(_number)
    values: dict[str, Any] = {
        "committee_id": committee.id,
        "unit_id": unit.id,
        "kind": "consideration",
        "title": f"เรื่องทดสอบ {number}",
        "created_by_id": committee.created_by_id,
        "created_at": CREATED,
        "search_text": f"เรื่องทดสอบ {number}",
    }
    if not is_draft:
        values["submitted_at"] = CREATED
    if meeting is not None:
        section = changes.pop("section", None) or section_of(meeting, changes.get("kind", "consideration"))
        last = db.session.scalar(
            select(func.coalesce(func.max(AgendaItem.position), 0)).where(AgendaItem.section_id == section.id)
        )
        values |= {
            "meeting_id": meeting.id,
            "section_id": section.id,
            "position": (last or 0) + 1,
            "placed_at": CREATED,
        }
    item = AgendaItem(**values | changes)
    db.session.add(item)
    db.session.flush()
    item.topic_id = item.topic_id or item.id
    db.session.commit()
    return item


def make_submission(item: AgendaItem, **changes: Any) -> Submission:
    """Return a submission of the item as it stands."""
    no = db.session.scalar(select(func.count()).select_from(Submission).where(Submission.item_id == item.id)) or 0
    values: dict[str, Any] = {
        "item_id": item.id,
        "no": no + 1,
        "submitted_by_id": item.created_by_id,
        "submitted_at": CREATED,
        "content": {"title": item.title},
        "digest": f"{next(_number):064x}",
    } | changes
    submission = Submission(**values)
    db.session.add(submission)
    db.session.commit()
    return submission


def make_paper(item: AgendaItem, filename: str = "", content: bytes = b"", **changes: Any) -> AgendaPaper:
    """Return a paper of the item, its file in the storage; a draft unless a submission is given in changes."""
    number = next(_number)
    stored = store_file(filename, content)
    values: dict[str, Any] = {
        "item_id": item.id,
        "position": number,
        "filename": stored.filename,
        "sha256": stored.sha256,
        "size_bytes": stored.size_bytes,
        "media_type": stored.media_type,
        "uploaded_by_id": item.created_by_id,
        "uploaded_at": CREATED,
        "upload_key": f"paper-{number}",
    } | changes
    paper = AgendaPaper(**values)
    db.session.add(paper)
    db.session.commit()
    return paper


def make_note(item: AgendaItem, body: str = "ที่ประชุมพิจารณาแล้ว", **changes: Any) -> ItemNote:
    """Return the next note of the item."""
    last = db.session.scalar(select(func.coalesce(func.max(ItemNote.no), 0)).where(ItemNote.item_id == item.id)) or 0
    values: dict[str, Any] = {
        "item_id": item.id,
        "no": last + 1,
        "body": body,
        "saved_by_id": item.created_by_id,
        "saved_at": CREATED,
    } | changes
    note = ItemNote(**values)
    db.session.add(note)
    db.session.commit()
    return note


def make_resolution(item: AgendaItem, kind: str = "acknowledged", **changes: Any) -> Resolution:
    """Return a resolution of an item that stands in a meeting."""
    number = next(_number)
    last = db.session.scalar(
        select(func.coalesce(func.max(Resolution.position), 0)).where(Resolution.item_id == item.id)
    )
    values: dict[str, Any] = {
        "committee_id": item.committee_id,
        "meeting_id": item.meeting_id,
        "item_id": item.id,
        "position": (last or 0) + 1,
        "kind": kind,
        "text": "ที่ประชุมรับทราบ",
        "created_by_id": item.created_by_id,
        "created_at": CREATED,
        "submit_key": f"resolution-{number}",
        "search_text": "ที่ประชุมรับทราบ",
    } | changes
    resolution = Resolution(**values)
    db.session.add(resolution)
    db.session.commit()
    return resolution
