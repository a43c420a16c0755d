"""A meeting in session: quorum, marks on the list, notes nobody overwrites, resolutions, outcomes, the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.briefings.rules import code_for
from portal.extensions import db
from portal.meetings.models import AgendaItem, ItemNote, Meeting, MeetingPerson, PresenceEvent, Resolution
from portal.meetings.rules import MeetingState
from portal.notifications.models import Notice
from tests.factories.meetings import STARTS_AT, make_guest, make_item, make_meeting, make_note
from tests.meetings.conftest import ClientOf, Setting

NOW = STARTS_AT


@pytest.fixture(autouse=True)
def at_the_meeting(setting: Setting) -> None:
    clock.fix(NOW)


@pytest.fixture
def meeting(setting: Setting) -> Meeting:
    """An invited meeting: chair, member and secretary are its members."""
    return make_meeting(setting.committee, MeetingState.INVITED)


@pytest.fixture
def running(setting: Setting) -> Meeting:
    """A meeting in session."""
    return make_meeting(setting.committee, MeetingState.IN_SESSION)


def place(meeting: Meeting, name: str) -> MeetingPerson:
    found = select(MeetingPerson).where(MeetingPerson.meeting_id == meeting.id, MeetingPerson.name == name)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()


def mark(client, person: MeetingPerson, what: str, status: int = 303, **more: str):
    form = {"mark": what, "version": str(person.version)} | more
    return client.post(f"/meeting-people/{person.id}/presence", form, status=status)


def acts(meeting: Meeting) -> list[tuple[str, str]]:
    rows = db.session.execute(select(PresenceEvent.act, PresenceEvent.presence).order_by(PresenceEvent.id))
    return [(act, presence) for act, presence in rows]


def fresh(meeting: Meeting) -> Meeting:
    db.session.refresh(meeting)
    return meeting


# ------------------------------------------------------------------------------------------------ beginning


def test_meeting_without_quorum_begins_only_with_a_reason(
    setting: Setting, meeting: Meeting, client_of: ClientOf
) -> None:
    secretary, url = client_of(setting.secretary), f"/meetings/{meeting.id}/session"
    page = secretary.post(url, {"reason": ""}, status=422)
    assert "ยังไม่ครบองค์ประชุม มาแล้ว 0 จากกรรมการ 3 คน ต้องมีอย่างน้อย 2 คน" in page.text
    secretary.post(url, {"reason": "เรื่องเร่งด่วน"})
    assert (fresh(meeting).state, meeting.no_quorum_reason) == ("in_session", "เรื่องเร่งด่วน")


def test_quorum_counts_members_and_deputies_not_guests_and_not_those_who_left(
    setting: Setting, meeting: Meeting, client_of: ClientOf
) -> None:
    secretary = client_of(setting.secretary)
    make_guest(meeting, setting.stranger)
    mark(secretary, place(meeting, setting.stranger.name), "present")
    mark(secretary, place(meeting, setting.chair.name), "deputy", deputy_name="นางแทน มาแทน", deputy_position="รองฯ")
    mark(secretary, place(meeting, setting.member.name), "present")
    assert "อยู่ในห้อง 2 จากกรรมการ 3 คน" in secretary.get(f"/meetings/{meeting.id}/attendance").text
    mark(secretary, place(meeting, setting.member.name), "left", at="10.15")
    page = secretary.get(f"/meetings/{meeting.id}/attendance")
    assert ("อยู่ในห้อง 1 จากกรรมการ 3 คน" in page.text, "ออก 10.15 น." in page.text) == (True, True)
    assert "นางแทน มาแทน มาแทน" in page.text
    mark(secretary, place(meeting, setting.member.name), "returned")
    secretary.post(f"/meetings/{meeting.id}/session", {"reason": ""})
    assert fresh(meeting).no_quorum_reason == ""
    assert [act for act, _presence in acts(meeting)] == ["arrived", "arrived", "arrived", "left", "returned"]


def test_deputy_without_a_name_is_refused(setting: Setting, meeting: Meeting, client_of: ClientOf) -> None:
    page = mark(client_of(setting.secretary), place(meeting, setting.chair.name), "deputy", status=422)
    assert "โปรดระบุชื่อผู้แทนที่มาประชุม" in page.text
    assert acts(meeting) == []


def test_two_secretaries_who_mark_the_same_row_meet_a_conflict(
    setting: Setting, meeting: Meeting, client_of: ClientOf
) -> None:
    row = place(meeting, setting.chair.name)
    shown = {"mark": "present", "version": str(row.version)}
    url = f"/meeting-people/{row.id}/presence"
    client_of(setting.secretary).post(url, shown)
    page = client_of(setting.secretariat).post(url, shown | {"mark": "absent"}, status=409)
    assert "มีผู้ลงชื่อแถวนี้ก่อนท่าน" in page.text
    assert place(meeting, setting.chair.name).presence == "present"


def test_code_of_the_room_marks_its_member_once(setting: Setting, meeting: Meeting, client_of: ClientOf) -> None:
    secretary, member = client_of(setting.secretary), client_of(setting.member)
    assert setting.committee.name in secretary.get(f"/meetings/{meeting.id}/screen").text
    url = "/m/" + code_for(meeting.id, fresh(meeting).secret, NOW)
    assert member.get(url).heading == "ลงชื่อเข้าประชุม"
    for _ in range(2):
        member.post(url, {"way": "onsite"})
    assert acts(meeting) == [("arrived", "present")]
    clock.fix(NOW + timedelta(minutes=5))
    assert member.get(url, status=422).heading == "รหัสนี้หมดอายุแล้ว"
    client_of(setting.stranger).get(url, status=404)


def test_pin_of_the_room_marks_online_too(setting: Setting, meeting: Meeting, client_of: ClientOf) -> None:
    client_of(setting.secretary).get(f"/meetings/{meeting.id}/screen")
    member, url = client_of(setting.member), f"/meetings/{meeting.id}/checkin"
    assert "รหัสไม่ถูกต้อง" in member.post(url, {"pin": "x"}, status=422).text
    member.post(url, {"pin": fresh(meeting).pin, "way": "online"})
    row = place(meeting, setting.member.name)
    assert (row.presence, row.way, row.method) == ("present", "online", "pin")


# ------------------------------------------------------------------------------------------------ writing


def test_note_keeps_every_version_and_the_same_text_adds_none(
    setting: Setting, running: Meeting, client_of: ClientOf
) -> None:
    item = make_item(setting.committee, setting.division, running)
    secretary, url = client_of(setting.secretary), f"/items/{item.id}/notes"
    for body, base in (("หนึ่ง", "0"), ("หนึ่ง", "0"), ("สอง", "1")):
        secretary.post(url, {"body": body, "base_no": base})
    assert db.session.execute(select(ItemNote.no, ItemNote.body)).all() == [(1, "หนึ่ง"), (2, "สอง")]


def test_second_note_taker_sees_both_texts_and_loses_none(
    setting: Setting, running: Meeting, client_of: ClientOf
) -> None:
    item = make_item(setting.committee, setting.division, running)
    make_note(item, "ของคนแรก")
    page = client_of(setting.secretary).post(
        f"/items/{item.id}/notes", {"body": "ของคนที่สอง", "base_no": "0"}, status=409
    )
    assert ("ของคนแรก" in page.text, "ของคนที่สอง" in page.text) == (True, True)
    assert page.root.one("input", name="base_no").attrs["value"] == "1"
    client_of(setting.secretary).post(f"/items/{item.id}/notes", {"body": "รวมแล้ว", "base_no": "1"})
    assert db.session.scalars(select(ItemNote.body).order_by(ItemNote.no)).all() == ["ของคนแรก", "รวมแล้ว"]


def test_resolution_sent_twice_is_one(setting: Setting, running: Meeting, client_of: ClientOf) -> None:
    item = make_item(setting.committee, setting.division, running)
    form = {"kind": "agreed", "text": "เห็นชอบตามที่เสนอ", "submit_key": "k"}
    for _ in range(2):
        client_of(setting.secretary).post(f"/items/{item.id}/resolutions", form)
    assert db.session.scalars(select(Resolution.text)).all() == ["เห็นชอบตามที่เสนอ"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "โปรดพิมพ์ข้อความมติ"),
        ({"kind": "assigned"}, "มติมอบหมายต้องระบุส่วนราชการหรือผู้รับผิดชอบ"),
        ({"votes_for": "5"}, "โปรดใส่จำนวนทั้งเห็นด้วย ไม่เห็นด้วย และงดออกเสียง"),
        ({"due_on": "32 ม.ค. 2570"}, "ไม่มีวันที่นี้ในปฏิทิน"),
    ],
)
def test_resolution_that_lacks_something_is_refused_and_kept(
    setting: Setting, running: Meeting, client_of: ClientOf, changes: dict[str, str], sentence: str
) -> None:
    item = make_item(setting.committee, setting.division, running)
    form = {"kind": "agreed", "text": "ข้อความที่พิมพ์ไว้", "submit_key": "k"} | changes
    page = client_of(setting.secretary).post(f"/items/{item.id}/resolutions", form, status=422)
    assert sentence in page.text
    assert page.root.one("textarea", id="text").text == form["text"]
    assert db.session.scalars(select(Resolution.id)).all() == []


def test_show_of_hands_and_owner_are_kept(setting: Setting, running: Meeting, client_of: ClientOf) -> None:
    item = make_item(setting.committee, setting.division, running)
    form = {
        "kind": "assigned",
        "text": "จัดทำแผน",
        "unit": str(setting.division.id),
        "due_on": "๑๕ ม.ค. ๒๕๗๐",
        "votes_for": "๒",
        "votes_against": "1",
        "votes_abstain": "0",
        "submit_key": "k",
    }
    client_of(setting.secretary).post(f"/items/{item.id}/resolutions", form)
    made = db.session.scalars(select(Resolution)).one()
    assert (made.owner_label, made.due_on.isoformat(), made.votes_for, made.votes_against) == (
        setting.division.abbr, "2027-01-15", 2, 1,
    )  # fmt: skip


def test_item_withdrawn_in_session_needs_a_reason(setting: Setting, running: Meeting, client_of: ClientOf) -> None:
    item = make_item(setting.committee, setting.division, running)
    secretary, url = client_of(setting.secretary), f"/items/{item.id}/outcome"
    form = {"outcome": "withdrawn", "reason": "", "version": str(item.version)}
    assert "โปรดระบุเหตุผลที่ถอนเรื่อง" in secretary.post(url, form, status=422).text
    secretary.post(url, form | {"reason": "ข้อมูลไม่ครบ"})
    db.session.refresh(item)
    assert item.state == "withdrawn"


def test_nothing_is_written_before_the_session_or_by_members(
    setting: Setting, meeting: Meeting, client_of: ClientOf
) -> None:
    item = make_item(setting.committee, setting.division, meeting)
    form = {"body": "ก่อนเวลา", "base_no": "0"}
    assert "บันทึกได้เมื่อเริ่มประชุมแล้ว" in client_of(setting.secretary).post(f"/items/{item.id}/notes", form, status=422).text
    client_of(setting.member).post(f"/items/{item.id}/notes", form, status=403)


# ------------------------------------------------------------------------------------------------ ending


def test_meeting_where_nobody_is_marked_cannot_end(setting: Setting, running: Meeting, client_of: ClientOf) -> None:
    page = client_of(setting.secretary).post(f"/meetings/{running.id}/ending", status=422)
    assert "ยังไม่ได้ลงชื่อผู้มาประชุมเลย" in page.text
    assert fresh(running).state == "in_session"


def test_ending_settles_items_people_and_resolutions_once(
    setting: Setting, running: Meeting, client_of: ClientOf
) -> None:
    noted = make_item(setting.committee, setting.division, running)
    untouched = make_item(setting.committee, setting.division, running)
    make_note(noted)
    secretary = client_of(setting.secretary)
    mark(secretary, place(running, setting.chair.name), "present")
    row = place(running, setting.member.name)
    row.answer, row.answer_note = "excused", "ลากิจ"
    db.session.commit()
    assigned = {"kind": "assigned", "text": "ทำ", "unit": str(setting.division.id), "submit_key": "a"}
    secretary.post(f"/items/{noted.id}/resolutions", assigned)
    assert "ยังไม่ได้จบ 2 เรื่อง" in secretary.get(f"/meetings/{running.id}/ending").text
    for who in (setting.secretary, setting.secretariat):  # both close it
        client_of(who).post(f"/meetings/{running.id}/ending")
    ended = fresh(running)
    outcomes = {item.id: item.outcome for item in db.session.scalars(select(AgendaItem))}
    assert (ended.state, outcomes) == ("minutes_draft", {noted.id: "discussed", untouched.id: "deferred"})
    absent = place(running, setting.member.name)
    assert (absent.presence, absent.absence_reason, place(running, setting.secretary.name).presence) == (
        "excused", "ลากิจ", "absent",
    )  # fmt: skip
    assert db.session.execute(select(Resolution.number, Resolution.number_year_be)).all() == [(1, 2569)]
    told = select(Notice.user_id).where(Notice.kind == "resolution_assigned")
    assert db.session.scalars(told).all() == [setting.officer.id]


def test_room_costs_the_same_for_one_item_and_thirty(
    setting: Setting, running: Meeting, client_of: ClientOf, statements: list[str]
) -> None:
    secretary, costs = client_of(setting.secretary), []
    for extra in (1, 29):
        for _ in range(extra):
            item = make_item(setting.committee, setting.division, running)
        secretary.get(f"/meetings/{running.id}/session?item={item.id}")
        statements.clear()
        secretary.get(f"/meetings/{running.id}/session?item={item.id}")
        costs.append(len(statements))
    assert costs[0] == costs[1]
