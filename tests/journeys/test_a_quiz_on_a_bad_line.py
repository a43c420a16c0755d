"""A quiz on a phone whose line breaks: answers without a line, the tab killed, two devices, time that runs out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.fixtures import DESKTOP, PHONE, Server, sideways, violations
from tests.browser.scenes import Desk

pytestmark = pytest.mark.browser
QUESTIONS = 4
SAVED, UNSAVED = "บันทึกแล้ว", "ยังไม่บันทึก"
Quiz = Callable[..., str]


@pytest.fixture(scope="module")
def server(ticking_server: Server) -> Server:
    """Time runs out here."""
    return ticking_server


@pytest.fixture(scope="module")
def desk(chromium: Browser, server: Server) -> Iterator[Desk]:
    """Browsers with somebody signed in, closed at the end."""
    desk = Desk(chromium, server)
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def host(desk: Desk, server: Server) -> Page:
    """The secretariat at a desk."""
    return desk.open(server.account("secretariat")).new_page()


@pytest.fixture(scope="module")
def make_quiz(host: Page) -> Quiz:
    """Return a function: settings by label -> address of an open quiz of four single-choice questions."""

    def make(title: str, **settings: str) -> str:
        host.goto("/quizzes/new")
        host.get_by_label("ชื่อแบบทดสอบ").fill(title)
        host.get_by_label("เกณฑ์ผ่าน (ร้อยละของคะแนนเต็ม)").fill("50")
        host.get_by_label("ผู้เห็นชอบเกณฑ์ผ่าน").fill("ผู้อำนวยการสำนัก")
        host.get_by_label("วันที่เห็นชอบ").fill("1/10/2569")
        host.get_by_label("ทำได้เฉพาะผู้ที่ลงเวลาเข้าร่วมประชุมแล้ว").uncheck()
        for label, value in settings.items():
            host.get_by_label(label).fill(value)
        host.get_by_role("button", name="สร้างแบบทดสอบ").click()
        host.get_by_role("link", name="เลือกจากคลัง").first.click()
        rows = host.locator("tbody tr").filter(has_text="เลือกคำตอบเดียว")
        for number in range(QUESTIONS):
            rows.nth(number).locator("input[type=checkbox]").check()
        host.get_by_role("button", name="เพิ่มข้อที่เลือก").click()
        host.get_by_role("button", name="เผยแพร่", exact=True).click()
        host.get_by_role("button", name="เปิดให้ทำตอนนี้").click()
        expect(host.locator(".page-answer")).to_contain_text("เปิดอยู่")
        return re.sub(r"^https?://[^/]+", "", host.url)

    return make


def phone(desk: Desk, server: Server, unit: str) -> BrowserContext:
    """Return a phone with a member of staff of the unit signed in."""
    return desk.open(server.account("staff", unit), viewport=PHONE, has_touch=True, is_mobile=True)


def begin(context: BrowserContext, quiz: str) -> Page:
    """Return the page of the attempt, begun from the list."""
    page = context.new_page()
    page.problems = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
    page.goto(f"{quiz}/intro")
    page.get_by_role("button", name="เริ่มทำแบบทดสอบ").click()
    expect(page.locator("form.sheet legend:visible")).to_have_count(1)
    return page


def tap(page: Page, choice: int, *, then: str | None = SAVED) -> None:
    """Tap a choice of the question in view and wait for what is said under it."""
    label = page.locator("form.sheet:visible label.choice:not(.choice-none)").nth(choice)
    label.tap()
    expect(label.locator("input")).to_be_checked()
    if then is not None:
        expect(page.locator("form.sheet:visible .save-state")).to_have_text(then)


def go(page: Page, number: int) -> None:
    """Turn to a question by its number."""
    page.locator(f"a[data-go='{number}']").tap()
    expect(page.locator(f"#sheet-{number}")).to_be_visible()


def forward(page: Page) -> None:
    """Press the button that leads on."""
    here = page.locator("form.sheet:visible").get_attribute("id")
    page.locator("form.sheet:visible .sheet-next").tap()
    expect(page.locator(f"#{here}")).to_be_hidden()


def chosen(page: Page) -> list[int]:
    """Return for each question, in order, the choice that is ticked; -1 for none."""
    return page.evaluate(
        """() => Array.from(document.querySelectorAll("fieldset[data-question]")).sort(
             (a, b) => a.dataset.question - b.dataset.question).map(f =>
             Array.from(f.querySelectorAll("label.choice:not(.choice-none) input")).findIndex(i => i.checked))"""
    )


def cold_weight(page: Page) -> int:
    """Return how many bytes came over the line for the page in a browser that has nothing of it yet."""
    fresh = page.context.browser.new_context(viewport=PHONE, storage_state=page.context.storage_state())
    cold = fresh.new_page()
    cold.goto(page.url.split("#")[0], wait_until="load")
    cold.wait_for_function("() => document.fonts.status === 'loaded'")
    weight = cold.evaluate(
        """() => performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
                 .reduce((sum, entry) => sum + entry.transferSize, 0)"""
    )
    fresh.close()
    return int(weight)


def test_nothing_is_lost_when_the_line_breaks_and_the_tab_dies(desk, server, make_quiz):
    quiz = make_quiz("ความรู้เรื่องคำรับรอง เส้นสัญญาณขาด")
    context = phone(desk, server, "สสส.")
    page = begin(context, quiz)
    assert (sideways(page), violations(page)) == (0, [])
    assert cold_weight(page) <= 100_000
    tap(page, 1)
    forward(page)

    # the line is gone: answers are taken, kept and said to be unsaved; pages turn all the same
    context.set_offline(True)
    tap(page, 0, then=UNSAVED)
    forward(page)
    tap(page, 2, then=UNSAVED)
    tap(page, 1, then=None)
    expect(page.locator("#quiz-alert")).to_contain_text("ยังไม่บันทึก 2 ข้อ")
    attempt = page.url.split("#")[0]

    # the tab is killed without the line, and opened anew when it is back: what was kept goes out by itself
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(attempt)
    expect(page.locator("#save-1")).to_have_text(SAVED)
    expect(page.locator("#save-2")).to_have_text(SAVED)
    assert chosen(page) == [1, 0, 1, -1]

    # another device shows the same and goes on
    other = phone(desk, server, "สสส.").new_page()
    other.goto(attempt)
    assert chosen(other) == [1, 0, 1, -1]
    go(other, 4)
    tap(other, 2)
    go(other, 1)
    tap(other, 0)

    # the first device knows nothing of that; a tap there is later and wins, the rest stays
    go(page, 1)
    tap(page, 2)
    page.reload()
    assert chosen(page) == [2, 0, 1, 2]

    go(page, 4)
    forward(page)
    expect(page.locator("h1")).to_have_text("ตรวจทานก่อนส่ง")
    expect(page.locator(".page-answer")).to_contain_text("ตอบครบ 4 ข้อ")
    assert (sideways(page), violations(page)) == (0, [])
    page.get_by_role("button", name="ส่งแบบทดสอบ").tap()
    expect(page.locator("h1")).to_have_text("ผลแบบทดสอบ")
    assert (sideways(page), violations(page)) == (0, [])
    assert page.evaluate("() => Object.keys(localStorage).filter(k => k.startsWith('quiz.'))") == []


def test_two_tabs_cannot_hurt(desk, server, make_quiz):
    quiz = make_quiz("ความรู้เรื่องคำรับรอง สองแท็บ")
    context = phone(desk, server, "สก.")
    first = begin(context, quiz)
    second = context.new_page()
    second.goto(first.url.split("#")[0])
    tap(first, 0)
    tap(second, 1)
    context.set_offline(True)
    tap(first, 2, then=UNSAVED)
    tap(second, 0, then=UNSAVED)
    context.set_offline(False)
    for page in (first, second):
        page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(second.locator("#save-0")).to_have_text(SAVED)
    second.reload()
    assert chosen(second)[0] == 0


def test_session_that_ends_in_the_middle_keeps_the_answers(desk, server, open_browser, make_quiz):
    quiz = make_quiz("ความรู้เรื่องคำรับรอง ออกจากระบบ")
    account = server.account("staff", "สพช.")
    page = open_browser(account, viewport=PHONE)
    page.goto(f"{quiz}/intro")
    page.get_by_role("button", name="เริ่มทำแบบทดสอบ").click()
    attempt = page.url.split("#")[0]
    page.context.clear_cookies()
    tap(page, 1, then=UNSAVED)
    page.get_by_role("link", name="เข้าสู่ระบบใหม่").click()
    page.fill("input[name=username]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.click("main button[type=submit]")
    expect(page).to_have_url(attempt + "#p1")
    expect(page.locator("#save-0")).to_have_text(SAVED)


def test_time_that_runs_out_ends_the_quiz_with_what_was_saved(desk, server, make_quiz, host):
    quiz = make_quiz("ความรู้เรื่องคำรับรอง จับเวลา", **{"เวลาทำ (นาที)": "1"})
    # one phone loses its line and is switched off, with one answer saved and one that never left it
    lost = phone(desk, server, "สสช.")
    page = begin(lost, quiz)
    began = time.monotonic()
    expect(page.locator("#quiz-clock")).to_contain_text("เหลือเวลา")
    tap(page, 1)
    forward(page)
    lost.set_offline(True)
    tap(page, 0, then=UNSAVED)
    attempt = page.url.split("#")[0]
    page.close()
    lost.set_offline(False)
    # another lies on the table with its page open: that page itself goes on to the result
    waiting = begin(phone(desk, server, "สพช."), quiz)
    tap(waiting, 1)
    expect(waiting.locator("#quiz-clock")).to_have_text(re.compile(r"เหลือเวลา \d+ วินาที"), timeout=70_000)
    expect(waiting.locator("h1")).to_have_text("ผลแบบทดสอบ", timeout=90_000)
    expect(waiting.locator(".page-answer")).to_contain_text("หมดเวลาเมื่อ")
    # the worker has closed what nobody came back to
    expect_closed(host, quiz, began)
    page = lost.new_page()
    page.goto(attempt)
    expect(page.locator("h1")).to_have_text("ผลแบบทดสอบ")
    expect(page.locator(".page-answer")).to_contain_text("ระบบส่งคำตอบที่บันทึกไว้แล้ว")
    said = page.locator(".question-review").all_inner_texts()
    assert [("ท่านเลือกข้อนี้" in each, "ไม่ได้ตอบ" in each) for each in said] == [(True, False)] + [(False, True)] * 3
    assert page.evaluate("() => Object.keys(localStorage).filter(k => k.startsWith('quiz.'))") == []


def expect_closed(host: Page, quiz: str, began: float) -> None:
    """See both attempts closed on the host's page, without anybody having opened the one that was left."""
    while time.monotonic() - began < 240:
        host.goto(quiz)
        if "กำลังทำ 0 คน ส่งแล้ว 2 ครั้ง" in host.locator(".page-answer").inner_text():
            return
        time.sleep(2)
    raise AssertionError(host.locator(".page-answer").inner_text())


