"""What a submission needs, what it froze, how two of them differ, who reads which paper: from values alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from portal.errors import RuleBroken
from portal.meetings.rules import ItemState, MeetingState
from portal.meetings.rules.proposals import (
    allows,
    check_changed,
    check_paper_count,
    check_recallable,
    check_submittable,
    check_withdrawable,
    check_writable,
    differences,
    digest_of,
    lacking,
    line_runs,
    paper_changes,
    place_key,
    sees_paper,
)


@dataclass
class Text:
    """A proposal's text."""

    kind: str = "consideration"
    title: str = "แผน"
    background: str = "ที่มา"
    issue: str = ""
    proposal: str = "ขอความเห็นชอบ"


@dataclass
class Paper:
    """A paper."""

    sha256: str
    filename: str = "ก.pdf"
    title: str = ""


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (Text(), []),
        (Text(title=" "), ["title"]),
        (Text(background=""), ["background"]),
        (Text(background="", issue="ประเด็น"), []),
        (Text(proposal=""), ["proposal"]),
        (Text(kind="information", proposal=""), []),
        (Text(title="", background="", proposal=""), ["title", "background", "proposal"]),
    ],
)
def test_submission_says_everything_it_lacks(text: Text, fields: list[str]) -> None:
    assert [field for field, _sentence in lacking(text)] == fields


@pytest.mark.parametrize(
    ("state", "writable", "submittable", "recallable"),
    [
        (ItemState.DRAFT, True, True, False),
        (ItemState.RETURNED, True, True, False),
        (ItemState.SUBMITTED, False, False, True),
        (ItemState.DEFERRED, False, False, True),
        (ItemState.PLACED, False, False, False),
        (ItemState.DISCUSSED, False, False, False),
        (ItemState.CARRIED_OVER, False, False, False),
        (ItemState.WITHDRAWN, False, False, False),
    ],
)
def test_division_writes_what_lies_with_it_and_takes_back_what_waits(
    state: ItemState, writable: bool, submittable: bool, recallable: bool
) -> None:
    meeting = MeetingState.AGENDA_OPEN if state is ItemState.PLACED else None
    assert allows(check_writable, state, is_secretarys=False, meeting=meeting) is writable
    assert allows(check_submittable, state) is submittable
    assert allows(check_recallable, state) is recallable


@pytest.mark.parametrize(("meeting", "may"), [(MeetingState.AGENDA_OPEN, True), (MeetingState.AGENDA_FIXED, False)])
def test_secretarys_own_item_is_written_until_the_agenda_is_fixed(meeting: MeetingState, may: bool) -> None:
    assert allows(check_writable, ItemState.PLACED, is_secretarys=True, meeting=meeting) is may


@pytest.mark.parametrize(
    ("state", "meeting", "may"),
    [
        (ItemState.DRAFT, None, True),
        (ItemState.SUBMITTED, None, True),
        (ItemState.PLACED, MeetingState.AGENDA_OPEN, True),
        (ItemState.PLACED, MeetingState.INVITED, False),
        (ItemState.PLACED, MeetingState.IN_SESSION, False),
        (ItemState.DISCUSSED, MeetingState.MINUTES_DRAFT, False),
        (ItemState.WITHDRAWN, None, False),
    ],
)
def test_division_withdraws_until_the_agenda_is_fixed(
    state: ItemState, meeting: MeetingState | None, may: bool
) -> None:
    assert allows(check_withdrawable, state, meeting) is may


@pytest.mark.parametrize(
    ("standing", "new", "may"), [(0, 1, True), (10, 10, True), (11, 10, False), (0, 0, False), (0, 11, False)]
)
def test_item_takes_twenty_papers_ten_at_once(standing: int, new: int, may: bool) -> None:
    assert allows(check_paper_count, standing, new) is may


