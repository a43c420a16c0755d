"""The main flow by keyboard alone: every stop is seen, nothing traps, the focus is never lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import DESKTOP, PHONE, Server
from tests.browser.measures import focused
from tests.browser.scenes import FILES, OTHER_UNIT, Scene

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
STOPS = 90


def test_evidence_and_certification(server: Server, scene: Scene, open_browser: Open) -> None:
    page = signed_in_by_keyboard(open_browser(), server.account("officer", OTHER_UNIT))
    go_to(page, "a", scene.paths["december"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/obligations/**")

    go_to(page, "input", 'type="file"')
    # from here the dialog is the system's own
    page.set_input_files("#files", FILES / "บันทึกข้อความ.pdf")
    go_to(page, "input", 'name="title"')
    page.keyboard.type("บันทึกส่งรายงาน")
    go_to(page, "textarea", 'name="note"')
    page.keyboard.type("ลงนามแล้ว")
    assert go_to(page, "button", "แนบหลักฐาน")["text"] == "แนบหลักฐาน"
    page.keyboard.press("Enter")
    expect(page.locator(".file-row")).to_have_count(1)
    # the form was replaced: the focus stands in the new one, and the next stop follows from there
    expect(page.locator("#upload-form")).to_be_focused()
    page.keyboard.press("Tab")
    assert focused(page)["name"] == "files"

    head = signed_in_by_keyboard(open_browser(), server.account("head", OTHER_UNIT))
    go_to(head, "a", 'href="/certifications"')
    head.keyboard.press("Enter")
    head.wait_for_url("**/certifications")
    number = scene.paths["december"].rsplit("/", 1)[1]
    go_to(head, "input", f'value="{number}"')
    head.keyboard.press("Space")
    expect(head.locator("[data-selected-count]")).to_have_text("เลือกแล้ว 1 รายการ")
    go_to(head, "button", "ตรวจรายการที่เลือกก่อนรับรอง")
    head.keyboard.press("Enter")
    expect(head.locator("h1")).to_have_text("ตรวจก่อนรับรอง")
    go_to(head, "button", "รับรอง 1 รายการ")
    head.keyboard.press("Space")
    expect(head.locator("main")).to_contain_text("รับรองแล้ว 1 รายการ")
    assert page.problems == head.problems == []  # type: ignore[attr-defined]


def test_menu_on_a_phone(scene: Scene) -> None:
    page = scene.go("secretariat", "/", viewport=PHONE)
    go_to(page, "summary", "เมนู")
    page.keyboard.press("Enter")
    expect(page.locator("details.menu[open]")).to_have_count(1)
    page.keyboard.press("Tab")
    assert focused(page)["text"] == "งานของฉัน"
    page.keyboard.press("Escape")
    expect(page.locator("details.menu[open]")).to_have_count(0)
    assert focused(page)["tag"] == "summary"
    page.keyboard.press("Space")
    go_to(page, "a", 'href="/grid"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/grid")


def test_folded_part_opens_and_closes(scene: Scene) -> None:
    page = scene.go("officer กน.", "{full}")
    go_to(page, "summary", "หลักฐานที่ถอนแล้ว")
    page.keyboard.press("Space")
    expect(page.locator("details.fold .file-row.is-withdrawn")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("details.fold .file-row.is-withdrawn")).to_be_hidden()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("officer กน.", "/"),
        ("officer กน.", "{full}"),
        ("head กน.", "/certifications"),
        ("secretariat", "/grid"),
        ("", "/login"),
    ],
)
def test_every_stop_is_seen(scene: Scene, who: str, path: str, viewport: dict[str, int]) -> None:
    check_every_stop(scene.go(who, path, viewport=viewport))


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("officer กน.", "{briefing-open}"),
        ("officer กน.", "{code-open}"),
        ("secretariat กน.", "{attendance}"),
        ("secretariat กน.", "{quiz-draft}"),
        ("secretariat กน.", "/quizzes/new"),
        ("staff กน.", "{attempt}?page=7"),
    ],
)
def test_every_stop_is_seen_of_briefings_and_quizzes(
    quiz_scene: Scene, who: str, path: str, viewport: dict[str, int]
) -> None:
    check_every_stop(quiz_scene.go(who, path, viewport=viewport))


def check_every_stop(page: Page) -> None:
    """Every stop is seen, and the keyboard gets out of the page and back in."""
    first = stop(page)
    assert first["text"] == "ข้ามไปยังเนื้อหา"
    seen = [first["html"]]
    for _ in range(2 * STOPS):
        now = stop(page)
        if now["tag"] == "body":
            break
        seen.append(now["html"])
    else:
        pytest.fail("the keyboard does not get out of the page")
    assert len(seen) >= 6
    # and the whole way back
    page.keyboard.press("Shift+Tab")
    assert focused(page)["html"] == seen[-1]


def test_quiz_from_start_to_result(server: Server, quiz_scene: Scene, open_browser: Open) -> None:
    page = signed_in_by_keyboard(open_browser(), server.account("administrator", "กน."))
    go_to(page, "a", 'href="/quizzes"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/quizzes")
    go_to(page, "a", f'href="{quiz_scene.paths["quiz-open"]}/intro"')
    page.keyboard.press("Enter")
    page.wait_for_url("**/intro")
    go_to(page, "button", "เริ่มทำแบบทดสอบ")
    page.keyboard.press("Enter")
    page.wait_for_url("**/attempts/**")
    # space chooses, arrows go through lists, words are typed; then on
    deeds = (
        ["Space"],
        ["Space", "Tab", "Space"],
        ["Space"],
        ["100"],
        ["Daily Plans"],
        [1, 2, 3],
        [1, 2, 3, 4],
        ["Space"],
    )
    for number, deed in enumerate(deeds, 1):
        if number > 1:
            expect(page.locator(f"#response-{number - 1}")).to_be_focused()
        go_to(page, "select" if isinstance(deed[0], int) else "input", f'name="response-{number - 1}"')
        do(page, deed)
        expect(page.locator(f"#save-{number - 1}")).to_have_text("บันทึกแล้ว")
        go_to(page, "button", "ถัดไป" if number < len(deeds) else "ไปหน้าส่ง")
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("ตรวจทานก่อนส่ง")
    expect(page.locator(".page-answer")).to_have_text("ตอบครบ 8 ข้อ")
    go_to(page, "button", "ส่งแบบทดสอบ")
    page.keyboard.press("Space")
    expect(page.locator("h1")).to_have_text("ผลแบบทดสอบ")
    expect(page.locator(".quiz-points")).to_contain_text("จาก 8 คะแนน")
    assert page.problems == []  # type: ignore[attr-defined]


def do(page: Page, deed: list[str | int]) -> None:
    """Press keys, type words, go down lists, a number of steps in each."""
    for no, each in enumerate(deed):
        if isinstance(each, int):
            if no:
                stop(page)
            for _ in range(each):
                page.keyboard.press("ArrowDown")
        elif each in ("Space", "Tab"):
            page.keyboard.press(each)
        else:
            page.keyboard.type(each)


def signed_in_by_keyboard(page: Page, account: dict[str, str]) -> Page:
    """Sign in from the skip link on."""
    page.goto("/login")
    assert stop(page)["text"] == "ข้ามไปยังเนื้อหา"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    assert stop(page)["name"] == "username"
    page.keyboard.type(account["username"])
    assert stop(page)["name"] == "password"
    page.keyboard.type(account["password"])
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    return page


def stop(page: Page) -> dict[str, str]:
    """Press Tab once and return what has the focus then; it is outlined and not hidden."""
    page.keyboard.press("Tab")
    now = focused(page)
    if now["tag"] != "body":
        assert now["outlined"], f"not outlined: {now['html']}"
        assert now["seen"], f"hidden: {now['html']}"
    return now


def go_to(page: Page, tag: str, mark: str) -> dict[str, str]:
    """Press Tab until an element with the tag and the mark in its HTML or text has the focus."""
    for _ in range(STOPS):
        now = stop(page)
        if now["tag"] == tag and (mark in now["html"] or mark in now["text"]):
            return now
    raise AssertionError(f"the keyboard does not reach {tag} {mark}")
