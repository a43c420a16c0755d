"""Documents of a quiz: a person's certificate, the quiz on paper with and without its key."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, current_app, render_template, request, send_file
from flask_login import current_user

from portal import clock, documents
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.extensions import write_transaction
from portal.quizzes.actions.records import record_export
from portal.quizzes.models import Attempt, Quiz
from portal.quizzes.queries import get_quiz
from portal.quizzes.queries.papers import MOST_SETS, paper_of
from portal.quizzes.queries.results import sessions_attended
from portal.quizzes.rules import Shown, is_passing, moment_of, shown_at
from portal.quizzes.rules.certificates import check_certificate, reference
from portal.quizzes.views import bp
from portal.quizzes.views.taking import own_attempt
from portal.web import respond
from portal.web.guards import requires

PDF = "application/pdf"


@bp.get("/attempts/<id:attempt_id>/certificate.pdf")
@requires(Permission.QUIZ_TAKE, load=own_attempt)
def certificate(attempt: Attempt) -> Response:
    """Send the person's own certificate, or the confirmation of having taken the quiz."""
    now = clock.now()
    check_certificate(
        is_closed=attempt.submitted_at is not None,
        is_trial=attempt.is_trial,
        shows_score=attempt.submitted_at is not None
        and Shown.SCORE in shown_at(attempt.quiz.review, moment_of(attempt.quiz, attempt.submitted_at, now)),
    )
    html = render_template("quizzes/documents/certificate.html", **_certificate(attempt))
    name = f"หนังสือรับรอง-{attempt.quiz.fiscal_year.year_be}-{attempt.id}.pdf"
    return send_file(io.BytesIO(documents.make_pdf(html)), mimetype=PDF, as_attachment=True, download_name=name)


@bp.get("/quizzes/<id:quiz_id>/paper")
@requires(Permission.QUIZ_MANAGE, load=get_quiz)
def paper(quiz: Quiz) -> Response:
    """Show the quiz on paper, to be printed by the browser."""
    may_names = can(current_user, Permission.QUIZ_RESULTS, quiz)
    context = {"sets": MOST_SETS, "can_pdf": not documents.problem(), "may_names": may_names}
    return respond.show("quizzes/paper.html", **context, **_paper(quiz))


@bp.get("/quizzes/<id:quiz_id>/paper.pdf")
@requires(Permission.QUIZ_MANAGE, load=get_quiz)
def paper_pdf(quiz: Quiz) -> Response:
    """Send the quiz on paper as PDF; with the key, that is on record."""
    context = _paper(quiz)
    file = documents.make_pdf(render_template("quizzes/documents/paper.html", **context))
    actor, now = current_user._get_current_object(), clock.now()
    with write_transaction():
        record_export(quiz=quiz, what="paper", with_names=False, actor=actor, now=now)
    kind = "เฉลย" if context["with_key"] else "แบบทดสอบ"
    name = f"{kind}-{quiz.fiscal_year.year_be}-ชุด{context['set_no']}.pdf"
    return send_file(io.BytesIO(file), mimetype=PDF, as_attachment=True, download_name=name)


def _paper(quiz: Quiz) -> dict[str, Any]:
    asked = request.args.get("set", "1")
    set_no = int(asked) if asked.isascii() and asked.isdigit() and 1 <= int(asked[:4]) <= MOST_SETS else 1
    return {
        "quiz": quiz,
        "set_no": set_no,
        "with_key": request.args.get("key") == "1",
        "items": paper_of(quiz, set_no),
    }


def _certificate(attempt: Attempt) -> dict[str, Any]:
    quiz, points = attempt.quiz, attempt.score_points
    assert points is not None  # noqa: S101  (the attempt is closed, hence marked)
    passed = is_passing(points, attempt.max_points, quiz.pass_mark_pct)
    year = quiz.fiscal_year
    return {
        "attempt": attempt,
        "quiz": quiz,
        "person": current_user,
        "passed": passed,
        "sessions": sessions_attended(quiz.id, attempt.user_id),
        "code": reference(
            secret=str(current_app.secret_key),
            year_be=year.year_be,
            attempt_id=attempt.id,
            points=points,
            is_passed=passed,
        ),
    }
