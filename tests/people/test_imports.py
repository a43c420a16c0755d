"""Staff lists from Excel: template, preview, application; from the page and from the command line."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import func, select

from portal.extensions import db
from portal.people.models import PeopleImport, User
from portal.people.queries import preview_list
from portal.people.rules.columns import HEADERS, KnownUnit, find_columns, unit_labels
from portal.people.rules.imports import KnownPerson, Outcome, StaffRow, cell_text, compare
from portal.spreadsheet import read_rows
from tests.client import Page
from tests.factories.people import make_unit, make_user
from tests.people.agency import World, events_of

SOMPORN = ["นางสาวสมพร ใจดี", "นักวิเคราะห์", "ข้าราชการ", "กน.", "somporn@bangkok.go.th", "somporn.j"]
WICHAI = ["นายวิชัย ตั้งใจ", "พนักงานพิมพ์", "ลูกจ้าง", "สำนักงานเลขานุการ", "", "wichai.t"]


def workbook(*rows: list[Any], header: list[str] | None = None) -> io.BytesIO:
    """Return a spreadsheet with these rows under the header."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([*HEADERS.values()] if header is None else header, *rows):
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def uploaded(world: World, file: io.BytesIO, name: str = "รายชื่อ.xlsx") -> str:
    """Return the address of the preview of a file sent by the form."""
    page = world.client.post("/people/import", {"unit_id": world.agency.id, "file": (file, name)})
    return page.headers["Location"]


def previewed(world: World, *rows: list[Any]) -> Page:
    return world.client.get(uploaded(world, workbook(*rows)))


def applied(world: World, page: Page, *, status: int = 303) -> Page:
    form = page.root.one("input", name="digest").parent
    assert form is not None
    return world.client.post(
        form.attrs["action"], {"digest": form.one("input", name="digest").attrs["value"]}, status=status
    )


def results(page: Page) -> list[tuple[str, str]]:
    """Row number and result of each row of the preview."""
    rows = page.root.one("tbody").all("tr")
    return [(row.all("td")[0].text, row.one("span", class_="chip").text) for row in rows]


def users() -> list[str]:
    return list(db.session.scalars(select(User.username).order_by(User.username)))


UNITS = [KnownUnit(1, "สพส.", "สำนักพัฒนาสังคม"), KnownUnit(2, "กน.", "กองนโยบายและแผนงาน", "สพส.")]


def judged(row: StaffRow, *people: KnownPerson) -> tuple[Outcome, list[str]]:
    (each,) = compare([row], units=UNITS, people=people).rows
    return each.outcome, [problem.field for problem in each.problems]


def row_of(**changes: Any) -> StaffRow:
    values: dict[str, Any] = {"no": 2, "name": "ก", "staff_type": "ลูกจ้าง", "unit": "กน.", "username": "kk"} | changes
    return StaffRow(**values)


@pytest.mark.parametrize(
    "unit", ["กน.", "กน", " กน . ", "กองนโยบายและแผนงาน", "กองนโยบายและแผนงาน (กน.)", "สพส. / กน."]
)
def test_unit_is_found_however_named(unit: str) -> None:
    assert judged(row_of(unit=unit)) == (Outcome.NEW, [])


@pytest.mark.parametrize(
    ("changes", "outcome", "fields"),
    [
        ({"unit": "กองอื่น"}, Outcome.UNKNOWN_UNIT, ["unit"]),
        ({"unit": ""}, Outcome.INVALID, ["unit"]),
        ({"name": "", "username": ""}, Outcome.INVALID, ["name", "username"]),
        ({"username": "สมพร"}, Outcome.INVALID, ["username"]),
        ({"staff_type": ""}, Outcome.INVALID, ["staff_type"]),
        ({"staff_type": "อาสาสมัคร"}, Outcome.INVALID, ["staff_type"]),
        ({"email": "ไม่ใช่อีเมล"}, Outcome.INVALID, ["email"]),
        ({"name": "ก" * 121}, Outcome.INVALID, ["name"]),
        ({"staff_type": "ลูกจ้างประจำ"}, Outcome.NEW, []),
    ],
)
def test_row_is_judged_by_its_values(changes: dict[str, Any], outcome: Outcome, fields: list[str]) -> None:
    assert judged(row_of(**changes)) == (outcome, fields)


def test_blank_cells_leave_what_is_stored() -> None:
    person = KnownPerson(7, "kk", "ก", "ตำแหน่ง", "official", 2, "a@b.th", is_here=True, is_disabled=False)
    assert judged(row_of(staff_type="", position="", email=""), person) == (Outcome.UNCHANGED, [])


