"""The administrator's pages about people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from portal.access.permissions import Role
from portal.extensions import db
from portal.people.models import RoleHolding, SignInSession, User
from tests.client import PortalClient
from tests.factories.people import give_role, make_person, make_unit, make_user
from tests.people.agency import World, events_of, names

FACTS = {
    "name": "นางสาวสมพร ใจดี",
    "position": "นักวิเคราะห์นโยบายและแผน",
    "staff_type": "official",
    "email": "somporn@bangkok.go.th",
    "username": "Somporn.J",
}


def test_people_of_own_agency_alone_are_listed_in_thai_order(world: World) -> None:
    for name in ("เก", "ขา", "กา"):
        make_user(world.division, name=name)
    assert world.people(state="") == ["กา", "เก", "ขา", "ผู้ดูแล"]


@pytest.mark.parametrize("words", ["สมพร", "SOMPORN", "แผน  สมพร", "somporn.2", "somporn.๒"])
def test_search_finds_name_user_name_and_position_however_typed(world: World, words: str) -> None:
    world.client.post("/people/new", FACTS | {"username": "somporn.2", "unit_id": world.division.id})
    make_user(world.division)
    assert world.people(q=words, state="") == ["นางสาวสมพร ใจดี"]


def test_search_for_a_percent_sign_finds_nobody(world: World) -> None:
    assert world.people(q="%", state="") == []


def test_filters_narrow_to_unit_and_below_role_type_and_state(world: World) -> None:
    section = make_unit(world.division, kind="section")
    low = make_user(section, name="ก")
    head = make_person(Role.HEAD, world.division, name="ข", staff_type="employee")
    gone = make_user(world.other_division, name="ค", disabled_at=datetime.fromisoformat("2026-01-01T00:00:00+00:00"))
    assert world.people(unit=str(world.division.id), state="") == [low.name, head.name]
    assert world.people(role="head", state="") == [head.name]
    assert world.people(type="employee", state="") == [head.name]
    assert world.people(state="disabled") == [gone.name]
    assert world.people(state="active") == ["ก", "ข", "ผู้ดูแล"]


def test_filter_by_nonsense_counts_as_none(world: World) -> None:
    assert world.people(unit="99999999999999999999", role="king", type="x", state="y") == ["ผู้ดูแล"]


def test_empty_list_says_what_to_do(world: World) -> None:
    page = world.client.get("/people?q=ไม่มีใคร")
    assert page.root.one("p", class_="empty-title").text == "ไม่พบบุคคลตามเงื่อนไข"


def test_long_list_is_paged_and_keeps_the_filter(world: World) -> None:
    for number in range(30):
        make_user(world.division, name=f"คน {number:02}")
    page = world.client.get(f"/people?unit={world.division.id}&page=2")
    assert names(page) == [f"คน {number:02}" for number in range(25, 30)]
    assert f"unit={world.division.id}" in page.root.one("a", rel="prev").attrs["href"]


def test_list_takes_the_same_statements_for_one_and_three_rows(world: World, statements: list[str]) -> None:
    make_person(Role.HEAD, world.division)
    world.client.get("/people")
    statements.clear()
    world.client.get("/people")
    few = len(statements)
    make_person(Role.HEAD, world.other_division)
    make_person(Role.OFFICER, world.division)
    world.client.get("/people")
    statements.clear()
    world.client.get("/people")
    assert len(statements) == few


def test_list_without_administrator_role_is_forbidden(world: World, client_of: Callable[..., PortalClient]) -> None:
    client_of(make_person(Role.HEAD, world.division)).get("/people", status=403)


@pytest.mark.parametrize(
    "path",
    ["/people/{}", "/people/{}/edit", "/people/{}/password", "/people/{}/roles/new", "/people/disablement?user={}"],
)
def test_person_of_another_agency_is_not_found(world: World, path: str) -> None:
    world.client.get(path.format(world.foreigner.id), status=404)


@pytest.mark.parametrize("path", ["/people/{}", "/people/{}/edit", "/people/{}/password", "/people/{}/roles/new"])
def test_id_of_twenty_digits_is_not_found(world: World, path: str) -> None:
    world.client.get(path.format("99999999999999999999"), status=404)


def test_new_person_is_created_normalised_and_on_record(world: World) -> None:
    page = world.client.post("/people/new", FACTS | {"name": " นางสาวสมพร  ใจดี ", "unit_id": world.division.id})
    person = db.session.scalars(select(User).where(User.username == "somporn.j")).one()
    assert page.headers["Location"] == f"/people/{person.id}"
    assert (person.name, person.unit_id, person.password_hash) == ("นางสาวสมพร ใจดี", world.division.id, "")
    assert events_of(person.id) == ["user:created"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "โปรดระบุชื่อ-นามสกุล"),
        ({"username": "สมพร"}, "ชื่อผู้ใช้ต้องมี 2 ถึง 60 ตัว ใช้ได้เฉพาะตัวอักษรอังกฤษ ตัวเลข จุด ขีด และ @ เช่น somchai.j"),
        ({"username": "ADMIN"}, "มีผู้ใช้ชื่อนี้แล้ว โปรดใช้ชื่อผู้ใช้อื่น"),
        ({"email": "somporn@"}, "ที่อยู่อีเมลไม่ถูกต้อง ตัวอย่างที่ถูกต้องคือ somchai@bangkok.go.th"),
        ({"staff_type": "king"}, "โปรดเลือกประเภทบุคลากรจากรายการที่มี"),
        ({"unit_id": "99999999999999999999"}, "โปรดเลือกส่วนราชการจากรายการที่มี"),
        ({"name": "ก" * 121}, "ยาวได้ไม่เกิน 120 ตัวอักษร โปรดย่อข้อความ"),
    ],
)
def test_new_person_with_a_fault_is_refused_beside_the_field(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    page = world.client.post("/people/new", FACTS | {"unit_id": world.division.id} | changes, status=422)
    errors = [each.text.removeprefix("ต้องแก้ไข: ") for each in page.root.all("p", class_="field-error")]
    assert errors == [sentence]
    assert page.root.one("input", name="position").attrs["value"] == FACTS["position"]
    assert len(db.session.scalars(select(User)).all()) == 2


def test_new_person_in_another_agency_is_refused(world: World) -> None:
    world.client.post("/people/new", FACTS | {"unit_id": world.foreign_agency.id}, status=422)


def test_new_person_sent_twice_is_created_once(world: World) -> None:
    world.client.post("/people/new", FACTS | {"unit_id": world.division.id})
    world.client.post("/people/new", FACTS | {"unit_id": world.division.id}, status=422)
    assert len(db.session.scalars(select(User).where(User.username == "somporn.j")).all()) == 1


def edited(person: User, **changes: Any) -> dict[str, Any]:
    db.session.refresh(person)
    return {
        "version": person.version,
        "name": person.name,
        "position": person.position,
        "staff_type": person.staff_type,
        "unit_id": person.unit_id,
        "email": person.email,
        "username": person.username,
    } | changes


def test_changed_person_shows_old_and_new_in_the_history(world: World) -> None:
    person = make_user(world.division, position="เดิม")
    page = world.client.post(
        f"/people/{person.id}/edit", edited(person, position="ใหม่", unit_id=world.other_division.id)
    )
    line = world.client.follow(page).root.one("ul", class_="history").all("li")[0]
    assert line.one("del").text == "ตำแหน่ง: เดิม ส่วนราชการ: กองนโยบายและแผนงาน (กน.)"
    assert line.one("ins").text == "ตำแหน่ง: ใหม่ ส่วนราชการ: สำนักงานเลขานุการ (สก.)"


def test_changed_by_another_meanwhile_is_409_with_the_present_values_and_what_was_typed(world: World) -> None:
    person = make_user(world.division, position="เดิม")
    stale = edited(person, position="ของฉัน")
    world.client.post(f"/people/{person.id}/edit", edited(person, position="ของคนอื่น"))
    page = world.client.post(f"/people/{person.id}/edit", stale, status=409)
    assert "ของคนอื่น" in page.root.one("div", id="changed-meanwhile").text
    assert page.root.one("input", name="position").attrs["value"] == "ของฉัน"
    again = stale | {"version": page.root.one("input", name="version").attrs["value"]}
    world.client.post(f"/people/{person.id}/edit", again)
    db.session.refresh(person)
    assert person.position == "ของฉัน"


def test_person_saved_without_change_writes_nothing(world: World) -> None:
    person = make_user(world.division)
    before = person.version
    world.client.post(f"/people/{person.id}/edit", edited(person))
    db.session.refresh(person)
    assert (person.version, events_of(person.id)) == (before, [])


def test_disabling_is_confirmed_ends_sessions_and_keeps_roles(
    world: World, client_of: Callable[..., PortalClient]
) -> None:
    person = make_person(Role.HEAD, world.division)
    theirs = client_of(person)
    theirs.get("/account")
    page = world.client.get(f"/people/disablement?user={person.id}")
    assert [box.attrs["value"] for box in page.root.all("input", name="user")] == [str(person.id)]
    world.client.post("/people/disablement", {"user": [person.id]})
    theirs.get("/account", status=302)
    db.session.expire_all()
    sessions = db.session.scalars(select(SignInSession).where(SignInSession.user_id == person.id)).all()
    assert [each.ended_at is None for each in sessions] == [False]
    assert db.session.scalars(select(RoleHolding.ended_at).where(RoleHolding.user_id == person.id)).all() == [None]
    assert events_of(person.id)[-1] == "user:disabled"


def test_many_are_disabled_at_once_or_nobody(world: World) -> None:
    people = [make_user(world.division), make_user(world.other_division)]
    ids = [each.id for each in people]
    world.client.post("/people/disablement", {"user": [*ids, world.foreigner.id]}, status=404)
    world.client.post("/people/disablement", {"user": [*ids, world.admin.id]}, status=422)
    db.session.expire_all()
    assert [each.disabled_at for each in people] == [None, None]
    world.client.post("/people/disablement", {"user": ids})
    db.session.expire_all()
    assert [each.disabled_at is None for each in people] == [False, False]


def test_disabling_nobody_or_nonsense_is_refused(world: World) -> None:
    world.client.post("/people/disablement", {}, status=422)
    world.client.post("/people/disablement", {"user": "99999999999999999999"}, status=422)
    page = world.client.get("/people/disablement?user=x")
    assert page.root.one("p", class_="empty-title").text == "ยังไม่ได้เลือกบัญชีที่ใช้งานอยู่"


def test_oneself_cannot_be_disabled(world: World) -> None:
    page = world.client.post("/people/disablement", {"user": [world.admin.id]}, status=422)
    assert "ท่านปิดใช้งานบัญชีของตนเองไม่ได้" in page.text
    db.session.expire_all()
    assert world.admin.disabled_at is None


def test_disabled_person_is_enabled_again(world: World) -> None:
    person = make_user(world.division)
    world.client.post("/people/disablement", {"user": [person.id]})
    world.client.post(f"/people/{person.id}/enablement")
    world.client.post(f"/people/{person.id}/enablement")
    db.session.expire_all()
    assert person.disabled_at is None
    assert events_of(person.id) == ["user:disabled", "user:enabled"]


def test_person_in_a_closed_unit_is_not_enabled(world: World, now: datetime) -> None:
    closed = make_unit(world.agency, closed_at=now)
    person = make_user(closed, disabled_at=now)
    world.client.post(f"/people/{person.id}/enablement", status=422)


def test_person_page_shows_roles_of_now_and_of_the_past(world: World) -> None:
    person = make_person(Role.HEAD, world.division)
    give_role(person, Role.OFFICER, world.division, ends_on=date(2020, 1, 1))
    page = world.client.get(f"/people/{person.id}")
    tables = [[cell.text for cell in table.all("th", scope="row")] for table in page.root.all("table")]
    assert tables == [["หัวหน้าส่วนราชการ"], ["ผู้รับผิดชอบตัวชี้วัด"]]
