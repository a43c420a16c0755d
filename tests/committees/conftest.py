"""The setting of the tests of committees: an agency, two divisions, their people, one committee."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import audit
from portal.access.permissions import Role
from portal.committees.models import AppointmentOrder, Committee
from portal.extensions import db
from portal.people.models import Unit, User
from tests.client import Page, PortalClient
from tests.factories.committees import make_committee, make_member
from tests.factories.people import make_person, make_unit, make_user


@dataclass
class Setting:
    """A committee of the bureau: chaired by เลขา, สมชาย its secretary; สุดา of the second division belongs to none."""

    agency: Unit
    first: Unit
    second: Unit
    secretariat: User
    lekha: User
    somchai: User
    suda: User
    committee: Committee

    @property
    def url(self) -> str:
        """The committee's page."""
        return f"/committees/{self.committee.id}"

    @property
    def order(self) -> AppointmentOrder:
        """Its first order."""
        found = select(AppointmentOrder).where(AppointmentOrder.committee_id == self.committee.id)
        return db.session.scalars(found.order_by(AppointmentOrder.id)).first()  # type: ignore[return-value]


@pytest.fixture
def setting(portal: Flask) -> Setting:
    """The setting, committed."""
    agency = make_unit(abbr="สพส.", name_th="สำนักพัฒนาสังคม")
    first = make_unit(agency, abbr="กหน.", name_th="กองหนึ่ง", position=1)
    second = make_unit(agency, abbr="กสอ.", name_th="กองสอง", position=2)
    secretariat = make_person(Role.SECRETARIAT, agency, username="fai", name="นางฝ่าย เลขา")
    lekha = make_user(agency, username="lekha", name="นางเลขา งานดี", position="รองผู้อำนวยการสำนัก")
    somchai = make_user(first, username="somchai.j", name="นายสมชาย ใจดี")
    suda = make_user(second, username="suda.k", name="นางสาวสุดา แก้วใส")
    committee = make_committee(agency, name="คณะกรรมการติดตามผล", created_by_id=secretariat.id)
    make_member(committee, lekha, "chair")
    make_member(committee, somchai, "secretary")
    return Setting(agency, first, second, secretariat, lekha, somchai, suda, committee)


@pytest.fixture
def secretariat(setting: Setting, client_of: Callable[..., PortalClient]) -> PortalClient:
    """A browser with the secretariat signed in."""
    return client_of(setting.secretariat)


def errors(page: Page) -> list[str]:
    """Return what stands under the fields and at the head of the form."""
    heads = [element for box in page.root.all("div", class_="error-summary") for element in box.all("li")]
    fields = [element.text.removeprefix("ต้องแก้ไข: ") for element in page.root.all("p", class_="field-error")]
    return fields or [element.text for element in heads]


def events(event: audit.Event) -> list[dict[str, Any]]:
    """Return the details on record of an event."""
    entries = db.session.scalars(
        select(audit.AuditEntry).where(audit.AuditEntry.event == event.value).order_by(audit.AuditEntry.id)
    )
    return [dict(entry.detail) for entry in entries]


def cost(statements: list[str]) -> int:
    """Return how many statements asked or wrote something; SQLite's beginnings of transactions do not count."""
    return sum(not statement.startswith("BEGIN") for statement in statements)
