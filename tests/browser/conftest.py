"""Shared by the page tests of one process: who is signed in, what has been made to be looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser import scene as scenes
from tests.browser.fixtures import Server


@pytest.fixture(scope="session")
def desk(chromium: Browser, server: Server) -> Iterator[scenes.Desk]:
    """Browsers with somebody signed in, closed at the end."""
    desk = scenes.Desk(chromium, server)
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def scene(desk: scenes.Desk) -> scenes.Scene:
    """Everything the pages have to show."""
    return scenes.build(desk)
