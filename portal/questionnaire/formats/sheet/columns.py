"""The columns of the Excel form, their Thai headings, the words in them, and the notes that explain them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from portal import thai
from portal.errors import N_, RuleBroken

SHEET = "คำถาม"
NOTES_SHEET, KINDS_SHEET, MARKS_SHEET = "คำอธิบาย", "รายการชนิดคำถาม", "รายการเครื่องหมาย"
FEWEST_OPTIONS = 6

# the file is in Thai whatever the screen's language: its headings are what the reader knows
HEADERS: Mapping[str, str] = {
    "category": "หมวด",
    "kind": "ชนิดคำถาม",
    "name": "ชื่อคำถาม",
    "text": "คำถาม",
    "points": "คะแนนเต็ม",
    "feedback": "คำอธิบายคำถาม",
    "tags": "ป้ายกำกับ",
    "citation": "แหล่งอ้างอิง",
    "manual_page": "หน้าคู่มือ",
}
OPTION, MARK, NOTE = "ตัวเลือก", "ถูกหรือคู่", "คำอธิบาย"
_OPTION_HEADER = re.compile(rf"({OPTION}|{MARK}|{NOTE})\s*([0-9]{{1,2}})")

KIND_WORDS: Mapping[str, str] = {
    "single": "เลือกคำตอบเดียว",
    "multiple": "เลือกได้หลายคำตอบ",
    "truefalse": "ถูกหรือผิด",
    "number": "ตอบเป็นตัวเลข",
    "text": "ตอบเป็นข้อความสั้น",
    "matching": "จับคู่",
    "ordering": "เรียงลำดับ",
}
CASE_SENSITIVE = "ตอบเป็นข้อความสั้น (ตรงตัวพิมพ์)"
_OTHER_WORDS = {
    "ปรนัย": "single",
    "เลือกตอบ": "single",
    "หลายคำตอบ": "multiple",
    "ถูกผิด": "truefalse",
    "ถูก/ผิด": "truefalse",
    "ตัวเลข": "number",
    "ข้อความสั้น": "text",
    "เติมคำ": "text",
}
KINDS: Mapping[str, str] = {word: kind for kind, word in KIND_WORDS.items()} | _OTHER_WORDS | {CASE_SENSITIVE: "text"}
TRUE, FALSE = "ถูก", "ผิด"
RIGHT_MARKS = frozenset((TRUE, "ใช่", "/", "✓", "✔", "x", "true", "yes", "1"))
WRONG_MARKS = frozenset(("", FALSE, "ไม่ใช่", "-", "false", "no", "0"))

NOTES = (
    ("หนึ่งแถวคือหนึ่งคำถาม", "ต้องมีชนิดคำถามและคำถามทุกแถว ช่องอื่นเว้นว่างได้ สลับลำดับคอลัมน์ได้ ตัวเลขใช้เลขไทยหรืออารบิกก็ได้"),
    ("หมวด", "หมวดย่อยคั่นด้วยเครื่องหมาย / เช่น กรอบการประเมิน/น้ำหนัก หมวดที่ยังไม่มีจะสร้างใต้หมวดที่เลือกตอนนำเข้า"),
    ("เลือกคำตอบเดียว", "พิมพ์ตัวเลือก แล้วเลือก “ถูก” ในช่องถูกหรือคู่ของตัวเลือกที่ถูก"),
    (
        "เลือกได้หลายคำตอบ",
        "เลือก “ถูก” ทุกตัวเลือกที่ถูก ระบบแบ่งคะแนนให้เท่ากัน และหักคะแนนเท่ากันเมื่อเลือกตัวเลือกที่ผิด "
        "หรือพิมพ์ร้อยละเองทุกตัวเลือก เช่น 50% และ -25% โดยร้อยละที่เป็นบวกรวมกันได้ 100",
    ),
    ("ถูกหรือผิด", "ตัวเลือก 1 พิมพ์ ถูก ตัวเลือก 2 พิมพ์ ผิด แล้วเลือก “ถูก” ในช่องถูกหรือคู่ของคำตอบที่ถูก"),
    ("ตอบเป็นตัวเลข", "พิมพ์คำตอบในช่องตัวเลือก เช่น 80 หรือ 80 ± 0.5 คำตอบที่ได้คะแนนบางส่วนพิมพ์ร้อยละในช่องถูกหรือคู่ เช่น 50%"),
    ("ตอบเป็นข้อความสั้น", "พิมพ์คำตอบที่ยอมรับช่องละคำตอบ เครื่องหมาย * แทนข้อความใดก็ได้ คำตอบที่ได้คะแนนบางส่วนพิมพ์ร้อยละ"),
    ("จับคู่", "พิมพ์ข้อความซ้ายในช่องตัวเลือก และข้อความที่จับคู่กันในช่องถูกหรือคู่ ตัวลวงพิมพ์เฉพาะช่องถูกหรือคู่"),
    ("เรียงลำดับ", "พิมพ์รายการในช่องตัวเลือกตามลำดับที่ถูกต้อง ระบบสลับให้เองเมื่อแสดง"),
    ("คำอธิบาย 1, 2, …", "แสดงแก่ผู้ที่เลือกตัวเลือกนั้น"),
    ("ป้ายกำกับ", "คั่นด้วยจุลภาค"),
    ("ภาพประกอบ", "แบบฟอร์มนี้ไม่เก็บภาพ หากมีภาพโปรดใช้ Moodle XML หรือเพิ่มภาพที่หน้าคำถามหลังนำเข้า"),
)


def find_columns(texts: Sequence[str]) -> tuple[dict[str, int], dict[int, dict[str, int]]]:
    """Return where each column stands: by its name, and for each option number by OPTION, MARK and NOTE.

    Raises RuleBroken (field "file") where kind or question is missing.
    """
    names = {heading_key(header): name for name, header in HEADERS.items()}
    columns: dict[str, int] = {}
    options: dict[int, dict[str, int]] = {}
    for place, text in enumerate(texts):
        key = heading_key(text)
        if key in names:
            columns.setdefault(names[key], place)
        elif match := _OPTION_HEADER.fullmatch(key):
            options.setdefault(int(match[2]), {}).setdefault(match[1], place)
    missing = [HEADERS[name] for name in ("kind", "text") if name not in columns]
    if missing:
        raise RuleBroken(
            N_("ไม่พบคอลัมน์ %(missing)s โปรดใช้หัวคอลัมน์ตามแบบฟอร์มที่ดาวน์โหลดจากหน้านี้"),
            field="file",
            missing=", ".join(missing),
        )
    return columns, options


def heading_key(text: str) -> str:
    """Return a heading as it is compared."""
    return thai.search_key(text).rstrip(":* ")
