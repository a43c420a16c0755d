"""A briefing from the invitation to the quiz, on a clock that runs: the hall's screen, phones that scan it, the list.

What the phones open is read from a picture of the screen, as their cameras do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from portal.thai import BANGKOK
from tests.browser.fixtures import DESKTOP, PHONE, Server, sideways, violations
from tests.browser.qr import read_qr
from tests.browser.scenes import Desk

pytestmark = pytest.mark.browser
TITLE = "ประชุมชี้แจงการประเมินผล รุ่นที่ 1"
QUIZ = "แบบทดสอบหลังประชุมชี้แจง รุ่นที่ 1"
# a code is taken for the half minute it is shown and the one after it
CODE_LIFE = 61
# phones that wait ask every 15 seconds, the screens every 10
SOON = 40_000


@pytest.fixture(scope="module")
def server(ticking_server: Server) -> Server:
    """Codes change and deadlines pass here."""
    return ticking_server


@pytest.fixture(scope="module")
def desk(chromium: Browser, server: Server) -> Iterator[Desk]:
    """Browsers with somebody signed in, closed at the end."""
    desk = Desk(chromium, server)
    yield desk
    desk.close()


@pytest.fixture
def phone(desk: Desk) -> Callable[..., Page]:
    """Return a function that opens a phone with the account signed in, or with nobody."""

    def make(account: dict[str, str] | None = None) -> Page:
        return watched(desk.open(account, viewport=PHONE, has_touch=True, is_mobile=True))

    return make


def watched(context: BrowserContext) -> Page:
    """Return a page that remembers what went wrong on it; a refusal (422) is an answer, not a failure."""
    page = context.new_page()
    page.problems = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.problems.append(str(error)))  # type: ignore[attr-defined]
    return page


def well_made(page: Page) -> None:
    """Nothing sticks out sideways, axe finds nothing, no script has failed."""
    assert (sideways(page), violations(page), page.problems) == (0, [], [])  # type: ignore[attr-defined]


def session_today() -> dict[str, str]:
    """Return a session that takes check-ins now: today, or tomorrow's first when today is nearly over."""
    now = datetime.now(BANGKOK)
    day = (now + timedelta(minutes=40)).date()
    return {
        "เรื่อง": TITLE,
        "สถานที่": "ห้องประชุมสำนัก ชั้น 5",
        "วันที่": f"{day.day}/{day.month}/{day.year + 543}",
        "เวลาเริ่ม": "00.00" if day == now.date() else "00.05",
        "เวลาสิ้นสุด": "23.59",
        "กำหนดการ": "09.00 น. ลงเวลา\n09.30 น. ชี้แจง\n11.00 น. แบบทดสอบ",
        "จำนวนที่นั่ง": "50",
        "นับว่ามาสายเมื่อมาหลังเวลา": "23.59",
    }


def scan(screen: Page) -> str:
    """Return the address a phone reads from the screen."""
    expect(screen.locator(".hall-qr svg")).to_be_visible()
    return read_qr(screen.locator(".hall-qr svg").screenshot())


def counted(hall: Page, people: int) -> None:
    """See the number on the hall's screen become this, on the page that was opened at the beginning."""
    expect(hall.locator(".hall-counts dd").first).to_have_text(str(people), timeout=SOON)
    assert hall.evaluate("() => window.openedOnce") is True


def sign_in_here(page: Page, account: dict[str, str]) -> None:
    """Fill the form in view."""
    page.fill("input[name=username]", account["username"])
    page.fill("input[name=password]", account["password"])
    page.locator("main").get_by_role("button", name="เข้าสู่ระบบ").tap()


def set_up(secretary: Page) -> str:
    """Set the session up, invite everybody; return its address."""
    secretary.goto("/briefings/new")
    for label, value in session_today().items():
        secretary.get_by_label(label, exact=False).first.fill(value)
    secretary.get_by_label("สำนักพัฒนาสังคม (สพส.)").check()
    well_made(secretary)
    secretary.get_by_role("button", name="สร้างการประชุม").click()
    expect(secretary.locator("h1")).to_have_text(TITLE)
    address = secretary.url
    secretary.get_by_role("link", name="เชิญผู้เข้าร่วม").click()
    well_made(secretary)
    secretary.get_by_role("button", name="เชิญ").click()
    expect(secretary.locator("main")).to_contain_text("เชิญแล้ว")
    well_made(secretary)
    return address


