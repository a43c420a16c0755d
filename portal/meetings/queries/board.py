"""What the board shows beside the agenda: the committee's backlog, what earlier meetings left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from portal.extensions import db
from portal.meetings.models import AgendaItem, AgendaSection, Meeting, Submission
from portal.meetings.rules import is_late


@dataclass(frozen=True)
class Waiting:
    """An item that waits for a meeting. is_wanted: it asks for this one; is_submitted: by a division."""

    item: AgendaItem
    is_late: bool
    is_wanted: bool
    is_submitted: bool


def backlog_of(meeting: Meeting) -> list[Waiting]:
    """Return what waits before the committee: those that ask for this meeting first, then by day of submission.

    One statement.
    """
    submitted = exists().where(Submission.item_id == AgendaItem.id)
    rows = db.session.execute(
        select(AgendaItem, submitted)
        .where(
            AgendaItem.committee_id == meeting.committee_id,
            AgendaItem.meeting_id.is_(None),
            AgendaItem.submitted_at.is_not(None),
            AgendaItem.returned_at.is_(None),
            AgendaItem.withdrawn_at.is_(None),
        )
        .options(joinedload(AgendaItem.unit), joinedload(AgendaItem.presenter))
        .order_by(
            func.coalesce(AgendaItem.wanted_meeting_id == meeting.id, False).desc(),
            AgendaItem.submitted_at,
            AgendaItem.id,
        )
    )
    return [
        Waiting(
            item,
            is_late(item.submitted_at, meeting.proposals_until_at),
            item.wanted_meeting_id == meeting.id,
            is_submitted,
        )
        for item, is_submitted in rows
    ]


def carryable_to(meeting: Meeting) -> list[AgendaItem]:
    """Return what earlier meetings put off or what comes every time: the latest item of each topic.

    Topics on this agenda already, waiting, or on a later one are left out. One statement.
    """
    held, newer, newer_meeting = aliased(Meeting), aliased(AgendaItem), aliased(Meeting)
    taken_up = (
        select(newer.id)
        .outerjoin(newer_meeting, newer_meeting.id == newer.meeting_id)
        .where(
            newer.topic_id == AgendaItem.topic_id,
            newer.id > AgendaItem.id,
            newer.withdrawn_at.is_(None),
            or_(newer.meeting_id.is_(None), newer_meeting.cancelled_at.is_(None)),
        )
        .correlate(AgendaItem)
        .exists()
    )
    rows = select(AgendaItem).join(held, held.id == AgendaItem.meeting_id)
    rows = rows.where(
        AgendaItem.committee_id == meeting.committee_id,
        held.id != meeting.id,
        held.cancelled_at.is_(None),
        held.starts_at < meeting.starts_at,
        AgendaItem.withdrawn_at.is_(None),
        or_(
            and_(AgendaItem.is_recurring, AgendaItem.outcome.in_(("", "discussed"))),
            AgendaItem.outcome == "deferred",
        ),
        ~taken_up,
    )
    return list(
        db.session.scalars(
            rows.options(
                joinedload(AgendaItem.unit), joinedload(AgendaItem.meeting).joinedload(Meeting.committee)
            ).order_by(held.starts_at, AgendaItem.position, AgendaItem.id)
        )
    )


def submitted_ids(item_ids: Iterable[int]) -> frozenset[int]:
    """Return those of the items that a division submitted; the others are the secretary's own. One statement."""
    ids = list(item_ids)
    if not ids:
        return frozenset()
    return frozenset(db.session.scalars(select(Submission.item_id).where(Submission.item_id.in_(ids)).distinct()))


def suggested_section(sections: Sequence[AgendaSection], kind: str) -> AgendaSection | None:
    """Return the section an item of the kind usually stands in; None where the agenda has none."""
    wanted = {"information": ("information",), "consideration": ("consideration",)}.get(kind, ("other",))
    return next((section for section in sections if section.kind in wanted), sections[-1] if sections else None)
