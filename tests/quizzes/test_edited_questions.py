"""A question that is edited after it was asked: attempts keep what they were dealt, new ones get the new version."""

from __future__ import annotations

import pytest

from portal.extensions import db
from portal.questionnaire.actions import edit_question
from portal.quizzes.actions import close_attempt, start_attempt
from tests.factories.quizzes import make_attempt, make_quiz, make_quiz_category, make_quiz_question

SHOWS = ["score", "answers", "right", "feedback"]


def single(right: str) -> dict:
    """Return a body with two options, of which this one is right."""
    return {"options": [{"text": text, "fraction": str(int(text == right)), "feedback": ""} for text in "กข"]}


@pytest.fixture
def asked(world):
    """The version asked: ก is right."""
    return make_quiz_question(make_quiz_category(world.year), text="คำถามเดิม", body=single("ก"))


def edit(world, asked, now):
    """Turn the key round and the words over, as the bank's form does."""
    question = asked.question
    what = {"name": "ชื่อใหม่", "text": "คำถามใหม่", "body": single("ข"), "category": question.category}
    made = edit_question(question=question, based_on_no=1, **what, actor=world.secretariat, now=now)
    db.session.commit()
    return made


def test_edited_question_changes_no_closed_attempt(world, asked, client_of, now):
    quiz = make_quiz(world.year, [asked], review=dict.fromkeys(("immediately", "while_open", "after_close"), SHOWS))
    attempt = make_attempt(quiz, world.staff, [0])
    address = f"/attempts/{attempt.id}/result"
    assert edit(world, asked, now).no == 2
    page = client_of(world.staff).get(address)
    assert ("คำถามเดิม" in page.text, "คำถามใหม่" in page.text) == (True, False)
    assert "ได้ 1 จาก 1 คะแนน" in page.text
    db.session.expire_all()
    assert (attempt.score_points, attempt.is_passed, attempt.layout[0]["version"]) == (1, True, asked.id)


def test_edited_question_changes_no_attempt_under_way(world, asked, client_of, now):
    quiz = make_quiz(world.year, [asked])
    attempt = make_attempt(quiz, world.staff, [0], is_open=True)
    edit(world, asked, now)
    assert "คำถามเดิม" in client_of(world.staff).get(f"/attempts/{attempt.id}").text
    close_attempt(attempt=attempt, closed_by="person", now=now)
    assert attempt.score_points == 1


def test_edited_question_is_asked_as_it_is_now_from_then_on(world, asked, now):
    quiz = make_quiz(world.year, [asked], attempts_allowed=2)
    make_attempt(quiz, world.staff, [0])
    made = edit(world, asked, now)
    assert [item["version"] for item in start_attempt(quiz=quiz, actor=world.staff, now=now).layout] == [made.id]
