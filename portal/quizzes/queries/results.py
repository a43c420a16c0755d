"""The result of a quiz as it stands now: roster, tries, figure, groups; and the versions that were frozen."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import select

from portal import thai
from portal.briefings.models import Attendance, BriefingSession
from portal.briefings.queries import AttendeeFact, Division, divisions_by_unit, headcount, roster
from portal.extensions import db
from portal.people.models import Unit, User
from portal.quizzes.models import Attempt, Quiz, QuizBriefing
from portal.quizzes.queries.quizzes import get_quiz, retakes_of, sessions_of_quiz
from portal.quizzes.rules.attempts import Counts
from portal.quizzes.rules.freezing import canonical
from portal.quizzes.rules.results import (
    RULE_VERSION,
    Figure,
    Group,
    Outcome,
    Round,
    Standing,
    breakdown,
    standings,
    tally,
)

STAFF_ORDER = ("official", "employee")


@dataclass(frozen=True)
class TryRow:
    """An attempt without what was asked and answered, and whose it is; unit and staff type are those of today."""

    id: int
    quiz_id: int
    user_id: int
    no: int
    is_trial: bool
    is_absent: bool
    started_at: datetime
    submitted_at: datetime | None
    score_points: Decimal | None
    max_points: Decimal
    name: str
    unit_id: int
    unit_abbr: str
    staff_type: str


@dataclass(frozen=True)
class QuizResult:
    """Everything the result page opens to.

    retakes: quizzes that repeat this one · outside: tries of people who were at no session ·
    answering: how many of the roster have a try open · absent: tries by the link for the absent ·
    headcounts: division's id -> people on `headcount_on`
    """

    quiz: Quiz
    sessions: list[BriefingSession]
    retakes: list[Quiz]
    roster: list[AttendeeFact]
    standings: Mapping[int, Standing]
    answering: int
    outside: list[TryRow]
    absent: list[TryRow]
    headcount_on: date | None
    headcounts: Mapping[int, int]
    divisions: Mapping[int, Division]

    @cached_property
    def figure(self) -> Figure:
        """The measure."""
        return Figure(tally(each.outcome for each in self.standings.values()), sum(self.headcounts.values()))

    @cached_property
    def by_division(self) -> list[Group]:
        """A row for each division, in the order of the agency's tree."""
        groups = breakdown(self.roster, self.standings, lambda person: (person.division_id,))
        return sorted(groups, key=lambda group: self._place(group.key))

    @cached_property
    def by_staff_type(self) -> list[Group]:
        """A row for each staff type."""
        groups = breakdown(self.roster, self.standings, lambda person: (person.staff_type,))
        return sorted(groups, key=lambda group: STAFF_ORDER.index(str(group.key)))

    @cached_property
    def by_session(self) -> list[Group]:
        """A row for each session in order of time; somebody at two stands in both."""
        groups = breakdown(self.roster, self.standings, lambda person: person.session_ids)
        order = [session.id for session in self.sessions]
        return sorted(groups, key=lambda group: order.index(int(str(group.key))))

    @property
    def passed_by_retake(self) -> int:
        """How many of those who passed did so in a quiz that repeats this one."""
        return sum(each.by_retake for each in self.standings.values())

    def division(self, key: Hashable) -> Division | None:
        """Return the division of a row's key."""
        return self.divisions.get(key)  # type: ignore[call-overload,no-any-return]

    def _place(self, key: Hashable) -> tuple[int, int]:
        home = self.division(key)
        return (home.place if home else 10_000, key if isinstance(key, int) else 0)


def result_of(quiz: Quiz) -> QuizResult:
    """Return the result as it stands now; the same number of statements however many people there are.

    A retake is about those who have to repeat: it has no coverage. Without sessions of its own those are of the quiz
    it repeats.
    """
    sessions, retakes = sessions_of_quiz(quiz.id), retakes_of(quiz)
    first = get_quiz(quiz.retake_of_id) if quiz.retake_of_id else None
    tries = tries_of([quiz.id, *(each.id for each in retakes), *([first.id] if first else [])])
    if first is not None and not sessions:
        sessions = sessions_of_quiz(first.id)
    everybody = roster([session.id for session in sessions]) if sessions else []
    people = everybody if first is None else _repeating(everybody, _round(first, tries), _round(quiz, tries))
    present = {person.user_id for person in everybody}
    found = standings(people, [_round(each, tries) for each in (quiz, *retakes)])
    own = [each for each in tries if each.quiz_id == quiz.id and not each.is_trial]
    on = max((thai.bangkok_date(session.starts_at) for session in sessions), default=None) if first is None else None
    divisions = divisions_by_unit(quiz.unit_path)
    return QuizResult(
        quiz=quiz,
        sessions=sessions,
        retakes=retakes,
        roster=people,
        standings=found,
        answering=len({each.user_id for each in tries if each.user_id in found and _is_open(each)}),
        outside=[each for each in own if each.user_id not in present and not each.is_absent],
        absent=[each for each in own if each.is_absent],
        headcount_on=on,
        headcounts=_by_division(headcount([session.id for session in sessions], on), divisions) if on else {},
        divisions=divisions,
    )


