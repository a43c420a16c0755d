"""No database in use ever gets the demonstration, nor a stopped clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock, create_app, demonstration
from portal.config import Config, SettingError
from portal.errors import RuleBroken
from portal.evidence.models import EvidenceLink
from portal.extensions import db
from portal.people.models import User
from portal.performance.models import FiscalYear, Obligation
from tests.factories.people import make_unit, make_user

NOW = datetime(2026, 12, 9, 2, 30, tzinfo=UTC)


def test_demonstration_is_refused_where_anybody_or_any_unit_is(portal: Flask) -> None:
    unit = make_unit()
    with pytest.raises(RuleBroken, match="ฐานข้อมูลที่ว่าง"):
        demonstration.load(portal)
    make_user(unit)
    assert (demonstration.is_empty(), demonstration.is_demonstration()) == (False, False)
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


@pytest.fixture
def stopped(portal: Flask) -> Iterator[Flask]:
    """The same installation with PORTAL_NOW set."""
    config: Config = portal.extensions["portal_config"]
    app = create_app(replace(config, fixed_now=NOW))
    yield app
    with app.app_context():
        db.engine.dispose()


def test_stopped_clock_is_refused_where_there_is_no_demonstration(stopped: Flask) -> None:
    make_user(make_unit())
    with pytest.raises(SettingError, match="PORTAL_NOW"):
        demonstration.check_clock(stopped)


def test_stopped_clock_is_allowed_in_a_demonstration(stopped: Flask) -> None:
    make_user(make_unit(), is_demonstration=True)
    demonstration.check_clock(stopped)


def test_running_clock_is_allowed_everywhere(portal: Flask) -> None:
    make_user(make_unit())
    demonstration.check_clock(portal)


def test_demonstration_in_2563_itself_has_that_year_alone_and_no_state(portal: Flask) -> None:
    clock.fix(datetime(2020, 3, 18, 2, tzinfo=UTC))
    demonstration.load(portal)
    assert [row.year_be for row in db.session.scalars(select(FiscalYear))] == [2563]
    assert db.session.scalar(select(func.count()).select_from(EvidenceLink)) == 0
    assert db.session.scalar(select(func.count()).select_from(Obligation)) == 240
