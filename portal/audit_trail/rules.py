"""The trail in words: a sentence for every event, a name for every kind of object and for every fact in a detail.

The tables are keyed by the names that stand in the trail; a test holds them equal to the closed list of events. Facts
that no table knows (a later program wrote them) are told under their own name, never left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.errors import N_
from portal.notifications.rules import JOB_LABELS, LABELS
from portal.people.rules.roles import ROLE_WORDS
from portal.people.rules.units import KIND_WORDS
from portal.people.rules.users import STAFF_TYPE_WORDS
from portal.questionnaire.rules import KIND_NAMES


class Shape(StrEnum):
    """How a fact is written for people."""

    TEXT = "text"
    WORD = "word"  # a message of the catalogue
    NUMBER = "number"
    YEAR = "year"
    DATE = "date"
    INSTANT = "instant"
    BYTES = "bytes"
    DIGEST = "digest"
    PLACE = "place"  # a unit's path: its ids from the top down
    LIST = "list"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Value:
    """A fact of a detail with the way it is written."""

    shape: Shape
    content: Any = None


@dataclass(frozen=True)
class Fact:
    """A value under its name; `name` is a message of the catalogue, or the detail's own word for it."""

    name: str
    value: Value


@dataclass(frozen=True)
class Change:
    """A value before and after."""

    name: str
    old: Value
    new: Value


@dataclass(frozen=True)
class Telling:
    """What an entry says: a sentence with what is filled into it, what changed, what else is known."""

    sentence: str
    filled: Mapping[str, Value]
    changes: tuple[Change, ...]
    facts: tuple[Fact, ...]