def test_user_name_of_another_agency_is_a_duplicate() -> None:
    person = KnownPerson(7, "kk", "ก", "", "official", 9, "", is_here=False, is_disabled=False)
    assert judged(row_of(), person) == (Outcome.DUPLICATE, ["username"])


def test_labels_of_units_with_the_same_abbreviation_name_the_unit_above() -> None:
    units = [KnownUnit(1, "กน.", "ก"), KnownUnit(2, "ฝบท.", "ข", "กน."), KnownUnit(3, "ฝบท.", "ค", "สก.")]
    assert unit_labels(units) == ["กน.", "กน. / ฝบท.", "สก. / ฝบท."]
    rows = [row_of(no=no, unit=unit, username=f"k{no}") for no, unit in enumerate(["กน. / ฝบท.", "สก./ฝบท.", "ฝบท."])]
    assert [each.unit_id for each in compare(rows, units=units, people=[]).rows] == [2, 3, None]


def test_columns_are_found_in_any_order_and_spelling() -> None:
    headers = ["ชื่อผู้ใช้ ", "E-mail", "ชื่อ - สกุล", "หมายเหตุ", "ส่วนราชการ (ชื่อย่อ)"]
    assert find_columns(headers) == {"username": 0, "email": 1, "name": 2, "unit": 4}


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (12.0, "12"), (12, "12"), (" ก\n ข\u200b ", "ก ข"), (1.5, "1.5")]
)
def test_cell_becomes_one_clean_line(value: Any, text: str) -> None:
    assert cell_text(value) == text


def test_template_offers_the_units_and_reads_back_as_a_list(world: World) -> None:
    response = world.client.http.get(f"/people/import/template/{world.agency.id}")
    assert response.headers["Content-Disposition"].startswith("attachment")
    book = load_workbook(io.BytesIO(response.data))
    sheet = book["รายชื่อ"]
    assert [cell.value for cell in sheet[1]] == list(HEADERS.values())
    lists = {str(each.sqref): each.formula1 for each in sheet.data_validations.dataValidation}
    assert lists == {"C2:C5001": "'รายการประเภท'!$A$2:$A$3", "D2:D5001": "'รายการส่วนราชการ'!$A$2:$A$4"}
    assert [cell.value for cell in book["รายการส่วนราชการ"]["A"]] == ["ส่วนราชการ", "สพส.", "กน.", "สก."]
    for place, value in enumerate(SOMPORN, 1):
        sheet.cell(2, place, value)
    filled = io.BytesIO()
    book.save(filled)
    filled.seek(0)
    assert results(world.client.get(uploaded(world, filled))) == [("2", "เพิ่มใหม่")]


def test_template_of_another_agency_is_not_found(world: World) -> None:
    world.client.get(f"/people/import/template/{world.foreign_agency.id}", status=404)


def test_preview_tells_every_kind_of_row_with_its_number_and_writes_nobody(world: World) -> None:
    make_user(world.division, username="old", name="เดิม", position="", staff_type="official")
    make_user(world.division, username="same", name="คงเดิม", position="", staff_type="official")
    before = users()
    page = previewed(
        world,
        SOMPORN,
        ["ใหม่", "", "", "สก.", "", "OLD"],
        ["คงเดิม", "", "ข้าราชการ", "กน.", "", "same"],
        [],
        ["ก", "", "ลูกจ้าง", "กองอื่น", "", "k1"],
        ["ข", "", "ลูกจ้าง", "กน.", "", "twice"],
        ["ค", "", "ลูกจ้าง", "กน.", "", "Twice "],
        ["ง", "", "ลูกจ้าง", "กน.", "", "foreigner"],
        ["จ", "", "เทวดา", "กน.", "", "k2"],
    )
    assert results(page) == [
        ("2", "เพิ่มใหม่"),
        ("3", "แก้ไข"),
        ("4", "ไม่เปลี่ยน"),
        ("6", "ไม่พบส่วนราชการ"),
        ("7", "ซ้ำ"),
        ("8", "ซ้ำ"),
        ("9", "ซ้ำ"),
        ("10", "ข้อมูลไม่ถูกต้อง"),
    ]
    changed = page.root.one("tbody").all("tr")[1]
    assert [each.text for each in changed.all("del")] == ["กองนโยบายและแผนงาน", "เดิม"]
    assert [each.text for each in changed.all("ins")] == ["สำนักงานเลขานุการ", "ใหม่"]
    assert "ซ้ำกับแถวที่ 7" in page.root.one("tbody").all("tr")[5].text
    assert page.root.all("input", name="digest") == []
    assert users() == before


