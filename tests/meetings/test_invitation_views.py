"""Pages of inviting: what is shown to whom, forms as people send them, bad input, constant cost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from icalendar import Calendar
from sqlalchemy import select

from portal import clock, thai
from portal.checklists.queries import duties_of
from portal.extensions import db
from portal.meetings import queries
from portal.meetings.models import Meeting, MeetingPerson
from portal.meetings.rules import MeetingState
from portal.people.models import User
from tests.client import Page, PortalClient
from tests.conftest import NOW
from tests.factories.committees import make_committee, make_member
from tests.factories.meetings import STARTS_AT, make_guest, make_item, make_meeting, make_paper
from tests.factories.people import make_user
from tests.meetings.conftest import ClientOf, Setting, cost, errors

FIXED = MeetingState.AGENDA_FIXED
INVITED = MeetingState.INVITED


@pytest.fixture
def meeting(setting: Setting) -> Meeting:
    """A meeting whose agenda is fixed."""
    return make_meeting(setting.committee, FIXED)


@pytest.fixture
def invited(setting: Setting) -> Meeting:
    """A meeting whose invitation is out."""
    found = make_meeting(setting.committee, INVITED)
    found.told = {
        "starts_at": found.starts_at.isoformat(),
        "ends_at": found.ends_at.isoformat(),
        "place": found.place,
        "way": found.way,
        "online_url": found.online_url,
        "title": found.title,
        "agenda_fixed_at": found.agenda_fixed_at.isoformat() if found.agenda_fixed_at else None,
    }
    db.session.commit()
    return found


def row_of(meeting: Meeting, user: User) -> MeetingPerson:
    return db.session.scalars(
        select(MeetingPerson).where(MeetingPerson.meeting_id == meeting.id, MeetingPerson.user_id == user.id)
    ).one()


def fields(page: Page, action: str) -> dict[str, Any]:
    """Return the values the form to that address holds, as a browser would send them."""
    [form] = [each for each in page.root.all("form", method="post") if each.attrs["action"] == action]
    found = {each.attrs["name"]: each.attrs.get("value", "") for each in form.all("input") if _counts(each.attrs)}
    return found | {each.attrs["name"]: each.text for each in form.all("textarea")}


def _counts(attrs: dict[str, str]) -> bool:
    return attrs.get("name", "csrf_token") != "csrf_token" and (attrs.get("type") != "radio" or "checked" in attrs)


def send_url(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}/invitation/sending"


# ---- sending


def test_page_says_whom_sending_would_reach(secretary: PortalClient, setting: Setting, meeting: Meeting) -> None:
    make_member(setting.committee, None, person_name="นายภายนอก คนหนึ่ง")
    make_member(setting.committee, None, office_unit_id=setting.division.id, position_title="ผู้อำนวยการกองหนึ่ง")
    page = secretary.get(f"/meetings/{meeting.id}/invitation")
    assert page.root.one("p", class_="page-answer").text == "ยังไม่ได้เชิญ เมื่อส่งแล้วจะมีรายชื่อ 4 คน"
    assert "ไม่มีบัญชีในระบบ โปรดแจ้งด้วยหนังสือหรือโทรศัพท์: นายภายนอก คนหนึ่ง" in page.text
    assert "ตำแหน่งที่ยังไม่มีผู้ครองในวันประชุม จึงไม่มีผู้ได้รับเชิญ: ผู้อำนวยการกองหนึ่ง" in page.text


def test_secretary_sends_and_the_page_tells_how_many_answered(secretary: PortalClient, meeting: Meeting) -> None:
    page = secretary.get(f"/meetings/{meeting.id}/invitation")
    sent = secretary.follow(secretary.post(send_url(meeting), fields(page, send_url(meeting)) | {"note": "โปรดมา"}))
    assert "เชิญแล้ว แจ้ง 3 คน" in sent.text
    assert sent.root.one("p", class_="page-answer").text.endswith("ตอบแล้ว 0 จาก 3 คน")


def test_second_press_of_an_old_page_is_refused_and_nothing_typed_is_lost(
    secretary: PortalClient, meeting: Meeting
) -> None:
    page = secretary.get(f"/meetings/{meeting.id}/invitation")
    typed = fields(page, send_url(meeting)) | {"note": "ข้อความที่พิมพ์ไว้"}
    secretary.post(send_url(meeting), typed)
    again = secretary.post(send_url(meeting), typed, status=409)
    assert "มีผู้แก้ไขการประชุมนี้หลังจากที่ท่านเปิดหน้า" in again.text
    assert fields(again, send_url(meeting))["note"] == "ข้อความที่พิมพ์ไว้"


def test_changes_wait_on_the_page_until_they_are_sent(secretary: PortalClient, setting: Setting, invited) -> None:
    make_member(setting.committee, make_user(setting.agency, name="นางใหม่ เพิ่งมา"))
    invited.place = "ห้องใหม่"
    db.session.commit()
    page = secretary.get(f"/meetings/{invited.id}/invitation")
    assert page.root.one("p", class_="page-answer").text == "มีการเปลี่ยนแปลงที่ยังไม่ได้แจ้ง"
    assert [line.text for line in page.root.all("ul", class_="plain")[0].all("li")] == [
        "เชิญเพิ่ม นางใหม่ เพิ่งมา",
        "แจ้งทุกคนว่าเปลี่ยนสถานที่หรือลิงก์เข้าประชุม",
    ]
    done = secretary.follow(secretary.post(send_url(invited), fields(page, send_url(invited))))
    assert "แจ้งแล้ว 4 คน" in done.text


def test_nothing_to_tell_is_said_under_the_message(secretary: PortalClient, invited: Meeting) -> None:
    page = secretary.get(f"/meetings/{invited.id}/invitation")
    refused = secretary.post(send_url(invited), fields(page, send_url(invited)), status=422)
    assert errors(refused) == ["ต้องแก้ไข: ไม่มีการเปลี่ยนแปลงที่ต้องแจ้ง หากต้องการแจ้งทุกคน โปรดพิมพ์ข้อความถึงผู้รับ"]


def test_page_before_the_agenda_is_fixed_says_what_comes_first(secretary: PortalClient, setting: Setting) -> None:
    page = secretary.get(f"/meetings/{make_meeting(setting.committee).id}/invitation")
    assert "โปรดกำหนดระเบียบวาระให้เรียบร้อยก่อน แล้วจึงเชิญประชุม" in page.text
    assert [form for form in page.root.all("form") if form.attrs["action"].endswith("/sending")] == []


# ---- the memo


def test_memo_begins_with_unit_and_chair_and_is_kept(secretary: PortalClient, setting: Setting, meeting) -> None:
    url = f"/meetings/{meeting.id}/invitation"
    shown = fields(secretary.get(url), url)
    assert (shown["memo_office"], shown["memo_signer"], shown["memo_no"]) == ("สำนักพัฒนาสังคม", "นายประธาน นั่งหัวโต๊ะ", "")
    typed = shown | {"memo_no": "กท 0000/๑๒", "memo_on": "8/12/2569", "reply_by_on": "๑๔ ธ.ค. ๒๕๖๙"}
    secretary.post(url, typed)
    db.session.expire_all()
    assert (meeting.memo_no, meeting.memo_on, meeting.reply_by_on) == (
        "กท 0000/๑๒",
        date(2026, 12, 8),
        date(2026, 12, 14),
    )


def test_next_memo_begins_like_the_last(secretary: PortalClient, setting: Setting, meeting: Meeting) -> None:
    meeting.memo_office, meeting.memo_signer, meeting.memo_signer_position = "กน. โทร. 1", "นาง ก", "เลขานุการ"
    db.session.commit()
    following = make_meeting(setting.committee, FIXED, starts_at=STARTS_AT + timedelta(days=30))
    url = f"/meetings/{following.id}/invitation"
    shown = fields(secretary.get(url), url)
    assert [shown[name] for name in ("memo_office", "memo_signer", "memo_signer_position", "memo_no")] == [
        "กน. โทร. 1",
        "นาง ก",
        "เลขานุการ",
        "",
    ]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"memo_on": "40/12/2569"}, "ไม่มีวันที่นี้ในปฏิทิน"),
        ({"reply_by_on": "17/12/2569"}, "วันที่ขอให้ตอบรับต้องไม่เกินวันประชุม 16 ธ.ค. 2569"),
        ({"memo_on": "17/12/2569"}, "วันที่ของหนังสือต้องไม่เกินวันประชุม 16 ธ.ค. 2569"),
        ({"memo_no": "ก" * 61}, "60"),
    ],
)
def test_memo_that_cannot_be_is_refused_with_what_was_typed(secretary: PortalClient, meeting, typed, words) -> None:
    url = f"/meetings/{meeting.id}/invitation"
    page = secretary.post(url, fields(secretary.get(url), url) | typed, status=422)
    assert words in errors(page)[0]
    assert fields(page, url) | typed == fields(page, url)


# ---- who sees what


def test_member_sees_people_and_own_answer_but_not_the_secretarys_page(member: PortalClient, invited: Meeting) -> None:
    assert member.get(f"/meetings/{invited.id}/invitation", status=403).status == 403
    page = member.get(f"/meetings/{invited.id}/people")
    assert "เข้าประชุม 0 ผู้แทน 0 ลา 0 ยังไม่ตอบ 3 คน" in page.text
    assert [link.text for link in page.root.all("a") if "บันทึกคำตอบ" in link.text] == []


def test_stranger_finds_none_of_it(setting: Setting, client_of: ClientOf, invited: Meeting) -> None:
    stranger = client_of(setting.stranger)
    person = row_of(invited, setting.member)
    for path in ("invitation", "people", "answer", "meeting.ics", "invitation.pdf", "invitation.docx", "guests/new"):
        stranger.get(f"/meetings/{invited.id}/{path}", status=404)
    for path in ("answer", "removal"):
        stranger.get(f"/meetings/people/{person.id}/{path}", status=404)


def test_reasons_are_for_the_secretary_and_the_person(setting: Setting, client_of: ClientOf, invited: Meeting) -> None:
    row = row_of(invited, setting.member)
    row.answer, row.answer_note = "excused", "ลาป่วย"
    db.session.commit()
    seen = {
        who.username: "ลาป่วย" in client_of(who).get(f"/meetings/{invited.id}/people").text
        for who in (setting.secretary, setting.member, setting.chair)
    }
    assert seen == {"wanna": True, "somchai": True, "prathan": False}


def test_list_before_the_invitation_is_that_of_the_day(member: PortalClient, meeting: Meeting) -> None:
    page = member.get(f"/meetings/{meeting.id}/people")
    assert page.root.one("p", class_="page-answer").text == "ยังไม่ได้ส่งคำเชิญ"
    assert [row.one("th").text for row in page.root.one("tbody").all("tr")] == [
        "นายประธาน นั่งหัวโต๊ะ สพส.",
        "นายสมชาย ใจดี กหน.",
        "นางสาววรรณา จดงาม กหน.",
    ]


# ---- answers


def answer_url(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}/answer"


def test_person_answers_and_changes_it(member: PortalClient, setting: Setting, invited: Meeting) -> None:
    url = answer_url(invited)
    first = member.follow(member.post(url, fields(member.get(url), url) | {"answer": "coming"}))
    assert "บันทึกคำตอบแล้ว เปลี่ยนได้จนถึงเวลาประชุม" in first.text
    member.post(url, fields(member.get(url), url) | {"answer": "excused", "note": "ติดราชการ"})
    row = row_of(invited, setting.member)
    assert (row.answer, row.answer_note) == ("excused", "ติดราชการ")


def test_deputy_is_found_chosen_and_may_read_the_meeting(
    member: PortalClient, setting: Setting, client_of: ClientOf, invited: Meeting
) -> None:
    deputy = make_user(setting.division, name="นางแทน มาดี")
    client_of(deputy).get(f"/meetings/{invited.id}", status=404)
    url = f"{answer_url(invited)}?q={quote('แทน มา')}"
    page = member.get(url)
    typed = fields(page, page_action(page))
    assert (typed["answer"], "นางแทน มาดี · เจ้าหน้าที่ทดสอบ · กหน." in page.text) == ("deputy", True)
    member.post(page_action(page), typed | {"deputy_id": str(deputy.id)})
    assert client_of(deputy).get(f"/meetings/{invited.id}").status == 200
    assert "ให้ผู้แทนเข้าประชุม นางแทน มาดี" in member.get(f"/meetings/{invited.id}/people").text


def page_action(page: Page) -> str:
    return next(
        form.attrs["action"] for form in page.root.all("form", method="post") if form.attrs.get("id") == "answer-form"
    )


def test_deputy_without_an_account_is_typed(member: PortalClient, setting: Setting, invited: Meeting) -> None:
    url = answer_url(invited)
    typed = {"answer": "deputy", "deputy_name": "  นายนอก  ระบบ ", "deputy_position": "นิติกร"}
    member.post(url, fields(member.get(url), url) | typed)
    row = row_of(invited, setting.member)
    assert (row.deputy_id, row.deputy_name, row.deputy_position) == (None, "นายนอก ระบบ", "นิติกร")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "โปรดเลือกคำตอบ"),
        ({"answer": "perhaps"}, "โปรดเลือกคำตอบ"),
        ({"answer": "excused"}, "โปรดระบุเหตุผลที่ขอลาประชุม"),
        ({"answer": "deputy"}, "โปรดเลือกหรือพิมพ์ชื่อผู้แทน"),
        ({"answer": "deputy", "deputy_name": "นายแทน"}, "โปรดระบุตำแหน่งของผู้แทน"),
        ({"answer": "deputy", "deputy_name": "ก" * 121}, "120"),
    ],
)
def test_answer_that_lacks_something_is_kept_and_refused(member: PortalClient, invited, typed, words) -> None:
    url = answer_url(invited)
    page = member.post(url, fields(member.get(url), url) | typed, status=422)
    assert words in errors(page)[0]
    kept = fields(page, url)
    assert kept.get("deputy_name", "") == typed.get("deputy_name", "")


def test_answer_that_changed_meanwhile_is_not_overwritten(
    member: PortalClient, secretary: PortalClient, setting: Setting, invited: Meeting
) -> None:
    url = answer_url(invited)
    old = fields(member.get(url), url)
    person = f"/meetings/people/{row_of(invited, setting.member).id}/answer"
    secretary.post(person, fields(secretary.get(person), person) | {"answer": "excused", "note": "โทรแจ้ง"})
    page = member.post(url, old | {"answer": "coming"}, status=409)
    assert "คำตอบนี้เปลี่ยนไประหว่างที่ท่านเปิดหน้าอยู่" in page.text
    assert row_of(invited, setting.member).answer == "excused"
    member.post(url, fields(page, url) | {"answer": "coming"})
    assert row_of(invited, setting.member).answer == "coming"


def test_answers_end_when_the_meeting_begins(setting: Setting, client_of: ClientOf, invited: Meeting) -> None:
    url = answer_url(invited)
    typed = fields(client_of(setting.member).get(url), url) | {"answer": "coming"}
    clock.fix(STARTS_AT)
    member = client_of(setting.member)
    assert "การประชุมเริ่มแล้ว จึงเปลี่ยนคำตอบไม่ได้" in member.get(url).text
    refused = member.post(url, typed, status=422)
    assert "การประชุมเริ่มแล้ว จึงเปลี่ยนคำตอบไม่ได้" in refused.text
    assert row_of(invited, setting.member).answer == ""


def test_nobody_answers_for_somebody_else(setting: Setting, client_of: ClientOf, invited: Meeting) -> None:
    client_of(setting.officer).post(answer_url(invited), {"answer": "coming"}, status=404)
    person = row_of(invited, setting.chair)
    client_of(setting.member).post(f"/meetings/people/{person.id}/answer", {"answer": "coming"}, status=403)


def test_unanswered_invitation_is_a_duty_until_it_is_answered(
    member: PortalClient, setting: Setting, invited: Meeting
) -> None:
    invited.reply_by_on = date(2026, 12, 8)
    db.session.commit()
    today = thai.bangkok_date(NOW)
    [duty] = duties_of(setting.member, today)
    assert (duty.title, duty.due_on, duty.state.value, duty.is_done, duty.endpoint) == (
        "คณะกรรมการติดตามประเมินผล ครั้งที่ 1/2569",
        date(2026, 12, 8),
        "missing",
        False,
        "meetings.answer",
    )
    assert "การตอบรับคำเชิญประชุม" in member.get("/").text
    member.post(
        answer_url(invited), fields(member.get(answer_url(invited)), answer_url(invited)) | {"answer": "coming"}
    )
    [done] = duties_of(setting.member, today)
    assert (done.is_done, done.state.value, done.missing) == (True, "complete", "")
    assert duties_of(setting.member, thai.bangkok_date(STARTS_AT) + timedelta(days=1)) == []


def test_reminder_is_sent_from_the_list_once_a_day(secretary: PortalClient, invited: Meeting) -> None:
    url = f"/meetings/{invited.id}/reminders"
    assert "เตือนแล้ว 3 คน" in secretary.follow(secretary.post(url, {})).text
    assert "เตือนได้วันละครั้ง" in secretary.post(url, {}, status=422).text


# ---- guests


def test_guest_is_found_and_invited_for_one_item(
    secretary: PortalClient, setting: Setting, client_of: ClientOf, invited: Meeting
) -> None:
    item = make_item(setting.committee, setting.division, invited, title="เรื่องที่เชิญ")
    other = make_item(setting.committee, setting.division, invited, title="เรื่องอื่นอีก")
    url = f"/meetings/{invited.id}/guests/new?q={quote('สุดา')}"
    page = secretary.get(url)
    [form] = [each for each in page.root.all("form", method="post") if "guests/new" in each.attrs["action"]]
    done = secretary.follow(
        secretary.post(form.attrs["action"], {"user_id": str(setting.officer.id), "item": str(item.id)})
    )
    assert "เพิ่ม นางสาวสุดา แก้วใส แล้ว" in done.text
    assert "เฉพาะเรื่องที่ 5.1 เรื่องที่เชิญ" in done.text
    seen = client_of(setting.officer).get(f"/meetings/{invited.id}")
    assert ("เรื่องที่เชิญ" in seen.text, other.title in seen.text) == (True, False)


def test_guest_without_an_account_and_again_is_refused(secretary: PortalClient, invited: Meeting) -> None:
    url = f"/meetings/{invited.id}/guests/new"
    typed = {"name": "ดร.ภายนอก", "position_title": "ผู้เชี่ยวชาญ", "unit_name": "มหาวิทยาลัย", "item": ""}
    secretary.post(url, typed)
    again = secretary.post(url, typed, status=422)
    assert errors(again) == ["ต้องแก้ไข: ดร.ภายนอก อยู่ในรายชื่อของการประชุมนี้แล้ว"]
    assert errors(secretary.post(url, {"name": ""}, status=422)) == ["ต้องแก้ไข: โปรดระบุชื่อผู้เข้าร่วมประชุม"]


def test_guest_is_taken_off_after_asking(secretary: PortalClient, setting: Setting, invited: Meeting) -> None:
    guest = make_guest(invited, setting.officer, name=setting.officer.name)
    url = f"/meetings/people/{guest.id}/removal"
    assert "ผู้นั้นได้รับแจ้ง และนัดหมายในปฏิทินถูกยกเลิก" in secretary.get(url).text
    assert "นำ นางสาวสุดา แก้วใส ออกจากรายชื่อแล้ว" in secretary.follow(secretary.post(url, {})).text
    assert "นำกรรมการออกจากรายชื่อที่นี่ไม่ได้" in (
        secretary.post(f"/meetings/people/{row_of(invited, setting.member).id}/removal", {}, status=422).text
    )


# ---- the calendar file, cost


def test_calendar_file_is_the_event_of_the_mail(member: PortalClient, invited: Meeting) -> None:
    invited.calendar_sequence = 4
    db.session.commit()
    response = member.send("GET", f"/meetings/{invited.id}/meeting.ics")
    calendar = Calendar.from_ical(response.get_data())
    [event] = calendar.walk("VEVENT")
    assert (response.mimetype, str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"])) == (
        "text/calendar",
        "PUBLISH",
        f"meeting-{invited.id}@127.0.0.1",
        4,
    )
    assert (event["DTSTART"].dt, str(event["LOCATION"])) == (STARTS_AT, "ห้องประชุมทดสอบ")
    response.close()


def test_cancelled_meeting_has_no_calendar_file(member: PortalClient, invited: Meeting) -> None:
    invited.cancelled_at, invited.cancel_reason = NOW, "น้ำท่วม"
    db.session.commit()
    assert "การประชุมนี้ยกเลิกแล้ว จึงเพิ่มในปฏิทินไม่ได้" in (member.get(f"/meetings/{invited.id}/meeting.ics", status=422).text)


@pytest.mark.parametrize("path", ["invitation", "people", "answer"])
def test_cost_of_a_page_does_not_grow_with_people_items_and_papers(
    setting: Setting, client_of: ClientOf, statements: list[str], path: str
) -> None:
    def measured(count: int) -> int:
        committee = make_committee(setting.agency, created_by_id=setting.secretary.id)
        make_member(committee, setting.secretary, "secretary")
        for _ in range(count):
            make_member(committee, make_user(setting.agency))
        meeting = make_meeting(committee, INVITED)
        for _ in range(count):
            make_paper(make_item(committee, setting.division, meeting))
            make_guest(meeting, make_user(setting.agency))
        browser = client_of(setting.secretary)
        browser.get(f"/meetings/{meeting.id}/{path}")
        statements.clear()
        browser.get(f"/meetings/{meeting.id}/{path}")
        return cost(statements)

    few, many = measured(2), measured(20)
    assert (few, many) == (many, few)
    assert many <= 18, many


def test_queries_of_the_plan_are_five(setting: Setting, statements: list[str]) -> None:
    meeting = make_meeting(setting.committee, FIXED)
    make_item(setting.committee, setting.division, meeting, presenter_id=setting.officer.id)
    found = queries.get_meeting(meeting.id, NOW)
    assert found is not None
    statements.clear()
    queries.plan_of(found)
    assert cost(statements) <= 5
