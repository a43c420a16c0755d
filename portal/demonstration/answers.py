"""How the invented people answer: by how able a person and how easy a question is, the same at every loading."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from random import Random
from typing import Any

from portal.questionnaire.rules import Kind, right_response, rights_of

# one in so many answers is left out
UNANSWERED = 0.02
# of those who choose wrongly, how many take the first wrong option, the second, and those after it
LURES = (6, 3, 1)


def ability(person: str) -> float:
    """Return how able somebody is, -0.4 to 2.6; 0 answers a question of middling ease rightly every other time."""
    return Random(f"ability {person}").uniform(-0.7, 2.6)  # noqa: S311  (the same at every loading)


def answer(kind: str, body: Mapping[str, Any], able: float, ease: float, seed: str) -> Any:
    """Return what somebody answers, None where nothing; the seed says who and which question."""
    chance = Random(seed)  # noqa: S311
    if chance.random() < UNANSWERED:
        return None
    if chance.random() < 1 / (1 + exp(-(able + ease))):
        return right_response(kind, body)
    return wrong_response(kind, body, chance)


def wrong_response(kind: str, body: Mapping[str, Any], chance: Random) -> Any:
    """Return an answer that is not the right one, as people get a question of the kind wrong."""
    right = right_response(kind, body)
    match Kind(kind):
        case Kind.SINGLE:
            wrong = [no for no in range(len(body["options"])) if no != right]
            return chance.choices(wrong, [*LURES, *[0] * len(wrong)][: len(wrong)])[0]
        case Kind.MULTIPLE:
            return sorted(set(right[1:]) | {next(no for no in range(len(body["options"])) if no not in right)})
        case Kind.TRUEFALSE:
            return not right
        case Kind.NUMBER:
            lures = [each["value"] for each in body["answers"] if each["fraction"] == "0"]
            return chance.choice([*lures, str(int(float(right)) + chance.choice((-1, 1, 5)))])
        case Kind.TEXT:
            return "ไม่ทราบ"
        case Kind.MATCHING:
            rights = len(rights_of(body))
            return [(each + 1) % rights if no < 2 else each for no, each in enumerate(right)]
        case Kind.ORDERING:
            return [right[1], right[0], *right[2:]]
