"""One piece of evidence: its page, new revisions, withdrawal."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.access.permissions import Role
from portal.audit import AuditEntry
from portal.evidence.models import Evidence, EvidenceRevision
from portal.evidence.queries import active_files
from portal.extensions import db
from portal.performance.models import Obligation
from tests.client import Page, PortalClient
from tests.evidence.conftest import Setting
from tests.evidence.test_upload import errors
from tests.factories.evidence import make_evidence, make_revision, withdraw
from tests.factories.people import make_person, make_unit


@pytest.fixture
def evidence(setting: Setting) -> Evidence:
    """A piece of evidence of the setting's obligation."""
    return make_evidence(setting.obligation, setting.officer, filename="รายงาน.txt", content=b"1", note="ฉบับแรก")


def new_file(content: bytes = b"2", name: str = "รายงานแก้ไข.txt", **changes: str) -> dict[str, Any]:
    """Return a filled form of a new revision."""
    values = {"note": "แก้ยอดรวม", "based_on": "1", "upload_key": "key-of-this-form"} | changes
    return values | {"file": (io.BytesIO(content), name)}


def numbers() -> list[int]:
    """Return the numbers of all revisions."""
    return list(db.session.scalars(select(EvidenceRevision.no).order_by(EvidenceRevision.no)))


def version_of(setting: Setting) -> int:
    """Return the obligation's count of changes."""
    return db.session.get_one(Obligation, setting.obligation.id).content_version


def summary(page: Page) -> str:
    """Return the summary of errors."""
    return page.root.one("div", class_="error-summary").text


# Its page ------------------------------------------------------------------------------------------------------------


def test_item_shows_revisions_newest_first(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    make_revision(evidence)
    page = officer.get(f"/evidence/{evidence.id}")
    assert page.heading == "รายงาน"
    assert [row.attrs["id"] for row in page.root.all("li", class_="file-row")] == [
        "evidence-revision-2",
        "evidence-revision-1",
    ]


def test_item_leads_to_what_it_proves(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    page = officer.get(f"/evidence/{evidence.id}")
    links = [link.attrs["href"] for link in page.root.one("ul", class_="plain").all("a")]
    assert links == [setting.url]


def test_item_shows_its_history_newest_first(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    make_revision(evidence)
    make_evidence(setting.obligation)
    withdraw(evidence, "แนบผิดเดือน")
    page = officer.get(f"/evidence/{evidence.id}")
    lines = [line.one("p").text for line in page.root.one("ol", class_="history").all("li")]
    assert [line.removeprefix(setting.officer.name + " ").split(" หลักฐาน ")[0] for line in lines] == [
        "ถอนหลักฐาน เหตุผล: แนบผิดเดือน",
        "แนบฉบับที่ 2",
        "แนบหลักฐาน รายงาน.txt",
    ]


def test_item_of_another_division_is_not_found(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient]
) -> None:
    stranger = client_of(make_person(Role.OFFICER, make_unit(setting.agency)))
    for url in (f"/evidence/{evidence.id}", f"/evidence/{evidence.id}/withdrawal"):
        stranger.get(url, status=404)
    stranger.post(f"/evidence/{evidence.id}/revisions", new_file(), status=404)
    stranger.post(f"/evidence/{evidence.id}/withdrawal", {"reason": "ก", "version": "1"}, status=404)


def test_item_with_an_id_of_20_digits_is_not_found(officer: PortalClient) -> None:
    for path in ("", "/withdrawal"):
        officer.get(f"/evidence/{'9' * 20}{path}", status=404)


def test_item_is_open_to_the_evaluator_of_its_indicator_and_not_to_be_changed(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient]
) -> None:
    evaluator = client_of(make_person(Role.EVALUATOR, setting.evaluator_agency))
    page = evaluator.get(f"/evidence/{evidence.id}")
    assert page.root.all("input", name="file") == []
    evaluator.get(f"/evidence/{evidence.id}/withdrawal", status=403)
    evaluator.post(f"/evidence/{evidence.id}/revisions", new_file(), status=403)


# A new revision ------------------------------------------------------------------------------------------------------


def test_revise_adds_a_revision_and_keeps_the_old_one(
    setting: Setting, officer: PortalClient, evidence: Evidence
) -> None:
    page = officer.follow(officer.post(f"/evidence/{evidence.id}/revisions", new_file()))
    rows = page.root.all("li", class_="file-row")
    assert [row.one("p", class_="file-name").text for row in rows] == ["รายงานแก้ไข.txt", "รายงาน.txt"]
    assert rows[0].all("p", class_="file-note")[0].text == "แก้ยอดรวม"
    assert version_of(setting) == 2
    assert active_files([setting.obligation.id])[setting.obligation.id][0].no == 2


def test_revise_is_on_record_with_what_changed(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    officer.post(f"/evidence/{evidence.id}/revisions", new_file())
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "evidence:revised")).one()
    assert (entry.subject_id, entry.detail["no"], entry.detail["note"]) == (setting.obligation.id, 2, "แก้ยอดรวม")


