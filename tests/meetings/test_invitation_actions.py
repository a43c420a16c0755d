"""Inviting: the list is frozen once, sending again tells only those concerned, calendars update and cancel."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import audit
from portal.errors import Conflict, RuleBroken
from portal.extensions import db
from portal.meetings import actions, queries
from portal.meetings.actions import Guest, Sent
from portal.meetings.models import Meeting, MeetingPerson
from portal.meetings.rules import Answered, MeetingState, Memo
from portal.notifications.models import Notice
from portal.people.models import User
from tests.conftest import NOW
from tests.factories.committees import make_committee, make_member
from tests.factories.meetings import STARTS_AT, make_guest, make_item, make_meeting
from tests.factories.people import make_user
from tests.meetings.conftest import Setting, events

FIXED = MeetingState.AGENDA_FIXED


def send(meeting: Meeting, setting: Setting, note: str = "") -> Sent:
    """Send the invitation as the secretary does, from the page as it is."""
    sent = actions.invite_meeting(meeting=meeting, note=note, version=meeting.version, actor=setting.secretary, now=NOW)
    db.session.commit()
    return sent


def answer(person: MeetingPerson, given: Answered, actor: User) -> MeetingPerson:
    found = actions.answer_invitation(person=person, given=given, version=person.version, actor=actor, now=NOW)
    db.session.commit()
    return found


def listed(meeting: Meeting) -> list[tuple[str, str, str, int | None]]:
    return [(row.name, row.kind, row.role, row.item_id) for row in queries.people_of(meeting.id)]


def row_of(meeting: Meeting, user: User) -> MeetingPerson:
    return db.session.scalars(
        select(MeetingPerson).where(MeetingPerson.meeting_id == meeting.id, MeetingPerson.user_id == user.id)
    ).one()


def told(user: User) -> list[tuple[str, str, int, dict[str, Any]]]:
    """Return kind, calendar method, sequence and detail of the person's notices in order."""
    rows = db.session.scalars(select(Notice).where(Notice.user_id == user.id).order_by(Notice.id))
    return [
        (
            row.kind,
            row.detail.get("calendar", {}).get("method", ""),
            row.detail.get("calendar", {}).get("sequence", 0),
            row.detail,
        )
        for row in rows
    ]


def kinds(user: User) -> list[tuple[str, str, int]]:
    return [each[:3] for each in told(user)]


INVITED, CHANGED, CANCELLED = "meeting_invited", "meeting_changed", "meeting_cancelled"


