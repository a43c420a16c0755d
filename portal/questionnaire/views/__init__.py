"""Routes of the question bank: the bank, single questions, their forms, pictures, files in and out."""

from flask import Blueprint

bp = Blueprint("questionnaire", __name__)

from portal.questionnaire.views import words  # noqa: E402  (they put their routes on `bp`)

__all__ = ["bp", "words"]
