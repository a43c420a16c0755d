"""Proposals of a division: the list, begun, changed by two at once, submitted, returned, taken back, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import audit, thai
from portal.access.permissions import Role
from portal.extensions import db
from portal.meetings.actions.decisions import defer_item, return_item
from portal.meetings.models import AgendaItem, Submission
from portal.meetings.queries import proposals as queries
from portal.meetings.queries.duties import returned_items
from portal.meetings.rules import ItemState, MeetingState
from portal.notifications.models import Notice
from portal.people.queries import load_person
from tests.client import Page, PortalClient
from tests.conftest import NOW
from tests.factories.committees import make_committee, make_member
from tests.factories.meetings import make_guest, make_item, make_meeting, make_submission
from tests.factories.people import make_person, make_unit, make_user
from tests.meetings.conftest import Setting, cost, events

ClientOf = Callable[..., PortalClient]
TODAY = thai.bangkok_date(NOW)


@pytest.fixture
def officer(setting: Setting, client_of: ClientOf) -> PortalClient:
    """A browser with the division's officer signed in."""
    return client_of(setting.officer)


def errors(page: Page) -> list[str]:
    """Return what stands under the fields, else at the head of the form."""
    fields = [each.text.removeprefix("ต้องแก้ไข: ") for each in page.root.all("p", class_="field-error")]
    return fields or [each.text for box in page.root.all("div", class_="error-summary") for each in box.all("li")]


def form_of(setting: Setting, **changes: Any) -> dict[str, Any]:
    """Return a filled form of a proposal."""
    return {
        "committee_id": str(setting.committee.id),
        "unit_id": str(setting.division.id),
        "kind": "consideration",
        "title": "ขอความเห็นชอบแผนปฏิบัติราชการ",
        "background": "ตามมติครั้งก่อน\nให้จัดทำแผน",
        "issue": "ร่างแผนประจำปี",
        "proposal": "จึงเสนอที่ประชุมเพื่อโปรดพิจารณา",
        "presenter": "",
        "minutes_needed": "๑๕",
        "wanted_meeting_id": "",
        "submit_key": "item-1",
    } | changes


def begin(setting: Setting, client: PortalClient, **changes: Any) -> AgendaItem:
    """Return a draft begun through the form."""
    client.post("/items/new", form_of(setting, **changes))
    return db.session.scalars(select(AgendaItem).order_by(AgendaItem.id.desc())).all()[0]


def submit(client: PortalClient, item_id: int, *, status: int = 303, **changes: Any) -> Page:
    """Return the answer to submitting what the page shows."""
    page = client.get(f"/items/{item_id}/submission")
    seen = page.root.one("input", id="seen").attrs["value"]
    return client.post(f"/items/{item_id}/submission", {"seen": seen, "note": ""} | changes, status=status)


def item_of(item_id: int) -> AgendaItem:
    """Return the item as it stands."""
    return db.session.get_one(AgendaItem, item_id)


def told(kind: str) -> list[tuple[int, str]]:
    """Return (person, item) of the notices of a kind."""
    notices = db.session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
    return [(notice.user_id, str(notice.detail["item"])) for notice in notices]


def test_draft_is_begun_and_stays_in_the_division(setting: Setting, officer: PortalClient, client_of: ClientOf) -> None:
    item = begin(setting, officer, presenter="สุดา แก้วใส")
    assert (item.state, item.unit_id, item.minutes_needed) == (ItemState.DRAFT, setting.division.id, 15)
    assert (item.presenter_id, item.presenter_name, item.topic_id) == (setting.officer.id, "", item.id)
    assert "ร่างแผนประจำปี" in item.search_text
    head = make_person(Role.HEAD, setting.division)
    assert client_of(head).get(f"/items/{item.id}").heading == "ขอความเห็นชอบแผนปฏิบัติราชการ"
    next_door = make_person(Role.OFFICER, make_unit(setting.agency))
    for stranger in (next_door, setting.member, setting.secretary, setting.chair, setting.stranger):
        client_of(stranger).get(f"/items/{item.id}", status=404)
    assert told("item_submitted") == []
    assert [each["item"] for each in events(audit.Event.ITEM_CREATED)] == ["ขอความเห็นชอบแผนปฏิบัติราชการ"]


