"""The state of an obligation, of a cell, the counts, the digest."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.duties import DutyState
from portal.errors import Conflict, RuleBroken
from portal.reporting.rules import (
    DELIVERED,
    Facts,
    ReviewKind,
    Tally,
    cell_state,
    check_certifiable,
    check_recallable,
    check_returnable,
    content_digest,
    content_text,
    duty_state,
)

DUE = date(2026, 12, 20)
BEFORE, AFTER = date(2026, 12, 20), date(2026, 12, 21)
# 20 December, 23.59 in Bangkok is still on time; a minute later it is not
LAST_MINUTE = datetime(2026, 12, 20, 16, 59, tzinfo=UTC)
TOO_LATE = datetime(2026, 12, 20, 17, 0, tzinfo=UTC)


def facts(completed_at: datetime | None = None, review: ReviewKind | None = None, reviewed: int = 1) -> Facts:
    return Facts(DUE, DUE, 1, completed_at, review, reviewed if review else None)


@pytest.mark.parametrize(
    ("given_facts", "today", "state"),
    [
        (facts(), BEFORE, DutyState.NOT_DUE),
        (facts(), AFTER, DutyState.MISSING),
        (facts(LAST_MINUTE), AFTER, DutyState.COMPLETE),
        (facts(TOO_LATE), AFTER, DutyState.LATE),
        (facts(TOO_LATE, ReviewKind.CERTIFIED), AFTER, DutyState.CERTIFIED),
        (facts(LAST_MINUTE, ReviewKind.CERTIFIED, reviewed=0), AFTER, DutyState.COMPLETE),
        (facts(LAST_MINUTE, ReviewKind.RETURNED), AFTER, DutyState.PARTIAL),
        (facts(LAST_MINUTE, ReviewKind.RETURNED, reviewed=0), AFTER, DutyState.COMPLETE),
        (facts(LAST_MINUTE, ReviewKind.RECALLED), AFTER, DutyState.COMPLETE),
        (facts(None, ReviewKind.CERTIFIED, reviewed=0), AFTER, DutyState.MISSING),
    ],
)
def test_duty_state_of_facts(given_facts: Facts, today: date, state: DutyState) -> None:
    assert duty_state(given_facts, today) is state


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ({}, DutyState.NOT_DUE),
        ({DutyState.NOT_DUE: 3}, DutyState.NOT_DUE),
        ({DutyState.NOT_DUE: 3, DutyState.MISSING: 1}, DutyState.MISSING),
        ({DutyState.MISSING: 3, DutyState.COMPLETE: 1}, DutyState.PARTIAL),
        ({DutyState.COMPLETE: 1, DutyState.PARTIAL: 1}, DutyState.PARTIAL),
        ({DutyState.COMPLETE: 1, DutyState.CERTIFIED: 1}, DutyState.COMPLETE),
        ({DutyState.COMPLETE: 1, DutyState.LATE: 1}, DutyState.LATE),
        ({DutyState.CERTIFIED: 4}, DutyState.CERTIFIED),
        ({DutyState.CERTIFIED: 4, DutyState.MISSING: 0}, DutyState.CERTIFIED),
    ],
)
def test_cell_state_of_counts(counts: dict[DutyState, int], state: DutyState) -> None:
    assert cell_state(counts) is state


@given(st.dictionaries(st.sampled_from(DutyState), st.integers(0, 5)))
def test_cell_state_complete_only_when_all_delivered(counts: dict[DutyState, int]) -> None:
    present = {state for state, count in counts.items() if count}
    assert (cell_state(counts) in DELIVERED) == (bool(present) and present <= DELIVERED)


def test_tally_counts_only_what_is_due() -> None:
    tally = Tally()
    for given_facts in (facts(LAST_MINUTE), facts(TOO_LATE), facts(), facts(LAST_MINUTE, ReviewKind.CERTIFIED)):
        tally.add(given_facts, duty_state(given_facts, AFTER), AFTER)
    later = Facts(date(2027, 1, 20), date(2027, 1, 20), 0)
    tally.add(later, duty_state(later, AFTER), AFTER)
    assert tally == Tally(total=5, due=4, delivered_of_due=3, on_time_of_due=2, certified_of_due=1, changed=0)


def test_changed_after_certification_is_not_certified() -> None:
    changed = facts(LAST_MINUTE, ReviewKind.CERTIFIED, reviewed=0)
    assert (changed.is_changed, changed.is_certified, changed.is_ready) == (True, False, True)


def test_certify_refused_when_content_changed() -> None:
    with pytest.raises(Conflict):
        check_certifiable(facts(LAST_MINUTE), shown_version=0)


def test_certify_refused_without_files() -> None:
    with pytest.raises(RuleBroken, match="ยังไม่มีหลักฐาน"):
        check_certifiable(facts(), shown_version=1)


def test_return_refused_once_returned_or_certified() -> None:
    with pytest.raises(Conflict):
        check_returnable(facts(LAST_MINUTE, ReviewKind.RETURNED), 1)
    with pytest.raises(RuleBroken, match="ถอนการรับรอง"):
        check_returnable(facts(LAST_MINUTE, ReviewKind.CERTIFIED), 1)


def test_recall_refused_without_certification() -> None:
    with pytest.raises(Conflict):
        check_recallable(facts(LAST_MINUTE))


def test_content_text_is_the_same_whatever_the_order() -> None:
    one = {"evidence_id": 1, "no": 1, "sha256": "a"}
    two = {"evidence_id": 2, "no": 1, "sha256": "b"}
    assert content_text({"id": 7}, [one, two]) == content_text({"id": 7}, [two, one])
    assert content_digest(content_text({"id": 7}, [one])) != content_digest(content_text({"id": 7}, [two]))
