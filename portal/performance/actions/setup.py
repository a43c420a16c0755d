"""A whole year set up by an operator: the framework and everything that is due in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.errors import N_, RuleBroken
from portal.people.models import Unit, User
from portal.people.queries import get_unit_by_abbr
from portal.people.rules.units import check_is_agency
from portal.performance.actions.framework import load_framework
from portal.performance.actions.obligations import create_obligations
from portal.performance.actions.renewal import roll_forward
from portal.performance.queries import get_year


def set_up_from_file(*, data: Mapping[str, Any], unit_abbr: str, actor: User | None, now: datetime) -> tuple[int, int]:
    """Return (fiscal year, new obligations) of a parsed framework file loaded for the agency.

    Raises RuleBroken when there is no such agency, a unit that is none, or the file is refused.
    """
    year = load_framework(data=data, agency=_agency(unit_abbr), actor=actor, now=now)
    return year.year_be, create_obligations(year=year, actor=actor, now=now)


def set_up_from_year(
    *, unit_abbr: str, from_year_be: int, to_year_be: int, actor: User | None, now: datetime
) -> tuple[int, int]:
    """Return (fiscal year, new obligations) of a year made from an earlier one.

    Raises RuleBroken when the agency or the earlier year is not there.
    """
    year = get_year(_agency(unit_abbr).id, from_year_be)
    if year is None:
        raise RuleBroken(N_("ไม่พบปีงบประมาณ %(year)s ของหน่วยงานนี้"), year=from_year_be)
    new = roll_forward(year=year, to_year_be=to_year_be, actor=actor, now=now)
    return new.year_be, create_obligations(year=new, actor=actor, now=now)


def _agency(abbr: str) -> Unit:
    agency = get_unit_by_abbr(abbr)
    if agency is None:
        raise RuleBroken(N_("ไม่พบหน่วยงาน %(abbr)s"), abbr=abbr)
    check_is_agency(agency.kind, abbr)
    return agency