# event -> words of the filter, which are also the sentence where the detail lacks what the longer one needs
EVENT_WORDS: Mapping[str, str] = {
    "session:started": N_("เข้าสู่ระบบ"),
    "session:ended": N_("ออกจากระบบ"),
    "session:refused": N_("เข้าสู่ระบบไม่สำเร็จ"),
    "password:changed": N_("เปลี่ยนรหัสผ่าน"),
    "password:issued": N_("ออกรหัสผ่านแรก"),
    "user:created": N_("เพิ่มบุคลากร"),
    "user:changed": N_("แก้ไขข้อมูลบุคลากร"),
    "user:disabled": N_("ปิดใช้งานบัญชี"),
    "user:enabled": N_("เปิดใช้งานบัญชี"),
    "preferences:changed": N_("เปลี่ยนการตั้งค่าส่วนตัว"),
    "people:imported": N_("นำเข้ารายชื่อบุคลากร"),
    "unit:created": N_("เพิ่มหน่วย"),
    "unit:changed": N_("แก้ไขหน่วย"),
    "unit:closed": N_("ปิดหน่วย"),
    "unit:reopened": N_("เปิดหน่วยอีกครั้ง"),
    "role:granted": N_("กำหนดบทบาท"),
    "role:ended": N_("สิ้นสุดบทบาท"),
    "framework:loaded": N_("นำเข้ากรอบการประเมินผล"),
    "framework:rolled": N_("ยกกรอบการประเมินผลมาจากปีก่อน"),
    "obligations:created": N_("สร้างรายการที่ต้องส่ง"),
    "evidence:uploaded": N_("แนบหลักฐาน"),
    "evidence:revised": N_("แนบหลักฐานฉบับใหม่"),
    "evidence:withdrawn": N_("ถอนหลักฐาน"),
    "evidence:downloaded": N_("ดาวน์โหลดหลักฐาน"),
    "obligation:certified": N_("รับรองความถูกต้อง"),
    "obligation:returned": N_("ส่งคืนให้แก้ไข"),
    "certification:recalled": N_("ถอนการรับรอง"),
    "briefing:created": N_("สร้างการประชุมชี้แจง"),
    "briefing:changed": N_("แก้ไขการประชุมชี้แจง"),
    "briefing:cancelled": N_("ยกเลิกการประชุมชี้แจง"),
    "briefing:invited": N_("เชิญเข้าประชุมชี้แจง"),
    "briefing:file-added": N_("เพิ่มไฟล์การประชุมชี้แจง"),
    "briefing:file-withdrawn": N_("ถอนไฟล์การประชุมชี้แจง"),
    "attendance:marked": N_("ลงเวลาเข้าร่วมประชุมแทน"),
    "attendance:corrected": N_("แก้ไขการลงเวลา"),
    "attendance:struck": N_("ยกเลิกการลงเวลา"),
    "attendance:exported": N_("ส่งออกรายชื่อผู้เข้าร่วมเป็น Excel"),
    "question:created": N_("เพิ่มคำถาม"),
    "question:changed": N_("แก้ไขคำถาม"),
    "question:confirmed": N_("ยืนยันคำถาม"),
    "question:retired": N_("เลิกใช้คำถาม"),
    "question:restored": N_("นำคำถามกลับมาใช้"),
    "question-category:changed": N_("แก้ไขหมวดคำถาม"),
    "questions:imported": N_("นำเข้าคำถาม"),
    "questions:exported": N_("ส่งออกคำถาม"),
    "quiz:key-repaired": N_("แก้เฉลยหลังสอบ"),
    "quiz:frozen": N_("บันทึกผลทางการของแบบทดสอบ"),
    "quiz:exported": N_("ส่งออกผลแบบทดสอบ"),
    "quiz:pruned": N_("ลบคำตอบรายข้อที่พ้นกำหนดเก็บ"),
    "grid:exported": N_("ส่งออกภาพรวมเป็น Excel"),
    "outbox:resent": N_("สั่งให้ส่งงานในคิวอีกครั้ง"),
    "audit:exported": N_("ส่งออกบันทึกการใช้งานเป็น Excel"),
}
# event -> sentence after the name of who did it; each %(name)s is a fact of the detail
SENTENCES: Mapping[str, str] = {
    "session:started": N_("เข้าสู่ระบบด้วย %(browser)s"),
    "session:refused": N_("เข้าสู่ระบบไม่สำเร็จด้วยชื่อผู้ใช้ %(username)s"),
    "password:issued": N_("ออกรหัสผ่านแรกให้ %(name)s"),
    "user:created": N_("เพิ่ม %(name)s เป็นผู้ใช้ระบบ"),
    "user:changed": N_("แก้ไขข้อมูลของ %(name)s"),
    "user:disabled": N_("ปิดใช้งานบัญชีของ %(name)s"),
    "user:enabled": N_("เปิดใช้งานบัญชีของ %(name)s"),
    "people:imported": N_("นำเข้ารายชื่อบุคลากรจากไฟล์ %(filename)s"),
    "unit:created": N_("เพิ่มหน่วย %(name)s"),
    "unit:changed": N_("แก้ไขหน่วย %(name)s"),
    "unit:closed": N_("ปิดหน่วย %(name)s"),
    "unit:reopened": N_("เปิดหน่วย %(name)s อีกครั้ง"),
    "role:granted": N_("กำหนดบทบาท%(role)s ใน %(unit)s"),
    "role:ended": N_("สิ้นสุดบทบาท%(role)s ใน %(unit)s"),
    "framework:loaded": N_("นำเข้ากรอบการประเมินผล ปีงบประมาณ พ.ศ. %(year_be)s"),
    "framework:rolled": N_("ยกกรอบการประเมินผลมาเป็นปีงบประมาณ พ.ศ. %(year_be)s"),
    "evidence:uploaded": N_("แนบหลักฐาน “%(title)s” ไฟล์ %(filename)s"),
    "evidence:revised": N_("แนบหลักฐาน “%(title)s” ฉบับที่ %(no)s ไฟล์ %(filename)s"),
    "evidence:withdrawn": N_("ถอนหลักฐาน “%(title)s”"),
    "evidence:downloaded": N_("ดาวน์โหลดหลักฐาน “%(title)s” ไฟล์ %(filename)s"),
    "briefing:created": N_("สร้างการประชุมชี้แจง “%(title)s”"),
    "briefing:changed": N_("แก้ไขการประชุมชี้แจง “%(title)s”"),
    "briefing:cancelled": N_("ยกเลิกการประชุมชี้แจง “%(title)s”"),
    "briefing:invited": N_("เชิญเข้าประชุมชี้แจง “%(title)s” %(count)s คน"),
    "briefing:file-added": N_("เพิ่มไฟล์ %(filename)s ของการประชุม “%(title)s”"),
    "briefing:file-withdrawn": N_("ถอนไฟล์ %(filename)s ของการประชุม “%(title)s”"),
    "attendance:marked": N_("ลงเวลาให้ %(name)s เข้าร่วมประชุม “%(title)s”"),
    "attendance:corrected": N_("แก้ไขการลงเวลาของ %(name)s ในการประชุม “%(title)s”"),
    "attendance:struck": N_("ยกเลิกการลงเวลาของ %(name)s ในการประชุม “%(title)s”"),
    "attendance:exported": N_("ส่งออกรายชื่อผู้เข้าร่วมประชุม “%(title)s” เป็น Excel"),
    "question:created": N_("เพิ่มคำถาม “%(name)s”"),
    "question:changed": N_("แก้ไขคำถาม “%(name)s” เป็นฉบับที่ %(no)s"),
    "question:confirmed": N_("ยืนยันคำถามฉบับที่ %(no)s"),
    "questions:imported": N_("นำเข้าคำถามจากไฟล์ %(filename)s"),
    "questions:exported": N_("ส่งออกคำถาม %(count)s ข้อ"),
    "quiz:key-repaired": N_("แก้เฉลยข้อ “%(question)s” ของแบบทดสอบ “%(title)s”"),
    "quiz:frozen": N_("บันทึกผลทางการของแบบทดสอบ “%(title)s” ฉบับที่ %(no)s"),
    "quiz:exported": N_("ส่งออกจากแบบทดสอบ “%(title)s”: %(what)s"),
    "quiz:pruned": N_("ลบคำตอบรายข้อของแบบทดสอบ “%(title)s” ที่พ้นกำหนดเก็บ"),
}
# subject_type -> what the object is called
SUBJECT_WORDS: Mapping[str, str] = {
    "obligation": N_("รายการที่ต้องส่ง"),
    "user": N_("บุคลากร"),
    "unit": N_("หน่วยงาน"),
    "fiscal_year": N_("ปีงบประมาณ"),
    "job": N_("งานในคิว"),
    "audit_entry": N_("บันทึกการใช้งาน"),
    "briefing_session": N_("การประชุมชี้แจง"),
    "quiz": N_("แบบทดสอบ"),
    "question": N_("คำถาม"),
    "question_category": N_("หมวดคำถาม"),
}
FACT_WORDS: Mapping[str, str] = {
    "abbr": N_("ชื่อย่อ"),
    "acting_for": N_("รักษาราชการแทนหัวหน้า"),
    "address": N_("หมายเลขเครื่อง"),
    "answers": N_("จำนวนคำตอบ"),
    "attendees": N_("ผู้เข้าร่วม"),
    "arrived_at": N_("เวลามาถึง"),
    "audience": N_("กลุ่มเป้าหมาย"),
    "browser": N_("โปรแกรมที่ใช้"),
    "capacity": N_("จำนวนที่นั่ง"),
    "category": N_("หมวดคำถาม"),
    "changed": N_("แก้ไข"),
    "checkin_from_at": N_("เปิดลงเวลา"),
    "checkin_until_at": N_("ปิดลงเวลา"),
    "content_sha256": N_("ลายนิ้วมือเนื้อหา"),
    "count": N_("จำนวน"),
    "created": N_("เพิ่มใหม่"),
    "digits": N_("ตัวเลขที่แสดง"),
    "email": N_("อีเมล"),
    "ends_at": N_("เวลาสิ้นสุด"),
    "ends_on": N_("วันสิ้นสุด"),
    "error": N_("ข้อขัดข้อง"),
    "filename": N_("ชื่อไฟล์"),
    "filters": N_("ตัวกรอง"),
    "flips": N_("ผลผ่านหรือไม่ผ่านเปลี่ยน"),
    "format": N_("รูปแบบไฟล์"),
    "headcount": N_("จำนวนบุคลากร"),
    "is_acting": N_("รักษาราชการแทน"),
    "is_confirmed": N_("ยืนยันชื่อแล้ว"),
    "is_late": N_("มาสาย"),
    "jobs": N_("เลขที่งาน"),
    "kind": N_("ประเภท"),
    "language": N_("ภาษา"),
    "late_after_at": N_("มาสายหลังเวลา"),
    "left_early_at": N_("ออกก่อน"),
    "method": N_("วิธีลงเวลา"),
    "name": N_("ชื่อ"),
    "name_en": N_("ชื่อภาษาอังกฤษ"),
    "name_th": N_("ชื่อภาษาไทย"),
    "no": N_("ฉบับที่"),
    "note": N_("หมายเหตุ"),
    "office": N_("ตำแหน่ง"),
    "order_no": N_("คำสั่งที่"),
    "passers": N_("ผ่านเกณฑ์"),
    "path": N_("อยู่ภายใต้"),
    "pct": N_("ร้อยละ"),
    "place": N_("ลำดับ"),
    "position": N_("ตำแหน่ง"),
    "programme": N_("กำหนดการ"),
    "reason": N_("เหตุผล"),
    "restored": N_("คืนการลงเวลา"),
    "role": N_("บทบาท"),
    "rows": N_("จำนวนแถว"),
    "sha256": N_("ลายนิ้วมือไฟล์"),
    "size_bytes": N_("ขนาด"),
    "staff_type": N_("ประเภทบุคลากร"),
    "starts_at": N_("เวลาเริ่ม"),
    "starts_on": N_("วันเริ่ม"),
    "state": N_("สถานะเดิม"),
    "title": N_("ชื่อหลักฐาน"),
    "unchanged": N_("ไม่เปลี่ยนแปลง"),
    "undone": N_("เลิกทำทันที"),
    "unit": N_("หน่วยงาน"),
    "username": N_("ชื่อผู้ใช้"),
    "venue": N_("สถานที่"),
    "was_this": N_("เครื่องที่กำลังใช้"),
    "with_names": N_("มีชื่อบุคคล"),
    "year_be": N_("ปีงบประมาณ พ.ศ."),
    # how a person is told of each kind of notice
    **{str(kind): label for kind, label in LABELS.items()},
}
# rows' own numbers and counters: they say nothing to a reader
UNTOLD = frozenset(
    {
        "content_version",
        "evidence_id",
        "holding_id",
        "import_id",
        "parent_id",
        "revision_id",
        "session_id",
        "unit_id",
        "version_id",
        "marked_by_id",
    }
)
# facts that only repeat what the object's name or the sentence says
REPEATED: Mapping[str, frozenset[str]] = {
    "obligation:certified": frozenset({"name"}),
    "obligation:returned": frozenset({"name"}),
    "certification:recalled": frozenset({"name"}),
    "evidence:uploaded": frozenset({"no"}),
}
_CHANNELS = {"inbox": N_("ในระบบเท่านั้น"), "email": N_("ในระบบและอีเมล")}
# fact -> its own closed words
WORDS: Mapping[str, Mapping[str, str]] = {
    "role": {str(role): word for role, word in ROLE_WORDS.items()},
    "kind": {
        **{str(kind): word for kind, word in KIND_WORDS.items()},
        **{str(kind): word for kind, word in KIND_NAMES.items()},
        **JOB_LABELS,
    },
    "staff_type": {str(kind): word for kind, word in STAFF_TYPE_WORDS.items()},
    "language": {"th": N_("ภาษาไทย"), "en": N_("ภาษาอังกฤษ")},
    "digits": {"arabic": N_("เลขอารบิก"), "thai": N_("เลขไทย")},
    "method": {"qr": N_("สแกนคิวอาร์"), "pin": N_("ใส่รหัส"), "list": N_("เจ้าหน้าที่ลงให้"), "sheet": N_("บัญชีลงเวลา")},
    "what": {
        "results": N_("ผลแบบทดสอบ"),
        "items": N_("การวิเคราะห์ข้อสอบ"),
        "paper": N_("แบบทดสอบฉบับกระดาษ"),
        "frozen": N_("ผลทางการ"),
    },
    "state": {"waiting": N_("รอทำ"), "done": N_("เสร็จแล้ว"), "failed": N_("ไม่สำเร็จ")},
    **{str(kind): _CHANNELS for kind in LABELS},
}
YES, NO = N_("ใช่"), N_("ไม่ใช่")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def telling(event: str, detail: Mapping[str, Any]) -> Telling:
    """Return what an entry says; everything of the detail is in it once, but for rows' own numbers and repetitions."""
    wanted = _PLACEHOLDER.findall(SENTENCES.get(event, ""))
    is_whole = bool(wanted) and all(detail.get(name) for name in wanted)
    filled = {name: value_of(name, detail[name]) for name in wanted} if is_whole else {}
    old, new = _side(detail, "old"), _side(detail, "new")
    told = {"old", "new", *filled, *UNTOLD, *REPEATED.get(event, ())}
    facts = (
        Fact(FACT_WORDS.get(name, name), value_of(name, content))
        for name, content in detail.items()
        if name not in told and content is not None and content is not False and content != ""
    )
    changes = (
        Change(FACT_WORDS.get(name, name), value_of(name, old.get(name)), value_of(name, new.get(name)))
        for name in dict.fromkeys([*old, *new])
        if name not in UNTOLD and (old.get(name) or None) != (new.get(name) or None)
    )
    return Telling(SENTENCES[event] if is_whole else EVENT_WORDS[event], filled, tuple(changes), tuple(facts))


