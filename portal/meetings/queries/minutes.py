"""Minutes: compiled from attendance, notes and resolutions; their revisions, answers and amendments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import thai
from portal.committees.rules import role_word
from portal.extensions import db
from portal.meetings.models import (
    AdoptionAnswer,
    Amendment,
    Erratum,
    Meeting,
    MeetingPerson,
    MinutesRevision,
    Resolution,
)
from portal.meetings.queries.agenda import Agenda, agenda_of, notes_of, people_of, resolutions_of
from portal.meetings.rules import KIND_WORDS, MeetingState, Presence, ResolutionKind
from portal.meetings.rules.minutes import Word
from portal.people.models import User

WORDS = Path(__file__).parents[1] / "data" / "wording.yaml"


@dataclass(frozen=True)
class Revision:
    """A revision with who made it."""

    revision: MinutesRevision
    author: str


@cache
def words_of_regulation() -> tuple[Word, ...]:
    """Return the words that the check looks for."""
    return tuple(Word(**each) for each in yaml.safe_load(WORDS.read_text(encoding="utf-8")))


def compiled(meeting: Meeting) -> dict[str, Any]:
    """Return the minutes as they stand, as `documents.MinutesContext` describes; a constant number of statements."""
    agenda, people = agenda_of(meeting), people_of(meeting.id)
    resolved, notes = resolutions_of(meeting.id), notes_of([line.item.id for line in agenda.lines])
    by_id = _named([meeting.recorder_id, meeting.checker_id])
    is_first = meeting.number == 1
    return {
        "heading": "รายงานการประชุม",
        "is_draft": meeting.state is not MeetingState.ADOPTED,
        "committee": meeting.committee.name,
        "number": meeting.label,
        "title": meeting.title,
        "when": thai.date_full(thai.bangkok_date(meeting.starts_at)),
        "time": thai.time_thai(meeting.starts_at),
        "place": _place(meeting),
        **_lists(people, meeting.committee.kind),
        "started": _time(meeting.started_at),
        "ended": _time(meeting.ended_at),
        "opening": _opening(meeting),
        "sections": _sections(agenda, resolved, {key: note.body for key, note in notes.items()}, is_first),
        "recorder": by_id.get(meeting.recorder_id or 0, {"name": "", "position": ""}),
        "checker": by_id.get(meeting.checker_id or 0, {"name": "", "position": ""}),
    }


def revisions_of(meeting_id: int) -> list[Revision]:
    """Return the revisions of a meeting's minutes, the latest first."""
    rows = db.session.execute(
        select(MinutesRevision, User.name)
        .join(User, User.id == MinutesRevision.created_by_id)
        .where(MinutesRevision.meeting_id == meeting_id)
        .order_by(MinutesRevision.no.desc())
    )
    return [Revision(revision, name) for revision, name in rows]


def get_revision(meeting_id: int, no: int) -> MinutesRevision | None:
    """Return one revision, or None."""
    found = select(MinutesRevision).where(MinutesRevision.meeting_id == meeting_id, MinutesRevision.no == no)
    return db.session.scalars(found).one_or_none()


def answers_of(meeting_id: int) -> dict[int, AdoptionAnswer]:
    """Return person's row on the list -> the latest answer to the circulation."""
    rows = db.session.scalars(
        select(AdoptionAnswer).where(AdoptionAnswer.meeting_id == meeting_id).order_by(AdoptionAnswer.id)
    )
    return {answer.person_id: answer for answer in rows}


def amendments_of(meeting_id: int) -> list[Amendment]:
    """Return what members want changed, in the order in which they asked."""
    rows = select(Amendment).where(Amendment.meeting_id == meeting_id).options(joinedload(Amendment.person))
    return list(db.session.scalars(rows.order_by(Amendment.id)))


def errata_of(meeting_id: int) -> list[Erratum]:
    """Return the corrections after adoption."""
    return list(db.session.scalars(select(Erratum).where(Erratum.meeting_id == meeting_id).order_by(Erratum.id)))


def unadopted(committee_ids: list[int]) -> list[Meeting]:
    """Return meetings of these committees that were held and whose minutes are not adopted, the oldest first."""
    rows = (
        select(Meeting)
        .options(joinedload(Meeting.committee))
        .where(
            Meeting.committee_id.in_(committee_ids),
            Meeting.ended_at.is_not(None),
            Meeting.adopted_at.is_(None),
            Meeting.cancelled_at.is_(None),
        )
        .order_by(Meeting.ended_at, Meeting.id)
    )
    return list(db.session.scalars(rows))


