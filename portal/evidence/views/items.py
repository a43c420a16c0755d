"""One piece of evidence: its revisions, what it proves, its history; a new revision; withdrawal."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.errors import Conflict
from portal.evidence.actions import keep_files, revise_evidence, withdraw_evidence
from portal.evidence.forms import RevisionForm, WithdrawalForm, shown_number
from portal.evidence.models import Evidence
from portal.evidence.queries import Proof, count_other_active, get_evidence, history_of, proof_of
from portal.evidence.rules import is_closed
from portal.evidence.views import bp
from portal.evidence.views.files import file_limits, the_storage
from portal.web import respond, slots, transaction
from portal.web.guards import requires

PAGE, FORM = "evidence/item.html", "evidence/_revision_form.html"


@bp.get("/evidence/<id:evidence_id>")
@requires(Permission.EVIDENCE_VIEW, load=get_evidence)
def item(evidence: Evidence) -> Response:
    """Show one piece of evidence."""
    return respond.show(PAGE, form=RevisionForm(based_on=str(evidence.revisions[-1].no)), **_context(evidence))


@bp.post("/evidence/<id:evidence_id>/revisions")
@requires(Permission.EVIDENCE_UPLOAD, load=get_evidence, write_later=True)
def revise(evidence: Evidence) -> Response:
    """Add a revision; when somebody else was faster, show what there is now."""
    form, made = RevisionForm(), None
    if form.validate_on_submit():
        files = keep_files(storage=the_storage(), files=form.chosen(form.file))
        transaction.begin()
        typed = {"note": form.note.data, "based_on": shown_number(form.based_on), "upload_key": form.upload_key.data}
        act = {"evidence": evidence, "file": files[0], "actor": current_user._get_current_object(), "now": clock.now()}
        try:
            made = respond.carried_out(form, revise_evidence, **typed, **act)
        except Conflict as conflict:
            return _conflict(evidence, form, conflict)
    if made is None:
        return respond.refuse(PAGE, FORM, form=form, **_context(evidence))
    return respond.done(url_for("evidence.item", evidence_id=evidence.id), message=_("แนบฉบับใหม่แล้ว"))


@bp.route("/evidence/<id:evidence_id>/withdrawal", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_WITHDRAW, load=get_evidence)
def withdraw(evidence: Evidence) -> Response:
    """Ask for the reason, then withdraw."""
    form, actor = WithdrawalForm(version=str(evidence.version)), current_user._get_current_object()
    if form.validate_on_submit():
        typed = {"reason": form.reason.data, "version": shown_number(form.version)}
        if respond.carried_out(form, withdraw_evidence, evidence=evidence, **typed, actor=actor, now=clock.now()):
            return respond.done(_home(evidence), message=_("ถอนหลักฐานแล้ว หากต้องใช้อีก แนบใหม่ได้"))
    status = 422 if form.errors else 200
    return respond.show("evidence/withdraw.html", status=status, form=form, home=_home(evidence), **_losses(evidence))


def _conflict(evidence: Evidence, form: RevisionForm, conflict: Conflict) -> Response:
    """Show the record as it is now, with what was typed and the revision that is now the latest."""
    form.form_errors.append(respond.say(conflict))
    form.based_on.raw_data, form.based_on.data = None, str(evidence.revisions[-1].no)
    return respond.show(PAGE, FORM, status=conflict.status, form=form, **_context(evidence))


def _context(evidence: Evidence) -> dict[str, Any]:
    today = thai.bangkok_date(clock.now())
    return {
        "evidence": evidence,
        "proves": _in_sight(evidence),
        "history": history_of(evidence),
        "closed": all(is_closed(link.obligation.closed_after_on, today) for link in evidence.links),
        "may_upload": can(current_user, Permission.EVIDENCE_UPLOAD, evidence),
        "may_withdraw": can(current_user, Permission.EVIDENCE_WITHDRAW, evidence),
        **file_limits(),
    }


def _in_sight(evidence: Evidence) -> list[Proof]:
    obligations = [link.obligation for link in evidence.links]
    return [proof_of(each) for each in obligations if can(current_user, Permission.OBLIGATION_VIEW, each)]


def _losses(evidence: Evidence) -> dict[str, Any]:
    """Return what the withdrawal would leave behind: obligations without evidence, and what is known of them above."""
    obligations = [link.obligation for link in evidence.links]
    others = count_other_active([each.id for each in obligations], evidence.id)
    today = thai.bangkok_date(clock.now())
    return {
        "evidence": evidence,
        "emptied": [proof_of(each) for each in obligations if not others[each.id]],
        "closed": any(is_closed(each.closed_after_on, today) for each in obligations),
        "warnings": [panel for each in obligations for panel in slots.rendered("withdrawal", each)],
    }


def _home(evidence: Evidence) -> str:
    if evidence.links:
        return url_for("evidence.obligation", obligation_id=evidence.links[0].obligation_id)
    return url_for("evidence.item", evidence_id=evidence.id)
