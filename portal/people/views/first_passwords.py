"""First passwords for one person or for many who have none: shown once on the answering page, kept as hashes.

They are hashed before the write begins. A batch is as many as take a few seconds on one core; the page then offers the
next. Nothing is put into the address, a file or the database in clear, and the answer must not be kept by the browser.
"""

from __future__ import annotations

from flask import Response
from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.errors import N_, Conflict
from portal.people.actions import issue_passwords
from portal.people.actions.hashing import hash_password, new_password
from portal.people.forms.users import IssueForm
from portal.people.forms.versions import VersionForm
from portal.people.models import User
from portal.people.queries import get_user, users_within
from portal.people.queries.users import count_without_password, users_without_password
from portal.people.views import bp
from portal.web import respond, transaction
from portal.web.guards import requires

# 100 hashes of 22 ms: about two seconds, one sheet of slips
BATCH = 100


@bp.get("/people/<id:user_id>/password")
@requires(Permission.PEOPLE_MANAGE, load=get_user)
def check_password_issue(user: User) -> Response:
    """Ask before a person gets a new first password."""
    return respond.show("people/issue_password.html", person=user)


@bp.post("/people/<id:user_id>/password")
@requires(Permission.PEOPLE_MANAGE, load=get_user, write_later=True)
def issue_password(user: User) -> Response:
    """Give a person a new first password and show it once."""
    form = VersionForm()
    form.validate()
    return _issue({user.id: form.shown_version})


@bp.get("/people/passwords")
@requires(Permission.PEOPLE_MANAGE)
def waiting_for_password() -> Response:
    """Show the next people who have no password yet."""
    paths = scopes(current_user, Permission.PEOPLE_MANAGE)
    today = thai.bangkok_date(clock.now())
    people = users_without_password(paths, today=today, limit=BATCH)
    total = count_without_password(paths, today=today)
    return respond.show("people/passwords.html", people=people, total=total)


@bp.post("/people/passwords")
@requires(Permission.PEOPLE_MANAGE, write_later=True)
def issue_batch() -> Response:
    """Give the people shown their first passwords and show these once."""
    form = IssueForm()
    shown = form.shown if form.validate() else {}
    return _issue(dict(list(shown.items())[:BATCH]))


def _issue(shown: dict[int, int]) -> Response:
    """Return the page with the passwords of these people; shown: id -> version."""
    paths = scopes(current_user, Permission.PEOPLE_MANAGE)
    if not shown or len(users_within(paths, list(shown))) != len(shown):
        raise Conflict(N_("รายชื่อเปลี่ยนไปแล้ว โปรดโหลดหน้าใหม่แล้วออกรหัสผ่านอีกครั้ง"))
    passwords = {user_id: new_password() for user_id in shown}
    hashes = {user_id: (shown[user_id], hash_password(password)) for user_id, password in passwords.items()}
    transaction.begin()
    issue_passwords(hashes=hashes, actor=current_user._get_current_object(), now=clock.now())
    people = users_within(paths, list(shown))
    issued = [(each, passwords[each.id]) for each in people]
    left = count_without_password(paths, today=thai.bangkok_date(clock.now()))
    page = respond.show("people/passwords_issued.html", issued=issued, left=left)
    page.headers["Cache-Control"] = "no-store"
    return page
