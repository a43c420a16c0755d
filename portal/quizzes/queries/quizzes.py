"""Quizzes: one, a year's, and what each is made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.briefings.models import BriefingSession
from portal.extensions import db
from portal.performance.models import FiscalYear
from portal.questionnaire.models import Question, QuestionCategory, QuestionVersion
from portal.quizzes.models import Attempt, ExtraTime, Quiz, QuizBriefing, QuizSlot


@dataclass(frozen=True)
class SlotRow:
    """A place of the quiz as its author sees it.

    available: usable questions for it, itself or those of the category and below; name: the question's or category's;
    is_confirmed: somebody has confirmed the key of every one of them
    """

    slot: QuizSlot
    name: str
    kind: str
    available: int
    is_confirmed: bool

    @property
    def is_enough(self) -> bool:
        """Return whether there are as many questions as it draws."""
        return self.available >= self.slot.draws


def get_quiz(quiz_id: int) -> Quiz | None:
    """Return the quiz with its year and agency, or None; one statement."""
    return db.session.scalars(_QUIZ, {"quiz_id": quiz_id}).first()


def get_quiz_by_token(token: str) -> Quiz | None:
    """Return the quiz whose link for the absent carries the token, or None."""
    if not token:
        return None
    return db.session.scalars(quizzes_with_year().where(Quiz.absent_token == token)).first()


def quizzes_of_year(year: FiscalYear) -> list[Quiz]:
    """Return the year's quizzes, newest first."""
    return list(
        db.session.scalars(
            quizzes_with_year().where(Quiz.fiscal_year_id == year.id).order_by(Quiz.created_at.desc(), Quiz.id)
        )
    )


def quizzes_of_session(session_id: int) -> list[Quiz]:
    """Return the quizzes whose roster the session belongs to, drafts too, oldest first; one statement."""
    attached = quizzes_with_year().join(QuizBriefing, QuizBriefing.quiz_id == Quiz.id)
    return list(db.session.scalars(attached.where(QuizBriefing.session_id == session_id).order_by(Quiz.id)))


def retakes_of(quiz: Quiz) -> list[Quiz]:
    """Return the quizzes that repeat this one."""
    return list(db.session.scalars(select(Quiz).where(Quiz.retake_of_id == quiz.id).order_by(Quiz.id)))


def session_ids_of(quiz_id: int) -> list[int]:
    """Return the ids of the briefing sessions whose attendees are the roster."""
    statement = select(QuizBriefing.session_id).where(QuizBriefing.quiz_id == quiz_id)
    return list(db.session.scalars(statement.order_by(QuizBriefing.session_id)))


def sessions_of_quiz(quiz_id: int) -> list[BriefingSession]:
    """Return the briefing sessions whose attendees are the roster, by time."""
    return list(
        db.session.scalars(
            select(BriefingSession)
            .join(QuizBriefing, QuizBriefing.session_id == BriefingSession.id)
            .where(QuizBriefing.quiz_id == quiz_id)
            .order_by(BriefingSession.starts_at, BriefingSession.id)
        )
    )


def slots_of(quiz_id: int) -> list[QuizSlot]:
    """Return the quiz's places in order."""
    return list(db.session.scalars(select(QuizSlot).where(QuizSlot.quiz_id == quiz_id).order_by(QuizSlot.no)))


def slots_asked(quiz_id: int) -> list[tuple[QuizSlot, QuestionVersion | None]]:
    """Return the quiz's places in order, each with the newest version of its question, None where it draws."""
    return [(slot, version) for slot, version in db.session.execute(_SLOTS_ASKED, {"quiz_id": quiz_id})]


def slot_rows(quiz_id: int) -> list[SlotRow]:
    """Return the quiz's places in order with names and how many usable questions each has; four statements at most."""
    slots = slots_of(quiz_id)
    newest = newest_versions(slot.question_id for slot in slots if slot.question_id)
    drawn = {slot.category_id for slot in slots if slot.category_id}
    usable = _usable(drawn) if drawn else []
    pools = {category_id: [row for row in usable if row.top == category_id] for category_id in drawn}
    names = _category_names(pools)
    rows = []
    for slot in slots:
        if slot.question_id is not None:
            version = newest[slot.question_id]
            is_usable = version.question.retired_at is None
            confirmed = version.question.confirmed_at is not None
            rows.append(SlotRow(slot, version.name, version.kind, int(is_usable), confirmed))
        else:
            pool = pools[slot.category_id or 0]
            confirmed = all(row.confirmed_at is not None for row in pool)
            rows.append(SlotRow(slot, names[slot.category_id or 0], "", len(pool), confirmed))
    return rows


