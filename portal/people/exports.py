"""The template of a staff list as a spreadsheet, and a preview as lines of text for the command line."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator, Sequence

from portal.people.models import Unit
from portal.people.rules.columns import HEADERS, MAX_ROWS
from portal.people.rules.imports import OUTCOME_WORDS, Outcome, Preview, PreviewRow
from portal.people.rules.users import STAFF_TYPE_WORDS
from portal.spreadsheet import Column, Sheet, write_workbook

# the file is in Thai whatever the screen's language: its headers are what the reader knows
TEMPLATE_NAME = "แบบฟอร์มรายชื่อบุคลากร.xlsx"
UNITS_SHEET, TYPES_SHEET = "รายการส่วนราชการ", "รายการประเภท"
WIDTHS = {"name": 32, "position": 38, "staff_type": 18, "unit": 22, "email": 32, "username": 20}
NOTES = (
    ("ชื่อ-นามสกุล", "ต้องมีทุกแถว มีคำนำหน้าชื่อ เช่น นางสาวชื่อ นามสกุล"),
    ("ตำแหน่ง", "เว้นว่างได้ หากเว้นว่าง ตำแหน่งเดิมในระบบไม่เปลี่ยน"),
    ("ประเภทบุคลากร", "ข้าราชการ หรือ ลูกจ้าง บุคคลใหม่ต้องมี"),
    ("ส่วนราชการ", "ต้องมีทุกแถว เลือกจากรายการ หรือพิมพ์ชื่อย่อหรือชื่อเต็ม"),
    ("อีเมล", "เว้นว่างได้ หากเว้นว่าง อีเมลเดิมในระบบไม่เปลี่ยน"),
    ("ชื่อผู้ใช้", "ต้องมีทุกแถวและไม่ซ้ำกัน ใช้ระบุว่าเป็นบุคคลใด ตัวอักษรอังกฤษ ตัวเลข จุด ขีด และ @ เช่น chue.n"),
    ("ลำดับคอลัมน์", "สลับได้ หัวคอลัมน์ต้องอยู่ในแถวแรกที่มีข้อความ"),
    ("สูตรและเซลล์ที่ผสาน", "ไม่รับ โปรดวางเป็นค่าและยกเลิกการผสานเซลล์"),
    ("จำนวนแถว", f"ไม่เกิน {MAX_ROWS:,} แถว"),
    ("ผู้ที่ไม่มีในไฟล์", "ระบบแจ้งให้ทราบเท่านั้น ไม่ปิดใช้งานบัญชี"),
)


def template_workbook(unit: Unit, labels: Sequence[str]) -> io.BytesIO:
    """Return the template of the agency's staff list; labels: its units as a row may name them."""
    choices = {"unit": (UNITS_SHEET, len(labels)), "staff_type": (TYPES_SHEET, len(STAFF_TYPE_WORDS))}
    columns = [Column(header, WIDTHS[name], choices=choices.get(name)) for name, header in HEADERS.items()]
    notes = [Column("หัวข้อ", 26), Column("คำอธิบาย", 90, wrap=True)]
    file = io.BytesIO()
    write_workbook(
        [
            Sheet("รายชื่อ", columns, []),
            Sheet("คำอธิบาย", notes, NOTES, titles=(f"รายชื่อบุคลากรของ{unit.name_th}",)),
            Sheet(UNITS_SHEET, [Column("ส่วนราชการ", 40)], [[label] for label in labels]),
            Sheet(TYPES_SHEET, [Column("ประเภทบุคลากร", 24)], [[word] for word in STAFF_TYPE_WORDS.values()]),
        ],
        file,
    )
    file.seek(0)
    return file


def preview_lines(preview: Preview) -> Iterator[str]:
    """Yield the preview as a table for a terminal: rows that would change something or cannot be taken, then counts."""
    table = [["แถวที่", "ผลตรวจสอบ", "ชื่อผู้ใช้", "ชื่อ-นามสกุล", "ส่วนราชการ", "รายละเอียด"]]
    table += [_cells(each) for each in preview.rows if each.outcome is not Outcome.UNCHANGED]
    widths = [max(_width(row[place]) for row in table) for place in range(len(table[0]) - 1)]
    for row in table:
        padded = [text + " " * (width - _width(text)) for text, width in zip(row, [*widths, 0], strict=True)]
        yield "  ".join(padded).rstrip()
    yield ""
    for outcome, count in preview.counts.items():
        yield f"{OUTCOME_WORDS[outcome]} {count:,}"
    yield f"ใช้งานอยู่แต่ไม่มีในไฟล์ {len(preview.missing):,}"


def _cells(each: PreviewRow) -> list[str]:
    problems = [f"{HEADERS[problem.field]}: {problem.message % problem.params}" for problem in each.problems]
    changes = [f"{HEADERS[change.field]}: {change.old or '–'} → {change.new or '–'}" for change in each.changes]
    row = each.row
    return [
        str(row.no),
        OUTCOME_WORDS[each.outcome],
        row.username,
        row.name,
        row.unit,
        "; ".join(problems + changes),
    ]


def _width(text: str) -> int:
    """Return how many places a terminal gives the text; marks above and below a Thai letter take none."""
    return sum(1 for character in text if unicodedata.category(character) != "Mn")
