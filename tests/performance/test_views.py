"""The framework's pages for each kind of person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.permissions import Role
from portal.extensions import db
from portal.people.models import Unit
from portal.performance.actions import create_obligations, load_framework, roll_forward
from portal.performance.models import FiscalYear, Indicator
from portal.performance.queries import indicators_of
from portal.web import slots
from tests.client import Page, PortalClient
from tests.factories.people import give_role, make_person, make_unit, make_user
from tests.factories.performance import (
    make_dimension,
    make_fiscal_year,
    make_indicator,
    make_obligation,
    make_period,
    make_project,
)
from tests.performance.test_actions import make_agency
from tests.performance.test_weights import framework

ClientOf = Callable[..., PortalClient]


@pytest.fixture
def agency(portal: Flask, now: datetime) -> Unit:
    """สพส. with FY2563 and FY2570, obligations included."""
    agency = make_agency()
    old = load_framework(data=framework(), agency=agency, actor=None, now=now)
    for year in (old, roll_forward(year=old, actor=None, now=now, to_year_be=2570)):
        create_obligations(year=year, actor=None, now=now)
    db.session.commit()
    return agency


def unit(abbr: str) -> Unit:
    return db.session.scalars(select(Unit).where(Unit.abbr == abbr)).one()


def indicator(code: str, year_be: int = 2570) -> Indicator:
    return db.session.scalars(
        select(Indicator).join(FiscalYear).where(Indicator.code == code, FiscalYear.year_be == year_be)
    ).one()


def names(page: Page) -> list[str]:
    return [row.one("th").all("a")[0].text for table in page.root.all("table", class_="tree") for row in rows(table)]


def rows(table) -> list:
    return table.one("tbody").all("tr")


def test_framework_opens_at_the_year_of_today(agency: Unit, client_of: ClientOf) -> None:
    page = client_of(make_user(unit("กน."))).get("/framework")
    assert page.heading == "กรอบตัวชี้วัด"
    head = page.root.one("header", class_="page-head")
    assert head.one("p", class_="page-sub").text == "ปีงบประมาณ พ.ศ. 2570 · " + agency.name_th
    assert head.one("p", class_="page-answer").text == "น้ำหนักของทุกมิติ 60 + 10 + 20 + 10 = 100 · ต้องส่งทั้งปี 240 รายการ"


def test_framework_shows_the_proof(agency: Unit, client_of: ClientOf) -> None:
    page = client_of(make_user(unit("กน."))).get("/framework?year=2563")
    proof = page.root.one("details", id="proof")
    assert proof.one("summary").text.startswith("60 + 10 + 20 + 10 = 100 น้ำหนักลงตัวทุกระดับ")
    cells = [[cell.text for cell in row.all("td")] for row in rows(proof.one("table"))]
    assert cells == [["60", "60", "ตรงกัน"], ["10", "10", "ตรงกัน"], ["20", "20", "ตรงกัน"], ["10", "10", "ตรงกัน"]]
    assert page.root.all(id="mismatches") == []


def test_framework_shows_weights_basis_and_points(agency: Unit, client_of: ClientOf) -> None:
    page = client_of(make_user(unit("กน."))).get("/framework?year=2563")

    def cells(code: str) -> list[str]:
        return [cell.text for cell in page.root.one("tr", id=f"indicator-{indicator(code, 2563).id}").all("td")]

    assert cells("D1.0") == ["60 คะแนนจาก 100", "60", "ทุกส่วนราชการ", "สยป.", "20"]
    assert cells("D1.N1") == ["ร้อยละ 20 ของตัวชี้วัดหลัก", "12", "สสส.", "สยป.", "4"]
    assert cells("D1.N1.1") == ["ไม่ได้กำหนด", "6 แบ่งเท่ากัน ยังไม่ยืนยัน", "สสส.", "สยป.", "4"]
    assert cells("D2.2.1") == ["1.5 คะแนนจาก 100", "1.5", "สก.", "สนค.", "4"]
    assert cells("D3.1A") == ["–", "–", "–", "สลป.", "–"]
    assert cells("D3.2") == ["7 คะแนนจาก 100", "7", "สก. สสช.", "ก.ก.", "8"]
    assert cells("D3.3") == ["6 คะแนนจาก 100", "6", "ทุกส่วนราชการ", "กผต.", "80"]
    totals = [foot.all("td")[1].text for foot in page.root.all("tfoot")]
    assert totals == ["100", "60", "10", "20", "10"]


def test_framework_marks_new_negotiated_maintained_and_not_applied(agency: Unit, client_of: ClientOf) -> None:
    page = client_of(make_user(unit("กน."))).get("/framework?year=2563")

    def marks(code: str) -> list[str]:
        row = page.root.one("tr", id=f"indicator-{indicator(code, 2563).id}")
        return [chip.text for chip in row.all("span", class_="chip")]

    assert marks("D4.1") == ["ใหม่"]
    assert marks("D1.N2") == ["เจรจาตกลง"]
    assert marks("D3.2.1") == ["รักษารอบ"]
    assert marks("D3.1A") == ["ไม่ใช้กับหน่วยงานนี้"]
    assert marks("D2.2") == ["ข้อมูลปีงบประมาณ 2562"]
    assert "สำนักพัฒนาสังคมประเมินด้วย ๓.๑ (ข) แทน" in page.text


def test_framework_that_does_not_add_up_says_what(portal: Flask, client_of: ClientOf) -> None:
    agency = make_unit()
    dimension = make_dimension(make_fiscal_year(agency), "60", name_th="ประสิทธิผล", no=1)
    make_indicator(dimension, weight=50)
    page = client_of(make_user(make_unit(agency))).get("/framework")
    assert [line.text for line in page.root.one("div", id="mismatches").all("li")] == [
        "น้ำหนักของทุกมิติรวมกันได้ 60 = 60 ต้องได้ 100",
        "มิติที่ 1 ประสิทธิผล กำหนดน้ำหนักไว้ 60 แต่ตัวชี้วัดในมิตินี้รวมกันได้ 50",
    ]


def test_framework_switches_the_year(agency: Unit, client_of: ClientOf) -> None:
    client = client_of(make_user(unit("กน.")))
    tabs = client.get("/framework").root.one("nav", class_="tabs").all("a")
    assert [(tab.text, tab.attrs["href"], "aria-current" in tab.attrs) for tab in tabs] == [
        ("2570", "/framework?year=2570", True),
        ("2563", "/framework?year=2563", False),
    ]


@pytest.mark.parametrize("asked", ["2571", "abc", "99999999999999999999", "-1", "2563.0"])
def test_framework_of_a_year_that_is_not_there_is_404(agency: Unit, client_of: ClientOf, asked: str) -> None:
    client_of(make_user(unit("กน."))).get(f"/framework?year={asked}", status=404)


def test_framework_without_any_year_says_so(portal: Flask, client_of: ClientOf) -> None:
    page = client_of(make_user(make_unit())).get("/framework")
    assert page.root.one("p", class_="empty-title").text == "ยังไม่มีกรอบตัวชี้วัด"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EVALUATOR])
def test_framework_is_open_to_everybody_of_the_agency(agency: Unit, client_of: ClientOf, role: Role) -> None:
    page = client_of(make_person(role, unit("สก."))).get("/framework")
    assert len(names(page)) == 22


def test_framework_for_an_evaluator_holds_own_indicators_alone(agency: Unit, client_of: ClientOf) -> None:
    page = client_of(make_person(Role.EVALUATOR, unit("สนค."))).get("/framework?year=2563")
    assert [name.split()[0] for name in names(page)] == ["๒.๒", "๒.๒.๑", "๒.๒.๒"]
    assert page.root.one("p", class_="page-answer").text == "ตัวชี้วัดที่ท่านประเมิน รวม 3 คะแนนจาก 100"
    assert page.root.all("details", id="proof") == []
    assert page.root.all("tfoot") == []


def test_framework_for_an_evaluator_with_nothing_in_the_year(agency: Unit, client_of: ClientOf) -> None:
    page = client_of(make_person(Role.EVALUATOR, make_unit(unit("กทม."), kind="agency"))).get("/framework")
    assert page.root.one("p", class_="empty-title").text == "ยังไม่มีกรอบตัวชี้วัด"


def test_framework_for_a_person_of_two_agencies_has_a_switch(agency: Unit, client_of: ClientOf) -> None:
    other = make_unit(unit("กทม."), kind="agency", name_th="สำนักอื่น")
    make_fiscal_year(other, 2570)
    person = make_user(unit("กน."))
    give_role(person, Role.EXECUTIVE, other)
    client = client_of(person)
    tabs = client.get("/framework").root.all("nav", class_="tabs")[0].all("a")
    assert [(tab.text, "aria-current" in tab.attrs) for tab in tabs] == [(agency.name_th, True), ("สำนักอื่น", False)]
    page = client.get(tabs[1].attrs["href"])
    assert page.root.one("p", class_="page-sub").text == "ปีงบประมาณ พ.ศ. 2570 · สำนักอื่น"


def test_framework_of_another_agency_is_404(agency: Unit, client_of: ClientOf) -> None:
    other = make_unit(unit("กทม."), kind="agency")
    make_fiscal_year(other)
    client_of(make_user(unit("กน."))).get(f"/framework?agency={other.id}", status=404)


def test_indicator_card_carries_everything_known(agency: Unit, client_of: ClientOf) -> None:
    page = client_of(make_user(unit("สก."))).get(f"/indicators/{indicator('D3.2', 2563).id}")
    assert page.heading == "๓.๒ ร้อยละความสำเร็จของการดำเนินโครงการให้บริการที่ดีที่สุด (Best Service)"
    assert page.root.one("p", class_="page-answer").text == "นับ 7 คะแนนจาก 100"
    facts = {item.one("dt").text: item.one("dd").text for item in page.root.one("dl", class_="kv").all("div")}
    assert facts == {
        "ประเด็นการประเมิน": "มิติที่ 3 ด้านคุณภาพการปฏิบัติราชการ",
        "น้ำหนักที่กำหนด": "7 คะแนนจาก 100",
        "คะแนนจาก 100": "7",
        "ตัวชี้วัดย่อย": "ตัวชี้วัดย่อยรวม 7 จาก 7 คะแนน",
        "ผู้รับผิดชอบหลัก": f"{unit('สก.').name_th} (สก.)",
        "ผู้รับผิดชอบร่วม": f"{unit('สสช.').name_th} (สสช.)",
        "หน่วยงานที่รับผิดชอบตัวชี้วัด": unit("ก.ก.").name_th,
        "คำอธิบายตัวชี้วัด": "ยังไม่มีข้อมูล",
        "หน่วยนับ": "ยังไม่มีข้อมูล",
        "ค่าเป้าหมาย": "ยังไม่มีข้อมูล",
        "แนวทางการประเมิน": "ยังไม่มีข้อมูล",
        "เกณฑ์การให้คะแนน": "ยังไม่มีข้อมูล",
        "หลักฐานและเอกสารประกอบการตรวจประเมิน": "ยังไม่มีข้อมูล",
    }
    assert [name.split()[0] for name in names(page)] == ["๑.", "๒."]


def test_indicator_card_lists_what_is_owed_by_period(agency: Unit, client_of: ClientOf) -> None:
    page = client_of(make_person(Role.OFFICER, unit("สพช."))).get(f"/indicators/{indicator('D3.3').id}")
    quarters, months = page.root.all("table")
    assert rows(quarters)[0].one("th").text == "ไตรมาสที่ 1 (ต.ค.–ธ.ค. 2569)"
    assert [row.one("time").attrs["datetime"] for row in rows(quarters)] == [
        "2026-12-20", "2027-03-20", "2027-06-20", "2027-09-15",
    ]  # fmt: skip
    assert len(rows(months)) == 12
    first = rows(months)[0]
    assert first.all("td")[1].text == "กน. สก. สพช. สสช. สสส."
    # only the own division's obligation can be opened
    assert [link.text for link in first.all("a")] == ["สพช."]
    assert "ยกมาจากปีงบประมาณ พ.ศ. 2563" in page.text


def test_indicator_card_of_one_not_applied_owes_nothing(agency: Unit, client_of: ClientOf) -> None:
    page = client_of(make_user(unit("กน."))).get(f"/indicators/{indicator('D3.1A').id}")
    assert page.root.one("p", class_="empty-title").text == "ไม่มีรายการที่ต้องส่ง"
    assert page.root.one("p", class_="page-answer").text.startswith("ไม่ใช้กับหน่วยงานนี้")
    other = indicator("D3.1B")
    assert [link.text for link in page.root.one("dl", class_="kv").all("a")] == [
        f"{other.printed_code} {other.name_th}"
    ]


def test_indicator_card_shows_what_features_above_put_there(agency: Unit, client_of: ClientOf) -> None:
    def provider(shown: Indicator) -> tuple[str, dict]:
        return "web/_toast.html", {"kind": "success", "text": f"ช่อง {shown.code}"}

    slots.fill("indicator", provider)
    try:
        page = client_of(make_user(unit("กน."))).get(f"/indicators/{indicator('D4.1').id}")
    finally:
        slots._providers["indicator"].remove(provider)
    assert "ช่อง D4.1" in page.text


def test_indicator_for_its_evaluator(agency: Unit, client_of: ClientOf) -> None:
    client = client_of(make_person(Role.EVALUATOR, unit("สนอ.")))
    page = client.get(f"/indicators/{indicator('D4.2').id}")
    assert page.root.all("a", aria_label="สก. ตุลาคม 2569") != []
    client.get(f"/indicators/{indicator('D4.1').id}", status=404)


def test_indicator_of_another_agency_is_404(agency: Unit, client_of: ClientOf) -> None:
    stranger = make_person(Role.EXECUTIVE, make_unit(unit("กทม."), kind="agency"))
    client_of(stranger).get(f"/indicators/{indicator('D4.1').id}", status=404)


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "2147483648", "987654"])
def test_indicator_that_is_not_there_is_404(agency: Unit, client_of: ClientOf, number: str) -> None:
    client_of(make_user(unit("กน."))).get(f"/indicators/{number}", status=404)


def test_framework_for_nobody_leads_to_sign_in(portal: Flask, client: PortalClient) -> None:
    page = client.get("/framework", status=302)
    assert page.headers["Location"] == "/login?next=/framework"


def test_framework_in_thai_digits_and_english(agency: Unit, client_of: ClientOf) -> None:
    client = client_of(make_user(unit("กน."), digits="thai"))
    assert "๖๐ + ๑๐ + ๒๐ + ๑๐ = ๑๐๐" in client.get("/framework").text
    client = client_of(make_user(unit("กน."), language="en"))
    page = client.get(f"/indicators/{indicator('D4.1').id}")
    assert rows(page.root.all("table")[0])[0].one("th").text == "Quarter 1 (Oct–Dec 2026)"


def many(agency: Unit, count: int) -> FiscalYear:
    """A year with that many indicators, each with an owner, a project and two obligations."""
    year = make_fiscal_year(agency)
    dimension = make_dimension(year)
    month, quarter = make_period(year), make_period(year, "quarter", 1)
    division = make_unit(agency)
    evaluator = make_unit(kind="agency")
    for _ in range(count):
        row = make_indicator(dimension, owners=(division,), evaluator=evaluator)
        project = make_project(row)
        make_obligation(division, month, row, project)
        make_obligation(division, quarter, row)
    return year


@pytest.mark.parametrize("count", [1, 30])
def test_framework_takes_as_many_statements_for_any_size(
    portal: Flask, client_of: ClientOf, statements: list[str], count: int
) -> None:
    agency = make_unit()
    many(agency, count)
    client = client_of(make_user(make_unit(agency)))
    client.get("/framework")
    db.session.expire_all()
    statements.clear()
    page = client.get("/framework")
    assert len(names(page)) == count
    assert len(reads(statements)) == 8


@pytest.mark.parametrize("count", [1, 30])
def test_indicator_takes_as_many_statements_for_any_size(
    portal: Flask, client_of: ClientOf, statements: list[str], count: int
) -> None:
    agency = make_unit()
    year = many(agency, 1)
    row = indicators_of(year)[0]
    month = make_period(year, no=1)
    for _ in range(count):
        make_obligation(make_unit(agency), month, row)
    db.session.commit()
    person, row_id = make_person(Role.SECRETARIAT, agency), row.id
    client = client_of(person)
    client.get(f"/indicators/{row_id}")
    db.session.expire_all()
    statements.clear()
    page = client.get(f"/indicators/{row_id}")
    assert len([link for link in page.root.all("a") if link.attrs["href"].startswith("/obligations/")]) == count + 2
    assert len(reads(statements)) == 8


def reads(statements: list[str]) -> list[str]:
    return [text for text in statements if text.startswith("SELECT")]
