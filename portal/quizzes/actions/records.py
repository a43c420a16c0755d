"""What leaves the portal is on record: exports with names, documents."""

from __future__ import annotations

from datetime import datetime

from portal import audit
from portal.people.models import User
from portal.quizzes.models import Quiz


def record_export(*, quiz: Quiz, what: str, with_names: bool, actor: User, now: datetime) -> None:
    """Put on record that results, the item analysis or a paper version left the portal.

    what: "results", "items", "paper" or "frozen"
    """
    audit.record(
        actor_id=actor.id,
        event=audit.Event.QUIZ_EXPORTED,
        subject_type="quiz",
        subject_id=quiz.id,
        unit_path=quiz.unit_path,
        now=now,
        detail={"title": quiz.title, "what": what, "with_names": with_names},
    )
