"""The kinds of questions, the parts of each kind's body, and the limits that hold for all of them.

`body` by kind (decimal numbers are strings, so that JSON keeps them exact):
 single, multiple: {"options": [{"text", "fraction", "feedback"}, …]}
 truefalse: {"right": bool, "feedback_true", "feedback_false"}
 number: {"answers": [{"value", "tolerance", "fraction", "feedback"}, …]}
 text: {"answers": [{"text", "fraction", "feedback"}, …], "case_sensitive": bool}
 matching: {"pairs": [{"left", "right"}, …], "extra": [right, …]}
 ordering: {"items": [text, …]} in the right order
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from portal import thai
from portal.errors import N_

Body = Mapping[str, Any]


class Kind(StrEnum):
    """How a question is answered."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    TRUEFALSE = "truefalse"
    NUMBER = "number"
    TEXT = "text"
    MATCHING = "matching"
    ORDERING = "ordering"


KIND_NAMES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.SINGLE: N_("เลือกคำตอบเดียว"),
        Kind.MULTIPLE: N_("เลือกได้หลายคำตอบ"),
        Kind.TRUEFALSE: N_("ถูกหรือผิด"),
        Kind.NUMBER: N_("ตอบเป็นตัวเลข"),
        Kind.TEXT: N_("ตอบเป็นข้อความสั้น"),
        Kind.MATCHING: N_("จับคู่"),
        Kind.ORDERING: N_("เรียงลำดับ"),
    }
)
TRUE_WORD, FALSE_WORD = N_("ถูก"), N_("ผิด")

FEWEST_ROWS = 2
MOST_ROWS = 20
ROW_CHARACTERS = 500
FEEDBACK_CHARACTERS = 2_000
ANSWER_CHARACTERS = 500


def option_count(kind: str, body: Body) -> int:
    """Return how many things of the question are shown in an order of their own: options, rights or items; else 0."""
    match Kind(kind):
        case Kind.SINGLE | Kind.MULTIPLE:
            return len(body["options"])
        case Kind.MATCHING:
            return len(rights_of(body))
        case Kind.ORDERING:
            return len(body["items"])
        case _:
            return 0


def must_shuffle(kind: str) -> bool:
    """Return whether the original order would give the answer away, so that it is never shown."""
    return kind in (Kind.MATCHING, Kind.ORDERING)


def shown_order(kind: str, body: Body, order: Sequence[int] | None = None) -> list[int]:
    """Return the original indexes in the order they are shown.

    order: as drawn for an attempt; where it is none or does not fit the body, options keep their own order and what
    must not give itself away stands in the order of the Thai dictionary, or backwards where that is the right one
    """
    count = option_count(kind, body)
    if order is not None and sorted(order) == list(range(count)):
        return list(order)
    if not must_shuffle(kind):
        return list(range(count))
    texts = rights_of(body) if kind == Kind.MATCHING else list(body["items"])
    found = sorted(range(count), key=lambda index: (thai.collation_key(texts[index]), index))
    return found[::-1] if kind == Kind.ORDERING and found == list(range(count)) else found


def rights_of(body: Body) -> list[str]:
    """Return the distinct right sides of a matching question: those of its pairs first, then the extra ones."""
    return list(dict.fromkeys([*(pair["right"] for pair in body["pairs"]), *body.get("extra", ())]))


def right_index(body: Body, left: int) -> int:
    """Return the index, into the distinct right sides, of the one that belongs to a left side."""
    return rights_of(body).index(body["pairs"][left]["right"])


def fraction_of(row: Mapping[str, Any]) -> Decimal:
    """Return the share of the points an option or answer brings, -1 to 1."""
    return Decimal(row["fraction"])
