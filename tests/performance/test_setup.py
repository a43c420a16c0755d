"""An operator sets a year up: from the packaged file, then from that year."""

from __future__ import annotations

import pytest
import yaml

from portal.errors import RuleBroken
from portal.people.models import Unit
from portal.performance import FRAMEWORK_2563
from portal.performance.actions import set_up_from_file, set_up_from_year
from tests.factories.people import make_unit

FACTS = yaml.safe_load(FRAMEWORK_2563.read_text(encoding="utf-8"))


@pytest.fixture(params=[True, False], ids=["within กทม.", "at the top"])
def agency(portal, request) -> Unit:
    root = make_unit(kind="organisation", abbr="กทม.") if request.param else None
    bureau = make_unit(root, kind="agency", abbr=FACTS["agency"]["code"])
    for division in FACTS["divisions"]:
        make_unit(bureau, abbr=division["abbr"])
    for evaluating in FACTS["evaluating_agencies"]:
        make_unit(root, kind="agency", abbr=evaluating["code"])
    return bureau


def test_set_up_from_file_creates_the_year_once(agency, now):
    values = {"data": FACTS, "unit_abbr": agency.abbr, "actor": None, "now": now}
    assert set_up_from_file(**values) == (2563, 240)
    assert set_up_from_file(**values) == (2563, 0)


def test_set_up_from_year_creates_a_later_year(agency, now):
    set_up_from_file(data=FACTS, unit_abbr=agency.abbr, actor=None, now=now)
    years = {"from_year_be": 2563, "to_year_be": 2570}
    assert set_up_from_year(unit_abbr=agency.abbr, **years, actor=None, now=now) == (2570, 240)


def test_set_up_of_a_division_is_refused(agency, now):
    with pytest.raises(RuleBroken, match="ไม่ใช่หน่วยงาน"):
        set_up_from_file(data=FACTS, unit_abbr=FACTS["divisions"][0]["abbr"], actor=None, now=now)


def test_set_up_of_an_unknown_agency_or_year_is_refused(agency, now):
    with pytest.raises(RuleBroken, match="ไม่พบหน่วยงาน"):
        set_up_from_file(data=FACTS, unit_abbr="ไม่มี", actor=None, now=now)
    with pytest.raises(RuleBroken, match="ไม่พบปีงบประมาณ"):
        set_up_from_year(unit_abbr=agency.abbr, from_year_be=2569, to_year_be=2570, actor=None, now=now)