def test_form_sent_twice_makes_one_draft(setting: Setting, officer: PortalClient) -> None:
    first = officer.post("/items/new", form_of(setting))
    assert officer.post("/items/new", form_of(setting)).headers["Location"] == first.headers["Location"]
    assert db.session.scalar(select(func.count()).select_from(AgendaItem)) == 1


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"title": " "}, "โปรดระบุชื่อเรื่อง"),
        ({"title": "ก" * 301}, "ยาวได้ไม่เกิน 300 ตัวอักษร โปรดย่อข้อความ"),
        ({"committee_id": ""}, "โปรดเลือกคณะที่เสนอเรื่อง"),
        ({"committee_id": "999999"}, "โปรดเลือกคณะที่เสนอเรื่อง"),
        ({"unit_id": "999999"}, "โปรดเลือกหน่วยที่เสนอเรื่อง"),
        ({"kind": "song"}, "โปรดเลือกประเภทเรื่องจากรายการที่มี"),
        ({"minutes_needed": "0"}, "ต้องไม่น้อยกว่า 1"),
        ({"minutes_needed": "ครู่หนึ่ง"}, "อ่านจำนวนไม่ได้"),
        ({"wanted_meeting_id": "999999"}, "การประชุมที่ขอต้องเป็นของคณะที่เสนอเรื่อง"),
        ({"background": "ก" * 20_001}, "ยาวได้ไม่เกิน 20,000 ตัวอักษร"),
    ],
)
def test_proposal_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    setting: Setting, officer: PortalClient, changes: dict[str, str], text: str
) -> None:
    page = officer.post("/items/new", form_of(setting, **changes), status=422)
    assert any(text.replace("20,000", "20000") in each.replace("20,000", "20000") for each in errors(page)), errors(
        page
    )
    assert page.root.one("textarea", id="issue").text == "ร่างแผนประจำปี"
    assert db.session.scalar(select(func.count()).select_from(AgendaItem)) == 0


def test_committee_out_of_sight_and_a_foreign_unit_are_refused(setting: Setting, officer: PortalClient) -> None:
    hidden = make_committee(make_unit())
    officer.post("/items/new", form_of(setting, committee_id=str(hidden.id)), status=422)
    other = make_unit(setting.agency)
    officer.post("/items/new", form_of(setting, unit_id=str(other.id)), status=403)
    assert db.session.scalar(select(func.count()).select_from(AgendaItem)) == 0


def test_address_of_a_meeting_begins_the_form(setting: Setting, officer: PortalClient) -> None:
    meeting = make_meeting(setting.committee)
    page = officer.get(f"/items/new?committee={setting.committee.id}&meeting={meeting.id}")
    chosen = [each.attrs["value"] for each in page.root.all("option") if "selected" in each.attrs]
    assert chosen == [str(setting.committee.id), str(meeting.id)]


def test_staff_without_the_duty_propose_nothing(setting: Setting, member: PortalClient) -> None:
    member.get("/items", status=403)
    member.get("/items/new", status=403)


@pytest.mark.parametrize(
    ("typed", "name"), [("suda", ""), ("นางสาวสุดา แก้วใส", ""), ("ศ.วิชา การดี ที่ปรึกษา", "ศ.วิชา การดี ที่ปรึกษา")]
)
def test_presenter_is_an_account_or_a_name(setting: Setting, officer: PortalClient, typed: str, name: str) -> None:
    item = begin(setting, officer, presenter=typed)
    assert (item.presenter_name, item.presenter_id) == (name, None if name else setting.officer.id)


def test_presenter_of_a_name_two_people_have_is_asked_for_by_user_name(setting: Setting, officer: PortalClient) -> None:
    make_user(setting.agency, username="suda.2", name="นางสุดา แก้วใส")
    page = officer.post("/items/new", form_of(setting, presenter="สุดา แก้วใส"), status=422)
    assert errors(page) == ["มีผู้ชื่อนี้มากกว่า 1 คน โปรดใช้ชื่อผู้ใช้แทน: suda (กหน.), suda.2 (สพส.)"]


def test_presenter_reads_the_draft_and_changes_nothing(
    setting: Setting, officer: PortalClient, client_of: ClientOf
) -> None:
    item_id = begin(setting, officer, presenter="somchai").id
    assert client_of(setting.member).get(f"/items/{item_id}").heading == "ขอความเห็นชอบแผนปฏิบัติราชการ"
    client_of(setting.member).get(f"/items/{item_id}/edit", status=403)


