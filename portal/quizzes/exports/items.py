"""The item analysis as a spreadsheet: the test, each question, each option."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from portal.quizzes.exports.layout import COUNTS, made, number, summary, written, year_line
from portal.quizzes.models import Quiz
from portal.quizzes.queries.sheets import Analysis
from portal.quizzes.rules.items import Flag, ItemStatistics
from portal.spreadsheet import Column, Sheet

FLAG_WORDS = {
    Flag.TOO_EASY: "ง่ายเกินไป",
    Flag.TOO_HARD: "ยากเกินไป",
    Flag.WEAK: "จำแนกได้น้อย",
    Flag.NEGATIVE: "จำแนกกลับทาง",
    Flag.INEFFICIENT: "ประสิทธิภาพต่ำกว่าร้อยละ 15",
    Flag.UNCHOSEN: "มีตัวลวงที่ไม่มีใครเลือก",
    Flag.ATTRACTS_UPPER: "กลุ่มสูงเลือกตัวลวงมากกว่าข้อถูก",
}


def items_workbook(quiz: Quiz, analysis: Analysis, now: datetime) -> io.BytesIO:
    """Return the workbook of the item analysis: the test, each question, each option."""
    found = analysis.statistics
    rule = f"ผู้ทำ {found.n} คน คนละ 1 ครั้ง ({COUNTS[quiz.which_counts]}) ไม่รวมการทดลองและการทำผ่านลิงก์ผู้ไม่ได้เข้าประชุม"
    titles = (f"วิเคราะห์ข้อสอบ {quiz.title}", year_line(quiz), f"{rule} {made(now)}")
    test: list[tuple[str, Any]] = [
        ("จำนวนผู้ทำที่นำมาคำนวณ (คน)", found.n),
        ("จำนวนข้อ", found.k if found.k is not None else "แต่ละคนได้คำถามต่างชุดหรือต่างฉบับ"),
        ("คะแนนเฉลี่ย", number(found.mean)),
        ("ส่วนเบี่ยงเบนมาตรฐาน", number(found.sd)),
        ("สัมประสิทธิ์แอลฟา", number(found.alpha)),
        ("อัตราส่วนความคลาดเคลื่อน", number(found.error_ratio)),
        ("ความคลาดเคลื่อนมาตรฐานของคะแนน", number(found.error)),
        ("ขนาดกลุ่มสูงและกลุ่มต่ำ ร้อยละ 27 (คน)", found.group),
    ]
    return written([summary(test, titles), _items(analysis, titles), _options(analysis, titles)])


def _items(analysis: Analysis, titles: tuple[str, ...]) -> Sheet:
    columns = [
        Column("ข้อ", 8),
        Column("ชื่อ", 30, wrap=True),
        Column("คำถาม", 60, wrap=True),
        Column("ผู้ได้ทำ (คน)", 12),
        Column("คะแนนเต็ม", 12, "0.00"),
        Column("ความยาก", 12, "0.00"),
        Column("ส่วนเบี่ยงเบนมาตรฐาน", 14, "0.00"),
        Column("อำนาจจำแนก (สหสัมพันธ์กับคะแนนส่วนที่เหลือ)", 20, "0.00"),
        Column("ประสิทธิภาพการจำแนก (ร้อยละ)", 18, "0.00"),
        Column("น้ำหนักที่มีผลจริง (ร้อยละ)", 16, "0.00"),
        Column("กลุ่มสูง", 12, "0.00"),
        Column("กลุ่มต่ำ", 12, "0.00"),
        Column("กลุ่มสูง − กลุ่มต่ำ", 14, "0.00"),
        Column("ข้อสังเกต", 50, wrap=True),
    ]
    rows = [_item(no, item, analysis) for no, item in enumerate(analysis.statistics.items, 1)]
    return Sheet("รายข้อ", columns, rows, titles, freeze_columns=2)


def _item(no: int, item: ItemStatistics, analysis: Analysis) -> list[Any]:
    version = analysis.versions[item.item]  # type: ignore[index]
    return [
        no,
        version.name,
        version.text,
        item.n,
        item.most,
        number(item.facility),
        number(item.sd),
        number(item.discrimination),
        number(item.efficiency, 100),
        number(item.weight, 100),
        number(item.upper),
        number(item.lower),
        number(item.difference),
        ", ".join(FLAG_WORDS[flag] for flag in item.flags),
    ]


def _options(analysis: Analysis, titles: tuple[str, ...]) -> Sheet:
    columns = [
        Column("ข้อ", 8),
        Column("ตัวเลือก", 60, wrap=True),
        Column("ข้อถูก", 10),
        Column("ผู้เลือก (คน)", 14),
        Column("กลุ่มสูง (ร้อยละ)", 16, "0.00"),
        Column("กลุ่มต่ำ (ร้อยละ)", 16, "0.00"),
    ]
    rows: list[list[Any]] = []
    for no, item in enumerate(analysis.statistics.items, 1):
        version = analysis.versions[item.item]  # type: ignore[index]
        texts = (
            {1: "ถูก", 0: "ผิด"}
            if version.kind == "truefalse"
            else {place: row["text"] for place, row in enumerate(version.body.get("options", ()))}
        )
        rows += [
            [
                no,
                texts[each.index],
                "ถูก" if each.is_right else None,
                each.count,
                number(each.upper, 100),
                number(each.lower, 100),
            ]
            for each in item.options
        ]
    return Sheet("ตัวเลือก", columns, rows, titles)
