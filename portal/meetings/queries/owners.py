"""Who can be made to carry a resolution out."""

from __future__ import annotations

from sqlalchemy import or_, select

from portal.extensions import db
from portal.meetings.models import MeetingPerson, Resolution
from portal.people.models import Unit, User
from portal.people.queries import agency_of, divisions_of


def unit_choices(resolution: Resolution) -> list[tuple[int, str]]:
    """Return (id, name) of the agency's divisions, the agency itself first, and of the present owner's."""
    agency = agency_of(resolution.meeting.committee.unit)
    units = [agency, *divisions_of(agency)]
    if resolution.owner_unit is not None and resolution.owner_unit.id not in {unit.id for unit in units}:
        units.append(resolution.owner_unit)
    return [(unit.id, f"{unit.abbr} {unit.name_th}") for unit in units]


def person_choices(resolution: Resolution) -> list[tuple[int, str]]:
    """Return (id, name and position) of people on the meeting's list and their deputies, and of the present owner."""
    listed = select(MeetingPerson.user_id).where(MeetingPerson.meeting_id == resolution.meeting_id)
    deputies = select(MeetingPerson.deputy_id).where(MeetingPerson.meeting_id == resolution.meeting_id)
    people = db.session.scalars(
        select(User)
        .where(or_(User.id.in_(listed), User.id.in_(deputies), User.id == resolution.owner_id))
        .order_by(User.name, User.id)
    )
    return [(person.id, " ".join(part for part in (person.name, person.position) if part)) for person in people]


def unit_of(unit_id: int | None) -> Unit | None:
    """Return the unit that was chosen."""
    return None if unit_id is None else db.session.get(Unit, unit_id)


def person_of(user_id: int | None) -> User | None:
    """Return the person who was chosen."""
    return None if user_id is None else db.session.get(User, user_id)
