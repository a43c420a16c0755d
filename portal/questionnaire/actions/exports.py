"""Taking questions out of the bank is put on record: a file holds their keys."""

from __future__ import annotations

from datetime import datetime

from portal import audit
from portal.people.models import Unit, User


def record_export(*, agency: Unit, count: int, format_key: str, filters: str, actor: User, now: datetime) -> None:
    """Put on record that questions of the agency went into a file; filters: as they stood in the address."""
    audit.record(
        actor_id=actor.id,
        event=audit.Event.QUESTIONS_EXPORTED,
        subject_type="unit",
        subject_id=agency.id,
        unit_path=agency.path,
        now=now,
        detail={"name": agency.name_th, "count": count, "format": format_key, "filters": filters},
    )
