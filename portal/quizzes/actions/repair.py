"""Repairing a key after it was used: a newer version marks what people were asked, every attempt is marked anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import audit
from portal.extensions import db
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import User
from portal.questionnaire.models import QuestionVersion
from portal.quizzes.actions.closing import mark_attempt
from portal.quizzes.models import Answer, Attempt, KeyRepair, Quiz
from portal.quizzes.queries.attempts import answers_of, marking_versions
from portal.quizzes.queries.sheets import Paper, papers_of, repairs_of
from portal.quizzes.rules.attempts import Counts, counted
from portal.quizzes.rules.repairs import Effect, Key, Script, check_current, check_reason, check_repair, effect_of

OUTCOMES = {True: "passed", False: "failed"}


def key_of(version: QuestionVersion) -> Key:
    """Return the version as it marks."""
    return Key(version.id, version.no, version.kind, version.body)


def preview_repair(*, quiz: Quiz, asked: QuestionVersion, by: QuestionVersion) -> Effect:
    """Return what marking `asked` by the key of `by` would change; nothing is written.

    Raises RuleBroken when the version cannot mark what people were asked.
    """
    _check(quiz, asked, by)
    return effect_of(_scripts(papers_of(quiz.id), asked.id), key_of(by), quiz.pass_mark_pct)


def repair_key(
    *,
    quiz: Quiz,
    asked: QuestionVersion,
    by: QuestionVersion,
    reason: str,
    based_on: int,
    actor: User,
    now: datetime,
) -> KeyRepair:
    """Return the repair; every closed attempt that was asked the version is marked anew, open ones will be.

    based_on: number of the version's latest repair the person was shown, 0 for none
    People whose result passes or fails other than before are told. The same submit again returns the repair it made.
    """
    check_reason(reason)
    _check(quiz, asked, by)
    attempts = _locked(quiz.id)
    made = [each for each in repairs_of(quiz.id) if each.version_id == asked.id]
    latest = max(made, key=lambda each: each.no, default=None)
    if latest is not None and latest.no == based_on + 1 and _is_by(latest, by, actor, reason):
        return latest  # sent twice
    check_current(based_on, latest.no if latest else 0)
    scripts = _scripts(papers_of(quiz.id), asked.id)
    effect = effect_of(scripts, key_of(by), quiz.pass_mark_pct)
    results_before = _results(quiz, attempts)
    repair = KeyRepair(
        quiz_id=quiz.id,
        version_id=asked.id,
        marked_by_id=by.id,
        no=based_on + 1,
        reason=reason.strip(),
        effect=effect.as_json(),
        actor_id=actor.id,
        at=now,
    )
    db.session.add(repair)
    db.session.flush()
    _mark_anew(quiz.id, [attempts[script.attempt_id] for script in scripts])
    _tell(quiz, results_before, _results(quiz, attempts), repair, actor, now)
    _record(quiz, asked, by, repair, effect, actor, now)
    return repair


def _check(quiz: Quiz, asked: QuestionVersion, by: QuestionVersion) -> None:
    check_repair(
        asked=key_of(asked),
        by=key_of(by),
        is_same_question=asked.question_id == by.question_id,
        is_pruned=quiz.pruned_at is not None,
    )


def _is_by(repair: KeyRepair, by: QuestionVersion, actor: User, reason: str) -> bool:
    return (repair.marked_by_id, repair.actor_id, repair.reason) == (by.id, actor.id, reason.strip())


def _locked(quiz_id: int) -> dict[int, Attempt]:
    """Return the closed attempts by id, locked: whoever closes one at this moment comes before or after."""
    statement = (
        select(Attempt)
        .where(Attempt.quiz_id == quiz_id, Attempt.submitted_at.is_not(None))
        .options(joinedload(Attempt.quiz))
        .order_by(Attempt.id)
        .with_for_update(of=Attempt)
        .execution_options(populate_existing=True)
    )
    return {attempt.id: attempt for attempt in db.session.scalars(statement)}


def _scripts(papers: Sequence[Paper], version_id: int) -> list[Script]:
    found = []
    for paper in papers:
        places = [place for place, item in enumerate(paper.layout) if item["version"] == version_id]
        if not places or paper.is_trial:
            continue
        answers = paper.answers
        found.append(
            Script(
                attempt_id=paper.id,
                user_id=paper.user_id,
                points=[Decimal(item["points"]) for item in paper.layout],
                fractions=[
                    (answers[place].fraction or Decimal(0)) if place in answers else Decimal(0)
                    for place in range(len(paper.layout))
                ],
                responses={place: answers[place].response for place in places if place in answers},
                most=paper.max_points,
            )
        )
    return found


def _mark_anew(quiz_id: int, attempts: Sequence[Attempt]) -> None:
    answers: Mapping[int, Mapping[int, Answer]] = answers_of([attempt.id for attempt in attempts])
    keys = marking_versions(quiz_id, {item["version"] for attempt in attempts for item in attempt.layout})
    for attempt in attempts:
        mark_attempt(attempt, answers[attempt.id], keys)
    db.session.flush()


def _results(quiz: Quiz, attempts: Mapping[int, Attempt]) -> dict[int, tuple[int, bool]]:
    """Return user id -> (attempt that counts, whether it passes), trials apart."""
    by_person: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in attempts.values():
        if not attempt.is_trial:
            by_person[attempt.user_id].append(attempt)
    chosen = {user_id: counted(own, Counts(quiz.which_counts)) for user_id, own in by_person.items()}
    return {user_id: (each.id, bool(each.is_passed)) for user_id, each in chosen.items() if each is not None}


def _tell(
    quiz: Quiz,
    before: Mapping[int, tuple[int, bool]],
    after: Mapping[int, tuple[int, bool]],
    repair: KeyRepair,
    actor: User,
    now: datetime,
) -> None:
    for user_id, (attempt_id, passes) in after.items():
        if passes == before[user_id][1]:
            continue
        notify(
            user_ids=[user_id],
            kind=NoticeKind.QUIZ_RESULT_CHANGED,
            detail={
                "item": quiz.title,
                "by": actor.name,
                "reason": repair.reason,
                "outcome": OUTCOMES[passes],
            },
            path=f"/attempts/{attempt_id}/result",
            dedupe_key=f"quiz-repair:{repair.id}",
            now=now,
        )


def _record(
    quiz: Quiz,
    asked: QuestionVersion,
    by: QuestionVersion,
    repair: KeyRepair,
    effect: Effect,
    actor: User,
    now: datetime,
) -> None:
    audit.record(
        actor_id=actor.id,
        event=audit.Event.QUIZ_KEY_REPAIRED,
        subject_type="quiz",
        subject_id=quiz.id,
        unit_path=quiz.unit_path,
        now=now,
        detail={
            "title": quiz.title,
            "question": asked.name,
            "version_id": asked.id,
            "marked_by_id": by.id,
            "no": repair.no,
            "changed": len(effect.changes),
            "flips": len(effect.flips),
            "reason": repair.reason,
        },
    )
