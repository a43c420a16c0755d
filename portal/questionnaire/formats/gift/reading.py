"""Questions out of a GIFT file: names, texts, notes; the answers are read in `answers`."""

from __future__ import annotations

from decimal import Decimal

from portal import thai
from portal.errors import N_, RuleBroken
from portal.questionnaire.formats.encodings import decoded
from portal.questionnaire.formats.gift.answers import Answers, read_answers
from portal.questionnaire.formats.gift.blocks import UNCLOSED, Block, blocks
from portal.questionnaire.formats.gift.escapes import marked_format, places, text_of, unescaped
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
from portal.thai import NotUnderstood

GAP = "_____"
_NOT_CLOSED = N_("ไม่พบวงเล็บปีกกาปิด } ของคำตอบ โปรดเติม } ท้ายคำตอบ หากใช้ { เป็นข้อความให้พิมพ์ \\{")
_NO_ANSWERS = N_("ไม่มีคำตอบในวงเล็บปีกกา { } ระบบไม่รับข้อความอธิบายที่ไม่ใช่คำถาม (description)")
_STRAY = N_("มีวงเล็บปีกกาปิด } ก่อนวงเล็บเปิด หากใช้เป็นข้อความให้พิมพ์ \\}")
_TWO = N_("มีวงเล็บปีกกามากกว่าหนึ่งคู่ในคำถามเดียว โปรดเว้นบรรทัดว่างระหว่างคำถาม หากใช้เป็นข้อความให้พิมพ์ \\{ และ \\}")
_NO_NAME_END = N_("ชื่อคำถามขึ้นต้นด้วย :: แต่ไม่มี :: ปิดท้ายชื่อ")


def read(content: str | bytes) -> tuple[list[QuestionDraft], list[Problem]]:
    """Return the questions that could be read, and the problems with their lines.

    Raises RuleBroken (field "file") for what is no text or holds too many questions.
    """
    drafts: list[QuestionDraft] = []
    problems: list[Problem] = []
    text = decoded(content) if isinstance(content, bytes) else content.removeprefix("\ufeff")
    for block in blocks(text):
        if len(drafts) + len(problems) > MAX_QUESTIONS:
            raise too_many()
        try:
            draft, warnings = _question(block)
            drafts.append(finished(draft))
            problems += warnings
        except Unreadable as fault:
            problems.append(Problem(block.line_at(fault.offset or 0), fault.message, fault.params))
        except RuleBroken as broken:
            problems.append(problem_of(block.line, broken))
    return drafts, problems


def _question(block: Block) -> tuple[QuestionDraft, list[Problem]]:
    raw = block.text
    if block.fault == UNCLOSED:
        raise Unreadable(_NOT_CLOSED, offset=next(places(raw, "{")).start())
    name, begin = _name(raw)
    before, inside, after, at = _parts(raw, begin)
    gap = f" {GAP} " if after.strip() and before.strip() else GAP if after.strip() else ""
    question = before.rstrip() + gap + after.strip() if gap else before
    markup = marked_format(before)
    answers = read_answers(inside, at, markup)
    notes = dict(block.notes)
    body = answers.body
    if answers.kind == "text":
        body = body | {"case_sensitive": notes.get("case", "") == "yes"}
    draft = QuestionDraft(
        kind=answers.kind,
        name=name,
        text=text_of(question),
        body=body,
        feedback=text_of(answers.feedback, markup),
        points=_points(notes.get("points", "")),
        category_path=block.category,
        tags=tuple(value for key, value in block.notes if key == "tag"),
        citation=notes.get("citation", ""),
        manual_page=notes.get("manual", ""),
        line=block.line,
    )
    return draft, _warnings(block, answers)


def _name(raw: str) -> tuple[str, int]:
    """Return the name and where the question goes on."""
    if not raw.lstrip().startswith("::"):
        return "", 0
    start = len(raw) - len(raw.lstrip()) + 2
    end = next((match.start() for match in places(raw[start:], "::")), -1)
    if end < 0:
        raise Unreadable(_NO_NAME_END)
    return clean(unescaped(raw[start : start + end])), start + end + 2


def _parts(raw: str, begin: int) -> tuple[str, str, str, int]:
    """Return the text before the braces, in them, behind them, and where the answers begin."""
    opened = closed = -1
    for brace in places(raw, "{", "}"):
        at = brace.start()
        if at < begin:
            continue
        if brace[0] == "{" and opened >= 0 and closed >= 0:
            raise Unreadable(_TWO, offset=at)
        if brace[0] == "{" and opened < 0:
            opened = at
        elif brace[0] == "}" and opened < 0:
            raise Unreadable(_STRAY, offset=at)
        elif brace[0] == "}" and closed < 0:
            closed = at
    if opened < 0:
        raise Unreadable(_NO_ANSWERS, offset=begin)
    return raw[begin:opened], raw[opened + 1 : closed], raw[closed + 1 :], opened + 1


def _points(note: str) -> Decimal:
    try:
        return thai.parse_number(note) if note else Decimal(1)
    except NotUnderstood:
        raise Unreadable(N_("อ่านคะแนนเต็ม “%(typed)s” ไม่ได้ โปรดใช้ตัวเลข"), typed=note) from None


def _warnings(block: Block, answers: Answers) -> list[Problem]:
    return [
        Problem(block.line_at(warning.offset or 0), warning.message, warning.params, is_warning=True)
        for warning in answers.warnings
    ]
