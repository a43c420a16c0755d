"""The same deeds in a browser that runs no script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import PHONE, Server
from tests.browser.measures import outside, too_small
from tests.browser.scenes import FILES, OTHER_UNIT, Scene, send
from tests.browser.scenes.bank import STEPS
from tests.browser.scenes.quizzes import make, numbers_of, submit

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


def test_check_in_by_pin(briefing_scene: Scene) -> None:
    page = plain(briefing_scene, "staff สสช.", "/checkin")
    page.fill("#pin", "1234")
    page.get_by_role("button", name="ลงเวลาเข้าร่วม").click()
    expect(page.locator("#error-summary")).to_contain_text("6 หลัก")
    assert page.input_value("#pin") == "1234"
    page.fill("#pin", briefing_scene.paths["pin"])
    page.get_by_role("button", name="ลงเวลาเข้าร่วม").click()
    expect(page.locator("h1")).to_have_text("ลงเวลาแล้ว")
    expect(page.locator(".check-time")).to_have_text("09.30 น. (มาสาย)")
    # whoever does it again is told when it was, and counts once
    page.goto("/checkin")
    page.fill("#pin", briefing_scene.paths["pin"])
    page.get_by_role("button", name="ลงเวลาเข้าร่วม").click()
    expect(page.locator(".notice")).to_contain_text("ท่านลงเวลาไว้แล้วตั้งแต่ 09.30 น.")


def test_attendance_is_ticked_and_taken_back(briefing_scene: Scene) -> None:
    page = plain(briefing_scene, "secretariat กน.", "{briefing-open}/attendance?shown=waiting")
    before = int(re.search(r"ลงเวลาแล้ว (\d+) คน", page.locator("#tally").inner_text())[1])  # type: ignore[index]
    row = page.locator(".attendee").filter(has_text="บุคลากรสาธิต กน. 40")
    row.get_by_role("button", name="ลงเวลา").click()
    expect(page.locator("#tally")).to_contain_text(f"ลงเวลาแล้ว {before + 1} คน")
    assert "shown=waiting" in page.url
    page.goto(page.url.replace("shown=waiting", "shown=present"))
    expect(row.locator(".attendee-time")).to_contain_text("09.30 น.")
    row.get_by_role("button", name="เลิกทำ").click()
    expect(page.locator("#tally")).to_contain_text(f"ลงเวลาแล้ว {before} คน")


def test_quiz_of_every_kind_page_by_page(quiz_scene: Scene) -> None:
    page = plain(quiz_scene, "administrator สก.", "{quiz-open}/intro")
    page.get_by_role("button", name="เริ่มทำแบบทดสอบ").click()
    choose(page, "วันที่ 25")
    choose(page, "ประสิทธิผลตามพันธกิจ", "คุณภาพการปฏิบัติราชการ")
    choose(page, "ถูก")
    # what cannot be read is said under the question, and stays as it was typed
    page.locator(".question-typed input").fill("ร้อยคะแนน")
    forward(page)
    expect(page.locator(".question .field-error")).to_be_visible()
    assert page.locator(".question-typed input").input_value() == "ร้อยคะแนน"
    page.locator(".question-typed input").fill("๑๐๐")
    forward(page)
    page.locator(".question-typed input").fill("daily plans")
    forward(page)
    for quarter, month in (("ไตรมาสที่ 1", "มกราคม"), ("ไตรมาสที่ 2", "เมษายน"), ("ไตรมาสที่ 3", "กรกฎาคม")):
        page.get_by_label(quarter).select_option(label=f"20 {month}")
    forward(page)
    for no, step in enumerate(STEPS, 1):
        page.get_by_label(step, exact=True).select_option(label=str(no))
    # back and forth: what was answered stands there
    page.get_by_role("button", name="ก่อนหน้า").click()
    assert page.get_by_label("ไตรมาสที่ 3").evaluate("one => one.selectedOptions[0].text") == "20 กรกฎาคม"
    forward(page)
    assert page.get_by_label(STEPS[3], exact=True).evaluate("one => one.selectedOptions[0].text") == "4"
    forward(page)
    choose(page, "ธันวาคม")
    expect(page.locator("h1")).to_have_text("ตรวจทานก่อนส่ง")
    expect(page.locator(".page-answer")).to_have_text("ตอบครบ 8 ข้อ")
    page.get_by_role("button", name="ส่งแบบทดสอบ").click()
    expect(page.locator("h1")).to_have_text("ผลแบบทดสอบ")
    expect(page.locator(".quiz-points")).to_have_text("ได้ 8 จาก 8 คะแนน")


def test_answer_after_the_quiz_was_submitted_leads_to_the_result(quiz_scene: Scene) -> None:
    host = quiz_scene.desk.request("secretariat กน.")
    asked = numbers_of(host, quiz_scene.paths["category"])
    quiz = make(host, "แบบทดสอบที่ส่งจากอีกเครื่อง", [asked["อ่านแผนภูมิ"], asked["การรายงานล่าช้า"]])
    for deed in ("publication", "opening"):
        send(host, quiz, f"{quiz}/{deed}")
    who = f"staff {OTHER_UNIT}"
    page = plain(quiz_scene, who, f"{quiz}/intro")
    page.get_by_role("button", name="เริ่มทำแบบทดสอบ").click()
    # from another device
    submit(quiz_scene.desk.request(who), page.url.removeprefix(quiz_scene.desk.server.url))
    choose(page, "ธันวาคม")
    expect(page.locator("h1")).to_have_text("ไม่รับคำตอบแล้ว")
    assert page.answers[-1] == 409  # type: ignore[attr-defined]
    page.set_viewport_size(PHONE)
    assert (outside(page), too_small(page)) == ([], [])
    page.get_by_role("link", name="ดูผล").click()
    expect(page.locator("h1")).to_have_text("ผลแบบทดสอบ")


def choose(page: Page, *choices: str) -> None:
    """Tap choices of the question by their words and go on."""
    for words in choices:
        page.locator("label.choice").get_by_text(words, exact=True).click()
    forward(page)


def forward(page: Page) -> None:
    """Press the button that leads on."""
    page.locator(".sheet-next").click()
