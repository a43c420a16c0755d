"""Routes of quizzes: taking them, building and hosting them, results."""

from flask import Blueprint

bp = Blueprint("quizzes", __name__)

# they put their routes on `bp`
from portal.quizzes.views import (  # noqa: E402
    answering,
    board,
    briefings,
    building,
    documents,
    freezing,
    hosting,
    items,
    lists,
    pictures,
    repairs,
    results,
    slots,
    taking,
    uses,
)

__all__ = [
    "answering",
    "board",
    "bp",
    "briefings",
    "building",
    "documents",
    "freezing",
    "hosting",
    "items",
    "lists",
    "pictures",
    "repairs",
    "results",
    "slots",
    "taking",
    "uses",
]
