"""Questions out of the bank: what was ticked, a category, or what a filter finds, in a format of one's choice."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, request, send_file, url_for
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.questionnaire.actions.exports import record_export
from portal.questionnaire.exports import file_name, question_file
from portal.questionnaire.formats import WRITTEN
from portal.questionnaire.forms.bank import BankForm, TickedForm
from portal.questionnaire.forms.files import ExportForm
from portal.questionnaire.queries import categories_of, tags_in, ticked
from portal.questionnaire.queries.bank import wanted_ids
from portal.questionnaire.queries.categories import category_ids_below
from portal.questionnaire.queries.drafts import drafts_of
from portal.questionnaire.views import bp
from portal.questionnaire.views.bank import chosen_category, the_agency
from portal.web import respond, transaction
from portal.web.guards import requires

FILTERS = ("q", "category", "kind", "tag", "state", "confirmed")


@bp.get("/questions/export")
@requires(Permission.QUESTION_MANAGE)
def export_questions() -> Response:
    """Say what would go into the file and ask for its format."""
    return _page(ExportForm(formdata=None), _chosen())


@bp.post("/questions/export")
@requires(Permission.QUESTION_MANAGE, write_later=True)
def export_file() -> Response:
    """Send the file; that it was taken is put on record."""
    form, ids, now = ExportForm(), _chosen(), clock.now()
    if not form.validate_on_submit() or not ids:
        return _page(form, ids, status=422)
    key = form.format.data
    file = io.BytesIO(question_file(drafts_of(ids), key, current_app.extensions["portal_storage"]))
    transaction.begin()
    filters = ", ".join(f"{name}={request.args[name][:100]}" for name in FILTERS if request.args.get(name))
    act: dict[str, Any] = {"actor": current_user._get_current_object(), "now": now}
    record_export(agency=the_agency(), count=len(ids), format_key=key, filters=filters, **act)
    name = file_name(key, thai.bangkok_date(now))
    return send_file(file, mimetype=WRITTEN[key].media_type, as_attachment=True, download_name=name)


def _chosen() -> list[int]:
    """Return the questions the address asks for: those ticked, else those the filters of the list find."""
    paths = scopes(current_user, Permission.QUESTION_MANAGE)
    shown = TickedForm().question.data
    if shown or "question" in request.args:
        return [row.question_id for row in ticked(paths, list(shown))]
    form = BankForm(categories=categories_of(the_agency()), tags=tags_in(paths))
    category_id = form.category.data
    below = frozenset(category_ids_below(chosen_category(category_id))) if category_id else None
    return wanted_ids(paths, form.wanted(below))


def _page(form: ExportForm, ids: list[int], status: int = 200) -> Response:
    return respond.show(
        "questionnaire/export.html",
        status=status,
        form=form,
        count=len(ids),
        by_ticks="question" in request.args,
        has_filters=any(request.args.get(name) for name in FILTERS),
        address=f"{url_for('questionnaire.export_file')}?{_query((*FILTERS, 'question'))}",
        back=f"{url_for('questionnaire.bank')}?{_query(FILTERS)}",
    )


def _query(names: tuple[str, ...]) -> str:
    """Return what the address says under these names, and nothing else of it."""
    return urlencode([(name, value) for name in names for value in request.args.getlist(name) if value])
