"""Aiken as people type it."""

from __future__ import annotations

from portal.questionnaire.formats import aiken

TYPED = """\
น้ำหนักของมิติที่ 1
คือเท่าใด
A. 60
B. 10
C) 20 หรือ
   ยี่สิบ
ANSWER: A

ปีงบประมาณเริ่มเมื่อใด
ก. 1 มกราคม
ข. 1 ตุลาคม

เฉลย: ข

ข้อใดเป็นมิติ
A) ประสิทธิผล
B) คุณภาพ
C) ความงาม
Answer: a, B
"""


def test_questions_are_read() -> None:
    drafts, found = aiken.read(TYPED)
    assert found == []
    assert [(draft.kind, draft.text, draft.line) for draft in drafts] == [
        ("single", "น้ำหนักของมิติที่ 1\nคือเท่าใด", 1),
        ("single", "ปีงบประมาณเริ่มเมื่อใด", 9),
        ("multiple", "ข้อใดเป็นมิติ", 15),
    ]
    assert drafts[0].name == "น้ำหนักของมิติที่ 1 คือเท่าใด"
    assert [row["text"] for row in drafts[0].body["options"]] == ["60", "10", "20 หรือ\n   ยี่สิบ"]
    assert [row["fraction"] for row in drafts[1].body["options"]] == ["0", "1"]
    assert [row["fraction"] for row in drafts[2].body["options"]] == ["0.5", "0.5", "-0.5"]


def test_questions_without_a_usable_answer_are_told_and_the_rest_is_read() -> None:
    typed = (
        "ลืมเฉลย\nA. ก\nB. ข\nข้อถัดไป\nA. ก\nB. ข\nANSWER: B\n\n"
        "ลืมเฉลยอีก\nA. ก\nB. ข\n\nข้อต่อมา\nA. ก\nB. ข\nANSWER: D\n\n"
        "ไม่มีตัวเลือก\nANSWER: A\n\nข้อดี\nA. ก\nB. ข\nANSWER: A\n\nท้ายไฟล์\nA. ก"
    )
    drafts, found = aiken.read(typed)
    assert [draft.text for draft in drafts] == ["ข้อถัดไป", "ข้อดี"]
    assert [problem.line for problem in found] == [1, 9, 16, 19, 26]


def test_old_thai_files_are_read() -> None:
    drafts, found = aiken.read(TYPED.replace("\n", "\r\n").encode("cp874"))
    assert (len(drafts), found) == (3, [])
