"""GIFT as people and Moodle write it: escaped, over several lines, weighted, broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from portal.errors import RuleBroken
from portal.questionnaire.formats import gift, problems
from portal.questionnaire.rules.drafts import QuestionDraft

FILES = Path(__file__).parent / "files"


def read(name: str) -> tuple[dict[str, QuestionDraft], list[tuple[int, bool]]]:
    """Return the questions of a file by their names, and (line, is a warning) of its problems."""
    drafts, found = gift.read((FILES / f"{name}.gift").read_bytes())
    return {draft.name: draft for draft in drafts}, [(each.line, each.is_warning) for each in found]


def options(draft: QuestionDraft, part: str = "options") -> list[tuple[str, str, str]]:
    """Return (text, fraction, feedback) of each option or answer."""
    return [(row["text"], row["fraction"], row["feedback"]) for row in draft.body[part]]


def one(text: str) -> QuestionDraft:
    """Return the only question of a text."""
    drafts, found = gift.read(text)
    assert found == []
    (draft,) = drafts
    return draft


def test_escapes_are_undone_everywhere() -> None:
    drafts, found = read("escaped")
    first = drafts["ชื่อ: กับ = และ ~"]
    assert first.text == "ข้อใดคือ {วงเล็บ} #1 ใน C:\\งาน\\ปี 63\nบรรทัดที่สอง"
    assert options(first) == [("a = b ~ c", "1", "ถูก # หนึ่ง"), ("{x}", "0", "ผิด\nสองบรรทัด"), ("100% แน่นอน", "0", "")]
    assert first.feedback == "สรุป : ####"
    assert drafts["เครื่องหมายดอกจัน"].body["answers"][0]["text"] == "2 \\* 3"
    assert drafts["เครื่องหมายทับ"].text == "// ไม่ใช่หมายเหตุ"
    assert drafts["สูตร"].text == "\\(x^2\\) และ \\frac"
    assert found == []


def test_questions_over_several_lines_are_read() -> None:
    drafts, found = read("multi_line")
    first = drafts["หลายบรรทัด"]
    assert (first.line, first.text, first.feedback) == (4, "บรรทัดแรก\nบรรทัดที่สอง", "คำอธิบาย")
    assert options(first) == [("ถูก", "1", ""), ("ผิด\n\tต่อบรรทัด".replace("\t", " "), "0", "")]
    assert first.category_path == ("กรอบ", "น้ำหนัก/คะแนน")
    assert (first.tags, first.citation, first.manual_page, str(first.points)) == (
        ("มิติ", "น้ำหนัก ] พิเศษ"),
        "study 6.1.3",
        "หน้า 12",
        "2.5",
    )
    assert drafts["ชิดกัน"].body == {"right": True, "feedback_true": "ถูกเพราะ", "feedback_false": "ผิดเพราะ"}
    assert drafts["ชิดกันข้อสอง"].body["right"] is False
    assert drafts["ไม่มีหมวด"].category_path == ()
    # the feedback for any other number
    assert found == [(23, True)]


def test_markers_of_formats_become_plain_text() -> None:
    drafts, _ = read("multi_line")
    html = drafts["ข้อ หนึ่ง ก ข < ค"]
    assert html.text == "ข้อ หนึ่ง\nก\nข < ค"
    assert [text for text, _, _ in options(html)] == ["ตาราง\nเมตร²", "<b>ไม่ใช่ HTML</b>"]
    assert drafts["**ตัวหนา**"].text == "**ตัวหนา**"


def test_each_kind_is_recognised() -> None:
    drafts, _ = read("multi_line")
    number = drafts["**ตัวหนา**"].body["answers"]
    assert [(row["value"], row["tolerance"], row["fraction"]) for row in number] == [
        ("12.5", "0.5", "1"),
        ("3", "2", "0.5"),
    ]
    assert drafts["สำนักพัฒนาสังคมมี _____ ส่วนราชการ"].kind == "single"
    assert drafts["จับคู่"].body == {
        "pairs": [
            {"left": "กน.", "right": "กองนโยบายและแผนงาน"},
            {"left": "สก.", "right": "สำนักงานเลขานุการ"},
        ],
        "extra": ["สำนักงานเขต"],
    }
    assert drafts["เรียง"].body == {"items": ["หนึ่ง", "สอง", "สาม"]}
    assert options(drafts["ตอบสั้น"], "answers") == [("กน.", "1", "")]


def test_weights_become_fractions() -> None:
    drafts, found = read("weighted")
    assert [share for _, share, _ in options(drafts["หลายคำตอบ"])] == ["0.3333333", "0.3333333", "0.3333333", "-1"]
    assert drafts["หลายคำตอบ"].kind == "multiple"
    assert options(drafts["บางส่วน"]) == [
        ("เต็ม", "1", ""),
        ("ครึ่ง", "0.5", "เกือบ"),
        ("หัก", "-0.25", ""),
        ("ศูนย์", "0", ""),
    ]
    assert options(drafts["สั้น"], "answers") == [("Daily Plans", "1", "ดี"), ("*plan*", "0.8", ""), ("*", "0", "ไม่ใช่")]
    assert [row["value"] for row in drafts["เลขไทย"].body["answers"]] == ["80", "80"]
    assert found == []


def test_broken_questions_are_told_with_their_lines_and_the_rest_is_read() -> None:
    drafts, found = gift.read((FILES / "broken.gift").read_bytes())
    assert [draft.name for draft in drafts] == ["ดี 1", "ดี 2"]
    assert [each.line for each in found] == [1, 8, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 33]
    assert [each.row for each in found if each.row] == [2, 2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp874"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_file_is_read_whatever_it_was_saved_in(encoding: str, ending: str) -> None:
    text = "::ชื่อ::น้ำหนักเท่าใด {=๖๐ ~๑๐}\n\nถูกไหม {ถูก}\n".replace("\n", ending)
    drafts, found = gift.read(text.encode(encoding))
    assert ([draft.text for draft in drafts], found) == (["น้ำหนักเท่าใด", "ถูกไหม"], [])


def test_picture_is_no_text() -> None:
    with pytest.raises(RuleBroken) as refusal:
        gift.read(b"\x89PNG\r\n\x1a\n\0\0\0")
    assert refusal.value.field == "file"


def test_too_many_questions_are_refused() -> None:
    with pytest.raises(RuleBroken) as refusal:
        gift.read("ก {T}\n\n" * (problems.MAX_QUESTIONS + 2))
    assert refusal.value.params == {"max": problems.MAX_QUESTIONS}


@pytest.mark.parametrize(
    ("typed", "body"),
    [
        ("{T}", {"right": True, "feedback_true": "", "feedback_false": ""}),
        ("{false#ก}", {"right": False, "feedback_true": "ก", "feedback_false": ""}),
        ("{ผิด#ก#ข}", {"right": False, "feedback_true": "ก", "feedback_false": "ข"}),
    ],
)
def test_true_false_is_read(typed: str, body: dict[str, Any]) -> None:
    assert one(f"ข้อความ {typed}").body == body


def test_comment_with_notes_above_a_category_belongs_to_no_question() -> None:
    assert one("// [tag:ก]\n$CATEGORY: ข\n\nถาม {T}").tags == ()


@pytest.mark.parametrize("path", [("top",), ("ก/ข", "/ค"), ("$course$",), ("ก / ข",), ("//",)])
def test_names_of_categories_come_back(path: tuple[str, ...]) -> None:
    written = QuestionDraft(
        "truefalse", "ก", "ก", {"right": True, "feedback_true": "", "feedback_false": ""}, category_path=path
    )
    assert one(gift.write([written])).category_path == path
