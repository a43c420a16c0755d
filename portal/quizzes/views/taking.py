"""Taking a quiz: the way in, beginning, the questions page by page, submitting, the result."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Response, g, make_response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, documents
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.errors import N_, NotFound
from portal.quizzes import queries
from portal.quizzes.actions import settle_attempt, start_attempt, submit_attempt
from portal.quizzes.forms.answers import read_page
from portal.quizzes.forms.quizzes import BareForm
from portal.quizzes.models import Answer, Attempt, Quiz
from portal.quizzes.queries.told import told_questions
from portal.quizzes.rules import (
    GATE_SENTENCES,
    AttemptState,
    Paging,
    attempt_state,
    moment_of,
    sequence_at,
    shown_at,
)
from portal.quizzes.rules.pruning import kept_until
from portal.quizzes.views import bp
from portal.web import respond
from portal.web.guards import requires

# phones in the hall ask this often whether the host has opened
EVERY_SECONDS = 15


def own_attempt(attempt_id: int) -> Attempt | None:
    """Return the signed-in person's own attempt; somebody else's is as absent as none."""
    return queries.own_attempt(attempt_id, current_user.id)


@bp.get("/quizzes/<id:quiz_id>/intro")
@requires(Permission.QUIZ_TAKE, load=queries.get_quiz)
def intro(quiz: Quiz) -> Response:
    """Show what the quiz is, how it is taken and what is done with the answers; the way in."""
    return _intro(quiz, by_link=False)


@bp.get("/q/<token>")
@requires(Permission.QUIZ_TAKE, load=queries.get_quiz_by_token)
def absent(quiz: Quiz) -> Response:
    """Show the way in for those who were absent from the briefing."""
    return _intro(quiz, by_link=True)


@bp.post("/quizzes/<id:quiz_id>/attempts")
@requires(Permission.QUIZ_TAKE, load=queries.get_quiz)
def start(quiz: Quiz) -> Response:
    """Begin an attempt, or go on with the one that is open."""
    return _start(quiz, by_link=False)


@bp.post("/q/<token>/attempts")
@requires(Permission.QUIZ_TAKE, load=queries.get_quiz_by_token)
def start_absent(quiz: Quiz) -> Response:
    """Begin an attempt by the link for the absent."""
    return _start(quiz, by_link=True)


@bp.get("/attempts/<id:attempt_id>")
@requires(Permission.QUIZ_TAKE, load=own_attempt)
def attempt(attempt: Attempt) -> Response:
    """Show a page of questions; without a page in the address the first unanswered one, the others beside it.

    A browser with script keeps all pages at hand and needs no line to turn them.
    """
    now = clock.now()
    if attempt_state(attempt, now) is not AttemptState.OPEN:
        return respond.done(_result_url(attempt))
    answers = queries.answers_of([attempt.id])[attempt.id]
    paging = paging_of(attempt)
    asked = read_page(request.args)
    page = paging.clamp(asked or paging.first_open(answered_places(answers)))
    return respond.show(
        "quizzes/attempt.html", page=page, is_alone=asked is not None, errors={}, typed={}, **sheet_of(attempt, answers)
    )


@bp.get("/attempts/<id:attempt_id>/submission")
@requires(Permission.QUIZ_TAKE, load=own_attempt)
def submission(attempt: Attempt) -> Response:
    """List what is not answered yet, before the attempt is submitted."""
    if attempt_state(attempt, clock.now()) is not AttemptState.OPEN:
        return respond.done(_result_url(attempt))
    answers = queries.answers_of([attempt.id])[attempt.id]
    has_blanks = len(answered_places(answers)) < len(attempt.layout)
    return respond.show("quizzes/submission.html", **sheet_of(attempt, answers, with_questions=has_blanks))


@bp.post("/attempts/<id:attempt_id>/submission")
@requires(Permission.QUIZ_TAKE, load=own_attempt)
def submit(attempt: Attempt) -> Response:
    """Submit; a second time changes nothing."""
    submit_attempt(attempt=attempt, actor=current_user._get_current_object(), now=clock.now())
    return respond.done(_result_url(attempt))


@bp.get("/attempts/<id:attempt_id>/result")
@requires(Permission.QUIZ_TAKE, load=own_attempt)
def result(attempt: Attempt) -> Response:
    """Show what the review matrix shows at this moment."""
    now = clock.now()
    state = attempt_state(attempt, now)
    if state is AttemptState.OPEN:
        return respond.done(url_for("quizzes.attempt", attempt_id=attempt.id))
    if state is AttemptState.OVERDUE:
        settle_attempt(attempt_id=attempt.id, now=now)
    return respond.show("quizzes/result.html", **_review(attempt))


def paging_of(attempt: Attempt) -> Paging:
    """Return the attempt's pages."""
    return Paging(len(attempt.layout), attempt.quiz.questions_per_page)


