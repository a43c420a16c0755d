"""What a page costs when nothing of it is in the browser yet."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.scenes import Scene, watched

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


HOST = "secretariat กน."
BRIEFINGS = (
    ("staff กน.", "/briefings"),
    ("officer กน.", "{briefing-upcoming}"),
    (HOST, "{briefing-open}"),
    (HOST, "{briefing-open}/hall"),
    (HOST, "{briefing-open}/attendance"),
    (HOST, "{briefing-open}/sheet"),
    ("officer กน.", "{code-open}"),
    ("officer กน.", "/checkin"),
    ("staff กน.", "{briefing-open}/own"),
)
QUIZZES = (
    (HOST, "/questions"),
    (HOST, "{question-อ่านแผนภูมิ}"),
    (HOST, "/questions/new?kind=multiple"),
    (HOST, "{import-ready}"),
    (HOST, "/quizzes"),
    (HOST, "{quiz-open}"),
    (HOST, "{quiz-draft}/questions"),
    (HOST, "{quiz-figures}/results"),
    (HOST, "{quiz-figures}/results/people"),
    (HOST, "{quiz-figures}/items"),
    (HOST, "{quiz-figures}/board"),
    ("officer กน.", "{quiz-open}/intro"),
    ("staff กน.", "{attempt-full}/result"),
)
# what a phone on a weak line takes while a quiz is taken
TAKING = (("staff กน.", "{attempt}"), ("staff กน.", "{attempt-page}"), ("staff กน.", "{attempt}/submission"))
MAX_TAKING = 100_000


@pytest.mark.parametrize(("who", "path"), MAIN)
def test_cold_load(scene: Scene, who: str, path: str) -> None:
    check_cold_load(scene, who, path, MAX_BYTES)


@pytest.mark.parametrize(("who", "path"), BRIEFINGS)
def test_cold_load_of_briefings(briefing_scene: Scene, who: str, path: str) -> None:
    check_cold_load(briefing_scene, who, path, MAX_BYTES)


@pytest.mark.parametrize(("who", "path"), QUIZZES)
def test_cold_load_of_bank_and_quizzes(quiz_scene: Scene, who: str, path: str) -> None:
    check_cold_load(quiz_scene, who, path, MAX_BYTES)


@pytest.mark.parametrize(("who", "path"), TAKING)
def test_cold_load_while_a_quiz_is_taken(quiz_scene: Scene, who: str, path: str) -> None:
    check_cold_load(quiz_scene, who, path, MAX_TAKING)


def check_cold_load(scene: Scene, who: str, path: str, most: int) -> None:
    """Nothing strange is asked for, nothing blocks, and the page is light."""
    context = scene.desk.open(scene.account(who))
    page = watched(context.new_page(), scene.desk.server.url)
    sent: list[str] = []
    received: list[float] = []
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", lambda event: _note(sent, event))
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(path.format(**scene.paths), wait_until="networkidle")
    # what a question shows beside its words comes on top
    weight, count = sum(received), len([address for address in sent if "/pictures/" not in address])
    blocking = page.evaluate("""() => performance.getEntriesByType('resource')
      .filter(one => one.initiatorType === 'script' && one.renderBlockingStatus === 'blocking').map(one => one.name)""")
    context.close()
    assert page.strangers == []
    assert page.problems == []
    assert blocking == []
    assert count <= MAX_REQUESTS, sent
    assert 20_000 < weight <= most, f"{weight:.0f} bytes in {count} requests"


def _note(sent: list[str], event: dict[str, Any]) -> None:
    if not event["request"]["url"].startswith("data:"):
        sent.append(event["request"]["url"])
