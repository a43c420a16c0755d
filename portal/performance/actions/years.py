"""A fiscal year's row and its entry on record; shared by what makes years."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal import audit, thai
from portal.extensions import db
from portal.people.models import Unit, User
from portal.performance.models import FiscalYear


def new_year(agency: Unit, year_be: int, citation: str, now: datetime) -> FiscalYear:
    """Return a new, empty fiscal year of the agency, flushed."""
    starts_on, ends_on = thai.fiscal_year_bounds(year_be)
    year = FiscalYear(
        agency_id=agency.id, year_be=year_be, starts_on=starts_on, ends_on=ends_on, citation=citation, created_at=now
    )
    year.agency = agency
    db.session.add(year)
    db.session.flush()
    return year


def record_year(
    event: audit.Event, year: FiscalYear, actor: User | None, now: datetime, detail: dict[str, Any]
) -> None:
    """Put an event about the whole year on record."""
    audit.record(
        actor_id=actor.id if actor else None,
        event=event,
        subject_type="fiscal_year",
        subject_id=year.id,
        now=now,
        unit_path=year.unit_path,
        detail=detail,
    )
