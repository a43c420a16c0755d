"""The setting of the tests of meetings: a committee with its secretary, members, a division, a stranger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import audit
from portal.access.permissions import Role
from portal.committees.models import Committee
from portal.extensions import db
from portal.people.models import RoleHolding, Unit, User
from tests.client import Page, PortalClient
from tests.factories.committees import make_committee, make_member
from tests.factories.people import give_role, make_person, make_unit

ClientOf = Callable[..., PortalClient]


@dataclass
class Setting:
    """One agency's committee: its secretary, chair and a member; an officer next to it who proposes; a stranger."""

    agency: Unit
    division: Unit
    committee: Committee
    secretariat: User
    secretary: User
    chair: User
    member: User
    officer: User
    stranger: User


@pytest.fixture
def setting(portal: Flask) -> Setting:
    """The setting, committed."""
    agency = make_unit(abbr="สพส.", name_th="สำนักพัฒนาสังคม")
    division = make_unit(agency, abbr="กหน.", name_th="กองหนึ่ง", position=1)
    far = make_unit(abbr="สนอ.", name_th="สำนักอนามัย")
    secretariat = make_person(Role.SECRETARIAT, agency, username="lekha", name="นางเลขา งานดี")
    secretary = make_person(Role.STAFF, division, username="wanna", name="นางสาววรรณา จดงาม")
    chair = make_person(Role.STAFF, agency, username="prathan", name="นายประธาน นั่งหัวโต๊ะ")
    member = make_person(Role.STAFF, division, username="somchai", name="นายสมชาย ใจดี")
    officer = make_person(Role.OFFICER, division, username="suda", name="นางสาวสุดา แก้วใส")
    stranger = make_person(Role.STAFF, far, username="klai", name="นายไกล บ้านนอก")
    committee = make_committee(agency, name="คณะกรรมการติดตามประเมินผล", created_by_id=secretariat.id)
    make_member(committee, chair, "chair")
    make_member(committee, member)
    make_member(committee, secretary, "secretary")
    return Setting(agency, division, committee, secretariat, secretary, chair, member, officer, stranger)


@pytest.fixture
def secretary(setting: Setting, client_of: ClientOf) -> PortalClient:
    """A browser with the committee's secretary signed in."""
    return client_of(setting.secretary)


@pytest.fixture
def member(setting: Setting, client_of: ClientOf) -> PortalClient:
    """A browser with a member signed in."""
    return client_of(setting.member)


def errors(page: Page) -> list[str]:
    """Return what stands under the fields and at the head of the form."""
    return [element.text for element in page.root.all("p", class_="field-error")]


def events(event: audit.Event) -> list[dict[str, Any]]:
    """Return the details on record of an event."""
    entries = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.event == event.value))
    return [entry.detail for entry in entries]


def cost(statements: list[str]) -> int:
    """Return how many statements asked or wrote something; SQLite's beginnings of transactions do not count."""
    return sum(not statement.startswith("BEGIN") for statement in statements)


@pytest.fixture
def give_head(setting: Setting) -> Callable[[User], RoleHolding]:
    """Return a function that makes a person head of the division."""
    return lambda user: give_role(user, Role.HEAD, setting.division)
