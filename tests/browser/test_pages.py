"""Every kind of page of the office at three widths, in dark colours, with large text and in English."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

import pytest

from tests.browser.kinds import OFFICE, Kind
from tests.browser.looks import PHONE_HEIGHT, at_three_widths, in_dark_colours, look, named, with_text_twice_as_large
from tests.browser.measures import OF_LAYOUT, accessible, outside, too_small
from tests.browser.scenes import Scene

pytestmark = pytest.mark.browser
MAIN = named(OFFICE, "home-officer", "obligation-full", "queue", "grid", "framework")


@pytest.mark.parametrize("kind", OFFICE, ids=attrgetter("name"))
def test_page_at_three_widths(scene: Scene, kind: Kind) -> None:
    at_three_widths(scene, kind)


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


@pytest.mark.parametrize("kind", MAIN, ids=attrgetter("name"))
def test_page_in_dark_colours(scene: Scene, kind: Kind) -> None:
    in_dark_colours(scene, kind)


@pytest.mark.parametrize("kind", MAIN, ids=attrgetter("name"))
def test_page_with_text_twice_as_large(scene: Scene, kind: Kind) -> None:
    with_text_twice_as_large(scene, kind)


@pytest.fixture
def english(scene: Scene) -> Iterator[None]:
    """The people of the main pages read English while the test goes on."""
    people = {kind.who for kind in MAIN}
    for who in people:
        scene.prefer(who, "en")
    yield
    for who in people:
        scene.prefer(who, "th")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("kind", MAIN, ids=attrgetter("name"))
def test_page_in_english(scene: Scene, kind: Kind) -> None:
    page = kind.show(scene)
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
