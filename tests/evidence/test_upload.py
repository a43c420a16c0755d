"""Uploading to an obligation: what is kept, what is refused, and what stands on the page then."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.access.permissions import Role
from portal.audit import AuditEntry
from portal.evidence.models import Evidence, EvidenceLink, EvidenceRevision
from portal.extensions import db
from portal.people.models import SignInSession
from portal.performance.models import Obligation
from tests.client import Page, PortalClient
from tests.conftest import NOW, storage_folder
from tests.evidence.conftest import Setting
from tests.factories.evidence import make_evidence, withdraw
from tests.factories.people import make_person, make_unit

FILES = Path(__file__).parent.parent / "files"
PDF = FILES / "รายงานผลเดือนธันวาคม 2569.pdf"
TEXT = "ผลการดำเนินงานเดือนธันวาคม".encode()
THAI_255 = "ก" * 83 + "ab" + ".txt"


def form(*files: tuple[str, bytes], **changes: str) -> dict[str, Any]:
    """Return a filled upload form."""
    values: dict[str, Any] = {
        "title": "",
        "covers_from_on": "1/12/2569",
        "covers_to_on": "31/12/2569",
        "note": "",
        "upload_key": "key-of-this-form",
    } | changes
    return values | {"files": [(io.BytesIO(content), name) for name, content in files]}


def errors(page: Page) -> list[str]:
    """Return the sentences under the fields."""
    return [line.text.removeprefix("ต้องแก้ไข: ") for line in page.root.all("p", class_="field-error")]


def rows() -> tuple[int, int, int, int]:
    """Return how many records, revisions, links and audit entries of evidence there are."""
    entries = select(func.count()).select_from(AuditEntry).where(AuditEntry.event.like("evidence:%"))
    tables = (Evidence, EvidenceRevision, EvidenceLink)
    counts = [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
    return counts[0], counts[1], counts[2], db.session.scalar(entries) or 0


def parts(portal: Flask) -> list[Path]:
    """Return the part files that are left in the storage."""
    return list((storage_folder(portal) / "incoming").iterdir())


def refused(officer: PortalClient, setting: Setting, data: dict[str, Any], status: int = 422) -> list[str]:
    """Return the sentences of a refused upload, after checking that no row was written."""
    page = officer.post(setting.upload_url, data, status=status)
    assert rows() == (0, 0, 0, 0)
    assert db.session.get_one(Obligation, setting.obligation.id).content_version == 0
    return errors(page)


# What is kept --------------------------------------------------------------------------------------------------------


def test_upload_of_a_real_pdf_is_kept_and_shown(portal: Flask, setting: Setting, officer: PortalClient) -> None:
    answer = officer.post(setting.upload_url, form((PDF.name, PDF.read_bytes()), note="ฉบับลงนาม"))
    page = officer.follow(answer)
    revision = db.session.scalars(select(EvidenceRevision)).one()
    row = page.root.one("li", class_="file-row")
    assert answer.headers["Location"] == setting.url
    assert row.one("p", class_="file-title").text == "รายงานผลเดือนธันวาคม 2569"
    assert row.one("p", class_="file-name").text == PDF.name
    assert [note.text for note in row.all("p", class_="file-note")] == [
        "ครอบคลุม 1 ธ.ค. 2569 ถึง 31 ธ.ค. 2569",
        "ฉบับลงนาม",
    ]
    assert (revision.no, revision.filename, revision.media_type) == (1, PDF.name, "application/pdf")
    assert revision.sha256 == hashlib.sha256(PDF.read_bytes()).hexdigest()
    assert (storage_folder(portal) / revision.sha256[:2] / revision.sha256[2:4] / revision.sha256).is_file()
    assert parts(portal) == []


def test_upload_is_on_record_under_the_obligation(setting: Setting, officer: PortalClient) -> None:
    officer.post(setting.upload_url, form(("ก.txt", TEXT)))
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event == "evidence:uploaded")).one()
    revision = db.session.scalars(select(EvidenceRevision)).one()
    assert (entry.subject_type, entry.subject_id) == ("obligation", setting.obligation.id)
    assert entry.detail == {
        "evidence_id": revision.evidence_id,
        "revision_id": revision.id,
        "no": 1,
        "title": "ก",
        "filename": "ก.txt",
        "sha256": hashlib.sha256(TEXT).hexdigest(),
        "size_bytes": len(TEXT),
    }


def test_upload_of_several_files_makes_a_record_for_each(setting: Setting, officer: PortalClient) -> None:
    officer.post(setting.upload_url, form(("ก.txt", b"1"), ("ข.txt", b"2"), title="ผลงาน"))
    assert rows() == (2, 2, 2, 2)
    assert sorted(db.session.scalars(select(Evidence.title))) == ["ผลงาน (1/2)", "ผลงาน (2/2)"]
    assert db.session.get_one(Obligation, setting.obligation.id).content_version == 1


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(FILES.iterdir()) if path.suffix in (".jpg", ".docx", ".xlsx", ".odt", ".ods", ".csv")],
)
def test_upload_of_files_made_by_real_programs(setting: Setting, officer: PortalClient, path: Path) -> None:
    officer.post(setting.upload_url, form((path.name, path.read_bytes())))
    assert db.session.scalars(select(EvidenceRevision.filename)).one() == path.name


def test_upload_counts_the_change_of_content(setting: Setting, officer: PortalClient) -> None:
    officer.post(setting.upload_url, form(("ก.txt", b"1"), upload_key="a"))
    officer.post(setting.upload_url, form(("ข.txt", b"2"), upload_key="b"))
    assert db.session.get_one(Obligation, setting.obligation.id).content_version == 2


def test_upload_reads_thai_digits_and_short_dates(setting: Setting, officer: PortalClient) -> None:
    officer.post(setting.upload_url, form(("ก.txt", TEXT), covers_from_on="๑ ธ.ค. ๖๙", covers_to_on="๑๕ ธันวาคม ๒๕๖๙"))
    evidence = db.session.scalars(select(Evidence)).one()
    assert (evidence.covers_from_on, evidence.covers_to_on) == (date(2026, 12, 1), date(2026, 12, 15))


def test_upload_by_htmx_answers_with_form_head_and_list(setting: Setting, officer: PortalClient) -> None:
    page = officer.post(setting.upload_url, form(("ก.txt", TEXT)), status=200, htmx=True)
    swapped = [each.attrs.get("id", "toast") for each in page.root.children if "hx-swap-oob" in each.attrs]
    assert page.root.children[0].attrs["id"] == "upload-form"
    assert swapped == ["obligation-head", "evidence-list", "obligation-panels", "toast"]
    assert page.root.one("p", class_="file-title").text == "ก"
    assert "แนบหลักฐานแล้ว 1 ไฟล์" in page.text


def test_upload_by_htmx_offers_an_empty_form_with_a_new_key(setting: Setting, officer: PortalClient) -> None:
    page = officer.post(setting.upload_url, form(("ก.txt", TEXT), title="ผลงาน"), status=200, htmx=True)
    assert page.root.one("input", name="title").attrs["value"] == ""
    assert page.root.one("input", name="upload_key").attrs["value"] != "key-of-this-form"


# Names ---------------------------------------------------------------------------------------------------------------


def test_upload_with_a_path_in_the_name_keeps_the_last_part(setting: Setting, officer: PortalClient) -> None:
    officer.post(setting.upload_url, form(("../../etc/ผลงาน.txt", TEXT)))
    assert db.session.scalars(select(EvidenceRevision.filename)).one() == "ผลงาน.txt"


def test_upload_with_a_thai_name_of_255_bytes_is_kept_byte_for_byte(setting: Setting, officer: PortalClient) -> None:
    officer.post(setting.upload_url, form((THAI_255, TEXT)))
    assert len(THAI_255.encode()) == 255
    assert db.session.scalars(select(EvidenceRevision.filename)).one() == THAI_255


def test_upload_with_a_thai_name_of_256_bytes_is_refused(setting: Setting, officer: PortalClient) -> None:
    assert refused(officer, setting, form(("ก" + THAI_255[1:].replace("ab", "abc"), TEXT))) == [
        f"ชื่อไฟล์ “{'ก' * 60}…” ยาว 256 ไบต์ เกิน 255 ไบต์ (อักษรไทยหนึ่งตัวนับเป็น 3 ไบต์) โปรดตั้งชื่อให้สั้นลงแล้วเลือกใหม่"
    ]


def test_upload_keeps_a_name_that_is_not_normalised(setting: Setting, officer: PortalClient) -> None:
    name = "ทํา  รายงาน e\u0301.txt"
    officer.post(setting.upload_url, form((name, TEXT)))
    assert db.session.scalars(select(EvidenceRevision.filename)).one() == name


# What is refused -----------------------------------------------------------------------------------------------------


def test_upload_without_a_file_is_refused(setting: Setting, officer: PortalClient) -> None:
    assert refused(officer, setting, form()) == ["โปรดเลือกไฟล์หลักฐานอย่างน้อย 1 ไฟล์"]


def test_upload_of_an_empty_file_is_refused(setting: Setting, officer: PortalClient) -> None:
    assert refused(officer, setting, form(("ว่าง.pdf", b""))) == [
        "ไฟล์ “ว่าง.pdf” ว่างเปล่า (0 ไบต์) โปรดเปิดดูที่เครื่องของท่านแล้วเลือกใหม่"
    ]


def test_upload_of_a_program_is_refused(setting: Setting, officer: PortalClient) -> None:
    assert refused(officer, setting, form(("ติดตั้ง.exe", b"MZ" + bytes(200)))) == [
        "ไฟล์ “ติดตั้ง.exe” เป็นโปรแกรม ระบบไม่รับโปรแกรม โปรดเลือกไฟล์เอกสารหรือภาพ"
    ]


def test_upload_of_a_web_page_named_jpg_is_refused(setting: Setting, officer: PortalClient) -> None:
    assert refused(officer, setting, form(("ภาพ.jpg", b"<html><script>alert(1)</script></html>"))) == [
        "ไฟล์ “ภาพ.jpg” มีเนื้อหาเป็นหน้าเว็บ ระบบไม่รับหน้าเว็บ โปรดพิมพ์หน้าเว็บเป็น PDF แล้วเลือกใหม่"
    ]


def test_upload_of_a_pdf_named_docx_is_refused(setting: Setting, officer: PortalClient) -> None:
    assert refused(officer, setting, form(("รายงาน.docx", PDF.read_bytes()))) == [
        "ไฟล์ “รายงาน.docx” มีนามสกุล .docx แต่เนื้อหาเป็น .pdf โปรดแก้นามสกุลให้ตรงแล้วเลือกใหม่"
    ]


def test_upload_of_a_broken_archive_is_refused(setting: Setting, officer: PortalClient) -> None:
    whole = (FILES / "บันทึกข้อความ.docx").read_bytes()
    sentences = refused(officer, setting, form(("เสีย.docx", whole[: len(whole) // 2])))
    assert [sentence.startswith("ไฟล์ “เสีย.docx” เสียหายหรือไม่ครบ") for sentence in sentences] == [True]


@pytest.mark.parametrize("path", sorted((FILES / "locked").iterdir()), ids=lambda path: path.name)
def test_upload_of_a_locked_file_is_refused(setting: Setting, officer: PortalClient, path: Path) -> None:
    sentences = refused(officer, setting, form((path.name, path.read_bytes())))
    assert ["รหัสผ่าน" in sentence and path.name in sentence for sentence in sentences] == [True]


def test_upload_of_a_zip_bomb_is_refused(setting: Setting, officer: PortalClient) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ศูนย์.txt", bytes(40 * 1024 * 1024))
    assert refused(officer, setting, form(("ระเบิด.zip", target.getvalue()))) == [
        "ไฟล์ “ระเบิด.zip” ขยายแล้วใหญ่ผิดปกติ ระบบจึงไม่เปิด โปรดแบ่งเป็นไฟล์ที่เล็กลงแล้วเลือกใหม่"
    ]


def test_upload_of_101_megabytes_is_refused(
    portal: Flask, setting: Setting, officer: PortalClient, tmp_path: Path
) -> None:
    path = tmp_path / "ใหญ่.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(101 * 1024 * 1024)
    with path.open("rb") as file:
        data = form() | {"files": [(file, "ใหญ่.pdf")], "title": "ภาพถ่ายทางอากาศ"}
        page = officer.post(setting.upload_url, data, status=422)
    assert errors(page) == ["ไฟล์ “ใหญ่.pdf” ใหญ่เกิน 100 MB โปรดลดขนาด หรือแบ่งเป็นหลายไฟล์ แล้วเลือกใหม่"]
    assert page.root.one("input", name="title").attrs["value"] == "ภาพถ่ายทางอากาศ"
    assert parts(portal) == []


def test_upload_of_eleven_files_is_refused(setting: Setting, officer: PortalClient) -> None:
    files = [(f"{number}.txt", str(number).encode()) for number in range(11)]
    assert refused(officer, setting, form(*files)) == ["ส่งได้ครั้งละไม่เกิน 10 ไฟล์ โปรดแบ่งส่งหลายครั้ง"]


def test_upload_with_one_bad_file_of_three_keeps_none(portal: Flask, setting: Setting, officer: PortalClient) -> None:
    sentences = refused(officer, setting, form(("ก.txt", b"1"), ("ข.pdf", b""), ("ค.exe", b"MZ" + bytes(99))))
    assert sentences == [
        "ไฟล์ “ข.pdf” ว่างเปล่า (0 ไบต์) โปรดเปิดดูที่เครื่องของท่านแล้วเลือกใหม่",
        "ไฟล์ “ค.exe” เป็นโปรแกรม ระบบไม่รับโปรแกรม โปรดเลือกไฟล์เอกสารหรือภาพ",
        "ยังไม่ได้เก็บไฟล์ใดจาก 3 ไฟล์ที่เลือก โปรดแก้ไขแล้วเลือกไฟล์ทั้งหมดอีกครั้ง",
    ]
    assert parts(portal) == []
    assert [path for path in storage_folder(portal).glob("??/??/*") if path.is_file()] == []


def test_upload_of_the_same_content_twice_in_one_form_is_refused(setting: Setting, officer: PortalClient) -> None:
    assert refused(officer, setting, form(("ก.txt", TEXT), ("ข.txt", TEXT))) == [
        "ไฟล์ “ข.txt” มีเนื้อหาเดียวกับ “ก.txt” จึงยังไม่ได้เก็บไฟล์ใด โปรดเลือกใหม่โดยไม่ซ้ำกัน"
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"covers_from_on": ""}, "โปรดระบุวันแรกของช่วงเวลาที่หลักฐานครอบคลุม"),
        ({"covers_to_on": "31/2/2569"}, "ไม่มีวันที่นี้ในปฏิทิน โปรดตรวจสอบวันและเดือน"),
        ({"covers_to_on": "30/11/2569"}, "วันสุดท้ายอยู่ก่อนวันแรก โปรดตรวจสอบวันที่ทั้งสองช่อง"),
        ({"title": "ก" * 251}, "ยาวได้ไม่เกิน 250 ตัวอักษร โปรดย่อข้อความ"),
        ({"note": "ก" * 2001}, "ยาวได้ไม่เกิน 2000 ตัวอักษร โปรดย่อข้อความ"),
        ({"title": "ผล\x00งาน"}, "มีอักขระควบคุมที่มองไม่เห็นปนอยู่ โปรดพิมพ์ข้อความใหม่แทนการวาง"),
        ({"note": "ผล\x00งาน"}, "มีอักขระควบคุมที่มองไม่เห็นปนอยู่ โปรดพิมพ์ข้อความใหม่แทนการวาง"),
    ],
)
def test_upload_with_a_bad_field_is_refused_beside_it(
    setting: Setting, officer: PortalClient, changes: dict[str, str], sentence: str
) -> None:
    assert refused(officer, setting, form(("ก.txt", TEXT), **changes)) == [sentence]


def test_upload_that_is_refused_keeps_what_was_typed(setting: Setting, officer: PortalClient) -> None:
    page = officer.post(
        setting.upload_url,
        form(("ว่าง.pdf", b""), title="ผลงาน", note="สองบรรทัด\nของหมายเหตุ", covers_to_on="๑๕ ธ.ค. ๖๙"),
        status=422,
    )
    assert page.root.one("input", name="title").attrs["value"] == "ผลงาน"
    assert page.root.one("input", name="covers_to_on").attrs["value"] == "๑๕ ธ.ค. ๖๙"
    assert page.root.one("textarea", name="note").texts[0].strip() == "สองบรรทัด\nของหมายเหตุ"
    assert page.root.one("input", name="upload_key").attrs["value"] == "key-of-this-form"


def test_upload_refused_for_its_text_keeps_the_chosen_files_in_htmx(setting: Setting, officer: PortalClient) -> None:
    page = officer.post(setting.upload_url, form(("ก.txt", TEXT), covers_to_on=""), status=422, htmx=True)
    assert page.root.one("div", id="upload-files").attrs["hx-preserve"] == "true"


def test_upload_refused_for_its_files_asks_for_them_again_in_htmx(setting: Setting, officer: PortalClient) -> None:
    page = officer.post(setting.upload_url, form(("ก.txt", b"")), status=422, htmx=True)
    assert "hx-preserve" not in page.root.one("div", id="upload-files").attrs


def test_upload_to_a_closed_obligation_says_who_can_open_it(setting: Setting, officer: PortalClient) -> None:
    obligation = db.session.get_one(Obligation, setting.obligation.id)
    obligation.closed_after_on = date(2026, 12, 8)
    db.session.commit()
    page = officer.post(setting.upload_url, form(("ก.txt", TEXT), title="ผลงาน"), status=422)
    assert rows() == (0, 0, 0, 0)
    assert page.root.one("div", class_="error-summary").one("li").text == (
        "รายการนี้ปิดรับหลักฐานตั้งแต่สิ้นวันที่ 8 ธ.ค. 2569 จึงยังไม่ได้เก็บไฟล์ "
        "หากต้องส่งเพิ่ม โปรดแจ้งฝ่ายเลขานุการของหน่วยงาน ซึ่งเป็นผู้เปิดรับใหม่ได้"
    )
    assert page.root.one("input", name="title").attrs["value"] == "ผลงาน"


def test_page_of_a_closed_obligation_has_no_form(setting: Setting, officer: PortalClient) -> None:
    obligation = db.session.get_one(Obligation, setting.obligation.id)
    obligation.closed_after_on = date(2026, 12, 8)
    db.session.commit()
    page = officer.get(setting.url)
    assert page.root.all("input", name="files") == []
    assert "ปิดรับหลักฐานตั้งแต่สิ้นวันที่ 8 ธ.ค. 2569" in page.text


# Twice, at once, elsewhere -------------------------------------------------------------------------------------------


def test_upload_sent_twice_is_stored_once(setting: Setting, officer: PortalClient) -> None:
    data = ("ก.txt", b"1"), ("ข.txt", b"2")
    first = officer.post(setting.upload_url, form(*data))
    second = officer.post(setting.upload_url, form(*data))
    assert second.headers["Location"] == first.headers["Location"]
    assert rows() == (2, 2, 2, 2)
    assert db.session.get_one(Obligation, setting.obligation.id).content_version == 1


def test_upload_sent_twice_at_once_is_stored_once(setting: Setting, client_of: Callable[..., PortalClient]) -> None:
    officers, ready = [client_of(setting.officer) for _ in range(4)], threading.Barrier(4)
    tokens = [officer.token() for officer in officers]

    def send(officer: PortalClient, token: str) -> int:
        ready.wait(10)
        answer = officer.http.post(setting_url, data=form(("ก.txt", TEXT), csrf_token=token))
        return answer.status_code

    setting_url = setting.upload_url
    db.session.rollback()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, officers, tokens))
    db.session.rollback()
    assert answers == [303, 303, 303, 303]
    assert rows() == (1, 1, 1, 1)
    assert db.session.get_one(Obligation, setting.obligation.id).content_version == 1


def test_upload_from_two_tabs_stores_both(setting: Setting, officer: PortalClient) -> None:
    keys = [officer.get(setting.url).root.one("input", name="upload_key").attrs["value"] for _ in range(2)]
    for key, name in zip(keys, ("ก.txt", "ข.txt"), strict=True):
        officer.post(setting.upload_url, form((name, name.encode()), upload_key=key))
    assert rows() == (2, 2, 2, 2)


def test_upload_of_the_same_file_from_two_tabs_is_refused_the_second_time(
    setting: Setting, officer: PortalClient
) -> None:
    officer.post(setting.upload_url, form(("ก.txt", TEXT), upload_key="tab-1"))
    page = officer.post(setting.upload_url, form(("ข.txt", TEXT), upload_key="tab-2"), status=422)
    assert errors(page) == [
        f"ไฟล์ “ข.txt” มีเนื้อหาเดียวกับ “ก.txt” ซึ่ง {setting.officer.name} แนบไว้แล้วเมื่อ 9 ธ.ค. 2569 09.30 น. "
        "จึงยังไม่ได้เก็บไฟล์ใด โปรดเลือกเฉพาะไฟล์ที่ยังไม่มี"
    ]
    assert rows() == (1, 1, 1, 1)


def test_upload_with_the_form_taken_back_and_another_file_stores_that_too(
    setting: Setting, officer: PortalClient
) -> None:
    officer.post(setting.upload_url, form(("ก.txt", b"1")))
    officer.post(setting.upload_url, form(("ข.txt", b"2")))
    assert rows() == (2, 2, 2, 2)


def test_upload_of_what_was_withdrawn_is_taken_again(setting: Setting, officer: PortalClient) -> None:
    withdraw(make_evidence(setting.obligation, setting.officer, content=TEXT))
    officer.post(setting.upload_url, form(("ก.txt", TEXT)))
    assert rows() == (2, 2, 2, 3)


def test_upload_sent_again_after_its_file_was_withdrawn_asks_for_a_new_form(
    setting: Setting, officer: PortalClient
) -> None:
    officer.post(setting.upload_url, form(("ก.txt", TEXT)))
    withdraw(db.session.scalars(select(Evidence)).one())
    page = officer.post(setting.upload_url, form(("ก.txt", TEXT)), status=422)
    assert "โปรดโหลดหน้าใหม่ แล้วเลือกไฟล์ส่งอีกครั้ง" in page.root.one("div", class_="error-summary").text


def test_upload_by_htmx_after_the_session_ended_leads_to_sign_in(setting: Setting, officer: PortalClient) -> None:
    session = db.session.scalars(select(SignInSession)).one()
    session.ended_at = NOW
    db.session.commit()
    page = officer.post(setting.upload_url, form(("ก.txt", TEXT)), status=204, htmx=True)
    assert page.headers["HX-Redirect"].startswith("/login")
    assert rows() == (0, 0, 0, 0)


def test_upload_without_a_token_is_refused(setting: Setting, officer: PortalClient) -> None:
    officer.post(setting.upload_url, form(("ก.txt", TEXT)), status=400, token=False)
    assert rows() == (0, 0, 0, 0)


@pytest.mark.parametrize("number", ["99999999999999999999", "2147483647", "0", "-1", "1x"])
def test_obligation_with_an_id_that_is_none_is_not_found(officer: PortalClient, number: str) -> None:
    officer.get(f"/obligations/{number}", status=404)
    officer.post(f"/obligations/{number}/evidence", form(("ก.txt", TEXT)), status=404)


def test_obligation_of_another_division_is_not_found(setting: Setting, client_of: Callable[..., PortalClient]) -> None:
    stranger = client_of(make_person(Role.OFFICER, make_unit(setting.agency)))
    stranger.get(setting.url, status=404)
    stranger.post(setting.upload_url, form(("ก.txt", TEXT)), status=404)
    assert rows() == (0, 0, 0, 0)


def test_upload_by_the_head_is_forbidden(setting: Setting, client_of: Callable[..., PortalClient]) -> None:
    head = client_of(make_person(Role.HEAD, setting.division))
    assert head.get(setting.url).root.all("input", name="files") == []
    head.post(setting.upload_url, form(("ก.txt", TEXT)), status=403)
    assert rows() == (0, 0, 0, 0)