def test_change_is_kept_with_old_and_new(setting: Setting, officer: PortalClient) -> None:
    item = begin(setting, officer)
    url, version = f"/items/{item.id}/edit", str(item.version)
    officer.post(url, form_of(setting, version=version, title="แผนใหม่", is_confidential="y"))
    assert (item_of(item.id).title, item_of(item.id).is_confidential) == ("แผนใหม่", True)
    detail = events(audit.Event.ITEM_CHANGED)[0]
    assert detail["old"] == {"item": "ขอความเห็นชอบแผนปฏิบัติราชการ", "is_confidential": False}
    assert detail["new"] == {"item": "แผนใหม่", "is_confidential": True}


def test_two_tabs_lose_nothing(setting: Setting, officer: PortalClient) -> None:
    item = begin(setting, officer)
    url, version = f"/items/{item.id}/edit", str(item.version)
    officer.post(url, form_of(setting, version=version, background="ตามมติครั้งก่อน\nแท็บหนึ่ง"))
    page = officer.post(url, form_of(setting, version=version, background="ตามมติครั้งก่อน\nแท็บสอง"), status=409)
    notice = page.root.one("div", id="changed-meanwhile")
    assert [each.text for each in notice.all("del")] == ["เดิม: แท็บหนึ่ง"]
    assert [each.text for each in notice.all("ins")] == ["ใหม่: แท็บสอง"]
    assert page.root.one("textarea", id="background").text == "ตามมติครั้งก่อน แท็บสอง"
    assert item_of(item.id).background == "ตามมติครั้งก่อน\nแท็บหนึ่ง"
    again = page.root.one("input", id="version").attrs["value"]
    officer.post(url, form_of(setting, version=again, background="ทั้งสองแท็บ"))
    assert item_of(item.id).background == "ทั้งสองแท็บ"


def test_tab_that_changed_another_field_takes_over_what_the_first_saved(
    setting: Setting, officer: PortalClient
) -> None:
    item = begin(setting, officer)
    url, version = f"/items/{item.id}/edit", str(item.version)
    base = officer.get(url).root.one("input", id="base").attrs["value"]
    officer.post(url, form_of(setting, version=version, base=base, background="แท็บหนึ่ง", minutes_needed="30"))
    page = officer.post(url, form_of(setting, version=version, base=base, issue="แท็บสอง"), status=409)
    assert [page.root.one("textarea", id=each).text for each in ("background", "issue")] == ["แท็บหนึ่ง", "แท็บสอง"]
    assert page.root.one("input", id="minutes_needed").attrs["value"] == "30"
    notice = page.root.one("div", id="changed-meanwhile")
    assert [[each.text for each in notice.all(tag)] for tag in ("del", "ins")] == [["ร่างแผนประจำปี"], ["แท็บสอง"]]
    again = {each: page.root.one("input", id=each).attrs["value"] for each in ("version", "base")}
    text = {"background": "แท็บหนึ่ง", "issue": "แท็บสอง", "minutes_needed": "30"}
    officer.post(url, form_of(setting, **text, **again))
    assert (item_of(item.id).background, item_of(item.id).issue) == ("แท็บหนึ่ง", "แท็บสอง")


@pytest.mark.parametrize("base", ["", "[]", "{", '{"title": 1}'])
def test_broken_base_keeps_all_that_was_typed(setting: Setting, officer: PortalClient, base: str) -> None:
    item = begin(setting, officer)
    page = officer.post(f"/items/{item.id}/edit", form_of(setting, version="99", base=base, issue="ของฉัน"), status=409)
    assert page.root.one("textarea", id="issue").text == "ของฉัน"


def test_submission_freezes_the_text_and_tells_the_secretaries(
    setting: Setting, officer: PortalClient, client_of: ClientOf
) -> None:
    meeting = make_meeting(setting.committee)
    item_id = begin(setting, officer, wanted_meeting_id=str(meeting.id), presenter="suda").id
    page = officer.get(f"/items/{item_id}/submission")
    assert "พ้นกำหนดรับเรื่องของการประชุมที่ขอแล้ว" in page.text
    submit(officer, item_id, note="ขอความกรุณา")
    item = item_of(item_id)
    assert (item.state, item.submitted_at) == (ItemState.SUBMITTED, NOW)
    kept = db.session.scalars(select(Submission)).one()
    assert (kept.no, kept.content["title"], kept.content["presenter"], kept.content["note"]) == (
        1, "ขอความเห็นชอบแผนปฏิบัติราชการ", "นางสาวสุดา แก้วใส", "ขอความกรุณา",
    )  # fmt: skip
    assert told("item_submitted") == [(setting.secretary.id, "ขอความเห็นชอบแผนปฏิบัติราชการ")]
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.path, notice.detail["meeting"]) == (f"/items/{item_id}", meeting.name)
    assert client_of(setting.secretary).get(f"/items/{item_id}").heading == item.title
    officer.get(f"/items/{item_id}/edit")
    refused = officer.post(f"/items/{item_id}/edit", form_of(setting, version=str(item.version)), status=422)
    assert errors(refused) == ["เรื่องนี้เสนอแล้ว หากต้องแก้ไข โปรดดึงเรื่องกลับมาแก้ไขก่อน"]


