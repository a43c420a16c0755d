"""The official figure: attendees who passed against all who attended, and what stands beside it.

The roster is who attended the quiz's sessions, each person once. Who never opened the quiz has not passed. Tries that
came by the link for the absent, and the author's own, are in no figure. A retake passed counts for the quiz it repeats.
Source: success measure 1 (100 x attendees who passed / all attendees, target 80); the title speaks of all staff, hence
coverage (attendees / headcount on the day) beside it; groups below five are kept from executives (personal data).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Protocol

from portal.quizzes.rules.attempts import Counts, counted, is_passing

RULE_VERSION = "m1-1"
TARGET_PCT = Decimal(80)
SMALLEST_GROUP = 5
_STORED = Decimal("0.0001")


class Outcome(StrEnum):
    """Where a person of the roster stands; only PASSED is in the numerator, all are in the denominator."""

    PASSED = "passed"
    FAILED = "failed"
    UNFINISHED = "unfinished"
    NOT_OPENED = "not_opened"


class Try(Protocol):
    """What the rules ask of an attempt."""

    @property
    def user_id(self) -> int: ...
    @property
    def no(self) -> int: ...
    @property
    def is_trial(self) -> bool: ...
    @property
    def is_absent(self) -> bool: ...
    @property
    def score_points(self) -> Decimal | None: ...
    @property
    def max_points(self) -> Decimal: ...


class Attendee(Protocol):
    """What the rules ask of somebody who was there."""

    @property
    def user_id(self) -> int: ...
    @property
    def division_id(self) -> int: ...
    @property
    def staff_type(self) -> str: ...
    @property
    def session_ids(self) -> tuple[int, ...]: ...


@dataclass(frozen=True)
class Round:
    """The tries at one quiz with its own pass mark: the quiz itself, or one that repeats it for those who failed."""

    tries: Sequence[Any]
    which: Counts
    pass_mark_pct: Decimal


@dataclass(frozen=True)
class Standing:
    """A person's outcome and the attempt it rests on; `by_retake`: passed in a quiz that repeats this one."""

    user_id: int
    outcome: Outcome
    attempt: Any = None
    by_retake: bool = False


@dataclass(frozen=True)
class Tally:
    """How many of a group stand where; the group is the denominator."""

    attendees: int
    passed: int
    failed: int
    unfinished: int
    not_opened: int

    @property
    def opened(self) -> int:
        """Return how many opened the quiz at all."""
        return self.attendees - self.not_opened

    @property
    def pct(self) -> Decimal | None:
        """Return 100 x passed / attendees, None where nobody attended."""
        return share_pct(self.passed, self.attendees)


@dataclass(frozen=True)
class Figure:
    """The measure with its working; `headcount` is how many the sessions were for, on the day."""

    tally: Tally
    headcount: int
    target_pct: Decimal = TARGET_PCT

    @property
    def pct(self) -> Decimal | None:
        """Return the measure in percent, None where nobody attended."""
        return self.tally.pct

    @property
    def is_met(self) -> bool | None:
        """Return whether the target is reached, the target itself included; None where nobody attended."""
        if not self.tally.attendees:
            return None
        return self.tally.passed * 100 >= self.target_pct * self.tally.attendees

    @property
    def shown_pct(self) -> Decimal | None:
        """Return the measure to two decimals, never rounded up to a target that is not reached."""
        if self.pct is None:
            return None
        exact = Decimal(self.tally.passed * 100) / self.tally.attendees
        rounded = exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
        is_claimed = rounded >= self.target_pct and not self.is_met
        return exact.quantize(Decimal("0.01"), ROUND_DOWN) if is_claimed else rounded

    @property
    def coverage_pct(self) -> Decimal | None:
        """Return 100 x attendees / headcount, None where the sessions were for nobody."""
        return share_pct(self.tally.attendees, self.headcount)


@dataclass(frozen=True)
class Group:
    """One row of a breakdown; `tally` is None where the row is kept back. members: user ids, none where kept back."""

    key: Hashable
    tally: Tally | None
    members: frozenset[int] = frozenset()


