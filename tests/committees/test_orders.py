"""Appointment orders and their files."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import audit
from portal.committees import queries
from portal.committees.models import AppointmentOrder, AppointmentOrderFile, Membership
from portal.committees.queries.orders import kept_order_files
from portal.extensions import db
from tests.client import PortalClient
from tests.committees.conftest import Setting, errors, events
from tests.factories.people import make_unit, make_user

ClientOf = Callable[..., PortalClient]
TEXT = "คำสั่งที่ 15/2570".encode()


def form_of(**changes: Any) -> dict[str, Any]:
    """Return a filled form of an order."""
    return {
        "order_no": "๑๕/๒๕๗๐",
        "ordered_on": "1/1/2570",
        "title": "แต่งตั้งคณะกรรมการ",
        "starts_on": "1/1/2570",
        "ends_on": "",
        "upload_key": "order-key",
    } | changes


def file(name: str = "คำสั่ง.txt", extra: bytes = b"") -> tuple[io.BytesIO, str]:
    """Return a file as a browser sends it."""
    return io.BytesIO(TEXT + extra), name


def test_order_is_added_with_its_file_and_leads_to_the_list(setting: Setting, secretariat: PortalClient) -> None:
    done = secretariat.post(f"{setting.url}/orders/new", form_of(files=[file()]))
    order = db.session.scalars(select(AppointmentOrder).order_by(AppointmentOrder.id.desc())).first()
    assert order is not None
    assert (order.order_no, order.ordered_on, order.ends_on) == ("15/2570", date(2027, 1, 1), None)
    assert done.headers["Location"] == f"{setting.url}/members/list?order={order.id}"
    (kept,) = db.session.scalars(select(AppointmentOrderFile)).all()
    response = secretariat.get(f"/committees/orders/files/{kept.id}").response
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.mimetype == "application/octet-stream"
    assert kept_order_files([kept.sha256, "0" * 64]) == {kept.sha256}
    assert events(audit.Event.COMMITTEE_ORDER_ADDED)[0]["order_no"] == "15/2570"


def test_order_sent_twice_is_added_once(setting: Setting, secretariat: PortalClient) -> None:
    for _ in range(2):
        secretariat.post(f"{setting.url}/orders/new", form_of(files=[file()]))
    assert db.session.scalar(select(func.count()).select_from(AppointmentOrder)) == 2
    assert db.session.scalar(select(func.count()).select_from(AppointmentOrderFile)) == 1


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"order_no": ""}, "โปรดระบุเลขที่คำสั่ง"),
        ({"ordered_on": "31/2/2570"}, "ไม่มีวันที่นี้ในปฏิทิน"),
        ({"ends_on": "1/12/2569"}, "วันสุดท้ายต้องไม่ก่อนวันแรก"),
        ({"starts_on": "วันแรก"}, "อ่านวันที่ไม่ได้"),
    ],
)
def test_order_that_cannot_be_is_refused(
    setting: Setting, secretariat: PortalClient, changes: dict[str, str], text: str
) -> None:
    page = secretariat.post(f"{setting.url}/orders/new", form_of(**changes), status=422)
    (sentence,) = errors(page)
    assert text in sentence
    assert page.root.one("input", id="title").attrs["value"] == "แต่งตั้งคณะกรรมการ"
    assert db.session.scalar(select(func.count()).select_from(AppointmentOrder)) == 1


def test_same_number_is_refused_whatever_its_digits(setting: Setting, secretariat: PortalClient) -> None:
    secretariat.post(f"{setting.url}/orders/new", form_of())
    page = secretariat.post(f"{setting.url}/orders/new", form_of(order_no="15/2570", upload_key="other"), status=422)
    assert errors(page) == ["คำสั่งเลขที่นี้บันทึกไว้แล้ว"]


def test_file_that_is_a_program_is_refused(setting: Setting, secretariat: PortalClient) -> None:
    bad = [(io.BytesIO(b"MZ" + b"\0" * 100), "คำสั่ง.pdf")]
    page = secretariat.post(f"{setting.url}/orders/new", form_of(files=bad), status=422)
    assert "ระบบไม่รับโปรแกรม" in errors(page)[0]
    assert db.session.scalar(select(func.count()).select_from(AppointmentOrder)) == 1


def test_order_that_replaces_the_former_ends_it_and_its_members_and_keeps_them(
    setting: Setting, secretariat: PortalClient
) -> None:
    first = setting.order.id
    done = secretariat.post(f"{setting.url}/orders/new", form_of(replaces="y"))
    assert db.session.get_one(AppointmentOrder, first).ends_on == date(2026, 12, 31)
    places = db.session.scalars(select(Membership)).all()
    assert {(place.ends_on, place.end_reason) for place in places} == {(date(2026, 12, 31), "คำสั่งที่ 15/2570 ใช้แทน")}
    assert len(events(audit.Event.COMMITTEE_MEMBER_ENDED)) == 2
    assert [len(queries.members_on(setting.committee.id, day)) for day in (date(2026, 12, 31), date(2027, 1, 1))] == [
        2,
        0,
    ]
    page = secretariat.follow(done)
    assert page.root.one("textarea", id="lines").text == (
        "นางเลขา งานดี, รองผู้อำนวยการสำนัก, ประธานกรรมการ นายสมชาย ใจดี, เจ้าหน้าที่ทดสอบ, กรรมการและเลขานุการ"
    )


def test_order_is_corrected_and_places_end_with_it(setting: Setting, secretariat: PortalClient) -> None:
    order = setting.order
    url, number = f"/committees/orders/{order.id}/edit", order.order_no
    changed = {"order_no": number, "starts_on": "1/10/2569", "ends_on": "30/9/2570", "version": "1"}
    secretariat.post(url, form_of(**changed))
    assert {place.ends_on for place in db.session.scalars(select(Membership))} == {date(2027, 9, 30)}
    assert events(audit.Event.COMMITTEE_CHANGED)[-1]["new"]["ends_on"] == "2027-09-30"
    late = secretariat.post(url, form_of(**changed | {"starts_on": "2/10/2569", "version": "2"}), status=422)
    assert errors(late) == ["มีกรรมการตามคำสั่งนี้ที่เริ่มก่อนวันที่ระบุ โปรดแก้ไขวันเริ่มของกรรมการก่อน"]
    page = secretariat.post(url, form_of(**changed | {"title": "ใหม่", "version": "1"}), status=409)
    assert page.root.one("input", id="title").attrs["value"] == "ใหม่"


def test_files_are_added_refused_and_taken_out(
    setting: Setting, secretariat: PortalClient, client_of: ClientOf
) -> None:
    url = f"/committees/orders/{setting.order.id}/files"
    secretariat.post(url, {"files": [file("ก.txt"), file("ข.txt", b" ")], "upload_key": "k"})
    page = secretariat.post(url, {"files": [file("ค.txt")], "upload_key": "l"}, status=422)
    assert "มีเนื้อหาเดียวกับ “ก.txt”" in errors(page)[0]
    assert "โปรดเลือกไฟล์อย่างน้อย 1 ไฟล์" in errors(secretariat.post(url, {"upload_key": "m"}, status=422))[0]
    first = db.session.scalars(select(AppointmentOrderFile).order_by(AppointmentOrderFile.id)).first()
    assert first is not None
    address, digest = f"/committees/orders/files/{first.id}", first.sha256
    client_of(setting.suda).get(address)
    client_of(setting.suda).post(f"{address}/withdrawal", status=403)
    client_of(make_user(make_unit())).get(address, status=404)
    secretariat.post(f"{address}/withdrawal")
    secretariat.get(address, status=404)
    assert kept_order_files([digest]) == {digest}
    assert [each["filename"] for each in events(audit.Event.COMMITTEE_CHANGED)] == ["ก.txt", "ข.txt", "ก.txt"]
