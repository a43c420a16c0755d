"""Attendance and results as a spreadsheet, and a frozen version of them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal import thai
from portal.people.rules.users import STAFF_TYPE_WORDS, StaffType
from portal.quizzes.exports.layout import COUNTS, NO_VALUE, made, summary, written, year_line
from portal.quizzes.models import FrozenResult, Quiz
from portal.quizzes.queries.frozen import FrozenView
from portal.quizzes.queries.results import QuizResult, TryRow
from portal.quizzes.rules.certificates import reference
from portal.quizzes.rules.results import Figure, Group, Outcome
from portal.spreadsheet import Cell, Column, Sheet, write_workbook

WORDS = {
    Outcome.PASSED: "ผ่าน",
    Outcome.FAILED: "ไม่ผ่าน",
    Outcome.UNFINISHED: "ยังทำไม่เสร็จ",
    Outcome.NOT_OPENED: "ไม่ได้เปิดทำ",
}
FILLS = {
    Outcome.PASSED: "CFE8DC",
    Outcome.FAILED: "F6D5CE",
    Outcome.UNFINISHED: "FBE7BF",
    Outcome.NOT_OPENED: "F3F2EE",
}
GROUP_NAMES = {"division": "ส่วนราชการ", "staff_type": "ประเภทบุคลากร", "session": "การประชุมชี้แจง"}
NOT_SHOWN = "ไม่แสดง เพราะมีน้อยกว่า 5 คน หรือคำนวณย้อนกลับได้"


def results_workbook(
    result: QuizResult, groups: Mapping[str, Sequence[Group]], now: datetime, *, secret: str | None
) -> io.BytesIO:
    """Return the workbook: the figure with its working, the groups, and each person where `secret` is given.

    secret: of the installation, for the references of certificates; None: no names
    """
    titles = (f"ผลแบบทดสอบ {result.quiz.title}", year_line(result.quiz), made(now))
    labels: dict[str, dict[Any, str]] = {
        "division": {group.key: _division(result, group.key) for group in groups.get("division", ())},
        "session": {session.id: session.title for session in result.sessions},
    }
    sheets = [summary(_figure_lines(result.figure, result.quiz, result), titles), _groups(groups, labels, titles)]
    if secret is not None:
        sheets.append(_people(result, titles, secret))
        sheets.append(_others(result, titles))
    return written(sheets)


def frozen_workbook(version: FrozenResult, view: FrozenView, *, thai_digits: bool = False) -> bytes:
    """Return the workbook of a frozen version: figure, terms, groups of five and more; no names."""
    quiz = version.quiz
    when = f"{thai.date_long(thai.bangkok_date(version.frozen_at))} เวลา {thai.time_thai(version.frozen_at)}"
    titles = (
        f"ผลแบบทดสอบ {view.facts['quiz']['title']} ฉบับที่ {version.no}",
        year_line(quiz),
        f"บันทึกเมื่อ {when} โดย {version.frozen_by.name}",
    )
    terms = view.facts["quiz"]
    lines = _measure_lines(view.figure)
    lines += [
        ("เกณฑ์ผ่าน (ร้อยละของคะแนนเต็ม)", Decimal(terms["pass_mark_pct"])),
        ("ผู้เห็นชอบเกณฑ์", terms["pass_mark_approver"] or NO_VALUE),
        ("วันที่เห็นชอบเกณฑ์", view.approved_on),
        ("ครั้งที่นับเป็นผล", COUNTS[terms["which_counts"]]),
        ("ผ่านจากแบบทดสอบซ่อม (คน)", view.by_retake),
        ("ทำโดยไม่มีชื่อเข้าร่วม ไม่นับ (คน)", view.outside),
        ("ทำผ่านลิงก์ผู้ไม่ได้เข้าประชุม ไม่นับ (คน)", view.absent),
        ("รุ่นของวิธีคำนวณ", version.rule_version),
        ("SHA-256 ของข้อมูลที่ใช้คำนวณ", version.inputs_sha256),
        ("เหตุผลของฉบับนี้", version.reason or NO_VALUE),
    ]
    sheets = [summary(lines, titles), _groups(view.groups, view.labels, titles)]
    return write_workbook(sheets, thai_digits=thai_digits)


def _measure_lines(figure: Figure) -> list[tuple[str, Any]]:
    return [*_counted(figure, "ผู้เข้าร่วมประชุมชี้แจง"), *_against(figure)]


def _counted(figure: Figure, people: str) -> list[tuple[str, Any]]:
    whole = figure.tally
    return [
        (f"{people} (ตัวหาร)", whole.attendees),
        ("ผ่านเกณฑ์ (ตัวตั้ง)", whole.passed),
        ("ไม่ผ่าน", whole.failed),
        ("ยังทำไม่เสร็จ", whole.unfinished),
        ("ไม่ได้เปิดทำ", whole.not_opened),
        ("ร้อยละที่ผ่าน", figure.shown_pct if figure.shown_pct is not None else NO_VALUE),
    ]


def _against(figure: Figure) -> list[tuple[str, Any]]:
    """Return the target, and coverage."""
    met = {True: "บรรลุเป้าหมาย", False: "ยังไม่บรรลุเป้าหมาย", None: "ยังไม่มีผู้เข้าร่วมประชุม จึงยังไม่มีค่า"}
    return [
        ("เป้าหมาย ร้อยละ", figure.target_pct),
        ("ผล", met[figure.is_met]),
        ("บุคลากรทั้งหมดของกลุ่มเป้าหมายในวันประชุม (คน)", figure.headcount),
        ("เข้าร่วม ร้อยละของบุคลากร", figure.coverage_pct if figure.coverage_pct is not None else NO_VALUE),
    ]


def _figure_lines(figure: Figure, quiz: Quiz, result: QuizResult) -> list[tuple[str, Any]]:
    repeating = _counted(figure, "ผู้เข้าร่วมประชุมที่ยังไม่ผ่านแบบทดสอบหลัก")
    return [
        *(_measure_lines(figure) if quiz.retake_of_id is None else repeating),
        ("เกณฑ์ผ่าน (ร้อยละของคะแนนเต็ม)", quiz.pass_mark_pct),
        ("ผู้เห็นชอบเกณฑ์", quiz.pass_mark_approver or NO_VALUE),
        ("วันที่เห็นชอบเกณฑ์", quiz.pass_mark_approved_on),
        ("ครั้งที่นับเป็นผล", COUNTS[quiz.which_counts]),
        ("ผ่านจากแบบทดสอบซ่อม (คน)", result.passed_by_retake),
        ("ทำโดยไม่มีชื่อเข้าร่วม ไม่นับ (คน)", len({each.user_id for each in result.outside})),
        ("ทำผ่านลิงก์ผู้ไม่ได้เข้าประชุม ไม่นับ (คน)", len({each.user_id for each in result.absent})),
    ]


def _groups(
    groups: Mapping[str, Sequence[Group]], labels: Mapping[str, Mapping[Any, str]], titles: tuple[str, ...]
) -> Sheet:
    columns = [Column("แยกตาม", 22), Column("กลุ่ม", 44, wrap=True)]
    columns += [Column(name, 14) for name in ("ผู้เข้าร่วม", "ผ่าน", "ไม่ผ่าน", "ยังทำไม่เสร็จ", "ไม่ได้เปิดทำ")]
    columns.append(Column("ร้อยละที่ผ่าน", 34, "0.00", wrap=True))
    rows: list[list[Any]] = []
    for name, found in groups.items():
        for group in found:
            label = _staff(str(group.key)) if name == "staff_type" else labels[name].get(group.key, str(group.key))
            counts = group.tally
            rows.append(
                [GROUP_NAMES[name], label, *[NO_VALUE] * 5, NOT_SHOWN]
                if counts is None
                else [
                    GROUP_NAMES[name],
                    label,
                    counts.attendees,
                    counts.passed,
                    counts.failed,
                    counts.unfinished,
                    counts.not_opened,
                    counts.pct,
                ]
            )
    return Sheet("แยกกลุ่ม", columns, rows, (*titles, "ผู้ที่เข้าหลายครั้งนับในทุกครั้ง แต่นับในผลรวมเพียงคนเดียว"))


def _people(result: QuizResult, titles: tuple[str, ...], secret: str) -> Sheet:
    columns = [
        Column("ชื่อ", 34),
        Column("ส่วนราชการ", 14),
        Column("ประเภท", 14),
        Column("การประชุมที่เข้าร่วม", 40, wrap=True),
        Column("เวลาที่ลงชื่อ", 22),
        Column("มาสาย", 10),
        Column("ผล", 18),
        Column("คะแนน", 12, "0.00"),
        Column("คะแนนเต็ม", 12, "0.00"),
        Column("ครั้งที่นับ", 12),
        Column("เลขอ้างอิงหนังสือรับรอง", 30),
    ]
    sessions = {session.id: session.title for session in result.sessions}
    year_be = result.quiz.fiscal_year.year_be
    rows: list[list[Any]] = []
    for person in result.roster:
        standing = result.standings[person.user_id]
        attempt, is_closed = standing.attempt, standing.outcome in (Outcome.PASSED, Outcome.FAILED)
        passed = standing.outcome is Outcome.PASSED
        code = (
            reference(
                secret=secret,
                year_be=year_be,
                attempt_id=attempt.id,
                points=attempt.score_points,
                is_passed=passed,
            )
            if is_closed
            else None
        )
        rows.append(
            [
                person.name,
                person.division_abbr,
                _staff(person.staff_type),
                ", ".join(sessions[each] for each in person.session_ids),
                person.arrived_at,
                "มาสาย" if person.is_late else None,
                Cell(WORDS[standing.outcome] + (" (ซ่อม)" if standing.by_retake else ""), fill=FILLS[standing.outcome]),
                attempt.score_points if is_closed else None,
                attempt.max_points if is_closed else None,
                attempt.no if is_closed else None,
                code,
            ]
        )
    return Sheet("ผู้เข้าร่วมและผล", columns, rows, titles, freeze_columns=1)


def _others(result: QuizResult, titles: tuple[str, ...]) -> Sheet:
    columns = [
        Column("ชื่อ", 34),
        Column("หน่วย", 14),
        Column("เหตุที่ไม่นับ", 40),
        Column("ครั้งที่", 10),
        Column("เริ่มทำ", 22),
        Column("ส่ง", 22),
        Column("คะแนน", 12, "0.00"),
        Column("คะแนนเต็ม", 12, "0.00"),
    ]
    rows = [_other(each, "ไม่มีชื่อเข้าร่วมประชุม") for each in result.outside]
    rows += [_other(each, "ทำผ่านลิงก์ผู้ไม่ได้เข้าประชุม") for each in result.absent]
    return Sheet("ไม่นับในผล", columns, rows, titles, freeze_columns=1)


def _other(each: TryRow, why: str) -> list[Any]:
    closed = (each.score_points, each.max_points) if each.score_points is not None else (None, None)
    return [each.name, each.unit_abbr, why, each.no, each.started_at, each.submitted_at, *closed]


def _division(result: QuizResult, key: Any) -> str:
    home = result.division(key)
    return f"{home.abbr} {home.name}" if home else str(key)


def _staff(value: str) -> str:
    return STAFF_TYPE_WORDS[StaffType(value)]
