"""Proposals as a division writes them: what a submission needs, what it froze, how two of them differ."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from portal.errors import N_, RuleBroken
from portal.meetings.rules.states import ARRANGING, ItemState, MeetingState

TITLE_CHARACTERS = 300
TEXT_CHARACTERS = 20_000
PRESENTER_CHARACTERS = 200
NOTE_CHARACTERS = 1_000
REASON_CHARACTERS = 1_000
MINUTES_MOST = 600
PAPERS_MOST = 20
PAPERS_AT_ONCE = 10
# the division writes
WRITABLE = (ItemState.DRAFT, ItemState.RETURNED)
# it lies with the secretary and has no place yet: the division may take it back to go on writing
RECALLABLE = (ItemState.SUBMITTED, ItemState.DEFERRED)


class ItemKind(StrEnum):
    """What the body is asked for."""

    INFORMATION = "information"
    CONSIDERATION = "consideration"
    OTHER = "other"


ITEM_KIND_WORDS = {
    ItemKind.INFORMATION: N_("เพื่อทราบ"),
    ItemKind.CONSIDERATION: N_("เพื่อพิจารณา"),
    ItemKind.OTHER: N_("เรื่องอื่น ๆ"),
}
# what a submission freezes, in the order in which a reader compares
CONTENT_WORDS: Mapping[str, str] = {
    "title": N_("เรื่อง"),
    "kind": N_("ประเภทเรื่อง"),
    "background": N_("ความเป็นมา"),
    "issue": N_("ประเด็น"),
    "proposal": N_("ข้อเสนอ"),
    "presenter": N_("ผู้นำเสนอ"),
    "minutes_needed": N_("เวลาที่ขอ (นาที)"),
    "wanted_meeting": N_("การประชุมที่ขอ"),
    "is_confidential": N_("ลับเฉพาะกรรมการ"),
    "is_recurring": N_("เสนอทุกครั้งที่ประชุม"),
}


class Text(Protocol):
    """A proposal's text as completeness is judged."""

    kind: str
    title: str
    background: str
    issue: str
    proposal: str


class PaperFact(Protocol):
    """A paper as two submissions are compared."""

    title: str
    filename: str
    sha256: str


@dataclass(frozen=True)
class Run:
    """Lines of a text that stayed, went (removed) or came (added)."""

    what: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One fact of a proposal before and after. runs: of a text of several lines; empty for the others."""

    name: str
    old: Any
    new: Any
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True)
class PaperChanges:
    """What became of the papers between two submissions: names of those that came, went, or were called otherwise."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    is_reordered: bool

    @property
    def are_any(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.removed or self.renamed or self.is_reordered)


def lacking(text: Text) -> list[tuple[str, str]]:
    """Return (field, sentence) of everything a submission still needs."""
    found = []
    if not text.title.strip():
        found.append(("title", N_("โปรดระบุชื่อเรื่อง")))
    if not text.background.strip() and not text.issue.strip():
        found.append(("background", N_("โปรดเขียนความเป็นมาหรือประเด็นอย่างน้อย 1 ช่อง")))
    if text.kind == ItemKind.CONSIDERATION and not text.proposal.strip():
        found.append(("proposal", N_("เรื่องเพื่อพิจารณาต้องมีข้อเสนอว่าขอให้ที่ประชุมมีมติอย่างไร")))
    return found


def check_complete(text: Text) -> None:
    """Raise RuleBroken for the first thing a submission still needs."""
    for field, sentence in lacking(text):
        raise RuleBroken(sentence, field=field)


def check_writable(state: ItemState, *, is_secretarys: bool, meeting: MeetingState | None) -> None:
    """Raise RuleBroken unless the item may be written now.

    is_secretarys: put on the agenda by the secretary without a submission; written until the agenda is fixed
    """
    if state in WRITABLE or (is_secretarys and state is ItemState.PLACED and meeting in ARRANGING):
        return
    if state in RECALLABLE:
        raise RuleBroken(N_("เรื่องนี้เสนอแล้ว หากต้องแก้ไข โปรดดึงเรื่องกลับมาแก้ไขก่อน"))
    if state is ItemState.PLACED:
        raise RuleBroken(N_("เรื่องนี้บรรจุในระเบียบวาระแล้ว หากต้องแก้ไข โปรดแจ้งเลขานุการให้ส่งคืน"))
    raise RuleBroken(N_("เรื่องนี้จบแล้ว จึงแก้ไขไม่ได้"))


def check_submittable(state: ItemState) -> None:
    """Raise RuleBroken unless the item lies with its division."""
    if state not in WRITABLE:
        raise RuleBroken(N_("เรื่องนี้เสนอไปแล้วหรือจบแล้ว จึงเสนออีกไม่ได้"))


def check_recallable(state: ItemState) -> None:
    """Raise RuleBroken unless the item waits with the secretary and has no place."""
    if state is ItemState.PLACED:
        raise RuleBroken(N_("เรื่องนี้บรรจุในระเบียบวาระแล้ว โปรดแจ้งเลขานุการให้ส่งคืน"))
    if state not in RECALLABLE:
        raise RuleBroken(N_("เรื่องนี้ไม่ได้รออยู่กับเลขานุการ จึงดึงกลับไม่ได้"))


