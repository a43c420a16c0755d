"""A head's queue, check page, return and recall; the secretariat's grid, cell and spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from tests.client import Page, PortalClient
from tests.factories.evidence import make_evidence
from tests.factories.reporting import World

ClientOf = Callable[..., PortalClient]


def hidden(page: Page) -> dict[str, list[str]]:
    """Every hidden field of the page's main form."""
    fields: dict[str, list[str]] = {}
    for element in page.root.one("main").all("input", type="hidden"):
        fields.setdefault(element.attrs["name"], []).append(element.attrs["value"])
    return fields


def test_queue_empty_says_what_will_stand_here(world: World, client_of: ClientOf) -> None:
    page = client_of(world.head).get("/certifications")
    assert "ไม่มีรายการรอรับรอง" in page.text


def test_head_certifies_many_at_once(world: World, client_of: ClientOf) -> None:
    obligations = [world.obligation, *world.more(2)]
    for obligation in obligations:
        make_evidence(obligation, world.officer)
    client = client_of(world.head)
    queue = client.get("/certifications")
    assert "รอท่านรับรอง 3 รายการ" in queue.text
    query = "&".join(f"obligation={box.attrs['value']}" for box in queue.root.all("input", name="obligation"))
    check = client.get(f"/certifications/check?{query}")
    assert "รับรอง 3 รายการ" in check.text
    done = client.post("/certifications", hidden(check))
    assert "รับรองแล้ว 3 รายการ" in client.follow(done).text
    assert "ไม่มีรายการรอรับรอง" in client.get("/certifications").text


def test_certify_from_an_old_page_shows_what_changed(world: World, client_of: ClientOf) -> None:
    make_evidence(world.obligation, world.officer)
    client = client_of(world.head)
    check = client.get(f"/certifications/check?obligation={world.obligation.id}")
    make_evidence(world.obligation, world.officer, filename="มาทีหลัง.txt")
    refused = client.post("/certifications", hidden(check), status=409)
    assert "หลักฐานเปลี่ยนแปลงหลังจากท่านเปิดหน้านี้" in refused.text
    assert "มาทีหลัง.txt" in refused.text
    client.post("/certifications", hidden(refused))


def test_check_page_leaves_out_what_is_not_ones_own(world: World, client_of: ClientOf) -> None:
    (foreign,) = world.more(1, world.other)
    make_evidence(foreign, world.stranger)
    page = client_of(world.head).get(f"/certifications/check?obligation={foreign.id}&obligation=99999999999999999999")
    assert "ไม่มีรายการที่รับรองได้" in page.text


def test_certify_another_divisions_obligation_is_not_found(world: World, client_of: ClientOf) -> None:
    (foreign,) = world.more(1, world.other)
    make_evidence(foreign, world.stranger)
    client_of(world.head).post(
        "/certifications", {"obligation": str(foreign.id), f"version-{foreign.id}": "1"}, status=404
    )


@pytest.mark.parametrize("version", ["", "-1", "9" * 30, "๑", "x"])
def test_certify_with_a_forged_version_is_a_conflict(world: World, client_of: ClientOf, version: str) -> None:
    make_evidence(world.obligation, world.officer)
    number = world.obligation.id
    client_of(world.head).post("/certifications", {"obligation": str(number), f"version-{number}": version}, status=409)


def test_return_without_reason_keeps_the_page_and_says_so(world: World, client_of: ClientOf) -> None:
    make_evidence(world.obligation, world.officer)
    client = client_of(world.head)
    url = f"/obligations/{world.obligation.id}/return"
    page = client.get(url)
    refused = client.post(url, hidden(page) | {"reason": "   "}, status=422)
    assert "โปรดระบุเหตุผล" in refused.text