def _named(ids: list[int | None]) -> dict[int, dict[str, str]]:
    wanted = [each for each in ids if each is not None]
    if not wanted:
        return {}
    rows = db.session.scalars(select(User).where(User.id.in_(wanted)))
    return {user.id: {"name": user.name, "position": user.position} for user in rows}


def _lists(people: list[MeetingPerson], kind: str) -> dict[str, list[dict[str, Any]]]:
    lists: dict[str, list[dict[str, Any]]] = {"present": [], "absent": [], "attending": []}
    for person in people:
        there = person.presence in (Presence.PRESENT, Presence.DEPUTY)
        if person.kind == "guest":
            if there:
                lists["attending"].append(_line(person, "", len(lists["attending"]) + 1))
            continue
        name = "present" if there else "absent"
        lists[name].append(_line(person, role_word(person.role, kind), len(lists[name]) + 1))
    return lists


def _line(person: MeetingPerson, role: str, no: int) -> dict[str, Any]:
    is_deputy = person.presence == Presence.DEPUTY
    return {
        "no": no,
        "name": person.deputy_name if is_deputy else person.name,
        "position": person.deputy_position if is_deputy else person.position_title,
        "role": role,
        "on_behalf": f"แทน {person.position_title or person.name}" if is_deputy else "",
        "reason": person.absence_reason if person.presence in ("excused", "absent") else "",
    }


def _opening(meeting: Meeting) -> list[str]:
    lines = ["ประธานกล่าวเปิดประชุม และดำเนินการประชุมตามระเบียบวาระ ดังนี้"]
    if meeting.no_quorum_reason:
        lines.append(f"เริ่มประชุมโดยยังไม่ครบองค์ประชุม เนื่องจาก{meeting.no_quorum_reason}")
    return lines


def _sections(
    agenda: Agenda, resolved: dict[int, list[Resolution]], notes: dict[int, str], is_first: bool
) -> list[dict[str, Any]]:
    return [
        {
            "number": str(part.section.position),
            "title": part.section.title,
            "empty": "" if part.lines else _empty(part.section.kind, is_first),
            "items": [
                {
                    "number": line.number,
                    "title": line.item.title,
                    "paragraphs": _paragraphs(line.item, notes.get(line.item.id, "")),
                    "resolutions": [_decision(each) for each in resolved.get(line.item.id, ())],
                }
                for line in part.lines
            ],
        }
        for part in agenda.parts
    ]


def _paragraphs(item: Any, note: str) -> list[str]:
    lines = [line.strip() for line in note.splitlines() if line.strip()]
    told = {"deferred": "ที่ประชุมเลื่อนการพิจารณาเรื่องนี้ไปการประชุมครั้งต่อไป", "withdrawn": "ผู้เสนอขอถอนเรื่องนี้"}
    return [*lines, told[item.outcome]] if item.outcome in told else lines


def _empty(kind: str, is_first: bool) -> str:
    return "(ไม่มี – เป็นการประชุมครั้งแรก)" if kind == "adoption" and is_first else "ไม่มี"


def _decision(resolution: Resolution) -> dict[str, str]:
    votes = resolution.votes_for, resolution.votes_against, resolution.votes_abstain
    count = "" if votes[0] is None else f"เห็นด้วย {votes[0]} เสียง ไม่เห็นด้วย {votes[1]} เสียง งดออกเสียง {votes[2]} เสียง"
    unit = resolution.owner_unit.name_th if resolution.owner_unit is not None else ""
    person = resolution.owner.name if resolution.owner is not None else ""
    return {
        "kind": KIND_WORDS[ResolutionKind(resolution.kind)],
        "text": resolution.text,
        "owner": " ".join(part for part in (unit, person) if part),
        "due": "" if resolution.due_on is None else thai.date_long(resolution.due_on),
        "count": count,
    }


def _place(meeting: Meeting) -> str:
    ways = {"onsite": "", "hybrid": " และผ่านสื่ออิเล็กทรอนิกส์", "online": "ผ่านสื่ออิเล็กทรอนิกส์"}
    return f"{meeting.place}{ways[meeting.way]}"


def _time(instant: datetime | None) -> str:
    return "" if instant is None else thai.time_thai(instant)
