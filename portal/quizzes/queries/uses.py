"""Which quizzes ask a question of the bank."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from portal.extensions import db
from portal.questionnaire.models import Question
from portal.questionnaire.queries import category_ids_above
from portal.quizzes.models import Quiz, QuizSlot
from portal.quizzes.queries.quizzes import quizzes_with_year


def quizzes_asking(question: Question) -> list[tuple[Quiz, bool]]:
    """Return (quiz, whether it always asks the question) of all that ask it or may draw it, newest first.

    A quiz draws from a category and those below it. Two statements.
    """
    drawn_from = QuizSlot.category_id.in_(category_ids_above(question.category))
    asking = (
        select(QuizSlot.quiz_id, func.max(QuizSlot.question_id).label("question_id"))
        .where(or_(QuizSlot.question_id == question.id, drawn_from))
        .group_by(QuizSlot.quiz_id)
        .subquery()
    )
    statement = quizzes_with_year().join(asking, asking.c.quiz_id == Quiz.id).add_columns(asking.c.question_id)
    found = db.session.execute(statement.order_by(Quiz.created_at.desc(), Quiz.id))
    return [(quiz, question_id is not None) for quiz, question_id in found.unique()]
