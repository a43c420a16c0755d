"""An agenda opened, fixed with the number, opened again; numbers by calendar year, once, whoever presses together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import audit
from portal.errors import Conflict
from portal.extensions import db, write_transaction
from portal.meetings import actions
from portal.meetings.models import AgendaSection, Meeting
from portal.meetings.rules import MeetingState, meeting_state
from portal.notifications.models import Notice
from portal.people.models import User
from tests.client import PortalClient
from tests.conftest import NOW
from tests.factories.committees import make_committee
from tests.factories.meetings import STARTS_AT, make_item, make_meeting, make_submission
from tests.meetings.conftest import Setting, events

JANUARY = datetime(2027, 1, 6, 2, 30, tzinfo=UTC)


def fix(client: PortalClient, meeting: Meeting, *, status: int = 303) -> str:
    """Fix the agenda by the form as it is shown; return the page's text."""
    url = f"/meetings/{meeting.id}/agenda-fixing"
    seen = client.get(url).root.one("main").one("input", name="seen").attrs["value"]
    return client.post(url, {"seen": seen}, status=status).text


def label(meeting: Meeting) -> str:
    return db.session.get_one(Meeting, meeting.id).label


def test_opening_copies_the_committees_sections_once(setting: Setting, secretary: PortalClient) -> None:
    meeting = make_meeting(setting.committee, MeetingState.PLANNED)
    url = f"/meetings/{meeting.id}/agenda-opening"
    assert "ลำดับระเบียบวาระของคณะกรรมการจะใช้กับการประชุมนี้" in secretary.get(url).text
    for _ in range(2):
        secretary.post(url)
    titles = db.session.scalars(select(AgendaSection.title).order_by(AgendaSection.position)).all()
    assert titles == [
        "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
        "เรื่องรับรองรายงานการประชุม",
        "เรื่องสืบเนื่อง",
        "เรื่องเสนอเพื่อทราบ",
        "เรื่องเสนอเพื่อพิจารณา",
        "เรื่องอื่น ๆ",
    ]
    assert db.session.get_one(Meeting, meeting.id).state is MeetingState.AGENDA_OPEN
    assert len(events(audit.Event.MEETING_AGENDA_OPENED)) == 1


def test_number_is_of_the_committee_and_the_calendar_year_of_the_day(setting: Setting, secretary: PortalClient) -> None:
    first = make_meeting(setting.committee)
    second = make_meeting(setting.committee, starts_at=STARTS_AT + timedelta(days=7))
    new_year = make_meeting(setting.committee, starts_at=JANUARY)
    last_minute = make_meeting(setting.committee, starts_at=datetime(2026, 12, 31, 16, 59, tzinfo=UTC))
    other = make_meeting(make_committee(setting.agency))
    for meeting in (first, second, new_year, last_minute):
        fix(secretary, meeting)
    assert [label(each) for each in (first, second, new_year, last_minute)] == ["1/2569", "2/2569", "1/2570", "3/2569"]
    assert label(other) == ""
    assert events(audit.Event.MEETING_AGENDA_FIXED)[0]["meeting_no"] == "1/2569"


def test_number_of_a_meeting_called_off_is_not_given_again(setting: Setting, secretary: PortalClient) -> None:
    first, second = make_meeting(setting.committee), make_meeting(setting.committee)
    fix(secretary, first)
    secretary.post(f"/meetings/{first.id}/cancellation", {"reason": "ประธานติดราชการ"})
    fix(secretary, second)
    assert (label(first), label(second)) == ("1/2569", "2/2569")


def test_running_total_goes_on_over_the_years_where_the_body_counts_one(
    setting: Setting, secretary: PortalClient
) -> None:
    setting.committee.numbering, setting.committee.total_before = "year_and_total", 35
    first, second = make_meeting(setting.committee), make_meeting(setting.committee, starts_at=JANUARY)
    for meeting in (first, second):
        fix(secretary, meeting)
    assert (label(first), label(second)) == ("36-1/2569", "37-1/2570")
    assert secretary.get(f"/meetings/{second.id}").heading == "คณะกรรมการติดตามประเมินผล ครั้งที่ 37-1/2570"


