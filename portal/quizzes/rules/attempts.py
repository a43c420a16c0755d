"""An attempt's life, the order of its answers, its marks, and which attempt is a person's result."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol, TypeVar

from portal.errors import N_, Conflict, RuleBroken

# an answer sent in the last moment may be on the way this long; the clock a person sees ends at the deadline itself
GRACE = timedelta(seconds=5)
# far above any counter and clock of an attempt, far below what a column holds
MAX_SEQUENCE = 1_000_000_000
SEQUENCES_PER_SECOND = 10
POINTS = Decimal("0.0001")
TIME_IS_UP = N_("หมดเวลาทำแบบทดสอบแล้ว คำตอบนี้มาถึงหลังหมดเวลาจึงไม่ถูกบันทึก คำตอบที่บันทึกไว้ก่อนหน้ายังอยู่ครบ")
IS_SUBMITTED = N_("ส่งแบบทดสอบนี้แล้ว จึงเปลี่ยนคำตอบไม่ได้")


class AttemptState(StrEnum):
    """Where an attempt stands at an instant."""

    OPEN = "open"
    # past its deadline and not yet closed: whoever looks at it next closes it
    OVERDUE = "overdue"
    CLOSED = "closed"


class Counts(StrEnum):
    """Which of a person's attempts is the result."""

    BEST = "best"
    LATEST = "latest"
    FIRST = "first"


class AttemptFacts(Protocol):
    """What the rules ask of an attempt."""

    @property
    def submitted_at(self) -> datetime | None: ...
    @property
    def deadline_at(self) -> datetime | None: ...


class ClosedAttempt(Protocol):
    """What the rules ask of an attempt that may be a result."""

    @property
    def no(self) -> int: ...
    @property
    def score_points(self) -> Decimal | None: ...


class LinkedAttempt(Protocol):
    """What the rules ask of an attempt to tell how the person came to it."""

    @property
    def is_absent(self) -> bool: ...


T = TypeVar("T", bound=ClosedAttempt)
L = TypeVar("L", bound=LinkedAttempt)


def attempt_state(attempt: AttemptFacts, now: datetime) -> AttemptState:
    """Return where the attempt stands; answers are taken for GRACE after the deadline."""
    if attempt.submitted_at is not None:
        return AttemptState.CLOSED
    if attempt.deadline_at is not None and now > attempt.deadline_at + GRACE:
        return AttemptState.OVERDUE
    return AttemptState.OPEN


def check_answerable(attempt: AttemptFacts, now: datetime) -> None:
    """Raise Conflict when the attempt takes no answers any more; the server's clock decides."""
    match attempt_state(attempt, now):
        case AttemptState.CLOSED:
            raise Conflict(IS_SUBMITTED)
        case AttemptState.OVERDUE:
            raise Conflict(TIME_IS_UP)


def check_sequence(sequence: int | None) -> None:
    """Raise RuleBroken for a counter no browser of ours sends; None: the answer counts in order of arrival."""
    if sequence is not None and not 0 <= sequence <= MAX_SEQUENCE:
        raise RuleBroken(N_("ลำดับของคำตอบไม่ถูกต้อง โปรดโหลดหน้าใหม่แล้วตอบอีกครั้ง"), field="sequence")


def sequence_at(started_at: datetime, now: datetime) -> int:
    """Return the counter's floor at an instant: tenths of seconds since the start.

    It lets answers from two devices that know nothing of each other stand in the order they were given.
    """
    return min(max(int((now - started_at).total_seconds() * SEQUENCES_PER_SECOND), 0), MAX_SEQUENCE)


def marks_of(points: Sequence[Decimal], fractions: Sequence[Decimal]) -> Decimal:
    """Return an attempt's points: the sum of points x fraction, not below 0, to four decimals.

    Fractions are kept to five decimals; three thirds are still the whole.
    """
    total = sum((each * share for each, share in zip(points, fractions, strict=True)), Decimal(0))
    return max(total, Decimal(0)).quantize(POINTS, ROUND_HALF_UP)


def is_passing(score: Decimal, most: Decimal, pass_mark_pct: Decimal) -> bool:
    """Return whether the points reach the pass mark, the mark itself included; compared without rounding."""
    return most > 0 and score * 100 >= pass_mark_pct * most


def valid_tries(attempts: Iterable[L], *, is_checked_in: bool) -> list[L]:
    """Return the attempts that stand for the person: once they count as having been there, none by the link does.

    So whoever took the link in the hall and is put on the list afterwards may still take the quiz as everybody did.
    """
    return [each for each in attempts if not (is_checked_in and each.is_absent)]


def counted(attempts: Iterable[T], which: Counts) -> T | None:
    """Return the closed attempt of one person that is the result; the earlier of two equally good ones."""
    closed = sorted((each for each in attempts if each.score_points is not None), key=lambda each: each.no)
    if not closed:
        return None
    match which:
        case Counts.FIRST:
            return closed[0]
        case Counts.LATEST:
            return closed[-1]
    return max(closed, key=lambda each: (each.score_points, -each.no))
