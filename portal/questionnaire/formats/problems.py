"""What is wrong with a part of a file, where, and the last look at a question that was read whole."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from portal import thai
from portal.errors import N_, RuleBroken
from portal.questionnaire.rules.drafts import (
    NAME_CHARACTERS,
    QuestionDraft,
    check_draft,
    cleaned_tags,
    name_from_text,
)
from portal.questionnaire.rules.imports import Problem

MAX_QUESTIONS = 1_000
_ROW = re.compile(r"[a-z]+-([0-9]+)(?:-|$)")
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Unreadable(Exception):
    """Raised while a question is read; `offset` counts characters from where its text begins, None: the beginning."""

    def __init__(self, message: str, *, offset: int | None = None, **params: Any) -> None:
        super().__init__(message)
        self.message, self.offset, self.params = message, offset, params


def finished(draft: QuestionDraft) -> QuestionDraft:
    """Return the draft with clean tags and a name; raises RuleBroken for what the bank would not keep."""
    if not draft.text:
        raise RuleBroken(N_("ไม่มีข้อความคำถาม"), field="text")
    name = " ".join(draft.name.split()) or name_from_text(draft.text)
    done = replace(
        draft,
        name=thai.shorten(name, NAME_CHARACTERS),
        # commas part tags where they are typed
        tags=cleaned_tags([tag.replace(",", " ") for tag in draft.tags]),
        citation=" ".join(draft.citation.split()),
        manual_page=" ".join(draft.manual_page.split()),
    )
    check_draft(done)
    return done


def problem_of(line: int, broken: RuleBroken) -> Problem:
    """Return the refusal of a question as a problem of the line it begins in."""
    row = _ROW.match(broken.field or "")
    return Problem(line, broken.message, broken.params, int(row[1]) + 1 if row else 0)


def clean(text: str) -> str:
    """Return text as the bank keeps it: spelt one way, lines ended by \\n, no control characters, stripped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return thai.normalise(_INVISIBLE.sub("", lines)).strip()


def too_many() -> RuleBroken:
    """Return the refusal of a file that holds more than the bank takes at a time."""
    return RuleBroken(N_("ไฟล์มีเกิน %(max)s คำถาม โปรดแบ่งเป็นหลายไฟล์"), field="file", max=MAX_QUESTIONS)
