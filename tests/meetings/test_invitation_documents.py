"""The invitation as Word and PDF: the official form filled from data, searchable; Word templates of a unit."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn
from sqlalchemy import select

from portal.audit import AuditEntry
from portal.documents import TemplateKind, problem, shipped_template
from portal.documents.contexts import SAMPLES
from portal.documents.help import KIND_WORDS, MEANINGS
from portal.extensions import db
from portal.meetings.models import DocumentTemplate, Meeting
from portal.meetings.queries import KEPT_FILES, template_in_force
from portal.meetings.rules import MeetingState
from tests.client import Page, PortalClient
from tests.conftest import NOW
from tests.factories.committees import make_committee, make_member
from tests.factories.evidence import store_file
from tests.factories.meetings import STARTS_AT, make_guest, make_item, make_meeting, make_paper, section_of
from tests.factories.people import make_unit
from tests.meetings.conftest import ClientOf, Setting, errors

needs_pango = pytest.mark.skipif(bool(problem()), reason="no pango on this machine (PDF)")
ORDER = "ตามคำสั่งที่ {} ลงวันที่ ๒๘ กันยายน ๒๕๖๙ แต่งตั้งคณะกรรมการติดตามประเมินผล นั้น"


@pytest.fixture
def meeting(setting: Setting) -> Meeting:
    """A hybrid meeting with its memo's number, two items, one of them confidential, and a guest."""
    found = make_meeting(
        setting.committee,
        MeetingState.AGENDA_FIXED,
        title="วาระพิเศษ",
        place="ห้องประชุม 1 ชั้น 5",
        way="hybrid",
        online_url="https://meeting.example.org/abc-123",
        memo_office="สำนักงานพัฒนาสังคม โทร. 0 2000 0000",
        memo_no="กท 0000/12",
        memo_on=date(2026, 12, 8),
        memo_signer="นางสาววรรณา จดงาม",
        memo_signer_position="เลขานุการคณะกรรมการ",
        reply_by_on=date(2026, 12, 14),
    )
    make_paper(
        make_item(
            setting.committee, setting.division, found, title="แผนน้ำดื่มและการดำเนินการ", presenter_id=setting.officer.id
        )
    )
    make_item(setting.committee, setting.division, found, title="เรื่องลับมาก", is_confidential=True)
    make_guest(found, name="นายแขก รับเชิญ", position_title="ผู้เชี่ยวชาญ")
    return found


def body_of(browser: PortalClient, meeting: Meeting) -> bytes:
    response = browser.send("GET", f"/meetings/{meeting.id}/invitation.docx")
    content: bytes = response.get_data()
    response.close()
    return content


def words_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [" ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def pdf_of(browser: PortalClient, meeting: Meeting) -> str:
    response = browser.send("GET", f"/meetings/{meeting.id}/invitation.pdf")
    assert response.mimetype == "application/pdf"
    document = pypdfium2.PdfDocument(response.get_data())
    response.close()
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.split())


