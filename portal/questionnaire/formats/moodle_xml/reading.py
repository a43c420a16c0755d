"""Questions out of Moodle XML: what is common to all kinds; the answers are read in `bodies`."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from urllib.parse import unquote

from portal import thai
from portal.errors import N_, RuleBroken
from portal.questionnaire.formats.categories import split_path
from portal.questionnaire.formats.markup import has_tags, plain_text
from portal.questionnaire.formats.moodle_xml.bodies import READERS, rich_text
from portal.questionnaire.formats.moodle_xml.tree import Broken, Node, questions_of
from portal.questionnaire.formats.pictures import read_picture
from portal.questionnaire.formats.problems import Unreadable, clean, finished, problem_of
from portal.questionnaire.rules.drafts import DraftPicture, QuestionDraft, name_from_text
from portal.questionnaire.rules.imports import Problem
from portal.thai import NotUnderstood

# Moodle keeps these as tags, having no field for them
CITATION_TAG, MANUAL_TAG = "citation:", "manual:"
_STOPPED = N_("ไฟล์ผิดรูปแบบตั้งแต่บรรทัดนี้ อ่านได้เฉพาะคำถามก่อนหน้า โปรดส่งออกใหม่จาก Moodle")
_NOT_OURS = N_("ระบบไม่รับคำถามชนิด “%(kind)s” ข้ามคำถาม “%(name)s”")
_NO_WORDS = N_("ภาพไม่มีคำบรรยาย ระบบใช้ชื่อคำถามแทน โปรดแก้คำบรรยายหลังนำเข้า")
_DATA = re.compile(r"data:image/[a-z+.-]+;base64,(.*)", re.DOTALL)
_KINDS = {
    "essay": N_("อัตนัย (essay)"),
    "cloze": N_("เติมคำในข้อความ (cloze)"),
    "description": N_("ข้อความอธิบาย (description)"),
    "calculated": N_("คำนวณ (calculated)"),
    "calculatedsimple": N_("คำนวณอย่างง่าย (calculatedsimple)"),
    "calculatedmulti": N_("คำนวณแบบเลือกตอบ (calculatedmulti)"),
    "ddwtos": N_("ลากคำลงในข้อความ (ddwtos)"),
    "ddmarker": N_("ลากเครื่องหมายลงในภาพ (ddmarker)"),
    "ddimageortext": N_("ลากภาพหรือคำลงในภาพ (ddimageortext)"),
    "gapselect": N_("เลือกคำเติมในช่องว่าง (gapselect)"),
    "randomsamatch": N_("จับคู่คำตอบสั้นแบบสุ่ม (randomsamatch)"),
    "random": N_("สุ่มคำถาม (random)"),
}


def read(content: str | bytes) -> tuple[list[QuestionDraft], list[Problem]]:
    """Return the questions that could be read, and the problems with their lines.

    Raises RuleBroken (field "file") for what is no Moodle XML, declares entities, or is too large.
    """
    drafts: list[QuestionDraft] = []
    problems: list[Problem] = []
    category: tuple[str, ...] = ()
    for node in _nodes(content, problems):
        kind = node.attrs.get("type", "")
        if kind == "category":
            category = split_path(node.value("category"))
            continue
        if kind not in READERS:
            words = {"kind": _KINDS.get(kind, kind[:40] or "?"), "name": clean(node.value("name"))[:80]}
            problems.append(Problem(node.line, _NOT_OURS, words))
            continue
        try:
            draft, warnings = _question(node, category)
            drafts.append(finished(draft))
            problems += warnings
        except Unreadable as fault:
            problems.append(Problem(fault.offset or node.line, fault.message, fault.params))
        except RuleBroken as broken:
            problems.append(problem_of(node.line, broken))
    return drafts, sorted(problems, key=lambda problem: problem.line)


def _nodes(content: str | bytes, problems: list[Problem]) -> list[Node]:
    try:
        return questions_of(content)
    except Broken as broken:
        problems.append(Problem(broken.line, _STOPPED))
        return broken.questions


def _question(node: Node, category: tuple[str, ...]) -> tuple[QuestionDraft, list[Problem]]:
    kind, body, warnings = READERS[node.attrs["type"]](node)
    picture, name = _picture(node.one("questiontext")), clean(node.value("name"))
    if picture is not None and not picture.alt:
        # a picture without words is not kept; what the question is called is better than nothing
        picture = replace(picture, alt=name or name_from_text(rich_text(node.one("questiontext"))) or "–")
        warnings.append(_NO_WORDS)
    tags = [clean(tag.one("text").text) for tag in node.one("tags").all("tag")]
    notes = {prefix: _first(tags, prefix) for prefix in (CITATION_TAG, MANUAL_TAG)}
    draft = QuestionDraft(
        kind=kind,
        name=name,
        text=rich_text(node.one("questiontext")),
        body=body,
        feedback=rich_text(node.one("generalfeedback")),
        points=_points(node),
        category_path=category,
        tags=tuple(tag for tag in tags if not tag.startswith((CITATION_TAG, MANUAL_TAG))),
        citation=notes[CITATION_TAG],
        manual_page=notes[MANUAL_TAG],
        picture=picture,
        line=node.line,
    )
    return draft, [Problem(node.line, message, is_warning=True) for message in warnings]


def _first(tags: list[str], prefix: str) -> str:
    return next((tag.removeprefix(prefix).strip() for tag in tags if tag.startswith(prefix)), "")


def _points(node: Node) -> Decimal:
    typed = node.value("defaultgrade") or "1"
    try:
        return round(thai.parse_number(typed), 2)
    except NotUnderstood:
        raise Unreadable(N_("อ่านคะแนนเต็ม “%(typed)s” ไม่ได้ โปรดใช้ตัวเลข"), typed=typed[:40]) from None


def _picture(text: Node) -> DraftPicture | None:
    """Return the one picture of the question; raises RuleBroken where there are more, or one that lies elsewhere."""
    markup = text.one("text").text
    shown = plain_text(markup).pictures if has_tags(markup) else []
    files = {unquote(file.attrs.get("name", "")): file for file in text.all("file")}
    sources = dict(shown) or {f"@@PLUGINFILE@@/{name}": "" for name in files}
    if len(sources) > 1:
        raise RuleBroken(N_("คำถามมีภาพมากกว่าหนึ่งภาพ ระบบรับได้คำถามละหนึ่งภาพ"))
    for source, alt in sources.items():
        data = _DATA.fullmatch(source.strip())
        if data:
            return read_picture(data[1], "picture", clean(alt))
        name = unquote(source.rpartition("/")[2])
        if not source.startswith("@@PLUGINFILE@@/") or name not in files:
            raise RuleBroken(N_("ภาพ “%(name)s” ไม่ได้แนบมาในไฟล์ โปรดส่งออกใหม่พร้อมภาพ"), name=source[:80])
        return read_picture(files[name].text, name, clean(alt))
    return None
