"""Every kind of page of the question bank at three widths; the main ones in dark colours and with large text."""

from __future__ import annotations

from operator import attrgetter

import pytest

from tests.browser.kinds import QUESTIONS, Kind
from tests.browser.looks import at_three_widths, in_dark_colours, named, with_text_twice_as_large
from tests.browser.scenes import Scene

pytestmark = pytest.mark.browser
MAIN = named(QUESTIONS, "bank", "question-versions", "question-refused-matching")


@pytest.mark.parametrize("kind", QUESTIONS, ids=attrgetter("name"))
def test_page_at_three_widths(bank_scene: Scene, kind: Kind) -> None:
    at_three_widths(bank_scene, kind)


@pytest.mark.parametrize("kind", MAIN, ids=attrgetter("name"))
def test_page_in_dark_colours(bank_scene: Scene, kind: Kind) -> None:
    in_dark_colours(bank_scene, kind)


@pytest.mark.parametrize("kind", MAIN, ids=attrgetter("name"))
def test_page_with_text_twice_as_large(bank_scene: Scene, kind: Kind) -> None:
    with_text_twice_as_large(bank_scene, kind)