def pools_of(category_ids: Iterable[int | None]) -> dict[int, list[int]]:
    """Return category id -> usable questions in it and below, each by id; one statement, none where there is no id."""
    wanted = {each for each in category_ids if each}
    found: dict[int, list[int]] = {category_id: [] for category_id in wanted}
    for row in _usable(wanted) if wanted else ():
        found[row.top].append(row.id)
    return found


def _usable(category_ids: Iterable[int]) -> Sequence[Any]:
    """Return (top, id, confirmed_at) of the usable questions in each category and below, by id; one statement."""
    return db.session.execute(_POOLS, {"category_ids": sorted(category_ids)}).all()


def newest_versions(question_ids: Iterable[int | None]) -> dict[int, QuestionVersion]:
    """Return question id -> its newest version, the question loaded; one statement, none where there is no id."""
    wanted = {each for each in question_ids if each}
    if not wanted:
        return {}
    rows = db.session.scalars(_NEWEST, {"question_ids": sorted(wanted)})
    return {version.question_id: version for version in rows}


def extra_times_of(quiz_id: int) -> list[ExtraTime]:
    """Return the minutes granted to single people, people loaded."""
    return list(
        db.session.scalars(
            select(ExtraTime)
            .where(ExtraTime.quiz_id == quiz_id)
            .options(joinedload(ExtraTime.user))
            .order_by(ExtraTime.id)
        )
    )


def counts_of_attempts(quiz_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Return quiz id -> (open attempts, closed attempts), trials apart; one statement."""
    wanted = list(quiz_ids)
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    if wanted:
        rows = db.session.execute(
            select(Attempt.quiz_id, func.count() - func.count(Attempt.submitted_at), func.count(Attempt.submitted_at))
            .where(Attempt.quiz_id.in_(wanted), Attempt.is_trial.is_(False))
            .group_by(Attempt.quiz_id)
        )
        found.update({quiz_id: (still_open, closed) for quiz_id, still_open, closed in rows})
    return found


def _category_names(ids: Iterable[int]) -> dict[int, str]:
    wanted = list(ids)
    if not wanted:
        return {}
    rows = db.session.execute(select(QuestionCategory.id, QuestionCategory.name).where(QuestionCategory.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def quizzes_with_year() -> Select[Any]:
    """Return the statement that loads quizzes with year and agency; for this feature's queries."""
    return (
        select(Quiz)
        .join(Quiz.fiscal_year)
        .join(FiscalYear.agency)
        .options(contains_eager(Quiz.fiscal_year).contains_eager(FiscalYear.agency))
    )


def _pools() -> Select[Any]:
    tree = (
        select(QuestionCategory.id.label("top"), QuestionCategory.id.label("id"))
        .where(QuestionCategory.id.in_(bindparam("category_ids", expanding=True)))
        .cte("tree", recursive=True)
    )
    tree = tree.union_all(
        select(tree.c.top, QuestionCategory.id).join(QuestionCategory, QuestionCategory.parent_id == tree.c.id)
    )
    return (
        select(tree.c.top, Question.id, Question.confirmed_at)
        .join(Question, Question.category_id == tree.c.id)
        .where(Question.retired_at.is_(None))
        .order_by(Question.id)
    )


# made once: a start runs them all, and making them costs more than running them
_QUIZ = quizzes_with_year().where(Quiz.id == bindparam("quiz_id"))
_SLOTS_ASKED = (
    select(QuizSlot, QuestionVersion)
    .outerjoin(Question, Question.id == QuizSlot.question_id)
    .outerjoin(
        QuestionVersion,
        (QuestionVersion.question_id == Question.id) & (QuestionVersion.no == Question.latest_no),
    )
    .where(QuizSlot.quiz_id == bindparam("quiz_id"))
    .order_by(QuizSlot.no)
)
_POOLS = _pools()
_NEWEST = (
    select(QuestionVersion)
    .join(QuestionVersion.question)
    .where(Question.id.in_(bindparam("question_ids", expanding=True)), QuestionVersion.no == Question.latest_no)
    .options(contains_eager(QuestionVersion.question).joinedload(Question.category))
)
