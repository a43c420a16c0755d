"""How an answer is marked: a share of the question's points from -1 to 1, with five decimals.

What counts as partly right:
 single, truefalse: the option's own fraction; true or false alone brings 1 or 0.
 number, text: the fraction of the FIRST answer that fits, in the order they stand.
 multiple: the sum of the ticked options' fractions, divided by the sum of the positive ones (thirds written with five
   decimals still make a whole), never below 0.
 matching: pairs matched rightly ÷ all pairs.
 ordering: neighbours that rightly follow each other ÷ (items - 1), so that one item out of place costs two or three
   neighbours and not all places after it; an empty place breaks its neighbourhoods.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from portal.questionnaire.rules.kinds import Body, Kind, fraction_of, right_index
from portal.questionnaire.rules.responses import Response
from portal.questionnaire.rules.wildcards import is_near, matches

NOTHING = Decimal("0.00000")
_STEP = Decimal("0.00001")


class Verdict(StrEnum):
    """An answer's mark as people say it."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


def mark(kind: str, body: Body, response: Response) -> Decimal:
    """Return the share of the points the response earns, -1 to 1, with five decimals; unanswered is 0.

    response: one that `check_response` lets pass
    """
    if response is None:
        return NOTHING
    match Kind(kind):
        case Kind.SINGLE:
            share = fraction_of(body["options"][response])
        case Kind.MULTIPLE:
            share = _multiple(body, response)
        case Kind.TRUEFALSE:
            share = Decimal(response == body["right"])
        case Kind.NUMBER | Kind.TEXT:
            found = matched_answer(kind, body, response)
            share = fraction_of(found) if found is not None else Decimal(0)
        case Kind.MATCHING:
            right = sum(chosen == right_index(body, left) for left, chosen in enumerate(response))
            share = Decimal(right) / len(body["pairs"])
        case Kind.ORDERING:
            share = _ordering(response)
    return share.quantize(_STEP, ROUND_HALF_UP) + 0  # never "-0"


def verdict(fraction: Decimal | None, response: Response) -> Verdict:
    """Return how a mark is said: right only with the full mark, partly with any part of it."""
    if response is None:
        return Verdict.UNANSWERED
    if fraction is None or fraction <= 0:
        return Verdict.WRONG
    return Verdict.RIGHT if fraction >= 1 else Verdict.PARTLY


def matched_answer(kind: str, body: Body, response: Response) -> Mapping[str, Any] | None:
    """Return the first answer of a number or text question that the response fits; None where none does."""
    for answer in body["answers"]:
        if kind == Kind.NUMBER:
            fits = is_near(response, answer["value"], answer["tolerance"])
        else:
            fits = matches(answer["text"], response, body.get("case_sensitive", False))
        if fits:
            found: Mapping[str, Any] = answer
            return found
    return None


def feedback_of(kind: str, body: Body, response: Response) -> list[str]:
    """Return what the author wrote for exactly this response, a text for each option chosen; [] where nothing was."""
    if response is None:
        return []
    match Kind(kind):
        case Kind.SINGLE:
            texts = [body["options"][response].get("feedback", "")]
        case Kind.MULTIPLE:
            texts = [body["options"][index].get("feedback", "") for index in response]
        case Kind.TRUEFALSE:
            texts = [body.get("feedback_true" if response else "feedback_false", "")]
        case Kind.NUMBER | Kind.TEXT:
            texts = [(matched_answer(kind, body, response) or {}).get("feedback", "")]
        case _:
            texts = []
    return [text for text in texts if text]


def all_ticked_share(body: Body) -> Decimal:
    """Return what a person earns who ticks every option of a multiple question: above 0 it can be had by guessing."""
    return mark(Kind.MULTIPLE, body, list(range(len(body["options"]))))


def _multiple(body: Body, response: list[int]) -> Decimal:
    fractions = [fraction_of(option) for option in body["options"]]
    whole = sum((each for each in fractions if each > 0), Decimal(0))
    return max(Decimal(0), sum((fractions[index] for index in response), Decimal(0)) / whole)


def _ordering(response: list[int | None]) -> Decimal:
    right = sum(first is not None and second == first + 1 for first, second in pairwise(response))
    return Decimal(right) / (len(response) - 1)
