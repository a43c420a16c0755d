"""How answers are read, marked and put in words; no database."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import RuleBroken
from portal.questionnaire.rules import (
    Kind,
    Verdict,
    all_ticked_share,
    check_body,
    check_response,
    cleaned_tags,
    describe_key,
    describe_response,
    face,
    feedback_of,
    form_values,
    is_complete,
    mark,
    normalised,
    option_count,
    response_from_form,
    right_response,
    rights_of,
    shown_order,
    verdict,
)
from tests.factories.questionnaire import BODIES
from tests.questionnaire.bodies import bodies, questions_with_responses

ALL = [kind.value for kind in Kind]


@given(questions_with_responses())
def test_mark_lies_between_minus_one_and_one(drawn):
    kind, body, response = drawn
    check_response(kind, body, response)
    share = mark(kind, body, response)
    assert -1 <= share <= 1
    assert share == share.quantize(Decimal("0.00001"))
    assert str(mark(kind, body, None)) == "0.00000"


@given(questions_with_responses())
def test_mark_of_partial_kinds_never_below_zero(drawn):
    kind, body, response = drawn
    if kind in ("multiple", "matching", "ordering", "truefalse"):
        assert mark(kind, body, response) >= 0


@given(st.sampled_from(ALL).flatmap(lambda kind: st.tuples(st.just(kind), bodies(kind))))
def test_right_response_earns_the_full_mark(drawn):
    kind, body = drawn
    response = right_response(kind, body)
    check_response(kind, body, response)
    assert mark(kind, body, response) == 1
    assert is_complete(response)
    assert describe_key(kind, body)


@given(questions_with_responses(), st.randoms())
def test_form_values_read_back_are_the_response_whatever_the_order(drawn, random):
    kind, body, response = drawn
    expected = response.strip() if isinstance(response, str) else response
    order = random.sample(range(option_count(kind, body)), option_count(kind, body))
    assert response_from_form(kind, form_values(kind, response, order), order) == expected


@given(questions_with_responses(), st.randoms())
def test_face_shows_what_was_chosen(drawn, random):
    kind, body, response = drawn
    order = random.sample(range(option_count(kind, body)), option_count(kind, body))
    shown = face(kind, body, order, response)
    chosen = [choice.value for choice in shown.choices if choice.is_chosen]
    chosen += [pair.value for pair in shown.pairs]
    chosen += ["" if item.place is None else f"{item.position}:{item.place}" for item in shown.items]
    chosen += [shown.typed] if kind in ("number", "text") else []
    assert response_from_form(kind, chosen, order) == (response.strip() if isinstance(response, str) else response)


def test_face_tells_no_original_index():
    shown = face("ordering", BODIES["ordering"], [2, 0, 3, 1])
    assert [(item.position, item.text) for item in shown.items] == [
        (0, "รับรอง"),
        (1, "จัดทำ"),
        (2, "เผยแพร่"),
        (3, "ตรวจสอบ"),
    ]
    assert [value for value, _ in face("matching", BODIES["matching"], [3, 1, 0, 2]).rights] == ["0", "1", "2", "3"]


@given(questions_with_responses())
def test_response_is_described_whenever_there_is_one(drawn):
    kind, body, response = drawn
    assert bool(describe_response(kind, body, response)) == (response is not None)
    assert all(feedback_of(kind, body, response))


@given(questions_with_responses(), st.randoms())
def test_shown_order_is_a_permutation(drawn, random):
    kind, body, _ = drawn
    count = option_count(kind, body)
    order = random.sample(range(count), count)
    assert shown_order(kind, body, order) == order
    assert sorted(shown_order(kind, body)) == list(range(count))
    assert sorted(shown_order(kind, body, [*order, count])) == list(range(count))


@given(
    st.integers(2, 8).flatmap(
        lambda count: st.lists(st.none() | st.integers(0, count - 1), min_size=count, max_size=count)
    )
)
def test_ordering_form_with_any_places_keeps_every_item_once(places):
    values = ["" if place is None else f"{item}:{place}" for item, place in enumerate(places)]
    response = response_from_form("ordering", values, range(len(values)))
    if all(place is None for place in places):
        assert response is None
        return
    assert sorted(each for each in response if each is not None) == [i for i, p in enumerate(places) if p is not None]
    given_places = [place for place in places if place is not None]
    if len(set(given_places)) == len(given_places):
        assert all(response[place] == item for item, place in enumerate(places) if place is not None)


def test_ordering_form_in_any_order_of_fields_is_the_same():
    assert response_from_form("ordering", ["2:0", "0:1", "1:2"], range(3)) == [2, 0, 1]
    assert response_from_form("ordering", ["1:2", "2:0", "0:1"], range(3)) == [2, 0, 1]


def test_ordering_form_with_one_place_twice_moves_the_later_one():
    assert response_from_form("ordering", ["0:0", "1:0", "2:2"], range(3)) == [0, 1, 2]
    assert response_from_form("ordering", ["0:2", "1:2", "2:0"], range(3)) == [2, 1, 0]


@pytest.mark.parametrize(
    ("kind", "values", "response"),
    [
        ("single", ["2"], 1),
        ("single", [], None),
        ("single", [""], None),
        ("multiple", ["2", "0", "2"], [1, 2]),
        ("truefalse", ["true"], True),
        ("truefalse", ["false"], False),
        ("number", [" ๑๒.๕ "], "๑๒.๕"),
        ("text", ["  กอง "], "กอง"),
        ("text", ["   "], None),
        ("matching", ["1", "", "0"], [0, None, 2]),
        ("matching", ["", "", ""], None),
        ("ordering", ["0:1", "1:0", "2:2"], [0, 2, 1]),
        ("ordering", ["0:1", "", ""], [None, 2, None]),
    ],
)
def test_response_from_form(kind, values, response):
    assert response_from_form(kind, values, [2, 0, 1]) == response


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("single", ["a"]),
        ("single", ["1", "2"]),
        ("single", ["-1"]),
        ("single", ["9999"]),
        ("multiple", ["0", "x"]),
        ("truefalse", ["yes"]),
        ("matching", ["0", "x"]),
        ("single", ["3"]),
        ("matching", ["0", "3"]),
        ("ordering", ["0", "1", "2"]),
        ("ordering", ["0:1", "0:2", ""]),
        ("ordering", ["0:1", "1:0"]),
        ("ordering", ["0:1", "1:0", "3:2"]),
    ],
)
def test_response_from_form_with_foreign_values(kind, values):
    with pytest.raises(RuleBroken) as refused:
        response_from_form(kind, values, range(3))
    assert refused.value.field == "response"


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        ("single", 3),
        ("single", -1),
        ("single", True),
        ("single", "0"),
        ("multiple", []),
        ("multiple", [1, 0]),
        ("multiple", [0, 0]),
        ("multiple", [4]),
        ("multiple", 0),
        ("truefalse", "true"),
        ("truefalse", 1),
        ("number", "สิบสอง"),
        ("number", 12),
        ("number", "1e9"),
        ("text", ""),
        ("text", "ก" * 501),
        ("text", "ก\x00"),
        ("matching", [0, 1]),
        ("matching", [0, 1, 4]),
        ("matching", [None, None, None]),
        ("ordering", [0, 1, 2, 2]),
        ("ordering", [0, 1, 2]),
        ("ordering", {"0": 1}),
    ],
)
def test_check_response_with_what_the_question_cannot_have(kind, response):
    with pytest.raises(RuleBroken) as refused:
        check_response(kind, BODIES[kind], response)
    assert refused.value.field == "response"


@pytest.mark.parametrize(
    ("kind", "response", "share"),
    [
        ("single", 0, "1"),
        ("single", 1, "0"),
        ("single", 2, "-0.25"),
        ("multiple", [0, 1], "1"),
        ("multiple", [0], "0.5"),
        ("multiple", [0, 1, 2], "0.5"),
        ("multiple", [2, 3], "0"),
        ("multiple", [0, 1, 2, 3], "0"),
        ("truefalse", True, "1"),
        ("truefalse", False, "0"),
        ("number", "๘๐", "1"),
        ("number", "80.0", "1"),
        ("number", "84.99", "0.5"),
        ("number", "85", "0.5"),
        ("number", "85.01", "0"),
        ("number", "75", "0.5"),
        ("text", "สำนัก", "1"),
        ("text", "สํานักพัฒนา สังคม", "1"),
        ("text", "  กอง ", "0.5"),
        ("text", "งาน", "0"),
        ("matching", [0, 1, 2], "1"),
        ("matching", [0, None, 3], "0.33333"),
        ("matching", [3, 3, 3], "0"),
        ("ordering", [0, 1, 2, 3], "1"),
        ("ordering", [3, 2, 1, 0], "0"),
        ("ordering", [1, 2, 3, 0], "0.66667"),
        ("ordering", [0, 1, None, 2], "0.33333"),
    ],
)
def test_mark_of(kind, response, share):
    assert mark(kind, BODIES[kind], response) == Decimal(share)


def test_mark_of_thirds_is_whole():
    body = _options("0.33333", "0.33333", "0.33333", "-1")
    assert mark("multiple", body, [0, 1, 2]) == 1
    assert mark("multiple", body, [0]) == Decimal("0.33333")


def test_mark_of_number_takes_the_first_answer_that_fits():
    body = {
        "answers": [
            {"value": "80", "tolerance": "5", "fraction": "0.5", "feedback": ""},
            {"value": "80", "tolerance": "0", "fraction": "1", "feedback": ""},
        ]
    }
    assert mark("number", body, "80") == Decimal("0.5")
    with pytest.raises(RuleBroken) as refused:
        check_body("number", body)
    assert refused.value.field == "answers"


@pytest.mark.parametrize(
    ("pattern", "typed", "fits"),
    [
        ("กอง*", "กองยุทธศาสตร์", True),
        ("*สังคม", "สำนักพัฒนาสังคม", True),
        ("ก*ข*ค", "ก ข ค", True),
        ("ก*ข*ข", "กข", False),
        ("ก*ก", "ก", False),
        (r"5 \* 4", "5 * 4", True),
        (r"5 \* 4", "5 x 4", False),
        ("*", "อะไรก็ได้", True),
        ("ABC", "abc", True),
        ("a*" * 100 + "b", "a" * 500, False),
    ],
)
def test_text_with_pattern(pattern, typed, fits):
    body = {"answers": [{"text": pattern, "fraction": "1", "feedback": ""}], "case_sensitive": False}
    assert mark("text", body, typed) == int(fits)


def test_text_with_case_that_counts():
    body = {"answers": [{"text": "KPI", "fraction": "1", "feedback": ""}], "case_sensitive": True}
    assert (mark("text", body, "KPI"), mark("text", body, "kpi")) == (1, 0)


@pytest.mark.parametrize("kind", ALL)
def test_check_body_lets_the_usual_pass(kind):
    check_body(kind, BODIES[kind])


def _options(*fractions: str) -> dict:
    return {"options": [{"text": f"ก{no}", "fraction": each, "feedback": ""} for no, each in enumerate(fractions)]}


def _answers(*texts: str) -> dict:
    return {"answers": [{"text": text, "fraction": "1", "feedback": ""} for text in texts], "case_sensitive": False}


def _changed(kind: str, path: str, value: object) -> dict:
    body = deepcopy(BODIES[kind])
    *way, last = path.split(".")
    part = body
    for step in way:
        part = part[int(step)] if step.isdigit() else part[step]
    part[int(last) if last.isdigit() else last] = value
    return body


@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("essay", {}, "kind"),
        ("single", {}, "kind"),
        ("single", [], "kind"),
        ("single", {"options": ["ก", "ข"]}, "kind"),
        ("single", _options("1"), "options"),
        ("single", _options(*["1"] * 21), "options"),
        ("single", _options("0.5", "0"), "options"),
        ("single", _options("1", "2"), "options-1-fraction"),
        ("single", _options("1", "1e-1"), "options-1-fraction"),
        ("single", _options("1", "nan"), "options-1-fraction"),
        ("single", _changed("single", "options.1.text", "  "), "options-1-text"),
        ("single", _changed("single", "options.1.text", "วันที่ 20  ธันวาคม"), "options-1-text"),
        ("single", _changed("single", "options.2.feedback", None), "kind"),
        ("single", _changed("single", "options.2.feedback", "ก" * 2001), "options-2-feedback"),
        ("single", _changed("single", "options.2.text", "ก" * 501), "options-2-text"),
        ("multiple", _options("0.5", "0.4", "0"), "options"),
        ("multiple", _options("0", "-1"), "options"),
        ("truefalse", {"right": "yes"}, "right"),
        ("number", {"answers": []}, "answers"),
        ("number", _changed("number", "answers.0.value", "แปดสิบ"), "answers-0-value"),
        ("number", _changed("number", "answers.0.tolerance", "-1"), "answers-0-tolerance"),
        ("number", _changed("number", "answers.0.fraction", "0.9"), "answers"),
        ("text", _answers(), "answers"),
        ("text", _answers(" "), "answers-0-text"),
        ("text", _answers("*"), "answers"),
        ("text", _changed("text", "case_sensitive", "no"), "kind"),
        ("matching", _changed("matching", "pairs.1.left", "ไตรมาส 1"), "pairs-1-left"),
        ("matching", _changed("matching", "pairs.1.right", ""), "pairs-1-right"),
        ("matching", _changed("matching", "extra", [""]), "extra"),
        ("matching", {"pairs": [{"left": "ก", "right": "ค"}, {"left": "ข", "right": "ค"}], "extra": []}, "pairs"),
        ("ordering", {"items": "กข"}, "kind"),
        ("ordering", {"items": ["ก"]}, "items"),
        ("ordering", {"items": ["ก", "ก"]}, "items-1-text"),
    ],
)
def test_check_body_names_the_field(kind, body, field):
    with pytest.raises(RuleBroken) as refused:
        check_body(kind, body)
    assert refused.value.field == field


def test_rights_are_distinct_and_told_apart_by_their_text():
    body = {
        "pairs": [{"left": "ก", "right": "ใช่"}, {"left": "ข", "right": "ไม่"}, {"left": "ค", "right": "ใช่"}],
        "extra": [],
    }
    assert rights_of(body) == ["ใช่", "ไม่"]
    assert right_response("matching", body) == [0, 1, 0]
    assert mark("matching", body, [0, 1, 0]) == 1


def test_shown_order_without_one_does_not_give_the_answer_away():
    assert shown_order("ordering", {"items": ["ข", "ก", "ค"]}) == [1, 0, 2]
    assert shown_order("ordering", {"items": ["ก", "ข", "ค"]}) == [2, 1, 0]
    assert shown_order("single", BODIES["single"]) == [0, 1, 2]


def test_all_ticked_share_where_wrong_options_cost_nothing():
    assert all_ticked_share(_options("0.5", "0.5", "0")) == 1
    assert all_ticked_share(BODIES["multiple"]) == 0


@pytest.mark.parametrize(
    ("fraction", "response", "said"),
    [
        ("1", 0, Verdict.RIGHT),
        ("0.5", 0, Verdict.PARTLY),
        ("0", 0, Verdict.WRONG),
        ("-1", 0, Verdict.WRONG),
        ("0", None, Verdict.UNANSWERED),
    ],
)
def test_verdict(fraction, response, said):
    assert verdict(Decimal(fraction), response) is said


def test_describe_response_in_words():
    assert describe_response("matching", BODIES["matching"], [0, None, 3]) == [
        "ไตรมาส 1 – 20 ธันวาคม",
        "ไตรมาส 2 – …",
        "ไตรมาส 3 – 15 กันยายน",
    ]
    assert describe_response("ordering", BODIES["ordering"], [1, None, 0, 2]) == [
        "1. ตรวจสอบ",
        "2. …",
        "3. จัดทำ",
        "4. รับรอง",
    ]
    assert describe_key("number", BODIES["number"]) == ["80"]
    assert describe_key("text", BODIES["text"]) == ["สำนัก*"]


def test_normalised_response_is_spelt_one_way():
    assert normalised("text", " สํานัก ") == "สำนัก"
    assert normalised("text", "\u200b") is None
    assert normalised("single", 0) == 0


def test_cleaned_tags_without_repeats():
    assert cleaned_tags([" ปฏิทิน ", "KPI", "kpi", "", "ปฏิทิน"]) == ("ปฏิทิน", "KPI")