def tries_of(quiz_ids: Sequence[int]) -> list[TryRow]:
    """Return every attempt at the quizzes with the person's name and unit, trials too; one statement."""
    rows = db.session.execute(
        select(
            Attempt.id,
            Attempt.quiz_id,
            Attempt.user_id,
            Attempt.no,
            Attempt.is_trial,
            Attempt.is_absent,
            Attempt.started_at,
            Attempt.submitted_at,
            Attempt.score_points,
            Attempt.max_points,
            User.name,
            User.unit_id,
            Unit.abbr.label("unit_abbr"),
            User.staff_type,
        )
        .join(User, User.id == Attempt.user_id)
        .join(Unit, Unit.id == User.unit_id)
        .where(Attempt.quiz_id.in_(quiz_ids))
        .order_by(User.name, User.id, Attempt.no)
    )
    return [TryRow(**row._mapping) for row in rows]


def inputs_of(result: QuizResult) -> str:
    """Return the canonical JSON a frozen version keeps: terms, sessions, headcounts, each outcome; no names."""
    quiz = result.quiz
    return canonical(
        {
            "rule": RULE_VERSION,
            "target_pct": str(result.figure.target_pct),
            "quiz": {
                "id": quiz.id,
                "title": quiz.title,
                "pass_mark_pct": str(quiz.pass_mark_pct),
                "pass_mark_approver": quiz.pass_mark_approver,
                "pass_mark_approved_on": quiz.pass_mark_approved_on and quiz.pass_mark_approved_on.isoformat(),
                "which_counts": quiz.which_counts,
                "attempts_allowed": quiz.attempts_allowed,
                "retakes": [each.id for each in result.retakes],
            },
            "sessions": [
                {"id": each.id, "title": each.title, "starts_at": each.starts_at.isoformat()}
                for each in result.sessions
            ],
            "divisions": {
                str(key): {"abbr": home.abbr, "name": home.name, "headcount": result.headcounts.get(key, 0)}
                for key in sorted({person.division_id for person in result.roster} | set(result.headcounts))
                if (home := result.division(key)) is not None
            },
            "headcount": result.figure.headcount,
            "headcount_on": result.headcount_on and result.headcount_on.isoformat(),
            "people": [
                _person_input(person, result.standings[person.user_id])
                for person in sorted(result.roster, key=lambda each: each.user_id)
            ],
            "outside": sorted({each.user_id for each in result.outside}),
            "absent": sorted({each.user_id for each in result.absent}),
        }
    )


def _person_input(person: AttendeeFact, standing: Standing) -> dict[str, Any]:
    attempt = standing.attempt
    is_closed = attempt is not None and attempt.score_points is not None
    return {
        "user": person.user_id,
        "division": person.division_id,
        "staff_type": person.staff_type,
        "sessions": sorted(person.session_ids),
        "outcome": standing.outcome.value,
        "attempt": attempt.id if attempt is not None else None,
        "points": f"{attempt.score_points:.4f}" if is_closed else None,
        "most": f"{attempt.max_points:.2f}" if is_closed else None,
        "by_retake": standing.by_retake,
    }


def sessions_attended(quiz_id: int, user_id: int) -> list[BriefingSession]:
    """Return the quiz's sessions the person was at, by time; one statement."""
    return list(
        db.session.scalars(
            select(BriefingSession)
            .join(QuizBriefing, QuizBriefing.session_id == BriefingSession.id)
            .join(Attendance, Attendance.session_id == BriefingSession.id)
            .where(QuizBriefing.quiz_id == quiz_id, Attendance.user_id == user_id, Attendance.struck_at.is_(None))
            .order_by(BriefingSession.starts_at, BriefingSession.id)
        )
    )


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Return user id -> name; one statement, none where there is no id."""
    wanted = list(user_ids)
    if not wanted:
        return {}
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(wanted))).all())


def _is_open(each: TryRow) -> bool:
    return each.score_points is None and not each.is_trial and not each.is_absent


def _round(quiz: Quiz, tries: Sequence[TryRow]) -> Round:
    own = [each for each in tries if each.quiz_id == quiz.id]
    return Round(own, Counts(quiz.which_counts), quiz.pass_mark_pct)


def _repeating(everybody: Sequence[AttendeeFact], first: Round, again: Round) -> list[AttendeeFact]:
    """Return those who have not passed the first time, and who took the retake before a repaired key let them pass."""
    before, after = standings(everybody, [first]), standings(everybody, [again])
    return [
        person
        for person in everybody
        if before[person.user_id].outcome is not Outcome.PASSED
        or after[person.user_id].outcome is not Outcome.NOT_OPENED
    ]


def _by_division(counts: Mapping[int, int], divisions: Mapping[int, Division]) -> dict[int, int]:
    found: dict[int, int] = {}
    for unit_id, people in counts.items():
        key = divisions[unit_id].id if unit_id in divisions else unit_id
        found[key] = found.get(key, 0) + people
    return found