def test_notice_says_who_proposes_what(setting: Setting, officer: PortalClient, client_of: ClientOf) -> None:
    submit(officer, begin(setting, officer).id, note="ด่วน")
    notice = db.session.scalars(select(Notice)).one()
    page = client_of(setting.secretary).get(f"/notices/{notice.id}")
    assert page.heading == "มีเรื่องเสนอ คณะกรรมการติดตามประเมินผล: ขอความเห็นชอบแผนปฏิบัติราชการ"
    assert "นางสาวสุดา แก้วใส (กองหนึ่ง) เสนอเรื่องนี้" in page.text
    assert "คำชี้แจง: ด่วน" in page.text


def test_secretariat_is_told_where_no_secretary_has_an_account(setting: Setting, officer: PortalClient) -> None:
    body = make_committee(setting.agency)
    make_member(body, None, "secretary", person_name="นายภายนอก ระบบ")
    submit(officer, begin(setting, officer, committee_id=str(body.id)).id)
    assert [user_id for user_id, _item in told("item_submitted")] == [setting.secretariat.id]


def test_double_submit_is_one_submission(setting: Setting, officer: PortalClient) -> None:
    item_id = begin(setting, officer).id
    seen = officer.get(f"/items/{item_id}/submission").root.one("input", id="seen").attrs["value"]
    for _ in range(2):
        officer.post(f"/items/{item_id}/submission", {"seen": seen, "note": ""})
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 1
    assert len(told("item_submitted")) == 1


def test_what_was_not_shown_is_not_submitted(setting: Setting, officer: PortalClient) -> None:
    item = begin(setting, officer)
    seen = officer.get(f"/items/{item.id}/submission").root.one("input", id="seen").attrs["value"]
    officer.post(f"/items/{item.id}/edit", form_of(setting, version=str(item.version), title="เปลี่ยนแล้ว"))
    page = officer.post(f"/items/{item.id}/submission", {"seen": seen, "note": "คำชี้แจง"}, status=409)
    assert page.root.one("textarea", id="note").text == "คำชี้แจง"
    assert "เปลี่ยนแล้ว" in page.text
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 0
    again = page.root.one("input", id="seen").attrs["value"]
    officer.post(f"/items/{item.id}/submission", {"seen": again, "note": "คำชี้แจง"})
    assert item_of(item.id).state is ItemState.SUBMITTED


def test_what_lacks_its_proposal_is_not_submitted(setting: Setting, officer: PortalClient) -> None:
    item_id = begin(setting, officer, proposal="").id
    page = officer.get(f"/items/{item_id}/submission")
    assert "เรื่องเพื่อพิจารณาต้องมีข้อเสนอ" in page.root.one("div", id="lacks").text
    officer.post(f"/items/{item_id}/submission", {"seen": "x"}, status=409)
    assert item_of(item_id).state is ItemState.DRAFT


def sent_back(setting: Setting, officer: PortalClient) -> AgendaItem:
    """Return an item that was submitted and returned."""
    item_id = begin(setting, officer).id
    submit(officer, item_id)
    item = item_of(item_id)
    return_item(item=item, reason="ขอตารางงบประมาณ", version=item.version, actor=setting.secretary, now=NOW)
    db.session.commit()
    return item


