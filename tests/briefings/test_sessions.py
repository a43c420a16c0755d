"""The list of sessions, one session's page, setting up, changing, calling off; files."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import audit, storage
from portal.access.permissions import Role
from portal.briefings.models import Attendance, BriefingAudience, BriefingFile, BriefingSession
from portal.evidence.actions import sweep_files
from portal.extensions import db
from portal.notifications.models import Notice
from tests.briefings.conftest import Setting, at, cost
from tests.client import Page, PortalClient
from tests.factories.briefings import check_in, invite, make_session
from tests.factories.people import make_person, make_unit, make_user
from tests.factories.performance import make_fiscal_year

ClientOf = Callable[..., PortalClient]


def form_of(setting: Setting, **changes: Any) -> dict[str, Any]:
    """Return a filled form of a session."""
    return {
        "title": "ประชุมชี้แจงรุ่น 2",
        "place": "ห้องประชุม 5",
        "day": "16/12/2569",
        "starts": "๑๓.๓๐",
        "ends": "16:00 น.",
        "units": [str(setting.agency.id)],
        "staff_type": "",
        "programme": "13.30 น. ลงทะเบียน\n14.00 น. บรรยาย",
        "capacity": "120",
    } | changes


def errors(page: Page) -> list[str]:
    """Return what stands under the fields."""
    return [element.text for element in page.root.all("p", class_="field-error")]


def events(event: audit.Event) -> list[dict[str, Any]]:
    """Return the details on record of an event."""
    entries = db.session.scalars(select(audit.AuditEntry).where(audit.AuditEntry.event == event.value))
    return [entry.detail for entry in entries]


def test_list_is_empty_until_a_session_is_set_up(setting: Setting, client_of: ClientOf) -> None:
    db.session.delete(db.session.scalars(select(BriefingAudience)).one())
    db.session.delete(setting.session)
    db.session.commit()
    assert "ยังไม่มีการประชุมชี้แจงในปีนี้" in client_of(setting.somchai).get("/briefings").text
    assert "สร้างการประชุม" in client_of(setting.secretary).get("/briefings").text


def test_list_shows_what_is_ahead_first(setting: Setting, somchai: PortalClient) -> None:
    make_session(setting.year, title="รุ่น 0", starts_at=at(-48))
    make_session(setting.year, title="รุ่น 3", starts_at=at(57))
    page = somchai.get("/briefings?year=2570")
    assert [each.text for each in page.root.one("main").all("h2")] == ["ประชุมชี้แจงรุ่น 1", "รุ่น 3", "รุ่น 0"]


def test_list_says_what_a_session_is_to_the_person(setting: Setting, somchai: PortalClient) -> None:
    invite(setting.session, setting.somchai)
    page = somchai.get("/briefings")
    assert "ท่านได้รับเชิญประชุม 15 ธ.ค. 2569 เวลา 09.00 น." in page.text
    check_in(setting.session, setting.somchai)
    assert "ท่านลงเวลา 09.00 น." in somchai.get("/briefings").text


def test_list_of_a_year_that_is_not_there_is_not_found(setting: Setting, somchai: PortalClient) -> None:
    somchai.get("/briefings?year=2599", status=404)
    somchai.get("/briefings?year=x&agency=y")


def test_another_agency_sees_nothing(setting: Setting, client_of: ClientOf) -> None:
    far = make_unit()
    stranger = client_of(make_person(Role.SECRETARIAT, far))
    stranger.get(setting.url, status=404)
    assert "ประชุมชี้แจงรุ่น 1" not in stranger.get("/briefings").text


def test_colleague_may_look_and_not_change(setting: Setting, somchai: PortalClient) -> None:
    assert somchai.get(setting.url).heading == "ประชุมชี้แจงรุ่น 1"
    for path in (
        "edit",
        "cancellation",
        "invitations",
        "hall",
        "attendance",
        "sheet",
        "sheet/entry",
        "attendance.xlsx",
    ):
        somchai.get(f"{setting.url}/{path}", status=403)


def test_session_page_says_what_to_do(setting: Setting, somchai: PortalClient) -> None:
    page = somchai.get(setting.url)
    assert page.root.one("h2", id="steps").text == "สิ่งที่ท่านต้องทำ"
    assert "ระหว่าง 08.00 น. ถึง 12.00 น." in page.text


def test_session_is_set_up(setting: Setting, secretary: PortalClient) -> None:
    done = secretary.post("/briefings/new", form_of(setting))
    page = secretary.follow(done)
    assert page.heading == "ประชุมชี้แจงรุ่น 2"
    made = db.session.scalars(select(BriefingSession).order_by(BriefingSession.id.desc())).first()
    assert made is not None
    assert (made.starts_at, made.ends_at, made.checkin_from_at) == (at(24 + 13, 30), at(24 + 16), at(24 + 12, 30))
    assert (made.late_after_at, made.capacity, made.fiscal_year_id) == (at(24 + 13, 45), 120, setting.year.id)
    assert (made.place, made.staff_type) == ("ห้องประชุม 5", "")
    assert made.programme.splitlines() == ["13.30 น. ลงทะเบียน", "14.00 น. บรรยาย"]
    assert ("ห้องประชุม 5" in page.text, "14.00 น. บรรยาย" in page.text) == (True, True)
    assert (len(made.pin), len(made.secret), made.pin != setting.session.pin) == (6, 64, True)
    assert events(audit.Event.BRIEFING_CREATED)[0]["audience"] == ["สพส."]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"title": " "}, "โปรดระบุ"),
        ({"day": "31/2/2569"}, "ไม่มีวันที่นี้ในปฏิทิน"),
        ({"day": "16/12/2580"}, "ยังไม่มีปีงบประมาณที่มีวันที่ 16 ธ.ค. 2580"),
        ({"starts": "เก้าโมง"}, "อ่านเวลาไม่ได้"),
        ({"ends": "13.00"}, "เวลาสิ้นสุดต้องอยู่หลังเวลาเริ่ม"),
        ({"capacity": "0"}, "ต้องไม่น้อยกว่า 1"),
        ({"units": []}, "โปรดเลือกกลุ่มเป้าหมายอย่างน้อย 1 หน่วย"),
        ({"late_after": "17.00"}, "ต้องอยู่ระหว่างเวลาเปิดและปิดลงเวลา"),
        ({"place": "ก" * 301}, "300"),
    ],
)
def test_session_that_cannot_be_is_refused_beside_its_field(
    setting: Setting, secretary: PortalClient, changes: dict[str, Any], text: str
) -> None:
    page = secretary.post("/briefings/new", form_of(setting, **changes), status=422)
    (sentence,) = errors(page)
    assert text in sentence
    assert page.root.one("input", id="place").attrs["value"] == changes.get("place", "ห้องประชุม 5")
    assert db.session.scalar(select(func.count()).select_from(BriefingSession)) == 1


def test_units_of_another_agency_cannot_be_chosen(setting: Setting, secretary: PortalClient) -> None:
    far = make_unit()
    make_fiscal_year(far)
    secretary.post("/briefings/new", form_of(setting, units=[str(far.id)]), status=422)
    assert db.session.scalar(select(func.count()).select_from(BriefingSession)) == 1


def test_unit_below_a_chosen_one_is_in_it_already(setting: Setting, secretary: PortalClient) -> None:
    secretary.post("/briefings/new", form_of(setting, units=[str(setting.agency.id), str(setting.first.id)]))
    assert events(audit.Event.BRIEFING_CREATED)[0]["audience"] == ["สพส."]


def typed(page: Page) -> dict[str, Any]:
    """Return what the form of a session holds."""
    form = page.root.one("form", class_="form")
    found: dict[str, Any] = {"units": []}
    for field in form.all("input"):
        name, kind = field.attrs["name"], field.attrs.get("type", "text")
        if kind == "checkbox" and "checked" in field.attrs:
            found[name].append(field.attrs["value"])
        elif kind in ("text", "hidden") or (kind == "radio" and "checked" in field.attrs):
            found[name] = field.attrs.get("value", "")
    found["programme"] = form.one("textarea").text
    del found["csrf_token"]
    return found


def test_form_shows_the_session_and_saving_it_unchanged_changes_nothing(
    setting: Setting, secretary: PortalClient
) -> None:
    shown = typed(secretary.get(f"{setting.url}/edit"))
    assert (shown["day"], shown["starts"], shown["late_after"]) == ("15/12/2569", "09.00", "09.15")
    secretary.post(f"{setting.url}/edit", shown)
    assert events(audit.Event.BRIEFING_CHANGED) == []


def test_invited_people_are_told_of_another_place(setting: Setting, secretary: PortalClient) -> None:
    invite(setting.session, setting.somchai)
    shown = typed(secretary.get(f"{setting.url}/edit"))
    secretary.post(f"{setting.url}/edit", shown | {"place": "ห้องใหญ่"})
    (notice,) = db.session.scalars(select(Notice)).all()
    assert (notice.user_id, notice.kind, notice.detail["place"]) == (setting.somchai.id, "briefing_changed", "ห้องใหญ่")
    assert events(audit.Event.BRIEFING_CHANGED)[0]["new"] == {"venue": "ห้องใหญ่"}


def test_another_title_alone_tells_nobody(setting: Setting, secretary: PortalClient) -> None:
    invite(setting.session, setting.somchai)
    shown = typed(secretary.get(f"{setting.url}/edit"))
    secretary.post(f"{setting.url}/edit", shown | {"title": "ชื่อใหม่"})
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0


def test_arrivals_are_judged_anew_when_the_late_time_moves(setting: Setting, secretary: PortalClient) -> None:
    check_in(setting.session, setting.somchai, arrived_at=at(9, 20), is_late=True)
    shown = typed(secretary.get(f"{setting.url}/edit"))
    secretary.post(f"{setting.url}/edit", shown | {"late_after": "09.20"})
    assert db.session.scalars(select(Attendance.is_late)).one() is False


def test_session_changed_meanwhile_is_shown_beside_what_was_typed(setting: Setting, secretary: PortalClient) -> None:
    shown = typed(secretary.get(f"{setting.url}/edit"))
    secretary.post(f"{setting.url}/edit", shown | {"place": "ห้องของคนแรก"})
    page = secretary.post(f"{setting.url}/edit", shown | {"place": "ห้องของคนที่สอง"}, status=409)
    assert "ห้องของคนแรก" in page.root.one("div", id="changed-meanwhile").text
    assert page.root.one("input", id="place").attrs["value"] == "ห้องของคนที่สอง"
    secretary.post(f"{setting.url}/edit", typed(page))
    db.session.expire_all()
    assert setting.session.place == "ห้องของคนที่สอง"


def test_session_is_called_off_with_a_reason(setting: Setting, secretary: PortalClient, somchai: PortalClient) -> None:
    invite(setting.session, setting.somchai)
    page = secretary.get(f"{setting.url}/cancellation")
    assert "ผู้ที่ได้รับเชิญ 1 คนจะได้รับแจ้ง" in page.text
    secretary.post(f"{setting.url}/cancellation", {"reason": " "}, status=422)
    for _ in range(2):
        secretary.post(f"{setting.url}/cancellation", {"reason": "วิทยากรติดราชการ"})
    (notice,) = db.session.scalars(select(Notice)).all()
    assert (notice.kind, notice.detail["reason"]) == ("briefing_cancelled", "วิทยากรติดราชการ")
    assert "วิทยากรติดราชการ" in somchai.get(setting.url).text
    assert "วิทยากรติดราชการ" in somchai.get(f"/notices/{notice.id}").text
    shown = typed(secretary.get(f"{setting.url}/edit"))
    assert "ยกเลิกแล้ว" in secretary.post(f"{setting.url}/edit", shown, status=422).text


def test_session_people_have_come_to_cannot_be_called_off(setting: Setting, secretary: PortalClient) -> None:
    check_in(setting.session, setting.somchai)
    page = secretary.post(f"{setting.url}/cancellation", {"reason": "ผิด"}, status=422)
    assert "มีผู้ลงเวลาเข้าร่วมแล้ว" in page.text


def upload(
    client: PortalClient, setting: Setting, name: str, content: bytes, key: str = "a", status: int = 303
) -> Page:
    """Send a file to the session."""
    return client.post(f"{setting.url}/files", {"files": (io.BytesIO(content), name), "upload_key": key}, status=status)


def test_file_is_added_downloaded_and_withdrawn(
    setting: Setting, secretary: PortalClient, somchai: PortalClient
) -> None:
    for _ in range(2):
        upload(secretary, setting, "สไลด์.txt", "เนื้อหา".encode())
    (file,) = db.session.scalars(select(BriefingFile)).all()
    link = somchai.get(setting.url).root.one("a", href=f"/briefings/files/{file.id}")
    assert link.text == "สไลด์.txt"
    response = somchai.send("GET", link.attrs["href"])
    assert (response.get_data(), response.headers["Content-Disposition"][:10]) == ("เนื้อหา".encode(), "attachment")
    response.close()
    somchai.post(f"/briefings/files/{file.id}/withdrawal", status=403)
    secretary.post(f"/briefings/files/{file.id}/withdrawal")
    somchai.get(f"/briefings/files/{file.id}", status=404)


def test_file_that_is_there_already_is_refused(setting: Setting, secretary: PortalClient) -> None:
    upload(secretary, setting, "ก.txt", b"one")
    page = upload(secretary, setting, "ข.txt", b"one", key="b", status=422)
    assert "มีเนื้อหาเดียวกับ “ก.txt”" in page.text


def test_file_of_an_unknown_kind_is_refused(setting: Setting, secretary: PortalClient) -> None:
    upload(secretary, setting, "ก.exe", b"MZ", status=422)
    assert "โปรดเลือกไฟล์อย่างน้อย 1 ไฟล์" in secretary.post(f"{setting.url}/files", {}, status=422).text


def test_file_of_a_session_is_not_swept(setting: Setting, secretary: PortalClient, portal: Any) -> None:
    upload(secretary, setting, "ก.txt", b"one")
    store = portal.extensions["portal_storage"]
    (digest,) = db.session.scalars(select(BriefingFile.sha256))
    assert storage.named([digest, "f" * 64]) == {digest}
    written = time.time() - timedelta(days=12).total_seconds()
    os.utime(store.root / digest[:2] / digest[2:4] / digest, (written, written))
    sweep_files(storage=store)
    assert store.exists(digest)


def test_list_costs_the_same_for_one_session_and_thirty(
    setting: Setting, secretary: PortalClient, statements: list[str]
) -> None:
    costs = []
    for extra in (0, 29):
        for each in range(extra):
            invite(make_session(setting.year, created_by_id=setting.secretary.id, starts_at=at(9 + each)), setting.suda)
        statements.clear()
        secretary.get("/briefings")
        costs.append(cost(statements))
    assert costs[0] == costs[1]


def test_page_of_a_session_costs_few_statements(setting: Setting, somchai: PortalClient, statements: list[str]) -> None:
    address = setting.url
    statements.clear()
    somchai.get(address)
    assert cost(statements) == 8


def test_everybody_may_see_the_page_without_an_invitation(setting: Setting, client_of: ClientOf) -> None:
    setting.session.staff_type = "official"
    db.session.commit()
    assert "ไม่ได้กำหนดให้ท่านเข้าร่วม" in client_of(setting.suda).get(setting.url).text
    assert "ท่านอยู่ในกลุ่มเป้าหมาย" not in client_of(make_user(setting.agency)).get(setting.url).text