def make_quiz(secretary: Page, session: str) -> str:
    """Make the session's quiz from its page and publish it; return its address."""
    secretary.goto(session)
    secretary.get_by_role("link", name="สร้างแบบทดสอบของการประชุมนี้").click()
    expect(secretary.get_by_label(TITLE)).to_be_checked()
    for label, value in {
        "ชื่อแบบทดสอบ": QUIZ,
        "เกณฑ์ผ่าน (ร้อยละของคะแนนเต็ม)": "60",
        "ผู้เห็นชอบเกณฑ์ผ่าน": "ผู้อำนวยการสำนัก",
        "วันที่เห็นชอบ": "1/10/2569",
    }.items():
        secretary.get_by_label(label).fill(value)
    well_made(secretary)
    secretary.get_by_role("button", name="สร้างแบบทดสอบ").click()
    secretary.get_by_role("link", name="เลือกจากคลัง").first.click()
    for row in secretary.locator("tbody tr").filter(has_text="ถูกหรือผิด").all()[:2]:
        row.locator("input[type=checkbox]").check()
    secretary.get_by_role("button", name="เพิ่มข้อที่เลือก").click()
    expect(secretary.locator("#unconfirmed")).to_contain_text("ยังไม่มีผู้ยืนยันเฉลย")
    secretary.get_by_role("button", name="เผยแพร่", exact=True).click()
    expect(secretary.locator(".page-answer")).to_contain_text("เผยแพร่แล้ว รอกดเปิดให้ทำ")
    well_made(secretary)
    return secretary.url.split("#")[0]


def begin(page: Page) -> None:
    page.get_by_role("button", name="เริ่มทำแบบทดสอบ").tap()
    expect(page.locator("form.sheet legend:visible")).to_have_count(1)


