"""Attendance as a spreadsheet: everybody expected and everybody who came, and the counts by division."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from portal import thai
from portal.briefings.models import BriefingSession
from portal.briefings.queries import AttendeeRow, Division
from portal.briefings.rules import Method, sort_key
from portal.people.rules.users import STAFF_TYPE_WORDS, StaffType
from portal.spreadsheet import Cell, Column, Sheet, write_workbook

# official documents are in Thai whatever the screen's language
METHODS = {
    Method.QR: "สแกนคิวอาร์",
    Method.PIN: "ใส่รหัส",
    Method.LIST: "เจ้าหน้าที่ลงให้",
    Method.SHEET: "บัญชีลงเวลา",
}
Groups = list[tuple[Division, list[AttendeeRow]]]


def by_division(rows: Sequence[AttendeeRow], divisions: Mapping[int, Division]) -> Groups:
    """Return the people by division in the order of the agency's tree, within it by given name in Thai order."""
    groups: dict[Division, list[AttendeeRow]] = defaultdict(list)
    for row in rows:
        own = Division(row.unit_id, row.unit_abbr, row.unit_abbr, "", len(divisions))
        groups[divisions.get(row.unit_id, own)].append(row)
    ordered = sorted(groups.items(), key=lambda group: (group[0].place, group[0].id))
    return [(division, sorted(people, key=lambda row: sort_key(row.name))) for division, people in ordered]


def attendance_workbook(session: BriefingSession, groups: Groups, now: datetime) -> io.BytesIO:
    """Return the workbook: the people, and the counts by division."""
    day = thai.date_long(thai.bangkok_date(session.starts_at))
    when = f"{day} เวลา {thai.time_thai(session.starts_at)} ถึง {thai.time_thai(session.ends_at)} {session.place}"
    made = f"ข้อมูล ณ วันที่ {thai.date_long(thai.bangkok_date(now))} เวลา {thai.time_thai(now)}"
    file = io.BytesIO()
    write_workbook([_people(session, groups, when, made), _counts(session, groups, when, made)], file)
    file.seek(0)
    return file


def _people(session: BriefingSession, groups: Groups, when: str, made: str) -> Sheet:
    columns = [
        Column("ลำดับ", 8),
        Column("ชื่อ", 30),
        Column("ตำแหน่ง", 34, wrap=True),
        Column("ส่วนราชการ", 16),
        Column("กลุ่มงาน", 16),
        Column("ประเภท", 12),
        Column("ได้รับเชิญ", 12),
        Column("ผล", 20),
        Column("เวลามาถึง", 12),
        Column("ออกก่อน", 12),
        Column("วิธีลงเวลา", 18),
        Column("ผู้บันทึก", 26),
        Column("เหตุผลที่ยกเลิก", 40, wrap=True),
    ]
    people = [(division, row) for division, members in groups for row in members]
    body: list[list[str | int | Cell]] = [
        [no, *_line(division, row)] for no, (division, row) in enumerate(people, start=1)
    ]
    return Sheet("ผู้เข้าร่วม", columns, body, (f"รายชื่อผู้เข้าร่วม {session.title}", when, made), freeze_columns=2)


def _line(division: Division, row: AttendeeRow) -> list[str | Cell]:
    is_here = row.is_present
    return [
        row.name,
        row.position,
        division.abbr,
        "" if row.unit_id == division.id else row.unit_abbr,
        STAFF_TYPE_WORDS[StaffType(row.staff_type)],
        "เชิญ" if row.is_invited else "ไม่ได้เชิญ",
        _result(row),
        _time(row.arrived_at) if is_here else "",
        _time(row.left_early_at) if is_here else "",
        METHODS[Method(row.method)] if is_here and row.method else "",
        (row.marker or "") if is_here else "",
        row.strike_reason or "",
    ]


def _counts(session: BriefingSession, groups: Groups, when: str, made: str) -> Sheet:
    columns = [Column("ส่วนราชการ", 40, wrap=True)]
    columns += [Column(header, 14) for header in ("ได้รับเชิญ", "เข้าร่วม", "มาสาย", "ออกก่อน", "ไม่มา", "เข้าร่วมโดยไม่ได้เชิญ")]
    rows: list[list[str | int | Cell]] = [
        [f"{division.abbr} {division.name}", *_figures(people)] for division, people in groups
    ]
    total = _figures([row for _, people in groups for row in people])
    rows.append([Cell("รวม", bold=True), *[Cell(figure, bold=True) for figure in total]])
    return Sheet("จำนวน", columns, rows, (f"จำนวนผู้เข้าร่วม {session.title}", when, made), freeze_columns=1)


def _figures(people: Sequence[AttendeeRow]) -> list[int]:
    present = [row for row in people if row.is_present]
    return [
        sum(row.is_invited for row in people),
        len(present),
        sum(bool(row.is_late) for row in present),
        sum(row.left_early_at is not None for row in present),
        sum(row.is_invited and not row.is_present for row in people),
        sum(not row.is_invited for row in present),
    ]


def _result(row: AttendeeRow) -> str:
    if row.struck_at is not None and row.strike_reason:
        return "ยกเลิกการลงเวลา"
    if not row.is_present:
        return "ไม่มา"
    return "เข้าร่วม มาสาย" if row.is_late else "เข้าร่วม"


def _time(instant: datetime | None) -> str:
    return thai.time_thai(instant) if instant else ""
