"""The e-mail of a notice, through the worker, to a real SMTP server."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock, outbox, worker
from portal.extensions import db, write_transaction
from portal.notifications import actions
from portal.notifications.jobs import JOBS
from portal.notifications.models import Notice
from portal.notifications.rules import Channel, NoticeKind
from portal.outbox import Job
from tests.factories.notifications import NOW, tell
from tests.factories.people import make_unit, make_user
from tests.smtp import BASE_URL, mail_server, mailbox, sending_to

DIGEST = {
    "today_on": "2026-12-09",
    "count": 21,
    "overdue": 1,
    "items": [
        {
            "title": "ส่งรายงาน & <แผน>",
            "what": "พฤศจิกายน 2569",
            "missing": "ไฟล์หลักฐาน",
            "due_on": "2026-12-08",
            "path": "/obligations/1#files",
        },
        {"title": "โครงการ ก", "what": "", "missing": "", "due_on": "2026-12-12", "path": "/obligations/2"},
    ],
}


@pytest.fixture
def server(portal):
    with mail_server() as (inbox, port), sending_to(portal, f"smtp://127.0.0.1:{port}"):
        yield inbox


@pytest.fixture
def person(portal):
    return make_user(make_unit(), name="นางสาวสมหญิง ใจดี", email="somying@example.go.th")


def _work(portal):
    worker.work_off(portal, JOBS)
    db.session.rollback()


def _job():
    return db.session.scalars(select(Job)).one()


def test_mail_of_a_return_says_who_what_and_why(portal, server, person):
    tell(person)
    _work(portal)
    [message] = server.messages
    notice_id = db.session.scalars(select(Notice.id)).one()
    assert mailbox(server.raw[0], "To") == (person.name, person.email)
    assert message["Subject"] == "ส่งคืนให้แก้ไข: ตัวชี้วัดที่ 1 (ธันวาคม 2569)"
    assert message["Message-ID"] == f"<notice-{notice_id}-1@portal.example.go.th>"
    assert message["List-Unsubscribe"] == f"<{BASE_URL}/account/notices>"
    assert message.get_body(("plain",)).get_content().splitlines() == [
        "เรียน นางสาวสมหญิง ใจดี",
        "",
        "นางสาวสมหญิง ใจดี ส่งคืนรายการเพื่อให้แก้ไข",
        "เหตุผล: ไฟล์ไม่ครบ",
        "",
        "โปรดแก้ไขหลักฐานตามเหตุผลที่แจ้ง แล้วรายการจะกลับไปรอรับรอง",
        "",
        f"เปิดดูในระบบ: {BASE_URL}/obligations/7",
        "",
        "--",
        "อีเมลนี้ส่งโดยอัตโนมัติ โปรดอย่าตอบกลับ",
        f"เลือกเรื่องที่ต้องการรับทางอีเมลหรือหยุดรับได้ที่ {BASE_URL}/account/notices",
    ]
    assert (_job().done_at, _job().last_error) == (NOW, "")


def test_mail_of_a_digest_lists_links_and_counts_the_rest(portal, server, person):
    with write_transaction() as session:
        session.merge(person).digits = "thai"
    tell(person, kind=NoticeKind.DIGEST, detail=DIGEST, path="/")
    _work(portal)
    [message] = server.messages
    assert message["Subject"] == "งานที่ต้องทำ ๒๑ รายการ เกินกำหนด ๑ รายการ (๙ ธ.ค. ๒๕๖๙)"
    text = message.get_body(("plain",)).get_content()
    lines = [line for line in text.splitlines() if line]
    assert lines[1:6] == [
        "๑. ส่งรายงาน & <แผน> พฤศจิกายน ๒๕๖๙",
        "ครบกำหนด ๘ ธ.ค. ๒๕๖๙ (เกิน ๑ วัน) ยังขาด: ไฟล์หลักฐาน",
        "๒. โครงการ ก",
        "ครบกำหนด ๑๒ ธ.ค. ๒๕๖๙ (อีก ๓ วัน)",
        "และอีก ๑๙ รายการ",
    ]
    assert f"- ส่งรายงาน & <แผน>: {BASE_URL}/obligations/1#files" in lines
    html = message.get_body(("html",)).get_content()
    assert f'<a href="{BASE_URL}/obligations/1#files">ส่งรายงาน &amp; &lt;แผน&gt;</a>' in html
    assert "<แผน>" not in html


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_mail_of_every_kind_is_written_even_without_facts(portal, server, person, kind):
    with write_transaction():
        actions.choose_channels(chosen={kind: Channel.EMAIL}, actor=person, now=NOW)
    detail = {"count": 0, "items": [], "today_on": "2026-12-09", "overdue": 0} if kind is NoticeKind.DIGEST else {}
    tell(person, kind=kind, detail=detail)
    _work(portal)
    [message] = server.messages
    assert (len(message["Subject"]) > 5, _job().last_error) == (True, "")


def test_mail_subject_made_of_text_with_line_breaks_is_one_line(portal, server, person):
    tell(person, detail={"item": "ก\r\nBcc: all@example.com", "count": 1})
    _work(portal)
    assert server.messages[0]["Subject"] == "ส่งคืนให้แก้ไข: ก Bcc: all@example.com"
    assert server.messages[0]["Bcc"] is None


def test_mail_server_that_refuses_encryption_is_tried_again_later(portal, person):
    with mail_server() as (inbox, port):
        with sending_to(portal, f"smtp+starttls://localhost:{port}"):
            tell(person)
            _work(portal)
        assert (inbox.messages, _job().failed_at, _job().run_after) == ([], None, NOW + timedelta(minutes=1))
        assert _job().last_error == "SMTPNotSupportedError: STARTTLS extension not supported by server."
        clock.fix(NOW + timedelta(minutes=1))
        with sending_to(portal, f"smtp://localhost:{port}"):
            _work(portal)
        assert len(inbox.messages) == 1


def test_mail_to_an_unknown_address_fails_at_once_and_can_be_sent_again(portal, server, person):
    server.answers[person.email] = "550 no such user"
    tell(person)
    _work(portal)
    assert (_job().failed_at, _job().last_error) == (NOW, "550 no such user")
    with write_transaction() as session:
        session.merge(person).email = "right@example.go.th"
    with write_transaction():
        actions.resend_job(job=_job(), actor=person, now=NOW)
    _work(portal)
    assert [mailbox(raw, "To")[1] for raw in server.raw] == ["right@example.go.th"]


def test_mail_sent_again_on_purpose_is_a_message_of_its_own(portal, server, person):
    tell(person)
    _work(portal)
    with write_transaction():
        actions.resend_job(job=_job(), actor=person, now=NOW)
    _work(portal)
    assert [message["Message-ID"].split("@")[0][-2:] for message in server.messages] == ["-1", "-2"]


def test_mail_sent_twice_by_a_worker_that_died_is_known_as_one(portal, server, person):
    tell(person)
    _work(portal)
    with write_transaction() as session:  # the server took it, the commit did not happen
        session.execute(update(Job).values(done_at=None))
    _work(portal)
    first, second = (message["Message-ID"] for message in server.messages)
    assert first == second


def test_mail_to_a_person_disabled_meanwhile_is_not_sent(portal, server, person):
    tell(person)
    with write_transaction() as session:
        session.merge(person).disabled_at = NOW
    _work(portal)
    assert (server.messages, _job().done_at) == ([], NOW)


def test_mail_after_it_was_switched_off_says_so(portal, person):
    with sending_to(portal, "smtp://127.0.0.1:1"):
        tell(person)
    _work(portal)
    assert _job().last_error == "e-mail is switched off: set PORTAL_MAIL_URL, then send again"
    assert outbox.claim(NOW) == []
