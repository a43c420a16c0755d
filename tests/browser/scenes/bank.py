"""The bank: a category with a question of every kind and one with a picture, versions, files that were read."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from playwright.sync_api import APIRequestContext

from tests.browser.scenes.desk import FILES, first, path_of, send
from tests.browser.scenes.scene import Scene

CATEGORY = "ความรู้หลังการประชุมชี้แจง"
# the first option of every single-choice question is the right one; one question of every other kind
QUESTIONS = """$CATEGORY: กำหนดส่งรายงาน

// [tag:ปฏิทิน]
::วันส่งรายงานประจำเดือน::ส่วนราชการต้องส่งรายงานประจำเดือนภายในวันใดของเดือนถัดไป {
=วันที่ 20#ถูกต้อง ~วันที่ 25 ~วันทำการสุดท้าย #### กำหนดเดียวกันทุกเดือน }

::ผู้รับรองรายงาน::ผู้ใดเป็นผู้รับรองความถูกต้องของรายงานส่วนราชการก่อนส่งฝ่ายเลขานุการ {
=หัวหน้าส่วนราชการ ~ผู้รับผิดชอบตัวชี้วัด ~เจ้าหน้าที่ธุรการ }

::ปีงบประมาณ::ปีงบประมาณ พ.ศ. 2570 เริ่มวันใด {=1 ตุลาคม 2569 ~1 มกราคม 2570 ~1 เมษายน 2570 }

::หลักฐานที่แนบผิด::เมื่อแนบหลักฐานผิดเดือน ควรทำอย่างไร {
=ถอนหลักฐานพร้อมเหตุผลแล้วแนบฉบับที่ถูก ~ลบไฟล์ทิ้ง ~ปล่อยไว้ }

::มิติของคำรับรอง::ข้อใดเป็นมิติของคำรับรองการปฏิบัติราชการ เลือกทุกข้อที่ถูก {
~%50%ประสิทธิผลตามพันธกิจ ~%50%คุณภาพการปฏิบัติราชการ ~%-50%การแต่งกาย#ไม่ใช่มิติของคำรับรอง ~%-50%งานเลี้ยงประจำปี }

::การรายงานล่าช้า::รายงานที่ส่งหลังวันครบกำหนดนับว่าล่าช้า {TRUE}

::คะแนนเต็มของคำรับรอง::คำรับรองทั้งฉบับมีคะแนนเต็มเท่าใด {#100:0}

::ระบบรายงานโครงการ::กรุงเทพมหานครใช้ระบบใดรายงานความก้าวหน้าของโครงการ {=Daily Plans =เดลี่แพลน}

::กำหนดส่งของแต่ละไตรมาส::จับคู่ไตรมาสกับกำหนดส่งรายงาน {
=ไตรมาสที่ 1 -> 20 มกราคม =ไตรมาสที่ 2 -> 20 เมษายน =ไตรมาสที่ 3 -> 20 กรกฎาคม }
"""
WRONG = """::ไม่มีคำตอบที่ถูก::ข้อใดถูก {~ก ~ข}

::ปิดวงเล็บไม่ครบ::คำถามนี้ไม่มีที่สิ้นสุด {=ใช่ ~ไม่ใช่

::ใช้ได้::ข้อนี้ใช้ได้หรือไม่ {T}

"""
GRAPH = FILES / "กราฟ.png"
STEPS = ("จัดทำรายงาน", "แนบหลักฐาน", "รับรอง", "ส่งฝ่ายเลขานุการ")
ORDERING = {"name": "ขั้นตอนของรายงาน", "text": "เรียงขั้นตอนของรายงานประจำเดือน", "points": "1"}
ORDERING |= {f"items-{no}-text": step for no, step in enumerate(STEPS)}
CHANGED, CHANGED_TEXT = "วันส่งรายงานประจำเดือน", "รายงานประจำเดือนต้องส่งภายในวันใดของเดือนถัดไป"
CHANGED_OPTIONS = ("วันที่ 20", "วันที่ 25", "วันสุดท้ายของเดือน")
RETIRED, UNCONFIRMED = "ปีงบประมาณ", ("ผู้รับรองรายงาน", "ขั้นตอนของรายงาน")


def build(scene: Scene) -> None:
    """Make the questions."""
    host, other, paths = (*map(scene.desk.request, ("secretariat กน.", "secretariat กผป.")), scene.paths)
    category = paths["category"] = make_category(host, CATEGORY)
    paths["category-empty"] = make_category(host, "หมวดที่ยังว่าง", parent_id=category)
    applied = paths["import-applied"] = _read(host, category, "ความรู้หลังการประชุม.gift", QUESTIONS)
    send(host, applied, f"{applied}/application")
    new = {"category_id": category}
    write(host, "/questions/new?kind=ordering", new | ORDERING)
    shown = single("อ่านแผนภูมิ", "จากแผนภูมิ เดือนใดมีผลการดำเนินงานมากที่สุด", ("ธันวาคม", "ตุลาคม", "พฤศจิกายน"))
    shown |= {"picture": (GRAPH.read_bytes(), GRAPH.name), "picture_alt": "แผนภูมิแท่งของผลการดำเนินงานสามเดือน"}
    write(host, "/questions/new?kind=single", new | shown)
    paths |= {f"question-{name}": f"/questions/{key.split(':')[0]}" for name, key in keys(host, category).items()}
    write(host, f"{paths[f'question-{CHANGED}']}/edit", new | single(CHANGED, CHANGED_TEXT, CHANGED_OPTIONS))
    send(host, paths[f"question-{RETIRED}"], f"{paths[f'question-{RETIRED}']}/retirement")
    found = keys(host, category)
    confirmed = "&".join(f"question={key}" for name, key in found.items() if name not in UNCONFIRMED)
    send(host, f"/questions/selection?{confirmed}", "/questions/selection/confirmation")
    ticked = "&".join(f"question={key}" for key in list(found.values())[:4])
    paths |= {"selection": f"/questions/selection?{ticked}", "export-selection": f"/questions/export?{ticked}"}
    further = QUESTIONS.replace("ภายในวันใด", "ไม่เกินวันใด").replace("ผู้ใดเป็น", "ใครเป็น")
    paths["import-ready"] = _read(host, category, "ข้อที่เตรียมไว้.gift", further)
    paths["import-wrong"] = _read(other, category, "พิมพ์เอง.gift", WRONG)


def single(name: str, text: str, options: tuple[str, ...], right: int = 0) -> dict[str, Any]:
    """Return what is typed into the form of a single-choice question."""
    typed: dict[str, Any] = {"name": name, "text": text, "points": "1", f"options-{right}-right": "y"}
    return typed | {f"options-{no}-text": each for no, each in enumerate(options)}


def write(host: APIRequestContext, path: str, typed: dict[str, Any]) -> None:
    """Send the form of a question: a new one, or a further version."""
    send(host, path, path, **typed)


def make_category(host: APIRequestContext, name: str, *, parent_id: str = "") -> str:
    """Return the number of a new category."""
    send(host, "/questions/categories/new", "/questions/categories/new", name=name, parent_id=parent_id)
    return first(host, "/questions", rf'href="/questions\?category=(\d+)"[^>]*>{name}')


def keys(host: APIRequestContext, category: str) -> dict[str, str]:
    """Return by name what the boxes of the category's questions say: number and version."""
    html = host.get(f"/questions?category={category}").text()
    rows = re.findall(r'value="(\d+:\d+)".*?<th scope="row"><a [^>]*>([^<]+)<', html, re.S)
    return {unescape(name): key for key, name in rows}


def _read(host: APIRequestContext, category: str, name: str, text: str) -> str:
    """Return the address of the preview of a file of questions."""
    file = (text.encode(), name)
    return path_of(send(host, "/questions/import", "/questions/import", category_id=category, format="", file=file))
