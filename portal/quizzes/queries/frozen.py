"""Frozen versions: found, opened again with what changed, and the obligations one can be attached to."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.extensions import db
from portal.people.models import Unit
from portal.people.queries import within
from portal.performance.models import FiscalYear, Indicator, Obligation
from portal.quizzes.models import FrozenResult, Quiz
from portal.quizzes.queries.results import STAFF_ORDER
from portal.quizzes.rules.freezing import Changes, changes_between, digest
from portal.quizzes.rules.results import Figure, Group, Outcome, Standing, breakdown, kept_small, tally

MOST_OBLIGATIONS = 100


@dataclass(frozen=True)
class FrozenPerson:
    """Somebody of a frozen roster."""

    user_id: int
    division_id: int
    staff_type: str
    session_ids: tuple[int, ...]


@dataclass(frozen=True)
class FrozenView:
    """What a frozen version says.

    is_intact: the digest kept with it still fits its inputs · changes: against the version before, None for the first ·
    newer: the newest version, None where this is it · labels: of the groups' keys, by breakdown ·
    outside, absent: people in no figure
    """

    figure: Figure
    facts: dict[str, Any]
    is_intact: bool
    changes: Changes | None
    newer: FrozenResult | None
    groups: dict[str, list[Group]]
    labels: dict[str, dict[Any, str]]
    by_retake: int
    outside: int
    absent: int
    headcount_on: date | None
    approved_on: date | None


def get_frozen(frozen_id: int) -> FrozenResult | None:
    """Return a frozen version with its quiz, year and agency, or None; one statement."""
    return db.session.scalars(_frozen().where(FrozenResult.id == frozen_id)).first()


def frozen_of(quiz_id: int) -> list[FrozenResult]:
    """Return the frozen versions of a quiz, newest first."""
    return list(db.session.scalars(_frozen().where(FrozenResult.quiz_id == quiz_id).order_by(FrozenResult.no.desc())))


def measures_of_year(fiscal_year_id: int) -> list[FrozenResult]:
    """Return what success measure 1 of a year rests on: the newest frozen version of each of its quizzes, by quiz."""
    newest = (
        select(FrozenResult.quiz_id, func.max(FrozenResult.no).label("no")).group_by(FrozenResult.quiz_id).subquery()
    )
    return list(
        db.session.scalars(
            _frozen()
            .join(newest, (newest.c.quiz_id == FrozenResult.quiz_id) & (newest.c.no == FrozenResult.no))
            .where(Quiz.fiscal_year_id == fiscal_year_id)
            .order_by(FrozenResult.quiz_id)
        )
    )


def facts_of(frozen: FrozenResult) -> dict[str, Any]:
    """Return the inputs of a frozen version as they were read."""
    facts: dict[str, Any] = json.loads(frozen.inputs)
    return facts


def frozen_view(version: FrozenResult, *, with_small: bool) -> FrozenView:
    """Return the version as it is read from its own inputs; one statement for the versions before and after it.

    with_small: also groups below five
    """
    facts, (before, newer) = facts_of(version), _beside(version)
    people = [_person(each) for each in facts["people"]]
    standings = {
        each["user"]: Standing(each["user"], Outcome(each["outcome"]), by_retake=each["by_retake"])
        for each in facts["people"]
    }
    groups = {
        "division": breakdown(people, standings, lambda person: (person.division_id,)),
        "staff_type": breakdown(people, standings, lambda person: (person.staff_type,)),
        "session": breakdown(people, standings, lambda person: person.session_ids),
    }
    order: dict[str, list[Any]] = {
        "division": [int(key) for key in facts["divisions"]],
        "staff_type": list(STAFF_ORDER),
        "session": [each["id"] for each in facts["sessions"]],
    }
    shown = {name: _in_order(rows, order[name]) for name, rows in groups.items()}
    approved = facts["quiz"]["pass_mark_approved_on"]
    return FrozenView(
        figure=Figure(tally(each.outcome for each in standings.values()), facts["headcount"], version.target_pct),
        facts=facts,
        is_intact=digest(version.inputs) == version.inputs_sha256,
        changes=changes_between(facts_of(before), facts) if before is not None else None,
        newer=newer,
        groups=shown if with_small else {name: kept_small(rows) for name, rows in shown.items()},
        labels={
            "division": {int(key): f"{home['abbr']} {home['name']}" for key, home in facts["divisions"].items()},
            "staff_type": {},
            "session": {each["id"]: each["title"] for each in facts["sessions"]},
        },
        by_retake=sum(each.by_retake for each in standings.values()),
        outside=len(facts["outside"]),
        absent=len(facts["absent"]),
        headcount_on=date.fromisoformat(facts["headcount_on"]) if facts["headcount_on"] else None,
        approved_on=date.fromisoformat(approved) if approved else None,
    )


def obligations_for(fiscal_year_id: int, paths: Collection[str], today: date) -> list[Obligation]:
    """Return the year's obligations within the paths that still take files, next due first; at most a hundred."""
    return list(
        db.session.scalars(
            select(Obligation)
            .join(Obligation.unit)
            .where(
                Obligation.fiscal_year_id == fiscal_year_id,
                within(paths),
                or_(Obligation.closed_after_on.is_(None), Obligation.closed_after_on >= today),
            )
            .options(
                joinedload(Obligation.unit),
                joinedload(Obligation.indicator).load_only(Indicator.printed_code, Indicator.name_th),
                joinedload(Obligation.project),
                joinedload(Obligation.period),
            )
            .order_by(Obligation.due_on < today, Obligation.due_on, Unit.position, Obligation.id)
            .limit(MOST_OBLIGATIONS)
        )
    )


def session_times(view: FrozenView) -> list[tuple[str, datetime]]:
    """Return (title, beginning) of the sessions the roster came from."""
    return [(each["title"], datetime.fromisoformat(each["starts_at"])) for each in view.facts["sessions"]]


def _beside(version: FrozenResult) -> tuple[FrozenResult | None, FrozenResult | None]:
    """Return (the version before it, the newest one where that is a later one); one statement."""
    rows = db.session.scalars(
        select(FrozenResult)
        .where(FrozenResult.quiz_id == version.quiz_id, FrozenResult.no >= version.no - 1)
        .order_by(FrozenResult.no)
    ).all()
    before = rows[0] if rows[0].no < version.no else None
    return before, rows[-1] if rows[-1].no > version.no else None


def _person(each: dict[str, Any]) -> FrozenPerson:
    return FrozenPerson(each["user"], each["division"], each["staff_type"], tuple(each["sessions"]))


def _in_order(rows: list[Group], order: list[Any]) -> list[Group]:
    return sorted(rows, key=lambda row: order.index(row.key))


def _frozen() -> Any:
    return (
        select(FrozenResult)
        .join(FrozenResult.quiz)
        .join(Quiz.fiscal_year)
        .join(FiscalYear.agency)
        .options(
            contains_eager(FrozenResult.quiz).contains_eager(Quiz.fiscal_year).contains_eager(FiscalYear.agency),
            joinedload(FrozenResult.frozen_by),
        )
    )
