"""What stands on the shared server for the page tests: every state a page can show, made by sending the real forms.

All of it lies in one division and among accounts of its own, so that the journeys find theirs untouched.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from playwright.sync_api import APIRequestContext, APIResponse, Browser, BrowserContext, FormData, Page

from tests.browser.fixtures import DESKTOP, Server

FILES = Path(__file__).parent.parent / "files"
OTHER_UNIT = "สสส."
UNIT, UNIT_NAME = "กน.", "กองนโยบายและแผนงาน"
# as long as a file name may be
LONG_NAME = "รายงานสรุปผลการดำเนินงานตามตัวชี้วัด_การพัฒนาคุณภาพชีวิตผู้สูงอายุ_ธันวาคม_2569.pdf"
PERSON = "นางสาวกาญจนาภรณ์ ศรีสุวรรณรัตนกุลชัยพิพัฒน์ ณ นครศรีธรรมราช"
_FORM = re.compile(r"<form\b[^>]*\baction=\"([^\"]*)\"[^>]*>(.*?)</form>", re.S)
_HIDDEN = re.compile(r"<input\b[^>]*type=\"hidden\"[^>]*>")


@dataclass
class Desk:
    """Who is signed in: each account signs in once, its cookies open as many browsers as are needed."""

    chromium: Browser
    server: Server
    states: dict[str, Any] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)
    pages: dict[str, Any] = field(default_factory=dict)

    def state(self, account: dict[str, str]) -> Any:
        """Return the cookies of the account's session."""
        name = account["username"]
        if name not in self.states:
            context = self.chromium.new_context(base_url=self.server.url)
            answer = send(context.request, "/login", "/login", username=name, password=account["password"])
            assert "/login" not in answer.url, answer.text()
            self.states[name] = context.storage_state()
            context.close()
        return self.states[name]

    def open(self, account: dict[str, str] | None = None, **options: Any) -> BrowserContext:
        """Return a new browser in which the account is signed in."""
        context = self.chromium.new_context(
            base_url=self.server.url,
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            storage_state=self.state(account) if account else None,
            **options,
        )
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        return context

    def page(self, account: dict[str, str] | None = None, **options: Any) -> Page:
        """Return the account's page for these options, the same each time, with `problems` and `strangers` emptied.

        problems: what the console said; strangers: requests to other places than the server.
        """
        key = repr((account and account["username"], sorted(options.items())))
        if key not in self.pages:
            context = self.open(account, **({"viewport": DESKTOP} | options))
            self.pages[key] = watched(context.new_page(), self.server.url)
        page = self.pages[key]
        page.problems.clear()
        page.strangers.clear()
        page.set_viewport_size(options.get("viewport", DESKTOP))
        return page

    def close(self) -> None:
        """Close every browser."""
        for context in self.contexts:
            context.close()


def watched(page: Any, home: str) -> Any:
    """Return the page with the lists `problems` (console, failures) and `strangers` (requests to elsewhere) filled."""
    page.problems, page.strangers = [], []
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("console", lambda note: page.problems.append(note.text))
    page.on(
        "request",
        lambda request: None if request.url.startswith((home, "data:")) else page.strangers.append(request.url),
    )
    return page


def hidden(html: str, action: str) -> dict[str, str]:
    """Return the hidden fields of the form that is sent to `action`."""
    for address, inside in _FORM.findall(html):
        if unescape(address).split("?")[0].endswith(action):
            inputs = _HIDDEN.findall(inside)
            return {_attribute(one, "name"): _attribute(one, "value") for one in inputs}
    raise AssertionError(f"no form to {action} on the page")