def answered_places(answers: Mapping[int, Answer]) -> set[int]:
    """Return the places with an answer; a cleared one is none."""
    return {place for place, answer in answers.items() if answer.response is not None}


def sheet_of(attempt: Attempt, answers: Mapping[int, Answer], *, with_questions: bool = True) -> dict[str, Any]:
    """Return what the pages of an open attempt are made from."""
    now = clock.now()
    g.unread_notices = 0  # these pages have no bell: nothing is counted for it
    left = None if attempt.deadline_at is None else int((attempt.deadline_at - now).total_seconds())
    return {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "paging": paging_of(attempt),
        "versions": queries.versions_asked(attempt) if with_questions else {},
        "answers": answers,
        "answered": answered_places(answers),
        "seconds_left": left,
        "clock": sequence_at(attempt.started_at, now),
    }


def _intro(quiz: Quiz, *, by_link: bool) -> Response:
    """Return the way in, or to its own asking the part that changes; 204 while nothing has."""
    standing = _standing(quiz, by_link=by_link)
    if respond.wants_part() and request.args.get("seen") == standing.gate.value:
        return make_response("", 204)
    sentence = _(GATE_SENTENCES[standing.gate]) if standing.gate in GATE_SENTENCES else ""
    may_manage = can(current_user, Permission.QUIZ_MANAGE, quiz)
    return _entry(quiz, standing, gate_sentence=sentence, by_link=by_link, may_manage=may_manage)


def _entry(quiz: Quiz, standing: queries.Standing, *, status: int = 200, **context: Any) -> Response:
    """Return the page, or its part to htmx."""
    given = {"quiz": quiz, "standing": standing, "every": EVERY_SECONDS} | context
    given["kept_until"] = kept_until(quiz.fiscal_year.ends_on)
    return respond.show("quizzes/intro.html", "quizzes/_entry.html", status=status, **given)


def _start(quiz: Quiz, *, by_link: bool) -> Response:
    form, actor = BareForm(formdata=None), current_user._get_current_object()
    made = respond.carried_out(form, start_attempt, quiz=quiz, by_link=by_link, actor=actor, now=clock.now())
    if made is None:
        standing = _standing(quiz, by_link=by_link)
        context = {"gate_sentence": form.form_errors[0], "by_link": by_link, "may_manage": False}
        return _entry(quiz, standing, status=422, **context)
    return respond.done(url_for("quizzes.attempt", attempt_id=made.id))


def _standing(quiz: Quiz, *, by_link: bool) -> queries.Standing:
    if quiz.published_at is None and not can(current_user, Permission.QUIZ_MANAGE, quiz):
        raise NotFound(N_("ไม่พบหน้าหรือรายการที่ขอ"))
    return queries.standings_of([quiz], current_user.id, clock.now(), by_link=by_link)[0]


def _review(attempt: Attempt) -> dict[str, Any]:
    """Return what the result page is made from; only what the matrix shows is read."""
    quiz = attempt.quiz
    submitted_at = attempt.submitted_at or clock.now()
    moment = moment_of(quiz, submitted_at, clock.now())
    shows = {each.value for each in shown_at(quiz.review, moment)}
    may_certify = "score" in shows and not attempt.is_trial and not documents.problem()
    needs_questions = bool(shows - {"score"}) and quiz.pruned_at is None
    return {
        "attempt": attempt,
        "quiz": quiz,
        "shows": shows,
        "may_certify": may_certify,
        "kept_until": kept_until(quiz.fiscal_year.ends_on),
        "later": sorted(set().union(*quiz.review.values()) - shows),
        "points": [Decimal(item["points"]) for item in attempt.layout],
        "versions": told_questions(attempt) if needs_questions else {},
        "answers": queries.answers_of([attempt.id])[attempt.id] if needs_questions else {},
    }


def _result_url(attempt: Attempt) -> str:
    return url_for("quizzes.result", attempt_id=attempt.id)