def test_list_before_submitting_names_what_is_not_answered_and_not_saved(desk, server, make_quiz):
    quiz = make_quiz("ความรู้เรื่องคำรับรอง ยังไม่บันทึก")
    page = begin(phone(desk, server, "สก."), quiz)
    tap(page, 0)
    go(page, 3)
    # pages come through, answers do not
    page.route("**/answers/**", lambda route: route.abort())
    tap(page, 1, then=UNSAVED)
    page.goto(page.url.split("#")[0] + "/submission")
    unsaved, blank = page.locator("#quiz-unsaved"), page.locator("[data-blank]:visible")
    expect(unsaved).to_contain_text("ข้อที่ตอบแล้วแต่ยังไม่บันทึก")
    expect(unsaved.locator("li")).to_have_text(["ข้อ 3"])
    expect(blank).to_have_text([re.compile("^ข้อ 2 "), re.compile("^ข้อ 4 ")])
    expect(page.locator("#quiz-alert")).to_contain_text("ยังไม่บันทึก 1 ข้อ")
    assert (sideways(page), violations(page)) == (0, [])
    page.get_by_role("button", name="ส่งแบบทดสอบ").tap()
    page.wait_for_timeout(1000)  # it has been sent again, in vain, and the warning stands
    expect(page.locator("#quiz-alert")).to_contain_text("ข้อเหล่านี้จะไม่นับ")
    expect(page.locator("h1")).to_have_text("ตรวจทานก่อนส่ง")
    unsaved.get_by_role("link", name="ข้อ 3").tap()
    expect(page.locator("#save-2")).to_have_text(UNSAVED)
    assert chosen(page) == [0, -1, 1, -1]
    page.goto(page.url.split("#")[0] + "/submission")
    # the line is whole again: the answer goes out by itself and the list is told anew
    page.unroute("**/answers/**")
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(page.locator("#quiz-unsaved")).to_be_hidden()
    expect(page.locator(".page-answer")).to_contain_text("ยังไม่ตอบ 2 จาก 4 ข้อ")
    page.get_by_role("button", name="ส่งแบบทดสอบ").tap()
    expect(page.locator("h1")).to_have_text("ผลแบบทดสอบ")


