"""An administrator searches the trail; histories stand on the pages of objects."""

import io

import pytest
from flask import render_template
from openpyxl import load_workbook

from portal.access.permissions import Role
from portal.audit import AuditEntry, Event
from portal.audit_trail.views import indicator_history, obligation_history
from portal.extensions import db
from tests.client import Page
from tests.factories.audit import make_entry
from tests.factories.people import give_role, make_person, make_unit, make_user
from tests.factories.performance import make_dimension, make_fiscal_year, make_indicator, make_obligation, make_period


@pytest.fixture
def agency(portal):
    return make_unit(abbr="สพส.", name_th="สำนักพัฒนาสังคม")


@pytest.fixture
def division(agency):
    return make_unit(agency, abbr="กน.", name_th="กองนโยบายและแผนงาน")


@pytest.fixture
def administrator(agency):
    return make_person(Role.ADMINISTRATOR, agency, name="ผู้ดูแล ระบบดี")


@pytest.fixture
def browser(client_of, administrator):
    return client_of(administrator)


@pytest.fixture
def obligation(agency, division):
    year = make_fiscal_year(agency)
    indicator = make_indicator(make_dimension(year), owners=(division,), name_th="ร้อยละความสำเร็จ", printed_code="2.1")
    return make_obligation(division, make_period(year, no=3), indicator)


def said(page):
    return [each.all("p")[0].text for each in page.root.all("li", class_="history-line")]


def test_search_shows_who_did_what_newest_first(browser, administrator):
    page = browser.get("/audit")
    assert page.heading == "บันทึกการใช้งาน"
    assert said(page) == ["ผู้ดูแล ระบบดี เข้าสู่ระบบด้วย tests"]


def test_search_of_somebody_else_is_refused(client_of, agency):
    client_of(make_person(Role.SECRETARIAT, agency)).get("/audit", status=403)


def test_entry_opens_to_old_and_new_in_words(browser, division):
    make_entry(
        Event.USER_CHANGED,
        unit_path=division.path,
        detail={
            "name": "สมใจ",
            "old": {"staff_type": "employee", "email": ""},
            "new": {"staff_type": "official", "email": "a@b.th"},
        },
    )
    entry = browser.get("/audit?event=user%3Achanged").root.one("li", class_="history-line")
    assert entry.all("p")[0].text == "ระบบ แก้ไขข้อมูลของ สมใจ"
    assert [each.text for each in entry.one("details").all("dd")[:4]] == ["ลูกจ้าง", "ข้าราชการ", "ไม่มีข้อมูล", "a@b.th"]
    assert "{" not in entry.text


def test_object_is_named_and_linked_where_it_may_be_opened(browser, obligation, division):
    person = make_user(division, name="สมใจ")
    make_entry(Event.USER_DISABLED, unit_path=division.path, subject_id=person.id, detail={"name": "สมใจ"})
    make_entry(Event.OBLIGATION_CERTIFIED, unit_path=division.path, subject_type="obligation", subject_id=obligation.id)
    page = browser.get("/audit")
    certified, disabled = page.root.all("li", class_="history-line")[:2]
    assert certified.all("p")[1].text == "2.1 ร้อยละความสำเร็จ ธันวาคม 2569 กน. กองนโยบายและแผนงาน"
    assert [each.attrs["href"] for each in certified.all("p")[1].all("a")] == []
    assert [each.attrs["href"] for each in disabled.all("p")[1].all("a")] == [f"/people/{person.id}"]


def test_all_entries_of_an_object_are_one_link_away(browser, division):
    person = make_user(division)
    make_entry(Event.USER_DISABLED, unit_path=division.path, subject_id=person.id, detail={"name": "สมใจ"})
    page = browser.get("/audit?event=user%3Adisabled")
    link = page.root.one("a", href=f"/audit?object=user&object_id={person.id}")
    assert said(browser.get(link.attrs["href"])) == ["ระบบ ปิดใช้งานบัญชีของ สมใจ"]


