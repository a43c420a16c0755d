"""The time plan of an agenda: when each item begins, and how far the whole runs over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class TimePlan:
    """Items after one another from the meeting's start. starts: of each item; items that ask for no time count 0.

    over: minutes beyond the end, negative while time is left; unknown: how many items ask for none
    """

    starts: tuple[datetime, ...]
    finishes_at: datetime
    minutes: int
    over: int
    unknown: int

    @property
    def left(self) -> int:
        """Minutes left until the meeting's end; negative when the plan runs over."""
        return -self.over


def time_plan(starts_at: datetime, ends_at: datetime, minutes_needed: Sequence[int | None]) -> TimePlan:
    """Return the plan of items in the order of the agenda."""
    at, starts = starts_at, []
    for minutes in minutes_needed:
        starts.append(at)
        at += timedelta(minutes=minutes or 0)
    over = int((at - ends_at).total_seconds() // 60)
    unknown = sum(1 for minutes in minutes_needed if minutes is None)
    return TimePlan(tuple(starts), at, sum(minutes or 0 for minutes in minutes_needed), over, unknown)
