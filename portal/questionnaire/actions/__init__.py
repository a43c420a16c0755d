"""What the training administrator does with the bank. Callers import from here."""

from portal.questionnaire.actions.categories import add_category, change_category, remove_category
from portal.questionnaire.actions.imports import apply_import, keep_import, load_questions, read_questions
from portal.questionnaire.actions.questions import confirm_question, create_question, edit_question
from portal.questionnaire.actions.selection import (
    confirm_questions,
    move_questions,
    restore_question,
    retire_question,
    retire_questions,
)

__all__ = [
    "add_category",
    "apply_import",
    "change_category",
    "confirm_question",
    "confirm_questions",
    "create_question",
    "edit_question",
    "keep_import",
    "load_questions",
    "move_questions",
    "read_questions",
    "remove_category",
    "restore_question",
    "retire_question",
    "retire_questions",
]
