"""People: one with a long name and a first password, a staff list that was read, the secretariat of another agency."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from html import unescape

from openpyxl import Workbook

from tests.browser.fixtures import ROOT
from tests.browser.scenes.desk import first, path_of, send
from tests.browser.scenes.scene import PERSON, UNIT, UNIT_NAME, Scene

# an agency in which nothing has begun
NEW_AGENCY = "สนอ."
# more than stand on one page of a list
CROWD = 60
POSITIONS = ("นักวิเคราะห์นโยบายและแผนปฏิบัติการ", "เจ้าพนักงานธุรการชำนาญงาน", "นักจัดการงานทั่วไป")


def build(scene: Scene) -> None:
    """Make a person with a long name and a first password, and a staff list that has been read but not applied."""
    browser, paths = scene.desk.request("administrator"), scene.paths
    unit = first(browser, "/people/new", rf'value="(\d+)"[^>]*>[^<]*{UNIT_NAME}')
    send(
        browser, "/people/new", "/people/new", name=PERSON, position="นักวิเคราะห์นโยบายและแผนชำนาญการพิเศษ",
        staff_type="official", unit_id=unit, email="karnjanaphorn@example.com", username="karnjanaphorn",
    )  # fmt: skip
    person = paths["person"] = first(browser, "/people?q=karnjanaphorn", r'href="(/people/\d+)"')
    paths["person_id"] = person.rsplit("/", 1)[1]
    issued = send(browser, f"{person}/password", f"{person}/password")
    password = re.search(r'<strong class="nowrap">([^<]+)</strong>', issued.text())
    assert password is not None, issued.text()[:3000]
    scene.others["newcomer"] = {"username": "karnjanaphorn", "password": unescape(password[1])}
    agency = first(browser, "/people/import", r'<option[^>]*value="(\d+)"')
    listed = (staff_list(), "รายชื่อบุคลากร.xlsx")
    paths["preview"] = path_of(send(browser, "/people/import", "/people/import", unit_id=agency, file=listed))


def build_stranger(scene: Scene) -> None:
    """Make the secretariat of an agency that has nothing yet, as an administrator does at the server."""
    name, server = "secretariat-new", scene.desk.server
    command = [sys.executable, "-m", "portal", "user", "create", name, "--name", f"ฝ่ายเลขานุการสาธิต {NEW_AGENCY}"]
    command += ["--unit", NEW_AGENCY, "--role", "secretariat"]
    made = subprocess.run(command, cwd=ROOT, env=server.environment, capture_output=True, text=True, check=True)
    issued = re.search(r"password: +(\S+)", made.stdout)
    assert issued is not None, made.stdout
    account = {"username": name, "password": issued[1]}
    browser, new = scene.desk.open(account).request, "ปลาทูสามตัวบนเรือใบ"
    send(browser, "/account/password", "/account/password", old=issued[1], new=new, again=new)
    scene.desk.states.pop(name)
    scene.others["stranger"] = account | {"password": new}


def build_crowd(scene: Scene) -> None:
    """Make as many people in a division as fill more than a page of a list, by a staff list."""
    browser = scene.desk.request("administrator สก.")
    agency = first(browser, "/people/import", r'<option[^>]*value="(\d+)"')
    names = {no: f"บุคลากรสาธิต {UNIT} {no}" for no in range(2, 2 + CROWD)}
    rows = [[name, POSITIONS[no % 3], "ข้าราชการ", UNIT, "", f"kn{no}"] for no, name in names.items()]
    listed = (table(rows), "บุคลากร กน.xlsx")
    preview = path_of(send(browser, "/people/import", "/people/import", unit_id=agency, file=listed))
    send(browser, preview, f"{preview}/application")


def staff_list() -> bytes:
    """Return a staff list with one row of each kind."""
    return table(
        [
            ["นายสมชาย ใจดี", "นักพัฒนาสังคม", "ข้าราชการ", "กน.", "", "somchai.j"],
            [PERSON, "นักพัฒนาสังคม", "ข้าราชการ", "กน.", "", "karnjanaphorn"],
            ["นายสมหมาย ใจงาม", "พนักงานทั่วไป", "ลูกจ้าง", "กองที่ไม่มี", "", "sommai.j"],
        ]
    )


def table(rows: list[list[str]]) -> bytes:
    """Return a staff list of these rows as a spreadsheet."""
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in [["ชื่อ-นามสกุล", "ตำแหน่ง", "ประเภทบุคลากร", "ส่วนราชการ", "อีเมล", "ชื่อผู้ใช้"], *rows]:
        sheet.append(row)
    book.save(content)
    return content.getvalue()
