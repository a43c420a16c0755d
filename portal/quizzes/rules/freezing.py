"""A frozen figure: the text its inputs are kept as, its digest, what a later version changes, when one may be made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.errors import N_, RuleBroken
from portal.quizzes.rules.results import Outcome

REASON_MOST = 1_000


def canonical(inputs: Mapping[str, Any]) -> str:
    """Return the inputs as text that is the same for the same facts, whatever order they were read in."""
    return json.dumps(inputs, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(inputs: str) -> str:
    """Return the SHA-256 of canonical inputs."""
    return hashlib.sha256(inputs.encode()).hexdigest()


@dataclass(frozen=True)
class Changes:
    """What a later frozen version has that the one before had not; people by user id."""

    added: tuple[int, ...]
    removed: tuple[int, ...]
    # user id, outcome before, outcome after
    moved: tuple[tuple[int, Outcome, Outcome], ...]
    headcount: tuple[int, int] | None
    # facts of the quiz that differ: name -> (before, after)
    terms: Mapping[str, tuple[Any, Any]]

    @property
    def is_none(self) -> bool:
        """Return whether nothing differs."""
        return not (self.added or self.removed or self.moved or self.headcount or self.terms)


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Return what differs between the inputs of two frozen versions."""
    old = {each["user"]: Outcome(each["outcome"]) for each in before["people"]}
    new = {each["user"]: Outcome(each["outcome"]) for each in after["people"]}
    counts = (before["headcount"], after["headcount"])
    terms = {
        name: (before["quiz"].get(name), after["quiz"].get(name))
        for name in sorted(before["quiz"].keys() | after["quiz"].keys())
        if before["quiz"].get(name) != after["quiz"].get(name)
    }
    return Changes(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        moved=tuple((user, old[user], new[user]) for user in sorted(new.keys() & old.keys()) if old[user] != new[user]),
        headcount=counts if counts[0] != counts[1] else None,
        terms=terms,
    )


def check_freeze(
    *, attendees: int, answering: int, is_retake: bool, latest_no: int, based_on: int, is_same: bool, reason: str
) -> None:
    """Raise RuleBroken for a figure that cannot be frozen now: no roster, tries still open, nothing changed, no reason.

    based_on: number of the latest frozen version the person was shown; `latest_no` the one there is
    """
    if is_retake:
        raise RuleBroken(N_("แบบทดสอบนี้เป็นแบบทดสอบซ่อม ผลรวมอยู่ในแบบทดสอบหลักแล้ว โปรดบันทึกผลทางการที่แบบทดสอบหลัก"))
    if not attendees:
        raise RuleBroken(N_("ยังไม่มีผู้เข้าร่วมประชุมชี้แจง จึงยังไม่มีตัวหารและบันทึกผลไม่ได้"))
    if answering:
        raise RuleBroken(
            N_("ยังมีผู้ทำแบบทดสอบค้างอยู่ %(count)s คน โปรดปิดแบบทดสอบหรือรอให้หมดเวลาก่อน แล้วบันทึกผล"), count=answering
        )
    if latest_no != based_on:
        raise RuleBroken(N_("มีผู้บันทึกผลฉบับที่ %(no)s ไปแล้ว โปรดตรวจดูก่อนบันทึกฉบับใหม่"), no=latest_no)
    if latest_no and is_same:
        raise RuleBroken(N_("ข้อมูลยังตรงกับฉบับที่ %(no)s จึงไม่ต้องบันทึกฉบับใหม่"), no=latest_no)
    if latest_no and not reason.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผลที่บันทึกฉบับใหม่แทนฉบับที่ %(no)s"), field="reason", no=latest_no)
    if len(reason) > REASON_MOST:
        raise RuleBroken(N_("เหตุผลยาวได้ไม่เกิน %(most)s ตัวอักษร"), field="reason", most=REASON_MOST)
