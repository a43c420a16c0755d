"""Committees: one for a guard, the list somebody sees, sections of the agenda."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache

import yaml
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.access.permissions import Role
from portal.access.predicates import Person
from portal.committees import AGENDAS
from portal.committees.models import Committee, CommitteeSection
from portal.committees.queries.members import MemberOnDay, circles_of, committee_ids_of, members_of_all
from portal.committees.rules import MemberRole
from portal.committees.rules.agendas import AgendaTemplate, read_templates
from portal.extensions import db
from portal.people.models import Unit
from portal.people.queries import within
from portal.people.rules.units import ids_on_path


@dataclass(frozen=True)
class CommitteeRow:
    """A line of the list: the body, who chairs it, how many belong to it today, what the reader is in it."""

    committee: Committee
    chair: MemberOnDay | None
    members: int
    own_role: MemberRole | None


def get_committee(committee_id: int, today: date) -> Committee | None:
    """Return the committee with its unit and who belongs to it and is its secretary today; or None. Two statements."""
    committee = db.session.get(Committee, committee_id, options=[joinedload(Committee.unit)])
    if committee is not None:
        set_circles([committee], today)
    return committee


def set_circles(committees: list[Committee], today: date) -> None:
    """Set `reader_ids` and `secretary_ids` of the committees; one statement."""
    found = circles_of([committee.id for committee in committees], today)
    for committee in committees:
        committee.reader_ids, committee.secretary_ids = found[committee.id]


def committee_rows(person: Person, today: date, *, closed: bool = False) -> list[CommitteeRow]:
    """Return the committees the person sees, by unit and name; four statements. closed: the dissolved ones instead."""
    state = Committee.closed_at.is_not(None) if closed else Committee.closed_at.is_(None)
    own = committee_ids_of(person.id, today)
    committees = db.session.scalars(
        select(Committee)
        .join(Committee.unit)
        .where(state, or_(_in_reach(person), Committee.id.in_(own)))
        .options(contains_eager(Committee.unit))
        .order_by(Unit.path, Committee.name, Committee.id)
    ).all()
    members = members_of_all([committee.id for committee in committees], today)
    return [_row(committee, members[committee.id], person.id) for committee in committees]


def closed_count(person: Person, today: date) -> int:
    """Return how many dissolved committees the person sees."""
    own = committee_ids_of(person.id, today)
    units = select(Committee.id).join(Committee.unit).where(Committee.closed_at.is_not(None))
    return len(db.session.scalars(units.where(or_(_in_reach(person), Committee.id.in_(own)))).all())


def sections_of(committee_id: int) -> list[CommitteeSection]:
    """Return the sections of the committee's agenda in their order."""
    return list(
        db.session.scalars(
            select(CommitteeSection)
            .where(CommitteeSection.committee_id == committee_id)
            .order_by(CommitteeSection.position)
        )
    )


@cache
def agenda_templates() -> tuple[AgendaTemplate, ...]:
    """Return the orders of an agenda that are shipped with the portal."""
    return read_templates(yaml.safe_load(AGENDAS.read_text(encoding="utf-8")))


def _in_reach(person: Person) -> ColumnElement[bool]:
    """Return the condition that the committee's unit stands in the person's line, as the policy's WorksIn has it."""
    paths = [held.unit_path for held in person.roles if held.role is not Role.EVALUATOR]
    above = {unit_id for path in paths for unit_id in ids_on_path(path)}
    return or_(within(paths), Unit.id.in_(above))


def _row(committee: Committee, members: list[MemberOnDay], person_id: int) -> CommitteeRow:
    roles = Counter(member.role for member in members if member.user is not None and member.user.id == person_id)
    chair = next((member for member in members if member.role is MemberRole.CHAIR), None)
    return CommitteeRow(committee, chair, len(members), next(iter(roles), None))
