"""Freezing the official figure: inputs, their digest, rule, who and when; a correction is a further row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import audit
from portal.errors import N_, Conflict
from portal.extensions import db
from portal.people.models import User
from portal.quizzes.models import FrozenResult, Quiz
from portal.quizzes.queries.frozen import frozen_of
from portal.quizzes.queries.results import QuizResult, inputs_of, result_of
from portal.quizzes.rules.freezing import check_freeze, digest
from portal.quizzes.rules.results import RULE_VERSION, is_shown_to_all


def freeze_result(*, quiz: Quiz, reason: str, based_on: int, actor: User, now: datetime) -> FrozenResult:
    """Return the new frozen version; the same submit again returns the one it made.

    based_on: number of the latest version the person was shown, 0 for none
    Raises RuleBroken while somebody is still answering, without a roster, or when nothing has changed.
    """
    # one freezing at a time
    db.session.execute(select(Quiz.id).where(Quiz.id == quiz.id).with_for_update())
    versions, result = frozen_of(quiz.id), result_of(quiz)
    inputs = inputs_of(result)
    latest = versions[0] if versions else None
    is_same = latest is not None and latest.inputs_sha256 == digest(inputs)
    if latest is not None and is_same and latest.no == based_on + 1 and _is_by(latest, actor, reason):
        return latest  # sent twice
    check_freeze(
        attendees=result.figure.tally.attendees,
        answering=result.answering,
        is_retake=quiz.retake_of_id is not None,
        latest_no=latest.no if latest else 0,
        based_on=based_on,
        is_same=is_same,
        reason=reason,
    )
    frozen = _version(result, inputs, no=based_on + 1, reason=reason.strip(), actor=actor, now=now)
    try:
        with db.session.begin_nested():
            db.session.add(frozen)
    except IntegrityError:
        raise Conflict(N_("มีผู้บันทึกผลพร้อมกับท่าน โปรดเปิดหน้าผลอีกครั้งเพื่อดูฉบับล่าสุด")) from None
    audit.record(
        actor_id=actor.id,
        event=audit.Event.QUIZ_FROZEN,
        subject_type="quiz",
        subject_id=quiz.id,
        unit_path=quiz.unit_path,
        now=now,
        detail={
            "title": quiz.title,
            "no": frozen.no,
            "attendees": frozen.attendees,
            "headcount": frozen.headcount,
            # the trail is read by people who see no results: nothing of so few that it would tell of single ones
            **({"passers": frozen.passers, "pct": str(frozen.figure_pct)} if is_shown_to_all(result.figure) else {}),
            "sha256": frozen.inputs_sha256,
            "reason": frozen.reason,
        },
    )
    return frozen


def _version(result: QuizResult, inputs: str, *, no: int, reason: str, actor: User, now: datetime) -> FrozenResult:
    figure = result.figure
    return FrozenResult(
        quiz_id=result.quiz.id,
        no=no,
        attendees=figure.tally.attendees,
        passers=figure.tally.passed,
        headcount=figure.headcount,
        figure_pct=figure.pct,
        target_pct=figure.target_pct,
        rule_version=RULE_VERSION,
        inputs=inputs,
        inputs_sha256=digest(inputs),
        reason=reason,
        frozen_by_id=actor.id,
        frozen_at=now,
    )


def _is_by(frozen: FrozenResult, actor: User, reason: str) -> bool:
    return frozen.frozen_by_id == actor.id and frozen.reason == reason.strip()
