"""What Word templates are filled from: the shape of each kind, and a sample that templates are tried with.

Text is data: Arabic digits (templates put `| thai_digits` behind a placeholder), days and times already in words, no
markup. Whoever fills a template gives every key; what is not there is an empty text, False, or an empty list.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, TypedDict

SHIPPED = Path(__file__).with_name("templates")


class TemplateKind(StrEnum):
    """Documents that a unit's secretariat may have a Word template of its own for."""

    INVITATION = "invitation"
    MINUTES = "minutes"


class Named(TypedDict):
    """A person as printed."""

    name: str
    position: str


class Attendant(TypedDict):
    """A line of the three lists of minutes, or of the list behind an invitation."""

    no: int
    name: str
    position: str
    # ประธานกรรมการ, กรรมการ …; empty for those who are not appointed
    role: str
    # "แทน ผู้อำนวยการกองทดสอบ" for a deputy, who stands under his own name; otherwise empty
    on_behalf: str
    # why somebody did not come: ติดราชการ, ลา …
    reason: str


class Decision(TypedDict):
    """A resolution (มติที่ประชุม) as minutes print it."""

    # รับทราบ, เห็นชอบ, มอบหมาย …
    kind: str
    text: str
    # division or person who acts on it, and by when ("31 มีนาคม 2570"); empty without
    owner: str
    due: str
    # "เห็นชอบ 8 เสียง ไม่เห็นชอบ 1 เสียง งดออกเสียง 1 เสียง" where hands were counted
    count: str


class MinutesItem(TypedDict):
    """An item in minutes."""

    # "3.1"
    number: str
    title: str
    # what was said, a text for each paragraph
    paragraphs: list[str]
    resolutions: list[Decision]


class MinutesSection(TypedDict):
    """ระเบียบวาระที่ n in minutes."""

    number: str
    title: str
    # what is printed where the section has no item: "ไม่มี", "ไม่มี เนื่องจากเป็นการประชุมครั้งแรก"; otherwise empty
    empty: str
    items: list[MinutesItem]


class MinutesContext(TypedDict):
    """แบบที่ ๑๑: minutes in the order of the regulation."""

    # "รายงานการประชุม"
    heading: str
    # true until adopted: "(ร่าง)" stands above the heading
    is_draft: bool
    # full name of the body
    committee: str
    # "1/2570", or "36-1/2570" with a running total
    number: str
    # "วาระพิเศษ"; empty for an ordinary meeting
    title: str
    # "วันพุธที่ 16 ธันวาคม พ.ศ. 2569", "09.30 น.", the room (and the way it was held)
    when: str
    time: str
    place: str
    present: list[Attendant]
    absent: list[Attendant]
    attending: list[Attendant]
    # เริ่มประชุมเวลา, เลิกประชุมเวลา: "09.35 น."
    started: str
    ended: str
    # how the chair opened, before the first section
    opening: list[str]
    sections: list[MinutesSection]
    recorder: Named
    checker: Named


class InvitationItem(TypedDict):
    """An item in the agenda that goes with an invitation."""

    number: str
    title: str
    presenter: str
    # "เอกสารหมายเลข 3" where there are papers, otherwise empty
    papers: str


class InvitationSection(TypedDict):
    """ระเบียบวาระที่ n in the agenda that goes with an invitation."""

    number: str
    title: str
    empty: str
    items: list[InvitationItem]


class InvitationContext(TypedDict):
    """แบบที่ ๒: the memo that invites, with agenda and list of those invited behind it."""

    # ส่วนราชการ, ที่, วันที่ ("1 ธันวาคม 2569"), เรื่อง, เรียน
    office: str
    memo_no: str
    memo_date: str
    subject: str
    recipients: str
    committee: str
    number: str
    title: str
    # the appointment order: "คำสั่งสำนักทดสอบ ที่ 12/2569 ลงวันที่ 28 กันยายน 2569"; empty where none is in force
    order: str
    # "วันพุธที่ 16 ธันวาคม พ.ศ. 2569", "09.30 น.", "12.30 น."
    when: str
    time: str
    until: str
    # the room; empty where everybody joins online
    place: str
    # address of the conference; empty without
    link: str
    # the day by which answers are asked for: "14 ธันวาคม 2569"
    answer_by: str
    # address of the page on which one answers
    answer_link: str
    signer: Named
    sections: list[InvitationSection]
    people: list[Attendant]


def shipped_template(kind: TemplateKind) -> Path:
    """Return the template that comes with the portal."""
    return SHIPPED / f"{kind.value}.docx"