def test_list_is_applied_whole_and_again_changes_nothing(world: World) -> None:
    page = world.client.follow(applied(world, previewed(world, SOMPORN, WICHAI)))
    assert "เพิ่ม 2 คน แก้ไข 0 คน" in page.text
    person = db.session.scalars(select(User).where(User.username == "wichai.t")).one()
    assert (person.name, person.staff_type, person.unit_id) == ("นายวิชัย ตั้งใจ", "employee", world.other_division.id)
    assert person.password_hash == ""
    assert events_of(person.id) == ["user:created"]
    assert events_of(world.agency.id, "unit") == ["people:imported"]
    again = previewed(world, SOMPORN, WICHAI)
    assert [result for _, result in results(again)] == ["ไม่เปลี่ยน", "ไม่เปลี่ยน"]
    assert again.root.all("input", name="digest") == []


def test_imported_people_are_found_by_search(world: World) -> None:
    applied(world, previewed(world, SOMPORN))
    assert world.people(q="สมพร") == ["นางสาวสมพร ใจดี"]


def test_changed_person_keeps_roles_and_shows_old_and_new(world: World) -> None:
    person = make_user(world.division, username="somporn.j", name="สมพร", position="นักวิเคราะห์", email="")
    applied(world, previewed(world, SOMPORN))
    db.session.refresh(person)
    assert (person.name, person.email) == ("นางสาวสมพร ใจดี", "somporn@bangkok.go.th")
    assert events_of(person.id) == ["user:changed"]


def test_application_sent_twice_writes_once(world: World) -> None:
    page = previewed(world, SOMPORN)
    applied(world, page)
    answer = applied(world, page, status=409)
    assert "นำเข้าไปแล้ว" in answer.root.one("div", id="import-problem").text
    assert len(db.session.scalars(select(User).where(User.username == "somporn.j")).all()) == 1


def test_application_after_a_change_meanwhile_shows_the_new_preview(world: World) -> None:
    page = previewed(world, SOMPORN)
    make_user(world.division, username="somporn.j", name="คนอื่น")
    answer = applied(world, page, status=409)
    assert results(answer) == [("2", "แก้ไข")]
    assert db.session.scalars(select(User.name).where(User.username == "somporn.j")).one() == "คนอื่น"
    applied(world, answer)
    assert db.session.scalars(select(User.name).where(User.username == "somporn.j")).one() == "นางสาวสมพร ใจดี"


def test_application_with_errors_writes_nobody(world: World) -> None:
    page = previewed(world, SOMPORN, ["ก", "", "ลูกจ้าง", "กองอื่น", "", "k1"])
    kept = db.session.scalars(select(PeopleImport)).one()
    digest = preview_list([], world.agency).digest
    assert page.root.all("input", name="digest") == []
    world.client.post(f"/people/import/{kept.id}/application", {"digest": digest}, status=409)
    world.client.post(f"/people/import/{kept.id}/application", {}, status=409)
    assert "somporn.j" not in users()


def test_application_with_errors_is_refused_even_with_the_right_digest(world: World) -> None:
    previewed(world, SOMPORN, ["ก", "", "ลูกจ้าง", "กองอื่น", "", "k1"])
    kept = db.session.scalars(select(PeopleImport)).one()
    from portal.people.queries import preview_of

    form = {"digest": preview_of(kept).digest}
    db.session.rollback()
    world.client.post(f"/people/import/{kept.id}/application", form, status=422)
    assert "somporn.j" not in users()


def test_people_missing_from_the_list_are_told_and_left_alone(world: World) -> None:
    person = make_user(world.division, name="ไม่อยู่ในไฟล์")
    page = previewed(world, SOMPORN)
    assert [each.text for each in page.root.one("details", id="missing").all("a")] == ["ผู้ดูแล", "ไม่อยู่ในไฟล์"]
    applied(world, page)
    db.session.refresh(person)
    assert person.disabled_at is None


