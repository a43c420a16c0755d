"""The world the quizzes' tests stand in."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories.reporting import World, make_world


@pytest.fixture
def world(portal: Flask) -> World:
    """An agency with two divisions and people of every role."""
    return make_world()
