"""Which stored files the tables of meetings name, so that the sweeper leaves them alone."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import select, union

from portal.extensions import db
from portal.meetings.models import AgendaPaper, DocumentTemplate, MeetingFile, MinutesRevision, ResolutionEvent

TABLES = (AgendaPaper, DocumentTemplate, MeetingFile, MinutesRevision, ResolutionEvent)


def kept_by_meetings(digests: Collection[str]) -> set[str]:
    """Return those of the digests that a paper, template, made file, revision or report names, withdrawn or not."""
    return set(db.session.scalars(union(*(select(table.sha256).where(table.sha256.in_(digests)) for table in TABLES))))


KEPT_FILES: tuple[Callable[[Collection[str]], set[str]], ...] = (kept_by_meetings,)
