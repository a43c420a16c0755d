"""The live board for the host: counts without names, the hardest questions."""

from __future__ import annotations

import hashlib

from flask import Response, make_response, request

from portal import clock
from portal.access.permissions import Permission
from portal.quizzes.models import Quiz
from portal.quizzes.queries import get_quiz
from portal.quizzes.queries.sheets import Board, board_of
from portal.quizzes.rules import Opening, opening_of
from portal.quizzes.rules.results import share_pct
from portal.quizzes.views import bp
from portal.web import respond
from portal.web.guards import requires

EVERY_SECONDS = 10


@bp.get("/quizzes/<id:quiz_id>/board")
@requires(Permission.QUIZ_MANAGE, load=get_quiz)
def board(quiz: Quiz) -> Response:
    """Show the board, or to its own polling the part that changes; 204 while nothing has."""
    shown, opening = board_of(quiz), opening_of(quiz, clock.now())
    seen = _mark(shown, opening)
    if request.args.get("seen") == seen:
        return make_response("", 204)
    return respond.show(
        "quizzes/board.html",
        "quizzes/_board.html",
        quiz=quiz,
        board=shown,
        opening=opening.value,
        passed_pct=share_pct(shown.passed, shown.submitted),
        seen=seen,
        every=EVERY_SECONDS,
    )


def _mark(shown: Board, opening: Opening) -> str:
    """Return a short digest of everything on the board."""
    return hashlib.sha256(repr((shown, opening)).encode()).hexdigest()[:16]
