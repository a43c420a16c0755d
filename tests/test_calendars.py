"""Calendar objects: what a calendar program reads of them, and that they are the same each time."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from portal.calendars import Event, Method, make_calendar

STARTS = datetime(2026, 12, 16, 2, 30, tzinfo=UTC)
STAMP = datetime(2026, 12, 9, 2, 30, tzinfo=UTC)
EVENT = Event(
    uid="meeting-7@portal.example.go.th",
    sequence=2,
    starts_at=STARTS,
    ends_at=STARTS + timedelta(hours=3),
    summary="คณะกรรมการทดสอบ ครั้งที่ 1/2569; น้ำ, ไฟ",
    place="ห้องประชุม 1",
    description="โปรดเข้าร่วม\nบรรทัดสอง",
    url="https://portal.example.go.th/meetings/7",
    organizer_name='สำนักงาน "ทดสอบ"',
    organizer_address="portal@example.go.th",
    online_url="https://meeting.example.org/a",
)


def read(content: bytes):
    """Return method and event as a calendar program reads them."""
    calendar = Calendar.from_ical(content)
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def test_event_is_read_back_as_it_was():
    method, event = read(make_calendar(EVENT, Method.REQUEST, STAMP, ("นางสาวสมหญิง ใจดี", "somying@example.go.th")))
    assert method == "REQUEST"
    assert {
        name: str(event[name]) for name in ("UID", "SEQUENCE", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "STATUS")
    } == {
        "UID": EVENT.uid,
        "SEQUENCE": "2",
        "SUMMARY": EVENT.summary,
        "LOCATION": "ห้องประชุม 1 / https://meeting.example.org/a",
        "DESCRIPTION": EVENT.description,
        "URL": EVENT.url,
        "STATUS": "CONFIRMED",
    }
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == (
        "mailto:portal@example.go.th",
        "สำนักงาน 'ทดสอบ'",
    )
    attendee = event["ATTENDEE"]
    assert (str(attendee), attendee.params["CN"], attendee.params["RSVP"]) == (
        "mailto:somying@example.go.th",
        "นางสาวสมหญิง ใจดี",
        "FALSE",
    )


def test_times_stand_on_bangkoks_clock():
    content = make_calendar(EVENT, Method.REQUEST, STAMP)
    assert b"DTSTART;TZID=Asia/Bangkok:20261216T093000\r\n" in content
    assert b"DTEND;TZID=Asia/Bangkok:20261216T123000\r\n" in content
    assert b"TZID:Asia/Bangkok\r\n" in content
    assert read(content)[1]["DTSTART"].dt == STARTS


def test_cancellation_names_the_same_event():
    method, event = read(make_calendar(dataclasses.replace(EVENT, sequence=3), Method.CANCEL, STAMP))
    assert (method, str(event["STATUS"]), str(event["UID"]), int(event["SEQUENCE"])) == (
        "CANCEL",
        "CANCELLED",
        EVENT.uid,
        3,
    )


def test_download_names_no_attendee():
    method, event = read(make_calendar(EVENT, Method.PUBLISH, STAMP))
    assert (method, "ATTENDEE" in event) == ("PUBLISH", False)


def test_lines_are_short_and_the_same_each_time():
    content = make_calendar(EVENT, Method.REQUEST, STAMP)
    assert content == make_calendar(EVENT, Method.REQUEST, STAMP)
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