def test_word_file_is_the_memo_filled_from_data(secretary: PortalClient, setting: Setting, meeting: Meeting) -> None:
    text = words_of(body_of(secretary, meeting))
    order_no = db.session.execute(db.text("SELECT order_no FROM appointment_order")).scalar_one()
    for line in (
        "ส่วนราชการ สำนักงานพัฒนาสังคม โทร. ๐ ๒๐๐๐ ๐๐๐๐\t",
        "ที่ กท ๐๐๐๐/๑๒\tวันที่ ๘ ธันวาคม ๒๕๖๙\t",
        "เรื่อง ขอเชิญประชุมคณะกรรมการติดตามประเมินผล ครั้งที่ ๑/๒๕๖๙ (วาระพิเศษ)\t",
        "เรียน  กรรมการและผู้เข้าร่วมประชุม (ตามรายชื่อแนบท้าย)",
        ORDER.format(order_no.translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))),
        "คณะกรรมการติดตามประเมินผล กำหนดจัดการประชุม ครั้งที่ ๑/๒๕๖๙ (วาระพิเศษ) ในวันพุธที่ ๑๖ ธันวาคม พ.ศ. ๒๕๖๙"
        " เวลา ๐๙.๓๐ น. ถึง ๑๒.๓๐ น. ณ ห้องประชุม ๑ ชั้น ๕ และผ่านสื่ออิเล็กทรอนิกส์ที่ https://meeting.example.org/abc-123"
        " ตามระเบียบวาระการประชุมที่แนบมาพร้อมนี้",
        "(นางสาววรรณา จดงาม)",
        "ระเบียบวาระที่ ๕\tเรื่องเสนอเพื่อพิจารณา",
        "๕.๑\tแผนน้ำดื่มและการดำเนินการ (ผู้เสนอ นางสาวสุดา แก้วใส) (เอกสารประกอบ ๑ รายการ)",
        "๕.๒\tเรื่องลับมาก",
        "(ไม่มี เนื่องจากเป็นการประชุมครั้งแรก)",
        "๑. นายประธาน นั่งหัวโต๊ะ เจ้าหน้าที่ทดสอบ ประธานกรรมการ",
        "๕. นายแขก รับเชิญ ผู้เชี่ยวชาญ ผู้เข้าร่วมประชุม",
    ):
        assert line in text.split("\n"), line
    assert f"โปรดแจ้งการตอบรับภายในวันที่ ๑๔ ธันวาคม ๒๕๖๙ ที่ http://127.0.0.1:8000/meetings/{meeting.id}/answer" in text


@needs_pango
def test_pdf_says_the_same_in_words_that_can_be_searched(secretary: PortalClient, meeting: Meeting) -> None:
    text = pdf_of(secretary, meeting)
    for words in (
        "บันทึกข้อความ",
        "สำนักงานพัฒนาสังคม โทร. ๐ ๒๐๐๐ ๐๐๐๐",
        "กท ๐๐๐๐/๑๒",
        "น้ำดื่ม",
        "การดำเนินการ",
        "กำหนดจัดการประชุม",
        "ครั้งที่ ๑/๒๕๖๙",
        "https://meeting.example.org/abc-123",
        "จึงเรียนมาเพื่อโปรดเข้าร่วมประชุม",
        "(นางสาววรรณา จดงาม)",
        "- ๒ -",
    ):
        assert words in text, words


@needs_pango
def test_guest_reads_the_memo_without_what_is_confidential(
    setting: Setting, client_of: ClientOf, meeting: Meeting
) -> None:
    guest = make_guest(meeting, setting.officer, name=setting.officer.name)
    db.session.execute(db.text("UPDATE agenda_item SET presenter_id = NULL"))
    db.session.commit()
    text = pdf_of(client_of(setting.officer), meeting)
    assert guest.user_id == setting.officer.id
    assert ("แผนน้ำดื่ม" in text, "เรื่องลับมาก" in text) == (True, False)


def test_meeting_without_number_memo_or_order_makes_a_whole_memo(setting: Setting, client_of: ClientOf) -> None:
    committee = make_committee(setting.agency, kind="working_group", name="คณะทำงานทดสอบ")
    make_member(committee, setting.secretary, "secretary")
    db.session.execute(db.text("UPDATE appointment_order SET starts_on = '2027-12-01'"))
    db.session.commit()
    meeting = make_meeting(committee, way="online", place="", online_url="https://m.example.org/1")
    meeting.ends_at = STARTS_AT + timedelta(days=1, hours=3)
    db.session.commit()
    text = words_of(body_of(client_of(setting.secretary), meeting))
    assert "เรื่อง ขอเชิญประชุมคณะทำงานทดสอบ วันพุธที่ ๑๖ ธันวาคม พ.ศ. ๒๕๖๙\t" in text
    assert "เรียน  คณะทำงานทุกท่าน (ตามรายชื่อแนบท้าย)" in text
    assert "ถึง วันพฤหัสบดีที่ ๑๗ ธันวาคม พ.ศ. ๒๕๖๙ เวลา ๑๒.๓๐ น. ผ่านสื่ออิเล็กทรอนิกส์ที่ https://m.example.org/1" in text
    assert ("แต่งตั้ง" in text, "คณะทำงานและเลขานุการ" in text) == (False, True)


