"""What options bring by themselves, and what differs between two versions."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaire.rules import all_ticked_share, check_body, mark, right_response
from portal.questionnaire.rules.changes import body_lines, differences
from portal.questionnaire.rules.shares import automatic_fractions, from_pct, is_marked_right, to_pct
from tests.factories.questionnaire import BODIES


@pytest.mark.parametrize(
    ("kind", "rights", "fractions"),
    [
        ("single", [False, True, False], ["0", "1", "0"]),
        ("multiple", [True, True, False], ["0.5", "0.5", "-0.5"]),
        ("multiple", [True, False, False, True, True], ["0.33333", "-0.33333", "-0.33333", "0.33333", "0.33333"]),
        ("multiple", [False, False], ["0", "0"]),
    ],
)
def test_automatic_fractions(kind, rights, fractions):
    assert automatic_fractions(kind, rights) == fractions


@given(st.lists(st.booleans(), min_size=2, max_size=20).filter(any), st.sampled_from(["single", "multiple"]))
def test_automatic_fractions_make_a_question_that_ticking_everything_does_not_solve(rights, kind):
    fractions = automatic_fractions(kind, rights)
    body = {"options": [{"text": f"ข้อ {no}", "fraction": f, "feedback": ""} for no, f in enumerate(fractions)]}
    check_body(kind, body)
    assert mark(kind, body, right_response(kind, body)) == 1
    assert [is_marked_right(kind, each) for each in fractions] == rights
    if kind == "multiple" and not all(rights):
        assert all_ticked_share(body) < 1


@given(st.decimals(-100, 100, places=3))
def test_percent_and_fraction_are_each_others_turn(pct):
    assert to_pct(from_pct(pct)) == pct
    assert "E" not in from_pct(pct)
    assert from_pct(pct) != "-0"


def version(kind="single", **changes):
    values = {
        "kind": kind,
        "name": "ชื่อ",
        "text": "คำถาม",
        "body": deepcopy(BODIES[kind]),
        "feedback": "",
        "points": Decimal("1.00"),
        "citation": "",
        "manual_page": "",
        "indicator_id": None,
        "tags": ["ก"],
        "picture_sha256": "",
        "picture_filename": "",
        "picture_alt": "",
    }
    return SimpleNamespace(**values | changes)


@pytest.mark.parametrize("kind", BODIES)
def test_differences_of_the_same_are_none(kind):
    assert differences(version(kind), version(kind, points=Decimal(1))) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "ใหม่"}, ("ชื่อคำถาม", "ชื่อ", "ใหม่")),
        ({"points": Decimal("2.50")}, ("คะแนน", "1", "2.5")),
        ({"tags": ["ก", "ข"]}, ("ป้ายกำกับ", "ก", "ก, ข")),
        ({"indicator_id": 4}, ("ตัวชี้วัดที่เกี่ยวข้อง", "", "4")),
        ({"picture_sha256": "ab" * 32}, ("เนื้อหารูปภาพ", "", "abababababab")),
    ],
)
def test_difference_of_a_part(changes, said):
    (found,) = differences(version(), version(**changes))
    assert (found.name, found.old, found.new) == said


def test_difference_of_a_key():
    changed = version()
    changed.body["options"][1]["fraction"] = "0.5"
    (found,) = differences(version(), changed)
    assert found.old.splitlines()[1] == "วันที่ 31 ธันวาคม [0] — เป็นวันสิ้นไตรมาส"
    assert found.new.splitlines()[1] == "วันที่ 31 ธันวาคม [0.5] — เป็นวันสิ้นไตรมาส"


def test_body_in_lines():
    assert body_lines("matching", BODIES["matching"])[-1] == "… – 15 กันยายน"
    assert body_lines("ordering", BODIES["ordering"])[0] == "1. จัดทำ"
    assert body_lines("number", BODIES["number"])[1] == "80 ± 5 [0.5] — ใกล้เคียง"
    assert body_lines("truefalse", BODIES["truefalse"]) == ["= ถูก", "ถูกต้อง", "โปรดอ่านคู่มืออีกครั้ง"]
