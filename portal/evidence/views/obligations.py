"""The page of one obligation: what is due, the evidence there is, the form that adds to it."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import ngettext
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.evidence.actions import keep_files, upload_evidence
from portal.evidence.forms import UploadForm
from portal.evidence.queries import files_of
from portal.evidence.rules import is_closed
from portal.evidence.views import bp
from portal.evidence.views.files import file_limits, the_storage
from portal.performance.models import Obligation
from portal.performance.queries import get_obligation
from portal.performance.rules import period_name
from portal.web import respond, slots, transaction
from portal.web.filters import num
from portal.web.guards import requires

PAGE, FORM = "evidence/obligation.html", "evidence/_upload_form.html"
CHANGED = ("evidence/_head.html", "evidence/_list.html", "evidence/_slots.html")


@bp.get("/obligations/<id:obligation_id>")
@requires(Permission.OBLIGATION_VIEW, load=get_obligation)
def obligation(obligation: Obligation) -> Response:
    """Show one obligation with its evidence."""
    return respond.show(PAGE, form=UploadForm.of(obligation), **_context(obligation))


@bp.post("/obligations/<id:obligation_id>/evidence")
@requires(Permission.EVIDENCE_UPLOAD, load=get_obligation, write_later=True)
def upload(obligation: Obligation) -> Response:
    """Attach files to an obligation: all of them or none."""
    form, made = UploadForm(), None
    if form.validate_on_submit():
        files = keep_files(storage=the_storage(), files=form.chosen(form.files))
        transaction.begin()
        typed = {name: form[name].data for name in ("title", "covers_from_on", "covers_to_on", "note", "upload_key")}
        act = {"obligation": obligation, "files": files, "actor": current_user._get_current_object()}
        made = respond.carried_out(form, upload_evidence, now=clock.now(), **typed, **act)
    if made is None:
        return respond.refuse(PAGE, FORM, form=form, **_context(obligation))
    here = url_for("evidence.obligation", obligation_id=obligation.id)
    words = ngettext("แนบหลักฐานแล้ว %(count)s ไฟล์", "แนบหลักฐานแล้ว %(count)s ไฟล์", len(made), count=num(len(made)))
    return respond.done(here, FORM, oob=CHANGED, message=words, form=UploadForm.of(obligation), **_context(obligation))


def _context(obligation: Obligation) -> dict[str, Any]:
    """Return what the page and its parts need beside the form."""
    files, period = files_of(obligation.id), obligation.period
    return {
        "obligation": obligation,
        "period_name": period_name(period.kind, period.no, period.starts_on, period.ends_on),
        "standing": [file for file in files if file.withdrawn_at is None],
        "withdrawn": [file for file in files if file.withdrawn_at is not None],
        "closed": is_closed(obligation.closed_after_on, thai.bangkok_date(clock.now())),
        "may_upload": can(current_user, Permission.EVIDENCE_UPLOAD, obligation),
        "may_withdraw": can(current_user, Permission.EVIDENCE_WITHDRAW, obligation),
        "may_see_division": can(current_user, Permission.DIVISION_VIEW, obligation),
        "next_steps": slots.rendered("obligation_next", obligation),
        "panels": slots.rendered("obligation", obligation),
        **file_limits(),
    }
