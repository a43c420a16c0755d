"""The list of meetings, one meeting's page, setting one up, changing it, calling it off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import audit
from portal.access.permissions import Role
from portal.extensions import db
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.rules import MeetingState
from portal.notifications.models import Notice
from tests.client import PortalClient
from tests.factories.committees import make_committee, make_member
from tests.factories.meetings import STARTS_AT, make_guest, make_item, make_meeting, make_paper, make_submission
from tests.factories.people import give_role, make_person, make_unit
from tests.meetings.conftest import Setting, cost, errors, events

ClientOf = Callable[..., PortalClient]


def form_of(**changes: Any) -> dict[str, Any]:
    """Return a filled form of a meeting."""
    return {
        "day": "๑๖/๑๒/๒๕๖๙",
        "starts": "09.30",
        "ends": "12:00 น.",
        "ends_day": "",
        "way": "hybrid",
        "place": "ห้องประชุม 5",
        "online_url": "https://meet.example.go.th/5",
        "title": "",
        "until_day": "6 ธ.ค. 2569",
        "until_time": "",
        "submit_key": "key-1",
    } | changes


def names(page: Any) -> list[str]:
    return [each.text for each in page.root.all("h3")]


def test_setting_up_keeps_what_was_typed(setting: Setting, secretary: PortalClient) -> None:
    page = secretary.post(f"/committees/{setting.committee.id}/meetings/new", form_of())
    meeting = db.session.scalars(select(Meeting)).one()
    assert page.headers["Location"] == f"/meetings/{meeting.id}"
    assert (meeting.starts_at, meeting.ends_at) == (
        datetime(2026, 12, 16, 2, 30, tzinfo=UTC),
        datetime(2026, 12, 16, 5, 0, tzinfo=UTC),
    )
    assert meeting.proposals_until_at == datetime(2026, 12, 6, 9, 30, tzinfo=UTC)
    assert (meeting.way, meeting.place, meeting.number) == ("hybrid", "ห้องประชุม 5", None)
    assert [each["meeting"] for each in events(audit.Event.MEETING_CREATED)] == [
        "คณะกรรมการติดตามประเมินผล วันที่ 16 ธ.ค. 2569"
    ]


def test_the_same_form_sent_twice_sets_up_one_meeting(setting: Setting, secretary: PortalClient) -> None:
    for _ in range(2):
        secretary.post(f"/committees/{setting.committee.id}/meetings/new", form_of())
    assert len(db.session.scalars(select(Meeting)).all()) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"ends": "09.00"}, "เวลาสิ้นสุดต้องอยู่หลังเวลาเริ่ม"),
        ({"ends_day": "1/1/2571"}, "การประชุมยาวเกิน 7 วัน โปรดตรวจวันสิ้นสุด"),
        ({"place": ""}, "โปรดระบุสถานที่ประชุม"),
        ({"online_url": "meet.example.go.th"}, "ลิงก์เข้าประชุมต้องขึ้นต้นด้วย https:// หรือ http://"),
        ({"until_day": "17/12/2569"}, "วันปิดรับเรื่องต้องไม่ช้ากว่าเวลาเริ่มประชุม"),
        ({"starts": "25.00"}, "อ่านเวลาไม่ได้ โปรดพิมพ์ชั่วโมงและนาทีแบบ 24 ชั่วโมง เช่น 09.30"),
        ({"day": ""}, "โปรดระบุวันที่ประชุม"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(
    setting: Setting, secretary: PortalClient, changes: dict[str, str], sentence: str
) -> None:
    page = secretary.post(f"/committees/{setting.committee.id}/meetings/new", form_of(**changes), status=422)
    assert errors(page) == [f"ต้องแก้ไข: {sentence}"]
    assert page.root.one("input", name="until_day").attrs["value"] == form_of(**changes)["until_day"]
    assert db.session.scalars(select(Meeting)).all() == []


def test_online_meeting_needs_no_room_and_may_end_on_another_day(setting: Setting, secretary: PortalClient) -> None:
    wanted = form_of(way="online", place="", day="31/12/2569", ends="01.00", ends_day="1/1/2570", until_day="")
    secretary.post(f"/committees/{setting.committee.id}/meetings/new", wanted)
    meeting = db.session.scalars(select(Meeting)).one()
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=15, minutes=30)
    page = secretary.get(f"/meetings/{meeting.id}")
    assert "เวลา 09.30 น. ถึง 1 มกราคม 2570 เวลา 01.00 น." in page.text


def test_a_closed_committee_meets_no_more(setting: Setting, secretary: PortalClient) -> None:
    setting.committee.closed_at = STARTS_AT
    db.session.commit()
    page = secretary.post(f"/committees/{setting.committee.id}/meetings/new", form_of(), status=422)
    assert "คณะกรรมการนี้สิ้นสุดแล้ว จึงกำหนดการประชุมไม่ได้" in page.text


def test_only_those_who_run_a_committee_set_its_meetings_up(setting: Setting, client_of: ClientOf) -> None:
    url = f"/committees/{setting.committee.id}/meetings/new"
    client_of(setting.secretariat).get(url)
    # a member sees the committee, so that the page is refused and not absent
    for person, status in ((setting.member, 403), (setting.officer, 404), (setting.stranger, 404)):
        client_of(person).get(url, status=status)


def test_change_shows_the_loser_what_is_there_now(setting: Setting, secretary: PortalClient) -> None:
    meeting = make_meeting(setting.committee)
    shown = secretary.get(f"/meetings/{meeting.id}/edit").root.one("input", name="version").attrs["value"]
    meeting.place = "ห้องที่เพื่อนแก้"
    db.session.commit()
    page = secretary.post(f"/meetings/{meeting.id}/edit", form_of(version=shown, place="ห้องของฉัน"), status=409)
    assert "ห้องที่เพื่อนแก้" in page.root.one(id="changed-meanwhile").text
    assert page.root.one("input", name="place").attrs["value"] == "ห้องของฉัน"
    again = page.root.one("main").one("input", name="version").attrs["value"]
    secretary.post(f"/meetings/{meeting.id}/edit", form_of(version=again, place="ห้องของฉัน"))
    assert db.session.get_one(Meeting, meeting.id).place == "ห้องของฉัน"
    assert events(audit.Event.MEETING_CHANGED)[0]["new"]["venue"] == "ห้องของฉัน"


def test_numbered_meeting_stays_in_its_calendar_year(setting: Setting, secretary: PortalClient) -> None:
    meeting = make_meeting(setting.committee, MeetingState.AGENDA_FIXED)
    version = str(meeting.version)
    moved = form_of(day="6/1/2570", until_day="", version=version)
    page = secretary.post(f"/meetings/{meeting.id}/edit", moved, status=422)
    assert errors(page) == [
        "ต้องแก้ไข: การประชุมนี้ได้เลขครั้งที่ 1/2569 แล้ว จึงย้ายไปปี พ.ศ. 2570 ไม่ได้ "
        "หากต้องจัดในปีอื่น โปรดยกเลิกการประชุมนี้แล้วกำหนดการประชุมใหม่"
    ]
    secretary.post(f"/meetings/{meeting.id}/edit", moved | {"day": "30/12/2569"})
    assert db.session.get_one(Meeting, meeting.id).starts_at == datetime(2026, 12, 30, 2, 30, tzinfo=UTC)


def test_meeting_without_a_number_moves_over_new_year(setting: Setting, secretary: PortalClient) -> None:
    meeting = make_meeting(setting.committee)
    moved = form_of(day="6/1/2570", until_day="", version=str(meeting.version))
    secretary.post(f"/meetings/{meeting.id}/edit", moved)
    assert db.session.get_one(Meeting, meeting.id).starts_at.year == 2027


def test_only_the_recording_is_noted_once_it_has_begun(setting: Setting, secretary: PortalClient) -> None:
    meeting = make_meeting(setting.committee, MeetingState.MINUTES_DRAFT)
    page = secretary.get(f"/meetings/{meeting.id}/edit")
    assert page.root.all("input", name="place") == []
    version = page.root.one("input", name="version").attrs["value"]
    secretary.post(f"/meetings/{meeting.id}/edit", {"version": version, "recording_ref": "ตู้ 3", "place": "ที่อื่น"})
    found = db.session.get_one(Meeting, meeting.id)
    assert (found.recording_ref, found.place) == ("ตู้ 3", "ห้องประชุมทดสอบ")


def test_calling_off_frees_items_tells_the_invited_and_keeps_the_number(
    setting: Setting, secretary: PortalClient
) -> None:
    meeting = make_meeting(setting.committee, MeetingState.INVITED)
    item = make_item(setting.committee, setting.division, meeting)
    linked = make_item(setting.committee, setting.agency, meeting, kind="consideration", carried_from_id=item.id)
    page = secretary.get(f"/meetings/{meeting.id}/cancellation")
    assert "เลขครั้งที่ 1/2569 จะไม่ออกให้การประชุมอื่นอีก" in page.text
    assert "โปรดระบุเหตุผล" in secretary.post(f"/meetings/{meeting.id}/cancellation", status=422).text
    for _ in range(2):
        secretary.post(f"/meetings/{meeting.id}/cancellation", {"reason": "ประธานติดราชการ"})
    found = db.session.get_one(Meeting, meeting.id)
    assert (found.state, found.number) == (MeetingState.CANCELLED, 1)
    assert [each.meeting_id for each in db.session.scalars(select(AgendaItem).order_by(AgendaItem.id))] == [
        None,
        linked.meeting_id,
    ]
    told = db.session.scalars(select(Notice)).all()
    assert {notice.user_id for notice in told} == {setting.chair.id, setting.member.id, setting.secretary.id}
    assert "ยกเลิกเมื่อ" in secretary.get(f"/meetings/{meeting.id}").text
    assert len(events(audit.Event.MEETING_CANCELLED)) == 1


def test_a_meeting_that_has_begun_is_not_called_off(setting: Setting, secretary: PortalClient) -> None:
    meeting = make_meeting(setting.committee, MeetingState.IN_SESSION)
    page = secretary.post(f"/meetings/{meeting.id}/cancellation", {"reason": "ไม่ครบองค์"}, status=422)
    assert "การประชุมเริ่มแล้ว จึงแก้ไขวัน เวลา สถานที่ หรือยกเลิกไม่ได้" in page.text


def test_list_shows_ones_own_ahead_and_everything_in_sight(setting: Setting, client_of: ClientOf) -> None:
    other = make_committee(setting.agency, name="คณะทำงานข้อมูล", kind="working_group")
    mine = make_meeting(setting.committee)
    make_meeting(other, starts_at=STARTS_AT + timedelta(days=1))
    past = make_meeting(setting.committee, MeetingState.ADOPTED, starts_at=STARTS_AT - timedelta(days=60))
    assert names(client_of(setting.member).get("/meetings")) == [mine.name, past.name]
    everything = [
        "คณะทำงานข้อมูล วันที่ 17 ธ.ค. 2569",
        mine.name,
        past.name,
    ]
    assert names(client_of(setting.secretariat).get("/meetings")) == everything
    assert names(client_of(setting.officer).get("/meetings")) == []
    assert names(client_of(setting.stranger).get("/meetings")) == []


def test_list_is_narrowed_by_committee_and_calendar_year(setting: Setting, client_of: ClientOf) -> None:
    make_meeting(setting.committee, starts_at=datetime(2026, 12, 31, 16, 59, tzinfo=UTC))
    january = make_meeting(setting.committee, starts_at=datetime(2026, 12, 31, 17, 0, tzinfo=UTC))
    other = make_meeting(make_committee(setting.agency, name="คณะทำงานข้อมูล"))
    client = client_of(setting.secretariat)
    assert names(client.get("/meetings?year=2570")) == [january.name]
    assert names(client.get(f"/meetings?committee={other.committee_id}")) == [other.name]
    assert "ไม่พบการประชุมตามตัวกรอง" in client.get(f"/meetings?committee={other.committee_id}&year=2570").text
    assert len(names(client.get("/meetings?year=abc&committee=99999"))) == 3


def test_list_agrees_with_the_guard_of_each_meeting(setting: Setting, client_of: ClientOf) -> None:
    """Whoever may open a meeting finds it in the list, and nobody else does."""
    head = make_person(Role.HEAD, setting.division, username="hua")
    gone, guest, presenter, deputy = (make_person(Role.STAFF, setting.division) for _ in range(4))
    make_member(setting.committee, None, office_unit_id=setting.division.id)
    make_member(setting.committee, gone, ends_on=date(2026, 12, 10))
    planned = make_meeting(setting.committee)
    early = make_meeting(setting.committee, starts_at=datetime(2026, 12, 10, 2, tzinfo=UTC))
    invited = make_meeting(setting.committee, MeetingState.INVITED)
    make_guest(invited, guest)
    make_guest(invited, None, deputy_id=deputy.id)
    make_item(setting.committee, setting.division, planned, presenter_id=presenter.id)
    make_member(setting.committee, late := make_person(Role.STAFF, setting.division))
    everybody = [setting.secretariat, setting.secretary, setting.chair, setting.member, setting.officer]
    for person in [*everybody, setting.stranger, head, gone, guest, presenter, deputy, late]:
        client = client_of(person)
        opened = {
            each.id
            for each in (planned, early, invited)
            if client.send("GET", f"/meetings/{each.id}").status_code == 200
        }
        listing = client.get("/meetings").root
        links = {link.attrs["href"] for heading in listing.all("h3") for link in heading.all("a")}
        assert links == {f"/meetings/{meeting_id}" for meeting_id in opened}, person.name


def test_acting_head_for_a_time_sees_the_meetings_of_that_time(setting: Setting, client_of: ClientOf) -> None:
    acting = make_person(Role.STAFF, setting.division)
    give_role(acting, Role.HEAD, setting.division, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 15))
    make_member(setting.committee, None, office_unit_id=setting.division.id)
    within = make_meeting(setting.committee, starts_at=STARTS_AT - timedelta(days=2))
    make_meeting(setting.committee, starts_at=STARTS_AT)
    assert names(client_of(acting).get("/meetings")) == [within.name]


def test_page_of_a_member_shows_when_where_link_answer_items_and_papers(setting: Setting, client_of: ClientOf) -> None:
    meeting = make_meeting(
        setting.committee, MeetingState.INVITED, way="hybrid", online_url="https://meet.example.go.th/5"
    )
    first = make_item(setting.committee, setting.division, meeting, title="แผนปี 2570", minutes_needed=20)
    make_item(setting.committee, setting.division, meeting, title="ข้อย่อย", depth=2, presenter_name="นายนำเสนอ")
    paper = make_paper(first, "แผน.txt", submission_id=make_submission(first).id, pages=12)
    page = client_of(setting.member).get(f"/meetings/{meeting.id}")
    assert page.heading == "คณะกรรมการติดตามประเมินผล ครั้งที่ 1/2569"
    for words in ("วันพุธที่ 16 ธันวาคม พ.ศ. 2569", "เวลา 09.30 น. ถึง 12.30 น.", "ห้องประชุมทดสอบ", "ท่านยังไม่ได้ตอบรับการประชุม"):
        assert words in page.text
    assert page.root.all("a", href="https://meet.example.go.th/5") != []
    numbers = [each.one("span", class_="agenda-no").text for each in page.root.all("li", class_="agenda-item")]
    assert numbers == ["5.1", "5.1.1"]
    assert "20 นาที" in page.root.one("li", id=f"item-{first.id}").text
    assert paper.filename in page.root.one("ul", class_="papers").text
    assert "12 หน้า" in page.root.one("ul", class_="papers").text


def test_empty_sections_say_so_and_the_first_meeting_has_no_minutes_to_adopt(
    setting: Setting, member: PortalClient
) -> None:
    first = make_meeting(setting.committee)
    second = make_meeting(setting.committee, starts_at=STARTS_AT + timedelta(days=30))
    none = [each.text for each in member.get(f"/meetings/{first.id}").root.all("p", class_="agenda-none")]
    assert none == ["ไม่มี", "(ไม่มี – เป็นการประชุมครั้งแรก)", "ไม่มี", "ไม่มี", "ไม่มี", "ไม่มี"]
    none = [each.text for each in member.get(f"/meetings/{second.id}").root.all("p", class_="agenda-none")]
    assert none == ["ไม่มี"] * 6


@pytest.mark.parametrize("change", ["total_before", "cancelled"])
def test_who_met_before_the_portal_has_no_first_meeting_and_a_cancelled_one_is_none(
    setting: Setting, member: PortalClient, change: str
) -> None:
    if change == "total_before":
        setting.committee.total_before = 12
        db.session.commit()
    else:
        make_meeting(setting.committee, starts_at=STARTS_AT - timedelta(days=30), cancelled_at=STARTS_AT)
    meeting = make_meeting(setting.committee)
    none = member.get(f"/meetings/{meeting.id}").root.all("p", class_="agenda-none")[1].text
    assert none == ("ไม่มี" if change == "total_before" else "(ไม่มี – เป็นการประชุมครั้งแรก)")


def test_guest_learns_that_a_confidential_item_is_there_and_no_more(setting: Setting, client_of: ClientOf) -> None:
    guest = make_person(Role.STAFF, setting.division)
    meeting = make_meeting(setting.committee, MeetingState.INVITED)
    make_guest(meeting, guest)
    make_item(setting.committee, setting.division, meeting, is_confidential=True, title="เรื่องลับมาก")
    make_item(setting.committee, setting.division, meeting, title="เรื่องเปิดเผย")
    page = client_of(guest).get(f"/meetings/{meeting.id}")
    assert "เรื่องลับมาก" not in page.html
    assert "มีเรื่องลับ 1 เรื่องที่ท่านไม่มีสิทธิเปิดดู" in page.text
    assert "5.2" in page.text


def test_withdrawn_item_leaves_the_agenda_with_a_note(setting: Setting, member: PortalClient) -> None:
    meeting = make_meeting(setting.committee, MeetingState.INVITED)
    make_item(
        setting.committee,
        setting.division,
        meeting,
        title="เรื่องที่ถอน",
        withdrawn_at=STARTS_AT - timedelta(days=1),
        withdraw_reason="ข้อมูลยังไม่ครบ",
    )
    stays = make_item(setting.committee, setting.division, meeting)
    page = member.get(f"/meetings/{meeting.id}")
    assert [each.attrs["id"] for each in page.root.all("li", class_="agenda-item")] == [f"item-{stays.id}"]
    note = page.root.one("div", class_="agenda-withdrawn").text
    assert note.endswith("เรื่องที่ถอน กหน. ถอนเมื่อ 15 ธ.ค. 2569 09.30 น. เหตุผล: ข้อมูลยังไม่ครบ")


def test_pages_cost_the_same_whatever_is_on_them(setting: Setting, member: PortalClient, statements: list[str]) -> None:
    meeting = make_meeting(setting.committee, MeetingState.INVITED)

    def add(items: int, papers: int) -> None:
        for _ in range(items):
            item = make_item(setting.committee, make_unit(setting.agency), meeting, presenter_id=setting.chair.id)
            submission = make_submission(item)
            for _paper in range(papers):
                make_paper(item, submission_id=submission.id)

    add(1, 1)
    url, costs = f"/meetings/{meeting.id}", []
    member.get(url)
    for items, papers in ((9, 2), (10, 1)):
        add(items, papers)
        statements.clear()
        member.get(url)
        page = cost(statements)
        statements.clear()
        make_meeting(make_committee(setting.agency))
        statements.clear()
        member.get("/meetings")
        costs.append((page, cost(statements)))
    assert costs[0] == costs[1]
    assert costs[0][0] <= 8
