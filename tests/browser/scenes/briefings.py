"""Briefings before, during and after their time, called off and full; who came, who was late, who was struck out."""

from __future__ import annotations

import re
from datetime import datetime

from playwright.sync_api import APIRequestContext
from sqlalchemy import create_engine, text

from portal.briefings.rules import code_for
from tests.browser.fixtures import CLOCK, Server
from tests.browser.scenes.desk import FILES, first, path_of, said, send
from tests.browser.scenes.scene import UNIT, UNIT_NAME, Scene

AGENCY_NAME = "สำนักพัฒนาสังคม"
LONG_TITLE = "ประชุมชี้แจงการจัดทำและติดตามคำรับรองการปฏิบัติราชการ ประจำปีงบประมาณ พ.ศ. 2570 รุ่นที่ 1"
PLACE = "ห้องประชุมสำนักพัฒนาสังคม ชั้น 5 ศาลาว่าการกรุงเทพมหานคร 2"
PROGRAMME = """08.30–09.00 ลงเวลา
09.00–10.30 กรอบการประเมินผลและปฏิทินการรายงาน
10.30–11.45 การแนบหลักฐานและการรับรอง
11.45–12.00 แบบทดสอบความรู้ความเข้าใจ"""
BEFORE = {"title": "ประชุมชี้แจงครั้งก่อน", "place": PLACE, "staff_type": "", "day": "8/12/2569"}
BEFORE |= {"starts": "09.00", "ends": "12.00"}
TODAY = {"day": "9/12/2569", "ends": "12.00"}


def build(scene: Scene) -> None:
    """Make the briefings; the clock stands at 09.30 on 9 December 2569."""
    desk, paths = scene.desk, scene.paths
    host = desk.request("secretariat")
    here, all_of_it = (_unit(host, name) for name in (UNIT_NAME, AGENCY_NAME))
    to_come = {"day": "15/12/2569", "starts": "09.00", "ends": "12.00"}
    made = {
        "upcoming": session(host, LONG_TITLE, here, programme=PROGRAMME, capacity=80, **to_come),
        "planned": session(host, "ประชุมชี้แจง รุ่นที่ 2", all_of_it, **to_come | {"day": "16/12/2569"}),
        "open": session(host, "ประชุมชี้แจง กน. รอบสาย", here, starts="10.00", **TODAY),
        "running": session(host, "ประชุมชี้แจงทั้งสำนัก", all_of_it, starts="09.00", **TODAY),
        "full": session(host, "ประชุมกลุ่มย่อย", here, starts="09.00", capacity=1, **TODAY),
        "over": session(host, BEFORE["title"], here, **to_come | {"day": "17/12/2569"}),
        "cancelled": session(host, "ประชุมชี้แจงเพิ่มเติม", here, **to_come | {"day": "14/12/2569"}),
    }
    for name, path in made.items():
        paths[f"briefing-{name}"], paths[f"code-{name}"] = path, f"/c/{hall_code(desk.server, path)}"
    paths["code-expired"] = re.sub("-[a-z2-7]{12}$", "-" + "a" * 12, paths["code-planned"])
    for name in ("upcoming", "open", "over", "cancelled"):
        send(host, f"{made[name]}/invitations", f"{made[name]}/invitations")
    # nobody is invited to what is over: this one was moved to an earlier day
    edit = f"{made['over']}/edit"
    send(host, edit, edit, units=here, **BEFORE)
    reason = "วิทยากรติดภารกิจด่วน จะแจ้งวันใหม่ให้ทราบ"
    send(host, f"{made['cancelled']}/cancellation", f"{made['cancelled']}/cancellation", reason=reason)
    # what somebody pastes from a list: two who are missing, a stranger, one who came, one of another division
    listed = [f"บุคลากรสาธิต {UNIT} {no}" for no in (14, 15)]
    paths["sheet-names"] = "\n".join([*listed, "นายไม่มี ในระบบ", f"บุคลากรสาธิต {UNIT} 2", "เจ้าหน้าที่สาธิต สก. 1"])
    for name in ("บันทึกข้อความ.pdf", "สรุปผลไตรมาส.pptx"):
        send(host, made["upcoming"], f"{made['upcoming']}/files", files=((FILES / name).read_bytes(), name))
    _attend(scene, host)