def test_returned_item_says_what_and_why_and_is_a_duty(
    setting: Setting, officer: PortalClient, client_of: ClientOf
) -> None:
    item = sent_back(setting, officer)
    page = officer.get(f"/items/{item.id}")
    assert "เหตุผลที่ส่งคืน: ขอตารางงบประมาณ นางสาววรรณา จดงาม" in page.root.one("div", id="returned").text
    assert "ขอตารางงบประมาณ" in officer.get("/items?lies=ours").root.one("tbody").text
    person = load_person(setting.officer.id, TODAY)
    (duty,) = returned_items(today=TODAY, person=person)
    assert (duty.title, duty.returned_reason, duty.endpoint) == (item.title, "ขอตารางงบประมาณ", "meetings.item")
    assert len(returned_items(today=TODAY, unit=setting.division)) == 1
    assert returned_items(today=TODAY, person=load_person(setting.member.id, TODAY)) == []
    # the secretary goes on reading what was submitted
    officer.post(f"/items/{item.id}/edit", form_of(setting, version=str(item.version), title="กำลังแก้"))
    assert client_of(setting.secretary).get(f"/items/{item.id}").heading == "ขอความเห็นชอบแผนปฏิบัติราชการ"


def test_resubmission_shows_the_difference(setting: Setting, officer: PortalClient, client_of: ClientOf) -> None:
    item = sent_back(setting, officer)
    page = submit(officer, item.id, status=422)
    assert errors(page) == ["เนื้อหาและเอกสารเหมือนที่เสนอครั้งก่อน โปรดแก้ไข หรือเขียนคำชี้แจงถึงเลขานุการ"]
    text = {"background": "ตามมติครั้งก่อน\nให้จัดทำแผนพร้อมงบประมาณ", "title": "แผนพร้อมงบประมาณ"}
    officer.post(f"/items/{item.id}/edit", form_of(setting, version=str(item.version), **text))
    submit(officer, item.id, note="เพิ่มงบประมาณแล้ว")
    assert (item_of(item.id).state, item_of(item.id).return_reason) == (ItemState.SUBMITTED, "")
    page = client_of(setting.secretary).get(f"/items/{item.id}/submissions")
    assert [each.text for each in page.root.all("h2", class_="h3")] == [
        "เสนอครั้งที่ 2", "เลขานุการส่งคืนให้แก้ไข", "เสนอครั้งที่ 1",
    ]  # fmt: skip
    newest = page.root.all("section", class_="step")[0]
    assert [each.text for each in newest.all("del")] == ["ขอความเห็นชอบแผนปฏิบัติราชการ", "เดิม: ให้จัดทำแผน"]
    assert [each.text for each in newest.all("ins")] == ["แผนพร้อมงบประมาณ", "ใหม่: ให้จัดทำแผนพร้อมงบประมาณ"]
    assert "คำชี้แจง: เพิ่มงบประมาณแล้ว" in newest.text
    assert "เหตุผล: ขอตารางงบประมาณ" in page.text
    assert [len(told("item_submitted")), returned_items(today=TODAY, unit=setting.division)] == [2, []]


def test_submissions_are_for_the_division_and_the_secretaries(
    setting: Setting, officer: PortalClient, client_of: ClientOf
) -> None:
    meeting = make_meeting(setting.committee, MeetingState.INVITED)
    item = make_item(setting.committee, setting.division, meeting)
    make_submission(item)
    client_of(setting.member).get(f"/items/{item.id}")
    client_of(setting.member).get(f"/items/{item.id}/submissions", status=404)
    for person in (setting.officer, setting.secretary, setting.secretariat):
        client_of(person).get(f"/items/{item.id}/submissions")


def test_submitted_item_is_taken_back_and_submitted_again(setting: Setting, officer: PortalClient) -> None:
    item_id = begin(setting, officer).id
    submit(officer, item_id)
    version = str(item_of(item_id).version)
    for _ in range(2):
        officer.post(f"/items/{item_id}/recall", {"version": version})
    assert item_of(item_id).state is ItemState.DRAFT
    assert len(events(audit.Event.ITEM_RECALLED)) == 1
    assert told("item_withdrawn") == [(setting.secretary.id, "ขอความเห็นชอบแผนปฏิบัติราชการ")]
    assert "ดึงกลับมาแก้ไข ยังไม่ได้เสนออีกครั้ง" in officer.get(f"/items/{item_id}").text
    submit(officer, item_id)
    assert [each.no for each in db.session.scalars(select(Submission).order_by(Submission.no))] == [1, 2]


