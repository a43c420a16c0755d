"""Papers of items: one for a guard, and whether its readers get it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm.attributes import set_committed_value

from portal.extensions import db
from portal.meetings.models import AgendaPaper
from portal.meetings.queries.agenda import papers_of
from portal.meetings.queries.guards import get_item


def get_paper(paper_id: int, now: datetime) -> AgendaPaper | None:
    """Return the paper with its item as `get_item` loads it, or None; a withdrawn one is None."""
    paper = db.session.get(AgendaPaper, paper_id)
    item = None if paper is None or paper.withdrawn_at is not None else get_item(paper.item_id, now)
    if paper is None or item is None:
        return None
    set_committed_value(paper, "item", item)
    return paper


def is_in_force(paper: AgendaPaper) -> bool:
    """Return whether the paper is among those the item's readers get."""
    return any(each.id == paper.id for each in papers_of([paper.item_id]).get(paper.item_id, ()))
