"""The invitation as a document: the memo's parts, the agenda and the list of those invited, all from data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal import thai
from portal.committees.rules import CommitteeKind, SectionKind, role_word
from portal.documents import Attendant, InvitationContext, InvitationItem, InvitationSection
from portal.meetings.models import Meeting
from portal.meetings.queries.agenda import Agenda, AgendaPart
from portal.meetings.queries.invitations import Plan
from portal.meetings.queries.memos import memo_of, order_on
from portal.meetings.rules import Way

# sections that nothing is said about beforehand when they are empty
SILENT = (SectionKind.CHAIR, SectionKind.OTHER)
# addresses stay as they are
PLAIN = ("link", "answer_link")


def invitation_context(meeting: Meeting, agenda: Agenda, plan: Plan, base_url: str) -> InvitationContext:
    """Return what the memo is filled in with; Arabic digits. agenda: as the reader sees it."""
    committee, day = meeting.committee, thai.bangkok_date(meeting.starts_at)
    memo, order = memo_of(meeting, plan), order_on(meeting.committee_id, day)
    times = f"ครั้งที่ {meeting.label}" if meeting.label else thai.date_full(day)
    return {
        "office": memo.memo_office,
        "memo_no": memo.memo_no,
        "memo_date": "" if memo.memo_on is None else thai.date_long(memo.memo_on),
        "subject": " ".join(
            text for text in (f"ขอเชิญประชุม{committee.name} {times}", _bracketed(meeting.title)) if text
        ),
        "recipients": _recipients(committee.kind, plan),
        "committee": committee.name,
        "number": meeting.label,
        "title": meeting.title,
        "order": "" if order is None else f"คำสั่งที่ {order.order_no} ลงวันที่ {thai.date_long(order.ordered_on)}",
        "when": thai.date_full(day),
        "time": thai.time_thai(meeting.starts_at),
        "until": _until(meeting),
        "place": "" if meeting.way == Way.ONLINE else meeting.place,
        "link": "" if meeting.way == Way.ONSITE else meeting.online_url,
        "answer_by": "" if memo.reply_by_on is None else thai.date_long(memo.reply_by_on),
        "answer_link": f"{base_url}/meetings/{meeting.id}/answer",
        "signer": {"name": memo.memo_signer, "position": memo.memo_signer_position},
        "sections": [_section(part, agenda.is_first) for part in agenda.parts],
        "people": _people(plan, committee.kind),
    }


def in_thai_digits(value: Any, key: str = "") -> Any:
    """Return the context with Thai digits, addresses as they are: for documents that have no filters."""
    if isinstance(value, str):
        return value if key in PLAIN else thai.to_thai_digits(value)
    if isinstance(value, Mapping):
        return {name: in_thai_digits(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [in_thai_digits(each) for each in value]
    return thai.to_thai_digits(str(value)) if isinstance(value, int) and not isinstance(value, bool) else value


def _bracketed(text: str) -> str:
    return f"({text})" if text else ""


def _recipients(kind: str, plan: Plan) -> str:
    members = "คณะทำงาน" if kind == CommitteeKind.WORKING_GROUP else "กรรมการ"
    has_guests = bool(plan.guests) or any(not wanted.is_member for wanted, _row in plan.seats)
    return f"{members}{'และผู้เข้าร่วมประชุม' if has_guests else 'ทุกท่าน'} (ตามรายชื่อแนบท้าย)"


def _until(meeting: Meeting) -> str:
    ends_on = thai.bangkok_date(meeting.ends_at)
    time = thai.time_thai(meeting.ends_at)
    is_same_day = ends_on == thai.bangkok_date(meeting.starts_at)
    return time if is_same_day else f"{thai.date_full(ends_on)} เวลา {time}"


def _section(part: AgendaPart, is_first: bool) -> InvitationSection:
    empty = ""
    if part.section.kind == SectionKind.ADOPTION and is_first:
        empty = "ไม่มี เนื่องจากเป็นการประชุมครั้งแรก"
    elif part.section.kind not in SILENT:
        empty = "ไม่มี"
    items: list[InvitationItem] = [
        {
            "number": line.number,
            "title": line.item.title,
            "presenter": line.item.presenter_label,
            "papers": f"เอกสารประกอบ {len(line.papers)} รายการ" if line.papers else "",
        }
        for line in part.lines
    ]
    return {
        "number": str(part.section.position),
        "title": part.section.title,
        "empty": "" if items or part.hidden else empty,
        "items": items,
    }


def _people(plan: Plan, kind: str) -> list[Attendant]:
    lines: Sequence[tuple[str, str, str]] = [
        *(
            (wanted.name, wanted.position_title, role_word(wanted.role, kind) if wanted.is_member else "")
            for wanted, _row in plan.seats
        ),
        *((guest.name, guest.position_title, "") for guest in plan.guests),
    ]
    return [
        {"no": no, "name": name, "position": position, "role": role, "on_behalf": "", "reason": ""}
        for no, (name, position, role) in enumerate(lines, 1)
    ]
