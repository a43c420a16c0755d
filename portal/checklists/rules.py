"""Pure rules of checklists: order, groups, filters."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from portal.duties import Duty, DutyState


def sort_duties(duties: Iterable[Duty]) -> list[Duty]:
    """Return open duties before done ones, each by due date, then unit and title."""
    return sorted(duties, key=lambda duty: (duty.is_done, duty.due_on, duty.unit_name, duty.title))


@dataclass(frozen=True)
class Checklist:
    """A person's duties: to do now (overdue or due within the horizon), later, and done (newest due date first)."""

    now: list[Duty]
    later: list[Duty]
    done: list[Duty]
    overdue: int

    @classmethod
    def of(cls, duties: Iterable[Duty], today: date, horizon: timedelta) -> Checklist:
        """Return the groups; `duties` must be sorted already."""
        duties = list(duties)
        open_ones = [duty for duty in duties if not duty.is_done]
        return cls(
            now=[duty for duty in open_ones if duty.due_on <= today + horizon],
            later=[duty for duty in open_ones if duty.due_on > today + horizon],
            done=[duty for duty in reversed(duties) if duty.is_done],
            overdue=sum(duty.due_on < today for duty in open_ones),
        )


def matching(duties: Iterable[Duty], month: int | None, state: str) -> list[Duty]:
    """Return the duties filed under a fiscal month (1-12, None: all) and in a state.

    state: one of STATES, or "" for all
    """
    return [
        duty
        for duty in duties
        if (month is None or duty.fiscal_month == month)
        and (
            not state
            or duty.state == state
            or (state == "returned" and bool(duty.returned_reason))
            or (state == "changed" and duty.changed_after_certification)
            or (state == "open" and not duty.is_done)
        )
    ]


STATES = ("open", *(state.value for state in DutyState), "returned", "changed")


# days before the due date on which a person is reminded; after it, every day
MARKS = (7, 3, 1, 0)


def to_announce(duties: Iterable[Duty], today: date) -> list[Duty]:
    """Return open duties a person is reminded of today: at a mark before the due date, and each day after it."""
    return [
        duty for duty in duties if not duty.is_done and ((duty.due_on - today).days in MARKS or duty.due_on < today)
    ]
