"""The tree of units on the administrator's pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select

from portal.access.permissions import Role
from portal.extensions import db
from portal.people.models import RoleHolding, Unit
from portal.people.queries import agency_of, children, divisions_of, people_with_role
from portal.thai import bangkok_date
from tests.client import Page, PortalClient
from tests.factories.people import give_role, make_person, make_unit, make_user
from tests.people.agency import World, events_of, names

NAMES = {"name_th": "กองพัฒนาชุมชน", "abbr": "สพช.", "name_en": "", "is_confirmed": "y"}


def faults(page: Page) -> list[str]:
    return [each.text.removeprefix("ต้องแก้ไข: ") for each in page.root.all("p", class_="field-error")]


def unit_named(name: str) -> Unit:
    return db.session.scalars(select(Unit).where(Unit.name_th == name)).one()


def test_tree_shows_own_agency_alone_in_order_with_people(world: World) -> None:
    make_unit(world.division, kind="section", name_th="กลุ่มงานแผนงาน")
    make_user(world.division)
    page = world.client.get("/units")
    assert names(page) == ["สำนักพัฒนาสังคม", "กองนโยบายและแผนงาน", "กลุ่มงานแผนงาน", "สำนักงานเลขานุการ"]
    assert [cell.text.split()[0] for cell in page.root.all("td", class_="num")] == ["1", "1", "0", "0"]


def test_tree_takes_the_same_statements_however_many_units(world: World, statements: list[str]) -> None:
    world.client.get("/units")
    statements.clear()
    world.client.get("/units")
    few = len(statements)
    for _ in range(3):
        make_unit(make_unit(world.agency), kind="section")
    world.client.get("/units")
    statements.clear()
    world.client.get("/units")
    assert len(statements) == few


def test_tree_without_administrator_role_is_forbidden(world: World, client_of: Callable[..., PortalClient]) -> None:
    client_of(make_person(Role.SECRETARIAT, world.agency)).get("/units", status=403)


@pytest.mark.parametrize(
    "path", ["/units/{}", "/units/{}/edit", "/units/{}/move", "/units/{}/closure", "/units/{}/units/new"]
)
def test_unit_of_another_agency_or_with_twenty_digits_is_not_found(world: World, path: str) -> None:
    world.client.get(path.format(world.foreign_agency.id), status=404)
    world.client.get(path.format("99999999999999999999"), status=404)


def test_division_is_created_last_under_the_agency(world: World) -> None:
    world.client.post(f"/units/{world.agency.id}/units/new", NAMES)
    made = unit_named("กองพัฒนาชุมชน")
    assert (made.kind, made.path, made.is_confirmed) == ("division", f"{world.agency.path}{made.id}/", True)
    assert [each.abbr for each in divisions_of(world.agency)][-1] == "สพช."
    assert events_of(made.id, "unit") == ["unit:created"]


def test_unit_not_confirmed_is_marked(world: World) -> None:
    world.client.post(f"/units/{world.agency.id}/units/new", NAMES | {"is_confirmed": ""})
    chips = [chip.text for chip in world.client.get("/units").root.all("span", class_="chip")]
    assert chips == ["ยังไม่ยืนยันชื่อ"]


@pytest.mark.parametrize("abbr", ["กน.", "กน", " กน . "])
def test_abbreviation_of_a_sibling_is_refused_beside_the_field(world: World, abbr: str) -> None:
    page = world.client.post(f"/units/{world.agency.id}/units/new", NAMES | {"abbr": abbr}, status=422)
    assert faults(page) == ["ชื่อย่อนี้ใช้กับ กองนโยบายและแผนงาน ในระดับเดียวกันแล้ว โปรดใช้ชื่อย่ออื่น"]


def test_abbreviation_may_be_used_elsewhere_in_the_tree(world: World) -> None:
    world.client.post(f"/units/{world.division.id}/units/new", NAMES | {"abbr": "กน."})
    assert unit_named("กองพัฒนาชุมชน").kind == "section"


def test_nothing_stands_below_a_section(world: World) -> None:
    section = make_unit(world.division, kind="section")
    world.client.get(f"/units/{section.id}/units/new", status=404)


def test_renamed_unit_keeps_its_id_and_shows_old_and_new(world: World) -> None:
    form = NAMES | {"version": world.division.version}
    page = world.client.follow(world.client.post(f"/units/{world.division.id}/edit", form))
    line = page.root.one("ul", class_="history").all("li")[0]
    assert line.one("del").text == "ชื่อย่อ: กน. ชื่อเต็ม: กองนโยบายและแผนงาน"
    assert line.one("ins").text == "ชื่อย่อ: สพช. ชื่อเต็ม: กองพัฒนาชุมชน"


def test_unit_renamed_by_another_meanwhile_is_409_with_the_present_name(world: World) -> None:
    form = NAMES | {"version": world.division.version}
    world.client.post(f"/units/{world.division.id}/edit", form)
    page = world.client.post(f"/units/{world.division.id}/edit", form | {"name_th": "ชื่ออื่น"}, status=409)
    assert "กองพัฒนาชุมชน" in page.root.one("div", id="changed-meanwhile").text
    assert page.root.one("input", name="name_th").attrs["value"] == "ชื่ออื่น"


def test_moved_section_takes_its_path_people_and_history_along(world: World) -> None:
    section = make_unit(world.division, kind="section")
    person = make_user(section)
    form = {"parent_id": world.other_division.id, "version": section.version}
    world.client.post(f"/units/{section.id}/move", form)
    db.session.expire_all()
    assert section.path == f"{world.other_division.path}{section.id}/"
    assert person.unit_path == section.path
    assert events_of(section.id, "unit") == ["unit:changed"]


def test_moved_division_rewrites_the_paths_of_all_below(world: World) -> None:
    top = make_unit(kind="organisation", abbr="กทม.", name_th="กรุงเทพมหานคร")
    first, second = (make_unit(top, kind="agency") for _ in range(2))
    division = make_unit(first)
    section = make_unit(division, kind="section")
    give_role(world.admin, Role.ADMINISTRATOR, top)
    world.client.post(f"/units/{division.id}/move", {"parent_id": second.id, "version": division.version})
    db.session.expire_all()
    assert [division.path, section.path] == [
        f"{second.path}{division.id}/",
        f"{second.path}{division.id}/{section.id}/",
    ]
    assert agency_of(section) == second


def test_move_sent_twice_moves_once(world: World) -> None:
    section = make_unit(world.division, kind="section")
    form = {"parent_id": world.other_division.id, "version": section.version}
    world.client.post(f"/units/{section.id}/move", form)
    world.client.post(f"/units/{section.id}/move", form, status=422)
    assert events_of(section.id, "unit") == ["unit:changed"]


def test_move_under_itself_or_to_a_wrong_level_or_another_agency_is_refused(world: World) -> None:
    section = make_unit(world.division, kind="section")
    for parent in (section, world.agency, world.foreign_agency):
        form = {"parent_id": parent.id, "version": section.version}
        page = world.client.post(f"/units/{section.id}/move", form, status=422)
        assert faults(page) == ["โปรดเลือกย้ายไปอยู่ใต้จากรายการที่มี"]


def test_own_agency_is_not_moved(world: World) -> None:
    world.client.get(f"/units/{world.agency.id}/move", status=404)
    world.client.post(f"/units/{world.agency.id}/place", {"place": 0}, status=404)


def test_order_follows_the_arrow_and_the_same_press_twice_changes_nothing_more(world: World) -> None:
    for _ in range(2):
        world.client.post(f"/units/{world.other_division.id}/place", {"place": 0})
    db.session.expire_all()
    assert [each.abbr for each in children(world.agency)] == ["สก.", "กน."]
    assert events_of(world.other_division.id, "unit") == ["unit:changed"]


@pytest.mark.parametrize("place", ["", "x", "-1", "99999999999999999999"])
def test_order_of_nonsense_changes_nothing(world: World, place: str) -> None:
    world.client.post(f"/units/{world.other_division.id}/place", {"place": place})
    assert [each.abbr for each in children(world.agency)] == ["กน.", "สก."]


def test_unit_with_people_roles_or_open_units_is_not_closed(world: World) -> None:
    make_unit(world.division, kind="section")
    make_user(world.division)
    give_role(world.admin, Role.HEAD, world.division)
    page = world.client.get(f"/units/{world.division.id}/closure")
    assert [value.text for value in page.root.one("dl", class_="kv").all("dd")] == ["1", "1", "1"]
    version = {"version": world.division.version}
    page = world.client.post(f"/units/{world.division.id}/closure", version, status=422)
    assert "มีบุคลากรที่ใช้งานอยู่ 1 คน บทบาทที่ยังไม่สิ้นสุด 1 รายการ และหน่วยย่อยที่เปิดอยู่ 1 หน่วย" in page.text


def test_empty_unit_is_closed_and_opened_again(world: World) -> None:
    version = {"version": world.division.version}
    world.client.post(f"/units/{world.division.id}/closure", version)
    world.client.post(f"/units/{world.division.id}/closure", version, status=409)
    assert [each.abbr for each in divisions_of(world.agency)] == ["สก."]
    page = world.client.get(f"/units/{world.division.id}")
    shown = page.root.one("form", action=f"/units/{world.division.id}/reopening").one("input", name="version")
    world.client.post(f"/units/{world.division.id}/reopening", {"version": shown.attrs["value"]})
    assert [each.abbr for each in divisions_of(world.agency)] == ["กน.", "สก."]
    assert events_of(world.division.id, "unit") == ["unit:closed", "unit:reopened"]


def test_unit_below_a_closed_one_is_not_opened(world: World, now: datetime) -> None:
    closed = make_unit(world.agency, closed_at=now)
    section = make_unit(closed, kind="section", closed_at=now)
    world.client.post(f"/units/{section.id}/reopening", {"version": section.version}, status=422)


def test_closed_unit_is_offered_to_nobody(world: World, now: datetime) -> None:
    closed = make_unit(world.agency, closed_at=now)
    offered = [
        each.attrs["value"] for each in world.client.get("/people/new").root.one("select", name="unit_id").all("option")
    ]
    assert str(closed.id) not in offered


def test_people_with_role_are_those_in_force_in_the_unit_or_above(world: World, now: datetime) -> None:
    today = bangkok_date(now)
    above = make_person(Role.HEAD, world.agency, name="ก")
    here = make_person(Role.HEAD, world.division, name="ข")
    make_person(Role.HEAD, world.other_division)
    make_person(Role.HEAD, world.division, disabled_at=now)
    over = make_user(world.division)
    give_role(over, Role.HEAD, world.division, ends_on=today.replace(day=1))
    coming = make_user(world.division)
    give_role(coming, Role.HEAD, world.division, starts_on=today.replace(day=31))
    ended = give_role(make_user(world.division), Role.HEAD, world.division)
    db.session.get_one(RoleHolding, ended.id).ended_at = now
    db.session.commit()
    assert [each.name for each in people_with_role(Role.HEAD, world.division.path, today)] == [above.name, here.name]


def test_unit_page_leads_only_where_the_administrator_may_go(world: World) -> None:
    give_role(world.foreigner, Role.EVALUATOR, world.agency)
    page = world.client.get(f"/units/{world.agency.id}")
    assert [cell.text for cell in page.root.all("th", scope="row")] == ["คนอื่น", "ผู้ดูแล"]
    assert page.root.all("a", href=f"/people/{world.foreigner.id}") == []
    assert page.root.all("a", href=f"/units/{world.agency.id}/move") == []
    assert (
        len(world.client.get(f"/units/{world.division.id}").root.all("a", href=f"/units/{world.division.id}/move")) == 1
    )
