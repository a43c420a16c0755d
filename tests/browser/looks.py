"""A page looked at: on a desktop, on a phone, on a small phone."""

from __future__ import annotations

from collections.abc import Iterable

from playwright.sync_api import Page

from tests.browser.kinds import Kind, unfold
from tests.browser.measures import OF_COLOUR, OF_LAYOUT, accessible, outside, too_small
from tests.browser.scenes import Scene

PHONE_HEIGHT = 844


def at_three_widths(scene: Scene, kind: Kind) -> Page:
    """Show the page: on no width anything sticks out, is too small or is found by axe, and the console is silent."""
    page = kind.show(scene)
    assert page.answers[-1] == kind.status  # type: ignore[attr-defined]
    assert page.locator(".empty").count() >= 1 or not kind.name.endswith("-empty")
    look(page)
    # narrower, and with everything open that can be opened
    unfold(page)
    page.set_viewport_size({"width": 390, "height": PHONE_HEIGHT})
    look(page)
    assert too_small(page) == []
    page.set_viewport_size({"width": 320, "height": PHONE_HEIGHT})
    look(page, OF_LAYOUT)
    assert too_small(page) == []
    assert complaints(page, kind.status) == []
    assert page.strangers == []  # type: ignore[attr-defined]
    return page


def in_dark_colours(scene: Scene, kind: Kind) -> None:
    """The page is dark, and its words stand out from it, on a phone as well."""
    page = kind.show(scene, color_scheme="dark")
    red, green, blue = page.evaluate("() => getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)")
    assert max(red, green, blue) < 64
    look(page)
    page.set_viewport_size({"width": 390, "height": PHONE_HEIGHT})
    look(page, OF_COLOUR)
    assert complaints(page, kind.status) == []


def with_text_twice_as_large(scene: Scene, kind: Kind) -> None:
    """The page takes text twice as large without anything sticking out."""
    page = kind.show(scene)
    before = page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    after = page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('h1')).fontSize)")
    assert after == 2 * before
    look(page, OF_LAYOUT)


def look(page: Page, rules: list[str] | None = None) -> None:
    """Nothing sticks out and axe finds nothing."""
    sticking = outside(page)
    assert sticking == [], sticking
    assert accessible(page, rules) == []


def complaints(page: Page, status: int) -> list[str]:
    """Return what the console said, but for the answer that was asked for."""
    return [note for note in page.problems if f"status of {status} " not in note]  # type: ignore[attr-defined]


def named(kinds: Iterable[Kind], *names: str) -> list[Kind]:
    """Return the kinds of these names."""
    found = {kind.name: kind for kind in kinds}
    return [found[name] for name in names]
