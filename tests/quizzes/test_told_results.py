"""What a person is told of the own result after the key of a question was repaired."""

from __future__ import annotations

import pytest

from portal.extensions import db
from portal.quizzes.actions.repair import repair_key
from portal.quizzes.rules.repairs import Key, told_body
from tests.conftest import NOW
from tests.factories.questionnaire import add_version
from tests.factories.quizzes import make_attempt, make_quiz, make_quiz_category, make_quiz_question

ALL = ["score", "answers", "right", "feedback"]
WORDS = ("ก", "ข", "ค")


def options(right: int, words: tuple[str, ...] = WORDS) -> dict:
    return {
        "options": [
            {"text": word, "fraction": str(int(no == right)), "feedback": f"เพราะ {word}" if no == right else ""}
            for no, word in enumerate(words)
        ]
    }


def test_options_keep_the_words_that_were_seen_and_bring_what_the_new_key_gives():
    asked, by = Key(1, 1, "single", options(0)), Key(2, 2, "single", options(1, ("ก ใหม่", "ข ใหม่", "ค ใหม่")))
    assert told_body(asked, by)["options"] == [
        {"text": "ก", "fraction": "0", "feedback": ""},
        {"text": "ข", "fraction": "1", "feedback": "เพราะ ข ใหม่"},
        {"text": "ค", "fraction": "0", "feedback": ""},
    ]


@pytest.mark.parametrize("kind", ["number", "text", "truefalse", "matching", "ordering"])
def test_other_kinds_are_told_by_the_new_key(kind):
    assert told_body(Key(1, 1, kind, {"old": 1}), Key(2, 2, kind, {"new": 1})) == {"new": 1}


def test_result_page_agrees_with_the_repaired_key(world, client_of):
    asked = make_quiz_question(make_quiz_category(world.year), body=options(0), feedback="คำอธิบายเดิม")
    quiz = make_quiz(world.year, [asked], review={"immediately": ALL, "while_open": ALL, "after_close": ALL})
    attempt = make_attempt(quiz, world.staff, [0])
    client, address = client_of(world.staff), f"/attempts/{attempt.id}/result"
    page = client.get(address)
    assert chosen(page) == "ก ท่านเลือกข้อนี้ · คำตอบที่ถูก"
    assert ("คำอธิบายเดิม" in page.text, "ตรวจใหม่ด้วยเฉลยที่แก้ไขแล้ว" in page.text) == (True, False)

    by = add_version(asked.question, body=options(1, ("ก", "ข แก้คำ", "ค")), feedback="คำอธิบายใหม่")
    deed = {"reason": "เฉลยผิด", "based_on": 0, "actor": world.secretariat, "now": NOW}
    repair_key(quiz=quiz, asked=asked, by=by, **deed)
    db.session.commit()
    page = client.get(address)
    assert "ได้ 0 จาก 1 คะแนน" in page.text
    assert chosen(page) == "ก ท่านเลือกข้อนี้ · ไม่ใช่คำตอบที่ถูก"
    assert "ข คำตอบที่ถูก" in page.text
    assert ("คำอธิบายใหม่" in page.text, "ตรวจใหม่ด้วยเฉลยที่แก้ไขแล้ว" in page.text) == (True, True)

    # what marks already is not offered once more
    page = client_of(world.secretariat).get(f"/quizzes/{quiz.id}/repairs")
    assert "ตรวจด้วยเฉลยของฉบับที่ 2 แล้ว" in page.text
    assert [a.attrs["href"] for a in page.root.all("a") if "/preview" in a.attrs["href"]] == []


def chosen(page) -> str:
    """Return what stands at the option that was chosen."""
    (choice,) = [each for each in page.root.all("li", class_="choice") if "ท่านเลือกข้อนี้" in each.text]
    return " ".join(choice.text.split())
