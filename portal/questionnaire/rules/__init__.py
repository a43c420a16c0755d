"""Decisions on questions from values alone: kinds, bodies, responses, marks. Callers import from here."""

from portal.questionnaire.rules.bodies import SUM_TOLERANCE, check_body
from portal.questionnaire.rules.drafts import QuestionDraft, check_draft, cleaned_tags, name_from_text, search_text
from portal.questionnaire.rules.faces import Choice, Face, Item, Pair, face
from portal.questionnaire.rules.kinds import (
    KIND_NAMES,
    MOST_ROWS,
    Kind,
    fraction_of,
    must_shuffle,
    option_count,
    right_index,
    rights_of,
    shown_order,
)
from portal.questionnaire.rules.marks import Verdict, all_ticked_share, feedback_of, mark, matched_answer, verdict
from portal.questionnaire.rules.responses import (
    Response,
    check_response,
    describe_key,
    describe_response,
    form_values,
    is_complete,
    normalised,
    response_from_form,
    right_response,
)

__all__ = [
    "KIND_NAMES",
    "MOST_ROWS",
    "SUM_TOLERANCE",
    "Choice",
    "Face",
    "Item",
    "Kind",
    "Pair",
    "QuestionDraft",
    "Response",
    "Verdict",
    "all_ticked_share",
    "check_body",
    "check_draft",
    "check_response",
    "cleaned_tags",
    "describe_key",
    "describe_response",
    "face",
    "feedback_of",
    "form_values",
    "fraction_of",
    "is_complete",
    "mark",
    "matched_answer",
    "must_shuffle",
    "name_from_text",
    "normalised",
    "option_count",
    "response_from_form",
    "right_index",
    "right_response",
    "rights_of",
    "search_text",
    "shown_order",
    "verdict",
]
