"""Every kind of page at three widths, in dark colours, with large text and in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.fixtures import DESKTOP
from tests.browser.measures import OF_COLOUR, OF_LAYOUT, accessible, outside, too_small
from tests.browser.scene import Scene, send

pytestmark = pytest.mark.browser
PHONE_HEIGHT = 844

# kind of page, who looks at it (role and unit), address
PAGES = (
    ("sign-in", "", "/login"),
    ("first-password", "newcomer", "/account/password"),
    ("home-officer", "officer กน.", "/"),
    ("home-done", "officer กน.", "/?show=done"),
    ("home-head", "head กน.", "/"),
    ("home-staff", "staff กน.", "/"),
    ("home-secretariat", "secretariat", "/"),
    ("home-executive", "executive", "/"),
    ("home-evaluator", "evaluator", "/"),
    ("home-administrator", "administrator", "/"),
    ("divisions", "secretariat", "/divisions"),
    ("division", "officer กน.", "{division}"),
    ("framework", "officer กน.", "/framework"),
    ("framework-past", "evaluator", "/framework?year=2563"),
    ("indicator", "officer กน.", "{indicator}"),
    ("obligation-bare", "officer กน.", "{bare}"),
    ("obligation-full", "officer กน.", "{full}"),
    ("obligation-certified", "head กน.", "{certified}"),
    ("obligation-returned", "officer กน.", "{returned}"),
    ("item", "officer กน.", "{item}"),
    ("withdrawal", "officer กน.", "{withdrawal}"),
    ("library", "officer กน.", "/evidence"),
    ("queue", "head กน.", "/certifications"),
    ("queue-empty", "head สพช.", "/certifications"),
    ("check", "head กน.", "{check}"),
    ("return", "head กน.", "{return}"),
    ("recall", "head กน.", "{recall}"),
    ("grid", "secretariat", "/grid"),
    ("grid-past", "executive", "/grid?year=2563"),
    ("cell", "secretariat", "{cell}"),
    ("inbox", "officer กน.", "/notices"),
    ("inbox-empty", "evaluator", "/notices"),
    ("notice-preferences", "officer กน.", "/account/notices"),
    ("outbox", "administrator", "/outbox"),
    ("people", "administrator", "/people"),
    ("person", "administrator", "{person}"),
    ("person-new", "administrator", "/people/new"),
    ("person-edit", "administrator", "{person}/edit"),
    ("role-new", "administrator", "{person}/roles/new"),
    ("person-password", "administrator", "{person}/password"),
    ("person-disablement", "administrator", "/people/disablement?user={person_id}"),
    ("passwords", "administrator", "/people/passwords"),
    ("import", "administrator", "/people/import"),
    ("import-preview", "administrator", "{preview}"),
    ("units", "administrator", "/units"),
    ("unit", "administrator", "{unit}"),
    ("unit-new", "administrator", "{unit}/units/new"),
    ("unit-edit", "administrator", "{unit}/edit"),
    ("unit-move", "administrator", "{unit}/move"),
    ("unit-closure", "administrator", "{unit}/closure"),
    ("account", "officer กน.", "/account"),
    ("audit", "administrator", "/audit"),
    ("design", "", "/design"),
    ("error-403", "officer กน.", "/grid"),
    ("error-404", "officer กน.", "/obligations/99999999"),
)


# kind of page -> the status it is answered with
REFUSALS = {"error-403": 403, "error-404": 404}
MAIN = ("home-officer", "obligation-full", "queue", "grid", "framework")
ADDRESSES = {kind: (who, path) for kind, who, path in PAGES}


@pytest.mark.parametrize(("kind", "who", "path"), PAGES, ids=[kind for kind, _, _ in PAGES])
def test_page_at_three_widths(scene: Scene, kind: str, who: str, path: str) -> None:
    page = scene.go(who, path)
    assert page.locator(".empty").count() >= 1 or not kind.endswith("-empty")
    look(page)
    # narrower, and with everything open that can be opened
    page.evaluate("() => document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    page.set_viewport_size({"width": 390, "height": PHONE_HEIGHT})
    look(page)
    assert too_small(page) == []
    page.set_viewport_size({"width": 320, "height": PHONE_HEIGHT})
    look(page, OF_LAYOUT)
    assert too_small(page) == []
    status = REFUSALS.get(kind)
    said = [note for note in page.problems if not (status and f"status of {status} " in note)]
    assert said == []
    assert page.strangers == []


def test_refused_form_at_three_widths(scene: Scene) -> None:
    page = scene.go("administrator", "/people/new")
    page.fill("input[name=email]", "ไม่ใช่อีเมล")
    page.get_by_role("button", name="สร้างบัญชี").click()
    page.wait_for_selector(".error-summary")
    for width in (1366, 390, 320):
        page.set_viewport_size({"width": width, "height": PHONE_HEIGHT})
        look(page)
    assert too_small(page) == []
    assert page.locator(".field-error").count() == page.locator(".error-summary li").count() >= 4
    assert page.input_value("input[name=email]") == "ไม่ใช่อีเมล"


def test_menu_on_a_phone(scene: Scene) -> None:
    page = scene.go("secretariat", "/", viewport={"width": 390, "height": PHONE_HEIGHT}, has_touch=True, is_mobile=True)
    page.tap(".menu > summary")
    assert page.locator(".menu-body a").count() >= 6
    look(page)
    assert too_small(page) == []
    page.touchscreen.tap(195, 740)
    assert page.locator(".menu[open]").count() == 0
    assert page.problems == []


@pytest.mark.parametrize("kind", MAIN)
def test_page_in_dark_colours(scene: Scene, kind: str) -> None:
    page = scene.go(*ADDRESSES[kind], color_scheme="dark")
    red, green, blue = page.evaluate("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert max(red, green, blue) < 64
    look(page)
    page.set_viewport_size({"width": 390, "height": PHONE_HEIGHT})
    look(page, OF_COLOUR)
    assert page.problems == []


@pytest.mark.parametrize("kind", MAIN)
def test_page_with_text_twice_as_large(scene: Scene, kind: str) -> None:
    page = scene.go(*ADDRESSES[kind], viewport=DESKTOP)
    before = page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    after = page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
    assert after == 2 * before
    assert outside(page) == []
    assert accessible(page, OF_LAYOUT) == []


@pytest.fixture
def english(scene: Scene) -> Iterator[None]:
    """The people of the main pages read English while the test goes on."""
    people = {ADDRESSES[kind][0] for kind in MAIN}
    for who in people:
        prefer(scene, who, "en")
    yield
    for who in people:
        prefer(scene, who, "th")


def prefer(scene: Scene, who: str, language: str) -> None:
    """Set the person's language by the form at the foot of the page."""
    send(scene.desk.page(scene.account(who)).request, "/account", "/preferences", language=language, digits="arabic")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("kind", MAIN)
