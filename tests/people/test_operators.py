"""What operators do with accounts at the machine itself."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal import thai
from portal.access.permissions import Role
from portal.errors import NotFound, RuleBroken
from portal.extensions import db
from portal.people.actions import close_account, hash_password, new_password, open_account, renew_password
from portal.people.models import Unit, User
from portal.people.queries import all_accounts
from tests.people.conftest import PASSWORD

FIRST = {"unit_abbr": "สพส.", "new_agency": "สำนักพัฒนาสังคม", "role": Role.ADMINISTRATOR, "actor": None}


def test_first_administrator_of_an_empty_database(portal, client, now):
    password = new_password()
    made = open_account(username="Somchai", name=" สมชาย ใจดี ", password_hash=hash_password(password), now=now, **FIRST)
    db.session.commit()
    assert (made.username, made.name, made.unit.kind, made.must_change_password) == (
        "somchai",
        "สมชาย ใจดี",
        "agency",
        True,
    )
    assert client.post("/login", {"username": "somchai", "password": password}).headers["Location"] == "/"
    assert client.get("/", status=303).headers["Location"] == "/account/password"
    lines = [(line.username, line.state, line.roles) for line in all_accounts(thai.bangkok_date(now))]
    assert lines == [("somchai", "in use", ("administrator@สพส.",))]


def test_second_person_of_the_same_unit(portal, person, now):
    values = FIRST | {"unit_abbr": "กน.", "new_agency": "", "role": Role.STAFF}
    made = open_account(username="malee", name="มาลี", password_hash="x", now=now, **values)
    assert made.unit_id == person.unit_id


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"username": "somchai"}, RuleBroken),
        ({"username": "no blanks"}, RuleBroken),
        ({"name": " "}, RuleBroken),
        ({"name": "ก" * 121}, RuleBroken),
        ({"unit_abbr": "ไม่มี", "new_agency": ""}, NotFound),
    ],
)
def test_account_refused(portal, person, now, changes, refusal):
    values = FIRST | {"unit_abbr": "กน.", "username": "malee", "name": "มาลี", "role": Role.STAFF} | changes
    with pytest.raises(refusal):
        open_account(password_hash="x", now=now, **values)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(User)) == 1
    assert db.session.scalar(select(func.count()).select_from(Unit)) == 2


def test_password_renewed_ends_sessions(client_of, person, now):
    client = client_of(person)
    renew_password(username="somchai", password_hash=hash_password(new_password()), actor=None, now=now)
    db.session.commit()
    client.get("/account", status=302)
    client.post("/login", {"username": "somchai", "password": PASSWORD}, status=422)


def test_account_closed_ends_sessions(client_of, person, now):
    client = client_of(person)
    close_account(username="somchai", actor=None, now=now)
    db.session.commit()
    client.get("/account", status=302)
    with pytest.raises(RuleBroken):
        renew_password(username="somchai", password_hash="x", actor=None, now=now)


def test_nobody_of_that_name(portal, now):
    with pytest.raises(NotFound, match="nobody"):
        close_account(username="nobody", actor=None, now=now)


def test_new_password_is_readable_and_never_the_same():
    made = [new_password() for _ in range(50)]
    assert len(set(made)) == 50
    assert {len(password) for password in made} == {19}
    assert not set("".join(made)) & set("01ilo")