def test_filters_stay_in_the_form_and_in_the_pager(browser, agency):
    for _ in range(26):
        make_entry(Event.UNIT_CLOSED, unit_path=agency.path, subject_type="unit", subject_id=agency.id)
    page = browser.get(f"/audit?event=unit%3Aclosed&unit={agency.id}&from_on=1/12/2569")
    assert page.root.one("input", name="from_on").attrs["value"] == "1/12/2569"
    assert (
        page.root.one("a", rel="next").attrs["href"]
        == f"/audit?event=unit%3Aclosed&unit={agency.id}&from_on=1%2F12%2F2569&page=2"
    )
    assert len(said(browser.get(page.root.one("a", rel="next").attrs["href"]))) == 1


def test_nothing_found_says_so(browser):
    page = browser.get("/audit?person=ไม่มีใคร")
    assert page.root.one("p", class_="empty-title").text == "ไม่พบรายการ"
    assert page.root.all("a", class_="button-secondary")[0].text == "ล้างตัวกรอง"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from_on=32/12/2569", "ไม่มีวันที่นี้ในปฏิทิน โปรดตรวจสอบวันและเดือน"),
        ("from_on=2/12/2569&to_on=1/12/2569", "วันสุดท้ายต้องไม่ก่อนวันแรก"),
        ("object_id=5", "โปรดเลือกประเภทในช่องเกี่ยวกับด้วย"),
    ],
)
def test_filter_that_cannot_be_read_is_refused_beside_its_field(browser, query, sentence):
    page = browser.get(f"/audit?{query}", status=422)
    assert sentence in [each.text.removeprefix("ต้องแก้ไข: ") for each in page.root.all("p", class_="field-error")]
    browser.get(f"/audit.xlsx?{query}", status=422)


@pytest.mark.parametrize(
    "query",
    [
        "event=made:up",
        "unit=99",
        "unit=x",
        "object=made_up",
        "object=user&object_id=99999999999999999999",
        "from_on=%00",
    ],
)
def test_filter_nobody_offered_is_refused(browser, query):
    browser.get(f"/audit?{query}", status=422)


def test_unit_of_another_agency_is_no_choice(browser):
    browser.get(f"/audit?unit={make_unit().id}", status=422)


def test_page_beyond_the_end_is_the_last(browser):
    assert len(said(browser.get("/audit?page=99"))) == 1


def test_export_holds_what_was_found_and_is_on_record(browser, administrator, agency, division):
    make_entry(
        Event.UNIT_CLOSED, unit_path=division.path, subject_type="unit", subject_id=division.id, detail={"name": "=1+1"}
    )
    make_entry(Event.UNIT_CHANGED, unit_path=agency.path, subject_type="unit", subject_id=agency.id)
    answer = browser.http.get("/audit.xlsx?event=unit%3Aclosed")
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert [cell.value for cell in sheet[4]] == [
        "วันเวลา",
        "ผู้ทำรายการ",
        "เหตุการณ์",
        "สิ่งที่ทำ",
        "เกี่ยวกับ",
        "หน่วยงาน",
        "รายละเอียด",
    ]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)] == [
        ["9 ธ.ค. 2569 09.30 น.", "ระบบ", "ปิดหน่วย", "ปิดหน่วย =1+1", "กองนโยบายและแผนงาน", "กองนโยบายและแผนงาน", None]
    ]
    entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (entry.event, entry.actor_id, entry.unit_path, entry.detail) == (
        "audit:exported", administrator.id, agency.path, {"count": 1},
    )  # fmt: skip


def test_export_takes_the_filters_of_the_page(browser):
    page = browser.get("/audit?event=session%3Astarted&person=person&page=1")
    link = page.root.one("a", class_="button-secondary")
    assert link.attrs["href"] == "/audit.xlsx?event=session:started&person=person"


def test_thai_digits_reach_the_list(browser, administrator):
    administrator.digits = "thai"
    db.session.commit()
    assert browser.get("/audit").root.one("li", class_="history-line").one("time").text == "๙ ธ.ค. ๒๕๖๙ ๐๙.๓๐ น."


