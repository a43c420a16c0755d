"""What quizzes are to one person: what stands in the way of beginning, own attempts, the result; and the duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Integer, bindparam, select

from portal import thai
from portal.briefings.models import Attendance
from portal.duties import Duty, DutyState
from portal.errors import N_
from portal.extensions import db
from portal.people.models import Unit, User
from portal.people.rules.units import ids_on_path
from portal.performance.models import FiscalYear
from portal.quizzes.models import Attempt, ExtraTime, Quiz, QuizBriefing
from portal.quizzes.queries.quizzes import quizzes_with_year
from portal.quizzes.rules import AttemptState, Counts, Gate, StartFacts, attempt_state, counted, gate_of, valid_tries


@dataclass(frozen=True)
class Standing:
    """A quiz as it stands for one person. attempts: without trials, in order; result: the one that counts, or None."""

    quiz: Quiz
    gate: Gate
    facts: StartFacts
    attempts: tuple[Attempt, ...]
    open_attempt: Attempt | None
    result: Attempt | None

    @property
    def may_begin(self) -> bool:
        """Return whether a new attempt can be begun now."""
        return self.open_attempt is None and self.gate is Gate.OPEN

    @property
    def left(self) -> int:
        """Return how many attempts are left."""
        return max(self.quiz.attempts_allowed - self.facts.used, 0)


def standings_of(quizzes: Sequence[Quiz], user_id: int, now: datetime, *, by_link: bool = False) -> list[Standing]:
    """Return what each quiz is to the person, in the order given; two statements however many there are."""
    ids = [quiz.id for quiz in quizzes]
    if not ids:
        return []
    own = _own_attempts([*ids, *(quiz.retake_of_id for quiz in quizzes if quiz.retake_of_id)], user_id)
    privileges = privileges_of(ids, user_id)
    found = []
    for quiz in quizzes:
        attempts, (extra_minutes, is_checked_in) = tuple(own[quiz.id]), privileges[quiz.id]
        valid = valid_tries(attempts, is_checked_in=is_checked_in)
        before = valid_tries(own[quiz.retake_of_id or 0], is_checked_in=is_checked_in)
        facts = StartFacts(
            used=len(valid),
            extra_minutes=extra_minutes,
            is_checked_in=is_checked_in,
            has_passed_before=any(each.is_passed for each in before),
            by_link=by_link,
        )
        still_open = next((each for each in attempts if attempt_state(each, now) is AttemptState.OPEN), None)
        result = counted(valid, Counts(quiz.which_counts))
        found.append(Standing(quiz, gate_of(quiz, facts, now), facts, attempts, still_open, result))
    return found


def privileges_of(quiz_ids: Iterable[int], user_id: int) -> dict[int, tuple[int, bool]]:
    """Return quiz id -> (extra minutes, whether the person was checked in to one of its sessions); one statement."""
    rows = db.session.execute(_PRIVILEGES, {"quiz_ids": list(quiz_ids), "user_id": user_id})
    return {quiz_id: (minutes or 0, is_present) for quiz_id, minutes, is_present in rows}


def duties(
    *, today: date, person: User | None = None, unit: Unit | None = None, year_be: int | None = None
) -> list[Duty]:
    """Return the quizzes a person may take today or has taken this year; nothing for a unit, results are personal."""
    if person is None:
        return []
    quizzes = _running(person, today)
    # the day is all a list of duties knows: what opens or ends today counts as open today
    end_of_day = thai.start_of_day(today + timedelta(days=1)) - timedelta(microseconds=1)
    found = []
    for standing in standings_of(quizzes, person.id, end_of_day):
        is_last_day = standing.quiz.closes_at is not None and thai.bangkok_date(standing.quiz.closes_at) == today
        may_begin = standing.gate is Gate.OPEN or (is_last_day and standing.gate is Gate.CLOSED)
        unfinished = any(each.submitted_at is None for each in standing.attempts)
        if unfinished or standing.result is not None or (may_begin and not standing.attempts):
            found.append(_duty(standing, unfinished, person, today))
    return found


DUTIES = (duties,)


def _duty(standing: Standing, unfinished: bool, person: Any, today: date) -> Duty:
    quiz = standing.quiz
    is_done = standing.result is not None and not unfinished
    due_on = thai.bangkok_date(quiz.closes_at) if quiz.closes_at else today
    if is_done and standing.result is not None:
        due_on = min(due_on, thai.bangkok_date(standing.result.submitted_at or standing.result.started_at))
    missing = N_("ทำต่อให้เสร็จแล้วกดส่ง") if unfinished else N_("ทำแบบทดสอบ")
    return Duty(
        key=f"quiz:{quiz.id}",
        title=quiz.title,
        what="",
        missing="" if is_done else missing,
        due_on=due_on,
        state=DutyState.COMPLETE if is_done else (DutyState.PARTIAL if unfinished else DutyState.MISSING),
        is_done=is_done,
        unit_id=person.unit_id,
        unit_name=person.unit.abbr,
        endpoint="quizzes.intro",
        values={"quiz_id": quiz.id},
        action=N_("ดูผล") if is_done else N_("ทำแบบทดสอบ"),
        fiscal_month=thai.fiscal_month_no(due_on),
    )


def _running(person: User, today: date) -> list[Quiz]:
    """Return the published quizzes of the person's agency in the fiscal year of the day."""
    return list(
        db.session.scalars(
            quizzes_with_year()
            .where(
                FiscalYear.agency_id.in_(ids_on_path(person.unit.path)),
                FiscalYear.starts_on <= today,
                FiscalYear.ends_on >= today,
                Quiz.published_at.is_not(None),
            )
            .order_by(Quiz.id)
        )
    )


def _own_attempts(quiz_ids: Iterable[int], user_id: int) -> dict[int, list[Attempt]]:
    found: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in db.session.scalars(_COUNTED_ATTEMPTS, {"quiz_ids": list(quiz_ids), "user_id": user_id}):
        found[attempt.quiz_id].append(attempt)
    return found


def quizzes_in_sight(year: FiscalYear, *, manages: bool) -> list[Quiz]:
    """Return the year's quizzes, newest first: published ones, and drafts for those who build them."""
    statement = quizzes_with_year().where(Quiz.fiscal_year_id == year.id)
    if not manages:
        statement = statement.where(Quiz.published_at.is_not(None))
    return list(db.session.scalars(statement.order_by(Quiz.created_at.desc(), Quiz.id.desc())))


def _privileges() -> Any:
    person = bindparam("user_id", type_=Integer)
    present = (
        select(Attendance.id)
        .join(QuizBriefing, QuizBriefing.session_id == Attendance.session_id)
        .where(QuizBriefing.quiz_id == Quiz.id, Attendance.user_id == person, Attendance.struck_at.is_(None))
        .correlate(Quiz)
        .exists()
    )
    return (
        select(Quiz.id, ExtraTime.minutes, present)
        .outerjoin(ExtraTime, (ExtraTime.quiz_id == Quiz.id) & (ExtraTime.user_id == person))
        .where(Quiz.id.in_(bindparam("quiz_ids", expanding=True)))
    )


# made once: many people ask at the same time, and making a statement costs more than running it
_PRIVILEGES = _privileges()
_COUNTED_ATTEMPTS = (
    select(Attempt)
    .where(
        Attempt.quiz_id.in_(bindparam("quiz_ids", expanding=True)),
        Attempt.user_id == bindparam("user_id"),
        Attempt.is_trial.is_(False),
    )
    .order_by(Attempt.quiz_id, Attempt.no)
)