def _attend(scene: Scene, host: APIRequestContext) -> None:
    """Let people come: by the code, by the PIN, ticked, from the sheet; one is struck out, one corrected."""
    desk, paths = scene.desk, scene.paths
    running, opened = paths["briefing-running"], paths["briefing-open"]
    pin = paths["pin"] = hall_pin(host, running)
    send(desk.request(f"staff {UNIT}"), paths["code-open"], paths["code-open"])
    send(desk.request("executive สพส."), "/checkin", "/checkin", pin=pin)
    tick(host, f"{paths['briefing-full']}/attendance", f"หัวหน้าสาธิต {UNIT}")
    crowd = [f"บุคลากรสาธิต {UNIT} {no}" for no in range(2, 40)]
    enter(host, opened, crowd[:10], "09.30")
    enter(host, paths["briefing-over"], [*crowd, f"หัวหน้าสาธิต {UNIT}"], "08.50")
    units, kinds = (UNIT, "สก.", "สพช."), ("บุคลากรสาธิต {}", "เจ้าหน้าที่สาธิต {} 1", "หัวหน้าสาธิต {}")
    attenders = [kind.format(unit) for unit in units for kind in kinds]
    attenders += ["ผู้ดูแลระบบสาธิต 1", "ผู้ดูแลระบบสาธิต 2", "ผู้บริหารสาธิต 2"]
    enter(host, running, [*crowd[:4], *attenders], "08.55")
    found = paths["attendance"] = first(host, f"{opened}/attendance?q={crowd[2]}", r'href="(/attendance/\d+)"')
    send(host, found, found, arrived="9.20", left="")
    struck = first(host, f"{running}/attendance?q=ผู้บริหารสาธิต 2", r'href="(/attendance/\d+)"')
    paths["attendance-struck"] = struck
    send(host, f"{struck}/strike", f"{struck}/strike", reason="ลงเวลาแทนกัน เจ้าตัวไม่ได้มา")


def enter(host: APIRequestContext, path: str, names: list[str], arrived: str) -> None:
    """Enter the sheet: the names as they are written on it, checked and saved."""
    sheet = f"{path}/sheet/entry"
    lines = "\n".join(f"{no}. {name}" for no, name in enumerate(names, 1))
    check = send(host, sheet, sheet, names=lines, arrived=arrived)
    people = re.findall(r'name="people" value="(\d+)"', check.text())
    assert len(people) == len(names), said(check)
    send(host, sheet, sheet, save="1", people=people, arrived=arrived)


def session(host: APIRequestContext, title: str, unit: str, **values: object) -> str:
    """Return the address of a new session."""
    wanted = {"title": title, "place": PLACE, "units": unit, "staff_type": "", "version": ""} | values
    return path_of(send(host, "/briefings/new", "/briefings/new", **wanted))


def tick(host: APIRequestContext, listed: str, name: str) -> None:
    """Count the person as present, everybody of the agency being searched."""
    found = host.get(f"{listed}?q={name}&everyone=y").text()
    row = re.search(rf'id="attendee-(\d+)">(?:(?!</li>).)*?>{re.escape(name)}<', found, re.S)
    assert row is not None, f"{name} is not on {listed}"
    send(host, f"{listed}?q={name}&everyone=y", f"{listed}/{row[1]}")


def hall_pin(host: APIRequestContext, path: str) -> str:
    """Return the six digits on the screen of the hall."""
    shown = re.search(r'class="hall-pin"[^>]*><span>(\d{3})</span> <span>(\d{3})<', host.get(f"{path}/hall").text())
    assert shown is not None, f"no PIN at {path}"
    return shown[1] + shown[2]


def hall_code(server: Server, path: str) -> str:
    """Return what the square on the screen of the hall says, worked out from the session's secret."""
    number = int(path.rsplit("/", 1)[1])
    engine = create_engine(server.environment["PORTAL_DATABASE_URL"])
    with engine.connect() as connection:
        query = text("SELECT secret FROM briefing_session WHERE id = :id")
        secret = connection.execute(query, {"id": number}).scalar_one()
    engine.dispose()
    return code_for(number, secret, datetime.fromisoformat(CLOCK))


def _unit(host: APIRequestContext, name: str) -> str:
    return first(host, "/briefings/new", rf'name="units" type="checkbox" value="(\d+)">\s*<label[^>]*>\s*{name}')
