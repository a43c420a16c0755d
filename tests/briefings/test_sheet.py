"""The paper sheet: printed, and entered from names or ticks after a check."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from portal import clock
from portal.briefings.models import Attendance
from portal.extensions import db
from tests.briefings.conftest import Setting, at, cost
from tests.client import Page, PortalClient
from tests.factories.briefings import check_in, invite
from tests.factories.people import make_unit, make_user


def entry(client: PortalClient, setting: Setting, status: int = 200, **typed: Any) -> Page:
    """Send the form of the sheet."""
    return client.post(f"{setting.url}/sheet/entry", {"arrived": "09.00", "names": ""} | typed, status=status)


def hidden(page: Page) -> dict[str, Any]:
    """Return what the check page would save."""
    form = page.root.one("main").all("form")[-1]
    people = [field.attrs["value"] for field in form.all("input", name="people")]
    return {"save": "1", "people": people, "arrived": form.one("input", name="arrived").attrs["value"]}


@pytest.fixture(autouse=True)
def after_the_session(setting: Setting) -> None:
    """The clock stands at 13.00, an hour after the session."""
    clock.fix(at(13))


def test_sheet_lists_people_by_division_in_thai_order_of_given_names(setting: Setting, secretary: PortalClient) -> None:
    for name in ("นายกมล", "นางสาวเกศินี", "นางขวัญ"):
        make_user(setting.first, name=name)
    page = secretary.get(f"{setting.url}/sheet")
    parts = page.root.all("section", class_="sheet-part")
    assert [part.one("h2").text for part in parts] == [
        "สำนักพัฒนาสังคม 1 คน", "กองหนึ่ง 4 คน", "กองสอง 1 คน", "ผู้ที่ไม่มีชื่อในบัญชี",
    ]  # fmt: skip
    rows = [row.children[1].text for row in parts[1].one("tbody").all("tr")]
    assert rows == ["นายกมล", "นางสาวเกศินี", "นางขวัญ", "นายสมชาย ใจดี"]


def test_names_are_checked_before_they_are_saved(setting: Setting, secretary: PortalClient) -> None:
    check_in(setting.session, setting.secretary)
    text = "1. นายสมชาย ใจดี\nsuda.k\nไม่มีตัวตน\nlekha"
    page = entry(secretary, setting, names=text)
    assert "จะลงเวลา 2 คน มาถึง 09.00 น." in page.text
    assert "บรรทัดที่ 3: ไม่มีตัวตน" in page.root.one("div", id="unknown").text
    assert "ลงเวลาไว้แล้ว 1 คน นับครั้งเดียว: นางเลขา งานดี" in page.text
    assert len(db.session.scalars(select(Attendance)).all()) == 1
    done = entry(secretary, setting, 303, **hidden(page))
    assert "ลงเวลาแล้ว 2 คน" in secretary.follow(done).text
    rows = db.session.scalars(select(Attendance).where(Attendance.method == "sheet")).all()
    assert {(row.user_id, row.arrived_at, row.marked_by_id) for row in rows} == {
        (setting.somchai.id, at(9), setting.secretary.id),
        (setting.suda.id, at(9), setting.secretary.id),
    }


def test_saving_twice_counts_once(setting: Setting, secretary: PortalClient) -> None:
    page = entry(secretary, setting, names="somchai.j")
    for _ in range(2):
        entry(secretary, setting, 303, **hidden(page))
    assert len(db.session.scalars(select(Attendance)).all()) == 1


def test_name_of_two_people_is_not_guessed(setting: Setting, secretary: PortalClient) -> None:
    make_user(setting.first, name="นางสุดา แก้วใส", username="suda2")
    page = entry(secretary, setting, names="สุดา แก้วใส")
    assert "suda.k (กสอ.)" in page.root.one("div", id="several").text
    assert "ไม่มีผู้ที่จะลงเวลาเพิ่ม" in page.text


def test_everybody_invited_and_not_there_yet_is_taken_at_once(setting: Setting, secretary: PortalClient) -> None:
    invite(setting.session, setting.somchai, setting.suda)
    check_in(setting.session, setting.suda)
    page = entry(secretary, setting, everybody="y", arrived="๙.๐๕")
    assert hidden(page) == {"save": "1", "people": [str(setting.somchai.id)], "arrived": "09.05"}


def test_people_are_ticked(setting: Setting, secretary: PortalClient) -> None:
    invite(setting.session, setting.somchai, setting.suda)
    page = secretary.get(f"{setting.url}/sheet/entry")
    assert len(page.root.all("input", name="people")) == 2
    checked = entry(secretary, setting, people=[str(setting.suda.id)])
    assert hidden(checked)["people"] == [str(setting.suda.id)]


def test_struck_out_people_are_left_out(setting: Setting, secretary: PortalClient) -> None:
    check_in(setting.session, setting.somchai, struck_at=at(10), strike_reason="ลงเวลาแทนกัน")
    assert "ถูกยกเลิกการลงเวลาพร้อมเหตุผลไว้" in entry(secretary, setting, names="somchai.j").text


@pytest.mark.parametrize(
    "typed", [{"arrived": ""}, {"arrived": "x"}, {"save": "1"}, {"save": "1", "people": ["99999"]}]
)
def test_sheet_that_cannot_be_is_refused(setting: Setting, secretary: PortalClient, typed: dict[str, Any]) -> None:
    entry(secretary, setting, 422, **typed)
    assert db.session.scalars(select(Attendance)).all() == []


def test_time_outside_the_session_is_refused(setting: Setting, secretary: PortalClient) -> None:
    page = entry(secretary, setting, 422, save="1", people=[str(setting.somchai.id)], arrived="12.30")
    assert "เวลามาถึงต้องอยู่ระหว่าง" in page.text


def test_people_of_another_agency_are_unknown(setting: Setting, secretary: PortalClient) -> None:
    make_user(make_unit(), username="far.away")
    assert "ไม่พบ 1 บรรทัด" in entry(secretary, setting, names="far.away").text


def test_sheet_and_entry_cost_the_same_for_few_and_many(
    setting: Setting, secretary: PortalClient, statements: list[str]
) -> None:
    costs = []
    address = setting.url
    for extra in (0, 30):
        invite(setting.session, *[make_user(setting.second) for _ in range(extra)])
        statements.clear()
        secretary.get(f"{address}/sheet")
        secretary.get(f"{address}/sheet/entry")
        costs.append(cost(statements))
    assert costs[0] == costs[1]
