"""Categories and their tree."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.people.models import Unit
from portal.questionnaire.models import Question, QuestionCategory
from portal.questionnaire.rules.folders import STEP, Folder, ids_above, ids_below, in_tree_order

# an em space sets a lower category in, also where blanks are folded
SET_IN = "\u2003"


@dataclass(frozen=True)
class CategoryNode:
    """A category in its tree: depth from 0, names from the top down, questions in use directly in it and with below."""

    category: QuestionCategory
    depth: int
    path: tuple[str, ...]
    own: int
    total: int

    @property
    def label(self) -> str:
        """The name, set in by its depth, for select fields."""
        return SET_IN * self.depth + self.category.name

    @property
    def full_name(self) -> str:
        """The names from the top down in one line."""
        return STEP.join(self.path)


def get_category(category_id: int) -> QuestionCategory | None:
    """Return the category with its agency, or None."""
    return db.session.get(QuestionCategory, category_id, options=[joinedload(QuestionCategory.unit)])


def categories_of(agency: Unit) -> list[CategoryNode]:
    """Return the agency's categories in tree order with the numbers of questions in use; one statement."""
    counted = (
        select(func.count(Question.id))
        .where(Question.category_id == QuestionCategory.id, Question.retired_at.is_(None))
        .correlate(QuestionCategory)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(QuestionCategory, counted)
        .where(QuestionCategory.unit_id == agency.id)
        .options(joinedload(QuestionCategory.unit))
    )
    found = {category.id: (category, own) for category, own in rows}
    placed = in_tree_order(_folder(category) for category, _ in found.values())
    totals = {category_id: own for category_id, (_, own) in found.items()}
    for each in reversed(placed):  # children stand after their parents
        if each.folder.parent_id is not None:
            totals[each.folder.parent_id] += totals[each.folder.id]
    return [
        CategoryNode(found[each.folder.id][0], each.depth, each.path, found[each.folder.id][1], totals[each.folder.id])
        for each in placed
    ]


def category_ids_below(category: QuestionCategory) -> set[int]:
    """Return the ids of the category and of those under it; one statement."""
    return ids_below(folders_of(category.unit_id), category.id)


def category_ids_above(category: QuestionCategory) -> set[int]:
    """Return the ids of the category and of those it hangs under; one statement."""
    return ids_above(folders_of(category.unit_id), category.id)


def folders_of(unit_id: int) -> list[Folder]:
    """Return the agency's categories as the rules of the tree take them; one statement."""
    rows = db.session.execute(
        select(QuestionCategory.id, QuestionCategory.parent_id, QuestionCategory.name, QuestionCategory.position).where(
            QuestionCategory.unit_id == unit_id
        )
    )
    return [Folder(*row) for row in rows]


def _folder(category: QuestionCategory) -> Folder:
    return Folder(category.id, category.parent_id, category.name, category.position)
