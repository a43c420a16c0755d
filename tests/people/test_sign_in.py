"""Signing in and out, and wrong tries, as a browser sees them."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.audit import AuditEntry
from portal.extensions import WRITE_LOCK, db
from portal.people.actions import hashing
from portal.people.models import SignInSession, SignInTry
from portal.people.rules import ABSOLUTE_LIMIT, IDLE_LIMIT, TOUCH_EVERY
from tests.people.conftest import PASSWORD, notice

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
WRONG = "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง โปรดตรวจสอบแป้นภาษาและตัวพิมพ์ใหญ่ แล้วลองอีกครั้ง"


def entries(event: str) -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.event == event).order_by(AuditEntry.id)))


def test_form_for_a_stranger(client):
    page = client.get("/login?next=/grid%3Fyear=2570")
    assert page.heading == "เข้าสู่ระบบ"
    assert "ระบบติดตามคำรับรองการปฏิบัติราชการ" in page.root.one("main").text
    assert page.root.one("main").one("input", name="next").attrs["value"] == "/grid?year=2570"
    assert {field.attrs["name"] for field in page.root.one("main").all("input")} == {
        "username",
        "password",
        "csrf_token",
        "next",
    }
    for sentence in ("ติดต่อผู้ดูแลระบบของหน่วยงานท่าน", "ระบบบันทึกชื่อผู้ใช้ เวลา ที่อยู่เครือข่าย", "12 ชั่วโมง", "7 วัน"):
        assert sentence in page.text


def test_right_password(client, person, now):
    client.http.environ_base |= {"REMOTE_ADDR": "10.0.0.9", "HTTP_USER_AGENT": CHROME}
    page = client.post("/login", {"username": " SOMCHAI ", "password": PASSWORD})
    assert page.headers["Location"] == "/"
    session = db.session.scalars(select(SignInSession)).one()
    assert (session.user_id, session.browser, session.address, session.started_at) == (
        person.id,
        "Chrome · Windows",
        "10.0.0.9",
        now,
    )
    assert [(entry.actor_id, entry.subject_id) for entry in entries("session:started")] == [(person.id, person.id)]
    assert client.get("/account").heading == "บัญชีของฉัน"


@pytest.mark.parametrize(
    ("target", "goal"),
    [
        ("/grid?year=2570", "/grid?year=2570"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("/\\elsewhere.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/" + "a" * 2000, "/"),
    ],
)
def test_next_leads_within_the_portal_only(client, person, target, goal):
    assert (
        client.post("/login", {"username": "somchai", "password": PASSWORD, "next": target}).headers["Location"] == goal
    )


def test_signed_in_already(client_of, person):
    client = client_of(person)
    assert client.get("/login", status=303).headers["Location"] == "/"
    assert client.get("/login?next=/account", status=303).headers["Location"] == "/account"


def test_wrong_password_and_unknown_name_look_alike(try_from, person):
    wrong, unknown = try_from("somchai"), try_from("nobody", address="10.0.0.2")
    assert notice(wrong) == notice(unknown) == WRONG
    assert wrong.root.one("input", name="username").attrs["value"] == "somchai"
    assert wrong.root.one("input", name="password").attrs.get("value", "") == ""


def test_unknown_name_is_verified_as_well(portal, person):
    verified: list[str] = []
    hasher = hashing._HASHER

    class Watched:
        def __getattr__(self, name):
            if name == "verify":
                verified.append(name)
            return getattr(hasher, name)

    hashing._HASHER = Watched()
    try:
        assert [hashing.is_right(stored, "wrong") for stored in ("", person.password_hash)] == [False, False]
    finally:
        hashing._HASHER = hasher
    assert verified == ["verify", "verify"]


def test_refusal_on_record_without_what_was_typed(try_from, person):
    try_from("somchai", "typed secret one", address="10.0.0.1")
    try_from("typed secret two", "x", address="10.0.0.2")
    first, second = entries("session:refused")
    assert (first.actor_id, first.subject_id, first.unit_path) == (None, person.id, person.unit.path)
    assert first.detail == {"address": "10.0.0.1", "username": "somchai"}
    assert (second.subject_id, second.detail) == (0, {"address": "10.0.0.2"})


def test_disabled_person_and_person_without_password(try_from, person, now):
    person.disabled_at = now
    db.session.commit()
    assert notice(try_from("somchai", PASSWORD)) == WRONG
    person.disabled_at, person.password_hash = None, ""
    db.session.commit()
    assert notice(try_from("somchai", PASSWORD)) == WRONG


@pytest.mark.parametrize(
    "values",
    [
        {"username": "", "password": ""},
        {"username": "somchai", "password": ""},
        {"username": "a" * 300, "password": "x"},
        {"username": "som\x00chai", "password": "x"},
        {"username": "somchai", "password": "x" * 5000},
    ],
)
def test_form_filled_in_badly(client, person, values):
    page = client.post("/login", values, status=422)
    assert len(page.root.all(class_="field-error")) >= 1
    assert db.session.scalar(select(func.count()).select_from(SignInTry)) == 0


def test_form_left_open_too_long(client, person):
    values = {"username": "somchai", "password": PASSWORD, "next": "/grid"}
    page = client.post("/login", values, token=False)
    assert page.headers["Location"] == "/login?next=/grid"
    assert "โปรดกรอกอีกครั้ง" in client.follow(page).root.one(class_="notice-warning").text
    client.get("/account", status=302)


def test_password_with_a_control_character(try_from, person):
    assert notice(try_from("somchai", "x\x00y")) == WRONG


def test_password_is_verified_outside_the_write_and_no_wider_than_the_cores(client, person):
    statuses: list[int] = []
    token = client.token()

    def attempt() -> None:
        data = {"username": "somchai", "password": PASSWORD, "csrf_token": token}
        statuses.append(client.http.post("/login", data=data).status_code)

    cores = 0
    while hashing._CORES.acquire(blocking=False):
        cores += 1
    thread = threading.Thread(target=attempt)
    try:
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        assert WRITE_LOCK.acquire(timeout=2)
        WRITE_LOCK.release()
    finally:
        for _ in range(cores):
            hashing._CORES.release()
    thread.join(10)
    assert statuses == [303]


def test_sign_in_begins_a_new_session_and_form_token(client, person):
    client.get("/login")
    with client.http.session_transaction() as session:
        session["csrf_token"] = "planted"
        session["planted"] = "yes"
    client.post("/login", {"username": "somchai", "password": PASSWORD})
    with client.http.session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != "planted"


def test_sign_out_ends_a_copied_cookie(client, person):
    client.post("/login", {"username": "somchai", "password": PASSWORD})
    copied = client.http.get_cookie("portal").value
    page = client.post("/logout")
    assert page.headers["Location"] == "/login"
    assert page.headers["Clear-Site-Data"] == '"cache"'
    assert "ออกจากระบบแล้ว" in client.follow(page).text
    client.http.set_cookie("portal", copied)
    assert client.get("/account", status=302).headers["Location"] == "/login?next=/account"
    assert [entry.actor_id for entry in entries("session:ended")] == [person.id]


def test_sign_out_twice(client_of, person):
    client = client_of(person)
    client.post("/logout")
    assert client.post("/logout", status=302).headers["Location"].startswith("/login")


@pytest.mark.parametrize("change", ["disabled", "idle", "absolute"])
def test_session_over(client_of, person, now, change):
    client = client_of(person)
    client.get("/account")
    match change:
        case "disabled":
            person.disabled_at = now
            db.session.commit()
        case "idle":
            clock.fix(now + IDLE_LIMIT)
        case "absolute":
            session = db.session.scalars(select(SignInSession)).one()
            session.started_at = now - ABSOLUTE_LIMIT
            db.session.commit()
    assert client.get("/account", status=302).headers["Location"] == "/login?next=/account"


def test_session_over_in_an_htmx_request(client_of, person, now):
    client = client_of(person)
    clock.fix(now + IDLE_LIMIT)
    here = {"HX-Current-URL": "http://localhost/evidence?page=2"}
    page = client.get("/account", htmx=True, status=204, headers=here)
    assert page.headers["HX-Redirect"] == "/login?next=/evidence?page%3D2"


def test_session_in_use_is_kept_alive(client_of, person, now):
    client = client_of(person)
    seen = select(SignInSession.seen_at)
    clock.fix(now + TOUCH_EVERY - timedelta(seconds=1))
    client.get("/account")
    assert db.session.scalars(seen).one() == now
    clock.fix(now + TOUCH_EVERY)
    client.get("/account")
    db.session.rollback()
    assert db.session.scalars(seen).one() == now + TOUCH_EVERY
