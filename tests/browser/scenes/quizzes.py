"""Quizzes being built, waiting, open, closed; attempts begun and submitted; results kept back, shown and frozen."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import APIRequestContext

from tests.browser.scenes.bank import CHANGED, STEPS, keys, single, write
from tests.browser.scenes.desk import first, path_of, send
from tests.browser.scenes.scene import OTHER_UNIT, UNIT, Scene

# one of each kind, in the order they are asked; what is answered to each
EACH_KIND: dict[str, Any] = {
    CHANGED: "0",
    "มิติของคำรับรอง": ["0", "1"],
    "การรายงานล่าช้า": "true",
    "คะแนนเต็มของคำรับรอง": "๑๐๐",
    "ระบบรายงานโครงการ": "Daily Plans",
    "กำหนดส่งของแต่ละไตรมาส": ["0", "1", "2"],
    "ขั้นตอนของรายงาน": [f"{place}:{place}" for place in range(len(STEPS))],
    "อ่านแผนภูมิ": "0",
}
ONE_OF_MANY = ("ผู้รับรองรายงาน", "หลักฐานที่แนบผิด", "อ่านแผนภูมิ", CHANGED, "การรายงานล่าช้า")
ALL = [f"{moment}.{thing}" for moment in ("immediately", "while_open") for thing in ("score", "answers")]
ALL += [f"after_close.{thing}" for thing in ("score", "answers", "right", "feedback")]
AGREED = {"pass_mark_approver": "ผู้อำนวยการสำนักพัฒนาสังคม", "pass_mark_approved_on": "1/12/2569"}
INSTRUCTIONS = "แบบทดสอบนี้วัดความเข้าใจหลังการประชุมชี้แจง ไม่มีผลต่อการประเมินรายบุคคล"


def build(scene: Scene) -> None:
    """Make the quizzes that are built, waited for and taken; briefings and bank stand already."""
    host, paths = scene.desk.request("secretariat กน."), scene.paths
    category = paths["category"]
    numbers = numbers_of(host, category)
    kinds = [numbers[name] for name in EACH_KIND]
    here = {"needs_checkin": "y", "sessions": _numbers(paths, "open", "running", "over")}
    title = "แบบประเมินความรู้ความเข้าใจเรื่องคำรับรองการปฏิบัติราชการ ปีงบประมาณ พ.ศ. 2570"
    paths["quiz-bare"] = make(host, "แบบทดสอบที่ยังไม่มีคำถาม", pass_mark_approver="", pass_mark_approved_on="")
    draft = paths["quiz-draft"] = make(host, "แบบทดสอบฉบับร่าง", kinds, **here)
    send(host, draft, f"{draft}/draws", category=category, draws="2", points="1")
    paths["quiz-waiting"] = make(host, "แบบทดสอบที่รอเปิด", kinds[:2], **here)
    soon = {"opens_on": "10/12/2569", "opens_time": "13.00", "closes_on": "10/12/2569", "closes_time": "16.30"}
    paths["quiz-timed"] = make(host, "แบบทดสอบที่เปิดเอง", kinds[:2], **here | soon)
    limit = {"time_limit_minutes": "30", "instructions": INSTRUCTIONS, "review": ALL}
    paths["quiz-open"] = make(host, title, kinds, **here | limit)
    paths["quiz-page"] = make(host, "แบบทดสอบหน้าเดียว", kinds, questions_per_page="10", attempts_allowed="5", **here)
    paths["quiz-hidden"] = make(host, "แบบทดสอบที่ยังไม่บอกผล", kinds[:2], **here)
    score = ["immediately.score", "immediately.answers", "after_close.right"]
    paths["quiz-score"] = make(host, "แบบทดสอบที่บอกคะแนน", kinds, **here | {"review": score})
    for name in ("waiting", "timed", "open", "page", "hidden", "score"):
        send(host, paths[f"quiz-{name}"], f"{paths[f'quiz-{name}']}/publication")
    for name in ("open", "page", "hidden", "score"):
        send(host, paths[f"quiz-{name}"], f"{paths[f'quiz-{name}']}/opening")
    opened = paths["quiz-open"]
    send(host, opened, f"{opened}/absent-link")
    paths["absent-link"] = first(host, opened, r'href="(/q/[^"]+)"')
    more = f"{opened}/extra-time?words=หัวหน้าสาธิต+{UNIT}"
    paths["extra-time"] = more
    person = first(host, more, r'name="person" type="radio" value="(\d+)"')
    send(host, more, more, person=person, minutes="15", reason="ใช้โปรแกรมอ่านหน้าจอ")
    _take(scene)
    trial = send(host, draft, f"{draft}/trial")
    paths["attempt-trial"] = path_of(trial)


def _take(scene: Scene) -> None:
    """Let people of the division begin and submit."""
    desk, paths = scene.desk, scene.paths
    staff, officer, head = (desk.request(f"{role} {UNIT}") for role in ("staff", "officer", "head"))
    paths["attempt"] = begun = begin(staff, paths["quiz-open"])
    send(staff, begun, f"{begun}/answers/0", **{"response-0": "0"})
    paths["attempt-page"] = begin(staff, paths["quiz-page"])
    for name in ("hidden", "score"):
        attempt = paths[f"attempt-{name}"] = begin(officer, paths[f"quiz-{name}"])
        for place, answer in enumerate(list(EACH_KIND.values())[: 2 if name == "hidden" else None]):
            if place != 3:  # one is left unanswered
                send(officer, attempt, f"{attempt}/answers/{place}", **{f"response-{place}": answer})
        submit(officer, attempt)
    attempt = begin(head, paths["quiz-open"])
    submit(head, attempt)
    paths["attempt-blank"] = attempt


def build_figures(scene: Scene) -> None:
    """Make a quiz that a dozen people have taken, its figures frozen, a key repaired, and a retake."""
    desk, paths = scene.desk, scene.paths
    host = desk.request("secretariat กน.")
    numbers = numbers_of(host, paths["category"])
    asked = [numbers[name] for name in ONE_OF_MANY]
    session = paths["briefing-running"]
    quiz = paths["quiz-figures"] = make(
        host, "แบบประเมินความรู้หลังประชุมชี้แจงทั้งสำนัก", asked, questions_per_page="10", review=ALL,
        needs_checkin="y", sessions=[session.rsplit("/", 1)[1]],
    )  # fmt: skip
    for deed in ("publication", "opening", "absent-link"):
        send(host, quiz, f"{quiz}/{deed}")
    people = [f"{role} {unit}" for unit in (UNIT, "สก.", "สพช.") for role in ("staff", "officer", "head")]
    for number, who in enumerate([*people, "administrator กน.", "administrator สก.", "executive สพส."]):
        attempt = take(desk.request(who), quiz, right=5 - number % 5)
        if who == f"staff {UNIT}":
            paths["attempt-full"] = attempt
    link = first(host, quiz, r'href="(/q/[^"]+)"')
    absent = desk.request(f"staff {OTHER_UNIT}")
    paths["attempt-absent"] = take(absent, quiz, right=3, link=link)
    send(host, f"{quiz}/closing", f"{quiz}/closing")
    freeze = f"{quiz}/freeze"
    send(host, freeze, freeze, reason="")
    for name, options in (
        (CHANGED, ("วันที่ 20 ของเดือนถัดไป", "วันที่ 25", "วันสุดท้ายของเดือน")),
        ("หลักฐานที่แนบผิด", ("ถอนหลักฐานพร้อมเหตุผลแล้วแนบฉบับที่ถูก", "ลบไฟล์ทิ้ง", "ปล่อยไว้")),
    ):
        typed = single(name, f"{name} (แก้เฉลย)", options, right=1) | {"category_id": paths["category"]}
        write(host, f"{paths[f'question-{name}']}/edit", typed)
    previews = re.findall(r'href="(/quizzes/\d+/repairs/preview[^"]+)"', host.get(f"{quiz}/repairs").text())
    paths["repair"], repaired = (each.replace("&amp;", "&") for each in previews[:2])
    send(host, repaired, f"{quiz}/repairs", reason="เฉลยเดิมไม่ตรงกับคู่มือฉบับล่าสุด")
    send(host, freeze, freeze, reason="แก้เฉลยหนึ่งข้อ")
    versions = re.findall(r'href="(/quizzes/results/\d+)"', host.get(f"{quiz}/results").text())
    paths["frozen-new"], paths["frozen-old"] = versions[:2]
    retake = paths["quiz-retake"] = path_of(send(host, quiz, f"{quiz}/retake"))
    send(host, retake, f"{retake}/publication")
    send(host, retake, f"{retake}/opening")


def make(host: APIRequestContext, title: str, asked: list[str] | None = None, **values: object) -> str:
    """Return the address of a new quiz that asks these questions of the bank."""
    usual = {
        "title": title, "attempts_allowed": "1", "which_counts": "best", "pass_mark_pct": "60",
        "questions_per_page": "1", "version": "",
    }  # fmt: skip
    quiz = path_of(send(host, "/quizzes/new", "/quizzes/new", **usual | AGREED | values))
    if asked:
        send(host, f"{quiz}/questions", f"{quiz}/questions", question=asked)
    return quiz


def numbers_of(host: APIRequestContext, category: str) -> dict[str, str]:
    """Return the number of each question of the category by its name."""
    return {name: key.split(":")[0] for name, key in keys(host, category).items()}


def begin(person: APIRequestContext, quiz: str, link: str = "") -> str:
    """Return the address of the attempt, begun from the quiz's way in."""
    return path_of(send(person, link or f"{quiz}/intro", f"{link or quiz}/attempts"))


def submit(person: APIRequestContext, attempt: str) -> None:
    """Submit what was answered."""
    send(person, f"{attempt}/submission", f"{attempt}/submission")


def take(person: APIRequestContext, quiz: str, *, right: int, link: str = "") -> str:
    """Return the address of an attempt at the quiz with all questions on one page, the first ones answered rightly."""
    attempt = begin(person, quiz, link)
    answers: dict[str, object] = {f"response-{place}": "0" if place < right else "1" for place in range(4)}
    answers["response-4"] = "true" if right >= 5 else "false"
    send(person, attempt, f"{attempt}/answers", place=[str(place) for place in range(5)], **answers)
    submit(person, attempt)
    return attempt


def _numbers(paths: dict[str, str], *names: str) -> list[str]:
    return [paths[f"briefing-{name}"].rsplit("/", 1)[1] for name in names]
