"""What the board shows, and the way back from the last move, which the browser's session keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import session

from portal.meetings import queries
from portal.meetings.forms import OwnItemForm
from portal.meetings.models import AgendaSection, Meeting
from portal.meetings.queries import AgendaLine
from portal.meetings.rules import Layout, MeetingState, Moves, Place, Placed, moves_of, time_plan

UNDO = "agenda_undo"


@dataclass(frozen=True)
class BoardLine:
    """An item on the board: its number and papers, when it begins by the plan, where its buttons lead."""

    line: AgendaLine
    starts_at: datetime
    moves: Moves
    is_submitted: bool

    def value(self, place: Place | None) -> str:
        """Return what a button sends."""
        return "" if place is None else move_value(self.line.item.id, place)

    @property
    def out(self) -> str:
        """Return what the button sends that takes the item back to wait."""
        return move_value(self.line.item.id, Place(None))


@dataclass(frozen=True)
class BoardPart:
    """A section with its items."""

    section: AgendaSection
    lines: tuple[BoardLine, ...]


def board_of(meeting: Meeting, news: tuple[str, str] | None = None) -> dict[str, Any]:
    """Return everything the board's templates need. news: kind and words of what was just done or refused."""
    agenda = queries.agenda_of(meeting)
    sections = [part.section for part in agenda.parts]
    return {
        "meeting": meeting,
        "state": meeting.state,
        "MeetingState": MeetingState,
        "is_open": meeting.state is MeetingState.AGENDA_OPEN,
        "agenda": agenda,
        "parts": _parts(meeting, agenda),
        "plan": time_plan(meeting.starts_at, meeting.ends_at, [line.item.minutes_needed for line in agenda.lines]),
        "backlog": queries.backlog_of(meeting),
        "carryable": queries.carryable_to(meeting),
        "suggested": lambda kind: queries.suggested_section(sections, kind),
        "move_value": move_value,
        "Place": Place,
        "news": news,
        "undo": undo_of(meeting),
        "own_form": OwnItemForm(sections, formdata=None),
    }


def move_value(item_id: int, place: Place, *, again: bool = False) -> str:
    """Return a move as a button sends it: item, section (0: to wait), the item it stands before, depth."""
    return f"{'c' if again else ''}{item_id}:{place.section_id or 0}:{place.before_id or ''}:{place.depth}"


def note_undo(meeting: Meeting | None, before: Layout | None = None) -> None:
    """Keep in the browser's session how the sections of the last act were; None forgets it."""
    if meeting is None or before is None:
        session.pop(UNDO, None)
        return
    layout = {str(section_id): [list(each) for each in order] for section_id, order in before.items()}
    session[UNDO] = {"meeting": meeting.id, "version": meeting.agenda_version, "layout": layout}


def undo_of(meeting: Meeting) -> dict[str, Any] | None:
    """Return what can be undone on this meeting's agenda; None once anything else was changed."""
    kept = session.get(UNDO)
    is_last = kept and (kept["meeting"], kept["version"]) == (meeting.id, meeting.agenda_version)
    return kept if is_last and meeting.state is MeetingState.AGENDA_OPEN else None


def _parts(meeting: Meeting, agenda: queries.Agenda) -> list[BoardPart]:
    plan = time_plan(meeting.starts_at, meeting.ends_at, [line.item.minutes_needed for line in agenda.lines])
    starts = iter(plan.starts)
    submitted = queries.submitted_ids(line.item.id for line in agenda.lines)
    parts = []
    for part in agenda.parts:
        moves = moves_of(part.section.id, [Placed(line.item.id, line.item.depth) for line in part.lines])
        lines = tuple(
            BoardLine(line, next(starts), move, line.item.id in submitted)
            for line, move in zip(part.lines, moves, strict=True)
        )
        parts.append(BoardPart(part.section, lines))
    return parts
