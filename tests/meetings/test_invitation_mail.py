"""The invitation by e-mail, through the worker to a real SMTP server, as a calendar program reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from portal import worker
from portal.extensions import db
from portal.meetings import actions
from portal.meetings.models import Meeting, MeetingPerson
from portal.meetings.rules import Answered, MeetingState
from portal.notifications.jobs import JOBS
from tests.conftest import NOW
from tests.factories.meetings import STARTS_AT, make_meeting
from tests.factories.people import make_user
from tests.meetings.conftest import Setting
from tests.smtp import Inbox, mail_server, sending_to


@pytest.fixture
def server(portal: Flask) -> Iterator[Inbox]:
    """A server that takes everything, and the application sending to it."""
    with mail_server() as (inbox, port), sending_to(portal, f"smtp://127.0.0.1:{port}"):
        yield inbox


@pytest.fixture
def meeting(setting: Setting) -> Meeting:
    """A meeting whose member alone has an address: hybrid, with a day to answer by."""
    setting.member.email = "somchai@example.go.th"
    return make_meeting(
        setting.committee,
        MeetingState.AGENDA_FIXED,
        way="hybrid",
        online_url="https://meeting.example.org/a?b=1",
        reply_by_on=(STARTS_AT - timedelta(days=2)).date(),
    )


def invite(portal: Flask, meeting: Meeting, setting: Setting) -> None:
    actions.invite_meeting(meeting=meeting, note="", version=meeting.version, actor=setting.secretary, now=NOW)
    work(portal)


def work(portal: Flask) -> None:
    db.session.commit()
    worker.work_off(portal, JOBS)
    db.session.rollback()


def event_in(message: EmailMessage) -> tuple[str, Any]:
    """Return method and event, as a mail program finds them beside the text."""
    [part] = [each for each in message.walk() if each.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    [event] = calendar.walk("VEVENT")
    assert str(calendar["METHOD"]) == part.get_param("method")
    [attached] = message.iter_attachments()
    assert attached.get_content().splitlines() == part.get_payload(decode=True).splitlines()
    return str(calendar["METHOD"]), event


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_invitation_carries_what_a_calendar_takes_in(portal: Flask, server: Inbox, setting, meeting) -> None:
    invite(portal, meeting, setting)
    [message] = server.messages
    method, event = event_in(message)
    assert message["Subject"] == "เชิญประชุม: คณะกรรมการติดตามประเมินผล ครั้งที่ 1/2569"
    assert (method, str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])) == (
        "REQUEST",
        f"meeting-{meeting.id}@portal.example.go.th",
        0,
        "CONFIRMED",
    )
    assert (event["DTSTART"].dt, event["DTSTART"].params["TZID"]) == (STARTS_AT, "Asia/Bangkok")
    assert event["DTEND"].dt == STARTS_AT + timedelta(hours=3)
    assert str(event["SUMMARY"]) == "คณะกรรมการติดตามประเมินผล ครั้งที่ 1/2569"
    assert str(event["LOCATION"]) == "ห้องประชุมทดสอบ / https://meeting.example.org/a?b=1"
    assert str(event["URL"]) == f"https://portal.example.go.th/meetings/{meeting.id}/answer"
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == (
        "mailto:portal@example.go.th",
        "คณะกรรมการติดตามประเมินผล",
    )
    assert (str(event["ATTENDEE"]), event["ATTENDEE"].params["CN"]) == ("mailto:somchai@example.go.th", "นายสมชาย ใจดี")


def test_text_says_when_where_and_by_when_to_answer(portal: Flask, server: Inbox, setting, meeting) -> None:
    invite(portal, meeting, setting)
    lines = [line for line in text_of(server.messages[0]).splitlines() if line]
    assert lines[1:5] == [
        "วันและเวลา: วันพุธที่ 16 ธันวาคม พ.ศ. 2569 เวลา 09.30 น. ถึง 12.30 น.",
        "สถานที่: ห้องประชุมทดสอบ",
        "ลิงก์เข้าประชุม: https://meeting.example.org/a?b=1",
        "โปรดตอบรับภายในวันที่ 14 ธันวาคม 2569 ว่าท่านจะเข้าประชุม ให้ผู้แทนเข้าประชุม หรือขอลาประชุม",
    ]
    assert f"เปิดดูในระบบ: https://portal.example.go.th/meetings/{meeting.id}/answer" in lines


def test_changed_place_updates_and_cancellation_strikes_the_same_event(portal, server, setting, meeting) -> None:
    invite(portal, meeting, setting)
    meeting.place = "ห้องประชุมใหม่ ชั้น 9"
    db.session.commit()
    invite(portal, meeting, setting)
    actions.cancel_meeting(meeting=meeting, reason="น้ำท่วม", actor=setting.secretary, now=NOW)
    work(portal)
    seen = [event_in(message) for message in server.messages]
    assert [(method, int(event["SEQUENCE"]), str(event["STATUS"])) for method, event in seen] == [
        ("REQUEST", 0, "CONFIRMED"),
        ("REQUEST", 1, "CONFIRMED"),
        ("CANCEL", 2, "CANCELLED"),
    ]
    assert len({str(event["UID"]) for _, event in seen}) == 1
    assert str(seen[1][1]["LOCATION"]).startswith("ห้องประชุมใหม่ ชั้น 9")
    assert [message["Subject"].split(":")[0] for message in server.messages] == [
        "เชิญประชุม",
        "เปลี่ยนกำหนดการประชุม",
        "ยกเลิกการประชุม",
    ]
    assert "เดิมกำหนดสถานที่ ห้องประชุมทดสอบ" in text_of(server.messages[1])
    assert "เหตุผล: น้ำท่วม" in text_of(server.messages[2])


def test_new_time_is_said_beside_the_old_and_asks_anew(portal, server, setting, meeting) -> None:
    invite(portal, meeting, setting)
    meeting.starts_at, meeting.ends_at = STARTS_AT + timedelta(hours=4), STARTS_AT + timedelta(hours=6)
    db.session.commit()
    invite(portal, meeting, setting)
    text = text_of(server.messages[1])
    assert "เวลา 13.30 น. ถึง 15.30 น." in text
    assert "เดิมกำหนดเวลา 16 ธ.ค. 2569 09.30 น." in text
    assert "เนื่องจากวันเวลาเปลี่ยน โปรดตอบรับการประชุมอีกครั้ง" in text


def test_deputy_is_invited_for_somebody_and_let_go_again(portal, server, setting, meeting) -> None:
    deputy = make_user(setting.division, name="นางแทน มาดี", email="thaen@example.go.th")
    invite(portal, meeting, setting)
    row = db.session.scalars(select(MeetingPerson).where(MeetingPerson.user_id == setting.member.id)).one()
    act: dict[str, Any] = {"person": row, "actor": setting.member, "now": NOW}
    actions.answer_invitation(given=Answered("deputy", deputy_id=deputy.id), version=row.version, **act)
    work(portal)
    actions.answer_invitation(given=Answered("coming"), version=row.version, **act)
    work(portal)
    mine = [each for each in server.messages if "thaen@example.go.th" in str(each["To"])]
    assert [(each["Subject"].split(":")[0], event_in(each)[0]) for each in mine] == [
        ("เชิญประชุมแทน นายสมชาย ใจดี", "REQUEST"),
        ("ท่านไม่ต้องเข้าประชุมแล้ว", "CANCEL"),
    ]
    assert "นายสมชาย ใจดี ตอบรับว่าให้ท่านเข้าประชุมแทน" in text_of(mine[0])


def test_reminder_has_no_calendar_part(portal, server, setting, meeting) -> None:
    invite(portal, meeting, setting)
    actions.remind(meeting=meeting, actor=setting.secretary, now=NOW)
    work(portal)
    kinds = [part.get_content_type() for part in server.messages[1].walk()]
    assert (server.messages[1]["Subject"].split(":")[0], "text/calendar" in kinds) == ("โปรดตอบรับการประชุม", False)


def test_letters_speak_english_and_thai_digits_to_those_who_want_it(portal, server, setting, meeting) -> None:
    setting.member.digits = "thai"
    setting.chair.language, setting.chair.email = "en", "chair@example.go.th"
    db.session.commit()
    invite(portal, meeting, setting)
    subjects = {str(each["To"]).partition("<")[2].rstrip(">"): each for each in server.messages}
    assert subjects["somchai@example.go.th"]["Subject"] == "เชิญประชุม: คณะกรรมการติดตามประเมินผล ครั้งที่ ๑/๒๕๖๙"
    assert str(event_in(subjects["somchai@example.go.th"])[1]["SUMMARY"]).endswith("ครั้งที่ ๑/๒๕๖๙")
    assert subjects["chair@example.go.th"]["Subject"].startswith("Invitation to a meeting: ")