def test_briefing_in_the_hall(desk: Desk, server: Server, phone: Callable[..., Page]) -> None:
    staff = {unit: server.account("staff", unit) for unit in ("กน.", "สก.", "สพช.", "สสช.", "สสส.")}
    secretary = watched(desk.open(server.account("secretariat"), viewport=DESKTOP))
    session = set_up(secretary)

    # the screen of the hall
    hall = watched(desk.open(server.account("secretariat"), viewport=DESKTOP))
    hall.goto(f"{session}/hall")
    hall.evaluate("() => { window.openedOnce = true; }")
    expect(hall.locator(".hall-address")).to_have_text(f"{server.url.removeprefix('http://')}/checkin")
    pin = hall.locator(".hall-pin").inner_text()
    counted(hall, 0)
    well_made(hall)

    # a phone scans, is sent to sign in first, and lands on the check-in of this session
    first_code, scanned_at = scan(hall), time.monotonic()
    scanning = phone()
    scanning.goto(first_code)
    expect(scanning.locator("h1")).to_have_text("เข้าสู่ระบบ")
    expect(scanning.locator("main")).to_contain_text("อ่านรหัสแล้ว")
    well_made(scanning)
    sign_in_here(scanning, staff["สก."])
    expect(scanning).to_have_url(first_code)
    expect(scanning.locator("h1")).to_have_text("ลงเวลาเข้าร่วมประชุม")
    expect(scanning.locator(".page-answer")).to_have_text(TITLE)
    well_made(scanning)
    scanning.get_by_role("button", name="ลงเวลาเข้าร่วม").tap()
    expect(scanning.locator("h1")).to_have_text("ลงเวลาแล้ว")
    expect(scanning.locator("main")).to_contain_text(staff["สก."]["name"])
    well_made(scanning)
    counted(hall, 1)

    # the same person again: told so, counted once
    scanning.goto(scan(hall))
    expect(scanning.locator("main")).to_contain_text("ระบบนับเพียงครั้งเดียว")
    well_made(scanning)

    # without a camera: the short address and the six digits
    typing = phone(staff["สพช."])
    typing.goto("/checkin")
    typing.get_by_label("รหัส 6 หลัก").fill("000000" if pin.split() != ["000", "000"] else "000001")
    typing.get_by_role("button", name="ลงเวลาเข้าร่วม").tap()
    expect(typing.locator("main")).to_contain_text("ไม่พบการประชุมที่ใช้รหัสนี้")
    well_made(typing)
    typing.get_by_label("รหัส 6 หลัก").fill(pin.replace("\n", " "))
    typing.get_by_role("button", name="ลงเวลาเข้าร่วม").tap()
    expect(typing.locator("h1")).to_have_text("ลงเวลาแล้ว")
    counted(hall, 2)

    # the secretary ticks another on a phone at the door, and notes somebody who leaves
    door = phone(server.account("secretariat"))
    door.goto(f"{session}/attendance")
    door.get_by_label("ชื่อหรือตำแหน่ง").fill(staff["สสช."]["name"])
    door.get_by_role("button", name="แสดง").tap()
    row = door.locator(".attendee").filter(has_text=staff["สสช."]["name"])
    row.get_by_role("button", name="ลงเวลา").tap()
    expect(row.get_by_role("button", name="เลิกทำ")).to_be_visible()
    expect(door.locator("#tally")).to_contain_text("ลงเวลาแล้ว 3 คน")
    well_made(door)
    counted(hall, 3)
    row.get_by_role("link", name=staff["สสช."]["name"]).tap()
    expect(door.locator(".history")).to_contain_text("เจ้าหน้าที่ลงให้")
    expect(door.locator(".history")).to_contain_text(server.account("secretariat")["name"])
    well_made(door)

    # the paper sheet: printed, signed, typed in afterwards
    secretary.goto(f"{session}/sheet")
    expect(secretary.locator("h1")).to_have_text("บัญชีลงเวลาเข้าร่วมประชุม")
    expect(secretary.locator(".sheet-table")).to_have_count(secretary.locator(".sheet-part").count())
    well_made(secretary)
    secretary.emulate_media(media="print")
    expect(secretary.locator(".top-bar")).to_be_hidden()
    expect(secretary.get_by_role("cell", name=staff["สสส."]["name"])).to_be_visible()
    secretary.emulate_media(media="screen")
    secretary.goto(f"{session}/sheet/entry")
    secretary.get_by_label("รายชื่อผู้เข้าร่วม").fill(f"1. {staff['สสส.']['name']}\n2. คนที่ไม่มีในหน่วยงาน")
    well_made(secretary)
    secretary.get_by_role("button", name="ตรวจรายชื่อ").click()
    expect(secretary.locator("#unknown")).to_contain_text("คนที่ไม่มีในหน่วยงาน")
    well_made(secretary)
    secretary.get_by_role("button", name="ลงเวลา 1 คน").click()
    counted(hall, 4)

    # the code has changed by itself; a photograph of the first one is worth nothing any more
    expect_other(hall, first_code)
    time.sleep(max(0.0, CODE_LIFE - (time.monotonic() - scanned_at)))
    late = phone(staff["กน."])
    late.goto(first_code)
    expect(late.locator("h1")).to_have_text("รหัสคิวอาร์หมดเวลาแล้ว")
    expect(late.locator("main")).to_contain_text("โปรดสแกนรหัสที่จออีกครั้ง")
    well_made(late)
    counted(hall, 4)

    # the quiz of this session; the phones wait on its page
    quiz = make_quiz(secretary, session)
    hall.goto(f"{session}/hall")
    hall.get_by_role("link", name=f"กระดาน: {QUIZ}").click()
    expect(hall).to_have_url(f"{quiz}/board")
    well_made(hall)
    assert scan(hall) == f"{quiz}/intro"
    scanning.goto(f"{session}/own")
    scanning.get_by_role("link", name="ไปรอที่หน้าแบบทดสอบ").tap()
    expect(scanning.locator(".page-answer")).to_contain_text("โปรดรอผู้จัดเปิดให้ทำ")
    well_made(scanning)
    late.goto(scan(hall))
    expect(late.locator(".page-answer")).to_contain_text("โปรดรอผู้จัดเปิดให้ทำ")

    # the host opens it from the board: who is checked in may begin, who is not may not
    hall.get_by_role("button", name="เปิดให้ทำตอนนี้").click()
    expect(hall.locator(".hall-counts dd").first).to_have_text("เปิดอยู่")
    well_made(hall)
    expect(scanning.get_by_role("button", name="เริ่มทำแบบทดสอบ")).to_be_visible(timeout=SOON)
    well_made(scanning)
    begin(scanning)
    expect(late.locator(".page-answer")).to_contain_text("ทำได้เฉพาะผู้ที่ลงเวลาเข้าร่วมประชุมแล้ว", timeout=SOON)
    expect(late.get_by_role("button", name="เริ่มทำแบบทดสอบ")).to_have_count(0)
    well_made(late)
    expect(hall.locator(".board-figures dd").nth(1)).to_have_text("1", timeout=SOON)

    # the absent one is let in by a link, and is in no figure
    secretary.goto(quiz)
    secretary.get_by_role("button", name="สร้างลิงก์สำหรับผู้ไม่ได้เข้าประชุม").click()
    late.goto(secretary.locator("a.digest").nth(1).inner_text())
    expect(late.locator("main")).to_contain_text("ไม่นับรวมในร้อยละผู้ผ่านเกณฑ์")
    well_made(late)
    begin(late)
    for page in (scanning, late):
        page.goto(page.url.split("#")[0] + "/submission")
        page.get_by_role("button", name="ส่งแบบทดสอบ").tap()
        expect(page.locator("h1")).to_have_text("ผลแบบทดสอบ")
    expect(late.locator("main")).to_contain_text("ไม่นับรวมในร้อยละผู้ผ่านเกณฑ์")
    secretary.goto(f"{quiz}/results")
    secretary.get_by_text("ผู้เข้าร่วมประชุมที่ผ่านเกณฑ์").first.click()
    working = secretary.locator(".working").first
    expect(working).to_contain_text("ตัวหาร ผู้เข้าร่วมประชุมชี้แจง นับคนละครั้ง 4 คน")
    expect(working).to_contain_text("ไม่ได้เปิดทำ นับเป็นยังไม่ผ่าน 3 คน")
    expect(working).to_contain_text("ไม่นับ: ทำผ่านลิงก์ผู้ไม่ได้เข้าประชุม 1 คน")


def expect_other(hall: Page, code: str) -> None:
    """See another code on the screen than this, without the page being loaded anew."""
    for _ in range(45):
        if scan(hall) != code:
            break
        hall.wait_for_timeout(1000)
    assert scan(hall) != code
    assert hall.evaluate("() => window.openedOnce") is True
