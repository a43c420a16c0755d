"""Papers of a proposal: in, out, named, put in order, withdrawn."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.permissions import Permission
from portal.evidence.actions import keep_files
from portal.meetings.actions import add_papers, arrange_papers, withdraw_paper
from portal.meetings.actions.proposals import check_open_to_writing
from portal.meetings.forms import PapersForm, PapersOrderForm
from portal.meetings.models import AgendaItem, AgendaPaper
from portal.meetings.queries import proposals as queries
from portal.meetings.rules.proposals import PAPERS_AT_ONCE, PAPERS_MOST, allows
from portal.meetings.views import bp
from portal.meetings.views.loading import act, item_seen, paper_seen
from portal.storage import attachment
from portal.web import respond, transaction
from portal.web.guards import requires
from portal.web.uploads import file_limits


@bp.get("/items/<id:item_id>/papers")
@requires(Permission.ITEM_PROPOSE, load=item_seen)
def papers(item: AgendaItem) -> Response:
    """Show the draft's papers: titles, order, new ones."""
    return _page(item)


@bp.post("/items/<id:item_id>/papers")
@requires(Permission.ITEM_PROPOSE, load=item_seen, write_later=True)
def upload_papers(item: AgendaItem) -> Response:
    """Add papers to the draft: all of them or none."""
    form, made = PapersForm(), None
    if form.validate_on_submit():
        files = keep_files(storage=current_app.extensions["portal_storage"], files=form.chosen)
        transaction.begin()
        typed: dict[str, Any] = {"item": item, "files": files, "upload_key": form.upload_key.data}
        made = respond.carried_out(form, add_papers, **typed, **act())
    if made is None:
        return _page(item, form, status=422)
    return respond.done(url_for("meetings.papers", item_id=item.id), message=_("แนบเอกสารแล้ว"))


@bp.post("/items/<id:item_id>/papers/order")
@requires(Permission.ITEM_PROPOSE, load=item_seen)
def order_papers(item: AgendaItem) -> Response:
    """Name the draft's papers and put them in order."""
    form = PapersOrderForm()
    typed: dict[str, Any] = {"item": item, "wanted": form.wanted}
    if form.validate_on_submit() and respond.carried_out(form, arrange_papers, **typed, **act()) is not None:
        home = url_for("meetings.papers", item_id=item.id)
        return respond.done(home, message=_("บันทึกชื่อและลำดับเอกสารแล้ว"))
    return _page(item, order=form, status=422)


@bp.get("/papers/<id:paper_id>", endpoint="paper")
@requires(Permission.ITEM_VIEW, load=paper_seen)
def paper(paper: AgendaPaper) -> AnyResponse:
    """Send a paper as a download."""
    return attachment(request.environ, current_app.extensions["portal_storage"], paper.sha256, paper.filename)


@bp.post("/papers/<id:paper_id>/withdrawal")
@requires(Permission.ITEM_PROPOSE, load=paper_seen)
def withdraw_draft_paper(paper: AgendaPaper) -> Response:
    """Take a paper out of the draft."""
    withdraw_paper(paper=paper, **act())
    home = url_for("meetings.papers", item_id=paper.item_id)
    return respond.done(home, message=_("ถอนเอกสารแล้ว หากต้องใช้อีก แนบใหม่ได้"))


def _page(
    item: AgendaItem, form: PapersForm | None = None, order: PapersOrderForm | None = None, *, status: int = 200
) -> Response:
    found = queries.draft_papers(item.id)
    return respond.show(
        "meetings/item_papers.html",
        status=status,
        item=item,
        papers={paper.id: paper for paper in found},
        form=form or PapersForm(formdata=None),
        order=order or PapersOrderForm(formdata=None, **PapersOrderForm.values_of(found)),
        may_write=allows(check_open_to_writing, item),
        most=PAPERS_MOST,
        **file_limits(PAPERS_AT_ONCE),
    )
