"""Pages of the framework: the year's tree with its weights, and one indicator's card."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.errors import N_, NotFound
from portal.performance import queries
from portal.performance.models import Indicator, ReportingPeriod
from portal.performance.rules import Mismatch, is_maintenance_round, period_name
from portal.web import filters, respond, slots
from portal.web.guards import requires
from portal.web.language import in_current_digits

bp = Blueprint("performance", __name__)


@bp.get("/framework")
@requires(Permission.FRAMEWORK_VIEW)
def framework() -> Response:
    """Show a year's tree with its weights and the proof that they add up."""
    person = current_user._get_current_object()
    years = queries.years_of_person(person)
    asked = _number("year")
    year = queries.choose(years, asked, thai.bangkok_date(clock.now()), _number("agency"))
    if year is None and (asked is not None or "agency" in request.args):
        raise NotFound(N_("ไม่พบปีงบประมาณที่ขอ"))
    if year is None:
        return respond.show("performance/no_framework.html")
    return respond.show(
        "performance/framework.html",
        framework=queries.framework_of(year, person),
        year=year,
        years=[each for each in years if each.agency_id == year.agency_id],
        agencies=list({each.agency_id: each.agency for each in years}.values()),
    )


@bp.get("/indicators/<id:indicator_id>")
@requires(Permission.INDICATOR_VIEW, load=queries.get_indicator)
def indicator(found: Indicator) -> Response:
    """Show one indicator's card."""
    return respond.show(
        "performance/indicator.html",
        card=queries.indicator_card(found, current_user._get_current_object()),
        panels=slots.rendered("indicator", found),
    )


@bp.app_template_filter("period_name")
def localised_period_name(period: ReportingPeriod) -> str:
    """Return the period's name in the language and digits of the page."""
    return filters.period(period_name(period.kind, period.no, period.starts_on, period.ends_on))


@bp.app_template_filter("mismatch_text")
def mismatch_text(mismatch: Mismatch) -> str:
    """Return the sentence of something that does not add up, in the language and digits of the page."""
    return in_current_digits(str(_(mismatch.message)) % mismatch.params)


@bp.app_template_test("maintenance_round")
def maintenance_round(row: Any) -> bool:
    """Return whether the row keeps up an earlier year's project."""
    return is_maintenance_round(row.name_th)


def _number(name: str) -> int | None:
    """Return a number of the address; what is no such number asks for nothing that exists."""
    text = request.args.get(name, "")
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
