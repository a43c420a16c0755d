"""Duties gathered from every feature through the door `portal.duties`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from portal import duties
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.checklists.rules import Checklist, sort_duties
from portal.duties import Duty
from portal.people.models import Unit
from portal.people.queries import units_by_path

HORIZON = timedelta(days=31)


def duties_of(person: Any, today: date) -> list[Duty]:
    """Return what the person has to do and has done this year: open ones first, the oldest due date first."""
    return sort_duties(duty for contributor in duties.CONTRIBUTORS for duty in contributor(person=person, today=today))


def duties_of_unit(unit: Any, today: date, year_be: int | None = None) -> list[Duty]:
    """Return every duty that stands in a unit and below it in a fiscal year (default: the running one)."""
    found: Iterable[Duty] = (
        duty for contributor in duties.CONTRIBUTORS for duty in contributor(unit=unit, today=today, year_be=year_be)
    )
    return sorted(found, key=lambda duty: (duty.due_on, duty.unit_name, duty.title))


def checklist_of(person: Any, today: date) -> Checklist:
    """Return the person's duties in three groups: to do now, later, done."""
    return Checklist.of(duties_of(person, today), today, HORIZON)


def divisions_open_to(person: Any) -> list[Unit]:
    """Return the divisions whose duties the person may see, in tree order."""
    paths = scopes(person, Permission.DIVISION_VIEW)
    return [unit for unit in units_by_path(paths) if unit.kind == "division"] if paths else []