def check_withdrawable(state: ItemState, meeting: MeetingState | None) -> None:
    """Raise RuleBroken for an item that is over, or whose agenda is fixed: then its secretary takes it off."""
    if state in (ItemState.DISCUSSED, ItemState.CARRIED_OVER, ItemState.WITHDRAWN):
        raise RuleBroken(N_("เรื่องนี้จบแล้ว จึงถอนไม่ได้"))
    if state is ItemState.PLACED and meeting not in ARRANGING:
        raise RuleBroken(N_("ระเบียบวาระกำหนดแล้ว หากต้องถอนเรื่อง โปรดแจ้งเลขานุการ"))


def allows(check: Callable[..., None], *facts: Any, **named: Any) -> bool:
    """Return whether a check of this module lets the act pass, for what a page offers."""
    try:
        check(*facts, **named)
    except RuleBroken:
        return False
    return True


def check_reason(reason: str) -> None:
    """Raise RuleBroken for a withdrawal that does not say why."""
    if not reason.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผล เลขานุการจะเห็นข้อความนี้"), field="reason")


def check_paper_count(standing: int, new: int) -> None:
    """Raise RuleBroken for no paper, too many at once, or more than an item takes."""
    if not 0 < new <= PAPERS_AT_ONCE:
        raise RuleBroken(N_("โปรดเลือกไฟล์ครั้งละ 1 ถึง %(max)s ไฟล์"), field="files", max=PAPERS_AT_ONCE)
    if standing + new > PAPERS_MOST:
        raise RuleBroken(
            N_("เรื่องหนึ่งมีเอกสารได้ไม่เกิน %(max)s ไฟล์ มีอยู่แล้ว %(count)s ไฟล์ โปรดถอนบางไฟล์หรือรวมไฟล์ก่อน"),
            field="files",
            max=PAPERS_MOST,
            count=standing,
        )


def place_key(asked: int, stands: int) -> tuple[int, int]:
    """Return what puts rows in the order of the places asked for: who moves goes past whoever stands there already."""
    return asked, (asked > stands) - (asked < stands)


def digest_of(content: Mapping[str, Any], papers: Sequence[PaperFact]) -> str:
    """Return the SHA-256 of what a submission froze: its text without the note, its papers in their order."""
    facts = {name: content.get(name) for name in CONTENT_WORDS}
    named = [[paper.title, paper.filename, paper.sha256] for paper in papers]
    text = json.dumps([facts, named], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check_changed(before: str | None, now: str, note: str) -> None:
    """Raise RuleBroken for a proposal sent again as it was, without a word on why."""
    if before == now and not note.strip():
        raise RuleBroken(N_("เนื้อหาและเอกสารเหมือนที่เสนอครั้งก่อน โปรดแก้ไข หรือเขียนคำชี้แจงถึงเลขานุการ"), field="note")


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Return what differs between two contents, in the order of CONTENT_WORDS."""
    found = []
    for name in CONTENT_WORDS:
        before, after = old.get(name), new.get(name)
        if (before or None) != (after or None):
            runs = line_runs(before or "", after or "") if _is_text(before, after) else ()
            found.append(Difference(name, before, after, runs))
    return found


def line_runs(old: str, new: str) -> tuple[Run, ...]:
    """Return the lines of two texts as what stayed, went and came, in reading order."""
    before, after = old.splitlines(), new.splitlines()
    runs: list[Run] = []
    for tag, first, last, start, stop in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run("same", "\n".join(before[first:last])))
            continue
        if first < last:
            runs.append(Run("removed", "\n".join(before[first:last])))
        if start < stop:
            runs.append(Run("added", "\n".join(after[start:stop])))
    return tuple(runs)


def paper_changes(old: Sequence[PaperFact], new: Sequence[PaperFact]) -> PaperChanges:
    """Return what became of the papers; the same content is the same paper, whatever it is called."""
    before, after = {paper.sha256: paper for paper in old}, {paper.sha256: paper for paper in new}
    kept_before = [digest for digest in before if digest in after]
    kept_after = [digest for digest in after if digest in before]
    return PaperChanges(
        tuple(paper_name(after[digest]) for digest in after if digest not in before),
        tuple(paper_name(before[digest]) for digest in before if digest not in after),
        tuple(
            (paper_name(before[digest]), paper_name(after[digest]))
            for digest in kept_after
            if paper_name(before[digest]) != paper_name(after[digest])
        ),
        kept_before != kept_after,
    )


def paper_name(paper: PaperFact) -> str:
    """Return what a paper is called: its title, else the file's name."""
    return paper.title or paper.filename


def sees_paper(*, is_division: bool, is_manager: bool, is_draft: bool, is_in_force: bool, is_secretarys: bool) -> bool:
    """Return whether somebody who sees the item may read one of its papers.

    is_draft: of the division's draft, not frozen; is_secretarys: attached by the secretary to an item of the agenda
    Drafts are the division's; frozen papers of former submissions are for the division and the secretary as well;
    everybody else reads those in force.
    """
    if is_draft and not is_secretarys:
        return is_division
    return is_in_force or is_division or is_manager


def _is_text(*values: Any) -> bool:
    return any(isinstance(value, str) and ("\n" in value or len(value) > 80) for value in values)
