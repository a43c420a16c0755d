"""The list, the page, setting up, changing, dissolving; the order of the agenda."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import audit
from portal.access.permissions import Role
from portal.committees import queries
from portal.committees.models import Committee, CommitteeSection
from portal.extensions import db
from portal.people.queries import load_person
from tests.client import PortalClient
from tests.committees.conftest import Setting, cost, errors, events
from tests.factories.committees import make_committee, make_member, make_order
from tests.factories.people import give_role, make_person, make_unit, make_user

ClientOf = Callable[..., PortalClient]
TODAY = date(2026, 12, 9)


def form_of(setting: Setting, **changes: Any) -> dict[str, Any]:
    """Return a filled form of a committee."""
    return {
        "unit_id": str(setting.agency.id),
        "kind": "working_group",
        "name": "คณะทำงานจัดทำแผน",
        "short_name": "คทง.แผน",
        "template": "five",
        "quorum_rule": "number",
        "quorum_number": "๓",
        "quorum_source": "คำสั่งที่ 12/2569 ข้อ 3",
        "is_quorum_confirmed": "y",
        "numbering": "year_and_total",
        "total_before": "35",
        "adoption_days": "7",
        "submit_key": "key-1",
    } | changes


def test_list_shows_what_the_reader_sees_and_is_in_it(setting: Setting, client_of: ClientOf) -> None:
    other = make_committee(setting.second, name="คณะทำงานของกองสอง")
    hidden = make_committee(make_unit(), name="คณะของหน่วยงานอื่น")
    make_member(other, setting.somchai, "deputy_chair")
    page = client_of(setting.somchai).get("/committees")
    assert [row.text for row in page.root.one("tbody").all("th")] == [
        "คณะกรรมการติดตามผลคณะกรรมการ",
        "คณะทำงานของกองสองคณะกรรมการ",
    ]
    assert page.root.one("p", class_="page-answer").text == "ท่านเป็นกรรมการ 2 คณะ"
    assert hidden.name not in page.text
    # a colleague of the first division does not reach down into the second
    colleague = make_user(setting.first)
    assert "คณะทำงานของกองสอง" not in client_of(colleague).get("/committees").text


def test_member_from_elsewhere_sees_the_committee_and_a_stranger_does_not(
    setting: Setting, client_of: ClientOf
) -> None:
    guest = make_user(make_unit())
    client_of(guest).get(setting.url, status=404)
    make_member(setting.committee, guest)
    assert client_of(guest).get(setting.url).heading == "คณะกรรมการติดตามผล"


def test_list_of_committees_asks_as_often_however_many_there_are(setting: Setting, statements: list[str]) -> None:
    def asked() -> tuple[int, int]:
        person = load_person(setting.suda.id, TODAY)
        assert person is not None
        statements.clear()
        return len(queries.committee_rows(person, TODAY)), cost(statements)

    make_member(setting.committee, None, office_unit_id=setting.first.id)
    assert asked() == (1, 4)
    for _ in range(4):
        make_member(make_committee(setting.agency), None, office_unit_id=setting.first.id)
    assert asked() == (5, 4)


def test_page_asks_as_often_however_many_members_orders_and_sections(
    setting: Setting, secretariat: PortalClient, statements: list[str]
) -> None:
    make_member(setting.committee, None, office_unit_id=setting.first.id)
    make_member(setting.committee, make_user(setting.first), ends_on=date(2026, 11, 1))
    secretariat.get(setting.url)
    statements.clear()
    secretariat.get(setting.url)
    few = cost(statements)
    for _ in range(5):
        make_order(setting.committee)
        make_member(setting.committee, make_user(setting.second))
        make_member(setting.committee, None, person_name="ภายนอก", ends_on=date(2026, 11, 1))
    statements.clear()
    secretariat.get(setting.url)
    assert cost(statements) == few
    assert few <= 16


def test_committee_is_set_up_with_a_shipped_order(setting: Setting, secretariat: PortalClient) -> None:
    page = secretariat.follow(secretariat.post("/committees/new", form_of(setting)))
    assert page.heading == "คณะทำงานจัดทำแผน"
    made = db.session.scalars(select(Committee).where(Committee.submit_key == "key-1")).one()
    assert (made.kind, made.quorum_number, made.is_quorum_unconfirmed, made.total_before) == (
        "working_group",
        3,
        False,
        35,
    )
    assert [section.kind for section in queries.sections_of(made.id)] == [
        "chair", "adoption", "information", "consideration", "other",
    ]  # fmt: skip
    assert events(audit.Event.COMMITTEE_CREATED) == [
        {"committee": "คทง.แผน", "name": "คณะทำงานจัดทำแผน", "unit": "สำนักพัฒนาสังคม"}
    ]


def test_form_sent_twice_makes_one_committee(setting: Setting, secretariat: PortalClient) -> None:
    first = secretariat.post("/committees/new", form_of(setting))
    assert secretariat.post("/committees/new", form_of(setting)).headers["Location"] == first.headers["Location"]
    assert db.session.scalar(select(func.count()).select_from(Committee)) == 2


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"name": " "}, "โปรดระบุชื่อเต็มตามคำสั่ง"),
        ({"unit_id": ""}, "โปรดเลือก"),
        ({"unit_id": "999999"}, "โปรดเลือก"),
        ({"quorum_number": ""}, "โปรดระบุจำนวนกรรมการที่เป็นองค์ประชุม"),
        ({"quorum_rule": "half"}, "จำนวนคนใช้กับองค์ประชุมแบบกำหนดจำนวนเท่านั้น โปรดลบจำนวนหรือเลือกแบบกำหนดจำนวน"),
        ({"quorum_source": ""}, "องค์ประชุมที่ยืนยันแล้วต้องบอกที่มา เช่น คำสั่งที่ 12/2569 ข้อ 3"),
        ({"kind": "club"}, "โปรดเลือกประเภทจากรายการที่มี"),
        ({"adoption_days": "0"}, "ต้องไม่น้อยกว่า 1"),
        ({"name": "ก" * 301}, "ยาวได้ไม่เกิน 300 ตัวอักษร โปรดย่อข้อความ"),
    ],
)
def test_committee_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    setting: Setting, secretariat: PortalClient, changes: dict[str, str], text: str
) -> None:
    page = secretariat.post("/committees/new", form_of(setting, **changes), status=422)
    (sentence,) = errors(page)
    assert text in sentence
    assert page.root.one("input", id="short_name").attrs["value"] == "คทง.แผน"
    assert db.session.scalar(select(func.count()).select_from(Committee)) == 1


def test_unit_of_another_agency_cannot_be_chosen(setting: Setting, secretariat: PortalClient) -> None:
    secretariat.post("/committees/new", form_of(setting, unit_id=str(make_unit().id)), status=422)
    assert db.session.scalar(select(func.count()).select_from(Committee)) == 1


def test_only_the_secretariat_manages(setting: Setting, client_of: ClientOf) -> None:
    member = client_of(setting.somchai)
    for path in ("edit", "closing", "orders/new", "members/new", "members/list", "sections"):
        member.get(f"{setting.url}/{path}", status=403)
    member.get("/committees/new", status=403)
    page = member.get(setting.url)
    assert "แก้ไขข้อมูลคณะ" not in page.text


def test_page_shows_members_of_today_quorum_with_its_mark_and_the_agenda(
    setting: Setting, secretariat: PortalClient
) -> None:
    give_role(setting.suda, Role.HEAD, setting.second)
    make_member(setting.committee, None, office_unit_id=setting.second.id, position_title="ผู้อำนวยการกองสอง")
    make_member(setting.committee, None, office_unit_id=setting.first.id)
    make_member(setting.committee, None, person_name="ศ.วิชา การดี", ends_on=date(2026, 11, 30), end_reason="ลาออก")
    page = secretariat.get(setting.url)
    assert page.root.one("p", class_="page-answer").text == "กรรมการ 4 คน ต้องมาประชุมไม่น้อยกว่า 2 คน"
    today, past = page.root.all("tbody")[:2]
    assert [row.text for row in today.all("th")] == [
        "นางเลขา งานดีรองผู้อำนวยการสำนัก",
        "นายสมชาย ใจดีเจ้าหน้าที่ทดสอบ",
        "นางสาวสุดา แก้วใสผู้อำนวยการกองสองโดยตำแหน่ง หัวหน้ากองสอง",
        "หัวหน้ากองหนึ่ง ว่าง",
    ]
    assert [row.text for row in past.all("th")] == ["ศ.วิชา การดี"]
    assert "ลาออก" in past.text
    assert "ยังไม่ได้ระบุคำสั่งหรือระเบียบ ยังไม่ยืนยัน" in page.text
    assert "ระเบียบวาระที่ 6 เรื่องอื่น ๆ" in page.text


def test_committee_is_changed_and_the_trail_keeps_old_and_new(setting: Setting, secretariat: PortalClient) -> None:
    page = secretariat.get(f"{setting.url}/edit")
    version = page.root.one("input", id="version").attrs["value"]
    secretariat.post(f"{setting.url}/edit", form_of(setting, version=version))
    detail = events(audit.Event.COMMITTEE_CHANGED)[0]
    assert (detail["old"]["name"], detail["new"]["name"]) == ("คณะกรรมการติดตามผล", "คณะทำงานจัดทำแผน")
    assert detail["new"]["quorum_source"] == "คำสั่งที่ 12/2569 ข้อ 3"
    history = secretariat.get(setting.url).root.one("section", id="committee-history")
    assert "คำสั่งที่ 12/2569 ข้อ 3" in history.text


def test_second_of_two_changes_is_shown_what_stands_and_keeps_what_was_typed(
    setting: Setting, secretariat: PortalClient
) -> None:
    secretariat.post(f"{setting.url}/edit", form_of(setting, name="คณะแรก", version="1"))
    page = secretariat.post(f"{setting.url}/edit", form_of(setting, name="คณะสอง", version="1"), status=409)
    assert "คณะแรก" in page.root.one("div", id="changed-meanwhile").text
    assert page.root.one("input", id="name").attrs["value"] == "คณะสอง"
    version = page.root.one("input", id="version").attrs["value"]
    secretariat.post(f"{setting.url}/edit", form_of(setting, name="คณะสอง", version=version))
    assert db.session.get_one(Committee, setting.committee.id).name == "คณะสอง"


def test_committee_is_dissolved_once_and_stays_to_be_read(setting: Setting, secretariat: PortalClient) -> None:
    secretariat.post(f"{setting.url}/closing", {"reason": "", "version": "1"}, status=422)
    for _ in range(2):
        secretariat.post(f"{setting.url}/closing", {"reason": "งานเสร็จแล้ว", "version": "1"})
    assert [each["reason"] for each in events(audit.Event.COMMITTEE_CLOSED)] == ["งานเสร็จแล้ว"]
    page = secretariat.get(setting.url)
    assert "เหตุผล: งานเสร็จแล้ว" in page.text
    assert "แก้ไขข้อมูลคณะ" not in page.text
    refused = secretariat.post(f"{setting.url}/edit", form_of(setting, version="2"), status=422)
    assert errors(refused) == ["คณะนี้สิ้นสุดแล้ว จึงแก้ไขไม่ได้ ประวัติยังดูได้ครบ"]
    assert "คณะกรรมการติดตามผล" not in secretariat.get("/committees").root.one("main").text
    assert "คณะกรรมการติดตามผล" in secretariat.get("/committees?closed=1").root.one("main").text


def sections_form(titles: list[tuple[str, str, str]], version: int = 1) -> dict[str, str]:
    """Return the form of (place, title, kind)."""
    rows = {
        f"rows-{no}-{name}": value
        for no, row in enumerate(titles)
        for name, value in zip(("place", "title", "kind"), row, strict=True)
    }
    return rows | {"version": str(version)}


def test_agenda_is_put_in_another_order(setting: Setting, secretariat: PortalClient) -> None:
    rows = [
        ("3", "เรื่องอื่น ๆ", "other"),
        ("1", "เรื่องแจ้ง", "chair"),
        ("๒", "เรื่องพิจารณา", "consideration"),
        ("9", "", "other"),
    ]
    secretariat.post(f"{setting.url}/sections", sections_form(rows))
    assert [(each.position, each.title) for each in queries.sections_of(setting.committee.id)] == [
        (1, "เรื่องแจ้ง"),
        (2, "เรื่องพิจารณา"),
        (3, "เรื่องอื่น ๆ"),
    ]
    assert events(audit.Event.COMMITTEE_SECTIONS_CHANGED)[0]["new"]["sections"] == [
        "เรื่องแจ้ง", "เรื่องพิจารณา", "เรื่องอื่น ๆ",
    ]  # fmt: skip


@pytest.mark.parametrize(("moved", "to", "order"), [(2, "1", "กขค→คกข"), (0, "3", "กขค→ขคก")])
def test_section_that_moves_goes_past_the_one_that_stands_there(
    setting: Setting, secretariat: PortalClient, moved: int, to: str, order: str
) -> None:
    before, after = order.split("→")
    rows = [(to if no == moved else str(no + 1), title, "other") for no, title in enumerate(before)]
    secretariat.post(f"{setting.url}/sections", sections_form(rows))
    assert "".join(section.title for section in queries.sections_of(setting.committee.id)) == after


def test_shipped_order_is_put_into_the_form_and_not_saved(setting: Setting, secretariat: PortalClient) -> None:
    page = secretariat.get(f"{setting.url}/sections?template=five")
    titles = [each.attrs["value"] for each in page.root.all("input") if each.attrs.get("id", "").endswith("-title")]
    assert titles[:3] == ["เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", "เรื่องรับรองรายงานการประชุม", "เรื่องที่เสนอให้ที่ประชุมทราบ"]
    assert db.session.scalar(select(func.count()).select_from(CommitteeSection)) == 6


def test_agenda_that_cannot_be_is_refused_and_one_changed_meanwhile_is_shown(
    setting: Setting, secretariat: PortalClient
) -> None:
    two = [("1", "รับรอง", "adoption"), ("2", "รับรองอีก", "adoption"), ("3", "อื่น", "other")]
    page = secretariat.post(f"{setting.url}/sections", sections_form(two), status=422)
    assert errors(page) == ["วาระรับรองรายงานการประชุมมีได้วาระเดียว ระบบบรรจุเรื่องในวาระนี้ให้เอง"]
    secretariat.post(f"{setting.url}/sections", sections_form([("1", "เพื่อทราบ", "information")]))
    page = secretariat.post(f"{setting.url}/sections", sections_form([("1", "ของฉัน", "other")]), status=409)
    assert "เพื่อทราบ" in page.root.one("div", id="changed-meanwhile").text
    assert page.root.one("input", id="rows-0-title").attrs["value"] == "ของฉัน"


def test_kind_of_a_section_comes_from_the_list(setting: Setting, secretariat: PortalClient) -> None:
    secretariat.post(f"{setting.url}/sections", sections_form([("1", "วาระ", "dance")]), status=422)
    secretariat.post(f"{setting.url}/sections", sections_form([("หนึ่ง", "วาระ", "other")]), status=422)
    assert len(queries.sections_of(setting.committee.id)) == 6


def test_secretariat_of_another_agency_is_a_stranger(setting: Setting, client_of: ClientOf) -> None:
    stranger = client_of(make_person(Role.SECRETARIAT, make_unit()))
    for path in ("", "/edit", "/members", "/sections", "/orders/new"):
        stranger.get(setting.url + path, status=404)
