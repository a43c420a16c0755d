"""The board: backlog beside sections, moves by button and mouse, undo, colleagues at once, what is late, time plan."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import audit
from portal.errors import Conflict
from portal.extensions import db
from portal.meetings import actions, queries
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.rules import ItemState, MeetingState, Place
from portal.notifications.models import Notice
from portal.people.models import User
from tests.client import Page, PortalClient
from tests.conftest import NOW
from tests.factories.committees import make_committee
from tests.factories.meetings import make_item, make_meeting, make_paper, make_submission, section_of
from tests.factories.people import make_unit
from tests.meetings.conftest import Setting, cost, events
from tests.meetings.test_agenda_life import together

ClientOf = Callable[..., PortalClient]


@pytest.fixture
def meeting(setting: Setting) -> Meeting:
    """An open agenda of the committee."""
    return make_meeting(setting.committee)


def order(meeting_id: int) -> list[str]:
    """Return the agenda as "number title"."""
    meeting = queries.get_meeting(meeting_id, NOW)
    assert meeting is not None
    return [f"{line.number} {line.item.title}" for line in queries.agenda_of(meeting).lines]


def press(client: PortalClient, page: Page, button_id: str, **options: Any) -> Page:
    """Press a button of the board as a browser does: its form with its own value."""
    form = page.root.one("form", id="moves")
    button = form.one("button", id=button_id)
    values = {each.attrs["name"]: each.attrs.get("value", "") for each in form.all("input") if "name" in each.attrs}
    return client.post(form.attrs["action"], values | {button.attrs["name"]: button.attrs["value"]}, **options)


def drag(client: PortalClient, meeting: Meeting, value: str, seen: int, **options: Any) -> Page:
    """Send what the mouse did."""
    return client.post(f"/meetings/{meeting.id}/board/moves", {"seen": str(seen), "dragged": value}, **options)


def news(page: Page) -> str:
    return page.root.one(id="board-news").text


def test_backlog_is_placed_by_one_button_where_its_kind_belongs(
    setting: Setting, secretary: PortalClient, meeting: Meeting
) -> None:
    item = make_item(setting.committee, setting.division, kind="information", title="ผลงานไตรมาส 1")
    make_submission(item)
    page = secretary.get(f"/meetings/{meeting.id}/board")
    card = page.root.one("li", id=f"item-{item.id}")
    assert card.one("button", id=f"place-{item.id}").text == "บรรจุในวาระที่ 4 ผลงานไตรมาส 1"
    press(secretary, page, f"place-{item.id}")
    assert order(meeting.id) == ["4.1 ผลงานไตรมาส 1"]
    assert db.session.get_one(AgendaItem, item.id).state is ItemState.PLACED
    assert events(audit.Event.ITEM_PLACED)[0]["new"] == {"agenda_no": "4.1"}


def test_only_what_waits_before_this_committee_is_in_the_backlog(
    setting: Setting, secretary: PortalClient, meeting: Meeting
) -> None:
    shown = make_item(setting.committee, setting.division, title="รอ", wanted_meeting_id=meeting.id)
    put_off = make_item(setting.committee, setting.division, title="เลื่อน", deferred_at=NOW, defer_reason="รอข้อมูล")
    for changes in ({"returned_at": NOW}, {"withdrawn_at": NOW}, {"is_draft": True}):
        make_item(setting.committee, setting.division, **changes)
    make_item(make_committee(setting.agency), setting.division)
    make_item(setting.committee, setting.division, make_meeting(setting.committee))
    backlog = secretary.get(f"/meetings/{meeting.id}/board").root.one("section", class_="board-backlog")
    assert [each.attrs["id"] for each in backlog.all("li")] == [f"item-{shown.id}", f"item-{put_off.id}"]
    assert "ขอเข้าการประชุมครั้งนี้" in backlog.one("li", id=f"item-{shown.id}").text
    assert "เหตุที่เลื่อน: รอข้อมูล" in backlog.one("li", id=f"item-{put_off.id}").text


def test_late_items_are_marked_before_and_after_they_are_placed(
    setting: Setting, secretary: PortalClient, meeting: Meeting
) -> None:
    late = make_item(
        setting.committee, setting.division, submitted_at=meeting.proposals_until_at + timedelta(minutes=1)
    )
    make_item(setting.committee, setting.division, submitted_at=meeting.proposals_until_at)
    page = secretary.get(f"/meetings/{meeting.id}/board")
    assert [("ส่งช้า" in card.text) for card in page.root.all("li", class_="board-card")] == [False, True]
    press(secretary, page, f"place-{late.id}")
    page = secretary.get(f"/meetings/{meeting.id}/board")
    assert "ส่งช้า" in page.root.one("li", id=f"item-{late.id}").text
    assert db.session.get_one(AgendaItem, late.id).is_late is True


def test_buttons_move_up_down_in_out_and_back_to_wait(
    setting: Setting, secretary: PortalClient, meeting: Meeting
) -> None:
    items = {name: make_item(setting.committee, setting.division, meeting, title=name) for name in "กขค"}
    url = f"/meetings/{meeting.id}/board"
    press(secretary, secretary.get(url), f"up-{items['ค'].id}")
    assert order(meeting.id) == ["5.1 ก", "5.2 ค", "5.3 ข"]
    press(secretary, secretary.get(url), f"level-{items['ค'].id}")
    assert order(meeting.id) == ["5.1 ก", "5.1.1 ค", "5.2 ข"]
    press(secretary, secretary.get(url), f"down-{items['ก'].id}")
    assert order(meeting.id) == ["5.1 ข", "5.2 ก", "5.2.1 ค"]
    press(secretary, secretary.get(url), f"level-{items['ค'].id}")
    press(secretary, secretary.get(url), f"out-{items['ก'].id}")
    assert order(meeting.id) == ["5.1 ข", "5.2 ค"]
    assert db.session.get_one(AgendaItem, items["ก"].id).state is ItemState.SUBMITTED
    first = secretary.get(url).root.one("button", id=f"up-{items['ข'].id}")
    assert (first.attrs["aria-disabled"], first.attrs["type"]) == ("true", "button")


def test_the_mouse_moves_to_another_section_with_sub_items(
    setting: Setting, secretary: PortalClient, meeting: Meeting
) -> None:
    head = make_item(setting.committee, setting.division, meeting, title="ก")
    make_item(setting.committee, setting.division, meeting, title="ก1", depth=2)
    other = make_item(setting.committee, setting.division, meeting, title="ข", kind="information")
    page = drag(secretary, meeting, f"{head.id}:{other.section_id}:{other.id}:1", 1, status=200, htmx=True)
    assert order(meeting.id) == ["4.1 ก", "4.1.1 ก1", "4.2 ข"]
    assert news(page) == "“ก” อยู่ที่ 4.1 แล้ว เลิกทำ"
    assert page.root.one("input", name="dragged").attrs["value"] == ""


@pytest.mark.parametrize("how", ["browser", "htmx"])
def test_a_move_is_undone_exactly(setting: Setting, secretary: PortalClient, meeting: Meeting, how: str) -> None:
    for title, depth in (("ก", 1), ("ก1", 2), ("ข", 1)):
        make_item(setting.committee, setting.division, meeting, title=title, depth=depth)
    waiting = make_item(setting.committee, setting.division, title="ใหม่")
    before, url = order(meeting.id), f"/meetings/{meeting.id}/board"
    first = db.session.scalars(select(AgendaItem).where(AgendaItem.title == "ก")).one()
    is_htmx = how == "htmx"
    for button in (f"place-{waiting.id}", f"out-{first.id}", f"down-{first.id}"):
        answer = press(secretary, secretary.get(url), button, status=200 if is_htmx else 303, htmx=is_htmx)
        page = answer if is_htmx else secretary.follow(answer)
        assert order(meeting.id) != before
        undo = page.root.one(id="board-news").one("form")
        seen = {"seen": undo.one("input", name="seen").attrs["value"]}
        secretary.post(undo.attrs["action"], seen, status=200 if is_htmx else 303, htmx=is_htmx)
        assert order(meeting.id) == before
        assert secretary.get(url).root.one(id="board-news").all("form") == []
    assert db.session.get_one(AgendaItem, waiting.id).state is ItemState.SUBMITTED
    assert [each.get("undone") for each in events(audit.Event.ITEM_PLACED)][-1] is True


def test_undo_is_not_offered_over_a_colleagues_change(
    setting: Setting, secretary: PortalClient, client_of: ClientOf, meeting: Meeting
) -> None:
    mine = make_item(setting.committee, setting.division, meeting, title="ก")
    theirs = make_item(setting.committee, setting.division, meeting, title="ข")
    url = f"/meetings/{meeting.id}/board"
    press(secretary, secretary.get(url), f"down-{mine.id}")
    colleague = client_of(setting.secretariat)
    press(colleague, colleague.get(url), f"out-{theirs.id}")
    assert secretary.get(url).root.one(id="board-news").all("form") == []
    page = secretary.post(f"{url}/undo", {"seen": "2"}, status=409)
    assert "ไม่มีรายการที่เลิกทำได้ หรือมีผู้แก้ไขระเบียบวาระหลังจากนั้น" in news(page)
    assert order(meeting.id) == ["5.1 ก"]


def test_the_second_of_two_secretaries_is_shown_the_agenda_as_it_is(
    setting: Setting, secretary: PortalClient, client_of: ClientOf, meeting: Meeting
) -> None:
    items = [make_item(setting.committee, setting.division, meeting, title=title) for title in "กขค"]
    shown = secretary.get(f"/meetings/{meeting.id}/board")
    colleague = client_of(setting.secretariat)
    press(colleague, colleague.get(f"/meetings/{meeting.id}/board"), f"up-{items[2].id}")
    for htmx in (False, True):
        page = press(secretary, shown, f"down-{items[0].id}", status=409, htmx=htmx)
        assert "มีผู้แก้ไขระเบียบวาระก่อนท่าน จึงยังไม่ได้ทำรายการนี้" in news(page)
        assert page.root.one("input", name="seen").attrs["value"] == "2"
    assert order(meeting.id) == ["5.1 ก", "5.2 ค", "5.3 ข"]


def test_the_board_asks_quietly_and_says_who_changed_what(
    setting: Setting, secretary: PortalClient, client_of: ClientOf, meeting: Meeting
) -> None:
    item = make_item(setting.committee, setting.division, meeting, title="ก")
    board = secretary.get(f"/meetings/{meeting.id}/board")
    watch = board.root.one(id="board-watch")
    assert watch.attrs["hx-target"] == "#board"
    assert board.root.one(id="board").all("textarea") == []
    assert [each.attrs["type"] for each in board.root.one(id="board").all("input")] == ["hidden"] * 3
    secretary.get(watch.attrs["hx-get"], status=204, htmx=True)
    colleague = client_of(setting.secretariat)
    press(colleague, colleague.get(f"/meetings/{meeting.id}/board"), f"out-{item.id}")
    answer = secretary.get(watch.attrs["hx-get"], htmx=True)
    assert news(answer) == "มีผู้แก้ไขระเบียบวาระ: นางเลขา งานดี แสดงลำดับล่าสุดแล้ว"
    assert answer.root.all("form", id="own-item-form") == []
    secretary.get(answer.root.one(id="board-watch").attrs["hx-get"], status=204, htmx=True)


def test_moves_of_two_secretaries_at_once_let_one_through(portal: Flask, setting: Setting, meeting: Meeting) -> None:
    items = [make_item(setting.committee, setting.division, meeting).id for _ in range(4)]
    waiting = [make_item(setting.committee, setting.division).id for _ in range(4)]
    meeting_id, section_id, actor_id = meeting.id, section_of(meeting).id, setting.secretary.id
    db.session.remove()

    def moved(item_id: int) -> str:
        found, item = db.session.get_one(Meeting, meeting_id), db.session.get_one(AgendaItem, item_id)
        actor = db.session.get_one(User, actor_id)
        place = Place(section_id, items[0] if item_id != items[0] else None)
        return actions.arrange(meeting=found, item=item, place=place, seen=1, actor=actor, now=NOW).number

    results = together(portal, *(lambda each=each: moved(each) for each in [*waiting, items[0], items[3]]))
    assert sorted(type(each).__name__ for each in results) == ["Conflict"] * 5 + ["str"]
    assert isinstance(results[0], str | Conflict)
    rows = db.session.execute(
        select(AgendaItem.position).where(AgendaItem.meeting_id == meeting_id).order_by(AgendaItem.position)
    )
    positions = [position for (position,) in rows]
    assert positions == list(range(1, len(positions) + 1))


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("nonsense", "คำสั่งย้ายเรื่องไม่ถูกต้อง โปรดโหลดหน้าใหม่แล้วทำอีกครั้ง"),
        ("99999999999:1::1", "คำสั่งย้ายเรื่องไม่ถูกต้อง โปรดโหลดหน้าใหม่แล้วทำอีกครั้ง"),
        ("{item}:999999::1", "ไม่พบระเบียบวาระที่จะย้ายไป โปรดโหลดหน้าใหม่"),
        ("{item}:{section}:999999:1", "ไม่พบตำแหน่งที่จะย้ายไป โปรดตรวจลำดับล่าสุด แล้วทำอีกครั้ง"),
        ("999999:{section}::1", "ไม่พบเรื่องนี้แล้ว โปรดโหลดหน้าใหม่"),
        ("{returned}:{section}::1", "เรื่องนี้ถูกส่งคืนหรือถอนแล้ว จึงบรรจุวาระไม่ได้"),
        ("{elsewhere}:{section}::1", "เรื่องนี้บรรจุในการประชุมอื่นแล้ว โปรดตรวจลำดับล่าสุด"),
        ("{foreign}:{section}::1", "เรื่องนี้บรรจุในการประชุมอื่นแล้ว โปรดตรวจลำดับล่าสุด"),
    ],
)
def test_moves_that_cannot_be_are_refused_with_a_sentence(
    setting: Setting, secretary: PortalClient, meeting: Meeting, value: str, sentence: str
) -> None:
    other = make_meeting(setting.committee)
    names = {
        "item": make_item(setting.committee, setting.division).id,
        "section": section_of(meeting).id,
        "returned": make_item(setting.committee, setting.division, returned_at=NOW).id,
        "elsewhere": make_item(setting.committee, setting.division, other).id,
        "foreign": make_item(make_committee(setting.agency), setting.division).id,
    }
    for htmx in (True, False):
        page = drag(secretary, meeting, value.format(**names), 1, status=422, htmx=htmx)
        assert news(page) == sentence
    assert order(meeting.id) == []


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (MeetingState.PLANNED, "ยังไม่ได้เปิดรับเรื่องเข้าระเบียบวาระ โปรดเปิดรับเรื่องก่อน"),
        (MeetingState.AGENDA_FIXED, "กำหนดระเบียบวาระแล้ว"),
        (MeetingState.INVITED, "กำหนดระเบียบวาระแล้ว"),
        (MeetingState.IN_SESSION, "การประชุมเริ่มแล้ว จึงย้ายเรื่องในระเบียบวาระไม่ได้"),
        (MeetingState.CANCELLED, "การประชุมนี้ยกเลิกแล้ว จึงแก้ไขระเบียบวาระไม่ได้"),
    ],
)
def test_an_agenda_that_is_not_open_has_no_buttons_and_refuses_moves(
    setting: Setting, secretary: PortalClient, state: MeetingState, sentence: str
) -> None:
    cancelled = {"cancelled_at": NOW} if state is MeetingState.CANCELLED else {}
    there = make_meeting(setting.committee, state, **cancelled)
    item = make_item(setting.committee, setting.division)
    page = secretary.get(f"/meetings/{there.id}/board")
    assert sentence in page.root.one(id="board").text
    assert page.root.one("form", id="moves").all("button") == []
    assert sentence in news(drag(secretary, there, f"{item.id}:0::1", there.agenda_version, status=422))


def test_time_plan_is_said_in_words(setting: Setting, secretary: PortalClient, meeting: Meeting) -> None:
    def plan() -> str:
        return secretary.get(f"/meetings/{meeting.id}/board").root.one("div", class_="board-plan").text

    assert plan() == "ยังไม่มีแผนเวลา"
    make_item(setting.committee, setting.division, meeting, minutes_needed=170)
    second = make_item(setting.committee, setting.division, meeting)
    assert plan() == "ตามแผนใช้เวลา 170 นาที เลิกประชุม 12.20 น. ก่อนกำหนด 10 นาที ยังไม่ระบุเวลา 1 เรื่อง"
    second.minutes_needed = 35
    db.session.commit()
    assert plan() == "เกินเวลา 25 นาที ตามแผนเลิกประชุม 12.55 น. กำหนดเลิก 12.30 น."
    row = secretary.get(f"/meetings/{meeting.id}/board").root.one("li", id=f"item-{second.id}").text
    assert "เริ่ม 12.20 น. ใช้ 35 นาที" in row


def test_the_board_costs_the_same_whatever_is_on_it(
    setting: Setting, secretary: PortalClient, meeting: Meeting, statements: list[str]
) -> None:
    url, costs = f"/meetings/{meeting.id}/board", []

    def add(count: int) -> None:
        for _ in range(count):
            for there in (meeting, None):
                item = make_item(setting.committee, make_unit(setting.agency), there, presenter_id=setting.chair.id)
                make_paper(item, submission_id=make_submission(item).id)

    add(1)
    for count in (4, 5):
        add(count)
        statements.clear()
        secretary.get(url)
        shown = cost(statements)
        item = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id.is_not(None))).first()
        assert item is not None
        value, seen = f"{item.id}:{item.section_id}::1", db.session.get_one(Meeting, meeting.id).agenda_version
        statements.clear()
        drag(secretary, meeting, value, seen, status=200, htmx=True)
        costs.append((shown, cost(statements)))
    assert costs[0] == costs[1]


def test_an_agenda_of_120_items_is_arranged(setting: Setting, secretary: PortalClient, meeting: Meeting) -> None:
    items = [make_item(setting.committee, setting.division, meeting, title=f"เรื่อง {n}") for n in range(1, 121)]
    page = secretary.get(f"/meetings/{meeting.id}/board")
    assert len(page.root.all("li", class_="board-item")) == 120
    answer = drag(
        secretary, meeting, f"{items[119].id}:{items[0].section_id}:{items[0].id}:1", 1, status=200, htmx=True
    )
    undo = answer.root.one(id="board-news").one("form")
    assert order(meeting.id)[:2] == ["5.1 เรื่อง 120", "5.2 เรื่อง 1"]
    secretary.post(undo.attrs["action"], {"seen": undo.one("input", name="seen").attrs["value"]})
    assert order(meeting.id) == [f"5.{n} เรื่อง {n}" for n in range(1, 121)]
    assert len(secretary.get(f"/meetings/{meeting.id}").root.all("li", class_="agenda-item")) == 120
    assert len(secretary.get(f"/meetings/{meeting.id}/agenda").root.all("p", class_="paper-item")) == 120


def test_a_move_does_not_disturb_whoever_writes_an_item(
    setting: Setting, secretary: PortalClient, meeting: Meeting
) -> None:
    items = [make_item(setting.committee, setting.division, meeting) for _ in range(3)]
    versions = [each.version for each in items]
    edited = meeting.version
    drag(secretary, meeting, f"{items[2].id}:{items[0].section_id}:{items[0].id}:1", 1)
    assert [db.session.get_one(AgendaItem, each.id).version for each in items] == versions
    assert db.session.get_one(Meeting, meeting.id).version == edited


def test_notices_of_items_read_well(setting: Setting, client_of: ClientOf, secretary: PortalClient) -> None:
    meeting = make_meeting(setting.committee)
    for title in ("ก", "ข", "ค"):
        make_submission(
            make_item(setting.committee, setting.division, meeting, title=title, created_by_id=setting.officer.id)
        )
    first, second, _third = db.session.scalars(select(AgendaItem).order_by(AgendaItem.id)).all()
    secretary.post(f"/items/{first.id}/return", {"version": str(first.version), "reason": "ขอเอกสาร"})
    secretary.post(f"/items/{second.id}/deferral", {"version": str(second.version), "reason": "รอข้อมูล"})
    seen = db.session.get_one(Meeting, meeting.id).agenda_version
    secretary.post(f"/meetings/{meeting.id}/agenda-fixing", {"seen": str(seen)})
    assert len(db.session.scalars(select(Notice)).all()) == 3
    text = client_of(setting.officer).get("/notices").text
    assert "เรื่องที่ท่านเสนอบรรจุในระเบียบวาระแล้ว: ค" in text
    assert "เลื่อนการพิจารณาเรื่องที่เสนอ: ข" in text
    assert "ส่งคืนเรื่องที่เสนอให้แก้ไข: ก" in text