def send(browser: APIRequestContext, path: str, action: str, **values: Any) -> APIResponse:
    """Open the page, fill the form that is sent to `action`, send it and return the answer.

    A file among the values is (content, name).
    """
    html = browser.get(path).text()
    data = FormData()
    for name, value in (hidden(html, action) | values).items():
        match value:
            case (bytes() as content, str() as filename):
                data.append(name, {"name": filename, "mimeType": "application/octet-stream", "buffer": content})
            case _:
                data.append(name, str(value))
    if any(isinstance(value, tuple) for value in values.values()):
        return browser.post(action, multipart=data)
    return browser.post(action, form=data)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


@dataclass
class Scene:
    """Addresses of the things made, by what is to be seen on their pages; who looks at them."""

    desk: Desk
    paths: dict[str, str]
    newcomer: dict[str, str]

    def account(self, who: str) -> dict[str, str] | None:
        """Return the account: "role unit", "newcomer" whose password has to be changed, "" for nobody."""
        if who == "newcomer":
            return self.newcomer
        return self.desk.server.account(*who.split()) if who else None

    def go(self, who: str, path: str, **options: Any) -> Page:
        """Return the page at the address, its parts in braces filled in."""
        page = self.desk.page(self.account(who), **options)
        page.goto(path.format(**self.paths))
        return page


def attach(browser: APIRequestContext, obligation: str, file: Path, filename: str, **values: str) -> None:
    """Attach one file to the obligation at this address."""
    values |= COVERED
    answer = send(browser, obligation, f"{obligation}/evidence", files=(file.read_bytes(), filename), **values)
    assert answer.ok, f"{answer.status}: {re.findall('<h1>.*?</h1>|ต้องแก้ไข: </span>[^<]*', answer.text())}"


COVERED = {"covers_from_on": "1/12/2569", "covers_to_on": "31/12/2569"}


def waiting(browser: APIRequestContext, month: str) -> list[str]:
    """Return the addresses of the person's duties of a month that still wait for evidence."""
    duties = browser.get("/").text().split('<li class="duty ')[1:]
    return [re.search(r'href="(/obligations/\d+)', duty)[1] for duty in duties if month in duty]  # type: ignore[index]


def build(desk: Desk) -> Scene:
    """Make the scene."""
    server = desk.server
    officer, head, administrator = (
        desk.open(server.account(role, UNIT)) for role in ("officer", "head", "administrator")
    )
    paths: dict[str, str] = {}
    bare, full, certified = waiting(officer.request, "ธันวาคม 2569")
    returned, *_ = waiting(officer.request, "พฤศจิกายน 2569")
    pdf, photo = FILES / "บันทึกข้อความ.pdf", FILES / "ภาพกิจกรรม.jpg"
    attach(officer.request, full, pdf, LONG_NAME, note="ปรับตัวเลขตามที่กองนโยบายและแผนงานแจ้งเมื่อวันที่ 8 ธันวาคม")
    attach(officer.request, full, photo, "ภาพกิจกรรม.jpg", title="ภาพกิจกรรม")
    attach(officer.request, full, FILES / "บันทึกข้อความ.odt", "แนบผิดเดือน.odt")
    attach(officer.request, certified, pdf, "รายงาน.pdf")
    attach(officer.request, returned, pdf, "รายงานเดือนพฤศจิกายน.pdf")
    html = officer.request.get(full).text()
    by_title = dict(zip(_titles(html), re.findall(r'id="evidence-item-(\d+)"', html), strict=True))
    wrong = f"/evidence/{by_title['แนบผิดเดือน']}/withdrawal"
    send(officer.request, wrong, wrong, reason="แนบผิดเดือน")
    paths |= {"bare": bare, "full": full, "certified": certified, "returned": returned}
    paths["item"] = f"/evidence/{by_title['ภาพกิจกรรม']}"
    paths["withdrawal"] = paths["item"] + "/withdrawal"
    number = {name: address.rsplit("/", 1)[1] for name, address in paths.items()}
    send(head.request, f"/certifications/check?obligation={number['certified']}", "/certifications")
    send(head.request, f"{returned}/return", f"{returned}/return", reason="ลายมือชื่อผู้รายงานไม่ครบ โปรดลงชื่อแล้วแนบใหม่")
    paths["check"] = f"/certifications/check?obligation={number['full']}"
    paths["return"] = f"{full}/return"
    paths["recall"] = f"{certified}/recall"
    newcomer = _people(administrator.request, paths)
    secretariat = desk.open(server.account("secretariat"))
    paths["indicator"] = _first(officer.request, "/framework", r'href="(/indicators/\d+)"')
    paths["unit"] = _first(administrator.request, "/units", rf'href="(/units/\d+)"[^>]*>[^<]*{UNIT_NAME}')
    paths["division"] = paths["unit"].replace("units", "divisions")
    paths["cell"] = _first(secretariat.request, "/grid", rf'href="(/grid/cells/{paths["unit"][7:]}/\d+)"')
    # what the tests of deeds may change
    other = desk.open(server.account("officer", OTHER_UNIT))
    for month, name in (("ตุลาคม", "october"), ("พฤศจิกายน", "november"), ("ธันวาคม", "december")):
        (paths[name],) = waiting(other.request, f"{month} 2569")
    paths |= {f"quarter-{place}": path for place, path in enumerate(waiting(other.request, "ไตรมาสที่ 1 "))}
    for context in (officer, head, administrator, secretariat, other):
        context.close()
    return Scene(desk, paths, newcomer)


