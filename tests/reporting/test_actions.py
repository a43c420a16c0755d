"""Certifying, returning, recalling: what is stored, what is refused, who is told."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from portal.access.permissions import Role
from portal.access.predicates import HeldRole
from portal.audit import AuditEntry, Event
from portal.duties import DutyState
from portal.errors import Conflict, Forbidden, NotFound, RuleBroken
from portal.extensions import db
from portal.notifications.models import Notice
from portal.people.models import User
from portal.reporting.actions import certify_obligations, recall_certification, return_obligation
from portal.reporting.models import ReviewEvent
from portal.reporting.queries import get_row, review_events
from tests.factories.evidence import make_evidence, withdraw
from tests.factories.people import make_user
from tests.factories.reporting import World

TODAY = date(2026, 12, 9)


def as_head(world: World, **changes: object) -> User:
    """The head as loaded for a request, with roles of the day."""
    world.head.roles = (HeldRole(Role.HEAD, world.own.id, world.own.path, **changes),)  # type: ignore[arg-type]
    return world.head


def state(world: World) -> DutyState:
    row = get_row(world.obligation.id, TODAY)
    assert row is not None
    return row.state


def shown(world: World) -> dict[int, int]:
    db.session.refresh(world.obligation)
    return {world.obligation.id: world.obligation.content_version}


def test_certify_stores_name_office_time_and_digest(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer, filename="รายงาน.txt")
    (event,) = certify_obligations(shown=shown(world), actor=as_head(world), now=now)
    db.session.commit()
    assert (event.actor_name, event.office, event.at) == ("หัวหน้าทดสอบ", "ผู้อำนวยการกองหนึ่ง", now)
    assert event.content_sha256 == hashlib.sha256(event.content.encode()).hexdigest()
    content = json.loads(event.content)
    assert [file["filename"] for file in content["files"]] == ["รายงาน.txt"]
    assert len(content["files"][0]["sha256"]) == 64
    assert state(world) is DutyState.CERTIFIED


def test_certify_by_acting_head_names_the_office_and_the_order(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer)
    actor = as_head(world, is_acting=True, order_no="๑๒/๒๕๖๙")
    (event,) = certify_obligations(shown=shown(world), actor=actor, now=now)
    assert (event.acting_for, event.order_no) == ("กองหนึ่ง", "๑๒/๒๕๖๙")


def test_certify_twice_certifies_once(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer)
    values = shown(world)
    certify_obligations(shown=values, actor=as_head(world), now=now)
    assert certify_obligations(shown=values, actor=as_head(world), now=now) == []
    assert len(review_events(world.obligation.id)) == 1


def test_certify_many_is_all_or_nothing(world: World, now: datetime) -> None:
    first, second = world.more(2)
    make_evidence(first, world.officer)
    with pytest.raises(RuleBroken):
        certify_obligations(
            shown={first.id: first.content_version, second.id: second.content_version}, actor=as_head(world), now=now
        )
    db.session.rollback()
    assert db.session.scalars(select(ReviewEvent)).all() == []


def test_certify_refused_when_a_file_came_after_the_page_was_opened(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer)
    values = shown(world)
    make_evidence(world.obligation, world.officer)
    with pytest.raises(Conflict):
        certify_obligations(shown=values, actor=as_head(world), now=now)


def test_certify_refused_for_strangers_and_officers(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer)
    world.stranger.roles = (HeldRole(Role.HEAD, world.other.id, world.other.path),)
    with pytest.raises(NotFound):
        certify_obligations(shown=shown(world), actor=world.stranger, now=now)
    world.officer.roles = (HeldRole(Role.OFFICER, world.own.id, world.own.path),)
    with pytest.raises(Forbidden):
        certify_obligations(shown=shown(world), actor=world.officer, now=now)


def test_certify_nothing_is_refused(world: World, now: datetime) -> None:
    with pytest.raises(RuleBroken, match="อย่างน้อย 1 รายการ"):
        certify_obligations(shown={}, actor=as_head(world), now=now)


def test_change_after_certification_shows(world: World, now: datetime) -> None:
    evidence = make_evidence(world.obligation, world.officer)
    certify_obligations(shown=shown(world), actor=as_head(world), now=now)
    db.session.commit()
    make_evidence(world.obligation, world.officer)
    row = get_row(world.obligation.id, TODAY)
    assert row is not None
    assert (row.sign, row.state, row.facts.is_ready) == ("changed", DutyState.COMPLETE, True)
    withdraw(evidence)
    row = get_row(world.obligation.id, TODAY)
    assert row is not None
    assert row.sign == "changed"


def test_withdrawing_the_last_file_unticks(world: World, now: datetime) -> None:
    evidence = make_evidence(world.obligation, world.officer)
    assert state(world) is DutyState.COMPLETE
    withdraw(evidence)
    assert state(world) is DutyState.NOT_DUE


def test_return_needs_a_reason(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer)
    version = shown(world)[world.obligation.id]
    with pytest.raises(RuleBroken) as refusal:
        return_obligation(obligation=world.obligation, version=version, reason="  ", actor=as_head(world), now=now)
    assert refusal.value.field == "reason"


def test_return_tells_the_officers_and_untick_until_changed(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer)
    version = shown(world)[world.obligation.id]
    return_obligation(obligation=world.obligation, version=version, reason="ขาดลายมือชื่อ", actor=as_head(world), now=now)
    db.session.commit()
    assert state(world) is DutyState.PARTIAL
    assert [notice.user_id for notice in db.session.scalars(select(Notice))] == [world.officer.id]
    make_evidence(world.obligation, world.officer)
    assert state(world) is DutyState.COMPLETE


def test_recall_keeps_the_certified_content_on_record(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer)
    certify_obligations(shown=shown(world), actor=as_head(world), now=now)
    recall_certification(
        obligation=world.obligation, reason="รับรองผิดรายการ", actor=as_head(world), now=now + timedelta(minutes=1)
    )
    db.session.commit()
    assert [event.kind for event in review_events(world.obligation.id)] == ["recalled", "certified"]
    assert state(world) is DutyState.COMPLETE


def test_every_act_is_on_the_audit_trail(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer)
    certify_obligations(shown=shown(world), actor=as_head(world), now=now)
    recall_certification(obligation=world.obligation, reason="รับรองผิด", actor=as_head(world), now=now)
    db.session.commit()
    events = db.session.scalars(
        select(AuditEntry.event).where(AuditEntry.actor_id == world.head.id).order_by(AuditEntry.id)
    ).all()
    assert events == [Event.OBLIGATION_CERTIFIED, Event.CERTIFICATION_RECALLED]


def test_head_of_the_agency_may_certify_for_every_division(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer)
    director = make_user(world.agency, name="ผู้อำนวยการสำนักทดสอบ", position="ผู้อำนวยการสำนัก")
    director.roles = (HeldRole(Role.HEAD, world.agency.id, world.agency.path),)
    assert len(certify_obligations(shown=shown(world), actor=director, now=now)) == 1
