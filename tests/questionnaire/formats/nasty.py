"""Questions made up by hypothesis: every kind, with Thai marks, signs of the formats and lines in their texts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from portal import thai
from portal.errors import RuleBroken
from portal.questionnaire.formats.problems import clean
from portal.questionnaire.rules.drafts import QuestionDraft, check_draft
from portal.questionnaire.rules.shares import decimal_text

SIGNS = [
    "~",
    "=",
    "#",
    "{",
    "}",
    ":",
    "\\",
    "%",
    "->",
    "::",
    "####",
    "//",
    "$CATEGORY:",
    "[html]",
    "[plain]",
    "\\n",
    "*",
]
SIGNS += [
    "<b>",
    "&amp;",
    "&",
    "]]>",
    "_x0041_",
    "|",
    '"',
    "'",
    "+1",
    "%50%",
    "..",
    "±",
    ",",
    "A.",
    "ANSWER: A",
    "ร้อยละ 80",
]
THAI = ["กรอบ", "น้ำหนัก", "ที่", "เก๊", "ปุ๋ย", "ก็", "ธ.ค. ๒๕๖๒", "ๆ", "ฯลฯ", "สำนักงาน ก.ก.", "๖๐", "ญู", "ฤๅ", "ศ์"]
_pieces = st.one_of(
    st.sampled_from(SIGNS),
    st.sampled_from(THAI),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")), min_size=1, max_size=4
    ),
)


def _texts(separators: list[str], most: int) -> st.SearchStrategy[str]:
    joined = st.lists(st.tuples(_pieces, st.sampled_from(separators)), min_size=1, max_size=most)
    return joined.map(lambda parts: clean("".join(a + b for a, b in parts))).filter(bool)


lines = _texts(["", " ", "  "], 5).map(lambda text: " ".join(text.split())).filter(bool)
# commas part tags where they are typed
tags = lines.map(lambda text: " ".join(text.replace(",", " ").split())).filter(bool)
texts = _texts(["", " ", "\n", "\n\n", "  "], 6)
feedbacks = st.one_of(st.just(""), texts)
numbers = st.decimals(-10_000, 10_000, places=3).map(decimal_text)
_fractions = st.integers(-1000, 1000).map(lambda value: decimal_text(Decimal(value) / 1000))


def _distinct(strategy: st.SearchStrategy[str], fewest: int) -> st.SearchStrategy[list[str]]:
    key = lambda text: " ".join(thai.normalise(text).split())  # noqa: E731
    return st.lists(strategy, min_size=fewest, max_size=5, unique_by=key)


@st.composite
def _options(draw: st.DrawFn, fractions: st.SearchStrategy[list[str]]) -> dict[str, Any]:
    shares = draw(fractions)
    found = draw(st.lists(texts, min_size=len(shares), max_size=len(shares), unique_by=lambda t: " ".join(t.split())))
    return {
        "options": [
            {"text": text, "fraction": share, "feedback": draw(feedbacks)}
            for text, share in zip(found, shares, strict=True)
        ]
    }


@st.composite
def _single_shares(draw: st.DrawFn) -> list[str]:
    others = draw(st.lists(st.one_of(st.just("0"), st.just("1"), _fractions), min_size=1, max_size=4))
    return draw(st.permutations(["1", *others]))


@st.composite
def _multiple_shares(draw: st.DrawFn) -> list[str]:
    right = draw(st.sampled_from([["1"], ["0.5", "0.5"], ["0.33333", "0.33333", "0.33333"], ["0.25", "0.75"]]))
    wrong = draw(st.lists(st.sampled_from(["0", "-0.5", "-1", "-0.33333"]), min_size=1, max_size=3))
    return draw(st.permutations([*right, *wrong]))


_answer_rows = st.tuples(st.one_of(st.just("1"), _fractions), feedbacks)


@st.composite
def _number(draw: st.DrawFn) -> dict[str, Any]:
    rest = draw(st.lists(st.tuples(numbers, numbers, _answer_rows), max_size=3))
    rows = [(draw(numbers), draw(numbers), ("1", draw(feedbacks))), *rest]
    return {
        "answers": [
            {"value": value, "tolerance": tolerance.lstrip("-"), "fraction": fraction, "feedback": feedback}
            for value, tolerance, (fraction, feedback) in rows
        ]
    }


@st.composite
def _short(draw: st.DrawFn) -> dict[str, Any]:
    rest = draw(st.lists(st.tuples(texts, _answer_rows), max_size=3))
    rows = [(draw(texts), ("1", draw(feedbacks))), *rest]
    answers = [{"text": text, "fraction": fraction, "feedback": note} for text, (fraction, note) in rows]
    return {"answers": answers, "case_sensitive": draw(st.booleans())}


@st.composite
def _matching(draw: st.DrawFn) -> dict[str, Any]:
    lefts = draw(_distinct(texts, 2))
    pairs = [{"left": left, "right": draw(texts)} for left in lefts]
    return {"pairs": pairs, "extra": draw(st.lists(texts, max_size=3))}


BODIES: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "single": _options(_single_shares()),
    "multiple": _options(_multiple_shares()),
    "truefalse": st.fixed_dictionaries(
        {"right": st.booleans(), "feedback_true": feedbacks, "feedback_false": feedbacks}
    ),
    "number": _number(),
    "text": _short(),
    "matching": _matching(),
    "ordering": st.fixed_dictionaries({"items": _distinct(texts, 2)}),
}


def _is_kept(draft: QuestionDraft) -> bool:
    try:
        check_draft(draft)
    except RuleBroken:
        return False
    return True


@st.composite
def drafts(draw: st.DrawFn, kind: str | None = None) -> QuestionDraft:
    """A question the bank would keep."""
    chosen = kind or draw(st.sampled_from(sorted(BODIES)))
    return draw(
        st.builds(
            QuestionDraft,
            kind=st.just(chosen),
            name=lines,
            text=texts,
            body=BODIES[chosen],
            feedback=feedbacks,
            points=st.integers(1, 1000).map(lambda value: Decimal(value) / 100),
            category_path=st.lists(lines, max_size=3).map(tuple),
            tags=st.lists(tags, max_size=3, unique_by=thai.search_key).map(tuple),
            citation=st.one_of(st.just(""), lines),
            manual_page=st.one_of(st.just(""), lines),
        ).filter(_is_kept)
    )
