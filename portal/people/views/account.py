"""One's own account: who the portal takes one for, roles, password, sessions."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.errors import TooMany
from portal.people import actions
from portal.people.forms.sign_in import PasswordForm
from portal.people.queries import ancestors, roles_of_day, sessions_of
from portal.people.rules.passwords import MIN_CHARACTERS
from portal.people.rules.roles import ROLE_WORDS
from portal.people.rules.users import STAFF_TYPE_WORDS
from portal.people.views import bp
from portal.people.views.sign_in import signed_out
from portal.web import respond, transaction
from portal.web.guards import requires
from portal.web.targets import local_target

PASSWORD_PAGE = "people/change_password.html"  # noqa: S105  (a template)


@bp.get("/account")
@requires(Permission.ACCOUNT_USE)
def account() -> Response:
    """Show the account."""
    person, now = current_user._get_current_object(), clock.now()
    return respond.show(
        "people/account.html",
        person=person,
        units=[person.unit, *reversed(ancestors(person.unit))],
        roles=roles_of_day([person.id], thai.bangkok_date(now))[person.id],
        role_words=ROLE_WORDS,
        staff_type=STAFF_TYPE_WORDS[person.staff_type],
        sessions=sessions_of(person.id, now),
    )


@bp.route("/account/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_USE, pending_password=True, write_later=True)
def change_password() -> Response:
    """Show the form, or take the new password; the person's other sessions end."""
    form, person = PasswordForm(), current_user._get_current_object()
    context = {"form": form, "is_first": person.must_change_password, "min_characters": MIN_CHARACTERS}
    context["goal"] = local_target(request.values.get("next")) or ""
    if form.validate_on_submit():
        values = {"old": form.old.data, "new": form.new.data, "actor": person, "now": clock.now()}
        try:
            ended = respond.carried_out(form, actions.change_password, **values, writes=transaction)
        except TooMany as wait:
            return respond.wait(wait, PASSWORD_PAGE, **context)
        if ended is not None:
            goal = context["goal"] or url_for("checklists.home" if context["is_first"] else "people.account")
            return respond.done(goal, message=_("เปลี่ยนรหัสผ่านแล้ว การเข้าใช้จากอุปกรณ์อื่นสิ้นสุดลงทั้งหมด"))
    return respond.show(PASSWORD_PAGE, status=422 if form.errors else 200, **context)


@bp.post("/account/sessions/<id:session_id>/end")
@requires(Permission.ACCOUNT_USE)
def end_session(session_id: int) -> Response:
    """End one of one's own sessions; ending the one in use signs out."""
    person = current_user._get_current_object()
    is_this = session_id == person.session_id
    actions.end_session(session_id=session_id, actor=person, now=clock.now())
    if is_this:
        return signed_out(_("ออกจากระบบแล้ว"))
    return respond.done(url_for("people.account"), message=_("สิ้นสุดการเข้าใช้นั้นแล้ว"))


@bp.post("/account/sessions/others/end")
@requires(Permission.ACCOUNT_USE)
def end_other_sessions() -> Response:
    """End all of one's own sessions but the one in use."""
    actions.end_other_sessions(actor=current_user._get_current_object(), now=clock.now())
    return respond.done(url_for("people.account"), message=_("สิ้นสุดการเข้าใช้จากอุปกรณ์อื่นทั้งหมดแล้ว"))
