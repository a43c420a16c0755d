"""Periods, names carried into a new year, and the reader of data files."""

from __future__ import annotations

from datetime import date

import pytest

from portal.errors import RuleBroken
from portal.performance.rules import (
    PeriodKind,
    Window,
    is_maintenance_round,
    moved,
    period_dates,
    period_name,
    read_framework,
    renewed_name,
    window,
)
from tests.performance.test_weights import framework


def test_months_are_due_on_their_own_20th() -> None:
    months = [row for row in period_dates(2563) if row.kind is PeriodKind.MONTH]
    assert [row.due_on for row in months] == [
        *(date(2019, month, 20) for month in (10, 11, 12)),
        *(date(2020, month, 20) for month in range(1, 10)),
    ]
    assert (months[4].starts_on, months[4].ends_on) == (date(2020, 2, 1), date(2020, 2, 29))


def test_quarters_are_due_as_printed_the_last_before_its_end() -> None:
    quarters = [row for row in period_dates(2563) if row.kind is PeriodKind.QUARTER]
    assert [(row.no, row.due_on) for row in quarters] == [
        (1, date(2019, 12, 20)),
        (2, date(2020, 3, 20)),
        (3, date(2020, 6, 20)),
        (4, date(2020, 9, 15)),
    ]
    assert quarters[3].ends_on == date(2020, 9, 30)


@pytest.mark.parametrize(
    ("kind", "no", "starts_on", "ends_on", "name"),
    [
        ("month", 1, date(2026, 10, 1), date(2026, 10, 31), "ตุลาคม 2569"),
        ("month", 4, date(2027, 1, 1), date(2027, 1, 31), "มกราคม 2570"),
        ("quarter", 1, date(2026, 10, 1), date(2026, 12, 31), "ไตรมาสที่ 1 (ต.ค.–ธ.ค. 2569)"),
        ("quarter", 4, date(2027, 7, 1), date(2027, 9, 30), "ไตรมาสที่ 4 (ก.ค.–ก.ย. 2570)"),
        ("year", 1, date(2026, 10, 1), date(2027, 9, 30), "ปีงบประมาณ 2570"),
    ],
)
def test_period_name(kind: str, no: int, starts_on: date, ends_on: date, name: str) -> None:
    assert period_name(kind, no, starts_on, ends_on) == name


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 12, 12), Window.OPEN),
        (date(2026, 12, 13), Window.DUE_SOON),
        (date(2026, 12, 20), Window.DUE_SOON),
        (date(2026, 12, 21), Window.DUE_SOON),
        (date(2026, 12, 22), Window.OVERDUE),
        (date(2026, 12, 31), Window.OVERDUE),
        (date(2027, 1, 1), Window.CLOSED),
    ],
)
def test_window_by_day(today: date, state: Window) -> None:
    dates = {"due_on": date(2026, 12, 20), "late_after_on": date(2026, 12, 21), "closed_after_on": date(2026, 12, 31)}
    assert window(**dates, today=today) is state


def test_window_without_closing_never_closes() -> None:
    day = date(2026, 12, 20)
    assert window(due_on=day, late_after_on=day, closed_after_on=None, today=date(2030, 1, 1)) is Window.OVERDUE


def test_moved_leap_day_becomes_28_february() -> None:
    assert (moved(date(2020, 2, 29), 1), moved(date(2019, 12, 20), 7)) == (date(2021, 2, 28), date(2026, 12, 20))


@pytest.mark.parametrize(
    ("name", "renewed"),
    [
        ("… ในปีงบประมาณ พ.ศ. ๒๕๖๓", "… ในปีงบประมาณ พ.ศ. ๒๕๗๐"),
        ("ประจำปีงบประมาณ พ.ศ. 2562", "ประจำปีงบประมาณ พ.ศ. 2569"),
        ("(ดำเนินการปี ๖๓)", "(ดำเนินการปี ๗๐)"),
        ("แผน ๒๐ ปี ระยะที่ ๒ (พ.ศ. ๒๕๖๓–๒๕๖๕)", "แผน ๒๐ ปี ระยะที่ ๒ (พ.ศ. ๒๕๖๓–๒๕๖๕)"),
        ("ภายในปี ๒๕๘๐", "ภายในปี ๒๕๘๐"),
        ("ปีละ ๒๕๖๓ ครั้ง", "ปีละ ๒๕๖๓ ครั้ง"),
    ],
)
def test_renewed_name_moves_only_the_years_meant(name: str, renewed: str) -> None:
    assert renewed_name(name, {2563, 2562}, 7) == renewed


