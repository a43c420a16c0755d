"""The bell, the inbox, one notice, preferences."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.extensions import db, write_transaction
from portal.notifications.models import Notice
from portal.notifications.queries import channels_of
from portal.notifications.rules import Channel, NoticeKind
from portal.paging import PER_PAGE
from portal.people.models import SignInSession
from tests.factories.notifications import NOW, tell
from tests.factories.people import make_unit, make_user
from tests.notifications.test_jobs import DIGEST
from tests.smtp import sending_to

SUBJECT = "ส่งคืนให้แก้ไข: ตัวชี้วัดที่ 1 (ธันวาคม 2569)"


@pytest.fixture
def unit(portal):
    return make_unit()


@pytest.fixture
def person(unit):
    return make_user(unit, email="somying@example.go.th")


@pytest.fixture
def mine(client_of, person):
    """The person's browser."""
    return client_of(person)


def _notice_ids():
    db.session.rollback()
    return db.session.scalars(select(Notice.id).order_by(Notice.id)).all()


def _read_at(notice_id):
    db.session.rollback()
    return db.session.scalar(select(Notice.read_at).where(Notice.id == notice_id))


def _bell(page):
    return [count.text for count in page.root.one(id="bell").all("span", class_="count")]


# ---------------------------------------------------------------- the bell


def test_bell_counts_what_is_not_read(mine, person):
    assert _bell(mine.get("/notices")) == []
    tell(person)
    tell(person)
    assert _bell(mine.get("/notices")) == ["2 เรื่องที่ยังไม่อ่าน"]


def test_bell_costs_a_page_one_statement(mine, person, statements):
    def counted():
        statements.clear()
        mine.get("/account/notices")
        return [each for each in statements if "count(*)" in each and "notice" in each]

    tell(person)
    assert len(counted()) == 1


def test_bell_asked_by_the_page_answers_only_what_changed(mine, person):
    tell(person)
    bell = mine.get("/notices").root.one(id="bell")
    assert (bell.attrs["hx-get"], bell.attrs["hx-trigger"]) == ("/notices/bell?shown=1", "every 60s")
    mine.get("/notices/bell?shown=1", htmx=True, status=204)
    tell(person)
    part = mine.get("/notices/bell?shown=1", htmx=True)
    assert part.root.all("html") == []
    assert part.root.one(id="bell").attrs["hx-get"] == "/notices/bell?shown=2"


def test_bell_of_an_ended_session_stays_silent(client):
    answer = client.get("/notices/bell?shown=1", htmx=True, status=204)
    assert "HX-Redirect" not in answer.headers


def test_bell_asking_each_minute_does_not_keep_the_session_alive(mine):
    def seen_at():
        db.session.rollback()
        return db.session.scalar(select(SignInSession.seen_at))

    clock.fix(NOW + timedelta(minutes=30))
    mine.get("/notices/bell?shown=0", htmx=True, status=204)
    assert seen_at() == NOW
    mine.get("/notices")
    assert seen_at() == NOW + timedelta(minutes=30)


@pytest.mark.parametrize("shown", ["", "x", "-1", "9" * 20])
def test_bell_strange_number_is_answered(mine, shown):
    assert mine.get(f"/notices/bell?shown={shown}", htmx=True).root.one(id="bell").text == "การแจ้งเตือน"


# ---------------------------------------------------------------- the inbox


def test_inbox_empty_says_what_will_stand_here(mine):
    page = mine.get("/notices")
    assert page.heading == "การแจ้งเตือน"
    assert page.root.one("p", class_="empty-title").text == "ยังไม่มีการแจ้งเตือน"
    assert mine.get("/notices?show=unread").root.one("p", class_="empty-title").text == "ไม่มีเรื่องที่ยังไม่อ่าน"


def test_inbox_shows_own_notices_newest_first(mine, person, unit):
    tell(make_user(unit))
    tell(person)
    tell(person, kind=NoticeKind.CERTIFICATION_RECALLED)
    titles = [
        form.text for form in mine.get("/notices").root.all("button", class_="link-button") if form.text != "ออกจากระบบ"
    ]
    assert titles == ["ถอนการรับรอง: ตัวชี้วัดที่ 1 (ธันวาคม 2569)", SUBJECT]


def test_inbox_text_of_others_is_shown_as_text(mine, person):
    tell(person, detail={"item": "<script>alert(1)</script>", "count": 1, "reason": "<b>x</b>"})
    page = mine.get("/notices")
    assert "<script>alert" not in page.html
    assert "ส่งคืนให้แก้ไข: <script>alert(1)</script>" in page.text


def test_inbox_filter_and_pages(mine, person):
    for _ in range(PER_PAGE + 1):
        tell(person)
    first = _notice_ids()[0]
    mine.post(f"/notices/{first}/read", {"stay": "1"})
    assert len(mine.get("/notices").root.all("li", class_="duty")) == PER_PAGE
    last = mine.get("/notices?page=2")
    assert [row.attrs["id"] for row in last.root.all("li", class_="duty")] == [f"notice-{first}"]
    assert mine.get("/notices?show=unread&page=99").root.all("li", id=f"notice-{first}") == []


def test_inbox_same_statements_for_one_and_three(mine, person, statements):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            tell(person)
        statements.clear()
        mine.get("/notices")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_inbox_kind_no_longer_known_still_has_a_line(mine, person):
    with write_transaction() as session:
        session.add(Notice(user_id=person.id, kind="gone", detail={}, path="/", dedupe_key="k", created_at=NOW))
    assert mine.get(f"/notices/{_notice_ids()[0]}").heading == "การแจ้งเตือน"
    mine.get("/notices")