def test_page_in_english(scene: Scene, kind: str) -> None:
    page = scene.go(*ADDRESSES[kind])
    assert page.get_attribute("html", "lang") == "en"
    look(page)
    page.set_viewport_size({"width": 390, "height": PHONE_HEIGHT})
    look(page, OF_LAYOUT)
    assert too_small(page) == []
    assert page.problems == []


def test_measures_find_what_is_wrong(scene: Scene) -> None:
    page = scene.go("", "/login", viewport={"width": 390, "height": PHONE_HEIGHT})
    page.evaluate("""() => {
      const wrong = document.createElement('div');
      wrong.innerHTML = '<img src="data:,"><button class="button">x</button><p>pale</p><p>wide</p><p>cut cut cut</p>';
      const [, button, pale, wide, cut] = wrong.children;
      button.style.cssText = 'min-height: 0; height: 12px; padding: 0';
      pale.style.color = '#ccc';
      wide.style.cssText = 'width: 500px; max-width: none';
      cut.style.cssText = 'width: 20px; overflow: hidden; white-space: nowrap';
      document.querySelector('main').append(wrong);
    }""")
    assert {line.split(":")[0] for line in accessible(page)} >= {"image-alt", "color-contrast"}
    found = outside(page)
    assert [line for line in found if line.startswith("outside: p") and "wide" in line] != []
    assert [line for line in found if line.startswith("cut off: p") and "cut" in line] != []
    assert "px wider than the screen" in found[0]
    assert [line.split(":")[0] for line in too_small(page)] == ["12 px"]


def look(page: Page, rules: list[str] | None = None) -> None:
    """Nothing sticks out and axe finds nothing."""
    assert outside(page) == []
    assert accessible(page, rules) == []
