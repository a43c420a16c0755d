"""The setting of the tests of evidence: one division with an officer and one monthly obligation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from portal.access.permissions import Role
from portal.people.models import Unit, User
from portal.performance.models import Indicator, Obligation, ReportingPeriod
from tests.client import PortalClient
from tests.factories.people import make_person, make_unit
from tests.factories.performance import make_dimension, make_fiscal_year, make_indicator, make_obligation, make_period


@dataclass
class Setting:
    """One agency with a division, its officer, and what the division owes for December 2569."""

    agency: Unit
    division: Unit
    evaluator_agency: Unit
    officer: User
    indicator: Indicator
    period: ReportingPeriod
    obligation: Obligation

    @property
    def url(self) -> str:
        """The obligation's page."""
        return f"/obligations/{self.obligation.id}"

    @property
    def upload_url(self) -> str:
        """Where its form goes."""
        return f"{self.url}/evidence"


@pytest.fixture
def setting(portal: Flask) -> Setting:
    """The setting, committed."""
    agency, evaluator_agency = make_unit(), make_unit()
    division = make_unit(agency)
    year = make_fiscal_year(agency)
    indicator = make_indicator(make_dimension(year), owners=(division,), evaluator=evaluator_agency)
    period = make_period(year)
    return Setting(
        agency,
        division,
        evaluator_agency,
        make_person(Role.OFFICER, division),
        indicator,
        period,
        make_obligation(division, period, indicator),
    )


@pytest.fixture
def officer(setting: Setting, client_of: Callable[..., PortalClient]) -> PortalClient:
    """A browser with the division's officer signed in."""
    return client_of(setting.officer)
