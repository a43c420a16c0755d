"""The live board for the host: counts without names, the hardest questions."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, make_response, request, url_for

from portal import clock
from portal.access.permissions import Permission
from portal.quizzes.models import Quiz
from portal.quizzes.queries import get_quiz
from portal.quizzes.queries.sheets import Board, board_of
from portal.quizzes.rules import Opening, opening_of
from portal.quizzes.rules.results import SMALLEST_GROUP, share_pct
from portal.quizzes.views import bp
from portal.web import respond
from portal.web.addresses import is_reachable, public_root, without_scheme
from portal.web.guards import requires
from portal.web.qr import qr_svg

EVERY_SECONDS = 10


@bp.get("/quizzes/<id:quiz_id>/board")
@requires(Permission.QUIZ_MANAGE, load=get_quiz)
def board(quiz: Quiz) -> Response:
    """Show the board, or to its own polling the part that changes; 204 while nothing has.

    What a few have answered is kept back: the hall could tell who they are.
    """
    shown, opening = board_of(quiz), opening_of(quiz, clock.now())
    is_told, seen = shown.submitted >= SMALLEST_GROUP, _mark(shown, opening)
    if request.args.get("seen") == seen:
        return make_response("", 204)
    return respond.show(
        "quizzes/board.html",
        "quizzes/_board.html",
        quiz=quiz,
        board=shown,
        opening=opening.value,
        passed_pct=share_pct(shown.passed, shown.submitted) if is_told else None,
        is_told=is_told,
        smallest=SMALLEST_GROUP,
        seen=seen,
        every=EVERY_SECONDS,
        **_way_in(quiz, opening),
    )


def _way_in(quiz: Quiz, opening: Opening) -> dict[str, Any]:
    """Return the code and address of the quiz; they open nothing to whoever was not checked in, so they may stay."""
    root = public_root()
    address = root + url_for("quizzes.intro", quiz_id=quiz.id)
    return {
        "qr": qr_svg(address) if opening in (Opening.WAITING, Opening.OPEN) else "",
        "short_address": without_scheme(address),
        "is_reachable": is_reachable(root),
    }


def _mark(shown: Board, opening: Opening) -> str:
    """Return a short digest of everything on the board."""
    return hashlib.sha256(repr((shown, opening)).encode()).hexdigest()[:16]