def test_renewed_name_crossing_a_century_keeps_two_digits() -> None:
    assert renewed_name("(ดำเนินการปี ๙๙)", {2599}, 1) == "(ดำเนินการปี ๐๐)"


def test_maintenance_round_is_read_from_the_name() -> None:
    rows = read_framework(framework()).indicators
    assert [row.code for row in rows if is_maintenance_round(row.name_th)] == ["D3.2.1"]


def test_framework_parts_are_scored_by_who_scores_the_whole() -> None:
    rows = {row.code: row for row in read_framework(framework()).indicators}
    found = [rows[code].evaluator for code in ("D1.0", "D1.N1.2", "D2.2.1", "D3.2.2")]
    assert found == ["สยป.", "สยป.", "สนค.", "ก.ก."]


def test_framework_projects_include_rows_that_are_projects() -> None:
    rows = read_framework(framework()).indicators
    with_projects = {row.code for row in rows if len(row.projects) == 1}
    assert with_projects == {"D3.1B", "D3.2.1", "D3.2.2", "D3.3", "D4.1", "D4.2"}


def spoiled(which: str | None, /, **changes: object) -> dict:
    data = framework()
    row = data if which is None else next(row for row in data["indicators"] if row["code"] == which)
    row.update(changes)
    return data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (spoiled(None, fiscal_year="2563"), "ส่วนหัว: ค่า fiscal_year ขาดหรือไม่ถูกต้อง"),
        (spoiled(None, indicators=[]), "indicators: ค่า indicators ขาดหรือไม่ถูกต้อง"),
        (spoiled("D4.1", name_th=" "), "D4.1: ค่า name_th ขาดหรือไม่ถูกต้อง"),
        (spoiled("D4.1", weight=True), "D4.1: ค่า weight ขาดหรือไม่ถูกต้อง"),
        (spoiled("D4.1", weight="abc"), "D4.1: ค่า weight ขาดหรือไม่ถูกต้อง"),
        (spoiled("D4.1", weight="NaN"), "D4.1: ค่า weight ขาดหรือไม่ถูกต้อง"),
        (spoiled("D4.1", weight=101), "D4.1: ค่า weight ขาดหรือไม่ถูกต้อง"),
        (spoiled("D4.1", weight_basis="pct"), "D4.1: ค่า weight_basis ขาดหรือไม่ถูกต้อง"),
        (spoiled("D4.1", weight=None), "D4.1: น้ำหนัก (weight) กับฐานของน้ำหนัก (weight_basis) ไม่ตรงกัน"),
        (spoiled("D4.1", responsible=[]), "D4.1: ยังไม่ได้ระบุส่วนราชการที่รับผิดชอบ (responsible)"),
        (spoiled("D4.1", responsible="กน."), "D4.1: ค่า responsible ขาดหรือไม่ถูกต้อง"),
        (spoiled("D4.1", dimension="D9"), "D4.1: ค่า dimension ขาดหรือไม่ถูกต้อง"),
        (spoiled("D4.1", parent="D9"), "D4.1: ไม่พบตัวชี้วัดหลัก D9 ก่อนหน้าในมิติเดียวกัน"),
        (spoiled("D4.1", parent="D3.3"), "D4.1: ไม่พบตัวชี้วัดหลัก D3.3 ก่อนหน้าในมิติเดียวกัน"),
        (spoiled("D4.1", code="D4.2"), "รหัส D4.2 ซ้ำกัน รหัสของแต่ละข้อต้องไม่ซ้ำภายในปีงบประมาณ"),
        (spoiled("D2.2", applies=False), "D2.2.1: ใช้ไม่ได้ เพราะตัวชี้วัดหลัก D2.2 ไม่ใช้กับหน่วยงานนี้"),
        (spoiled("D4.1", applies="yes"), "D4.1: ค่า applies ขาดหรือไม่ถูกต้อง"),
        (spoiled(None, calendar={"monthly_progress": {"day": 31}}), "ปฏิทิน: ค่า day ขาดหรือไม่ถูกต้อง"),
        (
            spoiled(None, calendar={"quarterly_indicators": {"due": [date(2019, 12, 20)]}}),
            "ปฏิทิน: ค่า quarterly_indicators.due ขาดหรือไม่ถูกต้อง",
        ),
    ],
)
def test_framework_file_that_is_wrong_is_refused_by_name(data: dict, message: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_framework(data)
    assert str(refused.value) == message
