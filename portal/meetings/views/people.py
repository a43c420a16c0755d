"""Who comes: the list with its answers, reminders, guests."""

from __future__ import annotations

from flask import Response, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal import clock
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.committees.queries import people_found
from portal.committees.rules import role_word
from portal.meetings import actions, queries
from portal.meetings.forms import GuestForm, SearchForm
from portal.meetings.models import Meeting, MeetingPerson
from portal.meetings.rules import AHEAD, takes_answers, tally
from portal.meetings.views import bp
from portal.meetings.views.loading import act, meeting_now, person_now
from portal.people.queries import get_user
from portal.web import respond
from portal.web.filters import num
from portal.web.forms import PortalForm
from portal.web.guards import requires

LIST = "meetings/people.html"


@bp.get("/meetings/<id:meeting_id>/people")
@requires(Permission.MEETING_VIEW, load=meeting_now)
def people(meeting: Meeting) -> Response:
    """Show everybody on the list with the answers; before the invitation, whom it would be sent to."""
    return _list(meeting, PortalForm(formdata=None), status=200)


@bp.post("/meetings/<id:meeting_id>/reminders")
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def remind(meeting: Meeting) -> Response:
    """Remind those who have not answered."""
    form = PortalForm()
    if form.validate_on_submit():
        told = respond.carried_out(form, actions.remind, meeting=meeting, **act())
        if told is not None:
            words = ngettext("เตือนแล้ว %(count)s คน", "เตือนแล้ว %(count)s คน", told, count=num(told))
            return respond.done(url_for("meetings.people", meeting_id=meeting.id), message=words)
    return _list(meeting, form, status=422)


@bp.route("/meetings/<id:meeting_id>/guests/new", methods=["GET", "POST"])
@requires(Permission.MEETING_MANAGE, load=meeting_now)
def new_guest(meeting: Meeting) -> Response:
    """Invite somebody besides the members: an account that is found, or a name."""
    search, lines = SearchForm(), queries.agenda_of(meeting).lines
    found = people_found(meeting.committee.unit, search.q.data or "")
    items = [(line.item.id, f"{line.number} {line.item.title}") for line in lines]
    form = GuestForm(people=found, items=items)
    if form.validate_on_submit():
        user = get_user(form.user_id.data) if form.user_id.data is not None else None
        person = respond.carried_out(form, actions.add_guest, meeting=meeting, guest=form.guest(user), **act())
        if person is not None:
            home = url_for("meetings.invitation", meeting_id=meeting.id, _anchor="guests")
            return respond.done(home, message=_("เพิ่ม %(name)s แล้ว", name=person.name))
    status = 422 if form.errors else 200
    return respond.show(
        "meetings/guest_form.html", status=status, meeting=meeting, form=form, search=search, found=found
    )


@bp.route("/meetings/people/<id:person_id>/removal", methods=["GET", "POST"])
@requires(Permission.MEETING_MANAGE, load=person_now)
def remove_guest(person: MeetingPerson) -> Response:
    """Ask, then take a guest off the list."""
    form, meeting, name = PortalForm(), person.meeting, person.name
    home = url_for("meetings.invitation", meeting_id=meeting.id, _anchor="guests")
    if form.validate_on_submit():
        respond.carried_out(form, actions.remove_guest, person=person, **act())
        if not form.errors:
            return respond.done(home, message=_("นำ %(name)s ออกจากรายชื่อแล้ว", name=name))
    status = 422 if form.errors else 200
    return respond.show(
        "meetings/guest_removal.html", status=status, form=form, person=person, meeting=meeting, home=home
    )


def _list(meeting: Meeting, form: PortalForm, *, status: int) -> Response:
    rows = queries.people_of(meeting.id) if meeting.invited_at is not None else []
    manages, now = can(current_user, Permission.MEETING_MANAGE, meeting), clock.now()
    return respond.show(
        LIST,
        status=status,
        meeting=meeting,
        form=form,
        rows=rows,
        plan=None if rows else queries.plan_of(meeting),
        counts=tally(row.answer for row in rows),
        role_word=role_word,
        may_manage=manages,
        is_open=takes_answers(meeting, now),
        is_ahead=meeting.state in AHEAD,
        own_id=current_user.id,
    )
