"""Saving an answer: one row per attempt and place, replaced only by a higher sequence, in one statement.

However often and in whatever order saves arrive, the highest sequence that arrived in time stays. The statement also
sees for itself that the attempt is still open, so that a save and a closing at the same moment cannot both believe
they were first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, case, select
from sqlalchemy.dialects import postgresql, sqlite

from portal.errors import Conflict
from portal.extensions import UtcDateTime, db
from portal.questionnaire.models import QuestionVersion
from portal.questionnaire.rules import check_response, normalised, shown_order
from portal.quizzes.models import Answer, Attempt
from portal.quizzes.queries import AskedQuestion
from portal.quizzes.rules import IS_SUBMITTED, check_answerable, check_sequence, sequence_at


@dataclass(frozen=True)
class Slip:
    """An answer ready to be written; `is_plain`: it counts in the order of arrival."""

    attempt_id: int
    place: int
    response: Any
    sequence: int
    is_plain: bool


@dataclass(frozen=True)
class Saved:
    """What a save led to: the sequence that stands now, and whether it was this one that put it there."""

    sequence: int
    is_newest: bool


def read_answer(
    *,
    attempt: Attempt | AskedQuestion,
    place: int,
    asked: QuestionVersion | AskedQuestion,
    read: Callable[[str, list[int]], Any],
    sequence: int | None,
    now: datetime,
) -> Slip:
    """Return the answer ready to be written, checked against the question that is asked at the place.

    read: given the question's kind and the order it is shown in, returns the response that was sent
    sequence: the sender's counter; None: a plain form, whose answers count in the order they arrive
    Raises RuleBroken for what the question cannot take, Conflict once the attempt takes no answers any more.
    Everything is read here, so that `save_answer` needs nothing but its own statement.
    """
    check_answerable(attempt, now)
    check_sequence(sequence)
    order = shown_order(asked.kind, asked.body, attempt.layout[place]["order"])
    response = normalised(asked.kind, read(asked.kind, order))
    check_response(asked.kind, asked.body, response)
    floor = sequence_at(attempt.started_at, now)
    return Slip(attempt.id, place, response, floor if sequence is None else sequence, sequence is None)


def save_answer(*, slip: Slip, now: datetime) -> Saved:
    """Return what the save led to: the answer is kept unless a higher sequence is there already.

    One statement; a second one says what stands where it was not the newest. Raises Conflict when the attempt was
    closed in between.
    """
    # of an INSERT the count is kept only where it is asked for; PostgreSQL's would be gone with the cursor
    statement = _upsert(db.engine.dialect.name, slip.is_plain)
    written: Any = db.session.execute(statement, _parameters(slip, now), execution_options={"preserve_rowcount": True})
    if written.rowcount == 1:
        return Saved(slip.sequence, is_newest=True)
    row = db.session.execute(
        select(Attempt.submitted_at, Answer.sequence)
        .outerjoin(Answer, (Answer.attempt_id == Attempt.id) & (Answer.place == slip.place))
        .where(Attempt.id == slip.attempt_id)
    ).one()
    if row.submitted_at is not None:
        raise Conflict(IS_SUBMITTED)
    return Saved(row.sequence, is_newest=row.sequence == slip.sequence)


@cache
def _upsert(dialect: str, is_plain: bool) -> Any:
    """Return the one statement: over a lower sequence only; an answer of a plain form always, one above what stands.

    Made once: that costs more than running it. Its parameters: `_parameters`.
    """
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(Answer.__table__)
    still_open = (
        select(
            Attempt.id,
            bindparam("the_place", type_=Integer),
            bindparam("the_sequence", type_=Integer),
            bindparam("the_response", type_=Answer.response.type),
            bindparam("now", type_=UtcDateTime),
        )
        .where(Attempt.id == bindparam("the_attempt"), Attempt.submitted_at.is_(None))
        .with_for_update(read=True)  # PostgreSQL: whoever closes the attempt waits for us, or we for them
    )
    statement = insert.from_select(["attempt_id", "place", "sequence", "response", "saved_at"], still_open)
    new = statement.excluded
    is_above = new.sequence > Answer.sequence
    counter = case((is_above, new.sequence), else_=Answer.sequence + 1) if is_plain else new.sequence
    return statement.on_conflict_do_update(
        index_elements=["attempt_id", "place"],
        set_={"sequence": counter, "response": new.response, "saved_at": new.saved_at},
        where=None if is_plain else is_above,
    )


def _parameters(slip: Slip, now: datetime) -> dict[str, Any]:
    return {
        "the_attempt": slip.attempt_id,
        "the_place": slip.place,
        "the_sequence": slip.sequence,
        "the_response": slip.response,
        "now": now,
    }
