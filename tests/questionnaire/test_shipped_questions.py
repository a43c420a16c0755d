"""The questions that come with the portal: whole, cited, markable, none twice, true to the framework's figures."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
import yaml

from portal import thai
from portal.performance import FRAMEWORK_2563
from portal.questionnaire import QUESTIONS_2563
from portal.questionnaire.formats import gift, moodle_xml, sheet
from portal.questionnaire.rules import Kind, all_ticked_share, check_draft, mark, right_response
from portal.questionnaire.rules.drafts import QuestionDraft

DRAFTS, PROBLEMS = gift.read(QUESTIONS_2563.read_bytes())
BY_NAME = {draft.name: draft for draft in DRAFTS}
FRAMEWORK = yaml.safe_load(FRAMEWORK_2563.read_text(encoding="utf-8"))
CITATION = re.compile(r"เอกสารต้นทาง ข้อ [1-9][0-9.]*.* \(สรุป [^()]*[A-Z0-9][^()]*\)")
# what fits a phone
LONGEST_TEXT, LONGEST_OPTION = 260, 120


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.name)
def test_question_is_whole(draft: QuestionDraft) -> None:
    check_draft(draft)
    assert CITATION.fullmatch(draft.citation), draft.citation
    assert mark(draft.kind, draft.body, right_response(draft.kind, draft.body)) == 1
    assert len(draft.category_path) == 1
    assert draft.tags
    assert draft.feedback
    assert len(draft.text) <= LONGEST_TEXT
    assert [each["text"] for each in draft.body.get("options", ()) if len(each["text"]) > LONGEST_OPTION] == []


def test_file_holds_every_kind_without_a_problem_or_a_double() -> None:
    assert PROBLEMS == []
    assert len(DRAFTS) == 60
    assert {draft.kind for draft in DRAFTS} == set(Kind)
    assert len({thai.search_key(draft.text) for draft in DRAFTS}) == len(DRAFTS)
    assert len(BY_NAME) == len(DRAFTS)
    assert len({draft.category_path for draft in DRAFTS}) == 6


def test_every_option_says_why() -> None:
    silent = [
        (draft.name, option["text"])
        for draft in DRAFTS
        for option in draft.body.get("options", ())
        if not option["feedback"]
    ]
    assert silent == []


def test_ticking_everything_earns_nothing() -> None:
    assert [d.name for d in DRAFTS if d.kind == "multiple" and all_ticked_share(d.body) > 0] == []


def test_place_of_the_right_option_gives_nothing_away() -> None:
    places = Counter(right_response(d.kind, d.body) for d in DRAFTS if d.kind == "single")
    assert max(places.values()) <= 2 * min(places.values())
    assert len(places) == 4


def test_length_of_the_right_option_gives_nothing_away() -> None:
    singles = [d for d in DRAFTS if d.kind == "single"]
    lengths = [[len(option["text"]) for option in d.body["options"]] for d in singles]
    longest = [all_[right_response("single", d.body)] == max(all_) for d, all_ in zip(singles, lengths, strict=True)]
    assert sum(longest) * 3 <= len(singles)


def test_true_and_false_are_in_balance() -> None:
    rights = Counter(d.body["right"] for d in DRAFTS if d.kind == "truefalse")
    assert rights == {True: 4, False: 5}


@pytest.mark.parametrize("format_", [gift, moodle_xml, sheet], ids=["gift", "xml", "xlsx"])
def test_file_comes_back_from_every_format(format_: Any) -> None:
    assert format_.read(format_.write(DRAFTS)) == (DRAFTS, [])


def number(name: str) -> Decimal:
    """Return the answer that earns everything."""
    return Decimal(right_response("number", BY_NAME[name].body))


def pairs(name: str) -> dict[str, str]:
    return {pair["left"]: pair["right"] for pair in BY_NAME[name].body["pairs"]}


def right(name: str) -> str:
    body = BY_NAME[name].body
    return str(body["options"][right_response("single", body)]["text"])


def test_figures_agree_with_the_framework() -> None:
    weights = {row["code"]: row["weight"] for row in FRAMEWORK["dimensions"]}
    indicators = {row["code"]: row for row in FRAMEWORK["indicators"]}
    assert number("น้ำหนักของมิติที่ 1") == weights["D1"]
    assert right("น้ำหนักของมิติที่ 2") == f"{weights['D2']} คะแนน"
    assert number("คะแนนของตัวชี้วัดเจรจาตกลงหนึ่งตัว") == Decimal(indicators["D1.N1"]["weight"]) * weights["D1"] / 100
    assert pairs("ชื่อของมิติทั้งสี่") == {f"มิติที่ {row['number']}": row["name_th"] for row in FRAMEWORK["dimensions"]}
    assert list(pairs("น้ำหนักของตัวชี้วัดหลัก").values()) == [
        f"{indicators[code]['weight']} คะแนน" for code in ("D2.1", "D2.2", "D3.3", "D4.2")
    ]
    assert right("ตัวชี้วัดใหม่ของปี 2563") == next(row["name_th"] for row in indicators.values() if row.get("is_new"))
    assert list(pairs("ส่วนราชการที่รับผิดชอบตัวชี้วัด").values()) == [
        indicators[code]["responsible"][0] for code in ("D1.N1", "D1.N3", "D1.N4", "D4.1", "D2.1")
    ]
    assert number("จำนวนหน่วยงานที่รับผิดชอบตัวชี้วัด") == len(FRAMEWORK["evaluating_agencies"])


def test_dates_agree_with_the_calendar() -> None:
    calendar = FRAMEWORK["calendar"]
    assert right("กำหนดรายงานประจำเดือน") == f"วันที่ {calendar['monthly_progress']['day']}"
    due = [option["text"] for option in BY_NAME["กำหนดรายงานรายไตรมาส"].body["options"] if option["fraction"] != "-0.5"]
    assert due == [f"{day.day} {thai.MONTHS[day.month - 1]}" for day in calendar["quarterly_indicators"]["due"]]
    first, _ = (row["closes"] for row in calendar["appeal_rounds"])
    assert right("กำหนดอุทธรณ์รอบที่ 1") == f"{first.day} {thai.MONTHS[first.month - 1]}"
    assert number("วันสุดท้ายของการขอทบทวน") == calendar["score_review"]["closes"].day
    assert number("จำนวนครั้งของการตรวจติดตาม") == calendar["inspection"]["at_least_per_year"]
    assert number("จำนวนสรุปรายงานต่อปี") == calendar["executive_summary"]["at_least_per_year"]