def test_return_with_reason_reaches_the_officers_page(world: World, client_of: ClientOf) -> None:
    make_evidence(world.obligation, world.officer)
    client = client_of(world.head)
    url = f"/obligations/{world.obligation.id}/return"
    client.post(url, hidden(client.get(url)) | {"reason": "ขาดลายมือชื่อผู้รับผิดชอบ"})
    home = client_of(world.officer).get("/")
    assert "ขาดลายมือชื่อผู้รับผิดชอบ" in home.text


def test_recall_asks_for_a_reason_and_brings_it_back(world: World, client_of: ClientOf) -> None:
    make_evidence(world.obligation, world.officer)
    client = client_of(world.head)
    client.post("/certifications", hidden(client.get(f"/certifications/check?obligation={world.obligation.id}")))
    url = f"/obligations/{world.obligation.id}/recall"
    client.post(url, hidden(client.get(url)) | {"reason": "รับรองผิดรายการ"})
    assert "รอท่านรับรอง 1 รายการ" in client.get("/certifications").text


def test_grid_shows_counts_and_opens_to_rows(world: World, client_of: ClientOf) -> None:
    make_evidence(world.obligation, world.officer)
    client = client_of(world.secretariat)
    grid = client.get("/grid")
    (cell,) = grid.root.all("a", class_="cell")
    assert "1/1" in cell.text
    rows = client.get(cell.attrs["href"])
    assert world.project.name_th in rows.text


def test_grid_of_an_unknown_year_is_not_found(world: World, client_of: ClientOf) -> None:
    client_of(world.secretariat).get("/grid?year=2550", status=404)
    client_of(world.secretariat).get("/grid?year=abcd", status=200)


def test_grid_cell_of_another_agency_is_not_found(world: World, client_of: ClientOf) -> None:
    client_of(world.secretariat).get(f"/grid/cells/{world.evaluating.id}/{world.month.id}", status=404)
    client_of(world.secretariat).get(f"/grid/cells/{world.own.id}/99999999999999999999", status=404)


def test_grid_closed_to_officers(world: World, client_of: ClientOf) -> None:
    client_of(world.officer).get("/grid", status=403)


def test_grid_export_has_no_formula_and_buddhist_dates(world: World, client_of: ClientOf) -> None:
    world.project.name_th = '=HYPERLINK("x")'
    from portal.extensions import db

    db.session.commit()
    make_evidence(world.obligation, world.officer)
    client = client_of(world.secretariat)
    response = client.http.get("/grid.xlsx?year=2570")
    book = load_workbook(io.BytesIO(response.data))
    assert book.sheetnames == ["ภาพรวม", "รายการ"]
    sheet = book["รายการ"]
    assert sheet.freeze_panes == "D5"
    name, due = sheet["C5"], sheet["E5"]
    assert (name.value, name.data_type) == ('=HYPERLINK("x")', "s")
    assert "107041E" in due.number_format
    assert name.font.name == "TH Sarabun New"


@pytest.mark.parametrize("path", ["/", "/certifications", "/grid", "/divisions/{own}", "/certifications/check?{query}"])
def test_pages_ask_the_database_the_same_for_1_and_30_rows(
    world: World, client_of: ClientOf, statements: list[str], path: str
) -> None:
    from portal.access.permissions import Role
    from tests.factories.people import give_role

    for role in (Role.OFFICER, Role.SECRETARIAT):
        give_role(world.head, role, world.agency)
    make_evidence(world.obligation, world.officer)
    client = client_of(world.head)
    one = _count(client, statements, path, world, [world.obligation.id])
    more = world.more(29)
    for obligation in more:
        make_evidence(obligation, world.officer)
    many = _count(client, statements, path, world, [world.obligation.id, *(obligation.id for obligation in more)])
    assert one == many
    assert many <= 10


def _count(client: PortalClient, statements: list[str], path: str, world: World, ids: list[int]) -> int:
    url = path.format(own=world.own.id, query="&".join(f"obligation={number}" for number in ids))
    client.get(url)
    statements.clear()
    client.get(url)
    return len([statement for statement in statements if not statement.startswith(("BEGIN", "PRAGMA"))])
