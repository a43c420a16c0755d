"""The audit trail: one append-only table and one closed list of event names, written in the act's own transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, String, column, select, table
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base, UtcDateTime, db, freeze_rows


class Event(StrEnum):
    """What can be on record; `noun:past`."""

    SESSION_STARTED = "session:started"
    SESSION_ENDED = "session:ended"
    SESSION_REFUSED = "session:refused"
    PASSWORD_CHANGED = "password:changed"  # noqa: S105  (an event's name)
    PASSWORD_ISSUED = "password:issued"  # noqa: S105
    USER_CREATED = "user:created"
    USER_CHANGED = "user:changed"
    USER_DISABLED = "user:disabled"
    USER_ENABLED = "user:enabled"
    PREFERENCES_CHANGED = "preferences:changed"
    PEOPLE_IMPORTED = "people:imported"
    UNIT_CREATED = "unit:created"
    UNIT_CHANGED = "unit:changed"
    UNIT_CLOSED = "unit:closed"
    UNIT_REOPENED = "unit:reopened"
    ROLE_GRANTED = "role:granted"
    ROLE_ENDED = "role:ended"
    FRAMEWORK_LOADED = "framework:loaded"
    FRAMEWORK_ROLLED = "framework:rolled"
    OBLIGATIONS_CREATED = "obligations:created"
    EVIDENCE_UPLOADED = "evidence:uploaded"
    EVIDENCE_REVISED = "evidence:revised"
    EVIDENCE_WITHDRAWN = "evidence:withdrawn"
    EVIDENCE_DOWNLOADED = "evidence:downloaded"
    OBLIGATION_CERTIFIED = "obligation:certified"
    OBLIGATION_RETURNED = "obligation:returned"
    CERTIFICATION_RECALLED = "certification:recalled"
    BRIEFING_CREATED = "briefing:created"
    BRIEFING_CHANGED = "briefing:changed"
    BRIEFING_CANCELLED = "briefing:cancelled"
    BRIEFING_INVITED = "briefing:invited"
    BRIEFING_FILE_ADDED = "briefing:file-added"
    BRIEFING_FILE_WITHDRAWN = "briefing:file-withdrawn"
    ATTENDANCE_MARKED = "attendance:marked"
    ATTENDANCE_CORRECTED = "attendance:corrected"
    ATTENDANCE_STRUCK = "attendance:struck"
    ATTENDANCE_EXPORTED = "attendance:exported"
    QUESTION_CREATED = "question:created"
    QUESTION_CHANGED = "question:changed"
    QUESTION_CONFIRMED = "question:confirmed"
    QUESTION_RETIRED = "question:retired"
    QUESTION_RESTORED = "question:restored"
    QUESTION_CATEGORY_CHANGED = "question-category:changed"
    QUESTIONS_IMPORTED = "questions:imported"
    QUESTIONS_EXPORTED = "questions:exported"
    QUIZ_CREATED = "quiz:created"
    QUIZ_CHANGED = "quiz:changed"
    QUIZ_PUBLISHED = "quiz:published"
    QUIZ_OPENED = "quiz:opened"
    QUIZ_CLOSED = "quiz:closed"
    QUIZ_EXTRA_TIME = "quiz:extra-time"
    QUIZ_KEY_REPAIRED = "quiz:key-repaired"
    QUIZ_FROZEN = "quiz:frozen"
    QUIZ_EXPORTED = "quiz:exported"
    QUIZ_PRUNED = "quiz:pruned"
    ATTEMPT_STARTED = "attempt:started"
    ATTEMPT_CLOSED = "attempt:closed"
    COMMITTEE_CREATED = "committee:created"
    COMMITTEE_CHANGED = "committee:changed"
    COMMITTEE_CLOSED = "committee:closed"
    COMMITTEE_ORDER_ADDED = "committee:order-added"
    COMMITTEE_MEMBER_ADDED = "committee:member-added"
    COMMITTEE_MEMBER_CHANGED = "committee:member-changed"
    COMMITTEE_MEMBER_ENDED = "committee:member-ended"
    COMMITTEE_SECTIONS_CHANGED = "committee:sections-changed"
    MEETING_CREATED = "meeting:created"
    MEETING_CHANGED = "meeting:changed"
    MEETING_AGENDA_OPENED = "meeting:agenda-opened"
    MEETING_AGENDA_FIXED = "meeting:agenda-fixed"
    MEETING_AGENDA_REOPENED = "meeting:agenda-reopened"
    MEETING_INVITED = "meeting:invited"
    MEETING_PERSON_ADDED = "meeting:person-added"
    MEETING_PERSON_REMOVED = "meeting:person-removed"
    MEETING_ANSWERED = "meeting:answered"
    MEETING_STARTED = "meeting:started"
    MEETING_PRESENCE_MARKED = "meeting:presence-marked"
    MEETING_ENDED = "meeting:ended"
    MEETING_CANCELLED = "meeting:cancelled"
    MEETING_EXPORTED = "meeting:exported"
    ITEM_CREATED = "agenda-item:created"
    ITEM_CHANGED = "agenda-item:changed"
    ITEM_SUBMITTED = "agenda-item:submitted"
    ITEM_RECALLED = "agenda-item:recalled"
    ITEM_RETURNED = "agenda-item:returned"
    ITEM_DEFERRED = "agenda-item:deferred"
    ITEM_PLACED = "agenda-item:placed"
    ITEM_WITHDRAWN = "agenda-item:withdrawn"
    ITEM_PAPER_ADDED = "agenda-item:paper-added"
    ITEM_PAPER_WITHDRAWN = "agenda-item:paper-withdrawn"
    ITEM_CLOSED = "agenda-item:closed"
    ITEM_EXTRACT_SENT = "agenda-item:extract-sent"
    MINUTES_NOTED = "minutes:noted"
    MINUTES_REVISED = "minutes:revised"
    MINUTES_CIRCULATED = "minutes:circulated"
    MINUTES_ANSWERED = "minutes:answered"
    MINUTES_AMENDMENT_DECIDED = "minutes:amendment-decided"
    MINUTES_ADOPTED = "minutes:adopted"
    MINUTES_ERRATUM_NOTED = "minutes:erratum-noted"
    RESOLUTION_CREATED = "resolution:created"
    RESOLUTION_CHANGED = "resolution:changed"
    RESOLUTION_STRUCK = "resolution:struck"
    RESOLUTION_REPORTED = "resolution:reported"
    RESOLUTION_ACCEPTED = "resolution:accepted"
    RESOLUTION_SENT_BACK = "resolution:sent-back"
    RESOLUTION_REOPENED = "resolution:reopened"
    TEMPLATE_UPLOADED = "document-template:uploaded"
    TEMPLATE_WITHDRAWN = "document-template:withdrawn"
    PHRASES_CHANGED = "phrases:changed"
    GRID_EXPORTED = "grid:exported"
    OUTBOX_RESENT = "outbox:resent"
    AUDIT_EXPORTED = "audit:exported"


class AuditEntry(Base):
    """One act: who, when, what, on which object, old and new."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_subject", "subject_type", "subject_id", "id"),
        Index("ix_audit_entry_event", "event", "id"),
        Index("ix_audit_entry_actor_id", "actor_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # when it happened, UTC
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # who did it; empty for the system itself and for a sign-in that was refused
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    # one of Event
    event: Mapped[str] = mapped_column(String(40))
    # table name of the object
    subject_type: Mapped[str] = mapped_column(String(40))
    # its id; 0 where the act is about no single row
    subject_id: Mapped[int]
    # path of the unit the object belongs to, so that an administrator of a unit finds its entries
    unit_path: Mapped[str] = mapped_column(String(200), index=True)
    # facts of the act: old and new values, names, reasons; never a password, never file content
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


freeze_rows(AuditEntry)


def record(
    *,
    actor_id: int | None,
    event: Event,
    subject_type: str,
    subject_id: int,
    now: datetime,
    unit_path: str = "",
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Return the new entry, added to the current transaction; `detail` must be plain JSON."""
    entry = AuditEntry(
        at=now,
        actor_id=actor_id,
        event=event.value,
        subject_type=subject_type,
        subject_id=subject_id,
        unit_path=unit_path,
        detail=dict(detail or {}),
    )
    db.session.add(entry)
    return entry


# people stand above this module: their table is known here by name alone
PEOPLE = table("user", column("id"), column("name", String), column("search_text", String))


@dataclass(frozen=True)
class Entry:
    """An act on record as it is read: `actor_name` is None for the system itself and for a sign-in that was refused."""

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str | None
    event: Event
    subject_type: str
    subject_id: int
    unit_path: str
    detail: Mapping[str, Any]


def reading() -> Select[Any]:
    """Return the statement every reading of the trail begins with, newest first; its rows are for `read`."""
    return (
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.actor_id,
            PEOPLE.c.name.label("actor_name"),
            AuditEntry.event,
            AuditEntry.subject_type,
            AuditEntry.subject_id,
            AuditEntry.unit_path,
            AuditEntry.detail,
        )
        .select_from(AuditEntry)
        .outerjoin(PEOPLE, PEOPLE.c.id == AuditEntry.actor_id)
        .order_by(AuditEntry.id.desc())
    )


def read(row: Any) -> Entry:
    """Return a row of `reading` as an entry."""
    values = dict(row._mapping)
    return Entry(**values | {"event": Event(values["event"])})


def entries_of(
    subject_type: str, subject_id: int, limit: int, *, events: Collection[Event] | None = None
) -> list[Entry]:
    """Return what was done to an object, newest first, at most `limit` entries; one statement, names included.

    events: only these; None for all
    """
    statement = reading().where(AuditEntry.subject_type == subject_type, AuditEntry.subject_id == subject_id)
    if events is not None:
        statement = statement.where(AuditEntry.event.in_([event.value for event in events]))
    return [read(row) for row in db.session.execute(statement.limit(limit))]
