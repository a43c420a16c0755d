"""Shared by the page tests of one process: who is signed in, what has been made to be looked at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.fixtures import Server
from tests.browser.scenes import Desk, Scene, bank, briefings, evidence, people, quizzes


@pytest.fixture(scope="session")
def desk(chromium: Browser, server: Server) -> Iterator[Desk]:
    """Browsers with somebody signed in, closed at the end."""
    desk = Desk(chromium, server)
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def scene(desk: Desk) -> Scene:
    """Evidence and people in every state."""
    scene = Scene(desk)
    evidence.build(scene)
    people.build(scene)
    return scene


@pytest.fixture(scope="session")
def stranger(scene: Scene) -> Scene:
    """The scene, and somebody whose agency has nothing yet."""
    people.build_stranger(scene)
    return scene


@pytest.fixture(scope="session")
def briefing_scene(stranger: Scene) -> Scene:
    """The scene with briefings in every state."""
    people.build_crowd(stranger)
    briefings.build(stranger)
    return stranger


@pytest.fixture(scope="session")
def bank_scene(stranger: Scene) -> Scene:
    """The scene with questions of every kind."""
    bank.build(stranger)
    return stranger


@pytest.fixture(scope="session")
def quiz_scene(briefing_scene: Scene, bank_scene: Scene) -> Scene:
    """The scene with quizzes in every state, taken and with results; briefings and bank stand as well."""
    assert briefing_scene is bank_scene
    quizzes.build(bank_scene)
    quizzes.build_figures(bank_scene)
    return bank_scene
