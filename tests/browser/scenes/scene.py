"""Where the things made stand, and who looks at them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

from tests.browser.scenes.desk import Desk, send

OTHER_UNIT = "สสส."
UNIT, UNIT_NAME = "กน.", "กองนโยบายและแผนงาน"
# as long as a file name may be
LONG_NAME = "รายงานสรุปผลการดำเนินงานตามตัวชี้วัด_การพัฒนาคุณภาพชีวิตผู้สูงอายุ_ธันวาคม_2569.pdf"
PERSON = "นางสาวกาญจนาภรณ์ ศรีสุวรรณรัตนกุลชัยพิพัฒน์ ณ นครศรีธรรมราช"


@dataclass
class Scene:
    """Addresses of the things made, by what is to be seen on their pages; accounts of their own beside the file's."""

    desk: Desk
    paths: dict[str, str] = field(default_factory=dict)
    others: dict[str, dict[str, str]] = field(default_factory=dict)

    def account(self, who: str) -> dict[str, str] | None:
        """Return the account: "role unit", the name of one of the scene's own, "" for nobody."""
        if who in self.others:
            return self.others[who]
        return self.desk.server.account(*who.split()) if who else None

    def go(self, who: str, path: str, **options: Any) -> Page:
        """Return the page at the address, its parts in braces filled in."""
        page = self.desk.page(self.account(who), **options)
        page.goto(path.format(**self.paths))
        return page

    def prefer(self, who: str, language: str) -> None:
        """Set the person's language by the form at the foot of the page."""
        browser = self.desk.page(self.account(who)).request
        send(browser, "/account", "/preferences", language=language, digits="arabic")
