"""Wrong tries make the next one wait, and never lock the owner out."""

from __future__ import annotations

import threading
from datetime import timedelta

from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.people.models import SignInTry
from portal.people.rules.sign_in import ADDRESS, counts_of
from tests.client import PortalClient
from tests.people.conftest import PASSWORD, notice


def test_wrong_tries_wait_longer_each_time(try_from, person, now):
    for _ in range(3):
        try_from("somchai")
    for seconds in (1, 2, 4, 8, 16, 32):
        page = try_from("somchai", PASSWORD, status=429)
        assert page.headers["Retry-After"] == str(seconds)
        assert notice(page) == f"ใส่รหัสผ่านผิดหลายครั้ง เพื่อความปลอดภัยโปรดรอ {seconds} วินาที แล้วลองอีกครั้ง"
        assert page.root.one("input", name="username").attrs["value"] == "somchai"
        clock.fix(clock.now() + timedelta(seconds=seconds))
        try_from("somchai")
    page = try_from("somchai", PASSWORD, status=429)
    assert "โปรดรอ 2 นาที" in notice(page)
    assert page.headers["Retry-After"] == "64"
    clock.fix(clock.now() + timedelta(seconds=64))
    assert try_from("somchai", PASSWORD, status=303).status == 303


def test_refused_while_waiting_is_not_counted(try_from, person, now):
    for _ in range(3):
        try_from("somchai")
    for _ in range(5):
        try_from("somchai", status=429)
    clock.fix(now + timedelta(seconds=1))
    try_from("somchai")
    assert try_from("somchai", status=429).headers["Retry-After"] == "2"


def test_wait_of_an_unknown_name_is_the_same(try_from, person):
    for _ in range(3):
        try_from("nobody")
    assert try_from("nobody", status=429).headers["Retry-After"] == "1"


def test_success_forgets_the_wrong_tries(try_from, person):
    try_from("somchai")
    try_from("somchai")
    try_from("somchai", PASSWORD, status=303)
    for _ in range(3):
        try_from("somchai")
    try_from("somchai", status=429)


def test_quiet_time_forgets_the_wrong_tries(try_from, person, now):
    for _ in range(3):
        try_from("somchai")
    clock.fix(now + timedelta(hours=1))
    for _ in range(3):
        try_from("somchai")
    try_from("somchai", status=429)


def test_counts_of_long_ago_are_removed(try_from, person, now):
    """A wrong try clears away; a right one has other things to do and leaves nothing but its address."""
    try_from("nobody")
    clock.fix(now + timedelta(hours=1))
    try_from("somchai", PASSWORD, status=303)
    assert sorted(db.session.scalars(select(SignInTry.failures)).all()) == [0, 1, 1]
    clock.fix(now + timedelta(hours=2))
    try_from("somebody")
    assert db.session.scalars(select(SignInTry.failures)).all() == [1, 1, 1]
    assert set(db.session.scalars(select(SignInTry.last_at))) == {now + timedelta(hours=2)}


def test_owner_elsewhere_is_not_locked_out(try_from, person):
    for _ in range(3):
        try_from("somchai", address="10.6.6.6")
    try_from("somchai", address="10.6.6.6", status=429)
    try_from("somchai", PASSWORD, address="10.0.0.1", status=303)


def test_guessing_from_many_addresses_waits_for_seconds_only(try_from, person, now):
    for number in range(20):
        try_from("somchai", address=f"10.1.0.{number}")
    assert try_from("somchai", PASSWORD, address="10.2.0.1", status=429).headers["Retry-After"] == "1"
    clock.fix(now + timedelta(seconds=1))
    try_from("somchai", PASSWORD, address="10.2.0.1", status=303)


def test_browser_that_signed_in_before_does_not_wait_for_strangers(client_of, try_from, person):
    own = client_of()
    try_from("somchai", PASSWORD, client=own, status=303)
    own.post("/logout")
    for number in range(21):
        try_from("somchai", address=f"10.1.0.{number}", status=429 if number == 20 else 422)
    for _ in range(4):
        try_from("somchai", address="10.0.0.1", status=429)
    try_from("somchai", PASSWORD, client=own, status=303)


def test_browser_that_signed_in_before_waits_for_its_own_wrong_tries(client_of, try_from, person):
    own = client_of()
    try_from("somchai", PASSWORD, client=own, status=303)
    own.post("/logout")
    for number in range(3):
        try_from("somchai", client=own, address=f"10.1.0.{number}")
    try_from("somchai", client=own, address="10.1.0.9", status=429)


def test_cookie_of_a_known_browser_when_forged_or_of_another_account(client_of, try_from, person):
    own = client_of()
    own.http.set_cookie("known", "W1sxLCJ4Il1d.forged", path="/login")
    for _ in range(3):
        try_from("somchai", client=own)
    try_from("somchai", client=own, status=429)


def test_address_with_many_wrong_tries_waits(try_from, person, now):
    counted = next(count for count in counts_of("anybody", "10.9.9.9", None) if count.brake is ADDRESS)
    db.session.add(SignInTry(key=counted.key, failures=100, last_at=now))
    db.session.commit()
    page = try_from("somchai", PASSWORD, address="10.9.9.9", status=429)
    assert page.headers["Retry-After"] == "1"
    clock.fix(now + timedelta(seconds=30))
    try_from("somchai", PASSWORD, address="10.9.9.9", status=303)


def test_many_tries_at_once_do_not_slip_through(app, try_from, person):
    """Sixteen at once: three are looked at, the others wait."""
    answers: list[int] = []

    def attempt() -> None:
        response = client.http.post(
            "/login",
            data={"username": "somchai", "password": "wrong", "csrf_token": token},
            environ_base={"REMOTE_ADDR": "10.3.3.3"},
            headers={"Cookie": cookie},
        )
        answers.append(response.status_code)

    client = PortalClient(app)
    token = client.token()
    cookie = "portal=" + client.http.get_cookie("portal").value
    threads = [threading.Thread(target=attempt) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [422] * 3 + [429] * 13
