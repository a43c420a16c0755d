"""Sign-in sessions: whom a cookie stands for, and how long."""

from __future__ import annotations

from datetime import timedelta

from portal.access.permissions import Role
from portal.people.actions import start_session
from portal.people.queries import person_of_session
from portal.people.rules import IDLE_LIMIT
from tests.factories.people import make_person, make_unit


def test_session_in_force(portal, now):
    unit = make_unit()
    user = make_person(Role.OFFICER, unit)
    token = start_session(user=user, browser="Firefox", address="10.0.0.1", now=now)
    found = person_of_session(token, now + IDLE_LIMIT - timedelta(seconds=1))
    assert found is user
    assert [(held.role, held.unit_path) for held in found.roles] == [(Role.STAFF, unit.path), (Role.OFFICER, unit.path)]
    assert person_of_session(token, now + IDLE_LIMIT) is None
    assert person_of_session(token + "x", now) is None
