"""On a question's page: the quizzes that ask it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_login import current_user

from portal.access.permissions import Permission
from portal.access.policy import can
from portal.questionnaire.models import Question
from portal.quizzes.queries.uses import quizzes_asking
from portal.web import slots


def uses(question: Question) -> tuple[str, Mapping[str, Any]] | None:
    """Return the panel of quizzes in sight that ask the question, or may draw it; nothing where there are none."""
    found = [each for each in quizzes_asking(question) if can(current_user, Permission.QUIZ_TAKE, each[0])]
    return ("quizzes/_uses.html", {"uses": found}) if found else None


slots.fill("question", uses)
