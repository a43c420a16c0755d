"""Routes of quizzes: taking them, building and hosting them, results."""

from flask import Blueprint

bp = Blueprint("quizzes", __name__)

from portal.quizzes.views import answering, lists, pictures, taking  # noqa: E402  (they put their routes on `bp`)

__all__ = ["answering", "bp", "lists", "pictures", "taking"]
