"""Setting a committee up, changing it, ending it, the order of its agenda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select

from portal import audit
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.committees.actions.records import changes, hold, record, touch
from portal.committees.models import Committee, CommitteeSection
from portal.committees.queries import sections_of
from portal.committees.rules.agendas import AgendaTemplate, SectionFact, check_sections
from portal.committees.rules.checks import check_quorum, check_reason
from portal.errors import N_, Forbidden, RuleBroken
from portal.extensions import db
from portal.people.models import Unit, User
from portal.people.rules.versions import check_version


@dataclass(frozen=True)
class Wanted:
    """A committee as the form describes it."""

    kind: str
    name: str
    short_name: str
    quorum_rule: str
    quorum_number: int | None
    is_quorum_unconfirmed: bool
    quorum_source: str
    numbering: str
    total_before: int
    adoption_days: int
    silence_adopts: bool


def create_committee(
    *, unit: Unit | None, wanted: Wanted, template: AgendaTemplate, submit_key: str, actor: User, now: datetime
) -> Committee:
    """Return the new committee of the unit, its agenda in the template's order. Sent twice it is made once.

    Raises RuleBroken, Forbidden where the actor may not manage the unit's committees.
    """
    if made := db.session.scalars(select(Committee).where(Committee.submit_key == submit_key)).first():
        return made
    if unit is None or unit.closed_at is not None:
        raise RuleBroken(N_("โปรดเลือกหน่วยที่คณะนี้ทำงานให้"), field="unit_id")
    if not can(actor, Permission.COMMITTEE_MANAGE, unit):
        raise Forbidden(N_("ท่านไม่มีหน้าที่ตั้งคณะกรรมการของหน่วยนี้"))
    _check(wanted)
    committee = Committee(
        unit_id=unit.id, unit=unit, created_by_id=actor.id, created_at=now, submit_key=submit_key, **asdict(wanted)
    )
    db.session.add(committee)
    db.session.flush()
    _write_sections(committee, template.sections)
    record(audit.Event.COMMITTEE_CREATED, committee, actor, now, {"name": wanted.name, "unit": unit.name_th})
    return committee


def change_committee(*, committee: Committee, wanted: Wanted, version: int, actor: User, now: datetime) -> Committee:
    """Return the committee, changed. Raises RuleBroken, Conflict when somebody else changed it since it was shown."""
    hold(committee)
    check_version(committee.version, version)
    _check(wanted)
    before = {name: getattr(committee, name) for name in asdict(wanted)}
    for name, value in asdict(wanted).items():
        setattr(committee, name, value)
    if changed := changes(before, asdict(wanted)):
        db.session.flush()
        record(audit.Event.COMMITTEE_CHANGED, committee, actor, now, changed)
    return committee


def close_committee(*, committee: Committee, reason: str, version: int, actor: User, now: datetime) -> Committee:
    """Return the committee, dissolved with a reason; sent twice it is dissolved once.

    Its members stay as they were, so that minutes still open can be finished by its secretaries.
    """
    check_reason(reason)
    if committee.closed_at is not None and committee.close_reason == reason:
        return committee
    hold(committee)
    check_version(committee.version, version)
    committee.closed_at, committee.close_reason = now, reason
    db.session.flush()
    record(audit.Event.COMMITTEE_CLOSED, committee, actor, now, {"reason": reason})
    return committee


def change_sections(
    *, committee: Committee, sections: Sequence[SectionFact], version: int, actor: User, now: datetime
) -> Committee:
    """Return the committee with its agenda in the new order; meetings whose agenda is open keep theirs.

    Raises RuleBroken, Conflict when somebody else changed the committee since it was shown.
    """
    hold(committee)
    check_version(committee.version, version)
    check_sections(sections)
    before = [(section.title, section.kind) for section in sections_of(committee.id)]
    if before == [(section.title, section.kind.value) for section in sections]:
        return committee
    _write_sections(committee, sections)
    touch(committee)
    told = {"old": {"sections": [title for title, _ in before]}, "new": {"sections": [each.title for each in sections]}}
    record(audit.Event.COMMITTEE_SECTIONS_CHANGED, committee, actor, now, told)
    return committee


def _write_sections(committee: Committee, sections: Sequence[SectionFact]) -> None:
    db.session.execute(delete(CommitteeSection).where(CommitteeSection.committee_id == committee.id))
    db.session.add_all(
        CommitteeSection(committee_id=committee.id, position=place, title=section.title, kind=section.kind.value)
        for place, section in enumerate(sections, 1)
    )
    db.session.flush()


def _check(wanted: Wanted) -> None:
    check_quorum(wanted.quorum_rule, wanted.quorum_number)
    if not wanted.is_quorum_unconfirmed and not wanted.quorum_source:
        raise RuleBroken(N_("องค์ประชุมที่ยืนยันแล้วต้องบอกที่มา เช่น คำสั่งที่ 12/2569 ข้อ 3"), field="quorum_source")
