"""Members: appointed one by one and as a list, corrected, ended; who belonged on a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import audit
from portal.access.permissions import Role
from portal.committees import queries
from portal.committees.models import Membership
from portal.extensions import db
from tests.client import PortalClient
from tests.committees.conftest import Setting, cost, errors, events
from tests.factories.committees import make_committee, make_member, make_order
from tests.factories.people import give_role, make_unit, make_user

ClientOf = Callable[..., PortalClient]
TODAY = date(2026, 12, 9)


def form_of(setting: Setting, **changes: Any) -> dict[str, Any]:
    """Return a filled form of one member."""
    return {
        "way": "person",
        "user_id": str(setting.suda.id),
        "office_unit_id": "",
        "person_name": "",
        "role": "member",
        "position_title": "",
        "order_id": str(setting.order.id),
        "starts_on": "",
    } | changes


def newest() -> Membership:
    """Return the latest place."""
    return db.session.scalars(select(Membership).order_by(Membership.id.desc())).all()[0]


def count() -> int:
    """Return how many places there are."""
    return db.session.scalar(select(func.count()).select_from(Membership)) or 0


def test_account_is_found_by_words_and_appointed(setting: Setting, secretariat: PortalClient) -> None:
    page = secretariat.get(f"{setting.url}/members/new?q=สุดา")
    labels = [each.text for each in page.root.one("fieldset", id="user_id").all("label")]
    assert labels == ["นางสาวสุดา แก้วใส · เจ้าหน้าที่ทดสอบ · กสอ."]
    secretariat.post(f"{setting.url}/members/new?q=สุดา", form_of(setting))
    place = newest()
    assert (place.user_id, place.role, place.position, place.starts_on) == (
        setting.suda.id, "member", 3, date(2026, 10, 1),
    )  # fmt: skip
    assert events(audit.Event.COMMITTEE_MEMBER_ADDED)[0]["name"] == "นางสาวสุดา แก้วใส"


def test_somebody_of_another_agency_is_found_by_the_whole_user_name(
    setting: Setting, secretariat: PortalClient
) -> None:
    far = make_user(make_unit(), username="far.away", name="นายไกล โพ้น")
    assert "นายไกล โพ้น" not in secretariat.get(f"{setting.url}/members/new?q=ไกล").text
    assert "นายไกล โพ้น" in secretariat.get(f"{setting.url}/members/new?q=Far.Away").text
    secretariat.post(f"{setting.url}/members/new", form_of(setting, user_id=str(far.id)))
    assert newest().user_id == far.id


def test_office_belongs_to_whoever_heads_it_acting_head_first(setting: Setting, secretariat: PortalClient) -> None:
    head, acting = make_user(setting.second, name="หัวหน้าจริง"), make_user(setting.second, name="ผู้รักษาราชการแทน")
    give_role(head, Role.HEAD, setting.second)
    days = {"starts_on": date(2026, 12, 1), "ends_on": date(2026, 12, 20)}
    give_role(acting, Role.HEAD, setting.second, is_acting=True, order_no="9/2569", **days)
    typed = form_of(setting, way="office", user_id="", office_unit_id=str(setting.second.id))
    secretariat.post(f"{setting.url}/members/new", typed)
    names = [
        [member.name for member in queries.members_on(setting.committee.id, day)][-1]
        for day in (date(2026, 11, 1), TODAY, date(2027, 1, 1))
    ]
    assert names == ["หัวหน้าจริง", "ผู้รักษาราชการแทน", "หัวหน้าจริง"]


def test_name_outside_the_portal_is_appointed(setting: Setting, secretariat: PortalClient) -> None:
    typed = form_of(setting, way="outside", user_id="", person_name="ศ.วิชา การดี", position_title="ผู้ทรงคุณวุฒิ")
    secretariat.post(f"{setting.url}/members/new", typed)
    assert (newest().person_name, newest().position_title, newest().user_id) == ("ศ.วิชา การดี", "ผู้ทรงคุณวุฒิ", None)


def test_form_sent_twice_appoints_once(setting: Setting, secretariat: PortalClient) -> None:
    for _ in range(2):
        secretariat.post(f"{setting.url}/members/new", form_of(setting))
    assert count() == 3


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"user_id": ""}, "โปรดค้นหาแล้วเลือกบุคคล"),
        ({"user_id": "999999"}, "ไม่พบบัญชีผู้ใช้ที่เลือก"),
        ({"way": "office"}, "โปรดเลือกหน่วย"),
        ({"way": "office", "office_unit_id": "999999"}, "ไม่พบหน่วยที่เลือก"),
        ({"way": "outside"}, "โปรดระบุชื่อ"),
        ({"order_id": ""}, "โปรดเลือกคำสั่งแต่งตั้ง"),
        ({"order_id": "999999"}, "โปรดเลือกคำสั่งแต่งตั้งของคณะนี้"),
        ({"starts_on": "1/9/2569"}, "เริ่มก่อนวันที่คำสั่งมีผล (1 ต.ค. 2569) ไม่ได้"),
        ({"role": "chair"}, "มีประธานในช่วงเวลานี้อยู่แล้ว"),
        ({"role": "king"}, "โปรดเลือกตำแหน่งในคณะจากรายการที่มี"),
    ],
)
def test_member_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    setting: Setting, secretariat: PortalClient, changes: dict[str, str], text: str
) -> None:
    typed = form_of(setting, position_title="ที่ปรึกษา", **changes)
    page = secretariat.post(f"{setting.url}/members/new?q=สุดา", typed, status=422)
    assert any(text in sentence for sentence in errors(page)), errors(page)
    assert page.root.one("input", id="position_title").attrs["value"] == "ที่ปรึกษา"
    assert count() == 2


def test_member_of_today_is_not_appointed_again(setting: Setting, secretariat: PortalClient) -> None:
    page = secretariat.post(f"{setting.url}/members/new", form_of(setting, user_id=str(setting.somchai.id)), status=422)
    assert errors(page) == ["นายสมชาย ใจดี เป็นกรรมการในช่วงเวลานี้อยู่แล้ว"]


def test_order_of_another_committee_is_refused(setting: Setting, secretariat: PortalClient) -> None:
    other = make_order(make_committee(setting.agency))
    secretariat.post(f"{setting.url}/members/new", form_of(setting, order_id=str(other.id)), status=422)
    assert count() == 2


LIST = "ผู้อำนวยการกองหนึ่ง, กรรมการ\nนางสาวสุดา แก้วใส, นักวิชาการ, กรรมการ\nศ.วิชา การดี, ผู้ทรงคุณวุฒิ, กรรมการ"


def paste(setting: Setting, client: PortalClient, text: str = LIST, *, status: int = 200, **more: str) -> Any:
    """Return the page that shows a pasted list as it is understood."""
    typed = {"order_id": str(setting.order.id), "starts_on": "", "lines": text} | more
    return client.post(f"{setting.url}/members/list", typed, status=status)


def test_list_is_shown_as_understood_and_then_saved(setting: Setting, secretariat: PortalClient) -> None:
    page = paste(setting, secretariat)
    cells = [[cell.text for cell in row.all("td")][-1] for row in page.root.one("tbody").all("tr")]
    assert cells == ["โดยตำแหน่ง หัวหน้ากองหนึ่ง (กหน.)", "บัญชีของ นางสาวสุดา แก้วใส (กสอ.)", "ภายนอกระบบ ไม่พบบัญชี"]
    assert count() == 2
    checked = page.root.one("input", name="checked").attrs["value"]
    for _ in range(2):
        paste(setting, secretariat, status=303, checked=checked, save="1")
    assert [(member.name, member.position_title) for member in queries.members_on(setting.committee.id, TODAY)[2:]] == [
        ("", "ผู้อำนวยการกองหนึ่ง"),
        ("นางสาวสุดา แก้วใส", "นักวิชาการ"),
        ("ศ.วิชา การดี", "ผู้ทรงคุณวุฒิ"),
    ]
    assert count() == 5


def test_list_that_was_not_shown_is_not_saved(setting: Setting, secretariat: PortalClient) -> None:
    checked = paste(setting, secretariat).root.one("input", name="checked").attrs["value"]
    paste(setting, secretariat, LIST + "\nนายเพิ่ม ทีหลัง", checked=checked, save="1")
    assert count() == 2


def test_unclear_lines_save_nothing_and_say_why(setting: Setting, secretariat: PortalClient) -> None:
    make_user(setting.first, username="suda.2", name="นางสุดา แก้วใส")
    text = LIST + "\nนายที่ ปรึกษา, ทนาย, ที่ปรึกษา"
    page = paste(setting, secretariat, text)
    assert "ชื่อซ้ำ ใช้ชื่อผู้ใช้แทน" in page.text
    assert "suda.2 (กหน.)" in page.text
    assert "ไม่รู้จักตำแหน่ง" in page.text
    checked = page.root.one("input", name="checked").attrs["value"]
    paste(setting, secretariat, text, checked=checked, save="1", status=422)
    assert count() == 2


def test_list_with_somebody_who_is_a_member_saves_nothing(setting: Setting, secretariat: PortalClient) -> None:
    text = "นายใหม่ มา, กรรมการ\nนายสมชาย ใจดี, กรรมการ"
    checked = paste(setting, secretariat, text).root.one("input", name="checked").attrs["value"]
    page = paste(setting, secretariat, text, checked=checked, save="1", status=422)
    assert errors(page) == ["นายสมชาย ใจดี เป็นกรรมการในช่วงเวลานี้อยู่แล้ว"]
    assert count() == 2


def test_list_needs_lines(setting: Setting, secretariat: PortalClient) -> None:
    assert errors(paste(setting, secretariat, " ", status=422)) == ["โปรดวางรายชื่อ"]


def correction(of: Membership, **changes: Any) -> dict[str, Any]:
    """Return the filled form of a correction."""
    return {
        "role": of.role,
        "person_name": "",
        "position_title": of.position_title,
        "place": "2",
        "starts_on": "1/10/2569",
        "ends_on": "",
        "end_reason": "",
        "version": str(of.version),
    } | changes


def somchais(setting: Setting) -> Membership:
    """Return the secretary's place."""
    return db.session.scalars(select(Membership).where(Membership.user_id == setting.somchai.id)).one()


