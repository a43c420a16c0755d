"""A question that is not kept yet: typed, or read from a file; and what every question must hold beside its body."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from portal import thai
from portal.errors import N_, RuleBroken
from portal.questionnaire.rules.bodies import check_body
from portal.questionnaire.rules.kinds import FEEDBACK_CHARACTERS

NAME_CHARACTERS = 200
TEXT_CHARACTERS = 5_000
CITATION_CHARACTERS = 300
MANUAL_PAGE_CHARACTERS = 100
TAG_CHARACTERS = 50
MOST_TAGS = 20
MOST_POINTS = Decimal(1000)


@dataclass(frozen=True)
class DraftPicture:
    """A question's picture in a file: its bytes while it is read or written, its digest once the storage has it."""

    filename: str
    media_type: str
    alt: str = ""
    sha256: str = ""
    content: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class QuestionDraft:
    """What a question says, before it is kept.

    category_path: names from the top down, empty: the folder chosen by the person
    line: where it begins in the file it was read from; 0 where it was typed
    """

    kind: str
    name: str
    text: str
    body: Mapping[str, Any]
    feedback: str = ""
    points: Decimal = Decimal(1)
    category_path: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    citation: str = ""
    manual_page: str = ""
    picture: DraftPicture | None = None
    line: int = field(default=0, compare=False)


def check_draft(draft: QuestionDraft) -> None:
    """Raise RuleBroken, with the form's field, unless the question may be kept as it is."""
    if not draft.name.strip():
        raise RuleBroken(N_("โปรดตั้งชื่อคำถาม เพื่อใช้ค้นและแสดงในรายการ"), field="name")
    if not draft.text.strip():
        raise RuleBroken(N_("โปรดพิมพ์คำถาม"), field="text")
    for name, most in (
        ("name", NAME_CHARACTERS),
        ("text", TEXT_CHARACTERS),
        ("feedback", FEEDBACK_CHARACTERS),
        ("citation", CITATION_CHARACTERS),
        ("manual_page", MANUAL_PAGE_CHARACTERS),
    ):
        if len(getattr(draft, name)) > most:
            raise RuleBroken(N_("ข้อความยาวได้ไม่เกิน %(most)s ตัวอักษร"), field=name, most=most)
    points = draft.points
    if not points.is_finite() or not 0 < points <= MOST_POINTS or points != round(points, 2):
        raise RuleBroken(
            N_("คะแนนต้องมากกว่า 0 ไม่เกิน %(most)s และมีทศนิยมไม่เกิน 2 ตำแหน่ง"), field="points", most=int(MOST_POINTS)
        )
    if len(draft.tags) > MOST_TAGS:
        raise RuleBroken(N_("ใส่ป้ายกำกับได้ไม่เกิน %(most)s ป้าย"), field="tags", most=MOST_TAGS)
    if any(len(tag) > TAG_CHARACTERS for tag in draft.tags):
        raise RuleBroken(N_("ป้ายกำกับยาวได้ไม่เกิน %(most)s ตัวอักษร"), field="tags", most=TAG_CHARACTERS)
    check_body(draft.kind, draft.body)


def name_from_text(text: str) -> str:
    """Return a name for lists made of a question's text, for files that give none."""
    return thai.shorten(" ".join(thai.normalise(text).split()), 80)


def cleaned_tags(tags: Sequence[str]) -> tuple[str, ...]:
    """Return the tags clean, in their order, none twice whatever its letters' case."""
    found: dict[str, str] = {}
    for tag in tags:
        words = " ".join(thai.normalise(tag).split())
        if words:
            found.setdefault(thai.search_key(words), words)
    return tuple(found.values())


def search_text(name: str, text: str, tags: Sequence[str]) -> str:
    """Return the folded text a search looks in: name, text, then a line for each tag."""
    return "\n".join((thai.search_key(name), thai.search_key(text), "")) + "".join(tag_line(tag) for tag in tags)


def tag_line(tag: str) -> str:
    """Return the line that stands in the search text for a tag, so that a whole tag can be looked for."""
    return f"#{thai.search_key(tag)}\n"
