"""A kind of page: who looks at it, where it is, and how it comes to be where no address alone leads to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.browser.scenes import Scene


def unfold(page: Page) -> None:
    """Open everything on the page that can be opened."""
    page.evaluate("() => document.querySelectorAll('main details').forEach(one => { one.open = true; })")


@dataclass(frozen=True)
class Kind:
    """A kind of page.

    who: role and unit, the name of one of the scene's own accounts, "" for nobody; path: parts in braces are the
    scene's; status: what the page, or what was sent from it, is answered with; fill: selector -> what is typed;
    press: the button that is pressed then
    """

    name: str
    who: str
    path: str
    status: int = 200
    fill: Mapping[str, str] = field(default_factory=dict)
    press: str = ""

    def show(self, scene: Scene, **options: object) -> Page:
        """Return the page as it is to be looked at."""
        page = scene.go(self.who, self.path, **options)
        if self.press:
            unfold(page)
        for selector, text in self.fill.items():
            page.fill(selector, text.format(**scene.paths))
        if self.press:
            page.locator("main").get_by_role("button", name=self.press, exact=True).click()
            page.wait_for_load_state()
            page.evaluate("() => document.fonts.ready")
        return page
