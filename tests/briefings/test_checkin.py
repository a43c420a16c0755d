"""Checking in: by code, over a slow sign-in, by PIN; once, however often and however many at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.access.permissions import Role
from portal.briefings.models import Attendance, AttendanceEvent
from portal.briefings.rules import code_for
from portal.extensions import db
from portal.people.actions import hash_password
from tests.briefings.conftest import Setting, at, cost
from tests.client import PortalClient
from tests.factories.briefings import check_in, invite, make_session
from tests.factories.people import make_person, make_unit, make_user

ClientOf = Callable[..., PortalClient]


def code(setting: Setting) -> str:
    """Return the address the screen shows now."""
    return f"/c/{code_for(setting.session.id, setting.session.secret, clock.now())}"


def log() -> list[tuple[str, str, str]]:
    """Return (act, method, note) of the log of attendance."""
    rows = db.session.scalars(select(AttendanceEvent).order_by(AttendanceEvent.id))
    return [(row.act, row.method, row.note) for row in rows]


def attendance() -> Attendance:
    """Return the one row there is."""
    db.session.expire_all()
    return db.session.scalars(select(Attendance)).one()


def test_landing_shows_one_button_and_counts_nobody(setting: Setting, somchai: PortalClient) -> None:
    page = somchai.get(code(setting))
    assert page.heading == "ลงเวลาเข้าร่วมประชุม"
    assert page.root.one("main").one("button").text == "ลงเวลาเข้าร่วม"
    assert "นายสมชาย ใจดี" in page.root.one("main").text
    assert "ข้อมูลที่บันทึกเมื่อลงเวลา" in page.text
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 0
    assert log() == []


def test_button_counts_the_person(setting: Setting, somchai: PortalClient) -> None:
    address = code(setting)
    somchai.get(address)
    clock.fix(at(8, 31))
    page = somchai.follow(somchai.post(address))
    assert page.heading == "ลงเวลาแล้ว"
    assert page.root.one("p", class_="checked-in").text == "นับท่านเป็นผู้เข้าร่วมแล้ว"
    row = attendance()
    assert (row.user_id, row.unit_id, row.staff_type) == (setting.somchai.id, setting.first.id, "official")
    assert (row.arrived_at, row.is_late, row.method, row.marked_by_id) == (at(8, 30), False, "qr", setting.somchai.id)
    assert log() == [("checked_in", "qr", "")]


def test_second_check_in_is_kindly_told_and_counted_once(setting: Setting, somchai: PortalClient) -> None:
    address = code(setting)
    somchai.post(address)
    page = somchai.follow(somchai.post(address))
    assert "ระบบนับเพียงครั้งเดียว" in page.text
    again = somchai.follow(somchai.get(address, status=303))
    assert "ระบบนับเพียงครั้งเดียว" in again.text
    assert attendance().arrived_at == at(8, 30)
    assert [act for act, *_ in log()] == ["checked_in", "repeated"]


def test_code_survives_a_slow_sign_in(setting: Setting, client: PortalClient) -> None:
    setting.somchai.password_hash = hash_password("ฝนตกหนักมากที่บางกะปิ")
    db.session.commit()
    address = code(setting)
    away = client.get(address, status=303)
    assert away.headers["Location"] == f"/login?next={address}"
    assert "อ่านรหัสแล้ว โปรดเข้าสู่ระบบแล้วกดลงเวลาภายใน 15 นาที" in client.follow(away).text
    clock.fix(at(8, 40))
    typed = {"username": "somchai.j", "password": "ฝนตกหนักมากที่บางกะปิ", "next": address}
    page = client.follow(client.post("/login", typed))
    assert page.root.one("main").one("button").text == "ลงเวลาเข้าร่วม"
    client.post(address)
    assert attendance().arrived_at == at(8, 30)


def test_code_survives_a_first_password(setting: Setting, client: PortalClient) -> None:
    setting.somchai.password_hash = hash_password("ฝนตกหนักมากที่บางกะปิ")
    setting.somchai.must_change_password = True
    db.session.commit()
    address = code(setting)
    client.get(address, status=303)
    typed = {"username": "somchai.j", "password": "ฝนตกหนักมากที่บางกะปิ", "next": address}
    away = client.post("/login", typed).headers["Location"]
    page = client.follow(client.get(away, status=303))
    assert page.root.one("main").one("input", name="next").attrs["value"] == address
    new = "แดดออกจ้าที่หนองจอก"
    done = client.post("/account/password", {"old": typed["password"], "new": new, "again": new, "next": address})
    assert done.headers["Location"] == address
    clock.fix(at(8, 44))
    client.post(address)
    assert attendance().arrived_at == at(8, 30)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_code_a_minute_old_is_expired(setting: Setting, somchai: PortalClient, method: str) -> None:
    address = code(setting)
    clock.fix(at(8, 31))
    send = somchai.get if method == "GET" else somchai.post
    assert send(address, status=422).heading == "รหัสคิวอาร์หมดเวลาแล้ว"
    assert log() == []


def test_ticket_is_worth_nothing_in_another_browser(
    setting: Setting, somchai: PortalClient, client_of: ClientOf
) -> None:
    address = code(setting)
    somchai.get(address)
    clock.fix(at(8, 40))
    client_of(setting.suda).get(address, status=422)
    somchai.get(address)


def test_ticket_of_one_session_does_not_open_another(setting: Setting, somchai: PortalClient) -> None:
    somchai.get(code(setting))
    other = make_session(setting.year, created_by_id=setting.secretary.id)
    clock.fix(at(8, 40))
    proof = code_for(setting.session.id, setting.session.secret, clock.now()).split("-")[1]
    somchai.post(f"/c/{other.id}-{proof}", status=422)


@pytest.mark.parametrize("path", ["/c/1", "/c/x", "/c/99999-abcdefghijkl", "/c/%00", "/c/1-ABC"])
def test_code_of_no_session_is_not_found(setting: Setting, somchai: PortalClient, path: str) -> None:
    somchai.get(path, status=404)
    somchai.post(path, status=404)


@pytest.mark.parametrize(
    ("now", "text"),
    [
        (at(7, 59), "เปิดวันที่ 15 ธ.ค. 2569 เวลา 08.00 น. ถึง 12.00 น."),
        (at(12, 1), "ปิดลงเวลาแล้ว"),
    ],
)
def test_outside_the_window_the_times_are_told(setting: Setting, somchai: PortalClient, now, text: str) -> None:
    clock.fix(now)
    assert text in somchai.get(code(setting), status=422).text
    page = somchai.post(code(setting), status=422)
    assert page.heading == "ยังลงเวลาไม่ได้"
    assert text in page.text
    assert [act for act, *_ in log()] == ["refused"]


def test_person_outside_the_audience_is_told_whom_to_see(setting: Setting, client_of: ClientOf) -> None:
    setting.session.staff_type = "official"
    db.session.commit()
    page = client_of(setting.suda).post(code(setting), status=422)
    assert "แจ้งเจ้าหน้าที่หน้าห้องประชุมให้เพิ่มชื่อ" in page.text
    assert "ฝ่ายเลขานุการของหน่วยงาน: นางเลขา งานดี" in page.text
    assert log() == [("refused", "qr", "not_expected")]
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 0


def test_invited_person_who_has_moved_away_is_expected(setting: Setting, client_of: ClientOf) -> None:
    session = make_session(setting.year, units=(setting.first,), created_by_id=setting.secretary.id)
    invite(session, setting.suda)
    client_of(setting.suda).post(f"/c/{code_for(session.id, session.secret, clock.now())}")
    assert attendance().unit_id == setting.second.id


def test_another_agencys_person_is_refused_without_a_word_of_the_session(setting: Setting, client_of: ClientOf) -> None:
    stranger = client_of(make_person(Role.SECRETARIAT, make_unit()))
    page = stranger.get(code(setting), status=422)
    assert "ประชุมชี้แจงรุ่น 1" not in page.text
    assert "นางเลขา" not in page.text
    stranger.post(code(setting), status=404)


def test_full_hall_sends_to_the_desk(setting: Setting, somchai: PortalClient) -> None:
    setting.session.capacity = 1
    db.session.commit()
    check_in(setting.session, setting.suda)
    assert "ที่นั่งครบ 1 ที่แล้ว" in somchai.post(code(setting), status=422).text


def test_person_struck_out_cannot_check_in_again(setting: Setting, somchai: PortalClient) -> None:
    check_in(setting.session, setting.somchai, struck_at=at(8, 29), strike_reason="ลงเวลาแทนกัน")
    assert "ถูกยกเลิกไปแล้ว" in somchai.post(code(setting), status=422).text
    assert "ลงเวลาแทนกัน" in somchai.get(setting.url).text


def test_tick_taken_back_does_not_keep_the_person_out(setting: Setting, somchai: PortalClient) -> None:
    check_in(setting.session, setting.somchai, method="list", struck_at=at(8, 29), marked_by_id=setting.secretary.id)
    somchai.post(code(setting))
    row = attendance()
    assert (row.struck_at, row.method, row.marked_by_id, row.arrived_at) == (None, "qr", setting.somchai.id, at(8, 30))


def test_late_arrival_is_marked_late(setting: Setting, somchai: PortalClient) -> None:
    clock.fix(at(9, 16))
    page = somchai.follow(somchai.post(code(setting)))
    assert "(มาสาย)" in page.text
    assert attendance().is_late is True


def test_pin_counts_the_person(setting: Setting, somchai: PortalClient) -> None:
    setting.session.pin = "012345"
    db.session.commit()
    assert somchai.get("/checkin").heading == "ลงเวลาด้วยรหัส"
    assert somchai.follow(somchai.post("/checkin", {"pin": "๐๑๒ ๓๔๕"})).heading == "ลงเวลาแล้ว"
    assert attendance().method == "pin"


@pytest.mark.parametrize(
    ("typed", "text"), [("", "โปรดใส่รหัส 6 หลัก"), ("12", "รหัสมีตัวเลข 6 หลัก"), ("999999", "ไม่พบการประชุม")]
)
def test_wrong_pin_is_refused_beside_the_field(setting: Setting, somchai: PortalClient, typed: str, text: str) -> None:
    page = somchai.post("/checkin", {"pin": typed}, status=422)
    assert text in page.root.one("p", class_="field-error").text
    assert page.root.one("input", id="pin").attrs["value"] == typed


def test_guessing_pins_is_slowed_down_for_each_person(
    setting: Setting, somchai: PortalClient, client_of: ClientOf
) -> None:
    setting.session.pin = "012345"
    db.session.commit()
    answers = [
        somchai.post("/checkin", {"pin": f"{n:06d}"}, status=status) for n, status in enumerate([422] * 3 + [429])
    ]
    assert "โปรดรอ 1 วินาที" in answers[-1].text
    client_of(setting.suda).post("/checkin", {"pin": "012345"})
    clock.fix(at(8, 30, 2))
    somchai.post("/checkin", {"pin": "012345"})


def test_pin_before_the_window_is_answered_with_the_times(setting: Setting, somchai: PortalClient) -> None:
    clock.fix(at(7))
    assert "เปิดวันที่ 15 ธ.ค. 2569" in somchai.post("/checkin", {"pin": setting.session.pin}, status=422).text


def test_pin_of_another_agency_is_no_pin(setting: Setting, client_of: ClientOf) -> None:
    stranger = client_of(make_user(make_unit()))
    assert "ไม่พบการประชุม" in stranger.post("/checkin", {"pin": setting.session.pin}, status=422).text


def test_check_ins_of_one_person_at_once_make_one_row(setting: Setting, client_of: ClientOf) -> None:
    browsers = [client_of(setting.somchai) for _ in range(4)]
    tokens = [browser.token() for browser in browsers]
    address = code(setting)
    secretary = client_of(setting.secretary)
    desk_token, desk = secretary.token(), f"{setting.list_url}/{setting.somchai.id}"
    db.session.rollback()

    def send(each: tuple[PortalClient, str, str]) -> int:
        browser, token, path = each
        response = browser.http.post(path, data={"csrf_token": token})
        response.close()
        return response.status_code

    work = [(browser, token, address) for browser, token in zip(browsers, tokens, strict=True)]
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(send, [*work, (secretary, desk_token, desk)]))
    db.session.rollback()
    assert answers == [303] * 5
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 1
    assert sorted(act for act, *_ in log()) == ["checked_in", *["repeated"] * 4]


def test_last_seat_goes_to_one_of_those_who_come_at_once(setting: Setting, client_of: ClientOf) -> None:
    setting.session.capacity = 1
    db.session.commit()
    browsers = [client_of(make_user(setting.first)) for _ in range(4)]
    tokens = [browser.token() for browser in browsers]
    address = code(setting)
    db.session.rollback()

    def send(each: tuple[PortalClient, str]) -> int:
        response = each[0].http.post(address, data={"csrf_token": each[1]})
        response.close()
        return response.status_code

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(send, zip(browsers, tokens, strict=True)))
    db.session.rollback()
    assert answers == [303, 422, 422, 422]
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 1


def test_check_in_costs_few_statements(setting: Setting, somchai: PortalClient, statements: list[str]) -> None:
    address = code(setting)
    statements.clear()
    somchai.get(address)
    looked = cost(statements)
    statements.clear()
    somchai.post(address)
    assert (looked, cost(statements)) == (5, 8)
