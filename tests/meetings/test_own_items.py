"""The secretary's own items, pasted outlines, details, what recurs; an item sent back, put off, withdrawn, removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import audit
from portal.errors import Conflict, RuleBroken
from portal.extensions import db
from portal.meetings import actions
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.rules import ItemState, MeetingState
from portal.notifications.models import Notice
from tests.client import PortalClient
from tests.conftest import NOW
from tests.factories.committees import make_committee
from tests.factories.meetings import STARTS_AT, make_item, make_meeting, make_submission, section_of
from tests.meetings.conftest import Setting, errors, events
from tests.meetings.test_board import news, order, press

ClientOf = Callable[..., PortalClient]


@pytest.fixture
def meeting(setting: Setting) -> Meeting:
    """An open agenda of the committee."""
    return make_meeting(setting.committee)


def own(meeting: Meeting, **changes: str) -> dict[str, str]:
    """Return a filled form of an own item."""
    section = section_of(meeting, "chair").id
    return {
        "section": str(section),
        "title": "แนะนำกรรมการใหม่",
        "minutes": "๑๐",
        "presenter": "ประธาน",
        "submit_key": "k1",
    } | changes


def state_of(item: AgendaItem) -> ItemState:
    return db.session.get_one(AgendaItem, item.id).state


@pytest.mark.parametrize("htmx", [False, True])
def test_own_items_are_numbered_in_their_section_and_sent_twice_stand_once(
    setting: Setting, secretary: PortalClient, meeting: Meeting, htmx: bool
) -> None:
    url, status = f"/meetings/{meeting.id}/board/items", 200 if htmx else 303
    for key, title in (("k1", "แนะนำกรรมการใหม่"), ("k1", "แนะนำกรรมการใหม่"), ("k2", "นโยบาย")):
        page = secretary.post(url, own(meeting, submit_key=key, title=title), status=status, htmx=htmx)
    assert order(meeting.id) == ["1.1 แนะนำกรรมการใหม่", "1.2 นโยบาย"]
    item = db.session.scalars(select(AgendaItem).order_by(AgendaItem.id)).first()
    assert item is not None
    assert (item.minutes_needed, item.presenter_label, item.unit_id, item.topic_id) == (
        10,
        "ประธาน",
        setting.agency.id,
        item.id,
    )
    if htmx:
        fresh = page.root.one("form", id="own-item-form")
        assert fresh.one("input", name="title").attrs["value"] == ""
        assert news(page) == "เพิ่ม “นโยบาย” แล้ว"


def test_what_was_typed_stays_when_it_is_refused(setting: Setting, secretary: PortalClient, meeting: Meeting) -> None:
    wrong = own(meeting, title="", minutes="0", presenter="ใครก็ได้")
    for htmx in (True, False):
        page = secretary.post(f"/meetings/{meeting.id}/board/items", wrong, status=422, htmx=htmx)
        form = page.root.one("form", id="own-item-form")
        assert errors(page) == ["ต้องแก้ไข: โปรดระบุชื่อเรื่อง", "ต้องแก้ไข: ต้องไม่น้อยกว่า 1"]
        assert form.one("input", name="presenter").attrs["value"] == "ใครก็ได้"
    assert order(meeting.id) == []


def test_a_section_of_another_meeting_is_refused(setting: Setting, secretary: PortalClient, meeting: Meeting) -> None:
    other = make_meeting(setting.committee)
    page = secretary.post(f"/meetings/{meeting.id}/board/items", own(other), status=422)
    assert errors(page) == ["ต้องแก้ไข: โปรดเลือกระเบียบวาระ"]


def test_in_session_only_other_matters_may_come_up(setting: Setting, secretary: PortalClient) -> None:
    meeting = make_meeting(setting.committee, MeetingState.IN_SESSION)
    url = f"/meetings/{meeting.id}/board/items"
    page = secretary.post(url, own(meeting), status=422)
    assert "การประชุมเริ่มแล้ว จึงย้ายเรื่องในระเบียบวาระไม่ได้" in page.text
    secretary.post(url, own(meeting, section=str(section_of(meeting, "other").id)))
    assert order(meeting.id) == ["6.1 แนะนำกรรมการใหม่"]


def test_a_pasted_outline_is_shown_first_and_kept_once(
    setting: Setting, secretary: PortalClient, meeting: Meeting
) -> None:
    text = "  ระเบียบวาระที่ ๔ เรื่องเสนอเพื่อทราบ\n  ๔.๑ ผลงาน\n  ๔.๑.๑ กองหนึ่ง (๕ นาที)\nระเบียบวาระที่ ๕\n- แผนปี ๒๕๗๐"
    url = f"/meetings/{meeting.id}/board/outline"
    section = str(section_of(meeting, "chair").id)
    page = secretary.post(url, {"text": text, "section": section}, status=200)
    assert [each.text for each in page.root.all("ul", class_="outline")] == ["ผลงานกองหนึ่ง 5 นาที", "แผนปี 2570"]
    assert order(meeting.id) == []
    form = page.root.one("main").all("form")[0]
    values = {each.attrs["name"]: each.attrs["value"] for each in form.all("input")}
    for _ in range(2):
        secretary.post(url, values)
    assert order(meeting.id) == ["4.1 ผลงาน", "4.1.1 กองหนึ่ง", "5.1 แผนปี 2570"]
    assert len(events(audit.Event.ITEM_PLACED)) == 3


def test_an_outline_that_cannot_be_read_is_kept_in_the_form(
    setting: Setting, secretary: PortalClient, meeting: Meeting
) -> None:
    url, section = f"/meetings/{meeting.id}/board/outline", str(section_of(meeting, "chair").id)
    page = secretary.post(url, {"text": "๙.๑ ไม่มีวาระนี้", "section": section}, status=422)
    assert errors(page) == ["ต้องแก้ไข: บรรทัดที่ 1: การประชุมนี้ไม่มีระเบียบวาระที่ 9"]
    assert page.root.one("textarea").text == "๙.๑ ไม่มีวาระนี้"
    page = secretary.post(url, {"text": "", "section": "999999"}, status=422)
    assert errors(page) == ["ต้องแก้ไข: โปรดวางข้อความระเบียบวาระ"]


def test_details_of_a_divisions_item_are_the_secretarys_but_its_title(
    setting: Setting, secretary: PortalClient, meeting: Meeting
) -> None:
    item = make_item(setting.committee, setting.division, meeting, title="ของกอง", presenter_id=setting.member.id)
    make_submission(item)
    url = f"/meetings/{meeting.id}/board/items/{item.id}"
    page = secretary.get(url)
    assert page.root.one("main").all("input", name="title") == []
    version = page.root.one("input", id="details-version").attrs["value"]
    form = {"version": version, "title": "เปลี่ยน", "minutes": "25", "presenter": setting.member.name}
    secretary.post(url, form | {"is_confidential": "y", "is_recurring": "y"})
    found = db.session.get_one(AgendaItem, item.id)
    assert (found.title, found.minutes_needed, found.presenter_id) == ("ของกอง", 25, setting.member.id)
    assert (found.is_confidential, found.is_recurring) == (True, True)
    assert events(audit.Event.ITEM_CHANGED)[0]["new"] == {
        "minutes_needed": 25,
        "is_confidential": True,
        "is_recurring": True,
    }
    page = secretary.post(url, form, status=409)
    assert "มีผู้แก้ไขเรื่องนี้หลังจากที่ท่านเปิดหน้า" in page.text
    again = page.root.one("input", id="details-version").attrs["value"]
    secretary.post(url, form | {"version": again, "presenter": "รองผู้อำนวยการ"})
    found = db.session.get_one(AgendaItem, item.id)
    assert (found.presenter_id, found.presenter_label) == (None, "รองผู้อำนวยการ")


def test_an_own_item_is_retitled_and_removed_without_a_trace_on_the_agenda(
    setting: Setting, secretary: PortalClient, member: PortalClient, meeting: Meeting
) -> None:
    secretary.post(f"/meetings/{meeting.id}/board/items", own(meeting))
    item = db.session.scalars(select(AgendaItem)).one()
    url = f"/meetings/{meeting.id}/board/items/{item.id}"
    assert errors(secretary.post(url, {"version": str(item.version), "title": ""}, status=422)) == [
        "ต้องแก้ไข: โปรดระบุชื่อเรื่อง"
    ]
    secretary.post(url, {"version": str(item.version), "title": "แนะนำเลขานุการใหม่"})
    assert order(meeting.id) == ["1.1 แนะนำเลขานุการใหม่"]
    version = secretary.get(f"{url}/removal").root.one("main").one("input", name="version").attrs["value"]
    secretary.post(f"{url}/removal", {"version": version})
    assert (order(meeting.id), state_of(item)) == ([], ItemState.WITHDRAWN)
    assert "แนะนำเลขานุการใหม่" not in member.get(f"/meetings/{meeting.id}").text


def test_a_divisions_item_is_not_removed(setting: Setting, secretary: PortalClient, meeting: Meeting) -> None:
    item = make_item(setting.committee, setting.division, meeting)
    make_submission(item)
    url = f"/meetings/{meeting.id}/board/items/{item.id}/removal"
    page = secretary.post(url, {"version": str(item.version)}, status=422)
    assert "เรื่องนี้ส่วนราชการเป็นผู้เสนอ จึงลบไม่ได้ โปรดส่งคืนหรือเลื่อนแทน" in page.text


def test_every_place_is_reached_from_one_list(setting: Setting, secretary: PortalClient, meeting: Meeting) -> None:
    first = make_item(setting.committee, setting.division, meeting, title="ก")
    item = make_item(setting.committee, setting.division, title="ข")
    url = f"/meetings/{meeting.id}/board/items/{item.id}"
    page = secretary.get(url)
    form = page.root.one("select", id="place")
    assert [each.text for each in form.all("option")] == [
        "รอบรรจุวาระ (ยังไม่อยู่ในระเบียบวาระ)",
        "ท้ายระเบียบวาระที่ 1",
        "ท้ายระเบียบวาระที่ 2",
        "ท้ายระเบียบวาระที่ 3",
        "ท้ายระเบียบวาระที่ 4",
        "ก่อน 5.1 ก",
        "ท้ายระเบียบวาระที่ 5",
        "ท้ายระเบียบวาระที่ 6",
    ]
    seen = page.root.one("main").one("input", name="seen").attrs["value"]
    before = f"{first.section_id}:{first.id}"
    secretary.post(f"{url}/place", {"seen": seen, "place": before})
    assert order(meeting.id) == ["5.1 ข", "5.2 ก"]
    page = secretary.post(f"{url}/place", {"seen": seen, "place": "0:"}, status=409)
    assert "มีผู้แก้ไขระเบียบวาระก่อนท่าน" in page.text
    seen = page.root.one("main").one("input", name="seen").attrs["value"]
    assert errors(secretary.post(f"{url}/place", {"seen": seen, "place": "x"}, status=422)) == [
        "ต้องแก้ไข: โปรดเลือกตำแหน่ง"
    ]
    url = f"/meetings/{meeting.id}/board/items/{first.id}"
    secretary.post(f"{url}/place", {"seen": seen, "place": f"{first.section_id}:", "is_sub": "y"})
    assert order(meeting.id) == ["5.1 ข", "5.1.1 ก"]


@pytest.mark.parametrize(
    ("way", "state", "kind"),
    [("return", ItemState.RETURNED, "item_returned"), ("deferral", ItemState.DEFERRED, "item_deferred")],
)
def test_return_and_deferral_need_a_reason_and_tell_the_division(
    setting: Setting, secretary: PortalClient, meeting: Meeting, way: str, state: ItemState, kind: str
) -> None:
    item = make_item(setting.committee, setting.division, meeting, title="ก", created_by_id=setting.officer.id)
    make_item(setting.committee, setting.division, meeting, title="ข", depth=2)
    make_submission(item)
    url = f"/items/{item.id}/{way}"
    version = secretary.get(url).root.one("main").one("input", name="version").attrs["value"]
    page = secretary.post(url, {"version": version, "reason": "  "}, status=422)
    assert errors(page) == ["ต้องแก้ไข: โปรดระบุเหตุผล ผู้เกี่ยวข้องจะเห็นข้อความนี้"]
    answer = secretary.post(url, {"version": version, "reason": "ขอตัวเลขปีก่อน"})
    assert answer.headers["Location"] == f"/meetings/{meeting.id}/board"
    assert (state_of(item), order(meeting.id)) == (state, ["5.1 ข"])
    told = db.session.scalars(select(Notice)).one()
    assert (told.user_id, told.kind, told.detail["reason"]) == (setting.officer.id, kind, "ขอตัวเลขปีก่อน")
    page = secretary.post(url, {"version": version, "reason": "ซ้ำ"}, status=409)
    assert "มีผู้แก้ไขเรื่องนี้หลังจากที่ท่านเปิดหน้า" in page.text


def test_return_from_the_backlog_leads_back_to_the_item_and_a_deferred_one_can_be_placed(
    setting: Setting, secretary: PortalClient, meeting: Meeting
) -> None:
    item = make_item(setting.committee, setting.division, title="ก")
    make_submission(item)
    board = secretary.get(f"/meetings/{meeting.id}/board")
    links = board.root.one("li", id=f"item-{item.id}").all("a")
    url = next(each.attrs["href"] for each in links if "deferral" in each.attrs["href"])
    form = secretary.get(url).root.one("main").one("form")
    values = {each.attrs["name"]: each.attrs["value"] for each in form.all("input")} | {"reason": "รอ"}
    page = secretary.follow(secretary.post(form.attrs["action"], values))
    assert page.heading == "จัดวาระ"
    assert "เลื่อนมา" in page.root.one("li", id=f"item-{item.id}").text
    press(secretary, page, f"place-{item.id}")
    assert (order(meeting.id), state_of(item)) == (["5.1 ก"], ItemState.PLACED)


def test_return_from_a_fixed_agenda_is_refused_until_it_is_opened_again(
    setting: Setting, secretary: PortalClient
) -> None:
    meeting = make_meeting(setting.committee, MeetingState.INVITED)
    item = make_item(setting.committee, setting.division, meeting)
    sent = {"version": str(item.version), "reason": "ข้อมูลไม่ครบ"}
    page = secretary.post(f"/items/{item.id}/return", sent, status=422)
    assert "กำหนดระเบียบวาระแล้ว จึงแก้ไขไม่ได้ หากต้องแก้ โปรดเปิดแก้ไขระเบียบวาระอีกครั้งก่อน" in page.text
    assert page.root.one("textarea").text == "ข้อมูลไม่ครบ"


def withdraw(item: AgendaItem, setting: Setting, **changes: Any) -> AgendaItem:
    made = actions.withdraw_item(
        item=item, reason="ข้อมูลเปลี่ยน", actor=setting.officer, now=NOW, **{"version": item.version} | changes
    )
    db.session.commit()
    return made


def test_withdrawn_before_the_meeting_it_leaves_the_agenda_with_a_note(setting: Setting, member: PortalClient) -> None:
    meeting = make_meeting(setting.committee, MeetingState.INVITED)
    item = make_item(setting.committee, setting.division, meeting, title="ก")
    make_item(setting.committee, setting.division, meeting, title="ก1", depth=2)
    withdraw(item, setting)
    assert (order(meeting.id), state_of(item)) == (["5.1 ก1"], ItemState.WITHDRAWN)
    note = member.get(f"/meetings/{meeting.id}").root.one("div", class_="agenda-withdrawn").text
    assert note.endswith("ก กหน. ถอนเมื่อ 9 ธ.ค. 2569 09.30 น. เหตุผล: ข้อมูลเปลี่ยน")
    assert db.session.get_one(Meeting, meeting.id).agenda_version == 2


def test_withdrawn_in_session_it_keeps_its_number_and_is_closed(setting: Setting, member: PortalClient) -> None:
    meeting = make_meeting(setting.committee, MeetingState.IN_SESSION)
    item = make_item(setting.committee, setting.division, meeting, title="ก")
    make_item(setting.committee, setting.division, meeting, title="ข")
    withdraw(item, setting)
    found = db.session.get_one(AgendaItem, item.id)
    assert (found.state, found.outcome, order(meeting.id)) == (ItemState.WITHDRAWN, "withdrawn", ["5.1 ก", "5.2 ข"])
    assert "ถอนเรื่องระหว่างประชุม" in member.get(f"/meetings/{meeting.id}").root.one("li", id=f"item-{item.id}").text


@pytest.mark.parametrize(
    ("state", "changes", "error", "sentence"),
    [
        (MeetingState.MINUTES_DRAFT, {}, RuleBroken, "การประชุมเสร็จสิ้นแล้ว จึงถอนเรื่องไม่ได้"),
        (MeetingState.IN_SESSION, {"outcome": "discussed"}, RuleBroken, "เรื่องนี้พิจารณาหรือถอนแล้ว จึงถอนอีกไม่ได้"),
        (MeetingState.AGENDA_OPEN, {"version": 0}, Conflict, "มีผู้แก้ไขเรื่องนี้"),
        (MeetingState.AGENDA_OPEN, {"reason": " "}, RuleBroken, "โปรดระบุเหตุผล"),
    ],
)
def test_withdrawals_that_cannot_be(
    setting: Setting, state: MeetingState, changes: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    given = {name: value for name, value in changes.items() if name != "outcome"}
    item = make_item(
        setting.committee, setting.division, make_meeting(setting.committee, state), outcome=changes.get("outcome", "")
    )
    with pytest.raises(error, match=sentence):
        actions.withdraw_item(
            **{"item": item, "reason": "เหตุ", "version": item.version, "actor": setting.officer, "now": NOW} | given
        )
    db.session.rollback()


def test_what_recurs_and_what_was_left_is_offered_again_by_link(setting: Setting, secretary: PortalClient) -> None:
    past = make_meeting(setting.committee, MeetingState.MINUTES_DRAFT, starts_at=STARTS_AT - timedelta(days=30))
    recurring = make_item(
        setting.committee, setting.division, past, title="รายงานงบ", is_recurring=True, outcome="discussed"
    )
    left = make_item(setting.committee, setting.division, past, title="ค้าง", outcome="deferred", minutes_needed=15)
    make_item(setting.committee, setting.division, past, title="จบแล้ว", outcome="discussed")
    elsewhere = make_meeting(make_committee(setting.agency), MeetingState.MINUTES_DRAFT, starts_at=past.starts_at)
    make_item(elsewhere.committee, setting.division, elsewhere, outcome="deferred")
    meeting = make_meeting(setting.committee)
    page = secretary.get(f"/meetings/{meeting.id}/board")
    offered = page.root.one("section", class_="board-backlog").all("li")
    assert [each.attrs["id"] for each in offered] == [f"again-{recurring.id}", f"again-{left.id}"]
    press(secretary, page, f"carry-{left.id}")
    made = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).one()
    assert (made.title, made.carried_from_id, made.topic_id, made.minutes_needed) == ("ค้าง", left.id, left.id, 15)
    assert (left.meeting_id, left.outcome) == (past.id, "deferred")
    page = secretary.get(f"/meetings/{meeting.id}/board")
    assert page.root.all("li", id=f"again-{left.id}") == []
    # taken out it waits and is not offered twice; pressed twice it stands once
    seen = page.root.one("form", id="moves").one("input", name="seen").attrs["value"]
    again = {"seen": seen, "move": f"c{left.id}:{section_of(meeting).id}::1"}
    page = secretary.post(f"/meetings/{meeting.id}/board/moves", again, status=422)
    assert news(page) == "เรื่องนี้อยู่ในระเบียบวาระแล้ว"


def test_what_a_cancelled_meeting_carried_is_offered_again(setting: Setting, secretary: PortalClient) -> None:
    past = make_meeting(setting.committee, MeetingState.MINUTES_DRAFT, starts_at=STARTS_AT - timedelta(days=30))
    left = make_item(setting.committee, setting.division, past, outcome="deferred")
    off = make_meeting(setting.committee, starts_at=STARTS_AT - timedelta(days=3), cancelled_at=NOW)
    make_item(setting.committee, setting.division, off, carried_from_id=left.id, topic_id=left.id)
    page = secretary.get(f"/meetings/{make_meeting(setting.committee).id}/board")
    assert [each.attrs["id"] for each in page.root.one("section", class_="board-backlog").all("li")] == [
        f"again-{left.id}"
    ]
