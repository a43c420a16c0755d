"""What the templates of questions, and of quizzes above them, call by name."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from portal.questionnaire.rules import (
    KIND_NAMES,
    Kind,
    describe_key,
    describe_response,
    face,
    feedback_of,
    key_rows,
    verdict,
)
from portal.questionnaire.views import bp

# `_take.html` and `_review.html` lay a question out by these, wherever they are included
bp.app_template_global("question_face")(face)
bp.app_template_global("response_feedback")(feedback_of)
bp.app_template_global("response_verdict")(verdict)
bp.app_template_global("key_rows")(key_rows)


@bp.app_template_filter("question_kind_word")
def question_kind_word(kind: str) -> str:
    """Return a kind of question in words."""
    return str(_(KIND_NAMES[Kind(kind)]))


@bp.app_template_global("response_words")
def response_words(kind: str, body: dict[str, Any], response: Any) -> list[str]:
    """Return a response in words, a line for each part."""
    return _said(kind, describe_response(kind, body, response))


@bp.app_template_global("key_words")
def key_words(kind: str, body: dict[str, Any]) -> list[str]:
    """Return what earns the full mark, in words."""
    return _said(kind, describe_key(kind, body))


@bp.app_template_filter("fraction_pct")
def fraction_pct(fraction: str | Decimal) -> Decimal:
    """Return a share of the points as percent, for `|pct`."""
    return Decimal(fraction) * 100


def _said(kind: str, lines: list[str]) -> list[str]:
    """Return the lines; the words of a truefalse question in the reader's language, what people wrote as it is."""
    return [str(_(line)) for line in lines] if kind == Kind.TRUEFALSE else lines
