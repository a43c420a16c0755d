"""What happens when evidence is uploaded, revised, withdrawn and swept."""

from __future__ import annotations

from flask import Flask

from tests.factories.evidence import make_evidence
from tests.factories.people import make_unit
from tests.factories.performance import make_dimension, make_fiscal_year, make_indicator, make_obligation, make_period


def test_upload_x(portal: Flask) -> None:
    agency = make_unit()
    division = make_unit(agency)
    year = make_fiscal_year(agency)
    obligation = make_obligation(division, make_period(year), make_indicator(make_dimension(year)))
    evidence = make_evidence(obligation)
    assert obligation.content_version == 1
    assert evidence.revisions[0].no == 1
