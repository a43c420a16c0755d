"""One's own account: what it shows, sessions, the password."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.access.permissions import Role
from portal.audit import AuditEntry
from portal.extensions import db
from portal.people.actions import is_right
from portal.people.models import SignInSession
from tests.factories.people import give_role
from tests.people.conftest import PASSWORD

NEW = "ส้มโอ เก้าผล หน้าบ้าน"


def change(client, *, old=PASSWORD, new=NEW, again=None, status=303):
    return client.post(
        "/account/password", {"old": old, "new": new, "again": new if again is None else again}, status=status
    )


def errors(page) -> list[str]:
    return [error.text.removeprefix("ต้องแก้ไข: ") for error in page.root.all(class_="field-error")]


def events() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


def test_account_page(client_of, person):
    give_role(
        person,
        Role.HEAD,
        person.unit,
        is_acting=True,
        order_no="12/2570",
        starts_on=date(2026, 12, 1),
        ends_on=date(2026, 12, 31),
    )
    page = client_of(person).get("/account")
    for text in ("นายสมชาย ใจดี", "somchai", "กองนโยบายและแผนงาน · สำนักพัฒนาสังคม", "ข้าราชการ"):
        assert text in page.text
    row = page.root.all("tbody")[0].one("tr")
    assert row.one("th").text == "หัวหน้าส่วนราชการ รักษาราชการแทน ตามคำสั่งที่ 12/2570"
    assert [cell.text for cell in row.all("td")] == ["กองนโยบายและแผนงาน", "1 ธ.ค. 2569", "31 ธ.ค. 2569"]
    links = {link.attrs["href"] for link in page.root.one("main").all("a")}
    assert {"/account/password", "/account/notices"} <= links
    assert {field.attrs["name"] for field in page.root.one("main").all("select")} == {"language", "digits"}


def test_account_page_without_roles(client_of, person):
    assert "ยังไม่มีบทบาทเพิ่มเติม" in client_of(person).get("/account").text


def test_account_page_counts_the_same_statements_with_more_sessions(client_of, person, statements):
    client = client_of(person)
    statements.clear()
    client.get("/account")
    few = len(statements)
    client_of(person)
    client_of(person)
    statements.clear()
    client.get("/account")
    assert len(statements) == few


def test_sessions_are_listed_with_this_one_marked(client_of, person, now):
    client_of(person)
    clock.fix(now + timedelta(minutes=1))
    page = client_of(person).get("/account")
    rows = page.root.all("tbody")[-1].all("tr")
    assert [("เครื่องนี้" in row.text, row.all("td")[1].text) for row in rows] == [
        (True, "9 ธ.ค. 2569 09.31 น."),
        (False, "9 ธ.ค. 2569 09.30 น."),
    ]


def test_other_session_is_ended(client_of, person):
    other, client = client_of(person), client_of(person)
    other_id = db.session.scalars(select(SignInSession.id).order_by(SignInSession.id)).first()
    assert client.post(f"/account/sessions/{other_id}/end").headers["Location"] == "/account"
    other.get("/account", status=302)
    client.get("/account")
    assert client.post(f"/account/sessions/{other_id}/end").headers["Location"] == "/account"
    assert events().count("session:ended") == 1


def test_own_session_is_ended(client_of, person):
    client = client_of(person)
    own_id = db.session.scalars(select(SignInSession.id)).one()
    assert client.post(f"/account/sessions/{own_id}/end").headers["Location"] == "/login"
    client.get("/account", status=302)


@pytest.mark.parametrize("session_id", ["1", "999", "99999999999999999999", "0", "x"])
def test_session_of_somebody_else_is_not_found(client_of, person, session_id):
    from tests.factories.people import make_user

    client_of(person)
    client_of(make_user(person.unit)).post(f"/account/sessions/{session_id}/end", status=404)
    assert db.session.scalars(select(SignInSession.ended_at).order_by(SignInSession.id)).first() is None


def test_all_other_sessions_are_ended(client_of, person):
    others, client = [client_of(person), client_of(person)], client_of(person)
    client.post("/account/sessions/others/end")
    for other in others:
        other.get("/account", status=302)
    client.get("/account")
    assert events().count("session:ended") == 2


def test_password_is_changed(client_of, person, now):
    other, client = client_of(person), client_of(person)
    assert client.get("/account/password").heading == "เปลี่ยนรหัสผ่าน"
    assert change(client).headers["Location"] == "/account"
    db.session.refresh(person)
    assert is_right(person.password_hash, NEW)
    assert not is_right(person.password_hash, PASSWORD)
    assert (person.must_change_password, person.password_changed_at) == (False, now)
    other.get("/account", status=302)
    client.get("/account")
    assert events()[2:] == ["password:changed", "session:ended"]


def test_first_password_must_be_changed(client_of, person):
    person.must_change_password = True
    db.session.commit()
    client = client_of(person)
    for address in ("/account", "/", "/framework"):
        assert client.get(address, status=303).headers["Location"] == "/account/password"
    assert client.get("/account", htmx=True, status=204).headers["HX-Redirect"] == "/account/password"
    assert client.post("/account/sessions/others/end").headers["Location"] == "/account/password"
    assert "โปรดตั้งรหัสผ่านของท่านเองก่อนใช้งาน" in client.get("/account/password").text
    assert change(client).headers["Location"] == "/"
    client.get("/account")


def test_person_with_a_first_password_may_leave(client_of, person):
    person.must_change_password = True
    db.session.commit()
    assert client_of(person).post("/logout").headers["Location"] == "/login"


def test_password_change_with_a_wrong_old_one(client_of, person):
    client = client_of(person)
    for _ in range(3):
        assert errors(change(client, old="wrong", status=422)) == ["รหัสผ่านเดิมไม่ถูกต้อง"]
    page = change(client, status=429)
    assert page.headers["Retry-After"] == "1"
    assert "โปรดรอ 1 วินาที" in page.root.one(class_="error-summary").text
    assert "password:changed" not in events()


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("สั้นไป", "รหัสผ่านต้องมีอย่างน้อย 10 ตัวอักษร"),
        (PASSWORD, "รหัสผ่านใหม่ต้องไม่ซ้ำกับรหัสผ่านเดิม"),
        (
            "กองนโยบายและแผนงาน 1",
            "รหัสผ่านมีคำว่า “กองนโยบายและแผนงาน” ซึ่งเป็นชื่อบุคคล ชื่อผู้ใช้ หรือชื่อหน่วยงาน จึงเดาได้ง่าย โปรดตั้งใหม่",
        ),
        (
            "พัฒนาสังคม ทุกวัน",
            "รหัสผ่านมีคำว่า “พัฒนาสังคม” ซึ่งเป็นชื่อบุคคล ชื่อผู้ใช้ หรือชื่อหน่วยงาน จึงเดาได้ง่าย โปรดตั้งใหม่",
        ),
        ("password2569", "รหัสผ่านนี้มีผู้ใช้กันมากหรือดัดแปลงจากคำที่ใช้กันมาก จึงเดาได้ง่าย โปรดใช้คำหลายคำที่ไม่เกี่ยวข้องกัน"),
        ("1234567890", "รหัสผ่านเป็นตัวอักษรซ้ำหรือเรียงลำดับ เช่น 1111 หรือ abcd จึงเดาได้ง่าย โปรดตั้งใหม่"),
    ],
)
def test_password_change_refused(client_of, person, new, sentence):
    assert errors(change(client_of(person), new=new, status=422)) == [sentence]


def test_password_change_refused_in_thai_digits(client_of, person):
    person.digits = "thai"
    db.session.commit()
    assert errors(change(client_of(person), new="สั้นไป", status=422)) == ["รหัสผ่านต้องมีอย่างน้อย ๑๐ ตัวอักษร"]


def test_password_change_typed_differently_or_not_at_all(client_of, person):
    client = client_of(person)
    assert errors(change(client, again="other", status=422)) == ["ไม่ตรงกับรหัสผ่านใหม่ที่พิมพ์ไว้ โปรดพิมพ์ให้ตรงกัน"]
    assert errors(change(client, old="", new="", status=422)) == [
        "โปรดระบุรหัสผ่านเดิม",
        "โปรดระบุรหัสผ่านใหม่",
        "โปรดระบุรหัสผ่านใหม่อีกครั้ง",
    ]
    assert errors(change(client, new="x" * 3000, status=422)) != []
    assert errors(change(client, new="แมวดำ " * 40, status=422)) == ["รหัสผ่านต้องไม่เกิน 200 ตัวอักษร"]


def test_password_with_spaces_at_its_ends_counts_them(client_of, person, client):
    change(client_of(person), new=f" {NEW} ")
    client.post("/login", {"username": "somchai", "password": NEW}, status=422)
    client.post("/login", {"username": "somchai", "password": f" {NEW} "})
