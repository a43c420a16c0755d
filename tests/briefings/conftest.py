"""The setting of the tests of briefings: an agency with two divisions, their people, and a session for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask

from portal import clock
from portal.access.permissions import Role
from portal.briefings.models import BriefingSession
from portal.people.models import Unit, User
from portal.performance.models import FiscalYear
from tests.client import PortalClient
from tests.factories.briefings import STARTS_AT, make_session
from tests.factories.people import make_person, make_unit
from tests.factories.performance import make_fiscal_year


@dataclass
class Setting:
    """One agency; `session` is for all of it, at 09.00 on 15 December 2569, check-in from 08.00, late after 09.15."""

    agency: Unit
    first: Unit
    second: Unit
    year: FiscalYear
    secretary: User
    somchai: User
    suda: User
    session: BriefingSession

    @property
    def url(self) -> str:
        """The session's page."""
        return f"/briefings/{self.session.id}"

    @property
    def list_url(self) -> str:
        """The secretariat's list."""
        return f"{self.url}/attendance"


@pytest.fixture
def setting(portal: Flask) -> Setting:
    """The setting, committed; the clock stands at 08.30 on the day."""
    agency = make_unit(abbr="สพส.", name_th="สำนักพัฒนาสังคม")
    first = make_unit(agency, abbr="กหน.", name_th="กองหนึ่ง", position=1)
    second = make_unit(agency, abbr="กสอ.", name_th="กองสอง", position=2)
    year = make_fiscal_year(agency)
    secretary = make_person(Role.SECRETARIAT, agency, username="lekha", name="นางเลขา งานดี")
    somchai = make_person(Role.STAFF, first, username="somchai.j", name="นายสมชาย ใจดี")
    suda = make_person(Role.STAFF, second, username="suda.k", name="นางสาวสุดา แก้วใส", staff_type="employee")
    session = make_session(year, created_by_id=secretary.id, title="ประชุมชี้แจงรุ่น 1")
    clock.fix(at(8, 30))
    return Setting(agency, first, second, year, secretary, somchai, suda, session)


@pytest.fixture
def secretary(setting: Setting, client_of: Callable[..., PortalClient]) -> PortalClient:
    """A browser with the secretariat signed in."""
    return client_of(setting.secretary)


@pytest.fixture
def somchai(setting: Setting, client_of: Callable[..., PortalClient]) -> PortalClient:
    """A browser with a person of the first division signed in."""
    return client_of(setting.somchai)


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return the instant of a time on the session's day."""
    return STARTS_AT + timedelta(hours=hour - 9, minutes=minute, seconds=second)


def cost(statements: list[str]) -> int:
    """Return how many statements asked or wrote something; SQLite's beginnings of transactions do not count."""
    return sum(not statement.startswith("BEGIN") for statement in statements)