def test_number_stays_when_the_agenda_is_opened_again_and_nobody_is_told(
    setting: Setting, secretary: PortalClient
) -> None:
    meeting = make_meeting(setting.committee, MeetingState.INVITED)
    page = secretary.get(f"/meetings/{meeting.id}/agenda-reopening")
    assert "ผู้ได้รับเชิญจะยังไม่ได้รับแจ้ง จนกว่าท่านจะส่งเชิญอีกครั้ง" in page.text
    secretary.post(f"/meetings/{meeting.id}/agenda-reopening")
    found = db.session.get_one(Meeting, meeting.id)
    assert (found.state, found.label, found.invited_at is None) == (MeetingState.AGENDA_OPEN, "1/2569", False)
    assert db.session.scalars(select(Notice)).all() == []
    assert "ใช้เลขครั้งที่ 1/2569 เดิม" in secretary.get(f"/meetings/{meeting.id}/agenda-fixing").text
    fix(secretary, meeting)
    found = db.session.get_one(Meeting, meeting.id)
    assert (found.state, found.label) == (MeetingState.INVITED, "1/2569")


def test_opening_again_takes_back_only_until_the_agenda_is_fixed(portal: Flask) -> None:
    meeting = Meeting(agenda_opened_at=NOW, agenda_fixed_at=None, invited_at=NOW)
    assert meeting_state(meeting) is MeetingState.AGENDA_OPEN
    meeting.agenda_fixed_at = NOW
    assert meeting_state(meeting) is MeetingState.INVITED
    meeting.agenda_fixed_at, meeting.started_at = None, NOW
    assert meeting_state(meeting) is MeetingState.IN_SESSION


@pytest.mark.parametrize(
    ("state", "way", "sentence"),
    [
        (MeetingState.PLANNED, "agenda-fixing", "ยังไม่ได้เปิดรับเรื่องเข้าระเบียบวาระ จึงกำหนดระเบียบวาระไม่ได้"),
        (MeetingState.IN_SESSION, "agenda-reopening", "การประชุมเริ่มแล้ว จึงแก้ไขวัน เวลา สถานที่ หรือยกเลิกไม่ได้"),
        (MeetingState.ADOPTED, "agenda-reopening", "การประชุมเริ่มแล้ว จึงแก้ไขวัน เวลา สถานที่ หรือยกเลิกไม่ได้"),
    ],
)
def test_steps_that_cannot_be_are_refused(
    setting: Setting, secretary: PortalClient, state: MeetingState, way: str, sentence: str
) -> None:
    meeting = make_meeting(setting.committee, state)
    page = secretary.post(f"/meetings/{meeting.id}/{way}", {"seen": str(meeting.agenda_version)}, status=422)
    assert sentence in page.text


def test_a_committee_without_sections_is_told_so(setting: Setting, secretary: PortalClient) -> None:
    from portal.committees.models import CommitteeSection

    for section in db.session.scalars(select(CommitteeSection)).all():
        db.session.delete(section)
    db.session.commit()
    meeting = make_meeting(setting.committee, MeetingState.PLANNED)
    page = secretary.post(f"/meetings/{meeting.id}/agenda-opening", status=422)
    assert "คณะกรรมการยังไม่ได้กำหนดลำดับระเบียบวาระ โปรดกำหนดที่หน้าคณะกรรมการก่อน" in page.text


def test_fixing_what_a_colleague_changed_meanwhile_shows_the_agenda_again(
    setting: Setting, secretary: PortalClient
) -> None:
    meeting = make_meeting(setting.committee)
    seen = meeting.agenda_version
    meeting.agenda_version += 1
    db.session.commit()
    url = f"/meetings/{meeting.id}/agenda-fixing"
    page = secretary.post(url, {"seen": str(seen)}, status=409)
    assert "มีผู้แก้ไขระเบียบวาระก่อนท่าน" in page.text
    assert label(meeting) == ""
    again = page.root.one("main").one("input", name="seen").attrs["value"]
    secretary.post(url, {"seen": again})
    assert label(meeting) == "1/2569"


