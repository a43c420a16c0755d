"""Taking a quiz: begin an attempt, save an answer, submit.

An answer is one row per attempt and place, replaced only by a higher sequence, in one statement: however often and in
whatever order saves arrive, the highest sequence that arrived in time stays. The statement also sees for itself that
the attempt is still open, so that a save and a closing at the same moment cannot both believe they were first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from random import SystemRandom
from typing import Any

from sqlalchemy import Integer, bindparam, case, select
from sqlalchemy.dialects import postgresql, sqlite

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import UtcDateTime, db
from portal.people.models import User
from portal.questionnaire.models import QuestionVersion
from portal.questionnaire.rules import Kind, check_response, must_shuffle, normalised, option_count, shown_order
from portal.quizzes.actions.closing import close_attempt
from portal.quizzes.models import Answer, Attempt, Quiz
from portal.quizzes.queries import (
    AskedQuestion,
    has_passed,
    newest_versions,
    own_attempts,
    pools_of,
    privileges_of,
    questions_seen,
    slots_asked,
)
from portal.quizzes.rules import (
    IS_SUBMITTED,
    AttemptState,
    FreshItem,
    StartFacts,
    attempt_state,
    check_answerable,
    check_sequence,
    check_start,
    deadline_for,
    draw,
    fresh_layout,
    sequence_at,
    valid_tries,
)

FIRST_TRIAL_NO = 1001


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


def start_attempt(*, quiz: Quiz, actor: User, now: datetime, by_link: bool = False) -> Attempt:
    """Return the person's open attempt, or a new one; two starts at once give one attempt.

    by_link: came by the link for the absent; counts as absent unless the person was checked in after all
    Raises RuleBroken with the reason when the person may not begin.
    """
    earlier = [each for each in own_attempts(quiz.id, actor.id) if not each.is_trial]
    if still_open := _resumed(earlier, now):
        return still_open
    facts = start_facts(quiz=quiz, earlier=earlier, user_id=actor.id, by_link=by_link)
    check_start(quiz, facts, now)
    attempt = _insert(
        quiz,
        actor,
        now,
        no=len(earlier) + 1,
        is_absent=by_link and not facts.is_checked_in,
        deadline_at=deadline_for(quiz, now, extra_minutes=facts.extra_minutes),
        layout=_new_layout(quiz, earlier, actor),
    )
    if attempt is None:  # the same person was faster in another tab
        return next(each for each in own_attempts(quiz.id, actor.id) if each.no == len(earlier) + 1)
    _record_start(attempt, quiz, now)
    return attempt


def start_trial(*, quiz: Quiz, actor: User, now: datetime) -> Attempt:
    """Return the author's open trial, or a new one: no gate, no window, in no figure."""
    earlier = [each for each in own_attempts(quiz.id, actor.id) if each.is_trial]
    if still_open := _resumed(earlier, now):
        return still_open
    no = max((each.no for each in earlier), default=FIRST_TRIAL_NO - 1) + 1
    limit = quiz.time_limit_minutes
    attempt = _insert(
        quiz,
        actor,
        now,
        no=no,
        is_trial=True,
        deadline_at=None if limit is None else now + timedelta(minutes=limit),
        layout=_new_layout(quiz, [], None),
    )
    return attempt or next(each for each in own_attempts(quiz.id, actor.id) if each.no == no)


def start_facts(*, quiz: Quiz, earlier: Sequence[Attempt], user_id: int, by_link: bool = False) -> StartFacts:
    """Return what the start rules want to know of the person; two statements at most."""
    extra_minutes, is_checked_in = privileges_of([quiz.id], user_id)[quiz.id]
    repeats, here = quiz.retake_of_id, {"is_checked_in": is_checked_in}
    return StartFacts(
        used=len(valid_tries(earlier, **here)),
        extra_minutes=extra_minutes,
        is_checked_in=is_checked_in,
        has_passed_before=repeats is not None and has_passed(repeats, user_id, **here),
        by_link=by_link,
    )


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
    written: Any = db.session.execute(
        statement, _parameters(slip, now), execution_options={"preserve_rowcount": True}
    )
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


