"""Extracts (สำเนามติ): what was resolved goes back to the division that proposed the item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from portal import audit
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.meetings.actions.records import record_item
from portal.meetings.models import AgendaItem, Meeting, Resolution, Submission
from portal.meetings.queries.agenda import resolutions_of
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import User


def send_extracts(*, meeting: Meeting, actor: User, now: datetime) -> list[AgendaItem]:
    """Return the items whose extract was sent now: those that divisions proposed and something was resolved on.

    Each is sent once. Raises RuleBroken before the meeting has ended.
    """
    if meeting.ended_at is None:
        raise RuleBroken(N_("ส่งสำเนามติได้เมื่อเลิกประชุมแล้ว"))
    resolved = resolutions_of(meeting.id)
    submitters = (
        select(Submission.item_id, func.max(Submission.submitted_by_id).label("user_id"))
        .group_by(Submission.item_id)
        .subquery()
    )
    rows = db.session.execute(
        select(AgendaItem, submitters.c.user_id)
        .join(submitters, submitters.c.item_id == AgendaItem.id)
        .options(joinedload(AgendaItem.unit))
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.extract_sent_at.is_(None), AgendaItem.id.in_(resolved))
        .order_by(AgendaItem.id)
    ).all()
    sent = [item for item, submitter in rows if _send(item, submitter, meeting, resolved, actor, now)]
    db.session.flush()
    return sent


def _send(
    item: AgendaItem,
    submitter_id: int,
    meeting: Meeting,
    resolved: Mapping[int, Sequence[Resolution]],
    actor: User,
    now: datetime,
) -> bool:
    mine = update(AgendaItem).where(AgendaItem.id == item.id, AgendaItem.extract_sent_at.is_(None))
    if db.session.execute(mine.values(extract_sent_at=now).returning(AgendaItem.id)).first() is None:
        return False
    db.session.refresh(item)
    texts = [resolution.text for resolution in resolved[item.id]]
    record_item(audit.Event.ITEM_EXTRACT_SENT, item, actor, now, {"count": len(texts)})
    notify(
        user_ids={item.created_by_id, submitter_id},
        kind=NoticeKind.ITEM_EXTRACT,
        detail={
            "committee": meeting.committee.shown_name,
            "meeting": meeting.name,
            "item": item.title,
            "texts": texts,
            "by": actor.name,
        },
        path=f"/items/{item.id}/extract",
        dedupe_key=f"item-extract:{item.id}",
        now=now,
    )
    return True
