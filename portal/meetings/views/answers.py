"""Answers to the invitation: one's own, or one that came to the secretary by telephone."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from portal import clock
from portal.access.permissions import Permission
from portal.committees.queries import people_found
from portal.errors import Conflict
from portal.meetings import actions
from portal.meetings.forms import AnswerForm, SearchForm
from portal.meetings.models import MeetingPerson
from portal.meetings.rules import takes_answers
from portal.meetings.views import bp
from portal.meetings.views.loading import act, overtaken, own_place_now, person_now
from portal.people.models import User
from portal.people.queries import get_user
from portal.web import respond
from portal.web.guards import requires

PAGE = "meetings/answer.html"


@bp.route("/meetings/<id:meeting_id>/answer", methods=["GET", "POST"])
@requires(Permission.MEETING_ANSWER, load=own_place_now)
def answer(person: MeetingPerson) -> Response:
    """Show the invitation and take the person's own answer."""
    home = url_for("meetings.answer", meeting_id=person.meeting_id)
    return _answer(person, home=home, done=home, words=_("บันทึกคำตอบแล้ว เปลี่ยนได้จนถึงเวลาประชุม"), is_own=True)


@bp.route("/meetings/people/<id:person_id>/answer", methods=["GET", "POST"])
@requires(Permission.MEETING_MANAGE, load=person_now)
def enter_answer(person: MeetingPerson) -> Response:
    """Take an answer that came to the secretary."""
    home = url_for("meetings.enter_answer", person_id=person.id)
    people = url_for("meetings.people", meeting_id=person.meeting_id, _anchor=f"person-{person.id}")
    words = _("บันทึกคำตอบของ %(name)s แล้ว", name=person.name)
    return _answer(person, home=home, done=people, words=words, is_own=False)


def _answer(person: MeetingPerson, *, home: str, done: str, words: str, is_own: bool) -> Response:
    search = SearchForm()
    people = _choices(person, search)
    form, status = AnswerForm(people=people, **_values(person, search, people)), 200
    if form.validate_on_submit():
        typed = {"person": person, "given": form.given, "version": form.shown_version, **act()}
        try:
            if respond.carried_out(form, actions.answer_invitation, **typed) is not None:
                return respond.done(done, message=words)
        except Conflict as conflict:
            status = overtaken(form, conflict, person)
    status = 422 if form.errors and status == 200 else status
    context = {"person": person, "meeting": person.meeting, "form": form, "search": search, "is_own": is_own}
    is_open = takes_answers(person.meeting, clock.now())
    return respond.show(
        PAGE, status=status, home=home, is_open=is_open, may_choose=bool(form.deputy_id.choices), **context
    )


def _values(person: MeetingPerson, search: SearchForm, people: list[User]) -> dict[str, Any]:
    """Return what the form begins with: the answer as it is; whoever searches wants to name a deputy."""
    values = dict(AnswerForm.values_of(person))
    found = people[0].id if len(people) == 1 else None
    return values | {"answer": "deputy", "deputy_id": found} if search.q.data else values


def _choices(person: MeetingPerson, search: SearchForm) -> list[User]:
    """Return the accounts that were found, and the deputy named already or chosen in the form."""
    unit = person.user.unit if person.user is not None else person.meeting.committee.unit
    found = people_found(unit, search.q.data or "")
    chosen = request.form.get("deputy_id", "" if person.deputy_id is None else str(person.deputy_id))
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 and int(chosen) not in {user.id for user in found}:
        named = get_user(int(chosen))
        found += [named] if named is not None and named.disabled_at is None else []
    return found