def test_inbox_english_and_thai_digits(client_of, unit):
    person = make_user(unit, digits="thai")
    tell(person, detail={"count": 12})
    assert "ส่งคืนให้แก้ไข ๑๒ รายการ" in client_of(person).get("/notices").text


# ---------------------------------------------------------------- reading


def test_read_marks_it_and_goes_where_it_leads(mine, person):
    tell(person)
    [notice_id] = _notice_ids()
    assert mine.post(f"/notices/{notice_id}/read").headers["Location"] == "/obligations/7"
    assert _read_at(notice_id) == NOW


def test_read_and_stay_returns_to_the_same_page(mine, person):
    tell(person)
    [notice_id] = _notice_ids()
    answer = mine.post(f"/notices/{notice_id}/read", {"stay": "1", "next": "/notices?show=unread"})
    assert answer.headers["Location"] == "/notices?show=unread"
    elsewhere = mine.post(f"/notices/{notice_id}/read", {"stay": "1", "next": "//evil.example/"})
    assert elsewhere.headers["Location"] == "/notices"


@pytest.mark.parametrize("number", ["99999999999999999999", "0"])
def test_read_of_nothing_is_not_found(mine, number):
    mine.post(f"/notices/{number}/read", status=404)


def test_notice_of_another_person_is_not_found(mine, unit):
    tell(make_user(unit))
    [notice_id] = _notice_ids()
    mine.get(f"/notices/{notice_id}", status=404)
    mine.post(f"/notices/{notice_id}/read", status=404)
    assert _read_at(notice_id) is None


def test_notice_signed_out_asks_to_sign_in(client):
    assert client.get("/notices/1", status=302).headers["Location"].startswith("/login")


def test_read_all_empties_the_bell(mine, person, unit):
    other = make_user(unit)
    tell(person, other)
    tell(person)
    page = mine.follow(mine.post("/notices/read"))
    assert (_bell(page), page.root.one("p", class_="page-answer").text) == ([], "อ่านครบทุกเรื่องแล้ว")
    assert [_read_at(each) for each in _notice_ids()] == [NOW, None, NOW]


def test_digest_opens_on_its_own_page_with_text_to_copy(mine, person):
    tell(person, kind=NoticeKind.DIGEST, detail=DIGEST, path="/")
    [notice_id] = _notice_ids()
    page = mine.follow(mine.post(f"/notices/{notice_id}/read"))
    assert page.heading == "งานที่ต้องทำ 21 รายการ เกินกำหนด 1 รายการ (9 ธ.ค. 2569)"
    links = [link.attrs["href"] for link in page.root.one("main").all("a") if "/obligations/" in link.attrs["href"]]
    assert links == ["/obligations/1#files", "/obligations/2"]
    lines = "".join(page.root.one("textarea", id="copy-text").texts).strip().splitlines()
    assert lines == [
        "งานที่ต้องทำ 21 รายการ เกินกำหนด 1 รายการ (9 ธ.ค. 2569)",
        "1. ส่งรายงาน & <แผน> พฤศจิกายน 2569",
        "ครบกำหนด 8 ธ.ค. 2569 (เกิน 1 วัน) ยังขาด: ไฟล์หลักฐาน",
        "2. โครงการ ก",
        "ครบกำหนด 12 ธ.ค. 2569 (อีก 3 วัน)",
        "และอีก 19 รายการ",
        "http://127.0.0.1:8000/",
    ]


def test_notice_page_shows_the_whole_text_and_the_way(mine, person):
    tell(person)
    [notice_id] = _notice_ids()
    page = mine.get(f"/notices/{notice_id}")
    assert (page.heading, "เหตุผล: ไฟล์ไม่ครบ" in page.text) == (SUBJECT, True)
    assert page.root.one("a", class_="button-primary").attrs["href"] == "/obligations/7"


# ---------------------------------------------------------------- preferences


def _chosen(page):
    return {
        box.attrs["name"]: box.attrs["value"] for box in page.root.all("input", type="radio") if "checked" in box.attrs
    }


def test_preferences_show_and_keep_the_choice(mine, person):
    form = mine.get("/account/notices")
    values = _chosen(form)
    assert values["digest"] == "email"
    page = mine.follow(mine.post("/account/notices", values | {"digest": "inbox"}))
    assert _chosen(page) == values | {"digest": "inbox"}
    assert channels_of(person.id)[NoticeKind.DIGEST] is Channel.INBOX


@pytest.mark.parametrize("value", ["line", ""])
def test_preferences_unknown_choice_is_refused_beside_the_field(mine, value):
    values = {kind.value: "inbox" for kind in NoticeKind}
    page = mine.post("/account/notices", values | {"digest": value}, status=422)
    assert len(page.root.all("p", class_="field-error")) == 1
    assert _chosen(page)["obligation_certified"] == "inbox"


def test_preferences_say_when_no_mail_can_come(portal, client_of, mine, unit):
    notices = [each.text for each in mine.get("/account/notices").root.all("div", class_="notice")]
    assert notices == ["ระบบนี้ยังไม่ได้เปิดการส่งอีเมล สิ่งที่เลือกไว้จะมีผลเมื่อผู้ดูแลระบบเปิดใช้"]
    with sending_to(portal, "smtp://127.0.0.1:1"):
        page = client_of(make_user(unit)).get("/account/notices")
    assert [each.text for each in page.root.all("div", class_="notice")] == [
        "บัญชีของท่านยังไม่มีที่อยู่อีเมล จึงได้รับเฉพาะในระบบ โปรดแจ้งผู้ดูแลระบบของหน่วยงานให้เพิ่มที่อยู่อีเมล"
    ]
