"""Moodle XML as Moodle writes it, with what is left out and what is refused."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from portal.errors import RuleBroken
from portal.questionnaire.formats import moodle_xml
from portal.questionnaire.rules.drafts import QuestionDraft
from portal.questionnaire.rules.imports import Problem

MOODLE = (Path(__file__).parent / "files" / "moodle.xml").read_bytes()
TRUTHS = (("true", "100"), ("false", "0"))
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()


def read() -> tuple[dict[str, QuestionDraft], list[Problem]]:
    drafts, found = moodle_xml.read(MOODLE)
    return {draft.name: draft for draft in drafts}, found


def problems_of(text: str, files: str = "") -> list[Problem]:
    """Return the problems of a question with this text."""
    answers = "".join(f'<answer fraction="{share}"><text>{word}</text></answer>' for word, share in TRUTHS)
    question = f'<questiontext format="html"><text>{text}</text>{files}</questiontext>{answers}'
    return moodle_xml.read(f'<quiz><question type="truefalse"><name><text>ก</text></name>{question}</question></quiz>')[
        1
    ]


def test_what_all_kinds_have_is_read() -> None:
    drafts, _ = read()
    first = drafts["เลือกหนึ่ง"]
    assert (first.line, first.text, first.feedback, first.points) == (8, "ข้อใด ถูก", "ดู คู่มือ", 2)
    assert (first.category_path, first.tags) == (("กรอบ", "น้ำหนัก"), ("มิติ",))
    assert (first.citation, first.manual_page) == ("study 6.1.3", "หน้า 4")
    assert first.picture is not None
    assert (first.picture.filename, first.picture.media_type, first.picture.alt) == ("ผัง.png", "image/png", "ผัง")
    assert first.picture.content == b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xaeB`\x82"


def test_each_kind_is_read() -> None:
    drafts, _ = read()
    assert drafts["เลือกหนึ่ง"].body == {
        "options": [
            {"text": "ใช่ & ถูก", "fraction": "1", "feedback": "ดี"},
            {"text": "ไม่", "fraction": "-0.3333333", "feedback": ""},
        ]
    }
    assert drafts["เลือกหลาย"].kind == "multiple"
    assert drafts["เลือกหลาย"].text == "ข้อใด\nถูกบ้าง"
    assert drafts["ถูกผิด"].text == "1 < 2"
    assert drafts["ถูกผิด"].body == {"right": True, "feedback_true": "ใช่", "feedback_false": "ไม่"}
    assert drafts["สั้น"].body["case_sensitive"] is True
    assert [row["fraction"] for row in drafts["สั้น"].body["answers"]] == ["1", "0.5"]
    assert drafts["ตัวเลข"].body["answers"] == [{"value": "12.5", "tolerance": "0.5", "fraction": "1", "feedback": ""}]
    assert [pair["left"] for pair in drafts["จับคู่"].body["pairs"]] == ["กน.", "สก."]
    assert drafts["จับคู่"].body["extra"] == ["สำนักงานเขต"]
    assert drafts["เรียง"].body == {"items": ["หนึ่ง", "สอง", "สาม"]}


def test_other_kinds_are_told_by_name() -> None:
    _, found = read()
    told = [(each.line, each.params["kind"], each.params["name"]) for each in found if not each.is_warning]
    assert told == [
        (65, "อัตนัย (essay)", "เรียงความ"),
        (69, "เติมคำในข้อความ (cloze)", "เติมคำ"),
        (70, "wordselect", "แปลก"),
    ]
    # the number's feedback for any other answer
    assert [each.line for each in found if each.is_warning] == [45]


def test_file_that_breaks_off_gives_the_questions_before() -> None:
    cut = MOODLE[: MOODLE.index("ถูกบ้าง".encode())]
    drafts, found = moodle_xml.read(cut)
    assert ([draft.name for draft in drafts], [each.line for each in found]) == (["เลือกหนึ่ง"], [26])


@pytest.mark.parametrize(
    "content",
    [
        b"not xml at all",
        b"<html><body/></html>",
        b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz><question type="essay">&a;</question></quiz>',
        b'<!DOCTYPE quiz SYSTEM "http://localhost/x"><quiz/>',
    ],
)
def test_other_files_are_refused(content: bytes) -> None:
    with pytest.raises(RuleBroken) as refusal:
        moodle_xml.read(content)
    assert refusal.value.field == "file"


def test_file_in_the_old_thai_encoding_is_read() -> None:
    declared = MOODLE.decode().replace('encoding="UTF-8"', 'encoding="windows-874"').replace("\n", "\r\n")
    drafts, _ = moodle_xml.read(declared.encode("cp874"))
    assert drafts[1].text == "ข้อใด\nถูกบ้าง"


@pytest.mark.parametrize(
    ("text", "files", "message"),
    [
        ('<![CDATA[<img src="http://a/b.png">]]>', "", "ภาพ “%(name)s” ไม่ได้แนบมาในไฟล์ โปรดส่งออกใหม่พร้อมภาพ"),
        (
            f'<![CDATA[<img src="data:image/png;base64,{PNG}"><img src="x.png">]]>',
            "",
            "คำถามมีภาพมากกว่าหนึ่งภาพ ระบบรับได้คำถามละหนึ่งภาพ",
        ),
        (
            "ก",
            '<file name="a.gif" encoding="base64">R0lGODlh</file>',
            "ภาพ “%(name)s” เป็นชนิดที่ระบบไม่รับ โปรดใช้ภาพ jpg, png หรือ webp",
        ),
        ("ก", '<file name="a.png" encoding="base64">%%%</file>', "ภาพ “%(name)s” เสียหาย อ่านไม่ได้"),
        (
            "ก",
            f'<file name="a.png" encoding="base64">{"A" * 4_300_000}</file>',
            "ภาพ “%(name)s” ใหญ่เกิน %(max)s MB โปรดย่อภาพก่อน",
        ),
    ],
    ids=["elsewhere", "two", "kind", "broken", "large"],
)
def test_pictures_that_cannot_be_kept_are_told(text: str, files: str, message: str) -> None:
    (found,) = problems_of(text, files)
    assert (found.message, found.is_warning) == (message, False)


def test_picture_without_words_gets_the_name_of_the_question() -> None:
    drafts, found = moodle_xml.read(MOODLE.replace('alt="ผัง"'.encode(), b""))
    assert drafts[0].picture is not None
    assert (drafts[0].picture.alt, found[0].line, found[0].is_warning) == ("เลือกหนึ่ง", 8, True)


def test_picture_in_an_answer_is_told() -> None:
    text = MOODLE.replace(b"<text>true</text>", b'<text><![CDATA[<img src="x">]]></text>')
    drafts, found = moodle_xml.read(text)
    assert "ถูกผิด" not in [draft.name for draft in drafts]
    assert 35 in [each.line for each in found]
