"""The secretariat's list: tick, take back, correct, strike out, export."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from portal import audit, clock
from portal.briefings.models import Attendance, AttendanceEvent
from portal.extensions import db
from portal.notifications.models import Notice
from tests.briefings.conftest import Setting, at, cost
from tests.client import Page, PortalClient
from tests.factories.briefings import check_in, invite
from tests.factories.people import make_unit, make_user

ClientOf = Callable[..., PortalClient]


def attendance() -> Attendance:
    """Return the one row there is."""
    db.session.expire_all()
    return db.session.scalars(select(Attendance)).one()


def acts() -> list[str]:
    """Return what the log holds."""
    return list(db.session.scalars(select(AttendanceEvent.act).order_by(AttendanceEvent.id)))


def events() -> list[tuple[str, dict[str, Any]]]:
    """Return what the trail holds."""
    entries = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.subject_type == "briefing_session"))
    return [(entry.event, entry.detail) for entry in entries]


def names(page: Page) -> list[str]:
    """Return whom the list shows."""
    return [row.one("p", class_="attendee-name").text for row in page.root.all("li", class_="attendee")]


def test_list_shows_everybody_expected_by_name(setting: Setting, secretary: PortalClient) -> None:
    invite(setting.session, setting.suda)
    make_user(make_unit())
    page = secretary.get(setting.list_url)
    assert sorted(names(page)) == ["นางสาวสุดา แก้วใส", "นางเลขา งานดี", "นายสมชาย ใจดี"]
    assert "ลงเวลาแล้ว 0 คน จากผู้ได้รับเชิญ 1 คน" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ชาย", ["นายสมชาย ใจดี"]),
        ("q=somchai", ["นายสมชาย ใจดี"]),
        ("shown=present", ["นางสาวสุดา แก้วใส"]),
        ("shown=waiting", ["นางเลขา งานดี", "นายสมชาย ใจดี"]),
        ("shown=struck", []),
        ("shown=nonsense&unit=x&page=9", ["นางสาวสุดา แก้วใส", "นางเลขา งานดี", "นายสมชาย ใจดี"]),
    ],
)
def test_list_is_narrowed(setting: Setting, secretary: PortalClient, query: str, found: list[str]) -> None:
    check_in(setting.session, setting.suda)
    assert sorted(names(secretary.get(f"{setting.list_url}?{query}"))) == found


def test_list_of_one_division(setting: Setting, secretary: PortalClient) -> None:
    page = secretary.get(f"{setting.list_url}?unit={setting.second.id}")
    assert names(page) == ["นางสาวสุดา แก้วใส"]


def test_tick_counts_the_person_and_the_row_comes_back(setting: Setting, secretary: PortalClient) -> None:
    part = secretary.post(f"{setting.list_url}/{setting.somchai.id}", status=200, htmx=True)
    row = part.root.one("li", id=f"attendee-{setting.somchai.id}")
    assert "08.30 น." in row.text
    assert row.one("button").text.startswith("เลิกทำ")
    assert "ลงเวลาแล้ว 1 คน" in part.root.one("div", id="tally").text
    found = attendance()
    assert (found.method, found.marked_by_id, found.arrived_at) == ("list", setting.secretary.id, at(8, 30))
    assert events() == [("attendance:marked", {"title": "ประชุมชี้แจงรุ่น 1", "name": "นายสมชาย ใจดี", "method": "list"})]


def test_tick_without_javascript_goes_back_to_the_same_place(setting: Setting, secretary: PortalClient) -> None:
    page = secretary.get(f"{setting.list_url}?q=สมชาย")
    (form,) = page.root.one("li", class_="attendee").all("form")
    back = form.one("input", name="back").attrs["value"]
    done = secretary.post(form.attrs["action"], {"back": back})
    again = secretary.follow(done)
    assert names(again) == ["นายสมชาย ใจดี"]
    (undo,) = again.root.one("li", class_="attendee").all("form")
    secretary.post(undo.attrs["action"], {"back": back})
    found = attendance()
    assert (found.struck_at, found.strike_reason, acts()) == (at(8, 30), "", ["checked_in", "undone"])


def test_tick_of_somebody_counted_before_changes_nothing(setting: Setting, secretary: PortalClient) -> None:
    check_in(setting.session, setting.somchai, arrived_at=at(8, 5))
    page = secretary.follow(secretary.post(f"{setting.list_url}/{setting.somchai.id}"))
    assert "ลงเวลาไว้แล้ว นับครั้งเดียว" in page.text
    assert (attendance().arrived_at, attendance().method, acts()) == (at(8, 5), "qr", ["repeated"])


def test_tick_after_one_taken_back_counts_again(setting: Setting, secretary: PortalClient) -> None:
    address = f"{setting.list_url}/{setting.somchai.id}"
    secretary.post(address)
    secretary.post(f"/attendance/{attendance().id}/undo")
    clock.fix(at(9, 20))
    secretary.post(address)
    assert (attendance().struck_at, attendance().arrived_at, attendance().is_late) == (None, at(9, 20), True)


def test_tick_cannot_be_taken_back_later(setting: Setting, secretary: PortalClient) -> None:
    secretary.post(f"{setting.list_url}/{setting.somchai.id}")
    clock.fix(at(8, 41))
    page = secretary.post(f"/attendance/{attendance().id}/undo", status=422)
    assert "เลิกทำได้ภายใน 10 นาที" in page.text
    assert attendance().struck_at is None


def test_somebody_outside_the_audience_is_added_by_the_secretariat(setting: Setting, secretary: PortalClient) -> None:
    setting.session.staff_type = "official"
    db.session.commit()
    assert names(secretary.get(f"{setting.list_url}?q=สุดา")) == []
    page = secretary.get(f"{setting.list_url}?q=สุดา&everyone=y")
    assert names(page) == ["นางสาวสุดา แก้วใส"]
    secretary.post(f"{setting.list_url}/{setting.suda.id}")
    assert attendance().staff_type == "employee"
    assert names(secretary.get(f"{setting.list_url}?q=สุดา")) == ["นางสาวสุดา แก้วใส"]


def test_nobody_of_another_agency_can_be_ticked(setting: Setting, secretary: PortalClient) -> None:
    secretary.post(f"{setting.list_url}/{make_user(make_unit()).id}", status=404)


def test_capacity_warns_the_secretariat_and_stops_nothing(setting: Setting, secretary: PortalClient) -> None:
    setting.session.capacity = 1
    db.session.commit()
    for person in (setting.somchai, setting.suda):
        secretary.post(f"{setting.list_url}/{person.id}")
    assert "เกินจำนวนที่นั่ง 1 ที่แล้ว" in secretary.get(setting.list_url).text


def test_nobody_is_ticked_before_the_window(setting: Setting, secretary: PortalClient) -> None:
    clock.fix(at(7))
    page = secretary.get(setting.list_url)
    assert "ลงเวลาได้ตั้งแต่ 15 ธ.ค. 2569 08.00 น." in page.text
    assert page.root.one("main").all("form", class_="inline-form") == []
    secretary.post(f"{setting.list_url}/{setting.somchai.id}", status=422)


def test_tick_after_the_session_arrives_at_its_end(setting: Setting, secretary: PortalClient) -> None:
    clock.fix(at(15))
    secretary.post(f"{setting.list_url}/{setting.somchai.id}")
    assert attendance().arrived_at == at(12)
    secretary.post(f"/attendance/{attendance().id}/undo")


def correct(client: PortalClient, found: Attendance, status: int = 303, **typed: str) -> Page:
    """Send the form of corrections."""
    values = {"arrived": "08.30", "left": "", "version": str(found.version)} | typed
    return client.post(f"/attendance/{found.id}", values, status=status)


def test_times_are_corrected_and_late_follows(setting: Setting, secretary: PortalClient) -> None:
    found = check_in(setting.session, setting.somchai)
    clock.fix(at(13))
    correct(secretary, found, arrived="๐๙.๓๐", left="11:00")
    now = attendance()
    assert (now.arrived_at, now.left_early_at, now.is_late) == (at(9, 30), at(11), True)
    assert acts() == ["corrected"]
    (event, detail) = events()[0]
    assert (event, detail["new"]["is_late"]) == ("attendance:corrected", True)
    page = secretary.get(f"/attendance/{found.id}")
    assert "แก้ไขเวลา: 09.00 → 09.30, – → 11.00" in page.text


def test_leaving_early_is_logged_as_such(setting: Setting, secretary: PortalClient) -> None:
    found = check_in(setting.session, setting.somchai)
    clock.fix(at(11, 30))
    correct(secretary, found, arrived="09.00", left="11.00")
    assert acts() == ["left"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"arrived": ""}, "arrived"),
        ({"arrived": "25.00"}, "arrived"),
        ({"arrived": "07.00"}, "arrived"),
        ({"arrived": "12.30"}, "arrived"),
        ({"left": "08.00"}, "left"),
        ({"left": "12.00"}, "left"),
    ],
)
def test_times_that_cannot_be_are_refused_beside_their_field(
    setting: Setting, secretary: PortalClient, typed: dict[str, str], field: str
) -> None:
    found = check_in(setting.session, setting.somchai)
    clock.fix(at(13))
    page = correct(secretary, found, 422, **typed)
    assert page.root.one("input", id=field).attrs["aria-invalid"] == "true"
    assert acts() == []


def test_attendance_changed_meanwhile_is_a_conflict(setting: Setting, secretary: PortalClient) -> None:
    found = check_in(setting.session, setting.somchai)
    clock.fix(at(13))
    correct(secretary, found, arrived="09.10")
    page = secretary.post(f"/attendance/{found.id}", {"arrived": "09.20", "version": "1"}, status=409)
    assert "มีผู้แก้ไขการลงเวลานี้" in page.text
    correct(secretary, attendance(), arrived="09.20")


def test_striking_out_needs_a_reason_and_tells_the_person(
    setting: Setting, secretary: PortalClient, somchai: PortalClient
) -> None:
    found = check_in(setting.session, setting.somchai)
    address, version = f"/attendance/{found.id}/strike", str(found.version)
    secretary.get(address)
    secretary.post(address, {"reason": "", "version": version}, status=422)
    for _ in range(2):
        secretary.post(address, {"reason": "ลงเวลาแทนกัน", "version": version})
    assert (attendance().strike_reason, acts()) == ("ลงเวลาแทนกัน", ["struck"])
    (notice,) = db.session.scalars(select(Notice)).all()
    assert (notice.user_id, notice.kind) == (setting.somchai.id, "attendance_struck")
    assert "ลงเวลาแทนกัน" in somchai.get(f"/notices/{notice.id}").text
    assert "ยกเลิกการลงเวลา" in secretary.get(f"{setting.list_url}?shown=struck").text
    assert "คืนการลงเวลา" in secretary.post(f"{setting.list_url}/{setting.somchai.id}", status=422).text


def test_struck_out_person_is_restored_as_before(setting: Setting, secretary: PortalClient) -> None:
    found = check_in(setting.session, setting.somchai, arrived_at=at(8, 5), struck_at=at(8, 20), strike_reason="ผิดคน")
    page = secretary.get(f"/attendance/{found.id}")
    assert "ไม่นับเป็นผู้เข้าร่วม" in page.text
    secretary.post(f"/attendance/{found.id}/restoration")
    now = attendance()
    assert (now.struck_at, now.strike_reason, now.arrived_at, acts()) == (None, "", at(8, 5), ["restored"])


def test_only_the_secretariat_marks(setting: Setting, somchai: PortalClient, client_of: ClientOf) -> None:
    found = check_in(setting.session, setting.suda)
    for path in ("", "/strike"):
        somchai.get(f"/attendance/{found.id}{path}", status=403)
    for path in ("/undo", "/strike", "/restoration", ""):
        somchai.post(f"/attendance/{found.id}{path}", status=403)
    somchai.post(f"{setting.list_url}/{setting.somchai.id}", status=403)
    client_of(make_user(make_unit())).get(f"/attendance/{found.id}", status=404)


def test_export_holds_everybody_and_the_counts_and_is_on_record(setting: Setting, secretary: PortalClient) -> None:
    invite(setting.session, setting.somchai, setting.suda)
    check_in(setting.session, setting.suda, arrived_at=at(9, 20), is_late=True, left_early_at=at(11))
    response = secretary.send("GET", f"{setting.url}/attendance.xlsx")
    book = load_workbook(io.BytesIO(response.get_data()))
    response.close()
    rows = [[cell.value for cell in row] for row in book["ผู้เข้าร่วม"].iter_rows(min_row=5)]
    assert [row[1] for row in rows] == ["นางเลขา งานดี", "นายสมชาย ใจดี", "นางสาวสุดา แก้วใส"]
    assert rows[2][3:12] == [
        "กสอ.",
        None,
        "ลูกจ้าง",
        "เชิญ",
        "เข้าร่วม มาสาย",
        "09.20 น.",
        "11.00 น.",
        "สแกนคิวอาร์",
        "นางสาวสุดา แก้วใส",
    ]
    counts = [[cell.value for cell in row] for row in book["จำนวน"].iter_rows(min_row=5)]
    assert counts[-1] == ["รวม", 2, 1, 1, 1, 1, 0]
    assert [event for event, _ in events()] == ["attendance:exported"]


def test_list_costs_the_same_for_one_person_and_thirty(
    setting: Setting, secretary: PortalClient, statements: list[str]
) -> None:
    costs = []
    address = setting.list_url
    for extra in (0, 30):
        for _ in range(extra):
            check_in(setting.session, make_user(setting.second))
        statements.clear()
        secretary.get(address)
        costs.append(cost(statements))
    assert costs == [8, 8]


def test_long_list_has_pages(setting: Setting, secretary: PortalClient) -> None:
    for _ in range(60):
        make_user(setting.first)
    assert len(names(secretary.get(setting.list_url))) == 50
    page = secretary.get(f"{setting.list_url}?page=2")
    assert len(names(page)) == 13
    assert "แสดง 51–63 จาก 63 รายการ" in page.text


def test_log_of_attendance_is_append_only(setting: Setting, somchai: PortalClient) -> None:
    somchai.post("/checkin", {"pin": setting.session.pin})
    event = db.session.scalars(select(AttendanceEvent)).one()
    event.note = "เปลี่ยน"
    with pytest.raises(RuntimeError, match="append-only"):
        db.session.flush()
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(AttendanceEvent)) == 1
