"""Another day or owner of a resolution."""

from __future__ import annotations

from flask import Response, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.errors import Conflict
from portal.meetings import actions
from portal.meetings.forms.resolutions import TermsForm
from portal.meetings.models import Resolution
from portal.meetings.queries import owners
from portal.meetings.views import bp
from portal.meetings.views.loading import resolution_now
from portal.web import respond
from portal.web.guards import requires


@bp.route("/resolutions/<id:resolution_id>/terms", methods=["GET", "POST"], endpoint="resolution_terms")
@requires(Permission.RESOLUTION_ACCEPT, load=resolution_now)
def terms(resolution: Resolution) -> Response:
    """Change the day, division or person; when somebody else did meanwhile, show it as it is now."""
    units, people = owners.unit_choices(resolution), owners.person_choices(resolution)
    form, status = TermsForm(units, people, **TermsForm.values_of(resolution)), 200
    if form.validate_on_submit():
        act = {"due_on": form.due_on.data, "reason": form.reason.data, "submit_key": form.submit_key.data}
        act |= {"unit": owners.unit_of(form.unit.data), "person": owners.person_of(form.owner.data)}
        act |= {"version": form.shown_version, "actor": current_user._get_current_object(), "now": clock.now()}
        try:
            if respond.carried_out(form, actions.change_terms, resolution=resolution, **act) is not None:
                home = url_for("meetings.resolution", resolution_id=resolution.id)
                return respond.done(home, message=_("เปลี่ยนแล้ว ผู้รับผิดชอบได้รับแจ้ง"))
        except Conflict as conflict:
            respond.keep_nothing()
            form.form_errors.append(respond.say(conflict))
            form.version.data, status = str(resolution.version), 409
    status = 422 if form.errors and status == 200 else status
    return respond.show("meetings/terms.html", status=status, form=form, resolution=resolution)
