"""Routes of meetings."""

from flask import Blueprint

bp = Blueprint("meetings", __name__)

from portal.meetings.views import (  # noqa: E402  (they put their routes on `bp`)
    agenda,
    answers,
    attendance,
    board,
    board_items,
    invitations,
    items,
    lists,
    meetings,
    noting,
    papers,
    people,
    proposals,
    resolutions,
    room,
    tabs,
    terms,
    topics,
    word_templates,
    words,
)

__all__ = [
    "agenda",
    "answers",
    "attendance",
    "board",
    "board_items",
    "bp",
    "invitations",
    "items",
    "lists",
    "meetings",
    "noting",
    "papers",
    "people",
    "proposals",
    "resolutions",
    "room",
    "tabs",
    "terms",
    "topics",
    "word_templates",
    "words",
]