def test_empty_sections_before_the_meeting_say_only_what_is_known(
    secretary: PortalClient, setting: Setting, meeting: Meeting
) -> None:
    lines = words_of(body_of(secretary, meeting)).split("\n")
    chair = lines.index("ระเบียบวาระที่ ๑\tเรื่องที่ประธานแจ้งให้ที่ประชุมทราบ")
    arising = lines.index("ระเบียบวาระที่ ๓\tเรื่องสืบเนื่อง")
    assert (lines[chair + 1][:14], lines[arising + 1]) == ("ระเบียบวาระที่", "(ไม่มี)")
    assert section_of(meeting, "arising").title == "เรื่องสืบเนื่อง"


# ---- Word templates of a unit


@pytest.fixture
def secretariat(setting: Setting, client_of: ClientOf) -> PortalClient:
    """A browser with the agency's secretariat signed in."""
    return client_of(setting.secretariat)


def edited(kind: TemplateKind = TemplateKind.INVITATION, words: str = "ฉบับของสำนัก") -> bytes:
    """Return the shipped template with a line of one's own, as Word saves it."""
    document = Document(str(shipped_template(kind)))
    document.add_paragraph(words)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def upload(
    browser: PortalClient, setting: Setting, content: bytes, name: str = "แบบสำนัก.docx", status: int = 303, **more: Any
) -> Page:
    url = f"/units/{setting.agency.id}/templates"
    typed = {"files": (io.BytesIO(content), name), "kind": "invitation", "upload_key": "key-1"}
    return browser.post(url, typed | more, status=status)


def test_template_is_uploaded_used_and_taken_out_of_force(
    secretariat: PortalClient, setting: Setting, meeting: Meeting
) -> None:
    page = secretariat.follow(secretariat.get("/meetings/templates", status=303))
    assert page.text.count("ใช้แบบมาตรฐานของระบบ") == 2
    content = edited()
    done = secretariat.follow(upload(secretariat, setting, content))
    assert ("ใช้แบบของหน่วยงาน" in done.text, "แบบสำนัก.docx" in done.text) == (True, True)
    assert "ฉบับของสำนัก" in words_of(body_of(secretariat, meeting))
    template = db.session.scalars(select(DocumentTemplate)).one()
    kept = {digest for keeper in KEPT_FILES for digest in keeper([template.sha256, "0" * 64])}
    assert kept == {template.sha256}
    sent = secretariat.send("GET", f"/meetings/templates/{template.id}")
    assert sent.get_data() == content
    sent.close()
    gone = secretariat.follow(secretariat.post(f"/meetings/templates/{template.id}/withdrawal", {}))
    assert "เลิกใช้เมื่อ 9 ธ.ค. 2569 09.30 น. โดย นางเลขา งานดี" in gone.text
    assert "ฉบับของสำนัก" not in words_of(body_of(secretariat, meeting))
    kinds = [entry.event for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert kinds[-2:] == ["document-template:uploaded", "document-template:withdrawn"]


def test_same_submit_twice_is_one_template(secretariat: PortalClient, setting: Setting) -> None:
    upload(secretariat, setting, edited())
    upload(secretariat, setting, edited())
    assert len(db.session.scalars(select(DocumentTemplate)).all()) == 1


def test_nearest_units_template_is_used(setting: Setting) -> None:
    def make(unit_id: int, number: int, **changes: Any) -> DocumentTemplate:
        values = {
            "unit_id": unit_id,
            "kind": "invitation",
            "filename": f"{number}.docx",
            "sha256": f"{number:064x}",
            "size_bytes": 1,
            "uploaded_by_id": setting.secretariat.id,
            "uploaded_at": NOW,
            "upload_key": f"k{number}",
        }
        template = DocumentTemplate(**values | changes)
        db.session.add(template)
        db.session.commit()
        return template

    make(setting.agency.id, 1)
    newest = make(setting.agency.id, 2)
    make(setting.agency.id, 3, withdrawn_at=NOW, withdrawn_by_id=setting.secretariat.id)
    make(setting.agency.id, 4, kind="minutes")
    make(make_unit(abbr="อื่น").id, 5)
    own = make(setting.division.id, 6)
    assert template_in_force(setting.agency.path, "invitation") == newest
    assert template_in_force(setting.division.path, "invitation") == own
    assert template_in_force(make_unit(abbr="ใหม่").path, "invitation") is None


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (lambda: edited(words="{{ commitee }}"), "แบบ.docx", "ระบบไม่มีข้อมูลสำหรับช่อง “commitee” ในแบบเอกสาร"),
        (lambda: edited(words="{{ memo_no"), "แบบ.docx", "วงเล็บปีกกาของช่องข้อมูลไม่ครบคู่ในข้อความ “{{ memo_no”"),
        (lambda: edited(TemplateKind.MINUTES), "แบบ.docx", "ระบบไม่มีข้อมูลสำหรับช่อง “is_draft”"),
        (lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "แบบ.docx", "แบบ.docx"),
        (lambda: b"text", "แบบ.txt", "ไม่ใช่เอกสาร Word แบบ .docx"),
    ],
)
def test_template_that_cannot_serve_is_refused_by_name(secretariat, setting, content, name, words) -> None:
    page = upload(secretariat, setting, content(), name, status=422)
    assert words in errors(page)[0]
    assert db.session.scalars(select(DocumentTemplate)).all() == []


