"""The order of a committee's agenda: its sections edited, or taken anew from a shipped order."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from portal.access.permissions import Permission
from portal.committees import queries
from portal.committees.actions import change_sections
from portal.committees.forms import SectionsForm
from portal.committees.models import Committee
from portal.committees.rules import SectionKind
from portal.committees.rules.agendas import SectionFact
from portal.committees.views import bp
from portal.committees.views.loading import act, committee_today
from portal.errors import Conflict
from portal.web import respond
from portal.web.guards import requires


@bp.route("/committees/<id:committee_id>/sections", methods=["GET", "POST"])
@requires(Permission.COMMITTEE_MANAGE, load=committee_today)
def sections(body: Committee) -> Response:
    """Edit the sections: titles, what each is for, their order; a shipped order can be put into the form."""
    now = [SectionFact(each.title, SectionKind(each.kind)) for each in queries.sections_of(body.id)]
    templates = {each.key: each for each in queries.agenda_templates()}
    chosen = templates.get(request.args.get("template", ""))
    shown = list(chosen.sections) if chosen else now
    form, status = SectionsForm(**SectionsForm.values_of(shown, body.version)), 200
    if form.validate_on_submit():
        typed: dict[str, Any] = {"committee": body, "sections": form.wanted, "version": form.shown_version}
        try:
            if respond.carried_out(form, change_sections, **typed, **act()) is not None:
                home = url_for("committees.committee", committee_id=body.id, _anchor="sections")
                return respond.done(home, message=_("บันทึกลำดับระเบียบวาระแล้ว ใช้กับการประชุมที่ยังไม่เปิดรับเรื่อง"))
        except Conflict:
            form.version.data, status = str(body.version), 409
    page: dict[str, Any] = {"committee": body, "form": form, "now_sections": now, "templates": templates}
    page |= {"chosen": chosen, "changed": status == 409}
    return respond.show("committees/sections_form.html", status=422 if form.errors else status, **page)
