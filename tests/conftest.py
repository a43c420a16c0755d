"""Fixtures: one application per process, an empty database per test, clients that review the pages they fetch."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import settings

from portal import clock, create_app
from portal.config import Config
from portal.extensions import db
from tests import databases
from tests.client import PortalClient

pytest_plugins = ["tests.browser.fixtures"]

# how long an example takes depends on what else the machine does; what is slow is measured elsewhere
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")

# the instant every test begins at: a Wednesday morning in Bangkok, fiscal year 2570, before the December deadlines
NOW = datetime(2026, 12, 9, 2, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on this process's own database, migrated."""
    folder = tmp_path_factory.mktemp("instance")
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    application = create_app(
        Config(
            database_url=databases.url_for_worker(folder, worker),
            storage_url=(folder / "evidence").as_uri(),
            secret_key="only-for-tests-" + "x" * 32,
            instance=folder,
            development=True,
            mail_url=None,
        )
    )
    databases.build(application)
    yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture
def portal(app: Flask) -> Iterator[Flask]:
    """The application with an empty database and store, an application context open, the clock standing at NOW."""
    databases.reset(app)
    shutil.rmtree(storage_folder(app), ignore_errors=True)
    (storage_folder(app) / "incoming").mkdir(parents=True)
    clock.fix(NOW)
    with app.app_context():
        yield app
        db.session.remove()
    clock.fix(None)


@pytest.fixture
def now() -> datetime:
    """The instant of the test."""
    return NOW


@pytest.fixture
def client_of(portal: Flask) -> Callable[..., PortalClient]:
    """Return a function: user -> client signed in as that user (or nobody)."""

    def make(user: object | None = None) -> PortalClient:
        client = PortalClient(portal)
        if user is not None:
            client.sign_in(user)
        return client

    return make


@pytest.fixture
def client(client_of: Callable[..., PortalClient]) -> PortalClient:
    """A client that nobody has signed in with."""
    return client_of()


@pytest.fixture
def statements(portal: Flask) -> Iterator[list[str]]:
    """Every SQL statement run while the test goes on; clear it before the act to be counted."""
    from sqlalchemy import event

    seen: list[str] = []

    def note(conn: object, cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def storage_folder(app: Flask) -> Path:
    """Return the folder of the store under test."""
    return Path(app.extensions["portal_config"].instance) / "evidence"


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """With PORTAL_TEST_ALL=1 nothing may be skipped: what the machine lacks is a failure."""
    if (
        os.environ.get("PORTAL_TEST_ALL") == "1"
        and call.excinfo is not None
        and call.excinfo.errisinstance(pytest.skip.Exception)
    ):
        call.excinfo = pytest.ExceptionInfo.from_exception(AssertionError(f"skipped: {call.excinfo.value}"))
