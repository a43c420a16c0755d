"""Routes of the question bank: the list, single questions, their forms, pictures, categories, files in and out."""

from flask import Blueprint

bp = Blueprint("questionnaire", __name__)

from portal.questionnaire.views import bank, categories, editing, exports, imports, pictures, questions, words  # noqa: E402  (they put their routes on `bp`)

__all__ = ["bank", "bp", "categories", "editing", "exports", "imports", "pictures", "questions", "words"]
