"""Pure rules of review and of the grid: the state of one obligation, of a cell, what is certified and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portal import thai
from portal.duties import DutyState
from portal.errors import N_, Conflict, RuleBroken

# delivered, whether or not the head has certified it
DELIVERED = frozenset({DutyState.COMPLETE, DutyState.LATE, DutyState.CERTIFIED})
REASON_MAX = 1000


class ReviewKind(StrEnum):
    """What a head can do with an obligation."""

    CERTIFIED = "certified"
    RETURNED = "returned"
    RECALLED = "recalled"


@dataclass(frozen=True)
class Facts:
    """What is known of an obligation; every state is computed from these."""

    due_on: date
    late_after_on: date
    content_version: int
    # when the oldest of the files that still stand was attached; None: no file stands
    completed_at: datetime | None = None
    review: ReviewKind | None = None
    # content_version the last review was about
    reviewed_version: int | None = None

    @property
    def has_files(self) -> bool:
        """True when at least one file stands."""
        return self.completed_at is not None

    @property
    def is_certified(self) -> bool:
        """True when the head certified exactly what stands now."""
        return self.review is ReviewKind.CERTIFIED and self.reviewed_version == self.content_version

    @property
    def is_changed(self) -> bool:
        """True when something changed after the certification: it has to be certified again."""
        return self.review is ReviewKind.CERTIFIED and self.reviewed_version != self.content_version

    @property
    def is_returned(self) -> bool:
        """True when the head returned what stands now and nothing has been changed since."""
        return self.review is ReviewKind.RETURNED and self.reviewed_version == self.content_version

    @property
    def is_ready(self) -> bool:
        """True when it waits for the head."""
        return self.has_files and not self.is_certified and not self.is_returned

    @property
    def is_late(self) -> bool:
        """True when the first standing file came after the last day on time, as Bangkok's calendar has it."""
        return self.completed_at is not None and thai.bangkok_date(self.completed_at) > self.late_after_on


def duty_state(facts: Facts, today: date) -> DutyState:
    """Return the one state shown for an obligation (study 6.3.2 for certification, 6 row 2 and 3 for the dates)."""
    match facts:
        case Facts(is_certified=True):
            return DutyState.CERTIFIED
        case Facts(has_files=False):
            return DutyState.MISSING if today > facts.due_on else DutyState.NOT_DUE
        case Facts(is_returned=True):
            return DutyState.PARTIAL
        case Facts(is_late=True):
            return DutyState.LATE
        case _:
            return DutyState.COMPLETE


def cell_state(counts: Mapping[DutyState, int]) -> DutyState:
    """Return the state of several obligations together; an empty cell counts as not yet due.

    Certified or complete only when every one is; one delivered among others makes it partial; of none delivered, one
    missing makes it missing.
    """
    present = {state for state, count in counts.items() if count}
    if present and present <= {DutyState.CERTIFIED}:
        return DutyState.CERTIFIED
    if present and present <= DELIVERED:
        return DutyState.LATE if DutyState.LATE in present else DutyState.COMPLETE
    if present & (DELIVERED | {DutyState.PARTIAL}):
        return DutyState.PARTIAL
    return DutyState.MISSING if DutyState.MISSING in present else DutyState.NOT_DUE


@dataclass
class Tally:
    """Counts of obligations; every rate names its two counts, and the denominator is the list of what was due."""

    total: int = 0
    due: int = 0
    delivered_of_due: int = 0
    on_time_of_due: int = 0
    certified_of_due: int = 0
    changed: int = 0

    def add(self, facts: Facts, state: DutyState, today: date, count: int = 1) -> None:
        """Count `count` obligations with these facts; due: the due date has come."""
        self.total += count
        self.changed += count * facts.is_changed
        if today < facts.due_on:
            return
        self.due += count
        self.delivered_of_due += count * (state in DELIVERED)
        self.on_time_of_due += count * (state in DELIVERED and not facts.is_late)
        self.certified_of_due += count * (state is DutyState.CERTIFIED)


def content_text(obligation: Mapping[str, Any], files: Iterable[Mapping[str, Any]]) -> str:
    """Return what is certified as canonical JSON: the obligation's identity and each file revision with its digest."""
    ordered = sorted(files, key=lambda file: (file["evidence_id"], file["no"]))
    return json.dumps({"obligation": obligation, "files": ordered}, ensure_ascii=False, sort_keys=True, default=str)


def content_digest(text: str) -> str:
    """Return the SHA-256 of a content text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def check_certifiable(facts: Facts, shown_version: int) -> None:
    """Raise Conflict when the content is not the one that was shown, RuleBroken when there is nothing to certify."""
    if facts.content_version != shown_version:
        raise Conflict(N_("หลักฐานเปลี่ยนแปลงหลังจากท่านเปิดหน้านี้ ยังไม่ได้รับรองรายการใด โปรดตรวจรายการล่าสุดแล้วรับรองอีกครั้ง"))
    if not facts.has_files:
        raise RuleBroken(N_("รับรองไม่ได้ เพราะยังไม่มีหลักฐาน"))
    if facts.is_returned:
        raise RuleBroken(N_("รายการนี้ส่งคืนให้แก้ไขแล้ว รับรองได้เมื่อมีการแก้ไขหลักฐาน"))


def check_returnable(facts: Facts, shown_version: int) -> None:
    """Raise Conflict or RuleBroken when the obligation cannot be returned as it was shown."""
    if facts.content_version != shown_version:
        raise Conflict(N_("หลักฐานเปลี่ยนแปลงหลังจากท่านเปิดหน้านี้ โปรดตรวจรายการล่าสุดก่อนส่งคืน"))
    if not facts.has_files:
        raise RuleBroken(N_("ยังไม่มีหลักฐานให้ส่งคืน"))
    if facts.is_returned:
        raise Conflict(N_("รายการนี้ส่งคืนให้แก้ไขแล้ว"))
    if facts.is_certified:
        raise RuleBroken(N_("รายการนี้รับรองแล้ว หากต้องแก้ไข โปรดถอนการรับรองก่อน"))


def check_recallable(facts: Facts) -> None:
    """Raise Conflict when there is no certification to take back."""
    if facts.review is not ReviewKind.CERTIFIED:
        raise Conflict(N_("รายการนี้ไม่มีการรับรองให้ถอน"))
