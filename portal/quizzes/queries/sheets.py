"""Attempts with what was asked and answered, as the live board, item analysis and the repair of a key need them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from portal.briefings.models import Attendance
from portal.extensions import db
from portal.questionnaire.models import Question, QuestionVersion
from portal.questionnaire.rules import Kind, fraction_of
from portal.quizzes.models import Answer, Attempt, KeyRepair, Quiz, QuizBriefing
from portal.quizzes.queries.attempts import marking_versions
from portal.quizzes.queries.quizzes import slots_of
from portal.quizzes.rules.attempts import Counts, counted, is_passing
from portal.quizzes.rules.building import MOST_SLOTS
from portal.quizzes.rules.items import ItemMark, Option, QuizStatistics, analyse

# the board reads no more attempts than this, so that a hall of a thousand costs it no more than one of two hundred
BOARD_ATTEMPTS = 200
HARDEST = 5


@dataclass(frozen=True)
class AnswerRow:
    """What was answered at a place and what it earned."""

    response: Any
    fraction: Decimal | None


@dataclass(frozen=True)
class Paper:
    """A closed attempt: layout and answers by place."""

    id: int
    user_id: int
    no: int
    is_trial: bool
    is_absent: bool
    score_points: Decimal | None
    max_points: Decimal
    layout: list[dict[str, Any]]
    answers: Mapping[int, AnswerRow]


@dataclass(frozen=True)
class Analysis:
    """The statistics of a quiz with the questions they are about, by version asked.

    keys: version asked -> the version whose key marks it · attempts: closed attempts there are, of which `statistics.n`
    count under the rule
    """

    statistics: QuizStatistics
    versions: Mapping[int, QuestionVersion]
    keys: Mapping[int, QuestionVersion]
    attempts: int


@dataclass(frozen=True)
class BoardRow:
    """A question on the board; share: mean share of its points among those who submitted, 0-1."""

    name: str
    text: str
    share: float
    n: int


@dataclass(frozen=True)
class Board:
    """What the hall sees: counts of people, no names.

    attendees: checked in to the quiz's sessions · hardest: lowest share first, over the `sampled` latest submissions
    """

    attendees: int
    opened: int
    answering: int
    submitted: int
    passed: int
    hardest: tuple[BoardRow, ...]
    sampled: int


def papers_of(quiz_id: int, *, newest: int | None = None) -> list[Paper]:
    """Return the closed attempts at a quiz with their answers, trials and link attempts too; two statements.

    newest: only so many, those submitted last
    """
    closed = _closed(quiz_id, newest)
    rows = db.session.execute(
        select(
            Attempt.id,
            Attempt.user_id,
            Attempt.no,
            Attempt.is_trial,
            Attempt.is_absent,
            Attempt.score_points,
            Attempt.max_points,
            Attempt.layout,
        )
        .where(Attempt.id.in_(closed))
        .order_by(Attempt.user_id, Attempt.no)
    ).all()
    answers: dict[int, dict[int, AnswerRow]] = defaultdict(dict)
    for attempt_id, place, response, fraction in db.session.execute(
        select(Answer.attempt_id, Answer.place, Answer.response, Answer.fraction).where(Answer.attempt_id.in_(closed))
    ):
        answers[attempt_id][place] = AnswerRow(response, fraction)
    return [Paper(**row._mapping, answers=answers.get(row.id, {})) for row in rows]


def analysis_of(quiz: Quiz) -> Analysis:
    """Return the item analysis of one attempt a person, the one that counts; trials and link attempts left out."""
    papers = [each for each in papers_of(quiz.id) if not each.is_trial and not each.is_absent]
    by_person: dict[int, list[Paper]] = defaultdict(list)
    for paper in papers:
        by_person[paper.user_id].append(paper)
    chosen = [counted(own, Counts(quiz.which_counts)) for own in by_person.values()]
    taken = [paper for paper in chosen if paper is not None]
    asked = list(dict.fromkeys(item["version"] for paper in taken for item in paper.layout))
    versions, keys = versions_of(asked), marking_versions(quiz.id, asked)
    options: dict[Hashable, list[Option]] = {each: options_of(keys[each]) for each in asked}
    sheets = [_sheet(paper, {each: keys[each].kind for each in asked}) for paper in taken]
    return Analysis(analyse(sheets, options, _in_order(quiz.id, versions)), versions, keys, len(papers))


def board_of(quiz: Quiz) -> Board:
    """Return what the board shows; six statements at most however many people there are."""
    people: dict[int, list[Any]] = defaultdict(list)
    for row in _light(quiz.id):
        people[row.user_id].append(row)
    results = [counted(own, Counts(quiz.which_counts)) for own in people.values()]
    done = [each for each in results if each is not None]
    newest = papers_of(quiz.id, newest=BOARD_ATTEMPTS) if done else []
    papers = [each for each in newest if not each.is_absent]
    return Board(
        attendees=_present(quiz.id),
        opened=len(people),
        answering=sum(any(row.score_points is None for row in own) for own in people.values()),
        submitted=len(done),
        passed=sum(is_passing(each.score_points, each.max_points, quiz.pass_mark_pct) for each in done),
        hardest=tuple(_hardest(papers)),
        sampled=len(papers),
    )


def versions_of(version_ids: Iterable[int]) -> dict[int, QuestionVersion]:
    """Return version id -> version with its question; one statement, none where there is no id."""
    wanted = list(version_ids)
    if not wanted:
        return {}
    rows = db.session.scalars(
        select(QuestionVersion).where(QuestionVersion.id.in_(wanted)).options(joinedload(QuestionVersion.question))
    )
    return {version.id: version for version in rows}


def newer_versions(version_ids: Iterable[int]) -> dict[int, list[QuestionVersion]]:
    """Return version id -> the later versions of its question, newest first; one statement at most."""
    wanted = list(version_ids)
    found: dict[int, list[QuestionVersion]] = {each: [] for each in wanted}
    if not wanted:
        return found
    asked = select(QuestionVersion.id, QuestionVersion.question_id, QuestionVersion.no).where(
        QuestionVersion.id.in_(wanted)
    )
    asked_rows = asked.subquery()
    rows = db.session.execute(
        select(asked_rows.c.id, QuestionVersion)
        .join(Question, Question.id == asked_rows.c.question_id)
        .join(QuestionVersion, (QuestionVersion.question_id == Question.id) & (QuestionVersion.no > asked_rows.c.no))
        .order_by(QuestionVersion.no.desc())
    )
    for version_id, version in rows:
        found[version_id].append(version)
    return found


def asked_versions(quiz_id: int) -> list[int]:
    """Return the ids of the versions any attempt at the quiz was asked, trials apart; one statement."""
    layouts = db.session.scalars(
        select(Attempt.layout).where(Attempt.quiz_id == quiz_id, Attempt.is_trial.is_(False)).order_by(Attempt.id)
    )
    return list(dict.fromkeys(item["version"] for layout in layouts for item in layout))


def repairs_of(quiz_id: int) -> list[KeyRepair]:
    """Return the repairs of keys in the quiz, newest first."""
    return list(db.session.scalars(select(KeyRepair).where(KeyRepair.quiz_id == quiz_id).order_by(KeyRepair.id.desc())))


def options_of(key: QuestionVersion) -> list[Option]:
    """Return the options of a question that has any, by the key that marks it; what earns anything is right."""
    match Kind(key.kind):
        case Kind.SINGLE | Kind.MULTIPLE:
            return [Option(no, fraction_of(row) > 0) for no, row in enumerate(key.body["options"])]
        case Kind.TRUEFALSE:
            return [Option(1, bool(key.body["right"])), Option(0, not key.body["right"])]
    return []


def chosen_options(kind: str, response: Any) -> frozenset[int]:
    """Return the indexes of the options a response chose; true is 1 and false 0."""
    if response is None:
        return frozenset()
    match Kind(kind):
        case Kind.SINGLE | Kind.TRUEFALSE:
            return frozenset((int(response),))
        case Kind.MULTIPLE:
            return frozenset(response)
    return frozenset()


def _sheet(paper: Paper, kinds: Mapping[int, str]) -> dict[Hashable, ItemMark]:
    sheet: dict[Hashable, ItemMark] = {}
    for place, item in enumerate(paper.layout):
        points, answer = float(item["points"]), paper.answers.get(place)
        earned = points * float(answer.fraction or 0) if answer is not None else 0.0
        chosen = chosen_options(kinds[item["version"]], answer.response) if answer is not None else frozenset()
        sheet[item["version"]] = ItemMark(earned, points, chosen)
    return sheet


def _in_order(quiz_id: int, versions: Mapping[int, QuestionVersion]) -> list[int]:
    """Return the version ids: fixed questions as they stand in the quiz, drawn ones after them."""
    fixed = {slot.question_id: slot.no for slot in slots_of(quiz_id) if slot.question_id is not None}
    return sorted(versions, key=lambda each: (fixed.get(versions[each].question_id, MOST_SLOTS + 1), each))


def _hardest(papers: Sequence[Paper]) -> list[BoardRow]:
    shares: dict[int, list[float]] = defaultdict(list)
    for paper in papers:
        for place, item in enumerate(paper.layout):
            answer = paper.answers.get(place)
            shares[item["version"]].append(float(answer.fraction or 0) if answer is not None else 0.0)
    means = {version_id: sum(own) / len(own) for version_id, own in shares.items()}
    worst = sorted(means, key=lambda version_id: (means[version_id], version_id))[:HARDEST]
    versions = versions_of(worst)
    return [BoardRow(versions[each].name, versions[each].text, means[each], len(shares[each])) for each in worst]


def _present(quiz_id: int) -> int:
    statement = (
        select(func.count(Attendance.user_id.distinct()))
        .join(QuizBriefing, QuizBriefing.session_id == Attendance.session_id)
        .where(QuizBriefing.quiz_id == quiz_id, Attendance.struck_at.is_(None))
    )
    return db.session.scalar(statement) or 0


def _light(quiz_id: int) -> Sequence[Any]:
    return db.session.execute(
        select(Attempt.user_id, Attempt.no, Attempt.score_points, Attempt.max_points).where(
            Attempt.quiz_id == quiz_id, Attempt.is_trial.is_(False), Attempt.is_absent.is_(False)
        )
    ).all()


def _closed(quiz_id: int, newest: int | None) -> Select[Any]:
    closed = select(Attempt.id).where(Attempt.quiz_id == quiz_id, Attempt.submitted_at.is_not(None))
    if newest is None:
        return closed
    last = closed.where(Attempt.is_trial.is_(False)).order_by(Attempt.submitted_at.desc(), Attempt.id.desc())
    return select(last.limit(newest).subquery().c.id)