def submit_attempt(*, attempt: Attempt, actor: User, now: datetime) -> Attempt:
    """Return the attempt, closed; submitting twice closes once, submitting too late closes it as of its deadline."""
    state = attempt_state(attempt, now)
    if state is AttemptState.CLOSED:
        return attempt
    return close_attempt(attempt=attempt, closed_by="person" if state is AttemptState.OPEN else "deadline", now=now)


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


def _resumed(earlier: Sequence[Attempt], now: datetime) -> Attempt | None:
    """Return the attempt to go on with; one whose time is up is closed on the way."""
    last = earlier[-1] if earlier else None
    if last is None or last.submitted_at is not None:
        return None
    if attempt_state(last, now) is AttemptState.OPEN:
        return last
    close_attempt(attempt=last, closed_by="deadline", now=now)
    return None


def _new_layout(quiz: Quiz, earlier: Sequence[Attempt], person: User | None) -> list[dict[str, Any]]:
    """Return what a new attempt asks: what was fixed as it stands now, the rest drawn; at most five statements.

    Drawn are first of all questions the person has not seen, in a retake neither in the quiz it repeats.
    """
    chance = SystemRandom()
    slots = slots_asked(quiz.id)
    pools = pools_of(slot.category_id for slot, _ in slots)
    repeats = quiz.retake_of_id if pools and person else None
    before = own_attempts(repeats, person.id) if repeats and person else []
    seen = questions_seen([*earlier, *before]) if pools else set()
    chosen = {version.question_id: slot.points for slot, version in slots if version is not None}
    drawn: dict[int, list[int]] = {}
    for slot, version in slots:
        if version is None:
            pool = pools[slot.category_id or 0]
            drawn[slot.id] = draw(pool, slot.draws, taken=chosen, seen=seen, chance=chance)
            chosen |= dict.fromkeys(drawn[slot.id], slot.points)
    newest = newest_versions(question_id for ids in drawn.values() for question_id in ids)
    asked = [
        (each, slot.points)
        for slot, version in slots
        for each in ([version] if version is not None else [newest[question_id] for question_id in drawn[slot.id]])
    ]
    if not asked:
        raise RuleBroken(N_("แบบทดสอบนี้ยังไม่มีคำถาม"))
    return fresh_layout(
        [_fresh(version, points) for version, points in asked],
        shuffles_questions=quiz.shuffles_questions,
        shuffles_options=quiz.shuffles_options,
        chance=chance,
    )


def _fresh(version: QuestionVersion, points: Decimal | None) -> FreshItem:
    return FreshItem(
        version_id=version.id,
        points=version.points if points is None else points,
        parts=option_count(version.kind, version.body),
        must_shuffle=must_shuffle(version.kind),
        is_ordering=version.kind == Kind.ORDERING,
    )


def _insert(quiz: Quiz, actor: User, now: datetime, *, layout: list[dict[str, Any]], **values: Any) -> Attempt | None:
    """Return the new attempt, or None when one of that number is there already."""
    insert = (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert(Attempt)
    row = {
        "quiz_id": quiz.id,
        "user_id": actor.id,
        "started_at": now,
        "closed_by": "",
        "is_trial": False,
        "is_absent": False,
        "layout": layout,
        "max_points": sum((Decimal(item["points"]) for item in layout), Decimal(0)),
    } | values
    statement = insert.values(row).on_conflict_do_nothing(index_elements=["quiz_id", "user_id", "no"])
    return db.session.scalars(statement.returning(Attempt)).first()


def _record_start(attempt: Attempt, quiz: Quiz, now: datetime) -> None:
    audit.record(
        actor_id=attempt.user_id,
        event=audit.Event.ATTEMPT_STARTED,
        subject_type="quiz_attempt",
        subject_id=attempt.id,
        unit_path=quiz.unit_path,
        now=now,
        detail={"title": quiz.title, "quiz_id": quiz.id, "attempt_no": attempt.no, "is_absent": attempt.is_absent},
    )
    db.session.flush()
