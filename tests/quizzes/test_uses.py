"""A question's page names the quizzes that ask it."""

from __future__ import annotations

from portal.extensions import db
from portal.questionnaire.queries import get_question
from portal.quizzes.models import QuizSlot
from portal.quizzes.queries.uses import quizzes_asking
from tests.factories.quizzes import make_quiz, make_quiz_category, make_quiz_question


def test_question_page_names_quizzes_that_ask_it_or_may_draw_it(world, client_of, statements):
    top = make_quiz_category(world.year)
    below = make_quiz_category(world.year, parent_id=top.id)
    version = make_quiz_question(below)
    fixed = make_quiz(world.year, [version], title="ถามเสมอ")
    drawing = make_quiz(world.year, 1, title="สุ่ม")
    make_quiz(world.year, 1, title="ไม่เกี่ยว")
    db.session.add(QuizSlot(quiz_id=drawing.id, no=9, category_id=top.id, draws=1))
    db.session.commit()
    question = get_question(version.question_id)
    assert question.category.unit_id
    statements.clear()
    assert {(quiz.title, is_fixed) for quiz, is_fixed in quizzes_asking(question)} == {("ถามเสมอ", True), ("สุ่ม", False)}
    assert len(statements) == 2
    page = client_of(world.secretariat).get(f"/questions/{question.id}")
    links = [link.attrs["href"] for link in page.root.one("ul", id="question-quizzes").all("a")]
    assert sorted(links) == sorted([f"/quizzes/{fixed.id}", f"/quizzes/{drawing.id}"])


def test_question_page_without_a_quiz_says_so(world, client_of):
    version = make_quiz_question(make_quiz_category(world.year))
    page = client_of(world.secretariat).get(f"/questions/{version.question_id}")
    assert "ยังไม่ได้ใช้ในแบบทดสอบใด" in page.root.one("section", id="question-uses").text
