"""The small door through which any feature puts duties on a person's checklist.

A feature's `queries` module offers a contributor; `app.py` registers it. A contributor answers for a person and a set
of unit paths with the duties that stand there now: computed from facts, so that they tick and untick themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol


class DutyState(StrEnum):
    """Where one duty stands; each is shown with a sign and a word."""

    NOT_DUE = "not_due"
    MISSING = "missing"
    PARTIAL = "partial"
    COMPLETE = "complete"
    LATE = "late"
    CERTIFIED = "certified"


@dataclass(frozen=True)
class Duty:
    """One thing somebody has to do, with the one form that does it."""

    key: str
    title: str
    # what the duty asks for, e.g. the period's name
    what: str
    # the missing thing in words; empty when nothing is missing
    missing: str
    due_on: date
    state: DutyState
    # done duties are shown quietly
    is_done: bool
    unit_id: int
    unit_name: str
    # Flask endpoint and its values, and the fragment of the form on that page
    endpoint: str
    values: Mapping[str, object] = field(default_factory=dict)
    anchor: str = ""
    # words of the link, an order to do something
    action: str = ""
    # the month of the fiscal year (1 = October) the duty is filed under
    fiscal_month: int = 0
    changed_after_certification: bool = False
    returned_reason: str = ""


class Contributor(Protocol):
    """Answers the duties of a person (what that person has to do) or of a unit (everything that stands there)."""

    def __call__(
        self, *, today: date, person: Any | None = None, unit: Any | None = None, year_be: int | None = None
    ) -> list[Duty]: ...


CONTRIBUTORS: list[Contributor] = []


def contribute(contributor: Contributor) -> None:
    """Register a contributor once."""
    if contributor not in CONTRIBUTORS:
        CONTRIBUTORS.append(contributor)
