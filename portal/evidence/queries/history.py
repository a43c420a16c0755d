"""What the audit trail says about one piece of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.audit import AuditEntry, Event
from portal.evidence.models import Evidence
from portal.extensions import db
from portal.people.models import User

_EVENTS = (
    Event.EVIDENCE_UPLOADED,
    Event.EVIDENCE_REVISED,
    Event.EVIDENCE_WITHDRAWN,
    Event.EVIDENCE_DOWNLOADED,
)


@dataclass(frozen=True)
class Deed:
    """One act on a piece of evidence."""

    at: datetime
    event: str
    who: str
    detail: Mapping[str, Any]


def history_of(evidence: Evidence) -> list[Deed]:
    """Return what was done with a piece of evidence, newest first.

    The trail is kept by obligation, so that an obligation's history is one read; a record's own part is picked out of
    the few rows of the obligations it proves.
    """
    statement = (
        select(AuditEntry.at, AuditEntry.event, User.name, AuditEntry.detail)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .where(
            AuditEntry.subject_type == "obligation",
            AuditEntry.subject_id.in_([link.obligation_id for link in evidence.links]),
            AuditEntry.event.in_([event.value for event in _EVENTS]),
        )
        .order_by(AuditEntry.id.desc())
    )
    return [
        Deed(at, event, who or "", detail)
        for at, event, who, detail in db.session.execute(statement)
        if detail.get("evidence_id") == evidence.id
    ]
