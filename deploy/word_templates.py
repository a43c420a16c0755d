"""Make the Word templates that come with the portal: `python deploy/word_templates.py`.

Measures are those of the official forms: margins 3 and 2 cm, 16 points, the memo's heading 29 points in a line of 35.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.shared import Cm, Pt

sys.path[:0] = [str(Path(__file__).resolve().parent.parent), str(Path(__file__).resolve().parent)]

from word_sheet import COLUMNS, FIRST_LINE, WIDTH, Sheet, fill, tabs  # noqa: E402  (beside this file)

from portal.documents.contexts import TemplateKind, shipped_template  # noqa: E402

BOLD: dict[str, Any] = {"bold": True}
LABEL: dict[str, Any] = {"bold": True, "size": 20}
ON_DOTS: dict[str, Any] = {"dotted": True}
BODY = ALIGN.THAI_JUSTIFY


def memo_head(sheet: Sheet) -> None:
    """Write the head of the memo: the place of the Garuda, the heading, four labels on dotted lines."""
    table = sheet.document.add_table(rows=1, cols=3)
    table.autofit = False
    for index, width in enumerate((3.0, 10.0, 3.0)):
        table.columns[index].width = table.rows[0].cells[index].width = Cm(width)
    table.rows[0].height = Cm(1.5)
    heading = table.rows[0].cells[1].paragraphs[0]
    fill(heading, ("บันทึกข้อความ", {"bold": True, "size": 29}), align=ALIGN.CENTER)
    heading.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    heading.paragraph_format.line_spacing = Pt(35)
    line = sheet.paragraph(("ส่วนราชการ", LABEL), (" {{ office|thai_digits }}\t", ON_DOTS))
    tabs(line, WIDTH)
    line = sheet.paragraph(
        ("ที่", LABEL),
        (" {{ memo_no|thai_digits }}\t", ON_DOTS),
        ("วันที่", LABEL),
        (" {{ memo_date|thai_digits }}\t", ON_DOTS),
    )
    tabs(line, 8.0, WIDTH)
    line = sheet.paragraph(("เรื่อง", LABEL), (" {{ subject|thai_digits }}\t", ON_DOTS))
    tabs(line, WIDTH)


def invitation() -> Sheet:
    """Return the memo that invites to a meeting, with agenda and list behind it."""
    sheet = Sheet()
    memo_head(sheet)
    sheet.paragraph("เรียน  {{ recipients|thai_digits }}", before=6)
    sheet.command("if order")
    sheet.paragraph(
        "ตาม{{ order|thai_digits }} แต่งตั้ง{{ committee|thai_digits }} นั้น", align=BODY, first=FIRST_LINE, before=6
    )
    sheet.command("endif")
    sheet.paragraph(
        "{{ committee|thai_digits }} กำหนดจัดการประชุม ครั้งที่ {{ number|thai_digits }}"
        "{% if title %} ({{ title|thai_digits }}){% endif %} ใน{{ when|thai_digits }} เวลา {{ time|thai_digits }}"
        " ถึง {{ until|thai_digits }}{% if place %} ณ {{ place|thai_digits }}{% endif %}"
        "{% if link %}{% if place %} และ{% else %} {% endif %}ผ่านสื่ออิเล็กทรอนิกส์ที่ {{ link }}{% endif %}"
        " ตามระเบียบวาระการประชุมที่แนบมาพร้อมนี้",
        align=BODY,
        first=FIRST_LINE,
        before=6,
    )
    sheet.paragraph(
        "จึงเรียนมาเพื่อโปรดเข้าร่วมประชุมตามวัน เวลา และสถานที่ดังกล่าว หากไม่สามารถเข้าร่วมประชุมได้ โปรดมอบหมายผู้แทน"
        "เข้าร่วมประชุม ทั้งนี้ โปรดแจ้งการตอบรับ{% if answer_by %}ภายในวันที่ {{ answer_by|thai_digits }} {% endif %}"
        "ที่ {{ answer_link }}",
        align=BODY,
        first=FIRST_LINE,
        before=6,
    )
    for _ in range(3):
        sheet.paragraph("")
    sheet.paragraph("({{ signer.name }})", align=ALIGN.CENTER, left=7)
    sheet.paragraph("{{ signer.position|thai_digits }}", align=ALIGN.CENTER, left=7)
    agenda(sheet)
    invited(sheet)
    return sheet


def agenda(sheet: Sheet) -> None:
    """Write the agenda on a page of its own."""
    start = sheet.paragraph(("ระเบียบวาระการประชุม{{ committee|thai_digits }}", BOLD), align=ALIGN.CENTER)
    start.paragraph_format.page_break_before = True
    sheet.paragraph(
        ("ครั้งที่ {{ number|thai_digits }}{% if title %} ({{ title|thai_digits }}){% endif %}", BOLD), align=ALIGN.CENTER
    )
    sheet.paragraph(("{{ when|thai_digits }} เวลา {{ time|thai_digits }}", BOLD), align=ALIGN.CENTER)
    sheet.command("if place")
    sheet.paragraph(("ณ {{ place|thai_digits }}", BOLD), align=ALIGN.CENTER)
    sheet.command("endif")
    sheet.command("for section in sections")
    section = sheet.paragraph(
        ("ระเบียบวาระที่ {{ section.number|thai_digits }}\t{{ section.title|thai_digits }}", BOLD),
        before=8,
        left=3,
        first=-3,
    )
    tabs(section, 3)
    section.paragraph_format.keep_with_next = True
    sheet.command("if section.empty")
    sheet.paragraph("({{ section.empty|thai_digits }})", left=3)
    sheet.command("endif")
    sheet.command("for item in section.items")
    item = sheet.paragraph(
        "{{ item.number|thai_digits }}\t{{ item.title|thai_digits }}"
        "{% if item.presenter %} (ผู้เสนอ {{ item.presenter|thai_digits }}){% endif %}"
        "{% if item.papers %} ({{ item.papers|thai_digits }}){% endif %}",
        left=4.2,
        first=-1.2,
    )
    tabs(item, 4.2)
    sheet.command("endfor")
    sheet.command("endfor")


def invited(sheet: Sheet) -> None:
    """Write the list of those invited on a page of its own."""
    sheet.command("if people")
    start = sheet.paragraph(("รายชื่อผู้ได้รับเชิญประชุม{{ committee|thai_digits }}", BOLD), align=ALIGN.CENTER)
    start.paragraph_format.page_break_before = True
    sheet.paragraph(("ครั้งที่ {{ number|thai_digits }}", BOLD), align=ALIGN.CENTER).paragraph_format.space_after = Pt(8)
    sheet.rows(
        COLUMNS,
        "person in people",
        (
            "{{ person.no|thai_digits }}.",
            "{{ person.name }}",
            "{{ person.position|thai_digits }}{% if person.on_behalf %} {{ person.on_behalf|thai_digits }}{% endif %}",
            "{% if person.role %}{{ person.role }}{% else %}ผู้เข้าร่วมประชุม{% endif %}",
        ),
    )
    sheet.command("endif")


def attendants(sheet: Sheet, heading: str, name: str, last: str, *, optional: bool) -> None:
    """Write one of the three lists of minutes."""
    if optional:
        sheet.command(f"if {name}")
    title = sheet.paragraph((heading, BOLD), before=8)
    title.paragraph_format.keep_with_next = True
    sheet.rows(
        COLUMNS,
        f"person in {name}",
        (
            "{{ person.no|thai_digits }}.",
            "{{ person.name }}",
            "{{ person.position|thai_digits }}{% if person.on_behalf %} {{ person.on_behalf|thai_digits }}{% endif %}",
            last,
        ),
    )
    if optional:
        sheet.command("endif")


def minutes() -> Sheet:
    """Return the minutes of a meeting."""
    sheet = Sheet()
    sheet.command("if is_draft")
    sheet.paragraph(("(ร่าง)", BOLD), align=ALIGN.CENTER)
    sheet.command("endif")
    for text in (
        "{{ heading }}{{ committee|thai_digits }}",
        "ครั้งที่ {{ number|thai_digits }}{% if title %} ({{ title|thai_digits }}){% endif %}",
        "เมื่อ{{ when|thai_digits }} เวลา {{ time|thai_digits }}",
        "ณ {{ place|thai_digits }}",
    ):
        sheet.paragraph((text, BOLD), align=ALIGN.CENTER)
    attendants(sheet, "ผู้มาประชุม", "present", "{{ person.role }}", optional=False)
    attendants(sheet, "ผู้ไม่มาประชุม", "absent", "{{ person.reason|thai_digits }}", optional=True)
    attendants(sheet, "ผู้เข้าร่วมประชุม", "attending", "", optional=True)
    sheet.command("if started")
    sheet.paragraph(("เริ่มประชุมเวลา  ", BOLD), "{{ started|thai_digits }}", before=8)
    sheet.command("endif")
    sheet.command("for paragraph in opening")
    sheet.paragraph("{{ paragraph|thai_digits }}", align=BODY, first=FIRST_LINE)
    sheet.command("endfor")
    sheet.command("for section in sections")
    section = sheet.paragraph(
        ("ระเบียบวาระที่ {{ section.number|thai_digits }}\t{{ section.title|thai_digits }}", BOLD),
        before=8,
        left=3,
        first=-3,
    )
    tabs(section, 3)
    section.paragraph_format.keep_with_next = True
    sheet.command("if section.empty")
    sheet.paragraph("{{ section.empty|thai_digits }}", first=FIRST_LINE)
    sheet.command("endif")
    sheet.command("for item in section.items")
    matter = sheet.paragraph(
        ("{{ item.number|thai_digits }} {{ item.title|thai_digits }}", BOLD), first=FIRST_LINE, before=4
    )
    matter.paragraph_format.keep_with_next = True
    sheet.command("for paragraph in item.paragraphs")
    sheet.paragraph("{{ paragraph|thai_digits }}", align=BODY, first=FIRST_LINE)
    sheet.command("endfor")
    sheet.command("for resolution in item.resolutions")
    sheet.paragraph(
        ("มติที่ประชุม  ", BOLD),
        "{{ resolution.text|thai_digits }}{% if resolution.count %} ({{ resolution.count|thai_digits }}){% endif %}"
        "{% if resolution.owner %} ผู้รับผิดชอบ {{ resolution.owner|thai_digits }}{% endif %}"
        "{% if resolution.due %} ภายในวันที่ {{ resolution.due|thai_digits }}{% endif %}",
        align=BODY,
        first=FIRST_LINE,
    )
    sheet.command("endfor")
    sheet.command("endfor")
    sheet.command("endfor")
    sheet.command("if ended")
    sheet.paragraph(("เลิกประชุมเวลา  ", BOLD), "{{ ended|thai_digits }}", before=8)
    sheet.command("endif")
    for who, what in (("recorder", "ผู้จดรายงานการประชุม"), ("checker", "ผู้ตรวจรายงานการประชุม")):
        sheet.command(f"if {who}.name")
        sheet.paragraph("")
        for text in (f"({{{{ {who}.name }}}})", f"{{{{ {who}.position|thai_digits }}}}", what):
            line = sheet.paragraph(text, align=ALIGN.CENTER, left=7)
            line.paragraph_format.keep_with_next = True
        sheet.command("endif")
    return sheet


if __name__ == "__main__":
    invitation().save(shipped_template(TemplateKind.INVITATION))
    minutes().save(shipped_template(TemplateKind.MINUTES))
