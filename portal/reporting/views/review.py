"""A head's queue, the page that says exactly what is certified, certifying, returning, recalling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.errors import Conflict
from portal.evidence.queries import active_files
from portal.performance.models import Obligation
from portal.performance.queries import get_obligation
from portal.reporting.actions import MAX_AT_ONCE, certify_obligations, recall_certification, return_obligation
from portal.reporting.forms import ReasonForm, version_of
from portal.reporting.queries import get_row, obligation_rows, review_events, waiting_rows
from portal.reporting.views import bp
from portal.web import respond
from portal.web.fields import read_id
from portal.web.filters import num
from portal.web.guards import requires
from portal.web.slots import fill


@bp.get("/certifications")
@requires(Permission.CERTIFICATION_LIST)
def queue() -> Response:
    """Show what waits for the person's certification."""
    today = thai.bangkok_date(clock.now())
    return respond.show("reporting/queue.html", rows=waiting_rows(current_user, today), most=MAX_AT_ONCE)


@bp.get("/certifications/check")
@requires(Permission.CERTIFICATION_LIST)
def check() -> Response:
    """Show the chosen obligations with every file, before they are certified."""
    return _check_page(_chosen(request.args.getlist("obligation")))


@bp.post("/certifications")
@requires(Permission.CERTIFICATION_LIST)
def certify() -> Response:
    """Certify what was shown; when something has changed since, show it as it is now."""
    chosen = _chosen(request.form.getlist("obligation"))
    shown = {number: version_of(request.form.get(f"version-{number}")) for number in chosen}
    try:
        certify_obligations(shown=shown, actor=current_user._get_current_object(), now=clock.now())
    except Conflict as conflict:
        return _check_page(chosen, status=409, problem=respond.say(conflict))
    words = ngettext("รับรองแล้ว %(count)s รายการ", "รับรองแล้ว %(count)s รายการ", len(shown), count=num(len(shown)))
    return respond.done(url_for("reporting.queue"), message=words)


@bp.route("/obligations/<id:obligation_id>/return", methods=["GET", "POST"])
@requires(Permission.OBLIGATION_CERTIFY, load=get_obligation)
def return_work(obligation: Obligation) -> Response:
    """Return an obligation to its division with a reason."""
    return _with_reason(
        obligation,
        "reporting/return.html",
        _("ส่งคืนให้แก้ไขแล้ว ผู้รับผิดชอบได้รับแจ้งเหตุผล"),
        lambda form, act: return_obligation(version=form.shown_version, **act),
    )


@bp.route("/obligations/<id:obligation_id>/recall", methods=["GET", "POST"])
@requires(Permission.OBLIGATION_CERTIFY, load=get_obligation)
def recall(obligation: Obligation) -> Response:
    """Take one's certification back, with a reason."""
    return _with_reason(
        obligation,
        "reporting/recall.html",
        _("ถอนการรับรองแล้ว"),
        lambda form, act: recall_certification(**act),
    )


def _with_reason(obligation: Obligation, page: str, message: str, action: Any) -> Response:
    form = ReasonForm(version=str(obligation.content_version))
    home = url_for("evidence.obligation", obligation_id=obligation.id)
    actor, now = current_user._get_current_object(), clock.now()
    if form.validate_on_submit():
        act = {"obligation": obligation, "reason": form.reason.data, "actor": actor, "now": now}
        if respond.carried_out(form, lambda: action(form, act)) is not None:
            return respond.done(home, message=message)
    row = get_row(obligation.id, thai.bangkok_date(now))
    status = 422 if form.errors else 200
    return respond.show(page, status=status, form=form, row=row, obligation=obligation, home=home)


def _chosen(values: list[str]) -> list[int]:
    """Return the ids among the values, each once, in order; what is no id is left out."""
    found: dict[int, None] = {}
    for value in values[: MAX_AT_ONCE + 1]:
        try:
            found[read_id(value)] = None
        except ValueError:
            continue
    return list(found)


def _check_page(chosen: list[int], *, status: int = 200, problem: str = "") -> Response:
    today = thai.bangkok_date(clock.now())
    rows = obligation_rows(Obligation.id.in_(chosen), today=today) if chosen else []
    rows = [row for row in rows if can(current_user, Permission.OBLIGATION_CERTIFY, row)]
    files = active_files([row.id for row in rows])
    return respond.show("reporting/check.html", status=status, rows=rows, files=files, problem=problem)


def _review_panel(obligation: Obligation) -> tuple[str, Mapping[str, Any]]:
    """Show an obligation's state and review on its page, with what the person may do about it."""
    row = get_row(obligation.id, thai.bangkok_date(clock.now()))
    assert row is not None  # noqa: S101  (the page has loaded it already)
    may_certify = can(current_user, Permission.OBLIGATION_CERTIFY, obligation)
    return "reporting/_review.html", {"row": row, "events": review_events(row.id), "may_certify": may_certify}


def _next_step(obligation: Obligation) -> tuple[str, Mapping[str, Any]] | None:
    """Say in the page's first lines where the review stands and who acts next; silent while nothing is delivered."""
    row = get_row(obligation.id, thai.bangkok_date(clock.now()))
    return (
        ("reporting/_next_step.html", {"row": row}) if row and (row.facts.has_files or row.facts.is_changed) else None
    )


def _withdrawal_warning(obligation: Obligation) -> tuple[str, Mapping[str, Any]] | None:
    """Warn before a file of a certified obligation is withdrawn."""
    row = get_row(obligation.id, thai.bangkok_date(clock.now()))
    return ("reporting/_withdrawal_warning.html", {"row": row}) if row and row.facts.is_certified else None


fill("obligation", _review_panel)
fill("obligation_next", _next_step)
fill("withdrawal", _withdrawal_warning)