def test_deferred_item_says_why_and_may_be_taken_back(setting: Setting, officer: PortalClient) -> None:
    item_id = begin(setting, officer).id
    submit(officer, item_id)
    item = item_of(item_id)
    defer_item(item=item, reason="วาระเต็ม", version=item.version, actor=setting.secretary, now=NOW)
    db.session.commit()
    assert "เหตุผลที่เลื่อน: วาระเต็ม" in officer.get(f"/items/{item_id}").text
    assert "วาระเต็ม" in officer.get("/items?lies=waiting").root.one("tbody").text
    officer.post(f"/items/{item_id}/recall", {"version": str(item_of(item_id).version)})
    assert item_of(item_id).state is ItemState.DRAFT


def test_placed_item_is_not_taken_back_and_says_where_it_stands(setting: Setting, officer: PortalClient) -> None:
    meeting = make_meeting(setting.committee)
    item = make_item(setting.committee, setting.division, meeting)
    make_submission(item)
    page = officer.get(f"/items/{item.id}")
    assert "บรรจุในระเบียบวาระที่ 5.1 คณะกรรมการติดตามประเมินผล" in page.root.one("p", class_="page-answer").text
    refused = officer.post(f"/items/{item.id}/recall", {"version": "1"}, status=422)
    assert "เรื่องนี้บรรจุในระเบียบวาระแล้ว โปรดแจ้งเลขานุการให้ส่งคืน" in refused.text
    assert item_of(item.id).state is ItemState.PLACED


def test_item_is_withdrawn_once_with_a_reason(setting: Setting, officer: PortalClient) -> None:
    item_id = begin(setting, officer).id
    submit(officer, item_id)
    url, version = f"/items/{item_id}/withdrawal", str(item_of(item_id).version)
    assert errors(officer.post(url, {"reason": " ", "version": version}, status=422)) == [
        "โปรดระบุเหตุผล เลขานุการจะเห็นข้อความนี้"
    ]
    officer.post(url, {"reason": "ยกเลิกโครงการ", "version": "99"}, status=409)
    for _ in range(2):
        officer.post(url, {"reason": "ยกเลิกโครงการ", "version": version})
    assert item_of(item_id).state is ItemState.WITHDRAWN
    assert [each["reason"] for each in events(audit.Event.ITEM_WITHDRAWN)] == ["ยกเลิกโครงการ"]
    assert len(told("item_withdrawn")) == 1
    page = officer.get(f"/items/{item_id}")
    assert "เหตุผล: ยกเลิกโครงการ" in page.text
    assert "แก้ไขเรื่อง" not in [each.text for each in page.root.one("main").all("a")]


def test_draft_is_withdrawn_without_telling_anybody(setting: Setting, officer: PortalClient) -> None:
    item = begin(setting, officer)
    officer.post(f"/items/{item.id}/withdrawal", {"reason": "ไม่เสนอแล้ว", "version": str(item.version)})
    assert told("item_withdrawn") == []


@pytest.mark.parametrize(("state", "status"), [(MeetingState.AGENDA_OPEN, 303), (MeetingState.AGENDA_FIXED, 422)])
def test_placed_item_is_withdrawn_until_the_agenda_is_fixed(
    setting: Setting, officer: PortalClient, state: MeetingState, status: int
) -> None:
    meeting = make_meeting(setting.committee, state)
    item = make_item(setting.committee, setting.division, meeting)
    make_submission(item)
    before = meeting.agenda_version
    typed = {"reason": "ยกเลิก", "version": str(item.version)}
    officer.post(f"/items/{item.id}/withdrawal", typed, status=status)
    assert meeting.agenda_version - before == (status == 303)


def test_discussed_item_waits_for_its_extract(setting: Setting, officer: PortalClient) -> None:
    meeting = make_meeting(setting.committee, MeetingState.MINUTES_DRAFT)
    item = make_item(setting.committee, setting.division, meeting, outcome="discussed")
    make_submission(item)
    assert "ประชุมแล้ว รอสำเนามติ" in officer.get(f"/items/{item.id}").text
    item.extract_sent_at = NOW
    db.session.commit()
    assert "ที่ประชุมพิจารณาแล้ว" in officer.get(f"/items/{item.id}").text


