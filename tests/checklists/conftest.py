"""The world of one division's month."""

import pytest
from flask import Flask

from tests.factories.reporting import World, make_world


@pytest.fixture
def world(portal: Flask) -> World:
    """An agency with two divisions and the December obligation."""
    return make_world()
