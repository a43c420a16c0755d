"""Saving answers: one by one as a script sends them, or a page of them from a plain form.

A save is three statements beside the beginning of the transaction: who is there, what is asked, the answer itself. It
stands in no audit entry: the row with its instant is the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, jsonify, make_response, request, url_for
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.errors import N_, Conflict, NotFound, RuleBroken
from portal.questionnaire.models import QuestionVersion
from portal.questionnaire.rules import response_from_form
from portal.quizzes import queries
from portal.quizzes.actions import Slip, read_answer, save_answer
from portal.quizzes.forms.answers import places_of, read_page, read_sequence, values_of
from portal.quizzes.models import Attempt
from portal.quizzes.views import bp
from portal.quizzes.views.taking import own_attempt, paging_of, sheet_of
from portal.web import respond, transaction
from portal.web.guards import requires


def _own_question(attempt_id: int, place: int) -> queries.AskedQuestion | None:
    return queries.own_question(attempt_id, place, current_user.id)


@bp.post("/attempts/<id:attempt_id>/answers/<int:place>")
@requires(Permission.QUIZ_TAKE, load=_own_question)
def answer(question: queries.AskedQuestion) -> Response:
    """Save the answer to one question: JSON to a script, the next page to a plain browser."""
    if not respond.wants_data():
        return _save_page(_attempt_of(question), {question.place: question})
    saved = save_answer(slip=_read(question, question.place, question), now=clock.now())
    return jsonify(sequence=saved.sequence, newest=saved.is_newest)


@bp.post("/attempts/<id:attempt_id>/answers")
@requires(Permission.QUIZ_TAKE, load=own_attempt)
def answers(attempt: Attempt) -> Response:
    """Save a page of answers from a plain form and lead on."""
    versions = queries.versions_asked(attempt)
    places = [place for place in places_of(request.form) if place < len(attempt.layout)]
    return _save_page(attempt, {place: versions[attempt.layout[place]["version"]] for place in places})


def _attempt_of(question: queries.AskedQuestion) -> Attempt:
    attempt = own_attempt(question.id)
    if attempt is None:
        raise NotFound(N_("ไม่พบหน้าหรือรายการที่ขอ"))
    return attempt


def _save_page(attempt: Attempt, asked: Mapping[int, QuestionVersion | queries.AskedQuestion]) -> Response:
    """Save what can be taken; show the page again with the rest as typed, or lead on."""
    go_to, attempt_id = _next_url(attempt, list(asked)), attempt.id
    errors: dict[int, str] = {}
    for place, version in asked.items():
        try:
            save_answer(slip=_read(attempt, place, version), now=clock.now())
        except RuleBroken as broken:
            errors[place] = respond.say(broken)
        except Conflict as late:
            return _too_late(attempt_id, late)
    if errors:
        transaction.finish()
        return _again(attempt, errors)
    return respond.done(go_to)


def _read(attempt: Attempt | queries.AskedQuestion, place: int, asked: QuestionVersion | queries.AskedQuestion) -> Slip:
    values = values_of(request.form, place)
    return read_answer(
        attempt=attempt,
        place=place,
        asked=asked,
        read=lambda kind, order: response_from_form(kind, values, order),
        sequence=read_sequence(request.form.get("sequence")),
        now=clock.now(),
    )


def _next_url(attempt: Attempt, places: Sequence[int]) -> str:
    """Return where the pressed button leads: a page, or the list before submitting after the last one."""
    paging = paging_of(attempt)
    here = paging.page_of(places[0]) if places else 1
    wanted: dict[str, Any] = {"back": here - 1, "next": here + 1, "list": paging.pages + 1, "stay": here}
    page = read_page(request.form) or wanted.get(request.form.get("go", "next"), here + 1)
    if page > paging.pages:
        return url_for("quizzes.submission", attempt_id=attempt.id)
    return url_for("quizzes.attempt", attempt_id=attempt.id, page=max(page, 1))


def _again(attempt: Attempt, errors: Mapping[int, str]) -> Response:
    """Show the page again, each sentence at its question, what was typed there kept."""
    page = paging_of(attempt).page_of(min(errors))
    context = sheet_of(attempt, queries.answers_of([attempt.id])[attempt.id])
    typed = {place: next(iter(values_of(request.form, place)), "") for place in errors}
    return respond.show(
        "quizzes/attempt.html", status=422, page=page, is_alone=True, errors=errors, typed=typed, **context
    )


def _too_late(attempt_id: int, late: Conflict) -> Response:
    respond.keep_nothing()
    page = respond.show("quizzes/too_late.html", text=respond.say(late), attempt_id=attempt_id)
    return make_response(page, late.status)