def _first(browser: APIRequestContext, path: str, pattern: str) -> str:
    """Return the first address on the page that fits."""
    html = browser.get(path).text()
    found = re.search(pattern, html)
    assert found is not None, f"{pattern} is not on {path}"
    return unescape(found[1])


def _titles(html: str) -> list[str]:
    return [unescape(title) for title in re.findall(r'class="file-title"><a [^>]*>([^<]*)', html)]


def _people(browser: APIRequestContext, paths: dict[str, str]) -> dict[str, str]:
    """Make a person with a long name and a first password, and a staff list that has been read but not applied."""
    unit = _first(browser, "/people/new", rf'value="(\d+)"[^>]*>[^<]*{UNIT_NAME}')
    send(
        browser, "/people/new", "/people/new", name=PERSON, position="นักวิเคราะห์นโยบายและแผนชำนาญการพิเศษ",
        staff_type="official", unit_id=unit, email="karnjanaphorn@example.com", username="karnjanaphorn",
    )  # fmt: skip
    person = paths["person"] = _first(browser, "/people?q=karnjanaphorn", r'href="(/people/\d+)"')
    paths["person_id"] = person.rsplit("/", 1)[1]
    issued = send(browser, f"{person}/password", f"{person}/password")
    password = re.search(r'<strong class="nowrap">([^<]+)</strong>', issued.text())
    assert password is not None, issued.text()[:3000]
    agency = _first(browser, "/people/import", r'<option[^>]*value="(\d+)"')
    kept = send(browser, "/people/import", "/people/import", unit_id=agency, file=(staff_list(), "รายชื่อบุคลากร.xlsx"))
    paths["preview"] = kept.url[kept.url.index("/people/import/") :]
    return {"username": "karnjanaphorn", "password": unescape(password[1])}


def staff_list() -> bytes:
    """Return a staff list with one row of each kind."""
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["ชื่อ-นามสกุล", "ตำแหน่ง", "ประเภทบุคลากร", "ส่วนราชการ", "อีเมล", "ชื่อผู้ใช้"])
    sheet.append(["นายสมชาย ใจดี", "นักพัฒนาสังคม", "ข้าราชการ", "กน.", "", "somchai.j"])
    sheet.append([PERSON, "นักพัฒนาสังคม", "ข้าราชการ", "กน.", "", "karnjanaphorn"])
    sheet.append(["นายสมหมาย ใจงาม", "พนักงานทั่วไป", "ลูกจ้าง", "กองที่ไม่มี", "", "sommai.j"])
    book.save(content)
    return content.getvalue()