def test_headers_in_another_order_and_thai_digits_and_trailing_spaces_are_read(world: World) -> None:
    header = ["ชื่อผู้ใช้", "ส่วนราชการ", "ชื่อ - สกุล ", "ประเภท", "เลขที่"]
    file = workbook(["user๑๒ ", " กน.  ", " นาย  ก ", "ลูกจ้าง ", 5], header=header)
    applied(world, world.client.get(uploaded(world, file)))
    person = db.session.scalars(select(User).where(User.username == "user12")).one()
    assert (person.name, person.unit_id) == ("นาย ก", world.division.id)


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (workbook(["=1+1", "", "ลูกจ้าง", "กน.", "", "k1"]), "เป็นสูตร"),
        (workbook(SOMPORN, header=["ชื่อ", "ตำแหน่ง", "ประเภท", "ก", "ข", "ค"]), "ไม่พบหัวคอลัมน์ ส่วนราชการ, ชื่อผู้ใช้"),
        (workbook(SOMPORN, header=["ชื่อ", "ชื่อ-สกุล", "ก", "ส่วนราชการ", "ข", "ชื่อผู้ใช้"]), "มีมากกว่าหนึ่งคอลัมน์"),
        (workbook(), "ไม่มีรายชื่อใต้หัวคอลัมน์"),
        (io.BytesIO(b"not a spreadsheet"), ".xlsx"),
        (io.BytesIO(b""), ".xlsx"),
    ],
)
def test_file_that_is_no_staff_list_is_refused_beside_the_field(world: World, file: io.BytesIO, sentence: str) -> None:
    form = {"unit_id": world.agency.id, "file": (io.BytesIO(file.getvalue()), "รายชื่อ.xlsx")}
    page = world.client.post("/people/import", form, status=422)
    assert sentence in page.root.one("p", class_="field-error").text
    assert db.session.scalar(select(func.count()).select_from(PeopleImport)) == 0


def test_no_file_is_refused(world: World) -> None:
    page = world.client.post("/people/import", {"unit_id": world.agency.id}, status=422)
    assert "โปรดเลือกไฟล์รายชื่อ" in page.root.one("p", class_="field-error").text


def test_list_for_another_agency_is_refused(world: World) -> None:
    form = {"unit_id": world.foreign_agency.id, "file": (workbook(SOMPORN), "รายชื่อ.xlsx")}
    world.client.post("/people/import", form, status=422)


def test_preview_of_another_agency_or_of_twenty_digits_is_not_found(world: World, now: Any) -> None:
    kept = PeopleImport(unit_id=world.foreign_agency.id, filename="ก.xlsx", sha256="0" * 64, rows="[]", created_at=now)
    db.session.add(kept)
    db.session.commit()
    for number in (kept.id, "99999999999999999999"):
        world.client.get(f"/people/import/{number}", status=404)
        world.client.post(f"/people/import/{number}/application", status=404)


def test_list_never_applied_is_thrown_away_by_the_next(world: World) -> None:
    previewed(world, SOMPORN)
    previewed(world, WICHAI)
    assert db.session.scalar(select(func.count()).select_from(PeopleImport)) == 1


def test_three_thousand_rows_are_read_shown_by_pages_and_written(world: World) -> None:
    rows = [[f"คน {no}", "", "ลูกจ้าง", "กน.", "", f"person-{no}"] for no in range(3000)]
    page = previewed(world, *rows)
    assert len(results(page)) == 25
    assert page.root.one("nav", class_="pager").one("p").text == "แสดง 1–25 จาก 3,000 รายการ"
    applied(world, page)
    assert len(users()) == 3002


def test_preview_takes_the_same_statements_for_one_row_and_a_hundred(world: World, statements: list[str]) -> None:
    one = uploaded(world, workbook(SOMPORN))
    world.client.get(one)
    statements.clear()
    world.client.get(one)
    few = len(statements)
    many = uploaded(world, workbook(*([f"คน {no}", "", "ลูกจ้าง", "กน.", "", f"k-{no}"] for no in range(100))))
    statements.clear()
    world.client.get(many)
    assert len(statements) == few


def test_closed_unit_is_unknown(world: World, now: Any) -> None:
    make_unit(world.agency, abbr="ปด.", closed_at=now)
    assert results(previewed(world, ["ก", "", "ลูกจ้าง", "ปด.", "", "k1"])) == [("2", "ไม่พบส่วนราชการ")]


def test_template_has_no_rows_to_import(world: World) -> None:
    response = world.client.http.get(f"/people/import/template/{world.agency.id}")
    assert [values for _, values in read_rows(io.BytesIO(response.data), "แบบฟอร์ม.xlsx")] == [list(HEADERS.values())]