def test_preferences_somebody_changed_are_found(browser, client_of, division):
    client_of(make_user(division, name="สมใจ")).post("/preferences", {"language": "th", "digits": "thai"})
    entry = browser.get("/audit?event=preferences%3Achanged").root.one("li", class_="history-line")
    assert entry.all("p")[0].text == "สมใจ เปลี่ยนการตั้งค่าส่วนตัว"
    assert [each.text for each in entry.one("details").all("dd")[:2]] == ["เลขอารบิก", "เลขไทย"]


def test_unit_that_moved_is_told_by_names(browser, agency, division):
    other = make_unit(agency, name_th="กองอื่น")
    old, new = ({"parent_id": unit.id, "path": f"{unit.path}99/"} for unit in (other, division))
    detail = {"name": "กลุ่ม", "old": old, "new": new}
    make_entry(Event.UNIT_CHANGED, unit_path=division.path, subject_type="unit", subject_id=division.id, detail=detail)
    entry = browser.get("/audit?event=unit%3Achanged").root.one("li", class_="history-line")
    assert [each.text for each in entry.one("details").all("dd")[:2]] == [
        "สำนักพัฒนาสังคม › กองอื่น",
        "สำนักพัฒนาสังคม › กองนโยบายและแผนงาน",
    ]


def rendered(portal, provided):
    template, context = provided
    with portal.test_request_context("/"):
        html = render_template(template, **context)
    return Page(portal.response_class(html))


def test_history_of_an_obligation_folds_after_five(portal, obligation, division):
    person = make_user(division, name="สมใจ")
    for no in range(1, 8):
        make_entry(
            Event.EVIDENCE_REVISED, unit_path=division.path, subject_type="obligation", subject_id=obligation.id,
            actor_id=person.id, detail={"title": "ภาพ", "no": no, "filename": "ก.jpg"},
        )  # fmt: skip
    part = rendered(portal, obligation_history(obligation))
    assert len(part.root.all("li")) == 7
    folded = part.root.one("details")
    assert folded.one("summary").text == "ดูทั้งหมด 7 รายการ"
    assert len(folded.all("li")) == 2
    assert said(part)[0] == "สมใจ แนบหลักฐาน “ภาพ” ฉบับที่ 7 ไฟล์ ก.jpg"


def test_object_without_history_shows_none(portal, obligation):
    assert obligation_history(obligation) is None
    assert indicator_history(obligation.indicator) is None


def test_history_of_an_indicator_is_that_of_its_framework(portal, obligation, agency):
    make_entry(
        Event.FRAMEWORK_LOADED, unit_path=agency.path, subject_type="fiscal_year",
        subject_id=obligation.fiscal_year_id, detail={"year_be": 2570},
    )  # fmt: skip
    make_entry(
        Event.GRID_EXPORTED, unit_path=agency.path, subject_type="fiscal_year", subject_id=obligation.fiscal_year_id
    )
    part = rendered(portal, indicator_history(obligation.indicator))
    assert said(part) == ["ระบบ นำเข้ากรอบการประเมินผล ปีงบประมาณ พ.ศ. 2570"]


def test_obligation_page_carries_its_history(client_of, obligation, division):
    officer = make_person(Role.OFFICER, division)
    make_entry(
        Event.OBLIGATION_RETURNED,
        unit_path=division.path,
        subject_type="obligation",
        subject_id=obligation.id,
        detail={"reason": "ภาพไม่ชัด"},
    )
    page = client_of(officer).get(f"/obligations/{obligation.id}")
    assert "เหตุผล: ภาพไม่ชัด" in page.root.one("section", id="obligation-history").text


def test_administrator_of_one_division_finds_only_its_entries(client_of, agency, division):
    person = make_user(division)
    give_role(person, Role.ADMINISTRATOR, division)
    make_entry(Event.UNIT_CLOSED, unit_path=agency.path)
    assert said(client_of(person).get("/audit")) == [f"{person.name} เข้าสู่ระบบด้วย tests"]
