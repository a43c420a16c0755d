"""The quiz on paper: the same set of questions, drawn and shuffled, every time a set is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from portal.questionnaire.models import QuestionVersion
from portal.questionnaire.rules import must_shuffle, option_count
from portal.quizzes.models import Quiz
from portal.quizzes.queries.quizzes import newest_versions, pools_of, slots_of
from portal.quizzes.rules.layout import FreshItem, draw, fresh_layout

MOST_SETS = 20


@dataclass(frozen=True)
class PaperItem:
    """A question on paper with its points and the order of its parts."""

    version: QuestionVersion
    points: Decimal
    order: list[int]


def paper_of(quiz: Quiz, set_no: int) -> list[PaperItem]:
    """Return the questions of a set, 1 to MOST_SETS; what is drawn and shuffled differs from set to set.

    Raises RuleBroken when a category has too few questions.
    """
    chance = Random(f"{quiz.id}-{set_no}")  # noqa: S311  (printed sets, repeatable on purpose)
    slots = slots_of(quiz.id)
    pools = pools_of(slot.category_id for slot in slots)
    taken = [slot.question_id for slot in slots if slot.question_id is not None]
    chosen: list[tuple[int, Decimal | None]] = []
    for slot in slots:
        drawn = (
            [slot.question_id]
            if slot.question_id is not None
            else draw(pools[slot.category_id or 0], slot.draws, taken=taken, seen=(), chance=chance)
        )
        taken += drawn
        chosen += [(question_id, slot.points) for question_id in drawn]
    newest = newest_versions(question_id for question_id, _points in chosen)
    return _laid_out(quiz, [(newest[question_id], points) for question_id, points in chosen], chance)


def _laid_out(quiz: Quiz, chosen: Sequence[tuple[QuestionVersion, Decimal | None]], chance: Random) -> list[PaperItem]:
    items = [
        FreshItem(
            version.id,
            points or version.points,
            option_count(version.kind, version.body),
            must_shuffle(version.kind),
            version.kind == "ordering",
        )
        for version, points in chosen
    ]
    versions = {version.id: version for version, _points in chosen}
    layout: list[dict[str, Any]] = fresh_layout(
        items, shuffles_questions=quiz.shuffles_questions, shuffles_options=quiz.shuffles_options, chance=chance
    )
    return [PaperItem(versions[each["version"]], Decimal(each["points"]), each["order"]) for each in layout]
