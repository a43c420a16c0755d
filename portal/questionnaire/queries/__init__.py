"""Reads of the question bank. Callers import from here."""

from portal.questionnaire.queries.bank import QuestionRow, Wanted, bank_page, tags_in, ticked
from portal.questionnaire.queries.categories import (
    CategoryNode,
    categories_of,
    category_ids_above,
    category_ids_below,
    get_category,
)
from portal.questionnaire.queries.imports import pictures_waiting
from portal.questionnaire.queries.questions import (
    get_question,
    get_version,
    latest_versions,
    question_of_key,
    questions_in,
    stored_pictures,
    version_no,
    versions,
    versions_of,
)

# what the sweep of stored files must leave alone
KEPT_FILES = (stored_pictures, pictures_waiting)

__all__ = [
    "KEPT_FILES",
    "CategoryNode",
    "QuestionRow",
    "Wanted",
    "bank_page",
    "categories_of",
    "category_ids_above",
    "category_ids_below",
    "get_category",
    "get_question",
    "get_version",
    "latest_versions",
    "pictures_waiting",
    "question_of_key",
    "questions_in",
    "stored_pictures",
    "tags_in",
    "ticked",
    "version_no",
    "versions",
    "versions_of",
]
