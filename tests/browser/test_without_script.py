"""The same deeds in a browser that runs no script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Server
from tests.browser.scene import FILES, OTHER_UNIT, Scene

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def plain(scene: Scene, who: str, path: str) -> Page:
    """Return the page without script."""
    return scene.go(who, path, java_script_enabled=False)


def test_sign_in_refused_and_accepted(server: Server, open_browser: Open) -> None:
    page = open_browser(javascript=False)
    account = server.account("executive")
    page.goto("/grid")
    assert re.search(r"/login\?next=(/|%2F)grid$", page.url)
    page.fill("input[name=username]", account["username"])
    page.fill("input[name=password]", "ไม่ใช่รหัสผ่านนี้")
    page.click("main button[type=submit]")
    expect(page.locator("main [role=alert]")).to_be_visible()
    assert page.input_value("input[name=username]") == account["username"]
    page.fill("input[name=password]", account["password"])
    page.click("main button[type=submit]")
    page.wait_for_url("**/grid")


def test_refused_upload_keeps_what_was_typed(scene: Scene) -> None:
    page = plain(scene, f"officer {OTHER_UNIT}", "{november}")
    page.fill("#title", "รายงานเดือนพฤศจิกายน")
    page.fill("#covers_to_on", "31/2/2569")
    page.fill("#note", "ส่งแทนฉบับเดิม")
    wrong = {"name": "ภาพ.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00 not a report at all"}
    page.set_input_files("#files", wrong)
    page.click("#upload-form button")
    expect(page.locator("#error-summary li")).to_have_count(2)
    field = page.locator(".field.has-error").filter(has=page.locator("#files"))
    expect(field.locator(".field-error")).to_contain_text("ภาพ.pdf")
    described = page.get_attribute("#covers_to_on", "aria-describedby")
    assert described is not None
    assert "covers_to_on-error" in described.split()
    typed = {name: page.input_value(f"#{name}") for name in ("title", "covers_to_on", "note")}
    assert typed == {"title": "รายงานเดือนพฤศจิกายน", "covers_to_on": "31/2/2569", "note": "ส่งแทนฉบับเดิม"}
    expect(page.locator(".file-row")).to_have_count(0)


def test_evidence_and_certification(scene: Scene) -> None:
    page = plain(scene, f"officer {OTHER_UNIT}", "{october}")
    page.set_input_files("#files", FILES / "บันทึกข้อความ.pdf")
    page.click("#upload-form button")
    expect(page.locator(".file-row")).to_have_count(1)
    head = plain(scene, f"head {OTHER_UNIT}", "/certifications")
    # what only the script can do is not offered
    expect(head.locator("[data-select-all]")).to_be_hidden()
    number = scene.paths["october"].rsplit("/", 1)[1]
    head.check(f"input[name=obligation][value='{number}']")
    head.get_by_role("button", name="ตรวจรายการที่เลือกก่อนรับรอง").click()
    head.get_by_role("button", name="รับรอง 1 รายการ").click()
    expect(head.locator("main")).to_contain_text("รับรองแล้ว 1 รายการ")
    head.goto(scene.paths["october"])
    expect(head.locator("#review")).to_contain_text("รับรองแล้ว")


def test_preferences(scene: Scene) -> None:
    page = plain(scene, f"staff {OTHER_UNIT}", "/account/notices")
    choice = page.locator("input[type=radio]:not(:checked)").first
    name, value = choice.get_attribute("name"), choice.get_attribute("value")
    choice.check()
    page.get_by_role("button", name="บันทึกวิธีรับการแจ้งเตือน").click()
    page.goto("/account/notices")
    expect(page.locator(f"input[name={name}][value={value}]")).to_be_checked()
    page.get_by_role("button", name="๑๒๓").click()
    expect(page.locator("html")).to_have_attribute("data-digits", "thai")
    page.get_by_role("button", name="123", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-digits", "arabic")
