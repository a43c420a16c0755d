"""Taking a quiz: begin an attempt, submit it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import SystemRandom
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from portal import audit
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.people.models import User
from portal.questionnaire.models import QuestionVersion
from portal.questionnaire.rules import Kind, must_shuffle, option_count
from portal.quizzes.actions.closing import close_attempt
from portal.quizzes.models import Attempt, Quiz
from portal.quizzes.queries import (
    has_passed,
    newest_versions,
    own_attempts,
    pools_of,
    privileges_of,
    questions_seen,
    slots_asked,
)
from portal.quizzes.rules import (
    AttemptState,
    FreshItem,
    StartFacts,
    attempt_state,
    check_start,
    deadline_for,
    draw,
    fresh_layout,
    valid_tries,
)

FIRST_TRIAL_NO = 1001


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


def submit_attempt(*, attempt: Attempt, actor: User, now: datetime) -> Attempt:
    """Return the attempt, closed; submitting twice closes once, submitting too late closes it as of its deadline."""
    state = attempt_state(attempt, now)
    if state is AttemptState.CLOSED:
        return attempt
    return close_attempt(attempt=attempt, closed_by="person" if state is AttemptState.OPEN else "deadline", now=now)


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
