"""The home page and the division page: duties tick and untick from facts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from portal import clock
from tests.client import PortalClient
from tests.factories.evidence import make_evidence, withdraw
from tests.factories.reporting import World

ClientOf = Callable[..., PortalClient]


def test_home_says_what_is_missing_and_links_to_the_one_form(world: World, client_of: ClientOf) -> None:
    page = client_of(world.officer).get("/")
    assert page.heading == "งานของฉัน"
    (row,) = page.root.all("li", class_="duty")
    assert world.project.name_th in row.text
    assert "ไฟล์หลักฐาน" in row.text
    assert row.one("a").attrs["href"] == f"/obligations/{world.obligation.id}#upload-form"


def test_home_ticks_itself_and_unticks(world: World, client_of: ClientOf) -> None:
    client = client_of(world.officer)
    evidence = make_evidence(world.obligation, world.officer)
    assert "ไม่มีรายการค้าง" in client.get("/").text
    assert len(client.get("/?show=done").root.all("li", class_="duty")) == 1
    withdraw(evidence)
    assert "ค้าง 1 รายการ" in client.get("/").text


def test_home_says_overdue_first(world: World, client_of: ClientOf) -> None:
    clock.fix(datetime(2026, 12, 21, 2, 0, tzinfo=UTC))
    page = client_of(world.officer).get("/")
    assert "ค้าง 1 รายการ เลยกำหนดแล้ว 1 รายการ" in page.text


def test_home_of_a_head_lists_what_to_certify(world: World, client_of: ClientOf) -> None:
    make_evidence(world.obligation, world.officer)
    (row,) = client_of(world.head).get("/").root.all("li", class_="duty")
    assert "ตรวจและรับรอง" in row.text


def test_home_of_staff_is_empty_and_says_why(world: World, client_of: ClientOf) -> None:
    assert "ไม่มีรายการที่ท่านต้องทำ" in client_of(world.staff).get("/").text


def test_home_pages_through_a_long_list(world: World, client_of: ClientOf) -> None:
    world.more(39)
    client = client_of(world.officer)
    assert "แสดง 1–25 จาก 40 รายการ" in client.get("/").text
    assert len(client.get("/?page=2").root.all("li", class_="duty")) == 15
    assert len(client.get("/?page=99").root.all("li", class_="duty")) == 15


def test_division_page_filters_by_month_and_state(world: World, client_of: ClientOf) -> None:
    client = client_of(world.officer)
    url = f"/divisions/{world.own.id}"
    assert len(client.get(f"{url}?month=3").root.all("li", class_="duty")) == 1
    assert "ไม่มีรายการตามที่เลือก" in client.get(f"{url}?month=4&state=certified").text


def test_division_page_bad_filters_are_ignored(world: World, client_of: ClientOf) -> None:
    page = client_of(world.officer).get(f"/divisions/{world.own.id}?month=99&state=x&year=99999&page=-1")
    assert len(page.root.all("li", class_="duty")) == 1


def test_division_page_of_another_division_is_not_found(world: World, client_of: ClientOf) -> None:
    client_of(world.stranger).get(f"/divisions/{world.own.id}", status=404)
    client_of(world.secretariat).get(f"/divisions/{world.own.id}")


def test_divisions_leads_to_the_only_one(world: World, client_of: ClientOf) -> None:
    page = client_of(world.officer).get("/divisions", status=302)
    assert page.headers["Location"] == f"/divisions/{world.own.id}"
    assert "กองสอง" in client_of(world.secretariat).get("/divisions").text
