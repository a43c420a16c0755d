"""The year's quizzes: what is open to one, own results; for those who build them, all of them."""

from __future__ import annotations

from flask import Response, request
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.performance.models import FiscalYear
from portal.performance.queries import choose, years_of_person
from portal.quizzes import queries
from portal.quizzes.models import FrozenResult
from portal.quizzes.queries.frozen import measures_of_year
from portal.quizzes.rules import opening_of
from portal.quizzes.rules.results import SMALLEST_GROUP
from portal.quizzes.views import bp
from portal.web import respond
from portal.web.guards import requires


@bp.get("/quizzes")
@requires(Permission.QUIZ_TAKE)
def quizzes() -> Response:
    """List the year's quizzes."""
    now = clock.now()
    years = [year for year in years_of_person(current_user) if can(current_user, Permission.QUIZ_TAKE, year)]
    asked = request.args.get("year", "")
    year_be = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else None
    year = choose(years, year_be, thai.bangkok_date(now))
    may_manage = year is not None and can(current_user, Permission.QUIZ_MANAGE, year)
    may_summarise = year is not None and can(current_user, Permission.QUIZ_SUMMARY, year)
    found = queries.quizzes_in_sight(year, manages=may_manage) if year else []
    return respond.show(
        "quizzes/quizzes.html",
        year=year,
        years=[each for each in years if year and each.agency_id == year.agency_id],
        standings=queries.standings_of(found, current_user.id, now),
        openings={quiz.id: opening_of(quiz, now) for quiz in found},
        counts=queries.counts_of_attempts([quiz.id for quiz in found]) if may_manage else {},
        may_manage=may_manage,
        may_summarise=may_summarise,
        measures=_measures(year) if year is not None and may_summarise else {},
    )


def _measures(year: FiscalYear) -> dict[int, FrozenResult]:
    """Return quiz id -> the newest frozen figure, those of so few people apart that they would tell of single ones."""
    may_names = can(current_user, Permission.QUIZ_RESULTS, year)
    frozen = measures_of_year(year.id)
    return {each.quiz_id: each for each in frozen if may_names or each.attendees >= SMALLEST_GROUP}