def test_member_is_corrected_and_moved_with_old_and_new_on_record(setting: Setting, secretariat: PortalClient) -> None:
    place = somchais(setting)
    url = f"/committees/members/{place.id}/edit"
    assert secretariat.get(url).root.one("input", id="place").attrs["value"] == "2"
    secretariat.post(url, correction(place, role="assistant_secretary", position_title="นักวิชาการ", place="1"))
    assert [member.name for member in queries.members_on(setting.committee.id, TODAY)] == [
        "นายสมชาย ใจดี",
        "นางเลขา งานดี",
    ]
    detail = events(audit.Event.COMMITTEE_MEMBER_CHANGED)[0]
    assert detail["old"] == {"role": "secretary", "position": "เจ้าหน้าที่ทดสอบ"}
    assert detail["new"] == {"role": "assistant_secretary", "position": "นักวิชาการ"}
    assert detail["place"] == 1
    page = secretariat.post(url, correction(place, version="1", position_title="อื่น"), status=409)
    assert page.root.one("input", id="position_title").attrs["value"] == "อื่น"
    assert "นักวิชาการ" in page.root.one("div", id="changed-meanwhile").text


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"role": "chair"}, "มีประธานในช่วงเวลานี้อยู่แล้ว"),
        ({"starts_on": "1/9/2569"}, "เริ่มก่อนวันที่คำสั่งมีผล"),
        ({"ends_on": "1/9/2569"}, "วันสุดท้ายต้องไม่ก่อนวันแรก"),
        ({"ends_on": "1/12/2569"}, "โปรดระบุเหตุผลที่พ้นจากตำแหน่ง"),
        ({"person_name": "นายอื่น"}, "เปลี่ยนตัวผู้ดำรงตำแหน่งด้วยการแก้ไขไม่ได้"),
        ({"place": "0"}, "ต้องไม่น้อยกว่า 1"),
    ],
)
def test_correction_that_cannot_be_is_refused(
    setting: Setting, secretariat: PortalClient, changes: dict[str, str], text: str
) -> None:
    place = somchais(setting)
    page = secretariat.post(f"/committees/members/{place.id}/edit", correction(place, **changes), status=422)
    assert any(text in sentence for sentence in [*errors(page), page.text])
    assert events(audit.Event.COMMITTEE_MEMBER_CHANGED) == []


