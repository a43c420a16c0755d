"""Hosting in front of the hall: the board opens and closes the quiz, phones that wait are told."""

from __future__ import annotations

import pytest

from portal.extensions import db
from portal.quizzes.models import Quiz
from portal.web.qr import qr_svg
from tests.factories.briefings import check_in, make_session
from tests.factories.quizzes import make_attempt, make_quiz, make_quiz_category, make_quiz_question


@pytest.fixture
def host(world, client_of):
    return client_of(world.secretariat)


@pytest.fixture
def quiz(world, now):
    """A quiz that waits for its host; the staff member was there, the officer was not."""
    session = make_session(world.year, starts_at=now)
    check_in(session, world.staff)
    return make_quiz(world.year, sessions=[session], host_opened_at=None)


def test_board_before_the_opening_shows_the_way_in(quiz, host):
    page = host.get(f"/quizzes/{quiz.id}/board")
    assert page.root.one("span", class_="hall-address").text == f"localhost/quizzes/{quiz.id}/intro"
    assert str(qr_svg(f"http://localhost/quizzes/{quiz.id}/intro")) in page.html
    assert [each.text for each in page.root.one("dl", class_="hall-counts").all("dd")[:2]] == ["ยังไม่เปิด", "1"]


def test_board_opens_and_closes_the_quiz_and_is_come_back_to(quiz, host):
    number, board = quiz.id, f"/quizzes/{quiz.id}/board"
    form = host.get(board).root.one("form", action=f"/quizzes/{number}/opening")
    back = {"back": form.one("input", name="back").attrs["value"]}
    assert host.post(form.attrs["action"], back).headers["Location"] == board
    assert db.session.get(Quiz, number).host_opened_at is not None
    (link,) = [each for each in host.get(board).root.all("a") if each.text == "ปิดแบบทดสอบ"]
    asked = host.get(link.attrs["href"])
    assert asked.root.one("a", class_="cancel").attrs["href"] == board
    assert asked.root.one("form", action=f"/quizzes/{number}/closing").one("input", name="back").attrs["value"] == board
    assert host.post(f"/quizzes/{number}/closing", back).headers["Location"] == board
    assert db.session.get(Quiz, number).host_closed_at is not None
    page = host.get(board)
    assert "เปิดอีกครั้ง" in page.text
    assert page.root.all("div", class_="hall-qr") == []


@pytest.mark.parametrize("back", ["https://example.com/", "//example.com", "/quizzes", "/quizzes/1/board?x=1"])
def test_deeds_lead_back_to_the_quiz_and_nowhere_else(quiz, host, back):
    home = f"/quizzes/{quiz.id}"
    assert host.post(f"{home}/opening", {"back": back}).headers["Location"] == home
    assert host.post(f"{home}/closing", {"back": back}).headers["Location"] == home


def test_phone_that_waits_is_told_when_the_quiz_opens(world, quiz, host, client_of):
    phone, address = client_of(world.staff), f"/quizzes/{quiz.id}/intro"
    entry = phone.get(address).root.one("div", id="quiz-entry")
    asks = entry.attrs["hx-get"]
    assert (asks, entry.attrs["hx-trigger"]) == (f"{address}?seen=waiting", "every 15s")
    assert phone.send("GET", asks, headers={"HX-Request": "true"}).status_code == 204
    host.post(f"/quizzes/{quiz.id}/opening")
    part = phone.get(asks, htmx=True)
    assert part.root.all("html") == []
    assert "hx-get" not in part.root.one("div", id="quiz-entry").attrs
    assert part.root.one("form", action=f"/quizzes/{quiz.id}/attempts").one("button").text == "เริ่มทำแบบทดสอบ"


def test_phone_that_was_not_checked_in_is_told_when_it_is(world, quiz, host, client_of):
    host.post(f"/quizzes/{quiz.id}/opening")
    phone, address = client_of(world.officer), f"/quizzes/{quiz.id}/intro"
    asks = phone.get(address).root.one("div", id="quiz-entry").attrs["hx-get"]
    assert asks == f"{address}?seen=not_checked_in"
    assert phone.send("GET", asks, headers={"HX-Request": "true"}).status_code == 204
    refused = phone.post(f"/quizzes/{quiz.id}/attempts", status=422)
    assert "ทำได้เฉพาะผู้ที่ลงเวลาเข้าร่วมประชุมแล้ว" in refused.text
    assert refused.root.one("div", id="quiz-entry").attrs["hx-get"] == asks
    assert "ตรวจสอบอีกครั้ง " + address in [f"{link.text} {link.attrs['href']}" for link in refused.root.all("a")]


def test_keys_nobody_has_confirmed_are_told_before_the_opening(world, host, now):
    sure, unsure = make_quiz_category(world.year), make_quiz_category(world.year)
    versions = [make_quiz_question(category) for category in (sure, sure, unsure)]
    for version in versions[:2]:
        version.question.confirmed_at = now
    quiz = make_quiz(world.year, versions[:1], host_opened_at=None)
    assert host.get(f"/quizzes/{quiz.id}").root.all(id="unconfirmed") == []
    other = make_quiz(world.year, versions, host_opened_at=None)
    notice = host.get(f"/quizzes/{other.id}").root.one(id="unconfirmed")
    assert notice.text.startswith("1 ลำดับมีคำถามที่ยังไม่มีผู้ยืนยันเฉลย")
    assert notice.one("a").attrs["href"] == "/questions?confirmed=no"
    host.post(f"/quizzes/{other.id}/opening")
    make_attempt(other, world.staff)
    assert host.get(f"/quizzes/{other.id}").root.all(id="unconfirmed") == []
