"""Smallest valid entries of the trail, committed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import audit
from portal.extensions import db
from tests.conftest import NOW


def make_entry(event: audit.Event, *, unit_path: str, at: datetime = NOW, **changes: Any) -> audit.AuditEntry:
    """Return an entry about an account, done by the system."""
    values: dict[str, Any] = {"actor_id": None, "subject_type": "user", "subject_id": 0, "detail": {}} | changes
    entry = audit.record(event=event, unit_path=unit_path, now=at, **values)
    db.session.commit()
    return entry