def test_list_groups_filters_and_counts(setting: Setting, officer: PortalClient) -> None:
    meeting = make_meeting(setting.committee)
    make_item(setting.committee, setting.division, title="ร่าง", search_text="ร่าง", is_draft=True)
    make_item(setting.committee, setting.division, title="รอ", search_text="รอ")
    make_item(setting.committee, setting.division, meeting, title="วาระ", search_text="วาระ")
    make_item(setting.committee, setting.division, title="ถอน", search_text="ถอน", withdrawn_at=NOW)
    make_item(setting.committee, setting.division, meeting, title="จบ", search_text="จบ", outcome="discussed")
    make_item(setting.committee, make_unit(setting.agency), title="ของกองอื่น", search_text="ของกองอื่น")
    make_item(setting.committee, setting.agency, meeting, title="รับรองรายงาน", adopts_id=meeting.id)
    titles = {
        group: [each.text.split("เพื่อ")[0] for each in officer.get(f"/items?lies={group}").root.one("tbody").all("th")]
        for group in ("ours", "waiting", "placed", "done", "withdrawn")
    }
    assert titles == {"ours": ["ร่าง"], "waiting": ["รอ"], "placed": ["วาระ"], "done": ["จบ"], "withdrawn": ["ถอน"]}
    page = officer.get("/items")
    assert [each.text for each in page.root.one("nav", class_="tabs").all("span", class_="count")] == [
        "5",
        "1",
        "1",
        "1",
        "1",
        "1",
    ]
    assert "ของกองอื่น" not in page.text
    assert len(officer.get("/items?q=วาระ").root.one("tbody").all("tr")) == 1
    assert "ไม่พบเรื่องตามที่เลือก" in officer.get("/items?committee=999999&lies=x").text


def test_list_asks_as_often_however_many_there_are(
    setting: Setting, officer: PortalClient, statements: list[str]
) -> None:
    meeting = make_meeting(setting.committee)

    def asked() -> int:
        officer.get("/items")
        statements.clear()
        officer.get("/items")
        return cost(statements)

    make_item(setting.committee, setting.division, meeting)
    few = asked()
    for _ in range(6):
        make_item(make_committee(setting.agency), setting.division, presenter_id=setting.officer.id)
        make_item(setting.committee, setting.division, make_meeting(setting.committee))
    assert asked() == few
    assert few <= 12


def test_item_asks_as_often_however_many_papers_and_submissions(
    setting: Setting, officer: PortalClient, statements: list[str]
) -> None:
    meeting = make_meeting(setting.committee)
    item = make_item(setting.committee, setting.division, meeting)
    make_submission(item)
    url = f"/items/{item.id}"

    def asked(address: str) -> int:
        officer.get(address)
        statements.clear()
        officer.get(address)
        return cost(statements)

    few = (asked(url), asked(f"{url}/submissions"))
    for _ in range(5):
        make_submission(item)
        make_item(setting.committee, setting.division, meeting)
    assert (asked(url), asked(f"{url}/submissions")) == few
    assert few <= (24, 16)


def test_confidential_item_is_shut_to_guests_and_open_to_members(
    setting: Setting, officer: PortalClient, client_of: ClientOf
) -> None:
    guest = make_user(setting.agency)
    meeting = make_meeting(setting.committee, MeetingState.INVITED)
    make_guest(meeting, guest)
    item = make_item(setting.committee, setting.division, meeting, is_confidential=True)
    client_of(guest).get(f"/items/{item.id}", status=404)
    assert "ลับเฉพาะกรรมการ" in client_of(setting.member).get(f"/items/{item.id}").text


def test_recurring_is_said(setting: Setting, officer: PortalClient) -> None:
    item_id = begin(setting, officer, is_recurring="y").id
    assert "เสนอทุกครั้งที่ประชุม" in officer.get(f"/items/{item_id}").text


def test_item_that_is_not_there_is_not_found(setting: Setting, officer: PortalClient) -> None:
    for path in ("", "/edit", "/submission", "/withdrawal", "/submissions", "/papers"):
        officer.get(f"/items/999999{path}", status=404)


def test_meetings_to_ask_for_are_those_to_come_with_an_open_agenda(setting: Setting, portal: object) -> None:
    open_one = make_meeting(setting.committee)
    make_meeting(setting.committee, MeetingState.AGENDA_FIXED)
    make_meeting(setting.committee, cancelled_at=NOW)
    assert queries.meetings_to_ask_for([setting.committee], NOW) == [open_one]


def test_dissolved_committee_takes_no_proposals(setting: Setting, officer: PortalClient) -> None:
    item_id = begin(setting, officer).id
    setting.committee.closed_at = NOW
    db.session.commit()
    page = submit(officer, item_id, status=422)
    assert errors(page) == ["คณะนี้สิ้นสุดแล้ว จึงเสนอเรื่องไม่ได้"]
