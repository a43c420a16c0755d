"""A division's month from end to end: evidence, a duty that ticks itself, certification, the grid, the audit trail.

Told three times: on a desktop, on a phone, and in a browser without JavaScript, each in a division of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import DESKTOP, PHONE, Server, sideways, violations

pytestmark = pytest.mark.browser
FILES = Path(__file__).parent.parent / "files"
# made by real programs: a browser's print, a phone's camera, a word processor, a spreadsheet
BROUGHT = ("รายงานผลเดือนธันวาคม 2569.pdf", "ภาพกิจกรรม.jpg", "บันทึกข้อความ.docx", "ผลการดำเนินงาน.xlsx")
Open = Callable[..., Page]


@pytest.mark.parametrize(
    ("unit", "options"),
    [
        pytest.param("สก.", {"viewport": DESKTOP}, id="desktop"),
        pytest.param("สสช.", {"viewport": PHONE}, id="phone"),
        pytest.param("สพช.", {"viewport": DESKTOP, "javascript": False}, id="without-javascript"),
    ],
)
def test_evidence_certification_grid_and_trail(
    server: Server, open_browser: Open, unit: str, options: dict[str, Any]
) -> None:
    with_script = options.get("javascript", True)

    # the officer sees what is due in December and what is missing
    officer = open_browser(server.account("officer", unit), **options)
    expect(officer.locator("h1")).to_have_text("งานของฉัน")
    duty = officer.locator("li.duty").filter(has_text="ธันวาคม 2569").first
    expect(duty).to_contain_text("ไฟล์หลักฐาน")
    title = duty.locator(".duty-title").inner_text()
    well_made(officer, with_script)
    count = officer.locator(".tabs a[aria-current=page] .count")
    waiting = int(count.inner_text())

    # attaches four real files at once
    duty.get_by_role("link", name="แนบหลักฐาน").click()
    expect(officer.locator("h1")).to_contain_text("ธันวาคม 2569")
    address = officer.url.split("#")[0]
    officer.locator("input[type=file]").set_input_files([FILES / name for name in BROUGHT])
    officer.get_by_role("button", name="แนบหลักฐาน").click()
    expect(officer.locator(".file-row")).to_have_count(len(BROUGHT))
    for name in BROUGHT:
        expect(officer.locator(".file-row").filter(has_text=name)).to_have_count(1)
    expect(officer.locator("main")).to_contain_text("ไฟล์ละไม่เกิน 100 MB")
    well_made(officer, with_script)

    # the duty has ticked itself
    officer.goto("/")
    expect(count).to_have_text(str(waiting - 1))
    officer.get_by_role("link", name="เสร็จแล้ว").click()
    expect(officer.locator("li.duty").filter(has_text=title).filter(has_text="ธันวาคม 2569")).to_have_count(1)

    # the head reads what is ready and certifies it
    head = open_browser(server.account("head", unit), **options)
    head.goto("/certifications")
    row = head.locator("tbody tr").filter(has_text="ธันวาคม 2569")
    row.locator("input[type=checkbox]").check()
    well_made(head, with_script)
    head.get_by_role("button", name="ตรวจรายการที่เลือกก่อนรับรอง").click()
    for name in BROUGHT:
        expect(head.locator("main")).to_contain_text(name)
    well_made(head, with_script)
    head.get_by_role("button", name="รับรอง 1 รายการ").click()
    expect(head.locator("main")).to_contain_text("รับรองแล้ว 1 รายการ")

    # the secretariat's grid has turned, and the cell opens to its rows
    secretariat = open_browser(server.account("secretariat"), **options)
    secretariat.goto("/grid")
    table = secretariat.locator("table.grid").first
    cell = table.locator("tr").filter(has_text=unit).locator("td").nth(2)
    expect(cell).to_contain_text("1/")
    well_made(secretariat, with_script)
    cell.locator("a").click()
    expect(secretariat.locator("tbody tr").filter(has_text="รับรองแล้ว")).to_have_count(1)
    well_made(secretariat, with_script)

    # every act is on the obligation's own history, and the administrator finds it
    head.goto(address)
    expect(head.locator("main")).to_contain_text("รับรองความถูกต้อง")
    well_made(head, with_script)
    administrator = open_browser(server.account("administrator"), **options)
    administrator.goto("/audit")
    expect(administrator.locator("main")).to_contain_text("รับรอง")
    well_made(administrator, with_script)


def well_made(page: Page, with_script: bool) -> None:
    """Nothing sticks out sideways, axe finds nothing, the console is silent."""
    assert page.problems == []  # type: ignore[attr-defined]
    if with_script:
        assert sideways(page) == 0
        assert violations(page) == []
