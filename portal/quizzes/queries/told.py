"""Questions as people are told their result: what they saw, by the key that has marked it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.questionnaire.models import QuestionVersion
from portal.quizzes.models import Attempt
from portal.quizzes.queries.attempts import marking_versions, versions_asked
from portal.quizzes.rules.repairs import Key, told_body


@dataclass(frozen=True)
class ToldQuestion:
    """A question with the words that were asked; key, explanation and citation of the version that marked it."""

    kind: str
    text: str
    body: Mapping[str, Any]
    picture_sha256: str
    picture_alt: str
    feedback: str
    citation: str
    manual_page: str
    is_repaired: bool


def told_questions(attempt: Attempt) -> dict[int, ToldQuestion]:
    """Return asked version id -> the question as its person is told the result; two statements."""
    asked = versions_asked(attempt)
    keys = marking_versions(attempt.quiz_id, asked)
    return {version_id: _told(version, keys[version_id]) for version_id, version in asked.items()}


def _told(asked: QuestionVersion, by: QuestionVersion) -> ToldQuestion:
    before, now = (Key(each.id, each.no, each.kind, each.body) for each in (asked, by))
    return ToldQuestion(
        kind=asked.kind,
        text=asked.text,
        body=told_body(before, now),
        picture_sha256=asked.picture_sha256,
        picture_alt=asked.picture_alt,
        feedback=by.feedback,
        citation=by.citation,
        manual_page=by.manual_page,
        is_repaired=asked.id != by.id,
    )
