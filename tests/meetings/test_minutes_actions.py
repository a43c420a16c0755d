"""Minutes: compiled from what is known, revised, circulated, answered, adopted by a route, locked, corrected beside."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.errors import RuleBroken
from portal.extensions import db, write_transaction
from portal.meetings.actions import minutes as acts
from portal.meetings.models import Amendment, Meeting, MeetingPerson, MinutesRevision
from portal.meetings.queries.minutes import compiled, words_of_regulation
from portal.meetings.rules import MeetingState
from portal.meetings.rules.minutes import Word, check_wording, compare_texts, lines_of_minutes
from portal.notifications.models import Notice
from tests.factories.meetings import STARTS_AT, make_guest, make_item, make_meeting, make_note, make_resolution
from tests.meetings.conftest import Setting

NOW = STARTS_AT + timedelta(days=1)


@pytest.fixture
def held(setting: Setting) -> Meeting:
    """A meeting that was held: the chair came, a deputy for the member, the secretary was on leave."""
    meeting = make_meeting(setting.committee, MeetingState.MINUTES_DRAFT, recorder_id=setting.secretary.id)
    chair, member, secretary = people(meeting)
    chair.presence = "present"
    member.presence, member.deputy_name, member.deputy_position = "deputy", "นางแทน มาแทน", "รองผู้อำนวยการ"
    secretary.presence, secretary.absence_reason = "excused", "ลากิจ"
    make_guest(meeting, setting.officer, presence="present")
    item = make_item(setting.committee, setting.division, meeting, title="แผนน้ำดื่มสำนักงาน", outcome="discussed")
    make_note(item, "ฝ่ายเลขานุการดำเนินการแล้ว\nที่ประชุมอภิปราย")
    make_resolution(
        item, "assigned", text="มอบหมายให้จัดทำแผน", owner_unit_id=setting.division.id, due_on=date(2027, 1, 15)
    )
    db.session.commit()
    return meeting


def people(meeting: Meeting) -> list[MeetingPerson]:
    found = select(MeetingPerson).where(MeetingPerson.meeting_id == meeting.id, MeetingPerson.kind == "appointed")
    return list(db.session.scalars(found.order_by(MeetingPerson.position)))


def do(action: Any, setting: Setting, **values: Any) -> Any:
    with write_transaction():
        return action(actor=setting.secretary, now=NOW, **values)


def test_minutes_are_compiled_in_the_order_of_the_form(setting: Setting, held: Meeting) -> None:
    assert lines_of_minutes(compiled(held)) == [
        "รายงานการประชุมคณะกรรมการติดตามประเมินผล",
        "ครั้งที่ 1/2569",
        "เมื่อวันพุธที่ 16 ธันวาคม พ.ศ. 2569 เวลา 09.30 น.",
        "ณ ห้องประชุมทดสอบ",
        "ผู้มาประชุม",
        f"1. นายประธาน นั่งหัวโต๊ะ {setting.chair.position} ประธานกรรมการ",
        f"2. นางแทน มาแทน รองผู้อำนวยการ แทน {setting.member.position} กรรมการ",
        "ผู้ไม่มาประชุม",
        f"1. นางสาววรรณา จดงาม {setting.secretary.position} กรรมการและเลขานุการ ลากิจ",
        "ผู้เข้าร่วมประชุม",
        f"1. นางสาวสุดา แก้วใส {setting.officer.position}",
        "เริ่มประชุมเวลา 09.30 น.",
        "ประธานกล่าวเปิดประชุม และดำเนินการประชุมตามระเบียบวาระ ดังนี้",
        "ระเบียบวาระที่ 1 เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
        "ไม่มี",
        "ระเบียบวาระที่ 2 เรื่องรับรองรายงานการประชุม",
        "(ไม่มี – เป็นการประชุมครั้งแรก)",
        "ระเบียบวาระที่ 3 เรื่องสืบเนื่อง",
        "ไม่มี",
        "ระเบียบวาระที่ 4 เรื่องเสนอเพื่อทราบ",
        "ไม่มี",
        "ระเบียบวาระที่ 5 เรื่องเสนอเพื่อพิจารณา",
        "5.1 แผนน้ำดื่มสำนักงาน",
        "ฝ่ายเลขานุการดำเนินการแล้ว",
        "ที่ประชุมอภิปราย",
        "มติที่ประชุม มอบหมายให้จัดทำแผน กองหนึ่ง ภายใน 15 มกราคม 2570",
        "ระเบียบวาระที่ 6 เรื่องอื่น ๆ",
        "ไม่มี",
        "เลิกประชุมเวลา 11.30 น.",
        "นางสาววรรณา จดงาม ผู้จดรายงานการประชุม",
    ]


def test_compiling_again_makes_a_revision_only_when_something_changed(setting: Setting, held: Meeting) -> None:
    first = do(acts.compile_minutes, setting, meeting=held, note="")
    again = do(acts.compile_minutes, setting, meeting=held, note="")
    make_note(make_item(setting.committee, setting.division, held, title="เพิ่ม"), "ใหม่")
    second = do(acts.compile_minutes, setting, meeting=held, note="")
    assert (first.id == again.id, second.no) == (True, 2)
    changed = [(line.kind, line.text) for line in compare_texts(first.text, second.text) if line.kind != "same"]
    assert changed == [("added", "5.2 เพิ่ม"), ("added", "ใหม่")]


def test_members_answer_the_circulation_and_an_amendment_holds_adoption_up(setting: Setting, held: Meeting) -> None:
    do(acts.compile_minutes, setting, meeting=held, note="")
    do(acts.circulate, setting, meeting=held, until_at=None)
    told = db.session.scalars(select(Notice.user_id).where(Notice.kind == "minutes_circulated")).all()
    assert set(told) == {setting.chair.id, setting.member.id, setting.secretary.id}
    chair, member, _secretary = people(held)
    do(acts.answer_circulation, setting, person=chair, answer="adopt", amendment=None, submit_key="a")
    wanted = {"page": "2", "line": "5", "old_text": "อภิปราย", "new_text": "พิจารณา"}
    do(acts.answer_circulation, setting, person=member, answer="amend", amendment=wanted, submit_key="b")
    with pytest.raises(RuleBroken, match="ยังมีคำขอแก้ไขที่ไม่ได้พิจารณา"):
        do(acts.adopt, setting, meeting=held, route="circulation", adopted_in=None)
    amendment = db.session.scalars(select(Amendment)).one()
    decision = {"decision": "applied", "note": "", "version": amendment.version}
    do(acts.decide_amendment, setting, amendment=amendment, **decision)
    for _ in range(2):  # two secretaries at once
        do(acts.adopt, setting, meeting=held, route="circulation", adopted_in=None)
    assert (held.state, held.adopted_revision_no, held.adoption_route) == ("adopted", 1, "circulation")


def test_adopted_minutes_are_locked_and_corrected_beside(setting: Setting, held: Meeting) -> None:
    do(acts.compile_minutes, setting, meeting=held, note="")
    do(acts.adopt, setting, meeting=held, route="same_meeting", adopted_in=None)
    with pytest.raises(RuleBroken, match="รับรองแล้ว จึงแก้ไขไม่ได้"):
        do(acts.compile_minutes, setting, meeting=held, note="")
    later = make_meeting(setting.committee, MeetingState.IN_SESSION, starts_at=STARTS_AT + timedelta(days=30))
    values = {"place": "หน้า 2", "old_text": "15 มกราคม", "new_text": "20 มกราคม"}
    for _ in range(2):
        do(acts.note_erratum, setting, meeting=held, values=values, decided_in=later, item=None, submit_key="e")
    assert db.session.scalars(select(MinutesRevision.no)).all() == [1]


def test_adoption_without_attendance_is_refused(setting: Setting, held: Meeting) -> None:
    for person in people(held):
        person.presence = "absent"
    db.session.execute(MeetingPerson.__table__.delete().where(MeetingPerson.kind == "guest"))
    db.session.commit()
    do(acts.compile_minutes, setting, meeting=held, note="")
    with pytest.raises(RuleBroken, match="ไม่มีผู้มาประชุมในรายชื่อ"):
        do(acts.adopt, setting, meeting=held, route="same_meeting", adopted_in=None)


@pytest.mark.parametrize("route", ["circulation", "next_meeting", "by_hand"])
def test_route_that_does_not_fit_is_refused(setting: Setting, held: Meeting, route: str) -> None:
    do(acts.compile_minutes, setting, meeting=held, note="")
    with pytest.raises(RuleBroken) as refused:
        do(acts.adopt, setting, meeting=held, route=route, adopted_in=None)
    assert refused.value.status == 422


def test_wording_check_suggests_and_changes_nothing() -> None:
    words = (Word("บันทึกการประชุม", "รายงานการประชุม", "แบบที่ ๑๑"),)
    found = check_wording([("1.1", "ตามบันทึกการประชุมครั้งก่อน")], words)
    assert [(each.number, each.word.right) for each in found] == [("1.1", "รายงานการประชุม")]
    assert check_wording([("1.1", "รายงานการประชุม")], words) == []
    assert check_wording([("2", "ผู้จดรายงานการประชุม")], words_of_regulation()) == []
