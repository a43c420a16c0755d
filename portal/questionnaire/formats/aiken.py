"""Aiken, the plainest format: a question, its options by letter, the line with the right letter.

Tolerant: a question over several lines, ก ข ค ง beside A B C D, one or two marks after the letter, blank lines or
none, ANSWER in any case or เฉลย, several right letters parted by commas (which makes it a question of several choices).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from portal.errors import N_, RuleBroken
from portal.questionnaire.formats.encodings import decoded
from portal.questionnaire.formats.problems import (
    MAX_QUESTIONS,
    Unreadable,
    clean,
    finished,
    problem_of,
    too_many,
)
from portal.questionnaire.rules.drafts import QuestionDraft
from portal.questionnaire.rules.imports import Problem
from portal.questionnaire.rules.shares import automatic_fractions

_LETTERS = "A-Zก-ฮ"
_OPTION = re.compile(rf"\s*([{_LETTERS}a-z])\s*[.)]\)?\s*(.*)")
_ANSWER = re.compile(r"\s*(?:ANSWER|เฉลย|คำตอบ|ตอบ)\s*[::]\s*(.*)", re.IGNORECASE)
_NO_ANSWER = N_("ไม่พบบรรทัด ANSWER: ของคำถามนี้ โปรดเติม เช่น ANSWER: B")
_NO_OPTIONS = N_("ไม่มีตัวเลือกก่อนบรรทัด ANSWER: โปรดเขียนตัวเลือกบรรทัดละข้อ เช่น A. ข้อความ")
_UNKNOWN = N_("คำตอบ “%(typed)s” ไม่ตรงกับตัวอักษรของตัวเลือกใด")


@dataclass
class _Question:
    line: int = 0
    text: list[str] = field(default_factory=list)
    # letter and lines of each option
    options: list[tuple[str, list[str]]] = field(default_factory=list)
    answer_line: int = 0
    # a blank line stands behind the last option
    has_gap: bool = False


def read(content: str | bytes) -> tuple[list[QuestionDraft], list[Problem]]:
    """Return the questions that could be read, and the problems with their lines.

    Raises RuleBroken (field "file") for what is no text or holds too many questions.
    """
    drafts: list[QuestionDraft] = []
    problems: list[Problem] = []
    question = _Question()
    text = decoded(content) if isinstance(content, bytes) else content.removeprefix("\ufeff")
    for number, line in enumerate(text.split("\n"), 1):
        if len(drafts) + len(problems) > MAX_QUESTIONS:
            raise too_many()
        answer = _ANSWER.fullmatch(line)
        if answer and question.line:
            question.answer_line = number
            _keep(question, answer[1], drafts, problems)
            question = _Question()
        elif not line.strip():
            question.has_gap = bool(question.options)
        else:
            following = _following(question, number, line)
            if following is not None:
                problems.append(Problem(question.line, _NO_ANSWER))
                question = following
            _add(question, number, line)
    if question.line:
        problems.append(Problem(question.line, _NO_ANSWER))
    return drafts, problems


def _add(question: _Question, number: int, line: str) -> None:
    question.line = question.line or number
    option = _OPTION.fullmatch(line)
    if option and question.text:
        question.options.append((option[1].upper(), [option[2]]))
        question.has_gap = False
    elif question.options:
        question.options[-1][1].append(line)
    else:
        question.text.append(line)


def _following(question: _Question, number: int, line: str) -> _Question | None:
    """Return the question that begins although the one before has no answer line, or None.

    It shows by text behind a blank line, or by the first letter coming again: its own text has by then gone to the
    last option of the other.
    """
    if not question.options:
        return None
    option = _OPTION.fullmatch(line)
    if option is None:
        return _Question(number) if question.has_gap else None
    if option[1].upper() != question.options[0][0]:
        return None
    stray = question.options[-1][1][1:]
    return _Question(number - len(stray), stray)


def _keep(question: _Question, answer: str, drafts: list[QuestionDraft], problems: list[Problem]) -> None:
    try:
        drafts.append(finished(_draft(question, answer)))
    except Unreadable as fault:
        problems.append(Problem(question.answer_line, fault.message, fault.params))
    except RuleBroken as broken:
        problems.append(problem_of(question.line, broken))


def _draft(question: _Question, answer: str) -> QuestionDraft:
    if not question.options:
        raise Unreadable(_NO_OPTIONS)
    typed = [each.upper() for each in re.split(r"[\s,;.)]+", answer) if each]
    letters = [letter for letter, _ in question.options]
    if not typed or any(each not in letters for each in typed):
        raise Unreadable(_UNKNOWN, typed=answer.strip()[:40])
    right = {letters.index(each) for each in typed}
    kind = "single" if len(right) == 1 else "multiple"
    shares = automatic_fractions(kind, [no in right for no in range(len(letters))])
    options = [
        {"text": clean("\n".join(lines)), "fraction": share, "feedback": ""}
        for (_, lines), share in zip(question.options, shares, strict=True)
    ]
    text = clean("\n".join(question.text))
    return QuestionDraft(kind, "", text, {"options": options}, line=question.line)
