"""The bank as a list: narrowed, a page at a time, and what was ticked in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from portal import thai
from portal.extensions import db
from portal.paging import Slice, paginate
from portal.people.models import Unit
from portal.people.queries.units import within
from portal.questionnaire.models import Question, QuestionCategory, QuestionVersion
from portal.questionnaire.rules import Kind
from portal.questionnaire.rules.drafts import tag_line


@dataclass(frozen=True)
class Wanted:
    """What is looked for; None and "" ask for everything.

    state: "used" or "retired"; confirmed: "yes" or "no"
    """

    words: str = ""
    kind: Kind | None = None
    tag: str = ""
    state: str = "used"
    confirmed: str = ""
    category_ids: frozenset[int] | None = None


@dataclass(frozen=True)
class QuestionRow:
    """A question in lists, as its newest version says it."""

    question_id: int
    no: int
    kind: str
    name: str
    text: str
    points: Decimal
    tags: list[str]
    has_picture: bool
    category_id: int
    category_name: str
    confirmed_at: datetime | None
    retired_at: datetime | None
    unit_path: str

    @property
    def key(self) -> str:
        """The question with the version that was shown, as forms send it: "12:3"."""
        return f"{self.question_id}:{self.no}"


def bank_page(paths: Collection[str], wanted: Wanted, number: int) -> Slice[QuestionRow]:
    """Return a page of the questions of agencies within the paths, by category; two statements."""
    statement = _rows().where(within(paths), *_conditions(wanted))
    ordered = statement.order_by(QuestionCategory.name, QuestionCategory.id, Question.id)
    return paginate(ordered, number, session=db.session).map(_as_row)


def tags_in(paths: Collection[str]) -> list[str]:
    """Return the tags of the newest versions within the paths, in Thai order; one statement."""
    statement = _joined(select(QuestionVersion.tags)).where(within(paths))
    found = {tag for tags in db.session.scalars(statement) for tag in tags}
    return sorted(found, key=thai.collation_key)


def ticked(paths: Collection[str], question_ids: Collection[int]) -> list[QuestionRow]:
    """Return those of the questions that stand within the paths, by category; one statement."""
    if not question_ids:
        return []
    statement = _rows().where(within(paths), Question.id.in_(question_ids))
    ordered = statement.order_by(QuestionCategory.name, QuestionCategory.id, Question.id)
    return [_as_row(row) for row in db.session.execute(ordered)]


def wanted_ids(paths: Collection[str], wanted: Wanted) -> list[int]:
    """Return the ids of all questions a list would show, in its order; one statement."""
    statement = _joined(select(Question.id)).where(within(paths), *_conditions(wanted))
    return list(db.session.scalars(statement.order_by(QuestionCategory.name, QuestionCategory.id, Question.id)))


def _rows() -> Select[Any]:
    return _joined(
        select(
            Question.id,
            Question.latest_no,
            QuestionVersion.kind,
            QuestionVersion.name,
            QuestionVersion.text,
            QuestionVersion.points,
            QuestionVersion.tags,
            QuestionVersion.picture_sha256,
            QuestionCategory.id,
            QuestionCategory.name,
            Question.confirmed_at,
            Question.retired_at,
            Unit.path,
        )
    )


def _joined(statement: Any) -> Select[Any]:
    """Return the statement over every question with its newest version, category and agency."""
    newest = (QuestionVersion.question_id == Question.id) & (QuestionVersion.no == Question.latest_no)
    joined: Select[Any] = (
        statement.select_from(Question)
        .join(QuestionVersion, newest)
        .join(QuestionCategory, QuestionCategory.id == Question.category_id)
        .join(Unit, Unit.id == QuestionCategory.unit_id)
    )
    return joined


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Question.search_text.contains(word, autoescape=True) for word in thai.search_key(wanted.words).split()
    ]
    if wanted.tag:
        found.append(Question.search_text.contains(tag_line(wanted.tag), autoescape=True))
    if wanted.kind is not None:
        found.append(QuestionVersion.kind == wanted.kind.value)
    if wanted.category_ids is not None:
        found.append(Question.category_id.in_(wanted.category_ids))
    states: Mapping[str, ColumnElement[bool]] = {
        "used": Question.retired_at.is_(None),
        "retired": Question.retired_at.is_not(None),
        "yes": Question.confirmed_at.is_not(None),
        "no": Question.confirmed_at.is_(None),
    }
    return found + [states[each] for each in (wanted.state, wanted.confirmed) if each in states]


def _as_row(row: Any) -> QuestionRow:
    (question_id, no, kind, name, text, points, tags, picture, category_id, category_name, *rest) = row
    return QuestionRow(
        question_id, no, kind, name, text, points, tags, bool(picture), category_id, category_name, *rest
    )
