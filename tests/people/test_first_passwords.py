"""First passwords: shown once, hashed, ending what was open before."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from portal.access.permissions import Role
from portal.audit import AuditEntry
from portal.extensions import db
from portal.people.actions.hashing import is_right
from portal.people.models import User
from tests.client import Page, PortalClient
from tests.factories.people import give_role, make_unit, make_user
from tests.people.agency import World, events_of


def shown(page: Page) -> list[str]:
    return [each.text for each in page.root.all("strong", class_="nowrap")]


def test_password_is_shown_once_and_opens_the_way_to_choosing_ones_own(
    world: World, client_of: Callable[..., PortalClient]
) -> None:
    person = make_user(world.division, username="somchai")
    page = world.client.post(f"/people/{person.id}/password", {"version": person.version}, status=200)
    (password,) = shown(page)
    assert page.headers["Cache-Control"] == "no-store"
    db.session.refresh(person)
    assert is_right(person.password_hash, password)
    assert person.must_change_password is True
    signed_in = client_of().post("/login", {"username": "somchai", "password": password})
    assert signed_in.status == 303
    assert password not in world.client.get(f"/people/{person.id}").text
    assert password not in str(db.session.scalars(select(AuditEntry.detail)).all())


def test_password_sent_twice_is_issued_once(world: World) -> None:
    person = make_user(world.division)
    form = {"version": person.version}
    world.client.post(f"/people/{person.id}/password", form, status=200)
    db.session.refresh(person)
    first = person.password_hash
    world.client.post(f"/people/{person.id}/password", form, status=409)
    db.session.refresh(person)
    assert person.password_hash == first
    assert events_of(person.id) == ["password:issued"]


def test_new_password_ends_the_sessions_of_before(world: World, client_of: Callable[..., PortalClient]) -> None:
    person = make_user(world.division)
    theirs = client_of(person)
    theirs.get("/account")
    world.client.post(f"/people/{person.id}/password", {"version": person.version}, status=200)
    theirs.get("/account", status=302)


def test_password_for_a_disabled_person_is_refused(world: World) -> None:
    person = make_user(world.division, disabled_at=world.admin.created_at)
    world.client.post(f"/people/{person.id}/password", {"version": person.version}, status=409)


def test_password_of_another_agency_is_not_found(world: World) -> None:
    world.client.post(f"/people/{world.foreigner.id}/password", {"version": 1}, status=404)


def test_all_without_password_get_theirs_in_one_go_and_not_again(world: World) -> None:
    world.admin.password_hash = "x"
    people = [make_user(world.division) for _ in range(3)]
    db.session.commit()
    page = world.client.get("/people/passwords")
    form = {"accounts": page.root.one("input", name="accounts").attrs["value"]}
    issued = world.client.post("/people/passwords", form, status=200)
    assert len(set(shown(issued))) == 3
    assert "ตัดแจกรายบุคคล" in page.text
    db.session.expire_all()
    assert [bool(each.password_hash) for each in people] == [True, True, True]
    world.client.post("/people/passwords", form, status=409)
    assert world.client.get("/people/passwords").root.one("p", class_="empty-title").text == "ทุกคนมีรหัสผ่านแล้ว"


def test_batch_with_somebody_of_another_agency_or_nonsense_is_refused_whole(world: World) -> None:
    person = make_user(world.division)
    for accounts in (f"{person.id}:1,{world.foreigner.id}:1", "x", "", "1:99999999999999999999", "1"):
        world.client.post("/people/passwords", {"accounts": accounts}, status=409)
    assert db.session.scalars(select(User.password_hash).where(User.password_hash != "")).all() == []


def test_password_of_a_higher_administrator_is_not_issued_nor_the_account_disabled(world: World) -> None:
    above = make_user(world.division, name="ผู้ดูแลระดับเมือง")
    give_role(above, Role.ADMINISTRATOR, make_unit(kind="organisation"))
    page = world.client.get(f"/people/{above.id}")
    assert page.root.all("a", href=f"/people/{above.id}/password") == []
    world.client.post(f"/people/{above.id}/password", {"version": above.version}, status=422)
    world.client.post("/people/passwords", {"accounts": f"{above.id}:{above.version}"}, status=422)
    world.client.post("/people/disablement", {"user": [above.id]}, status=422)
    assert above.name not in world.client.get("/people/passwords").text
    db.session.refresh(above)
    assert (above.password_hash, above.disabled_at) == ("", None)
