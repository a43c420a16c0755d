"""What a page costs when nothing of it is in the browser yet."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.scene import Scene, watched

pytestmark = pytest.mark.browser
MAX_BYTES = 120 * 1024
MAX_REQUESTS = 8
MAIN = (
    ("", "/login"),
    ("officer กน.", "/"),
    ("officer กน.", "{full}"),
    ("officer กน.", "{division}"),
    ("officer กน.", "/evidence"),
    ("officer กน.", "/framework"),
    ("head กน.", "/certifications"),
    ("secretariat", "/grid"),
    ("secretariat", "/grid?year=2563"),
    ("administrator", "/people"),
    ("administrator", "/audit"),
)


@pytest.mark.parametrize(("who", "path"), MAIN)
def test_cold_load(scene: Scene, who: str, path: str) -> None:
    context = scene.desk.open(scene.account(who))
    page = watched(context.new_page(), scene.desk.server.url)
    sent: list[str] = []
    received: list[float] = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", lambda event: _note(sent, event))
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(path.format(**scene.paths), wait_until="networkidle")
    weight, count = sum(received), len(sent)
    blocking = page.evaluate("""() => performance.getEntriesByType('resource')
      .filter(one => one.initiatorType === 'script' && one.renderBlockingStatus === 'blocking').map(one => one.name)""")
    context.close()
    assert page.strangers == []
    assert page.problems == []
    assert blocking == []
    assert count <= MAX_REQUESTS, sent
    assert 20_000 < weight <= MAX_BYTES, f"{weight:.0f} bytes in {count} requests"


def _note(sent: list[str], event: dict[str, Any]) -> None:
    if not event["request"]["url"].startswith("data:"):
        sent.append(event["request"]["url"])