def test_upload_without_a_file_or_of_no_kind_is_refused(secretariat: PortalClient, setting: Setting) -> None:
    url = f"/units/{setting.agency.id}/templates"
    page = secretariat.post(url, {"kind": "invitation", "upload_key": "k"}, status=422)
    assert errors(page)[0] == "ต้องแก้ไข: โปรดเลือกไฟล์แบบเอกสาร (.docx) 1 ไฟล์"
    upload(secretariat, setting, edited(), status=422, kind="poster")
    assert db.session.scalars(select(DocumentTemplate)).all() == []


def test_shipped_templates_can_be_had_and_no_others(secretariat: PortalClient) -> None:
    response = secretariat.send("GET", "/meetings/templates/shipped/minutes")
    assert response.get_data() == shipped_template(TemplateKind.MINUTES).read_bytes()
    response.close()
    secretariat.get("/meetings/templates/shipped/..", status=404)
    secretariat.get("/meetings/templates/shipped/poster", status=404)


def test_templates_are_the_secretariats_alone(setting: Setting, client_of: ClientOf) -> None:
    for who in (setting.member, setting.officer):
        client_of(who).get("/meetings/templates", status=403)
        client_of(who).get(f"/units/{setting.agency.id}/templates", status=403)
    client_of(setting.stranger).get(f"/units/{setting.agency.id}/templates", status=404)


def test_template_from_another_time_is_told_of_when_it_cannot_be_filled_in(
    secretariat: PortalClient, setting: Setting, meeting: Meeting
) -> None:
    upload(secretariat, setting, edited())
    template = db.session.scalars(select(DocumentTemplate)).one()
    template.sha256 = store_file("เก่า.docx", edited(words="{{ gone_since }}")).sha256
    db.session.commit()
    page = secretariat.get(f"/meetings/{meeting.id}/invitation.docx", status=422)
    assert "แบบเอกสาร “แบบสำนัก.docx” ของหน่วยงานใช้กับระบบรุ่นนี้ไม่ได้" in page.text


def test_every_placeholder_has_its_meaning_and_every_kind_its_word() -> None:
    def names(value: Any, path: str) -> set[str]:
        if isinstance(value, dict):
            return {name for key, each in value.items() for name in names(each, f"{path}.{key}" if path else key)}
        if isinstance(value, list):
            inner = {name for each in value for name in names(each, f"{path}[]")}
            return {f"{path}[]"} | inner
        return {path}

    told = {kind: set(meanings) for kind, meanings in MEANINGS.items()}
    same = {"absent", "attending"}
    known = {
        kind: {name for name in names(dict(sample), "") if name.partition("[]")[0] not in same or name.endswith("[]")}
        for kind, sample in SAMPLES.items()
    }
    assert told == known
    assert set(KIND_WORDS) == set(TemplateKind)


def test_page_numbers_of_the_memo_are_thai_from_the_second_page() -> None:
    document = Document(str(shipped_template(TemplateKind.INVITATION)))
    numbers = document.sections[0]._sectPr.find(qn("w:pgNumType"))
    assert (numbers.get(qn("w:fmt")), document.sections[0].different_first_page_header_footer) == ("thaiNumbers", True)
