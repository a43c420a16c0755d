"""What static/js/app.js adds to pages that work without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.fixtures import Server
from tests.browser.measures import focused
from tests.browser.scenes import FILES, OTHER_UNIT, Scene, send
from tests.browser.scenes.evidence import attach

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
OFFICER, HEAD = f"officer {OTHER_UNIT}", f"head {OTHER_UNIT}"
PDF = FILES / "บันทึกข้อความ.pdf"


@pytest.fixture
def form(scene: Scene) -> Page:
    """The upload form of an obligation that stays without evidence."""
    return scene.go(OFFICER, "{quarter-0}")


@pytest.fixture
def posts(form: Page) -> list[Request]:
    """Every POST the page has sent since."""
    return sent_by(form)


def sent_by(page: Page) -> list[Request]:
    """Return a list that grows with every POST of the page."""
    found: list[Request] = []
    page.on("request", lambda request: found.append(request) if request.method == "POST" else None)
    return found


def press(page: Page) -> None:
    """Press the button of the upload form."""
    page.locator("#upload-form button").click()


# ---------------------------------------------------------------- what was understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("20/12/2569", "= 20 ธันวาคม 2569"),
        ("๒๐ ธ.ค. ๖๙", "= 20 ธันวาคม 2569"),
        ("20 ธันวาคม 2569", "= 20 ธันวาคม 2569"),
        ("2026-12-20", "= 20 ธันวาคม 2569"),
        ("31/2/2569", ""),
        ("", ""),
    ],
)
def test_date_is_said_again_while_one_types(form: Page, typed: str, understood: str) -> None:
    form.fill("#covers_from_on", typed)
    expect(form.locator("#covers_from_on-echo")).to_have_text(understood)


def test_date_that_cannot_be_read_is_said_when_one_leaves(form: Page) -> None:
    form.fill("#covers_from_on", "32/1/2569")
    form.press("#covers_from_on", "Tab")
    expect(form.locator("#covers_from_on-echo")).to_contain_text("ยังอ่านเป็นวันที่ไม่ได้")
    assert form.problems == []  # type: ignore[attr-defined]


def test_number_is_said_again_while_one_types(scene: Scene) -> None:
    page = scene.go("", "/design")
    page.fill("[data-number]", "๑๒๓๔๕๖๗.๕")
    expect(page.locator("#specimen-count-echo")).to_have_text("= 1,234,567.5")


# ---------------------------------------------------------------- files


@pytest.mark.parametrize(
    ("size", "words"),
    [(101 * 1024 * 1024, "มีขนาด 101 MB เกินที่รับได้"), (0, "ว่างเปล่า")],
    ids=["too-large", "empty"],
)
def test_file_refused_before_it_is_sent(
    form: Page, posts: list[Request], tmp_path: Path, size: int, words: str
) -> None:
    file = tmp_path / "รายงานประจำปี.pdf"
    with file.open("wb") as handle:
        handle.truncate(size)
    form.set_input_files("#files", file)
    expect(form.locator("[data-upload-problem]")).to_contain_text("รายงานประจำปี.pdf")
    expect(form.locator("[data-upload-problem]")).to_contain_text(words)
    press(form)
    assert focused(form)["id"] == "files"
    assert posts == []
    # another choice takes the refusal away
    form.set_input_files("#files", PDF)
    expect(form.locator("[data-upload-problem]")).to_have_text("")
    expect(form.locator("[data-upload-list] li")).to_have_text("บันทึกข้อความ.pdf39.6 KB")


def test_progress_is_said_while_files_are_sent(scene: Scene) -> None:
    page = scene.go(OFFICER, "{quarter-1}")
    posts = sent_by(page)
    wire = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 600_000}
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", slow)
    page.evaluate("""() => {
      window.said = [];
      const line = document.querySelector('[data-upload-progress] p');
      new MutationObserver(() => window.said.push(line.textContent)).observe(line, {childList: true});
    }""")
    report = {"name": "รายงาน.txt", "mimeType": "text/plain", "buffer": "รายงานผล\n".encode() * 30_000}
    page.set_input_files("#files", report)
    press(page)
    expect(page.locator(".file-row")).to_have_count(1)
    said = page.evaluate("() => window.said")
    wire.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    assert len(said) == len(set(said)) >= 3, said
    assert all(text.startswith("กำลังส่งไฟล์ ร้อยละ ") for text in said[:-1]), said
    assert said[-1].startswith("ส่งครบแล้ว")
    assert len(posts) == 1


# ---------------------------------------------------------------- sending


def test_three_presses_send_once(scene: Scene) -> None:
    page = scene.go(OFFICER, "{quarter-2}")
    posts = sent_by(page)
    page.set_input_files("#files", PDF)
    page.fill("#title", "ส่งครั้งเดียว")
    page.locator("#upload-form button").evaluate("button => { button.click(); button.click(); button.click(); }")
    expect(page.locator(".file-row")).to_have_count(1)
    assert [post.headers.get("hx-request") for post in posts] == ["true"]
    assert posts[0].headers["x-csrftoken"]
    # the plain way as well
    page.goto("/account/notices")
    button = page.get_by_role("button", name="บันทึกวิธีรับการแจ้งเตือน")
    with page.expect_navigation():
        button.evaluate("button => { button.click(); button.click(); button.click(); }")
    assert len(posts) == 2


def test_focus_goes_to_the_summary_of_what_is_wrong(form: Page, posts: list[Request]) -> None:
    form.fill("#note", "พิมพ์ไว้แล้ว")
    press(form)
    form.wait_for_selector("#upload-form .error-summary")
    expect(form.locator("#error-summary")).to_be_focused()
    assert form.input_value("#note") == "พิมพ์ไว้แล้ว"
    form.click("#error-summary a")
    assert focused(form)["id"] == "files"
    assert len(posts) == 1


def test_unreachable_server_is_said_and_nothing_typed_is_lost(form: Page) -> None:
    form.fill("#title", "รายงานไตรมาส")
    form.set_input_files("#files", PDF)
    form.context.set_offline(True)
    press(form)
    toast = form.locator("#toasts .toast")
    expect(toast).to_contain_text("ติดต่อระบบไม่ได้")
    expect(form.locator("[data-upload-progress] p")).to_contain_text("การส่งหยุดลง")
    assert form.input_value("#title") == "รายงานไตรมาส"
    # said once, however often one tries; the button works again
    press(form)
    expect(form.locator("[data-upload-progress] p")).to_contain_text("การส่งหยุดลง")
    expect(toast).to_have_count(1)
    toast.get_by_role("button", name="ปิดข้อความ").click()
    expect(toast).to_have_count(0)
    form.context.set_offline(False)


def test_failure_before_the_server_is_said(form: Page) -> None:
    # as a proxy answers while the portal behind it is being restarted
    form.route("**/evidence", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    form.set_input_files("#files", PDF)
    press(form)
    expect(form.locator("#toasts .toast")).to_contain_text("ระบบทำรายการนี้ไม่สำเร็จ")
    expect(form.locator("#upload-form form")).to_be_visible()
    form.unroute("**/evidence")


def test_refusal_of_the_server_is_a_toast(form: Page) -> None:
    form.evaluate("() => htmx.ajax('POST', '/obligations/99999999/evidence', '#upload-form')")
    expect(form.locator("#toasts .toast")).to_contain_text("ไม่พบ")
    expect(form.locator("#upload-form form")).to_be_visible()


def test_ended_session_leads_to_the_sign_in_form_and_back(server: Server, scene: Scene, open_browser: Open) -> None:
    account = server.account("officer", OTHER_UNIT)
    page = open_browser(account)
    here = scene.paths["quarter-0"]
    page.goto(here)
    # signed out in another window
    send(page.request, "/account", "/logout")
    page.set_input_files("#files", PDF)
    press(page)
    page.wait_for_url(lambda url: url.endswith(f"/login?next={here}"))
    page.fill("input[name=username]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{here}")
    expect(page.locator("#upload-form form")).to_be_visible()
    assert page.problems == []  # type: ignore[attr-defined]


# ---------------------------------------------------------------- choosing, leaving, coming back


def test_all_are_chosen_at_once(scene: Scene) -> None:
    officer = scene.desk.page(scene.account(OFFICER))
    attach(officer.request, scene.paths["quarter-3"], PDF, "ไตรมาส.pdf")
    attach(officer.request, scene.paths["quarter-4"], PDF, "ไตรมาส.pdf")
    page = scene.go(HEAD, "/certifications")
    boxes, line = page.locator("input[name=obligation]"), page.locator("[data-selected-count]")
    number = boxes.count()
    assert number >= 2
    every = page.locator("[data-select-all]")
    every.check()
    expect(page.locator("input[name=obligation]:checked")).to_have_count(number)
    expect(line).to_have_text(f"เลือกแล้ว {number} รายการ")
    boxes.first.uncheck()
    expect(line).to_have_text(f"เลือกแล้ว {number - 1} รายการ")
    assert every.evaluate("box => [box.checked, box.indeterminate]") == [False, True]
    boxes.first.check()
    assert every.is_checked()
    every.uncheck()
    expect(line).to_have_text("")


def test_unsaved_text_is_asked_about(form: Page) -> None:
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]
        dialog.dismiss()  # type: ignore[attr-defined]

    form.on("dialog", stay)
    form.type("#note", "ยังไม่ได้ส่ง")
    form.locator(".side-nav a").first.click(no_wait_after=True)
    form.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert form.input_value("#note") == "ยังไม่ได้ส่ง"
    form.remove_listener("dialog", stay)
    form.once("dialog", lambda dialog: dialog.accept())
    form.locator(".side-nav a").first.click()
    expect(form.locator("h1")).to_have_text("งานของฉัน")


def test_refused_text_is_asked_about(form: Page) -> None:
    form.type("#note", "ยังไม่ได้ส่ง")
    press(form)
    form.wait_for_selector("#upload-form .error-summary")
    with form.expect_event("dialog") as asked:
        form.once("dialog", lambda dialog: dialog.accept())
        form.locator(".side-nav a").first.click()
    assert asked.value.type == "beforeunload"
    expect(form.locator("h1")).to_have_text("งานของฉัน")


def test_back_and_forward_show_whole_pages(form: Page) -> None:
    title = form.title()
    press(form)
    form.wait_for_selector("#upload-form .error-summary")
    form.goto("/account")
    form.go_back()
    for _ in range(2):
        assert form.title() == title
        assert form.locator("h1, .side-nav, #upload-form form").count() == 3
        form.go_forward()
        assert form.locator("h1").inner_text() == "บัญชีของฉัน"
        form.go_back()
    form.reload()
    assert form.title() == title