def test_the_last_look_warns_of_what_is_easily_overlooked(setting: Setting, secretary: PortalClient) -> None:
    make_meeting(setting.committee, starts_at=STARTS_AT - timedelta(days=3))
    meeting = make_meeting(setting.committee)
    make_item(setting.committee, setting.division, meeting, minutes_needed=200)
    make_item(setting.committee, setting.division, wanted_meeting_id=meeting.id)
    text = secretary.get(f"/meetings/{meeting.id}/agenda-fixing").text
    assert "การประชุมวันที่ 13 ธ.ค. 2569 อยู่ก่อนหน้าแต่ยังไม่ได้เลข เลขครั้งที่จะไม่เรียงตามวัน" in text
    assert "แผนเวลาเกินกำหนดเลิก 20 นาที" in text
    assert "ยังมี 1 เรื่องที่ขอเข้าการประชุมนี้แต่ยังไม่ได้บรรจุ" in text
    assert "การประชุมจะได้เลขครั้งที่ 1/2569" in text


def test_divisions_learn_once_that_their_item_is_placed(setting: Setting, secretary: PortalClient) -> None:
    meeting = make_meeting(setting.committee)
    item = make_item(setting.committee, setting.division, meeting, created_by_id=setting.officer.id)
    make_submission(item)
    make_item(setting.committee, setting.agency, meeting, title="เรื่องของเลขานุการ")
    for _ in range(2):
        fix(secretary, meeting)
        secretary.post(f"/meetings/{meeting.id}/agenda-reopening")
    told = db.session.scalars(select(Notice)).all()
    assert [(notice.user_id, notice.kind, notice.detail["item"]) for notice in told] == [
        (setting.officer.id, "item_placed", item.title)
    ]
    assert told[0].detail["meeting"] == "คณะกรรมการติดตามประเมินผล ครั้งที่ 1/2569"


def together(app: Flask, *deeds: Callable[[], object]) -> list[object]:
    """Return what the deeds gave, each in a thread and a write transaction of its own, all begun at once."""
    gate, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(at: int, deed: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            try:
                with write_transaction():
                    results[at] = deed()
            except Conflict as refused:
                results[at] = refused
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_secretaries_who_fix_different_meetings_at_once_get_different_numbers(portal: Flask, setting: Setting) -> None:
    meetings = [make_meeting(setting.committee, starts_at=STARTS_AT + timedelta(days=day)) for day in range(6)]
    ids, actor_id = [each.id for each in meetings], setting.secretary.id
    db.session.remove()

    def fixed(meeting_id: int) -> str:
        meeting = db.session.get_one(Meeting, meeting_id)
        actor = db.session.get_one(User, actor_id)
        return actions.fix_agenda(meeting=meeting, seen=meeting.agenda_version, actor=actor, now=NOW).label

    labels = together(portal, *(lambda each=each: fixed(each) for each in ids))
    assert sorted(map(str, labels)) == [f"{number}/2569" for number in range(1, 7)]


def test_secretaries_who_fix_one_meeting_at_once_issue_one_number(portal: Flask, setting: Setting) -> None:
    meeting_id, actor_id = make_meeting(setting.committee).id, setting.secretary.id
    db.session.remove()

    def fixed() -> str:
        meeting = db.session.get_one(Meeting, meeting_id)
        actor = db.session.get_one(User, actor_id)
        return actions.fix_agenda(meeting=meeting, seen=1, actor=actor, now=NOW).label

    assert set(together(portal, *[fixed] * 5)) == {"1/2569"}
    assert len(events(audit.Event.MEETING_AGENDA_FIXED)) == 1


def test_only_those_who_run_the_committee_take_these_steps(
    setting: Setting, member: PortalClient, client_of: Callable[..., PortalClient]
) -> None:
    meeting = make_meeting(setting.committee)
    for way in ("agenda-opening", "agenda-fixing", "agenda-reopening", "board", "edit", "cancellation"):
        member.get(f"/meetings/{meeting.id}/{way}", status=403)
        client_of(setting.stranger).get(f"/meetings/{meeting.id}/{way}", status=404)
