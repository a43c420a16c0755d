"""The switches of language and digits at the foot of every page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.fixtures import Server, sign_in
from tests.browser.scene import OTHER_UNIT, Scene

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