def test_member_is_ended_and_stays_in_the_history(setting: Setting, secretariat: PortalClient) -> None:
    place = somchais(setting)
    url = f"/committees/members/{place.id}/end"
    typed = {"ends_on": "10/12/2569", "reason": "ย้ายหน่วยงาน", "version": "1"}
    for _ in range(2):
        secretariat.post(url, typed)
    assert [each["reason"] for each in events(audit.Event.COMMITTEE_MEMBER_ENDED)] == ["ย้ายหน่วยงาน"]
    days = {day: len(queries.members_on(setting.committee.id, day)) for day in (date(2026, 12, 10), date(2026, 12, 11))}
    assert list(days.values()) == [2, 1]
    page = secretariat.get(f"{setting.url}/members?on=11/12/2569")
    assert page.heading == "รายชื่อกรรมการ ณ วันที่ 11 ธันวาคม 2569"
    assert "นายสมชาย ใจดี" not in page.root.one("main").text
    assert "นายสมชาย ใจดี" in secretariat.get(f"{setting.url}/members?on=10/12/2569").root.one("main").text


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"ends_on": "1/9/2569"}, 422), ({"reason": ""}, 422), ({"ends_on": "วันนี้เลย"}, 422), ({"version": "9"}, 409)],
)
def test_end_that_cannot_be_is_refused(
    setting: Setting, secretariat: PortalClient, changes: dict[str, str], status: int
) -> None:
    place = somchais(setting)
    typed = {"ends_on": "10/12/2569", "reason": "ย้าย", "version": "1"} | changes
    secretariat.post(f"/committees/members/{place.id}/end", typed, status=status)
    assert somchais(setting).ends_on is None


def test_day_that_cannot_be_read_says_so(setting: Setting, secretariat: PortalClient) -> None:
    page = secretariat.get(f"{setting.url}/members?on=เมื่อวาน", status=422)
    assert "อ่านวันที่ไม่ได้" in errors(page)[0]


def test_members_of_a_day_take_two_statements(setting: Setting, statements: list[str]) -> None:
    for _ in range(3):
        make_member(setting.committee, make_user(setting.first))
        make_member(setting.committee, None, office_unit_id=make_unit(setting.agency).id)
    db.session.expire_all()
    committee_id = setting.committee.id
    statements.clear()
    assert len(queries.members_on(committee_id, TODAY)) == 8
    assert cost(statements) == 2


def test_ended_member_no_longer_opens_the_committee_from_elsewhere(setting: Setting, client_of: ClientOf) -> None:
    guest = make_user(make_unit())
    make_member(setting.committee, guest, ends_on=date(2026, 12, 8), end_reason="ครบวาระ")
    client_of(guest).get(setting.url, status=404)
