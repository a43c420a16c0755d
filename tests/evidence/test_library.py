"""The library: who sees what, and how it is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from portal.access.permissions import Role
from portal.performance.models import Obligation
from tests.client import Page, PortalClient
from tests.evidence.conftest import Setting
from tests.factories.evidence import make_evidence, withdraw
from tests.factories.people import make_person, make_unit
from tests.factories.performance import make_dimension, make_indicator, make_obligation, make_period

FILES = Path(__file__).parent.parent / "files"


def names(page: Page) -> list[str]:
    """Return the titles on the page, in their order."""
    table = page.root.all("table")
    return [row.one("th").all("a")[0].text for row in table[0].one("tbody").all("tr")] if table else []


def second_obligation(setting: Setting) -> Obligation:
    """Return what another division owes for another indicator and period."""
    year = setting.indicator.fiscal_year
    return make_obligation(
        make_unit(setting.agency), make_period(year, "quarter", 1), make_indicator(make_dimension(year))
    )


@pytest.fixture
def secretary(setting: Setting, client_of: Callable[..., PortalClient]) -> PortalClient:
    """The secretariat of the agency."""
    return client_of(make_person(Role.SECRETARIAT, setting.agency))


def test_library_without_evidence_says_what_will_stand_here(officer: PortalClient) -> None:
    page = officer.get("/evidence")
    assert page.root.one("p", class_="empty-title").text == "ยังไม่มีหลักฐาน"


def test_library_of_an_officer_holds_the_own_division_only(setting: Setting, officer: PortalClient) -> None:
    make_evidence(setting.obligation, filename="ของกองนี้.txt")
    make_evidence(second_obligation(setting), filename="ของกองอื่น.txt")
    assert names(officer.get("/evidence")) == ["ของกองนี้"]


def test_library_of_the_secretariat_holds_the_agency(setting: Setting, secretary: PortalClient) -> None:
    make_evidence(setting.obligation, filename="ก.txt")
    make_evidence(second_obligation(setting), filename="ข.txt")
    assert sorted(names(secretary.get("/evidence"))) == ["ก", "ข"]


def test_library_of_another_agency_is_empty(setting: Setting, client_of: Callable[..., PortalClient]) -> None:
    make_evidence(setting.obligation)
    stranger = client_of(make_person(Role.SECRETARIAT, make_unit()))
    assert names(stranger.get("/evidence")) == []


def test_library_of_an_evaluator_holds_the_own_indicators(
    setting: Setting, client_of: Callable[..., PortalClient]
) -> None:
    make_evidence(setting.obligation, filename="ที่ประเมิน.txt")
    make_evidence(second_obligation(setting), filename="ที่ไม่ประเมิน.txt")
    evaluator = client_of(make_person(Role.EVALUATOR, setting.evaluator_agency))
    page = evaluator.get("/evidence")
    assert names(page) == ["ที่ประเมิน"]
    assert len(page.root.one("select", name="unit").all("option")) == 2
    assert len(page.root.one("select", name="indicator").all("option")) == 2


def test_library_is_closed_to_plain_staff(setting: Setting, client_of: Callable[..., PortalClient]) -> None:
    client_of(make_person(Role.STAFF, setting.division)).get("/evidence", status=403)


def test_library_shows_what_each_file_proves(setting: Setting, officer: PortalClient) -> None:
    make_evidence(setting.obligation, filename="ก.txt")
    page = officer.get("/evidence")
    link = page.root.one("tbody").all("td")[0].one("a")
    assert link.attrs["href"] == setting.url
    assert "ธันวาคม 2569" in page.root.one("tbody").all("td")[0].text


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("รายงาน", ["รายงานผล ปี ๒๕๖๙"]),
        ("2569", ["รายงานผล ปี ๒๕๖๙"]),
        ("๒๕๖๙ ผล", ["รายงานผล ปี ๒๕๖๙"]),
        ("img_1.TXT", ["ภาพกิจกรรม"]),
        ("ทํางาน", ["แผนทำงาน"]),
        ("100%", []),
        ("_", ["ภาพกิจกรรม"]),
        ("ไม่มีอยู่", []),
    ],
)
def test_library_searches_title_and_file_name(
    setting: Setting, officer: PortalClient, words: str, found: list[str]
) -> None:
    make_evidence(setting.obligation, filename="ก.txt", title="รายงานผล ปี ๒๕๖๙")
    make_evidence(setting.obligation, filename="IMG_1.txt", title="ภาพกิจกรรม")
    make_evidence(setting.obligation, filename="ค.txt", title="แผนทำงาน")
    page = officer.http.get("/evidence", query_string={"q": words})
    assert names(Page(page)) == found


def test_library_filters_by_unit_year_period_and_indicator(setting: Setting, secretary: PortalClient) -> None:
    other = second_obligation(setting)
    make_evidence(setting.obligation, filename="ก.txt")
    make_evidence(other, filename="ข.txt")
    for query, found in (
        (f"unit={other.unit_id}", ["ข"]),
        ("year=2570&period=month-3", ["ก"]),
        ("period=quarter-1", ["ข"]),
        ("period=month-1", []),
        (f"indicator={setting.indicator.id}", ["ก"]),
        (f"indicator={setting.indicator.id}&period=quarter-1", []),
    ):
        assert names(secretary.get(f"/evidence?{query}")) == found


def test_library_filters_by_kind_of_file(setting: Setting, officer: PortalClient) -> None:
    photo = FILES / "ภาพกิจกรรม.jpg"
    make_evidence(setting.obligation, filename=photo.name, content=photo.read_bytes())
    make_evidence(setting.obligation, filename="ก.txt")
    assert names(officer.get("/evidence?group=picture")) == ["ภาพกิจกรรม"]
    assert names(officer.get("/evidence?group=text")) == ["ก"]


def test_library_shows_withdrawn_evidence_when_asked(setting: Setting, officer: PortalClient) -> None:
    withdraw(make_evidence(setting.obligation, filename="ถอน.txt"))
    make_evidence(setting.obligation, filename="ใช้.txt")
    assert names(officer.get("/evidence")) == ["ใช้"]
    assert names(officer.get("/evidence?standing=withdrawn")) == ["ถอน"]
    assert sorted(names(officer.get("/evidence?standing=all"))) == ["ถอน", "ใช้"]


def test_library_sorts_thai_as_a_dictionary_does(setting: Setting, officer: PortalClient) -> None:
    for name in ("ขา", "เก", "ไก่", "กา"):
        make_evidence(setting.obligation, filename=f"{name}.txt")
    assert names(officer.get("/evidence?sort=title")) == ["กา", "เก", "ไก่", "ขา"]
    assert names(officer.get("/evidence?sort=-title")) == ["ขา", "ไก่", "เก", "กา"]


def test_library_begins_with_the_newest(setting: Setting, officer: PortalClient) -> None:
    for day in (3, 5, 4):
        make_evidence(setting.obligation, filename=f"{day}.txt", now=datetime(2026, 12, day, tzinfo=UTC))
    assert names(officer.get("/evidence")) == ["5", "4", "3"]


def test_library_heads_turn_the_order_round_and_keep_the_filters(setting: Setting, officer: PortalClient) -> None:
    make_evidence(setting.obligation)
    page = officer.get("/evidence?group=text&sort=title&page=1&other=x")
    head = page.root.one("thead").all("th")[0]
    assert head.attrs["aria-sort"] == "ascending"
    assert head.one("a").attrs["href"] == "/evidence?group=text&sort=-title"


@pytest.mark.parametrize(
    "query",
    [
        f"unit={'9' * 20}",
        "unit=x&year=y&period=z&indicator=-1&group=exe&standing=gone&sort=password",
        "q=%00",
        "page=99999999999999999999",
        "year=2570%27",
    ],
)
def test_library_leaves_out_what_it_cannot_read(setting: Setting, officer: PortalClient, query: str) -> None:
    make_evidence(setting.obligation, filename="ก.txt")
    assert names(officer.get(f"/evidence?{query}")) == ["ก"]


def test_library_pages_by_25_in_the_same_statements(
    setting: Setting, officer: PortalClient, statements: list[str]
) -> None:
    make_evidence(setting.obligation)
    officer.get("/evidence")
    statements.clear()
    officer.get("/evidence")
    few = len(statements)
    for _ in range(29):
        make_evidence(setting.obligation)
    statements.clear()
    page = officer.get("/evidence")
    assert (len(names(page)), len(statements)) == (25, few)
    assert len(names(officer.get("/evidence?page=2"))) == 5
    assert "แสดง 1–25 จาก 30 รายการ" in page.text
