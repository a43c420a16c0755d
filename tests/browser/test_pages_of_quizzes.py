"""Every kind of page of quizzes at three widths; the main ones in dark colours and with large text."""

from __future__ import annotations

from operator import attrgetter

import pytest

from tests.browser.kinds import QUIZZES, Kind
from tests.browser.looks import at_three_widths, in_dark_colours, named, with_text_twice_as_large
from tests.browser.scenes import Scene

pytestmark = pytest.mark.browser
MAIN = named(QUIZZES, "quiz-open", "attempt", "result-full", "results", "items")


@pytest.mark.parametrize("kind", QUIZZES, ids=attrgetter("name"))
def test_page_at_three_widths(quiz_scene: Scene, kind: Kind) -> None:
    at_three_widths(quiz_scene, kind)


@pytest.mark.parametrize("kind", MAIN, ids=attrgetter("name"))
def test_page_in_dark_colours(quiz_scene: Scene, kind: Kind) -> None:
    in_dark_colours(quiz_scene, kind)


@pytest.mark.parametrize("kind", MAIN, ids=attrgetter("name"))
def test_page_with_text_twice_as_large(quiz_scene: Scene, kind: Kind) -> None:
    with_text_twice_as_large(quiz_scene, kind)