def value_of(name: str, content: Any) -> Value:
    """Return a fact with the way it is written, told from its name and kind."""
    if content is None or content in ("", [], {}):
        return Value(Shape.NOTHING)
    if isinstance(content, bool):
        return Value(Shape.WORD, YES if content else NO)
    if name in WORDS and str(content) in WORDS[name]:
        return Value(Shape.WORD, WORDS[name][str(content)])
    if isinstance(content, Mapping):
        facts = (Fact(FACT_WORDS.get(str(key), str(key)), value_of(str(key), each)) for key, each in content.items())
        return Value(Shape.LIST, tuple(facts))
    if isinstance(content, list | tuple):
        return Value(Shape.LIST, tuple(Fact("", value_of(name, each)) for each in content))
    return Value(_shape(name, content), content)


def _shape(name: str, content: Any) -> Shape:
    if isinstance(content, int | float):
        return {"size_bytes": Shape.BYTES, "year_be": Shape.YEAR}.get(name, Shape.NUMBER)
    if name.endswith("sha256"):
        return Shape.DIGEST
    if name.endswith("_on"):
        return Shape.DATE
    if name.endswith("_at"):
        return Shape.INSTANT
    return Shape.PLACE if name == "path" else Shape.TEXT


def _side(detail: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    side = detail.get(name)
    return side if isinstance(side, Mapping) else {}
