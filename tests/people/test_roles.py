"""Roles given and ended on a person's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from portal.access.permissions import Role
from portal.errors import RuleBroken
from portal.extensions import db
from portal.people.models import RoleHolding
from portal.people.rules.roles import ROLE_UNITS, HoldingState, check_fits, holding_state, overlaps, roles_for
from portal.people.rules.units import UnitKind
from tests.client import Page, PortalClient
from tests.factories.people import give_role, make_person, make_unit, make_user
from tests.people.agency import World, events_of


def faults(page: Page) -> list[str]:
    return [each.text.removeprefix("ต้องแก้ไข: ") for each in page.root.all("p", class_="field-error")]


def form_of(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "role": "head",
        "unit_id": world.division.id,
        "starts_on": "๙ ธ.ค. ๖๙",
        "ends_on": "",
        "order_no": "",
    } | changes


def holdings() -> list[RoleHolding]:
    return list(
        db.session.scalars(select(RoleHolding).where(RoleHolding.role != "administrator").order_by(RoleHolding.id))
    )


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        (Role.HEAD, {"agency", "division", "section"}),
        (Role.OFFICER, {"agency", "division", "section"}),
        (Role.SECRETARIAT, {"organisation", "agency"}),
        (Role.EXECUTIVE, {"organisation", "agency"}),
        (Role.ADMINISTRATOR, {"organisation", "agency"}),
        (Role.EVALUATOR, {"agency", "division"}),
        (Role.STAFF, set()),
    ],
)
def test_role_fits_these_levels_alone(role: Role, kinds: set[str]) -> None:
    assert {kind.value for kind in UnitKind if role in roles_for(kind)} == kinds
    for kind in UnitKind:
        if kind not in ROLE_UNITS.get(role, ()):
            with pytest.raises(RuleBroken):
                check_fits(role, kind)


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ((1, None), (5, None), True),
        ((1, 4), (5, None), False),
        ((1, 5), (5, 9), True),
        ((6, 9), (1, 5), False),
        ((1, None), (1, 1), True),
    ],
)
def test_periods_overlap_when_they_share_a_day(first: tuple[int, int | None], second: Any, shared: bool) -> None:
    days = [date(2026, 12, day) if day else None for day in (*first, *second)]
    assert overlaps(days[0] or date.min, days[1], days[2] or date.min, days[3]) is shared


def test_holding_is_coming_in_force_or_ended_by_its_days() -> None:
    def state(starts: int, ends: int | None, is_ended: bool = False) -> HoldingState:
        last = date(2026, 12, ends) if ends else None
        return holding_state(starts_on=date(2026, 12, starts), ends_on=last, is_ended=is_ended, today=date(2026, 12, 9))

    assert [state(10, None), state(9, 9), state(1, 8), state(1, None, True)] == ["coming", "in_force", "ended", "ended"]


def test_role_is_granted_from_a_thai_date_and_on_record(world: World) -> None:
    person = make_user(world.division)
    page = world.client.follow(world.client.post(f"/people/{person.id}/roles/new", form_of(world)))
    (held,) = holdings()
    assert (held.starts_on, held.ends_on, held.granted_by_id) == (date(2026, 12, 9), None, world.admin.id)
    assert page.root.one("table").one("th", scope="row").text == "หัวหน้าส่วนราชการ"
    assert events_of(person.id) == ["role:granted"]


def test_granted_role_opens_its_pages_at_once(world: World, client_of: Callable[..., PortalClient]) -> None:
    person = make_user(world.division)
    theirs = client_of(person)
    theirs.get("/certifications", status=403)
    world.client.post(f"/people/{person.id}/roles/new", form_of(world))
    theirs.get("/certifications")
    world.client.post(f"/roles/{holdings()[0].id}/end")
    theirs.get("/certifications", status=403)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": ""}, "โปรดเลือกบทบาท"),
        ({"role": "staff"}, "โปรดเลือกบทบาทจากรายการที่มี"),
        ({"starts_on": ""}, "โปรดระบุวันเริ่ม"),
        ({"ends_on": "1/12/2569"}, "วันสิ้นสุดต้องไม่ก่อนวันเริ่ม"),
        ({"starts_on": "1/1/2560", "ends_on": "1/1/2561"}, "วันสิ้นสุดผ่านไปแล้ว โปรดระบุวันนี้หรือวันหลังจากนี้"),
        ({"role": "secretariat"}, "บทบาทนี้กำหนดในหน่วยระดับนี้ไม่ได้ โปรดเลือกหน่วยระดับอื่น"),
        ({"is_acting": "y", "ends_on": "20/12/2569"}, "การรักษาราชการแทนต้องระบุเลขที่คำสั่ง เช่น 12/2570"),
        ({"is_acting": "y", "order_no": "๑๒/๒๕๗๐"}, "การรักษาราชการแทนต้องระบุวันสิ้นสุดตามคำสั่ง"),
        ({"is_acting": "y", "role": "officer"}, "รักษาราชการแทนใช้กับหัวหน้าส่วนราชการเท่านั้น"),
    ],
)
def test_role_with_a_fault_is_refused_beside_the_field(world: World, changes: dict[str, str], sentence: str) -> None:
    person = make_user(world.division)
    page = world.client.post(f"/people/{person.id}/roles/new", form_of(world, **changes), status=422)
    assert faults(page) == [sentence]
    assert holdings() == []


def test_acting_head_carries_order_and_last_day(world: World) -> None:
    person = make_user(world.division)
    form = form_of(world, is_acting="y", order_no="๑๒/๒๕๗๐", ends_on="20/12/2569")
    page = world.client.follow(world.client.post(f"/people/{person.id}/roles/new", form))
    (held,) = holdings()
    assert (held.is_acting, held.order_no, held.ends_on) == (True, "๑๒/๒๕๗๐", date(2026, 12, 20))
    assert "รักษาราชการแทน ตามคำสั่งที่ ๑๒/๒๕๗๐" in page.text


def test_same_role_in_the_same_time_is_refused_and_later_is_not(world: World) -> None:
    person = make_user(world.division)
    world.client.post(f"/people/{person.id}/roles/new", form_of(world, ends_on="31/12/2569"))
    page = world.client.post(f"/people/{person.id}/roles/new", form_of(world), status=422)
    assert faults(page)[0].startswith("มีบทบาทนี้ในหน่วยนี้อยู่แล้ว")
    world.client.post(f"/people/{person.id}/roles/new", form_of(world, starts_on="1/1/2570"))
    assert len(holdings()) == 2


def test_role_in_another_agency_or_closed_unit_is_refused(world: World, now: datetime) -> None:
    person, closed = make_user(world.division), make_unit(world.agency, closed_at=now)
    for unit_id in (world.foreign_agency.id, closed.id, 2**31, "x"):
        world.client.post(f"/people/{person.id}/roles/new", form_of(world, unit_id=unit_id), status=422)
    assert holdings() == []


def test_role_for_a_disabled_person_is_refused(world: World, now: datetime) -> None:
    person = make_user(world.division, disabled_at=now)
    world.client.post(f"/people/{person.id}/roles/new", form_of(world), status=422)


def test_role_is_ended_today_and_stays_on_record(world: World) -> None:
    person = make_person(Role.HEAD, world.division)
    (held,) = holdings()
    world.client.get(f"/roles/{held.id}/end")
    for _ in range(2):
        world.client.post(f"/roles/{held.id}/end")
    db.session.expire_all()
    assert (held.ended_at is None, held.ends_on) == (False, date(2026, 12, 9))
    assert events_of(person.id) == ["role:ended"]


def test_role_that_has_not_begun_is_called_off(world: World) -> None:
    person = make_user(world.division)
    held = give_role(person, Role.HEAD, world.division, starts_on=date(2027, 1, 1))
    world.client.post(f"/roles/{held.id}/end")
    assert "ยกเลิกก่อนเริ่ม" in world.client.get(f"/people/{person.id}").text


def test_role_held_in_another_agency_is_shown_but_not_ended(world: World) -> None:
    person = make_user(world.division)
    held = give_role(person, Role.EVALUATOR, world.foreign_agency)
    page = world.client.get(f"/people/{person.id}")
    assert page.root.all("a", href=f"/roles/{held.id}/end") == []
    world.client.get(f"/roles/{held.id}/end", status=404)
    world.client.post("/roles/99999999999999999999/end", status=404)


def test_own_last_administrator_role_is_not_ended(world: World) -> None:
    held = db.session.scalars(select(RoleHolding)).one()
    page = world.client.post(f"/roles/{held.id}/end", status=422)
    assert "ท่านสิ้นสุดบทบาทผู้ดูแลระบบสุดท้ายของตนเองไม่ได้" in page.text
    db.session.refresh(held)
    assert held.ended_at is None


def test_administrator_role_of_another_is_ended(world: World) -> None:
    make_person(Role.ADMINISTRATOR, world.agency)
    held = db.session.scalars(select(RoleHolding).order_by(RoleHolding.id.desc())).first()
    assert held is not None
    world.client.post(f"/roles/{held.id}/end")
    db.session.refresh(held)
    assert held.ends_on == date(2026, 12, 9)
