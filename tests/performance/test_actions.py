"""Loading the framework, carrying it forward, laying out obligations."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit import AuditEntry
from portal.errors import RuleBroken
from portal.evidence.models import EvidenceLink
from portal.extensions import Base, db
from portal.people.models import Unit
from portal.performance.actions import create_obligations, load_framework, roll_forward
from portal.performance.models import FiscalYear, Indicator, IndicatorOwner, Obligation, Project, ReportingPeriod
from portal.performance.queries import count_obligations, dimensions_of, indicators_of, periods_of, weights_of
from portal.reporting.models import ReviewEvent
from tests.factories.people import make_unit
from tests.performance.test_weights import framework

DIVISIONS = ("กน.", "สก.", "สพช.", "สสช.", "สสส.")


def make_agency() -> Unit:
    """Return สพส. with its divisions, beside the evaluating agencies."""
    top = make_unit(kind="organisation", abbr="กทม.")
    agency = make_unit(top, kind="agency", abbr="สพส.")
    for position, abbr in enumerate(DIVISIONS):
        make_unit(agency, abbr=abbr, position=position)
    for row in framework()["evaluating_agencies"]:
        make_unit(top, kind="agency", abbr=row["code"])
    return agency


@pytest.fixture
def agency(portal: Flask) -> Unit:
    return make_agency()


@pytest.fixture
def year(agency: Unit, now: datetime) -> FiscalYear:
    """FY2563, loaded and committed."""
    loaded = load_framework(data=framework(), agency=agency, actor=None, now=now)
    db.session.commit()
    return loaded


def everything() -> dict[str, list[tuple]]:
    """Return all rows of all tables."""
    return {
        table.name: sorted(map(tuple, db.session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }


def count(model: type, *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions))


def by_code(year: FiscalYear) -> dict[str, Indicator]:
    return {row.code: row for row in indicators_of(year)}


def test_load_framework_stores_every_row(year: FiscalYear) -> None:
    assert (year.year_be, year.starts_on, year.ends_on) == (2563, date(2019, 10, 1), date(2020, 9, 30))
    assert [count(model) for model in (Indicator, IndicatorOwner, Project, ReportingPeriod)] == [22, 20, 6, 16]
    rows = by_code(year)
    assert (rows["D1.N1.1"].parent_id, rows["D2.2"].reference_year_be) == (rows["D1.N1"].id, 2562)
    assert [code for code, row in rows.items() if row.is_new] == ["D4.1"]
    assert [code for code, row in rows.items() if not row.applies] == ["D3.1A"]
    assert [code for code, row in rows.items() if row.is_for_all] == ["D1.0", "D3.3"]
    assert weights_of(dimensions_of(year), rows.values()).is_proven


def test_load_framework_dates_are_data_with_their_source(year: FiscalYear) -> None:
    periods = periods_of(year)
    assert {(row.late_after_on == row.due_on, row.closed_after_on, row.is_confirmed) for row in periods} == {
        (True, None, True)
    }
    assert {row.citation for row in periods} == {framework()["calendar"]["citation"]}


def test_load_framework_twice_changes_nothing(year: FiscalYear, agency: Unit, now: datetime) -> None:
    by_code(year)["D4.1"].name_th = "แก้ไขแล้ว"
    db.session.commit()
    before = everything()
    load_framework(data=framework(), agency=agency, actor=None, now=now)
    db.session.commit()
    assert everything() == before


def test_load_framework_with_unknown_division_is_refused(portal: Flask, now: datetime) -> None:
    with pytest.raises(RuleBroken) as refused:
        load_framework(data=framework(), agency=make_unit(abbr="อื่น"), actor=None, now=now)
    assert "ไม่พบหน่วยงานที่รับผิดชอบตัวชี้วัด สยป." in str(refused.value)


def test_create_obligations_of_2563_are_240(year: FiscalYear, now: datetime) -> None:
    assert create_obligations(year=year, actor=None, now=now) == 240
    assert count_obligations(year) == {"month": 120, "quarter": 120}
    rows = db.session.execute(
        select(Unit.abbr, ReportingPeriod.kind, func.count())
        .select_from(Obligation)
        .join(Obligation.unit)
        .join(Obligation.period)
        .group_by(Unit.abbr, ReportingPeriod.kind)
    )
    assert {(abbr, kind): total for abbr, kind, total in rows} == {
        ("กน.", "month"): 36,  # KM, satisfaction, database
        ("กน.", "quarter"): 16,  # D1, 3.1B, 3.3, 4.1
        ("สก.", "month"): 36,  # Healthy Workplace, satisfaction, safety
        ("สก.", "quarter"): 36,  # D1, 2.1, 2.2, 2.2.1, 2.2.2, 3.2, 3.2.1, 3.3, 4.2
        ("สพช.", "month"): 12,  # satisfaction
        ("สพช.", "quarter"): 16,  # D1, N4, N5, 3.3
        ("สสช.", "month"): 24,  # Bangkok Brand, satisfaction
        ("สสช.", "quarter"): 32,  # D1, N2, N3, N3.1, N3.2, 3.2, 3.2.2, 3.3
        ("สสส.", "month"): 12,  # satisfaction
        ("สสส.", "quarter"): 20,  # D1, N1, N1.1, N1.2, 3.3
    }


def test_create_obligations_for_what_does_not_apply_are_none(year: FiscalYear, now: datetime) -> None:
    create_obligations(year=year, actor=None, now=now)
    assert count(Obligation, Obligation.indicator_id == by_code(year)["D3.1A"].id) == 0


def test_create_obligations_for_every_division_is_one_each(year: FiscalYear, now: datetime) -> None:
    create_obligations(year=year, actor=None, now=now)
    whole = by_code(year)["D1.0"]
    units = db.session.scalars(
        select(Unit.abbr)
        .join(Obligation)
        .join(Obligation.period)
        .where(Obligation.indicator_id == whole.id, ReportingPeriod.no == 1)
    )
    assert sorted(units) == sorted(DIVISIONS)


def test_create_obligations_twice_adds_nothing(year: FiscalYear, now: datetime) -> None:
    create_obligations(year=year, actor=None, now=now)
    db.session.commit()
    before = everything()
    assert create_obligations(year=year, actor=None, now=now) == 0
    assert everything() == before


def test_create_obligations_after_a_new_division_adds_its_own(year: FiscalYear, agency: Unit, now: datetime) -> None:
    create_obligations(year=year, actor=None, now=now)
    make_unit(agency, abbr="ใหม่")
    assert create_obligations(year=year, actor=None, now=now) == 4 + 4 + 12


def test_create_obligations_leaves_closed_divisions_out(year: FiscalYear, agency: Unit, now: datetime) -> None:
    closed = db.session.scalars(select(Unit).where(Unit.abbr == "สสส.")).one()
    closed.closed_at = now
    db.session.flush()
    assert create_obligations(year=year, actor=None, now=now) == 240 - 32


def test_create_obligations_is_set_based(year: FiscalYear, now: datetime, statements: list[str]) -> None:
    year.unit_path  # noqa: B018  (loads the agency before counting)
    statements.clear()
    create_obligations(year=year, actor=None, now=now)
    assert len([text for text in statements if text.startswith("INSERT INTO obligation")]) == 2
    assert len(statements) <= 3


def test_obligation_dates_and_keys_follow_the_period(year: FiscalYear, now: datetime) -> None:
    create_obligations(year=year, actor=None, now=now)
    for row in db.session.scalars(select(Obligation)):
        item = f"p{row.project_id}" if row.project_id else f"i{row.indicator_id}"
        assert row.key == f"{year.id}:{item}:{row.unit_id}:{row.period_id}"
        assert (row.due_on, row.late_after_on, row.closed_after_on) == (row.period.due_on, row.period.due_on, None)
        assert (row.project_id is None) == (row.period.kind == "quarter")


def test_roll_forward_carries_structure_and_links(year: FiscalYear, now: datetime) -> None:
    new = roll_forward(year=year, actor=None, now=now)
    assert (new.year_be, new.starts_on, new.rolled_from_id) == (2564, date(2020, 10, 1), year.id)
    old_rows, rows = by_code(year), by_code(new)
    assert list(rows) == list(old_rows)
    assert {rows[code].fiscal_year_id for code in rows} == {new.id}
    assert rows["D1.N1.1"].parent_id == rows["D1.N1"].id
    assert rows["D1.N1.1"].name_th.endswith("ในปีงบประมาณ พ.ศ. ๒๕๖๔")
    assert rows["D2.2"].name_th.endswith("ประจำปีงบประมาณ พ.ศ. ๒๕๖๓")
    assert rows["D2.2"].reference_year_be == 2563
    assert rows["D3.2.2"].name_th.endswith("(ดำเนินการปี ๖๔)")
    assert [code for code, row in rows.items() if row.is_new] == []
    assert [rows[code].evaluator_id for code in rows] == [old_rows[code].evaluator_id for code in rows]
    assert count(IndicatorOwner) == 40
    projects = db.session.scalars(select(Project).where(Project.fiscal_year_id == new.id)).all()
    assert len(projects) == 6
    assert {project.indicator.fiscal_year_id for project in projects} == {new.id}
    assert weights_of(dimensions_of(new), rows.values()).is_proven


def test_roll_forward_moves_dates_and_leaves_them_unconfirmed(year: FiscalYear, now: datetime) -> None:
    periods_of(year)[0].due_on = date(2019, 10, 21)
    new = roll_forward(year=year, actor=None, now=now, to_year_be=2570)
    rows = periods_of(new)
    assert (rows[0].due_on, rows[0].late_after_on) == (date(2026, 10, 21), date(2026, 10, 20))
    assert (rows[4].starts_on, rows[4].ends_on) == (date(2027, 2, 1), date(2027, 2, 28))
    assert rows[-1].due_on == date(2027, 9, 15)
    assert {(row.is_confirmed, row.citation) for row in rows} == {(False, "ยกมาจากปีงบประมาณ พ.ศ. 2563")}


def test_roll_forward_carries_no_states(year: FiscalYear, now: datetime) -> None:
    create_obligations(year=year, actor=None, now=now)
    new = roll_forward(year=year, actor=None, now=now)
    assert count(Obligation, Obligation.fiscal_year_id == new.id) == 0
    assert create_obligations(year=new, actor=None, now=now) == 240
    assert {row.content_version for row in db.session.scalars(select(Obligation))} == {0}
    assert (count(EvidenceLink), count(ReviewEvent)) == (0, 0)


def test_roll_forward_twice_changes_nothing(year: FiscalYear, now: datetime) -> None:
    new = roll_forward(year=year, actor=None, now=now)
    db.session.commit()
    before = everything()
    assert roll_forward(year=year, actor=None, now=now) is new
    assert everything() == before


def test_roll_forward_leaves_closed_divisions_out(year: FiscalYear, now: datetime) -> None:
    db.session.scalars(select(Unit).where(Unit.abbr == "สก.")).one().closed_at = now
    db.session.flush()
    new = roll_forward(year=year, actor=None, now=now)
    owners = db.session.scalars(
        select(Unit.abbr).join(IndicatorOwner).join(Indicator).where(Indicator.fiscal_year_id == new.id)
    )
    assert set(owners) == {"กน.", "สพช.", "สสช.", "สสส."}


def test_roll_forward_into_the_past_is_refused(year: FiscalYear, now: datetime) -> None:
    with pytest.raises(RuleBroken, match="ปีงบประมาณถัดไป"):
        roll_forward(year=year, actor=None, now=now, to_year_be=2563)


def test_framework_acts_are_on_record(year: FiscalYear, now: datetime) -> None:
    create_obligations(year=year, actor=None, now=now)
    roll_forward(year=year, actor=None, now=now)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.event, entry.unit_path) for entry in entries] == [
        ("framework:loaded", year.unit_path),
        ("obligations:created", year.unit_path),
        ("framework:rolled", year.unit_path),
    ]
