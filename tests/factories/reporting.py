"""A small world: an agency with two divisions, their people, obligations of one month."""

from __future__ import annotations

from dataclasses import dataclass

from portal.access.permissions import Role
from portal.people.models import Unit, User
from portal.performance.models import FiscalYear, Indicator, Obligation, Project, ReportingPeriod
from tests.factories.people import make_person, make_unit
from tests.factories.performance import (
    make_dimension,
    make_fiscal_year,
    make_indicator,
    make_obligation,
    make_period,
    make_project,
)


@dataclass
class World:
    """One agency, its division `own` and another; an evaluating agency; people; the December obligation of `own`."""

    root: Unit
    agency: Unit
    own: Unit
    other: Unit
    evaluating: Unit
    year: FiscalYear
    indicator: Indicator
    project: Project
    month: ReportingPeriod
    obligation: Obligation
    officer: User
    head: User
    secretariat: User
    executive: User
    evaluator: User
    stranger: User
    staff: User

    def more(self, count: int, unit: Unit | None = None) -> list[Obligation]:
        """Return further obligations of the month, each with a project of its own."""
        unit = unit or self.own
        return [make_obligation(unit, self.month, self.indicator, make_project(self.indicator)) for _ in range(count)]


def make_world() -> World:
    """Return the world, committed; today's December deadline is 20 December 2569."""
    root = make_unit(kind="organisation", abbr="กทม.", name_th="กรุงเทพมหานคร")
    agency = make_unit(root, kind="agency", abbr="สนท.", name_th="สำนักทดสอบ")
    own = make_unit(agency, abbr="กหน.", name_th="กองหนึ่ง", position=1)
    other = make_unit(agency, abbr="กสอ.", name_th="กองสอง", position=2)
    evaluating = make_unit(root, kind="agency", abbr="สปม.", name_th="สำนักผู้ประเมิน")
    year = make_fiscal_year(agency, 2570)
    indicator = make_indicator(make_dimension(year), owners=(own,), evaluator=evaluating)
    project = make_project(indicator)
    month = make_period(year, "month", 3)
    return World(
        root=root,
        agency=agency,
        own=own,
        other=other,
        evaluating=evaluating,
        year=year,
        indicator=indicator,
        project=project,
        month=month,
        obligation=make_obligation(own, month, indicator, project),
        officer=make_person(Role.OFFICER, own, name="เจ้าหน้าที่ทดสอบ"),
        head=make_person(Role.HEAD, own, name="หัวหน้าทดสอบ", position="ผู้อำนวยการกองหนึ่ง"),
        secretariat=make_person(Role.SECRETARIAT, agency, name="ฝ่ายเลขานุการทดสอบ"),
        executive=make_person(Role.EXECUTIVE, agency, name="ผู้บริหารทดสอบ"),
        evaluator=make_person(Role.EVALUATOR, evaluating, name="ผู้ประเมินทดสอบ"),
        stranger=make_person(Role.OFFICER, other, name="เจ้าหน้าที่กองสอง"),
        staff=make_person(Role.STAFF, own, name="บุคลากรทดสอบ"),
    )
