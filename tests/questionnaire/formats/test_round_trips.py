"""Every kind of question comes back from every format exactly as it was written."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.errors import RuleBroken
from portal.questionnaire.formats import aiken, gift, moodle_xml, sheet
from portal.questionnaire.rules.drafts import DraftPicture, QuestionDraft
from tests.questionnaire.formats.nasty import BODIES, drafts

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
CHECKS = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("kind", sorted(BODIES))
@pytest.mark.parametrize("module", [gift, moodle_xml], ids=["gift", "xml"])
@CHECKS
@given(data=st.data())
def test_question_comes_back_as_it_was_written(module: object, kind: str, data: st.DataObject) -> None:
    written = data.draw(st.lists(drafts(kind), min_size=1, max_size=3))
    assert module.read(module.write(written)) == (written, [])  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", sorted(BODIES))
@settings(CHECKS, max_examples=6)
@given(data=st.data())
def test_question_comes_back_from_a_spreadsheet(kind: str, data: st.DataObject) -> None:
    written = data.draw(st.lists(drafts(kind), min_size=1, max_size=3))
    assert sheet.read(sheet.write(written)) == (written, [])


@CHECKS
@given(draft=drafts("single"), alt=st.sampled_from(["ผัง", 'ผัง "ก" & <ข>']))
def test_picture_comes_back_from_moodle_xml(draft: QuestionDraft, alt: str) -> None:
    written = replace(draft, picture=DraftPicture("ผัง 1.png", "image/png", alt, content=PNG))
    assert moodle_xml.read(moodle_xml.write([written])) == ([written], [])


FRAGMENTS = {
    gift.read: "\n|{|}|=|~|#|\\|::|ก| |->|%50%|%x1%|//|T|>|####|3:1|..|$CATEGORY: |[html]<p>|[points:",
    aiken.read: "\n|A. |B) |ก. |ข |ANSWER: A|เฉลย: ก|เฉลย:|คำถาม|(| ",
    moodle_xml.read: "<quiz>|</quiz>|<question type='multichoice'>|<question type='truefalse'>|</question>|<text>|"
    "</text>|<answer fraction='100'>|</answer>|<img src='x'>|&lt;img src='x'&gt;|ก|<questiontext format='html'>",
}


@pytest.mark.parametrize("read", list(FRAGMENTS), ids=["gift", "aiken", "xml"])
@settings(CHECKS, max_examples=60)
@given(data=st.data())
def test_no_file_makes_a_reader_fail(read: Callable[[str], object], data: st.DataObject) -> None:
    pieces = st.sampled_from(FRAGMENTS[read].split("|"))
    with contextlib.suppress(RuleBroken):
        read("".join(data.draw(st.lists(pieces, max_size=30))))