def test_digest_changes_with_text_papers_and_their_order_and_not_with_the_note() -> None:
    content: dict[str, Any] = {"title": "ก", "kind": "other", "note": "หนึ่ง"}
    papers = [Paper("1"), Paper("2")]
    digest = digest_of(content, papers)
    assert digest_of(content | {"note": "สอง"}, papers) == digest
    others = [
        digest_of(content | {"title": "ข"}, papers),
        digest_of(content, papers[::-1]),
        digest_of(content, papers[:1]),
        digest_of(content, [Paper("1", title="ชื่อ"), Paper("2")]),
    ]
    assert len({digest, *others}) == 5


def test_same_proposal_again_needs_a_word() -> None:
    check_changed("a", "a", "แก้ไขแล้วนอกระบบ")
    check_changed("a", "b", "")
    check_changed(None, "a", "")
    with pytest.raises(RuleBroken) as refused:
        check_changed("a", "a", " ")
    assert refused.value.field == "note"


def test_differences_name_what_changed_in_order_with_long_texts_line_by_line() -> None:
    old = {"title": "ก", "background": "หนึ่ง\nสอง\nสาม", "minutes_needed": None, "is_confidential": False}
    new = {"title": "ข", "background": "หนึ่ง\nสี่\nสาม", "minutes_needed": 10, "is_confidential": False}
    found = differences(old, new)
    assert [(each.name, each.old, each.new) for each in found] == [
        ("title", "ก", "ข"),
        ("background", "หนึ่ง\nสอง\nสาม", "หนึ่ง\nสี่\nสาม"),
        ("minutes_needed", None, 10),
    ]
    assert [(run.what, run.text) for run in found[1].runs] == [
        ("same", "หนึ่ง"), ("removed", "สอง"), ("added", "สี่"), ("same", "สาม"),
    ]  # fmt: skip
    assert found[0].runs == ()


def test_text_that_came_or_went_as_a_whole_is_one_run() -> None:
    assert [(run.what, run.text) for run in line_runs("", "ก\nข")] == [("added", "ก\nข")]
    assert [(run.what, run.text) for run in line_runs("ก", "")] == [("removed", "ก")]
    assert line_runs("", "") == ()


def test_papers_are_compared_by_content() -> None:
    old = [Paper("1", "ก.pdf"), Paper("2", "ข.pdf"), Paper("3", "ค.pdf")]
    new = [Paper("3", "ค.pdf"), Paper("1", "ก.pdf", "แผน"), Paper("4", "ง.pdf")]
    changed = paper_changes(old, new)
    assert (changed.added, changed.removed, changed.renamed) == (("ง.pdf",), ("ข.pdf",), (("ก.pdf", "แผน"),))
    assert (changed.is_reordered, changed.are_any) == (True, True)
    assert paper_changes(old, old).are_any is False


def test_row_that_moves_goes_past_the_one_that_stands_there() -> None:
    assert sorted([(1, 3), (1, 1), (2, 2)], key=lambda each: place_key(*each)) == [(1, 3), (1, 1), (2, 2)]
    assert sorted([(3, 1), (2, 2), (3, 3)], key=lambda each: place_key(*each)) == [(2, 2), (3, 3), (3, 1)]


@pytest.mark.parametrize(
    ("facts", "sees"),
    [
        # division, manager, draft, in force, secretary's
        ((True, False, True, False, False), True),
        ((False, True, True, True, False), False),
        ((False, False, True, True, False), False),
        ((False, False, True, True, True), True),
        ((False, False, False, True, False), True),
        ((False, False, False, False, False), False),
        ((False, True, False, False, False), True),
        ((True, False, False, False, False), True),
    ],
)
def test_drafts_are_the_divisions_and_frozen_papers_of_old_for_those_concerned(
    facts: tuple[bool, bool, bool, bool, bool], sees: bool
) -> None:
    names = ("is_division", "is_manager", "is_draft", "is_in_force", "is_secretarys")
    assert sees_paper(**dict(zip(names, facts, strict=True))) is sees
