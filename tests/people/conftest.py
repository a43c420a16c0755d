"""People with a password, and the sign-in form filled in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from portal.people.actions import hash_password
from portal.people.models import User
from tests.client import Page, PortalClient
from tests.factories.people import make_unit, make_user
from tests.people.agency import World

PASSWORD = "แมวดำ สามตัว ริมคลอง"
WRONG = "ผิดแน่นอน"


@cache
def password_hash() -> str:
    """The hash of PASSWORD, made once."""
    return hash_password(PASSWORD)


@pytest.fixture
def person(portal: object) -> User:
    """Somchai of a division of an agency, with PASSWORD."""
    agency = make_unit(abbr="สพส.", name_th="สำนักพัฒนาสังคม")
    division = make_unit(agency, abbr="กน.", name_th="กองนโยบายและแผนงาน")
    return make_user(division, username="somchai", name="นายสมชาย ใจดี", password_hash=password_hash())


@pytest.fixture
def try_from(client_of: Callable[..., PortalClient]) -> Callable[..., Page]:
    """Return a function: one try at signing in from an address, with a new browser unless one is given."""

    def attempt(
        username: str,
        password: str = WRONG,
        *,
        address: str = "10.0.0.1",
        status: int = 422,
        client: PortalClient | None = None,
        **more: str,
    ) -> Page:
        client = client or client_of()
        client.http.environ_base["REMOTE_ADDR"] = address
        return client.post("/login", {"username": username, "password": password, **more}, status=status)

    return attempt


@pytest.fixture
def world(client_of: Callable[..., PortalClient]) -> World:
    """An agency with its administrator, and another agency."""
    return World(client_of)


def notice(page: Page) -> str:
    """The sentence over the form that says why it was refused."""
    return page.root.one(class_="notice-danger").text
