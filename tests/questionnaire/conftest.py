"""An agency with its training administrator and a category."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from portal.access.permissions import Role
from portal.people.models import Unit, User
from portal.questionnaire.models import QuestionCategory
from tests.client import PortalClient
from tests.factories.people import make_person, make_unit
from tests.factories.questionnaire import make_category


@dataclass
class Setting:
    """An agency, one of its divisions, its training administrator, a category."""

    agency: Unit
    division: Unit
    keeper: User
    category: QuestionCategory


@pytest.fixture
def setting(portal: Flask) -> Setting:
    """The smallest bank."""
    agency = make_unit()
    return Setting(agency, make_unit(agency), make_person(Role.SECRETARIAT, agency), make_category(agency, name="ปฏิทิน"))


@pytest.fixture
def keeper(setting: Setting, client_of: Callable[..., PortalClient]) -> PortalClient:
    """The training administrator's browser."""
    return client_of(setting.keeper)