def test_everything_to_be_touched_is_large_enough(desk, server, make_quiz):
    quiz = make_quiz("ความรู้เรื่องคำรับรอง แตะ")
    page = begin(phone(desk, server, "สสส."), quiz)
    tap(page, 1)
    assert small(page) == []
    page.goto(page.url.split("#")[0] + "/submission")
    assert small(page) == []


def small(page: Page) -> list[str]:
    """Return what can be touched in the quiz and is lower or narrower than a finger, 44 pixels; lines of text apart."""
    return page.evaluate(
        """() => Array.from(document.querySelectorAll(".quiz :is(label.choice, button, a, select, input[type=text])"))
             .filter(e => e.checkVisibility() && !e.closest(".quiz-blank, .form-actions > .cancel"))
             .filter(e => { const box = e.getBoundingClientRect(); return box.height < 44 || box.width < 44; })
             .map(e => e.outerHTML.slice(0, 100))"""
    )


def test_whole_quiz_from_the_keyboard(desk, server, make_quiz):
    quiz = make_quiz("ความรู้เรื่องคำรับรอง แป้นพิมพ์")
    page = desk.open(server.account("staff", "กน."), viewport=DESKTOP).new_page()
    page.goto(f"{quiz}/intro")
    press_to(page, "เริ่มทำแบบทดสอบ")
    for number in range(1, QUESTIONS + 1):
        expect(page.locator(f"#sheet-{number}")).to_be_visible()
        press_to(page, "", kind="radio", key="Space")
        page.keyboard.press("ArrowDown")
        expect(page.locator(f"#save-{number - 1}")).to_have_text(SAVED)
        press_to(page, "ถัดไป" if number < QUESTIONS else "ไปหน้าส่ง")
    expect(page.locator("h1")).to_have_text("ตรวจทานก่อนส่ง")
    expect(page.locator(".page-answer")).to_contain_text("ตอบครบ 4 ข้อ")
    press_to(page, "ส่งแบบทดสอบ")
    expect(page.locator("h1")).to_have_text("ผลแบบทดสอบ")