def test_members_presenters_and_guests_become_the_list(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    item = make_item(setting.committee, setting.division, meeting, presenter_id=setting.officer.id)
    make_item(setting.committee, setting.division, meeting, presenter_id=setting.member.id)
    make_item(setting.committee, setting.division, meeting, presenter_name="ผู้แทนบริษัทที่ปรึกษา")
    make_guest(meeting, make_user(setting.agency, name="นายแขก รับเชิญ"), name="นายแขก รับเชิญ")
    make_member(setting.committee, None, person_name="นายภายนอก คนหนึ่ง", position_title="ผู้ทรงคุณวุฒิ")
    assert send(meeting, setting) == Sent(told=5, new=7, gone=0)
    third = [row.item_id for row in queries.people_of(meeting.id) if row.name == "ผู้แทนบริษัทที่ปรึกษา"]
    assert listed(meeting) == [
        ("นายประธาน นั่งหัวโต๊ะ", "appointed", "chair", None),
        ("นายสมชาย ใจดี", "appointed", "member", None),
        ("นางสาววรรณา จดงาม", "appointed", "secretary", None),
        ("นายภายนอก คนหนึ่ง", "appointed", "member", None),
        ("นางสาวสุดา แก้วใส", "guest", "", item.id),
        ("ผู้แทนบริษัทที่ปรึกษา", "guest", "", third[0]),
        ("นายแขก รับเชิญ", "guest", "", None),
    ]
    assert meeting.state is MeetingState.INVITED
    assert kinds(setting.member) == [(INVITED, "REQUEST", 0)]
    assert [event["count"] for event in events(audit.Event.MEETING_INVITED)] == [7]


def test_members_are_those_of_the_meetings_day(setting: Setting) -> None:
    late, gone = make_user(setting.agency, name="ก ใหม่"), make_user(setting.agency, name="ข เก่า")
    make_member(setting.committee, late, starts_on=date(2026, 12, 17))
    make_member(setting.committee, gone, ends_on=date(2026, 12, 15))
    meeting = make_meeting(setting.committee, FIXED)
    send(meeting, setting)
    assert {late.name, gone.name} & {name for name, *_ in listed(meeting)} == set()


def test_person_with_two_places_sits_once_and_an_empty_office_has_no_line(setting: Setting) -> None:
    make_member(setting.committee, setting.member, position_title="กรรมการโดยตำแหน่ง")
    make_member(setting.committee, None, office_unit_id=setting.division.id, position_title="ผู้อำนวยการกองหนึ่ง")
    meeting = make_meeting(setting.committee, FIXED)
    plan = queries.plan_of(meeting)
    assert plan.vacant == ("ผู้อำนวยการกองหนึ่ง",)
    send(meeting, setting)
    assert [name for name, *_ in listed(meeting)].count("นายสมชาย ใจดี") == 1
    assert len(listed(meeting)) == 3


def test_sending_again_without_a_change_is_refused_and_tells_nobody(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    send(meeting, setting)
    with pytest.raises(RuleBroken, match="ไม่มีการเปลี่ยนแปลงที่ต้องแจ้ง") as refused:
        actions.invite_meeting(meeting=meeting, note="", version=meeting.version, actor=setting.secretary, now=NOW)
    db.session.rollback()
    assert refused.value.field == "note"
    assert (meeting.calendar_sequence, kinds(setting.member)) == (0, [(INVITED, "REQUEST", 0)])


def test_second_secretary_with_an_old_page_is_told_so(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    seen = meeting.version
    send(meeting, setting)
    with pytest.raises(Conflict):
        actions.invite_meeting(meeting=meeting, note="ซ้ำ", version=seen, actor=setting.secretariat, now=NOW)
    db.session.rollback()
    assert kinds(setting.member) == [(INVITED, "REQUEST", 0)]


def test_new_member_alone_is_told_of_an_update(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    send(meeting, setting)
    new = make_user(setting.agency, name="นางใหม่ เพิ่งมา")
    make_member(setting.committee, new)
    assert send(meeting, setting) == Sent(told=1, new=1, gone=0)
    assert (kinds(new), kinds(setting.member)) == ([(INVITED, "REQUEST", 1)], [(INVITED, "REQUEST", 0)])
    assert listed(meeting)[-1] == ("นางใหม่ เพิ่งมา", "appointed", "member", None)


def test_member_who_left_between_is_taken_off_with_a_cancellation(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    send(meeting, setting)
    membership = row_of(meeting, setting.member).membership_id
    db.session.execute(db.text("UPDATE committee_member SET ends_on = '2026-12-10' WHERE id = :id"), {"id": membership})
    db.session.commit()
    assert send(meeting, setting) == Sent(told=0, new=0, gone=1)
    assert kinds(setting.member) == [(INVITED, "REQUEST", 0), (CHANGED, "CANCEL", 1)]
    assert told(setting.member)[-1][3]["is_removed"] is True
    assert "นายสมชาย ใจดี" not in [name for name, *_ in listed(meeting)]


def test_new_holder_of_an_office_takes_the_place_and_the_answer_goes(setting: Setting, give_head: Any) -> None:
    old, new = make_user(setting.division, name="นายเดิม"), make_user(setting.division, name="นายใหม่")
    holding = give_head(old)
    make_member(setting.committee, None, office_unit_id=setting.division.id, position_title="ผู้อำนวยการกองหนึ่ง")
    meeting = make_meeting(setting.committee, FIXED)
    send(meeting, setting)
    answer(row_of(meeting, old), Answered("coming"), old)
    holding.ends_on = date(2026, 12, 10)
    db.session.commit()
    give_head(new)
    assert send(meeting, setting) == Sent(told=1, new=1, gone=1)
    assert (row_of(meeting, new).answer, row_of(meeting, new).position_title) == ("", "ผู้อำนวยการกองหนึ่ง")
    assert (kinds(new), kinds(old)[-1]) == ([(INVITED, "REQUEST", 1)], (CHANGED, "CANCEL", 1))


def test_new_place_is_told_to_everybody_and_answers_stay(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    send(meeting, setting)
    answer(row_of(meeting, setting.member), Answered("coming"), setting.member)
    meeting.place = "ห้องประชุมใหม่"
    db.session.commit()
    assert send(meeting, setting) == Sent(told=3, new=0, gone=0)
    kind, method, sequence, detail = told(setting.member)[-1]
    assert (kind, method, sequence) == (CHANGED, "REQUEST", 1)
    assert (detail["old"], detail["place"], detail["calendar"]["place"]) == (
        {"place": "ห้องประชุมทดสอบ"},
        "ห้องประชุมใหม่",
        "ห้องประชุมใหม่",
    )
    assert (detail["is_asked_anew"], row_of(meeting, setting.member).answer) == (False, "coming")


def test_new_day_asks_everybody_anew_and_frees_deputies(setting: Setting) -> None:
    deputy = make_user(setting.division, name="นางแทน มาดี")
    meeting = make_meeting(setting.committee, FIXED)
    send(meeting, setting)
    answer(row_of(meeting, setting.member), Answered("deputy", deputy_id=deputy.id), setting.member)
    meeting.starts_at, meeting.ends_at = STARTS_AT + timedelta(days=1), STARTS_AT + timedelta(days=1, hours=3)
    db.session.commit()
    send(meeting, setting)
    row = row_of(meeting, setting.member)
    assert (row.answer, row.answered_at, row.deputy_id, row.deputy_name) == ("", None, None, "")
    assert told(setting.member)[-1][3]["is_asked_anew"] is True
    assert kinds(deputy) == [(INVITED, "REQUEST", 0), (CHANGED, "CANCEL", 1)]


def test_agenda_fixed_again_after_the_invitation_is_told(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    send(meeting, setting)
    actions.reopen_agenda(meeting=meeting, actor=setting.secretary, now=NOW)
    with pytest.raises(RuleBroken, match="โปรดกำหนดระเบียบวาระ"):
        actions.invite_meeting(meeting=meeting, note="", version=meeting.version, actor=setting.secretary, now=NOW)
    actions.fix_agenda(meeting=meeting, seen=meeting.agenda_version, actor=setting.secretary, now=NOW)
    db.session.commit()
    assert set(queries.plan_of(meeting).changes) == {"agenda_fixed_at"}
    assert send(meeting, setting).told == 3


def test_note_reaches_everybody_and_deputies(setting: Setting) -> None:
    deputy = make_user(setting.division, name="นางแทน มาดี")
    meeting = make_meeting(setting.committee, FIXED)
    send(meeting, setting)
    answer(row_of(meeting, setting.member), Answered("deputy", deputy_id=deputy.id), setting.member)
    assert send(meeting, setting, note="โปรดนำเอกสารมาด้วย").told == 3
    assert [each[3]["note"] for each in (told(setting.chair)[-1], told(deputy)[-1])] == ["โปรดนำเอกสารมาด้วย"] * 2
    assert told(deputy)[-1][3]["on_behalf"] == "นายสมชาย ใจดี"


def test_presenter_comes_and_goes_with_the_item(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    item = make_item(setting.committee, setting.division, meeting, presenter_id=setting.officer.id)
    send(meeting, setting)
    other = make_user(setting.division, name="นายนำเสนอ แทน")
    item.presenter_id = other.id
    db.session.commit()
    assert send(meeting, setting) == Sent(told=1, new=1, gone=1)
    assert (kinds(other), kinds(setting.officer)[-1]) == ([(INVITED, "REQUEST", 1)], (CHANGED, "CANCEL", 1))


def test_guest_who_becomes_a_member_keeps_the_answer(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    make_guest(meeting, setting.officer, name=setting.officer.name)
    send(meeting, setting)
    answer(row_of(meeting, setting.officer), Answered("coming"), setting.officer)
    make_member(setting.committee, setting.officer)
    with pytest.raises(RuleBroken):
        send(meeting, setting)
    db.session.rollback()
    send(meeting, setting, note="แจ้งทุกคน")
    row = row_of(meeting, setting.officer)
    assert (row.kind, row.role, row.answer) == ("appointed", "member", "coming")


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MeetingState.PLANNED, "โปรดกำหนดระเบียบวาระให้เรียบร้อยก่อน"),
        (MeetingState.AGENDA_OPEN, "โปรดกำหนดระเบียบวาระให้เรียบร้อยก่อน"),
        (MeetingState.IN_SESSION, "การประชุมเริ่มแล้ว"),
        (MeetingState.ADOPTED, "การประชุมเริ่มแล้ว"),
    ],
)
def test_invitation_waits_for_the_agenda_and_ends_with_the_beginning(setting: Setting, state: Any, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        send(make_meeting(setting.committee, state), setting)


def test_meeting_that_is_past_or_called_off_or_without_members_is_not_invited_to(setting: Setting) -> None:
    past = make_meeting(setting.committee, FIXED, starts_at=NOW - timedelta(days=2))
    off = make_meeting(setting.committee, FIXED, cancelled_at=NOW, cancel_reason="ติดราชการ")
    empty = make_meeting(make_committee(setting.agency, created_by_id=setting.secretary.id), FIXED)
    said = []
    for meeting in (past, off, empty):
        with pytest.raises(RuleBroken) as refused:
            send(meeting, setting)
        db.session.rollback()
        said.append(str(refused.value))
    assert said == [
        "เวลาประชุมผ่านไปแล้ว จึงเชิญไม่ได้ โปรดแก้ไขวันเวลาประชุมก่อน",
        "การประชุมนี้ยกเลิกแล้ว จึงเชิญไม่ได้",
        "ไม่มีกรรมการในวันประชุม โปรดตรวจสอบรายชื่อและช่วงเวลาตามคำสั่งแต่งตั้งก่อน",
    ]


def test_cancelling_takes_the_meeting_out_of_calendars(setting: Setting) -> None:
    deputy = make_user(setting.division, name="นางแทน มาดี")
    meeting = make_meeting(setting.committee, FIXED)
    send(meeting, setting)
    answer(row_of(meeting, setting.member), Answered("deputy", deputy_id=deputy.id), setting.member)
    actions.cancel_meeting(meeting=meeting, reason="น้ำท่วม", actor=setting.secretary, now=NOW)
    db.session.commit()
    for person in (setting.member, deputy):
        assert kinds(person)[-1] == (CANCELLED, "CANCEL", 1)
    assert told(deputy)[-1][3]["reason"] == "น้ำท่วม"


def test_cost_of_sending_does_not_grow_with_people(setting: Setting, statements: list[str]) -> None:
    def measured(people: int) -> int:
        committee = make_committee(setting.agency, created_by_id=setting.secretary.id)
        for _ in range(people):
            make_member(committee, make_user(setting.agency))
        meeting = make_meeting(committee, FIXED)
        statements.clear()
        send(meeting, setting)
        return len([each for each in statements if not each.startswith("INSERT INTO meeting_person")])

    assert measured(3) == measured(30)


# ---- answers


def invited(setting: Setting) -> Meeting:
    meeting = make_meeting(setting.committee, FIXED)
    send(meeting, setting)
    return meeting


def test_answer_is_kept_and_may_change_until_the_meeting_begins(setting: Setting) -> None:
    row = row_of(invited(setting), setting.member)
    answer(row, Answered("coming"), setting.member)
    answer(row, Answered("excused", note="ลาพักผ่อน"), setting.member)
    assert (row.answer, row.answer_note, row.answered_at) == ("excused", "ลาพักผ่อน", NOW)
    for late in (STARTS_AT, STARTS_AT + timedelta(hours=1)):
        with pytest.raises(RuleBroken, match="การประชุมเริ่มแล้ว"):
            actions.answer_invitation(
                person=row, given=Answered("coming"), version=row.version, actor=setting.member, now=late
            )
        db.session.rollback()
    assert [event["new"]["answer"] for event in events(audit.Event.MEETING_ANSWERED)] == ["coming", "excused"]


def test_two_answers_at_once_do_not_overwrite_each_other(setting: Setting) -> None:
    row = row_of(invited(setting), setting.member)
    seen = row.version
    answer(row, Answered("coming"), setting.secretary)
    with pytest.raises(Conflict):
        actions.answer_invitation(
            person=row, given=Answered("excused", note="x"), version=seen, actor=setting.member, now=NOW
        )
    db.session.rollback()
    assert row.answer == "coming"


def test_deputy_with_an_account_may_read_the_meeting_and_is_told(setting: Setting) -> None:
    deputy = make_user(setting.division, name="นางแทน มาดี", position="นักพัฒนาสังคม")
    meeting = invited(setting)
    row = answer(row_of(meeting, setting.member), Answered("deputy", deputy_id=deputy.id), setting.member)
    found = queries.get_meeting(meeting.id, NOW)
    assert found is not None
    assert deputy.id in found.reader_ids
    assert (row.deputy_name, row.deputy_position) == ("นางแทน มาดี", "นักพัฒนาสังคม")
    assert (kinds(deputy), told(deputy)[0][3]["on_behalf"]) == ([(INVITED, "REQUEST", 0)], "นายสมชาย ใจดี")


def test_deputy_named_and_replaced_leaves_the_calendar_and_the_meeting(setting: Setting) -> None:
    first, second = make_user(setting.division, name="แทนหนึ่ง"), make_user(setting.division, name="แทนสอง")
    meeting = invited(setting)
    row = row_of(meeting, setting.member)
    answer(row, Answered("deputy", deputy_id=first.id), setting.member)
    answer(row, Answered("deputy", deputy_id=second.id), setting.member)
    answer(row, Answered("coming"), setting.member)
    found = queries.get_meeting(meeting.id, NOW)
    assert found is not None
    assert {first.id, second.id} & found.reader_ids == set()
    assert [kind for kind, *_ in kinds(first)] == [INVITED, CHANGED]
    assert (row.deputy_id, row.deputy_name, row.deputy_position) == (None, "", "")


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        (Answered(""), "answer", "โปรดเลือกคำตอบ"),
        (Answered("perhaps"), "answer", "โปรดเลือกคำตอบ"),
        (Answered("excused"), "note", "โปรดระบุเหตุผลที่ขอลาประชุม"),
        (Answered("deputy"), "deputy_name", "โปรดเลือกหรือพิมพ์ชื่อผู้แทน"),
        (Answered("deputy", deputy_name="นายแทน"), "deputy_position", "โปรดระบุตำแหน่งของผู้แทน"),
        (Answered("deputy", deputy_id=999_999), "deputy_name", "ไม่พบผู้แทนที่เลือก"),
        (
            Answered("deputy", deputy_name="นายประธาน นั่งหัวโต๊ะ", deputy_position="ก"),
            "deputy_name",
            "เป็นกรรมการในการประชุมนี้ จึงเป็นผู้แทนไม่ได้",
        ),
    ],
)
def test_answer_that_lacks_something_is_refused_in_a_sentence(setting: Setting, given, field, words) -> None:
    row = row_of(invited(setting), setting.member)
    with pytest.raises(RuleBroken, match=words) as refused:
        answer(row, given, setting.member)
    db.session.rollback()
    assert (refused.value.field, row.answer) == (field, "")


def test_member_cannot_be_a_deputy_nor_one_person_the_deputy_of_two(setting: Setting) -> None:
    deputy = make_user(setting.division, name="นางแทน มาดี")
    meeting = invited(setting)
    answer(row_of(meeting, setting.member), Answered("deputy", deputy_id=deputy.id), setting.member)
    said = []
    for other in (setting.member.id, deputy.id):
        with pytest.raises(RuleBroken) as refused:
            answer(row_of(meeting, setting.chair), Answered("deputy", deputy_id=other), setting.chair)
        db.session.rollback()
        said.append(str(refused.value))
    assert said == [
        "นายสมชาย ใจดี เป็นกรรมการในการประชุมนี้ จึงเป็นผู้แทนไม่ได้ โปรดเลือกผู้อื่น",
        "นางแทน มาดี เป็นผู้แทนของ นายสมชาย ใจดี แล้ว คนหนึ่งแทนได้คนเดียว",
    ]


def test_presenter_may_also_come_for_a_member(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    make_item(setting.committee, setting.division, meeting, presenter_id=setting.officer.id)
    send(meeting, setting)
    row = answer(row_of(meeting, setting.member), Answered("deputy", deputy_id=setting.officer.id), setting.member)
    assert row.deputy_name == "นางสาวสุดา แก้วใส"


def test_reminder_reaches_those_without_an_answer_once_a_day(setting: Setting) -> None:
    meeting = invited(setting)
    answer(row_of(meeting, setting.member), Answered("coming"), setting.member)
    assert actions.remind(meeting=meeting, actor=setting.secretary, now=NOW) == 2
    db.session.commit()
    assert (kinds(setting.chair)[-1], kinds(setting.member)) == ((INVITED, "", 0), [(INVITED, "REQUEST", 0)])
    with pytest.raises(RuleBroken, match="เตือนได้วันละครั้ง"):
        actions.remind(meeting=meeting, actor=setting.secretary, now=NOW + timedelta(hours=2))
    assert actions.remind(meeting=meeting, actor=setting.secretary, now=NOW + timedelta(days=1)) == 2


# ---- guests and the memo


def test_guest_added_after_the_invitation_is_told_at_once_and_removed_with_a_cancellation(setting: Setting) -> None:
    meeting = invited(setting)
    item = make_item(setting.committee, setting.division, meeting)
    row = actions.add_guest(
        meeting=meeting, guest=Guest(user=setting.officer, item_id=item.id), actor=setting.secretary, now=NOW
    )
    db.session.commit()
    assert (row.name, row.position_title, row.unit_name, row.item_id) == (
        "นางสาวสุดา แก้วใส",
        "เจ้าหน้าที่ทดสอบ",
        "กหน.",
        item.id,
    )
    actions.remove_guest(person=row, actor=setting.secretary, now=NOW)
    db.session.commit()
    assert kinds(setting.officer) == [(INVITED, "REQUEST", 0), (CHANGED, "CANCEL", 0)]
    assert len(listed(meeting)) == 3


def test_guest_added_before_the_invitation_is_told_with_it(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    actions.add_guest(meeting=meeting, guest=Guest(user=setting.officer), actor=setting.secretary, now=NOW)
    db.session.commit()
    assert kinds(setting.officer) == []
    send(meeting, setting)
    assert kinds(setting.officer) == [(INVITED, "REQUEST", 0)]


@pytest.mark.parametrize(
    ("guest", "words"),
    [
        (lambda s: Guest(), "โปรดระบุชื่อผู้เข้าร่วมประชุม"),
        (lambda s: Guest(user=s.member), "นายสมชาย ใจดี อยู่ในรายชื่อของการประชุมนี้แล้ว"),
        (lambda s: Guest(name="นายสมชาย ใจดี"), "นายสมชาย ใจดี อยู่ในรายชื่อของการประชุมนี้แล้ว"),
        (lambda s: Guest(user=s.officer, item_id=999_999), "เรื่องที่เลือกไม่อยู่ในระเบียบวาระ"),
        (lambda s: Guest(user=make_user(s.agency, name="ปิดแล้ว", disabled_at=NOW)), "ปิดใช้งานแล้ว"),
    ],
)
def test_guest_who_cannot_be_is_refused(setting: Setting, guest, words) -> None:
    meeting = invited(setting)
    with pytest.raises(RuleBroken, match=words):
        actions.add_guest(meeting=meeting, guest=guest(setting), actor=setting.secretary, now=NOW)
    db.session.rollback()
    assert len(listed(meeting)) == 3


def test_member_is_not_removed_as_a_guest(setting: Setting) -> None:
    row = row_of(invited(setting), setting.member)
    with pytest.raises(RuleBroken, match="นำกรรมการออกจากรายชื่อที่นี่ไม่ได้"):
        actions.remove_guest(person=row, actor=setting.secretary, now=NOW)


def test_memo_is_kept_with_what_it_was_before_on_record(setting: Setting) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    memo = Memo("สพส. โทร. 0 2000 0000", "กท 0000/1", date(2026, 12, 8), "นาย ก", "ผอ.", date(2026, 12, 14))
    actions.save_memo(meeting=meeting, memo=memo, version=meeting.version, actor=setting.secretary, now=NOW)
    db.session.commit()
    assert (meeting.memo_no, meeting.memo_on, meeting.reply_by_on) == (
        "กท 0000/1",
        date(2026, 12, 8),
        date(2026, 12, 14),
    )
    [detail] = events(audit.Event.MEETING_CHANGED)
    assert (detail["old"]["memo_on"], detail["new"]["memo_on"]) == (None, "2026-12-08")
    seen = meeting.version
    actions.save_memo(meeting=meeting, memo=memo, version=seen, actor=setting.secretary, now=NOW)
    assert (meeting.version, len(events(audit.Event.MEETING_CHANGED))) == (seen, 1)
    with pytest.raises(Conflict):
        actions.save_memo(meeting=meeting, memo=memo, version=seen - 1, actor=setting.secretary, now=NOW)
