"""The screen of the hall."""

from __future__ import annotations

from portal import clock
from portal.briefings.rules import code_for
from portal.extensions import db
from portal.web.qr import qr_svg
from tests.briefings.conftest import Setting, at, cost
from tests.client import PortalClient
from tests.factories.briefings import check_in, invite


def test_screen_shows_code_address_pin_and_counts(setting: Setting, secretary: PortalClient) -> None:
    invite(setting.session, setting.somchai, setting.suda)
    check_in(setting.session, setting.somchai)
    page = secretary.get(f"{setting.url}/hall")
    live = page.root.one("section", id="hall-live")
    assert live.one("p", class_="hall-pin").text.replace(" ", "") == setting.session.pin
    assert live.one("span", class_="hall-address").text == "localhost/checkin"
    assert [each.text for each in live.all("dd")] == ["1", "2", "08.30 น."]
    address = f"http://localhost/c/{code_for(setting.session.id, setting.session.secret, clock.now())}"
    assert str(qr_svg(address)) in page.html
    assert (live.attrs["hx-trigger"], page.root.one("noscript").one("meta").attrs["content"]) == ("every 10s", "10")


def test_screen_refreshes_with_the_next_code(setting: Setting, secretary: PortalClient) -> None:
    first = secretary.get(f"{setting.url}/hall", htmx=True)
    assert first.root.all("html") == []
    clock.fix(at(8, 30, 30))
    second = secretary.get(f"{setting.url}/hall", htmx=True)
    assert first.root.one("section", id="hall-live").attrs == second.root.one("section", id="hall-live").attrs
    assert first.html.count("<svg") == second.html.count("<svg") == 1
    assert first.html != second.html


def test_screen_shows_no_code_outside_the_window(setting: Setting, secretary: PortalClient) -> None:
    for now, words in ((at(7), "ยังไม่เปิดลงเวลา"), (at(12, 1), "ปิดลงเวลาแล้ว")):
        clock.fix(now)
        page = secretary.get(f"{setting.url}/hall")
        assert words in page.text
        assert page.root.all("svg") == []
    setting.session.cancelled_at = at(8)
    db.session.commit()
    clock.fix(at(8, 30))
    assert "ยกเลิกแล้ว" in secretary.get(f"{setting.url}/hall").text


def test_screen_costs_few_statements(setting: Setting, secretary: PortalClient, statements: list[str]) -> None:
    address = f"{setting.url}/hall"
    statements.clear()
    secretary.get(address, htmx=True)
    assert cost(statements) == 3
