"""The switches of language and digits at the foot of every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Server, sign_in
from tests.browser.kinds import BRIEFINGS, QUESTIONS, QUIZZES, Kind
from tests.browser.scenes import OTHER_UNIT, Scene
from tests.browser.thai_texts import data_of, untranslated

pytestmark = pytest.mark.browser
Open = Callable[..., Page]


def test_language_and_digits_are_changed_and_kept(scene: Scene) -> None:
    who = f"staff {OTHER_UNIT}"
    page = scene.go(who, "/framework?year=2563")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/framework?year=2563")
    again = scene.desk.open(scene.account(who)).new_page()
    again.goto("/account")
    assert again.get_attribute("html", "lang") == "en"
    again.get_by_role("button", name="ไทย", exact=True).click()
    expect(again.locator("html")).to_have_attribute("lang", "th")
    again.get_by_role("button", name="๑๒๓").click()
    expect(again.locator("html")).to_have_attribute("data-digits", "thai")
    page.reload()
    expect(page.locator(".page-sub")).to_contain_text("๒๕๖๓")
    page.goto("/design")
    page.fill("[data-number]", "12500")
    expect(page.locator("#specimen-count-echo")).to_have_text("= ๑๒,๕๐๐")
    page.get_by_role("button", name="123", exact=True).click()
    expect(page.locator("html")).to_have_attribute("data-digits", "arabic")
    again.context.close()


def test_language_before_signing_in_is_kept(server: Server, open_browser: Open) -> None:
    page = open_browser()
    page.goto("/login")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    assert page.get_attribute("html", "lang") == "en"
    sign_in(page, server.account("staff", OTHER_UNIT))
    # whoever signs in reads the language of the account
    assert page.get_attribute("html", "lang") == "th"


@pytest.mark.parametrize("kinds", [BRIEFINGS, QUESTIONS, QUIZZES], ids=["briefings", "questions", "quizzes"])
def test_no_thai_is_left_in_english_but_data(quiz_scene: Scene, kinds: tuple[Kind, ...]) -> None:
    people = {kind.who for kind in kinds}
    for who in people:
        quiz_scene.prefer(who, "en")
    try:
        left = {kind.name: found for kind, found in seen(quiz_scene, kinds) if found}
    finally:
        for who in people:
            quiz_scene.prefer(who, "th")
    assert left == {}


def test_thai_that_is_left_is_found() -> None:
    page = '<p title="คำแนะนำ">ก</p><p>Unit กน. ผ่าน</p><p>Unit กน.</p><p>เรื่องที่ยาว…</p><script>"ไม่นับ"</script>'
    assert untranslated(page, ["เรื่องที่ยาวมาก", "กน.", "ก"]) == ["Unit กน. ผ่าน", "คำแนะนำ"]


def seen(scene: Scene, kinds: tuple[Kind, ...]) -> list[tuple[Kind, list[str]]]:
    """Return each page that an address leads to, with the Thai that is not data."""
    data = data_of(scene.desk.server)
    found = []
    for kind in kinds:
        if not kind.press:
            browser = scene.desk.page(scene.account(kind.who)).request
            answer = browser.get(kind.path.format(**scene.paths))
            assert (answer.status, 'lang="en"' in answer.text()) == (kind.status, True), kind.name
            found.append((kind, untranslated(answer.text(), data)))
    return found
