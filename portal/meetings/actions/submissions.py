"""Submitting a proposal with everything frozen by copy, and taking it back to go on writing."""

from __future__ import annotations

import hashlib
from datetime import datetime

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.meetings.actions.locking import ITEM_CHANGED
from portal.meetings.actions.proposals import content_of, hold_item, tell_secretaries
from portal.meetings.actions.records import record_item
from portal.meetings.models import AgendaItem, AgendaPaper, Submission
from portal.meetings.queries.proposals import draft_papers, latest_submission
from portal.meetings.rules import ItemState
from portal.meetings.rules.proposals import (
    check_changed,
    check_complete,
    check_recallable,
    check_submittable,
    digest_of,
)
from portal.notifications.rules import NoticeKind
from portal.people.models import User

# what a frozen paper says of its draft
FROZEN = (
    "item_id", "title", "filename", "sha256", "size_bytes", "media_type", "pages", "uploaded_by_id", "uploaded_at",
)  # fmt: skip


def submit_item(*, item: AgendaItem, note: str, seen: str, actor: User, now: datetime) -> Submission:
    """Return the new submission: text and papers frozen, the secretaries told. Sent twice it is submitted once.

    note: the division's word to the secretary, such as an answer to why it was returned
    seen: the digest of the text and papers that were shown for submitting
    Raises RuleBroken, Conflict when somebody changed either since.
    """
    hold_item(item, actor, now)
    before, papers = latest_submission(item.id), draft_papers(item.id)
    content = content_of(item)
    digest = digest_of(content, papers)
    if before is not None and item.state is ItemState.SUBMITTED and before.digest == digest:
        return before
    check_submittable(item.state)
    if digest != seen:
        raise Conflict(ITEM_CHANGED)
    if item.committee.closed_at is not None:
        raise RuleBroken(N_("คณะนี้สิ้นสุดแล้ว จึงเสนอเรื่องไม่ได้"))
    check_complete(item)
    if item.returned_at is not None:
        check_changed(None if before is None else before.digest, digest, note)
    submission = Submission(
        item_id=item.id,
        no=1 if before is None else before.no + 1,
        submitted_by_id=actor.id,
        submitted_at=now,
        content=content | {"note": note},
        digest=digest,
    )
    db.session.add(submission)
    db.session.flush()
    _freeze(papers, submission)
    item.submitted_at, item.returned_at, item.deferred_at = now, None, None
    item.return_reason = item.defer_reason = ""
    db.session.flush()
    detail = {"no": submission.no, "papers": len(papers), "note": note, "content_sha256": digest}
    record_item(audit.Event.ITEM_SUBMITTED, item, actor, now, detail)
    key = f"item-submitted:{item.id}:{submission.no}"
    tell_secretaries(NoticeKind.ITEM_SUBMITTED, item, actor, now, key, note=note, no=submission.no)
    return submission


def recall_item(*, item: AgendaItem, version: int, actor: User, now: datetime) -> AgendaItem:
    """Return the item, a draft of the division again; what was submitted stays on record. Sent twice it is done once.

    Raises RuleBroken once it has a place on an agenda, Conflict when somebody changed it since it was shown.
    """
    hold_item(item, actor, now)
    if item.state is ItemState.DRAFT:
        return item
    check_recallable(item.state)
    if item.version != version:
        raise Conflict(ITEM_CHANGED)
    item.submitted_at = item.deferred_at = None
    item.defer_reason = ""
    db.session.flush()
    record_item(audit.Event.ITEM_RECALLED, item, actor, now)
    tell_secretaries(
        NoticeKind.ITEM_WITHDRAWN, item, actor, now, f"item-recalled:{item.id}:{item.version}", act="recalled"
    )
    return item


def _freeze(papers: list[AgendaPaper], submission: Submission) -> None:
    """Copy the draft's papers; the copies name the same content and are changed by nobody."""
    db.session.add_all(
        AgendaPaper(
            submission_id=submission.id,
            position=place,
            upload_key=hashlib.sha256(f"{submission.id}\x1f{paper.id}".encode()).hexdigest(),
            **{name: getattr(paper, name) for name in FROZEN},
        )
        for place, paper in enumerate(papers, 1)
    )
    db.session.flush()
