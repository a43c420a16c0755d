"""An invented person's try at a quiz: begun and submitted by the actions, its answers written as rows at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from portal.extensions import db
from portal.people.models import User
from portal.questionnaire.models import QuestionVersion
from portal.quizzes.actions import start_attempt, submit_attempt
from portal.quizzes.models import Answer, Attempt, Quiz
from portal.quizzes.queries import versions_asked


@dataclass
class Sitting:
    """One try. answers: what the person says to a question at a place, None to leave it out."""

    person: User
    quiz: Callable[[], Quiz]
    answers: Callable[[QuestionVersion, int], Any]
    by_link: bool = False
    attempt: Attempt | None = None

    def begin(self, now: datetime) -> None:
        """Begin the try."""
        self.attempt = start_attempt(quiz=self.quiz(), actor=self.person, now=now, by_link=self.by_link)

    def submit(self, now: datetime) -> None:
        """Write the answers, spread over the time since the beginning, and submit them."""
        submit_attempt(attempt=self.write(now), actor=self.person, now=now)

    def write(self, now: datetime, share: float = 1) -> Attempt:
        """Return the try, still open, with the answers to so large a share of its questions.

        Which these are does not hang on the order they were dealt in, so that figures are the same at every loading.
        """
        attempt = self.attempt
        assert attempt is not None  # noqa: S101  (begun before)
        versions = versions_asked(attempt)
        answered = sorted(versions)[: int(len(versions) * share)]
        rows = []
        for place, item in enumerate(attempt.layout):
            response = self.answers(versions[item["version"]], place) if item["version"] in answered else None
            if response is not None:
                saved_at = attempt.started_at + (now - attempt.started_at) * (place + 1) / (len(attempt.layout) + 1)
                values = {"sequence": place + 1, "response": response, "saved_at": saved_at}
                rows.append({"attempt_id": attempt.id, "place": place, **values})
        db.session.execute(insert(Answer), rows)
        return attempt