def press_to(page: Page, words: str, *, kind: str = "", key: str = "Enter") -> None:
    """Go on by the tab key to the button of these words, or the control of this kind, and press a key there."""
    for _ in range(60):
        page.keyboard.press("Tab")
        here = page.evaluate("() => [document.activeElement.type || '', document.activeElement.textContent.trim()]")
        if here[0] == kind if kind else here[1] == words:
            page.keyboard.press(key)
            return
    raise AssertionError(f"{words or kind} is not reached by the keyboard")


def test_without_script_page_by_page(desk, server, make_quiz):
    quiz = make_quiz("ความรู้เรื่องคำรับรอง ไม่มีสคริปต์")
    context = desk.open(server.account("staff", "กน."), viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{quiz}/intro")
    page.get_by_role("button", name="เริ่มทำแบบทดสอบ").click()
    for _ in range(QUESTIONS - 1):
        page.locator("label.choice").nth(0).click()
        page.locator(".sheet-next").click()
    page.get_by_role("button", name="ก่อนหน้า").click()
    expect(page.locator(".save-state")).to_have_text(SAVED)
    page.get_by_role("link", name="ตรวจทานและส่ง").click()
    expect(page.locator(".page-answer")).to_contain_text("ยังไม่ตอบ 1 จาก 4 ข้อ")
    page.get_by_role("button", name="ส่งแบบทดสอบ").click()
    expect(page.locator("h1")).to_have_text("ผลแบบทดสอบ")
