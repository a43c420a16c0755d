"""The result of a quiz: the figure with its working, groups, lists behind each number, the spreadsheet."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request, send_file, url_for
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.errors import N_, Forbidden
from portal.extensions import write_transaction
from portal.paging import PER_PAGE, Slice
from portal.quizzes import exports
from portal.quizzes.actions.records import record_export
from portal.quizzes.forms.results import PeopleForm, outcome_words
from portal.quizzes.models import Quiz
from portal.quizzes.queries import get_quiz
from portal.quizzes.queries.frozen import frozen_of
from portal.quizzes.queries.results import QuizResult, result_of
from portal.quizzes.rules import Opening, opening_of
from portal.quizzes.rules.results import Figure, Group, is_shown_to_all, kept_small
from portal.quizzes.views import bp
from portal.quizzes.views.words import group_labels, staff_words
from portal.web import respond
from portal.web.guards import requires
from portal.web.paging import page_number, page_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/quizzes/<id:quiz_id>/results")
@requires(Permission.QUIZ_SUMMARY, load=get_quiz)
def results(quiz: Quiz) -> Response:
    """Show the figure as it stands, its groups and the versions that were frozen."""
    return respond.show("quizzes/results.html", **summary_of(quiz))


@bp.get("/quizzes/<id:quiz_id>/results/people")
@requires(Permission.QUIZ_RESULTS, load=get_quiz)
def result_people(quiz: Quiz) -> Response:
    """List the people behind a number."""
    result = result_of(quiz)
    form = PeopleForm(result)
    rows = _chosen(result, form)
    return respond.show(
        "quizzes/people.html",
        quiz=quiz,
        result=result,
        form=form,
        page=page_of(_slice(rows, page_number(request.args))),
        words=outcome_words(),
        staff_words=staff_words(),
        may_manage=can(current_user, Permission.QUIZ_MANAGE, quiz),
        group=form.good("group") or "roster",
    )


@bp.get("/quizzes/<id:quiz_id>/results.xlsx")
@requires(Permission.QUIZ_SUMMARY, load=get_quiz)
def results_export(quiz: Quiz) -> Response:
    """Send attendance and results as a spreadsheet, names only to those entitled; the download is on record."""
    context, now = summary_of(quiz), clock.now()
    check_whole(quiz, context["figure"])
    secret = str(current_app.secret_key) if context["may_names"] else None
    file = exports.results_workbook(context["result"], context["groups"], now, secret=secret)
    name = f"ผลแบบทดสอบ-{quiz.fiscal_year.agency.abbr}-{quiz.fiscal_year.year_be}.xlsx"
    actor = current_user._get_current_object()
    with write_transaction():
        record_export(quiz=quiz, what="results", with_names=secret is not None, actor=actor, now=now)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def summary_of(quiz: Quiz) -> dict[str, Any]:
    """Return what the result page and its exports are made from, with small groups kept from executives."""
    result, may_names = result_of(quiz), can(current_user, Permission.QUIZ_RESULTS, quiz)
    shows_whole = may_names or is_shown_to_all(result.figure)
    return {
        "quiz": quiz,
        "result": result,
        "figure": result.figure,
        "groups": groups_of(result, with_small=may_names) if shows_whole else {},
        "frozen": frozen_of(quiz.id) if shows_whole else [],
        "shows_whole": shows_whole,
        "labels": group_labels(result),
        "staff_words": staff_words(),
        "may_names": may_names,
        "may_manage": can(current_user, Permission.QUIZ_MANAGE, quiz),
        "is_over": opening_of(quiz, clock.now()) is Opening.CLOSED,
    }


def groups_of(result: QuizResult, *, with_small: bool) -> dict[str, list[Group]]:
    """Return the breakdowns by name; without small groups where only five or more may be seen."""
    groups = {
        "division": result.by_division,
        "staff_type": result.by_staff_type,
        "session": result.by_session,
    }
    return groups if with_small else {name: kept_small(rows) for name, rows in groups.items()}


def check_whole(quiz: Quiz, figure: Figure) -> None:
    """Raise Forbidden for a figure of so few people that it would tell of single ones, unless those may be seen."""
    if not can(current_user, Permission.QUIZ_RESULTS, quiz) and not is_shown_to_all(figure):
        raise Forbidden(N_("ผู้เข้าร่วมมีน้อยกว่า 5 คน จึงไม่แสดงผลรวม เพื่อไม่ให้รู้ผลของบุคคล"))


def results_url(quiz: Quiz) -> str:
    """Return the address of the result page."""
    return url_for("quizzes.results", quiz_id=quiz.id)


def _chosen(result: QuizResult, form: PeopleForm) -> list[Any]:
    group = form.good("group") or "roster"
    if group != "roster":
        return list(getattr(result, group))
    outcome, division, staff_type, session = (
        form.good(name) for name in ("outcome", "division", "staff_type", "session")
    )
    return [
        person
        for person in result.roster
        if outcome in (None, result.standings[person.user_id].outcome.value)
        and division in (None, person.division_id)
        and staff_type in (None, person.staff_type)
        and (session is None or session in person.session_ids)
    ]


def _slice(rows: list[Any], number: int) -> Slice[Any]:
    number = min(number, max(1, -(-len(rows) // PER_PAGE)))
    return Slice(rows[(number - 1) * PER_PAGE : number * PER_PAGE], number, PER_PAGE, len(rows))