def share_pct(part: int, whole: int) -> Decimal | None:
    """Return 100 x part / whole to four decimals, None where the whole is nothing."""
    return (Decimal(100 * part) / whole).quantize(_STORED, ROUND_HALF_UP) if whole else None


def standings(roster: Iterable[Attendee], rounds: Sequence[Round]) -> dict[int, Standing]:
    """Return user id -> standing of everybody on the roster; the first round is the quiz, the others repeat it."""
    tries = [_by_person(each.tries) for each in rounds]
    return {
        person.user_id: _standing(person.user_id, [own.get(person.user_id, []) for own in tries], rounds)
        for person in roster
    }


def _by_person(tries: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for each in tries:
        if not each.is_trial and not each.is_absent:
            found.setdefault(each.user_id, []).append(each)
    return found


def _standing(user_id: int, tries: Sequence[Sequence[Any]], rounds: Sequence[Round]) -> Standing:
    results = [counted(own, each.which) for own, each in zip(tries, rounds, strict=True)]
    for place, (result, each) in enumerate(zip(results, rounds, strict=True)):
        if result is not None and is_passing(result.score_points, result.max_points, each.pass_mark_pct):
            return Standing(user_id, Outcome.PASSED, result, by_retake=place > 0)
    result = next((each for each in results if each is not None), None)
    if result is not None:
        return Standing(user_id, Outcome.FAILED, result)
    started = next((own[-1] for own in tries if own), None)
    return Standing(user_id, Outcome.NOT_OPENED if started is None else Outcome.UNFINISHED, started)


def tally(outcomes: Iterable[Outcome]) -> Tally:
    """Return how many stand where."""
    counts = Counter(outcomes)
    return Tally(
        attendees=sum(counts.values()),
        passed=counts[Outcome.PASSED],
        failed=counts[Outcome.FAILED],
        unfinished=counts[Outcome.UNFINISHED],
        not_opened=counts[Outcome.NOT_OPENED],
    )


def breakdown(
    roster: Sequence[Attendee],
    found: Mapping[int, Standing],
    keys: Callable[[Any], Iterable[Hashable]],
) -> list[Group]:
    """Return a row for each key in the order it first appears; who has two stands in both, once each."""
    groups: dict[Hashable, list[int]] = {}
    for person in roster:
        for key in dict.fromkeys(keys(person)):
            groups.setdefault(key, []).append(person.user_id)
    return [
        Group(key, tally(found[user_id].outcome for user_id in people), frozenset(people))
        for key, people in groups.items()
    ]


def kept_small(groups: Sequence[Group], smallest: int = SMALLEST_GROUP) -> list[Group]:
    """Return the rows with so many kept back, smallest first, that no small group follows from those shown.

    Whoever sees rows and the total can add and subtract them, and rows may overlap (people at two sessions stand in
    both). What can be worked out is never finer than the people who stand in the same of the rows shown, so each such
    set, those in none of them included, is of `smallest` people or more.
    """
    rows_of: Counter[int] = Counter()
    for place, group in enumerate(groups):
        rows_of.update(dict.fromkeys(group.members, 1 << place))
    alike = Counter(rows_of.values())
    shown = sorted(range(len(groups)), key=lambda place: (len(groups[place].members), place))
    while shown and not _is_safe(alike, shown, smallest):
        del shown[0]
    return [group if place in shown else Group(group.key, None) for place, group in enumerate(groups)]


def is_shown_to_all(figure: Figure, smallest: int = SMALLEST_GROUP) -> bool:
    """Return whether the whole is big enough to be shown to executives."""
    return figure.tally.attendees >= smallest


def _is_safe(alike: Mapping[int, int], shown: Sequence[int], smallest: int) -> bool:
    """Return whether nobody is among fewer than `smallest`. alike: rows people stand in, a bit each -> how many."""
    sizes: Counter[int] = Counter()
    for rows, people in alike.items():
        sizes[rows & sum(1 << place for place in shown)] += people
    return min(sizes.values(), default=smallest) >= smallest


def needs_retake(found: Iterable[Standing]) -> list[int]:
    """Return the ids of those a retake is for: everybody on the roster who has not passed."""
    return [each.user_id for each in found if each.outcome is not Outcome.PASSED]
