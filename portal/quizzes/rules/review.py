"""The review matrix: at which moment a person is shown which part of the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from portal.quizzes.rules.windows import Opening, QuizFacts, opening_of


class Moment(StrEnum):
    """When the person looks."""

    # the page the submission leads to, and for a few minutes after
    IMMEDIATELY = "immediately"
    WHILE_OPEN = "while_open"
    AFTER_CLOSE = "after_close"


class Shown(StrEnum):
    """What may be shown."""

    SCORE = "score"
    ANSWERS = "answers"
    RIGHT = "right"
    FEEDBACK = "feedback"


MOMENTS = tuple(Moment)
SHOWN = tuple(Shown)
IMMEDIATE_SECONDS = 120
# colleagues sit side by side: the key is shown once nobody can use it any more
USUAL = {
    "immediately": ["score", "answers"],
    "while_open": ["score", "answers"],
    "after_close": ["score", "answers", "right", "feedback"],
}


def read_review(ticked: Iterable[str]) -> dict[str, list[str]]:
    """Return the matrix of ticked boxes named "moment.thing"; unknown names are left out."""
    chosen = set(ticked)
    return {
        moment.value: [thing.value for thing in SHOWN if f"{moment.value}.{thing.value}" in chosen]
        for moment in MOMENTS
    }


def moment_of(quiz: QuizFacts, submitted_at: datetime, now: datetime) -> Moment:
    """Return the moment; a quiz that has ended comes before the minutes after the submission."""
    if opening_of(quiz, now) is Opening.CLOSED:
        return Moment.AFTER_CLOSE
    recent = (now - submitted_at).total_seconds() <= IMMEDIATE_SECONDS
    return Moment.IMMEDIATELY if recent else Moment.WHILE_OPEN


def shown_at(review: Mapping[str, Iterable[str]], moment: Moment) -> frozenset[Shown]:
    """Return what the matrix shows at the moment."""
    return frozenset(Shown(each) for each in review.get(moment.value, ()) if each in set(Shown))
