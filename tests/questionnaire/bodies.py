"""Bodies of every kind, and responses to them, as hypothesis draws them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from portal.errors import RuleBroken
from portal.questionnaire.rules import Kind, check_body, option_count

LETTERS = "กขคงจฉชซabcAB 0123๔๕่้"
line = st.text(LETTERS, min_size=1, max_size=12).filter(lambda text: text.strip() == text)
fraction = st.sampled_from(["1", "0.5", "0.25", "0", "-0.25", "-0.5", "-1"])


def _distinct(texts: list[str]) -> list[str]:
    return [f"{text}{no}" for no, text in enumerate(texts)]


@st.composite
def bodies(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """Return a body that `check_body` lets pass."""
    body = draw(_RAW[kind])
    try:
        check_body(kind, body)
    except RuleBroken:
        from hypothesis import reject

        reject()
    return body


@st.composite
def _single(draw: st.DrawFn) -> dict[str, Any]:
    texts = _distinct(draw(st.lists(line, min_size=2, max_size=6)))
    shares = [draw(fraction) for _ in texts]
    shares[draw(st.integers(0, len(texts) - 1))] = "1"
    return {"options": [{"text": t, "fraction": f, "feedback": ""} for t, f in zip(texts, shares, strict=True)]}


@st.composite
def _multiple(draw: st.DrawFn) -> dict[str, Any]:
    right = draw(st.integers(1, 6))
    share = {1: "1", 2: "0.5", 3: "0.33333", 4: "0.25", 5: "0.2", 6: "0.16667"}[right]
    wrong = draw(st.lists(st.sampled_from(["0", "-0.25", "-0.5", "-1"]), min_size=1, max_size=4))
    shares = draw(st.permutations([share] * right + wrong))
    return {"options": [{"text": f"ข้อ {no}", "fraction": f, "feedback": ""} for no, f in enumerate(shares)]}


_number_answer = st.fixed_dictionaries(
    {
        "value": st.sampled_from(["0", "1", "12.5", "-3", "1000000", "0.001"]),
        "tolerance": st.sampled_from(["0", "0.5", "2"]),
        "fraction": fraction,
        "feedback": st.just(""),
    }
)
_text_answer = st.fixed_dictionaries(
    {
        "text": st.text(LETTERS + "*\\", min_size=1, max_size=12),
        "fraction": fraction,
        "feedback": st.just(""),
    }
)
_RAW: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single": _single(),
    "multiple": _multiple(),
    "truefalse": st.fixed_dictionaries(
        {"right": st.booleans(), "feedback_true": st.just(""), "feedback_false": st.just("")}
    ),
    "number": st.fixed_dictionaries({"answers": st.lists(_number_answer, min_size=1, max_size=4)}),
    "text": st.fixed_dictionaries(
        {"answers": st.lists(_text_answer, min_size=1, max_size=4), "case_sensitive": st.booleans()}
    ),
    "matching": st.fixed_dictionaries(
        {
            "pairs": st.lists(st.sampled_from("กขคง"), min_size=2, max_size=5).map(
                lambda rights: [{"left": f"ซ้าย {no}", "right": right} for no, right in enumerate(rights)]
            ),
            "extra": st.lists(st.sampled_from("งจฉ"), max_size=2),
        }
    ),
    "ordering": st.fixed_dictionaries({"items": st.lists(line, min_size=2, max_size=8).map(_distinct)}),
}


def responses(kind: str, body: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return responses that `check_response` lets pass, the unanswered one among them."""
    count = option_count(kind, body)
    match Kind(kind):
        case Kind.SINGLE:
            given: st.SearchStrategy[Any] = st.integers(0, count - 1)
        case Kind.MULTIPLE:
            given = st.sets(st.integers(0, count - 1), min_size=1).map(sorted)
        case Kind.TRUEFALSE:
            given = st.booleans()
        case Kind.NUMBER:
            given = st.sampled_from(["0", "๑", "1.4", "12.5", "-3", "1,000,000", "0.0010", "-0.5"])
        case Kind.TEXT:
            given = st.text(LETTERS, min_size=1, max_size=20).filter(str.strip)
        case Kind.MATCHING:
            one = st.none() | st.integers(0, count - 1)
            given = st.lists(one, min_size=len(body["pairs"]), max_size=len(body["pairs"])).filter(
                lambda row: any(each is not None for each in row)
            )
        case Kind.ORDERING:
            holes = st.sets(st.integers(0, count - 1), max_size=count - 1)
            given = st.tuples(st.permutations(range(count)), holes).map(
                lambda drawn: [None if place in drawn[1] else item for place, item in enumerate(drawn[0])]
            )
    return st.none() | given


@st.composite
def questions_with_responses(draw: st.DrawFn) -> tuple[str, dict[str, Any], Any]:
    """Return a kind, a body of it and a response to it."""
    kind = draw(st.sampled_from([*Kind])).value
    body = draw(bodies(kind))
    return kind, body, draw(responses(kind, body))