def test_revise_by_htmx_leads_back_to_the_item(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    page = officer.post(f"/evidence/{evidence.id}/revisions", new_file(), status=204, htmx=True)
    assert page.headers["HX-Redirect"] == f"/evidence/{evidence.id}"


def test_revise_sent_twice_is_stored_once(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    for _ in range(2):
        officer.post(f"/evidence/{evidence.id}/revisions", new_file())
    assert numbers() == [1, 2]
    assert version_of(setting) == 2


def test_revise_from_a_page_that_is_out_of_date_is_a_conflict(
    setting: Setting, officer: PortalClient, evidence: Evidence
) -> None:
    officer.post(f"/evidence/{evidence.id}/revisions", new_file())
    again = new_file(b"3", upload_key="other", note="แก้อีกเรื่อง")
    page = officer.post(f"/evidence/{evidence.id}/revisions", again, status=409)
    assert summary(page).endswith("มีผู้แนบฉบับที่ 2 ไว้ก่อนแล้ว ไฟล์ของท่านจึงยังไม่ได้เก็บ โปรดเปิดดูฉบับล่าสุด แล้วเลือกไฟล์ส่งอีกครั้ง")
    assert page.root.one("textarea", name="note").text == "แก้อีกเรื่อง"
    assert page.root.one("input", name="based_on").attrs["value"] == "2"
    assert numbers() == [1, 2]


def test_revise_by_two_people_at_once_stores_one(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient]
) -> None:
    url, ready = f"/evidence/{evidence.id}/revisions", threading.Barrier(2)
    officers = [client_of(setting.officer), client_of(make_person(Role.OFFICER, setting.division))]
    tokens = [officer.token() for officer in officers]

    def send(officer: PortalClient, token: str, content: bytes) -> int:
        ready.wait(10)
        data = new_file(content, csrf_token=token, upload_key=content.decode())
        return officer.http.post(url, data=data).status_code

    db.session.rollback()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, officers, tokens, (b"2", b"3")))
    db.session.rollback()
    assert sorted(answers) == [303, 409]
    assert numbers() == [1, 2]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"note": ""}, "โปรดระบุว่าแก้ไขอะไรจากฉบับก่อน"),
        ({"note": "ก\x00ข"}, "มีอักขระควบคุมที่มองไม่เห็นปนอยู่ โปรดพิมพ์ข้อความใหม่แทนการวาง"),
        ({"content": b""}, "ไฟล์ “รายงานแก้ไข.txt” ว่างเปล่า (0 ไบต์) โปรดเปิดดูที่เครื่องของท่านแล้วเลือกใหม่"),
        ({"content": b"1"}, "ไฟล์ “รายงานแก้ไข.txt” มีเนื้อหาเดียวกับฉบับล่าสุด จึงไม่เก็บซ้ำ โปรดเลือกไฟล์ที่แก้ไขแล้ว"),
    ],
)
def test_revise_with_a_bad_field_is_refused_beside_it(
    setting: Setting, officer: PortalClient, evidence: Evidence, changes: dict[str, Any], sentence: str
) -> None:
    page = officer.post(f"/evidence/{evidence.id}/revisions", new_file(**changes), status=422)
    assert errors(page) == [sentence]
    assert numbers() == [1]
    assert version_of(setting) == 1


def test_revise_without_a_file_is_refused(officer: PortalClient, evidence: Evidence) -> None:
    page = officer.post(f"/evidence/{evidence.id}/revisions", {"note": "ก", "based_on": "1"}, status=422)
    assert errors(page) == ["โปรดเลือกไฟล์ฉบับใหม่ 1 ไฟล์"]


@pytest.mark.parametrize("based_on", ["", "abc", "9" * 20])
def test_revise_with_a_broken_number_is_a_conflict(officer: PortalClient, evidence: Evidence, based_on: str) -> None:
    officer.post(f"/evidence/{evidence.id}/revisions", new_file(based_on=based_on), status=409)
    assert numbers() == [1]