_CHAIR: Attendant = {
    "no": 1,
    "name": "นายตัวอย่าง หนึ่ง",
    "position": "ผู้อำนวยการสำนักทดสอบ",
    "role": "ประธานกรรมการ",
    "on_behalf": "",
    "reason": "",
}
_DEPUTY: Attendant = {
    "no": 2,
    "name": "นางสาวตัวอย่าง สอง",
    "position": "นักพัฒนาสังคมชำนาญการ",
    "role": "กรรมการ",
    "on_behalf": "แทน ผู้อำนวยการกองทดสอบ",
    "reason": "",
}
_ABSENT: Attendant = {
    "no": 1,
    "name": "นางตัวอย่าง สาม",
    "position": "ผู้อำนวยการกองทดสอบสอง",
    "role": "กรรมการ",
    "on_behalf": "",
    "reason": "ติดราชการ",
}
_GUEST: Attendant = {
    "no": 1,
    "name": "นายตัวอย่าง สี่",
    "position": "เจ้าพนักงานธุรการชำนาญงาน",
    "role": "",
    "on_behalf": "",
    "reason": "",
}
_SECRETARY: Named = {"name": "นางสาวตัวอย่าง ห้า", "position": "นักวิเคราะห์นโยบายและแผนชำนาญการ"}
_COMMITTEE = "คณะกรรมการทดสอบการติดตามตัวชี้วัดของสำนักงาน"

MINUTES_SAMPLE: MinutesContext = {
    "heading": "รายงานการประชุม",
    "is_draft": True,
    "committee": _COMMITTEE,
    "number": "1/2570",
    "title": "วาระพิเศษ",
    "when": "วันพุธที่ 13 มกราคม พ.ศ. 2570",
    "time": "09.30 น.",
    "place": "ห้องประชุม 1 ชั้น 5",
    "present": [_CHAIR, _DEPUTY],
    "absent": [_ABSENT],
    "attending": [_GUEST],
    "started": "09.35 น.",
    "ended": "11.50 น.",
    "opening": ["ประธานกล่าวเปิดประชุม และดำเนินการประชุมตามระเบียบวาระ ดังนี้"],
    "sections": [
        {
            "number": "1",
            "title": "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
            "empty": "ไม่มี",
            "items": [],
        },
        {
            "number": "2",
            "title": "เรื่องเสนอเพื่อพิจารณา",
            "empty": "",
            "items": [
                {
                    "number": "2.1",
                    "title": "แผนการใช้น้ำของสำนักงาน",
                    "paragraphs": ["ฝ่ายเลขานุการรายงานผลการดำเนินการ 3 เดือน", "ที่ประชุมพิจารณาแล้ว"],
                    "resolutions": [
                        {
                            "kind": "มอบหมาย",
                            "text": "มอบหมายให้กองทดสอบดำเนินการตามแผน",
                            "owner": "กองทดสอบ",
                            "due": "31 มีนาคม 2570",
                            "count": "เห็นชอบ 8 เสียง ไม่เห็นชอบ 1 เสียง งดออกเสียง 1 เสียง",
                        }
                    ],
                }
            ],
        },
    ],
    "recorder": _SECRETARY,
    "checker": {"name": "นายตัวอย่าง หก", "position": "หัวหน้าฝ่ายบริหารงานทั่วไป"},
}

INVITATION_SAMPLE: InvitationContext = {
    "office": "สำนักทดสอบ (กองทดสอบ โทร. 0 2000 0000)",
    "memo_no": "กท 0000/123",
    "memo_date": "4 มกราคม 2570",
    "subject": f"ขอเชิญประชุม{_COMMITTEE} ครั้งที่ 1/2570",
    "recipients": "กรรมการและผู้เข้าร่วมประชุม (ตามรายชื่อแนบท้าย)",
    "committee": _COMMITTEE,
    "number": "1/2570",
    "title": "วาระพิเศษ",
    "order": "คำสั่งสำนักทดสอบ ที่ 12/2569 ลงวันที่ 28 กันยายน 2569",
    "when": "วันพุธที่ 13 มกราคม พ.ศ. 2570",
    "time": "09.30 น.",
    "until": "12.00 น.",
    "place": "ห้องประชุม 1 ชั้น 5",
    "link": "https://meeting.example.org/abc-123",
    "answer_by": "11 มกราคม 2570",
    "answer_link": "https://portal.example.org/meetings/1/answer",
    "signer": {"name": "นายตัวอย่าง หนึ่ง", "position": "ผู้อำนวยการสำนักทดสอบ"},
    "sections": [
        {
            "number": "1",
            "title": "เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ",
            "empty": "",
            "items": [
                {
                    "number": "1.1",
                    "title": "แนวทางดำเนินการของสำนักงาน",
                    "presenter": "นายตัวอย่าง สี่",
                    "papers": "เอกสารหมายเลข 1",
                }
            ],
        },
        {
            "number": "2",
            "title": "เรื่องรับรองรายงานการประชุม",
            "empty": "ไม่มี เนื่องจากเป็นการประชุมครั้งแรก",
            "items": [],
        },
    ],
    "people": [_CHAIR, _DEPUTY, _GUEST],
}

SAMPLES: Mapping[TemplateKind, Mapping[str, Any]] = {
    TemplateKind.INVITATION: INVITATION_SAMPLE,
    TemplateKind.MINUTES: MINUTES_SAMPLE,
}
