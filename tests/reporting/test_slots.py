"""What review puts on the pages of evidence: who acts next, and a warning before a certified file is withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from portal.evidence.models import Evidence
from portal.extensions import db
from portal.reporting.actions import certify_obligations, return_obligation
from tests.client import PortalClient
from tests.factories.evidence import make_evidence, withdraw
from tests.factories.reporting import World
from tests.reporting.test_actions import as_head, shown


@pytest.fixture
def evidence(world: World) -> Evidence:
    """The only evidence of the obligation."""
    return make_evidence(world.obligation, world.officer)


@pytest.fixture
def officer(world: World, client_of: Callable[..., PortalClient]) -> PortalClient:
    """A browser with the division's officer signed in."""
    return client_of(world.officer)


def certify(world: World, now: datetime) -> None:
    certify_obligations(shown=shown(world), actor=as_head(world), now=now)
    db.session.commit()


def next_step(world: World, officer: PortalClient) -> str:
    """Return what the first lines of the obligation's page say after the due date."""
    text = officer.get(f"/obligations/{world.obligation.id}").root.one("p", class_="page-answer").text
    return text.partition("อีก 11 วัน")[2]


def test_next_step_of_a_delivered_obligation_is_the_heads(
    world: World, officer: PortalClient, evidence: Evidence
) -> None:
    assert next_step(world, officer) == "ผู้ดำเนินการต่อไป: หัวหน้าส่วนราชการตรวจและรับรอง"


def test_next_step_of_a_certified_obligation_is_nobodys(
    world: World, officer: PortalClient, evidence: Evidence, now: datetime
) -> None:
    certify(world, now)
    assert next_step(world, officer) == "รับรองแล้วโดย หัวหน้าทดสอบ"


def test_next_step_of_a_returned_obligation_is_the_officers(
    world: World, officer: PortalClient, evidence: Evidence, now: datetime
) -> None:
    version = shown(world)[world.obligation.id]
    return_obligation(obligation=world.obligation, version=version, reason="ยอดไม่ตรง", actor=as_head(world), now=now)
    db.session.commit()
    assert next_step(world, officer) == "ส่งคืนให้แก้ไข ผู้ดำเนินการต่อไป: ผู้รับผิดชอบตัวชี้วัดของกองหนึ่ง"


def test_next_step_after_a_change_is_the_heads_again(
    world: World, officer: PortalClient, evidence: Evidence, now: datetime
) -> None:
    certify(world, now)
    make_evidence(world.obligation, world.officer)
    assert next_step(world, officer) == "เปลี่ยนแปลงหลังรับรอง ผู้ดำเนินการต่อไป: หัวหน้าส่วนราชการตรวจและรับรองอีกครั้ง"


def test_next_step_after_the_last_file_went_is_the_officers(
    world: World, officer: PortalClient, evidence: Evidence, now: datetime
) -> None:
    certify(world, now)
    withdraw(evidence)
    assert next_step(world, officer) == "เปลี่ยนแปลงหลังรับรอง ผู้ดำเนินการต่อไป: ผู้รับผิดชอบตัวชี้วัดของกองหนึ่ง"


def test_withdrawal_of_a_certified_file_is_warned_of(
    world: World, officer: PortalClient, evidence: Evidence, now: datetime
) -> None:
    certify(world, now)
    page = officer.get(f"/evidence/{evidence.id}/withdrawal")
    assert page.root.one("div", class_="notice-warning").text == (
        f"หัวหน้าทดสอบ รับรอง “{world.project.name_th}” ธันวาคม 2569 ไว้แล้ว เมื่อถอนหลักฐาน "
        "รายการจะแสดงว่าเปลี่ยนแปลงหลังรับรอง และต้องรับรองใหม่"
    )


def test_withdrawal_before_certification_is_not_warned_of(
    world: World, officer: PortalClient, evidence: Evidence
) -> None:
    page = officer.get(f"/evidence/{evidence.id}/withdrawal")
    assert page.root.all("div", class_="notice-warning") == []