def test_revise_of_withdrawn_evidence_is_refused(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    withdraw(evidence)
    officer.post(f"/evidence/{evidence.id}/revisions", new_file(), status=422)
    assert numbers() == [1]


def test_revise_for_a_closed_obligation_is_refused(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    db.session.get_one(Obligation, setting.obligation.id).closed_after_on = date(2026, 12, 8)
    db.session.commit()
    page = officer.post(f"/evidence/{evidence.id}/revisions", new_file(), status=422)
    assert "ซึ่งเป็นผู้เปิดรับใหม่ได้" in summary(page)
    assert numbers() == [1]


# Withdrawal ----------------------------------------------------------------------------------------------------------


def test_withdraw_takes_the_file_out_and_keeps_it_on_the_page(
    portal: Flask, setting: Setting, officer: PortalClient, evidence: Evidence
) -> None:
    page = officer.get(f"/evidence/{evidence.id}/withdrawal")
    version = page.root.one("input", name="version").attrs["value"]
    answer = officer.post(f"/evidence/{evidence.id}/withdrawal", {"reason": "แนบผิดเดือน", "version": version})
    page = officer.follow(answer)
    folded = page.root.one("section", id="evidence-list").one("details")
    assert answer.headers["Location"] == setting.url
    assert active_files([setting.obligation.id]) == {setting.obligation.id: []}
    assert folded.one("summary").text == "หลักฐานที่ถอนแล้ว 1 รายการ"
    assert folded.one("p", class_="file-withdrawn").text == (
        f"ถอนแล้วโดย {setting.officer.name} เมื่อ 9 ธ.ค. 2569 09.30 น. เหตุผล: แนบผิดเดือน"
    )
    assert version_of(setting) == 2


def test_withdraw_is_on_record_with_its_reason(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    officer.post(f"/evidence/{evidence.id}/withdrawal", {"reason": "แนบผิดเดือน", "version": str(evidence.version)})
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "evidence:withdrawn")).one()
    assert (entry.subject_id, entry.detail["reason"]) == (setting.obligation.id, "แนบผิดเดือน")


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "โปรดระบุเหตุผลที่ถอน ผู้ตรวจจะเห็นข้อความนี้"),
        ("  ", "โปรดระบุเหตุผลที่ถอน ผู้ตรวจจะเห็นข้อความนี้"),
        ("ก" * 1001, "ยาวได้ไม่เกิน 1000 ตัวอักษร โปรดย่อข้อความ"),
        ("ก\x00ข", "มีอักขระควบคุมที่มองไม่เห็นปนอยู่ โปรดพิมพ์ข้อความใหม่แทนการวาง"),
    ],
)
def test_withdraw_with_a_bad_reason_is_refused_beside_it(
    setting: Setting, officer: PortalClient, evidence: Evidence, reason: str, sentence: str
) -> None:
    data = {"reason": reason, "version": str(evidence.version)}
    page = officer.post(f"/evidence/{evidence.id}/withdrawal", data, status=422)
    assert errors(page) == [sentence]
    assert version_of(setting) == 1


def test_withdraw_sent_twice_is_done_once(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    data = {"reason": "แนบผิดเดือน", "version": str(evidence.version)}
    for _ in range(2):
        officer.post(f"/evidence/{evidence.id}/withdrawal", data)
    assert version_of(setting) == 2


def test_withdraw_from_a_second_tab_is_a_conflict(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    version = str(evidence.version)
    officer.post(f"/evidence/{evidence.id}/withdrawal", {"reason": "แนบผิดเดือน", "version": version})
    page = officer.post(f"/evidence/{evidence.id}/withdrawal", {"reason": "อื่น", "version": version}, status=409)
    assert "มีผู้ถอนหลักฐานนี้ไปก่อนแล้ว" in page.text
    assert db.session.get_one(Evidence, evidence.id).withdraw_reason == "แนบผิดเดือน"


def test_withdraw_after_a_new_revision_is_a_conflict(
    setting: Setting, officer: PortalClient, evidence: Evidence
) -> None:
    version = str(evidence.version)
    officer.post(f"/evidence/{evidence.id}/revisions", new_file(name="รายงาน.txt"))
    page = officer.post(f"/evidence/{evidence.id}/withdrawal", {"reason": "ก", "version": version}, status=409)
    assert "มีผู้แนบฉบับใหม่หลังจากท่านเปิดหน้านี้" in page.text
    assert db.session.get_one(Evidence, evidence.id).withdrawn_at is None


def test_withdrawal_page_warns_about_the_last_file(setting: Setting, officer: PortalClient, evidence: Evidence) -> None:
    page = officer.get(f"/evidence/{evidence.id}/withdrawal")
    assert f"เป็นหลักฐานไฟล์สุดท้ายของ “{setting.indicator.name_th}” ธันวาคม 2569" in page.text


def test_withdrawal_page_is_silent_where_other_files_stand(
    setting: Setting, officer: PortalClient, evidence: Evidence
) -> None:
    make_evidence(setting.obligation)
    page = officer.get(f"/evidence/{evidence.id}/withdrawal")
    assert "ไฟล์สุดท้าย" not in page.text


def test_withdraw_by_the_head_is_forbidden(
    setting: Setting, evidence: Evidence, client_of: Callable[..., PortalClient]
) -> None:
    head = client_of(make_person(Role.HEAD, setting.division))
    head.post(f"/evidence/{evidence.id}/withdrawal", {"reason": "ก", "version": "1"}, status=403)
    assert db.session.get_one(Evidence, evidence.id).withdrawn_at is None
