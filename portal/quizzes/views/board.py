"""The live board for the host: counts without names, the hardest questions."""

from __future__ import annotations

import hashlib

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

    The code on it leads to the quiz: it opens nothing to whoever was not checked in, so it need not change. What a few
    have answered is kept back: the hall could tell who they are.
    """
    shown, opening, root = board_of(quiz), opening_of(quiz, clock.now()), public_root()
    address = root + url_for("quizzes.intro", quiz_id=quiz.id)
    is_told = shown.submitted >= SMALLEST_GROUP
    seen = _mark(shown, opening)
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
        qr=qr_svg(address) if opening in (Opening.WAITING, Opening.OPEN) else "",
        short_address=without_scheme(address),
        is_reachable=is_reachable(root),
        seen=seen,
        every=EVERY_SECONDS,
    )


def _mark(shown: Board, opening: Opening) -> str:
    """Return a short digest of everything on the board."""
    return hashlib.sha256(repr((shown, opening)).encode()).hexdigest()[:16]
