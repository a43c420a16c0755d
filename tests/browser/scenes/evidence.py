"""Evidence in every state, in one division: bare, attached, withdrawn, certified, returned."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from playwright.sync_api import APIRequestContext

from tests.browser.scenes.desk import FILES, first, send
from tests.browser.scenes.scene import LONG_NAME, OTHER_UNIT, UNIT, UNIT_NAME, Scene

COVERED = {"covers_from_on": "1/12/2569", "covers_to_on": "31/12/2569"}


def attach(browser: APIRequestContext, obligation: str, file: Path, filename: str, **values: str) -> None:
    """Attach one file to the obligation at this address."""
    values |= COVERED
    send(browser, obligation, f"{obligation}/evidence", files=(file.read_bytes(), filename), **values)


def waiting(browser: APIRequestContext, month: str) -> list[str]:
    """Return the addresses of the person's duties of a month that still wait for evidence."""
    duties = browser.get("/").text().split('<li class="duty ')[1:]
    found = [re.search(r'href="(/obligations/\d+)', duty) for duty in duties if month in duty]
    return [each[1] for each in found if each]


def build(scene: Scene) -> None:
    """Make the evidence."""
    desk, paths = scene.desk, scene.paths
    officer, head, secretariat = (desk.request(who) for who in (f"officer {UNIT}", f"head {UNIT}", "secretariat"))
    bare, full, certified = waiting(officer, "ธันวาคม 2569")
    returned, *_ = waiting(officer, "พฤศจิกายน 2569")
    pdf, photo = FILES / "บันทึกข้อความ.pdf", FILES / "ภาพกิจกรรม.jpg"
    attach(officer, full, pdf, LONG_NAME, note="ปรับตัวเลขตามที่กองนโยบายและแผนงานแจ้งเมื่อวันที่ 8 ธันวาคม")
    attach(officer, full, photo, "ภาพกิจกรรม.jpg", title="ภาพกิจกรรม")
    attach(officer, full, FILES / "บันทึกข้อความ.odt", "แนบผิดเดือน.odt")
    attach(officer, certified, pdf, "รายงาน.pdf")
    attach(officer, returned, pdf, "รายงานเดือนพฤศจิกายน.pdf")
    html = officer.get(full).text()
    by_title = dict(zip(_titles(html), re.findall(r'id="evidence-item-(\d+)"', html), strict=True))
    wrong = f"/evidence/{by_title['แนบผิดเดือน']}/withdrawal"
    send(officer, wrong, wrong, reason="แนบผิดเดือน")
    paths |= {"bare": bare, "full": full, "certified": certified, "returned": returned}
    paths["item"] = f"/evidence/{by_title['ภาพกิจกรรม']}"
    paths["withdrawal"] = paths["item"] + "/withdrawal"
    number = {name: address.rsplit("/", 1)[1] for name, address in paths.items()}
    send(head, f"/certifications/check?obligation={number['certified']}", "/certifications")
    reason = "ลายมือชื่อผู้รายงานไม่ครบ โปรดลงชื่อแล้วแนบใหม่"
    send(head, f"{returned}/return", f"{returned}/return", reason=reason)
    paths["check"] = f"/certifications/check?obligation={number['full']}"
    paths["return"] = f"{full}/return"
    paths["recall"] = f"{certified}/recall"
    administrator = desk.request("administrator")
    paths["indicator"] = first(officer, "/framework", r'href="(/indicators/\d+)"')
    paths["unit"] = first(administrator, "/units", rf'href="(/units/\d+)"[^>]*>[^<]*{UNIT_NAME}')
    paths["division"] = paths["unit"].replace("units", "divisions")
    paths["cell"] = first(secretariat, "/grid", rf'href="(/grid/cells/{paths["unit"][7:]}/\d+)"')
    # what the tests of deeds may change
    other = desk.request(f"officer {OTHER_UNIT}")
    for month, name in (("ตุลาคม", "october"), ("พฤศจิกายน", "november"), ("ธันวาคม", "december")):
        (paths[name],) = waiting(other, f"{month} 2569")
    paths |= {f"quarter-{place}": path for place, path in enumerate(waiting(other, "ไตรมาสที่ 1 "))}


def _titles(html: str) -> list[str]:
    return [unescape(title) for title in re.findall(r'class="file-title"><a [^>]*>([^<]*)', html)]
