"""A file of questions before it is applied: what was read, what could not be, and what each question would do.

A question is the same as one in the bank when kind, text and what is offered for choosing agree, spelt any way; another
key or feedback makes no other question. The same text with other options is told, and is a question of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from dataclasses import field as dataclass_field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal import thai
from portal.errors import N_
from portal.questionnaire.rules.drafts import DraftPicture, QuestionDraft
from portal.questionnaire.rules.kinds import Kind, rights_of


class Outcome(StrEnum):
    """What a question of the file would do, or why it cannot be taken."""

    NEW = "new"
    SAME = "same"
    PROBLEM = "problem"


OUTCOME_WORDS = {
    Outcome.NEW: N_("เพิ่มใหม่"),
    Outcome.SAME: N_("มีอยู่แล้ว"),
    Outcome.PROBLEM: N_("อ่านไม่ได้"),
}


@dataclass(frozen=True)
class Problem:
    """Why a question could not be read, or what of it was left out.

    line: of the file, or the sheet's row; 0 where it is about the whole file
    row: which option, answer, pair or item of the question, from 1; 0 where it is about none
    is_warning: the question was read all the same
    """

    line: int
    message: str
    params: Mapping[str, Any] = dataclass_field(default_factory=dict)
    row: int = 0
    is_warning: bool = False


@dataclass(frozen=True)
class Reading:
    """What a file holds."""

    drafts: tuple[QuestionDraft, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Known:
    """A question of the bank."""

    id: int
    kind: str
    text: str
    body: Mapping[str, Any]
    is_retired: bool = False


@dataclass(frozen=True)
class PreviewRow:
    """A question of the file, or a problem where none could be read; the rows stand in the file's order.

    same: the question of the bank that is the same; same_line: the line of the same question earlier in the file
    alike: a question of the bank with the same text and other options
    """

    line: int
    outcome: Outcome
    draft: QuestionDraft | None = None
    same: Known | None = None
    same_line: int = 0
    alike: Known | None = None
    problem: Problem | None = None
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Preview:
    """What a file would do; new_paths are the categories that would be made, names from the top down."""

    rows: tuple[PreviewRow, ...]
    new_paths: tuple[tuple[str, ...], ...] = ()

    @property
    def counts(self) -> dict[Outcome, int]:
        """Rows by outcome, all outcomes present."""
        counted = Counter(row.outcome for row in self.rows)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def new(self) -> list[QuestionDraft]:
        """The questions that would be made."""
        return [row.draft for row in self.rows if row.outcome is Outcome.NEW and row.draft is not None]

    @property
    def digest(self) -> str:
        """SHA-256 of what was shown: another one at applying means that the bank has changed meanwhile."""
        shown = [
            [row.line, row.outcome, row.same.id if row.same else 0, row.same_line, row.alike.id if row.alike else 0]
            for row in self.rows
        ]
        return hashlib.sha256(json.dumps([shown, self.new_paths]).encode()).hexdigest()


def compare(reading: Reading, known: Iterable[Known], new_paths: Sequence[tuple[str, ...]]) -> Preview:
    """Return what the file would do to a bank that holds these questions."""
    in_bank: dict[tuple[Any, ...], Known] = {}
    by_text: dict[str, Known] = {}
    for each in sorted(known, key=lambda question: (question.is_retired, question.id)):
        in_bank.setdefault(fingerprint(each.kind, each.text, each.body), each)
        by_text.setdefault(thai.search_key(each.text), each)
    warnings: dict[int, list[Problem]] = {}
    starts = [draft.line for draft in reading.drafts]
    for problem in reading.problems:
        if problem.is_warning:
            at = max((start for start in starts if start <= problem.line), default=problem.line)
            warnings.setdefault(at, []).append(problem)
    rows = [PreviewRow(each.line, Outcome.PROBLEM, problem=each) for each in reading.problems if not each.is_warning]
    seen: dict[tuple[Any, ...], int] = {}
    for draft in reading.drafts:
        print_ = fingerprint(draft.kind, draft.text, draft.body)
        row = PreviewRow(draft.line, Outcome.NEW, draft, warnings=tuple(warnings.get(draft.line, ())))
        if print_ in in_bank:
            row = replace(row, outcome=Outcome.SAME, same=in_bank[print_])
        elif print_ in seen:
            row = replace(row, outcome=Outcome.SAME, same_line=seen[print_])
        else:
            row = replace(row, alike=by_text.get(thai.search_key(draft.text)))
        seen.setdefault(print_, draft.line)
        rows.append(row)
    return Preview(tuple(sorted(rows, key=lambda row: row.line)), tuple(new_paths))


def fingerprint(kind: str, text: str, body: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what makes a question the same as another."""
    match Kind(kind):
        case Kind.SINGLE | Kind.MULTIPLE:
            offered = [option["text"] for option in body["options"]]
        case Kind.MATCHING:
            offered = [*(pair["left"] for pair in body["pairs"]), *rights_of(body)]
        case Kind.ORDERING:
            offered = list(body["items"])
        case _:
            offered = []
    return (str(kind), thai.search_key(text), *sorted(thai.search_key(each) for each in offered))


def as_text(reading: Reading) -> str:
    """Return what was read as JSON; pictures by their digest, without their bytes."""
    return json.dumps(
        {
            "drafts": [_draft_values(draft) for draft in reading.drafts],
            "problems": [asdict(problem) for problem in reading.problems],
        },
        ensure_ascii=False,
    )


def from_text(kept: str) -> Reading:
    """Return what `as_text` kept."""
    values = json.loads(kept)
    return Reading(tuple(map(_draft, values["drafts"])), tuple(Problem(**each) for each in values["problems"]))


def _draft_values(draft: QuestionDraft) -> dict[str, Any]:
    picture = draft.picture
    kept = replace(picture, content=b"") if picture else None
    values = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
    return values | {
        "kind": str(draft.kind),
        "body": dict(draft.body),
        "points": str(draft.points),
        "picture": {name: getattr(kept, name) for name in ("filename", "media_type", "alt", "sha256")}
        if kept
        else None,
    }


def _draft(values: dict[str, Any]) -> QuestionDraft:
    picture = DraftPicture(**values["picture"]) if values["picture"] else None
    return QuestionDraft(
        **values
        | {
            "points": Decimal(values["points"]),
            "category_path": tuple(values["category_path"]),
            "tags": tuple(values["tags"]),
            "picture": picture,
        }
    )
