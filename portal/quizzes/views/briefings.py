"""On the pages of a briefing: its quizzes, for who was there, for who runs it, and on the screen of the hall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.briefings.models import BriefingSession
from portal.quizzes import queries
from portal.quizzes.rules import opening_of
from portal.web import slots

Panel = tuple[str, Mapping[str, Any]] | None


def own_quizzes(briefing: BriefingSession) -> Panel:
    """Return what the person does next: the session's published quizzes; nothing where there are none."""
    found = [each for each in queries.quizzes_of_session(briefing.id) if each.published_at is not None]
    if not found or not can(current_user, Permission.QUIZ_TAKE, briefing):
        return None
    standings = queries.standings_of(found, current_user.id, clock.now())
    return "quizzes/_own_quizzes.html", {"standings": standings}


def session_quizzes(briefing: BriefingSession) -> Panel:
    """Return the session's quizzes with the way to the board, to those who host; to others what they do next."""
    if not can(current_user, Permission.QUIZ_MANAGE, briefing):
        return own_quizzes(briefing)
    found, now = queries.quizzes_of_session(briefing.id), clock.now()
    openings = {quiz.id: opening_of(quiz, now).value for quiz in found}
    return "quizzes/_session_quizzes.html", {"briefing": briefing, "quizzes": found, "openings": openings}


def hall_links(briefing: BriefingSession) -> Panel:
    """Return the links from the screen of the hall to the boards of the session's published quizzes."""
    found = [each for each in queries.quizzes_of_session(briefing.id) if each.published_at is not None]
    return ("quizzes/_hall_links.html", {"quizzes": found}) if found else None


slots.fill("briefing_own", own_quizzes)
slots.fill("briefing", session_quizzes)
slots.fill("briefing_hall", hall_links)
