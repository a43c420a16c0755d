"""The grid as a spreadsheet: the counts cell by cell, and every row behind them."""

from __future__ import annotations

import io
from datetime import datetime

from portal import thai
from portal.duties import DutyState
from portal.errors import N_
from portal.performance.models import FiscalYear, ReportingPeriod
from portal.reporting.queries import Grid, GridCell, ObligationRow
from portal.spreadsheet import Cell, Column, Sheet, write_workbook

# official documents are in Thai whatever the screen's language
WORDS = {
    DutyState.NOT_DUE: N_("ยังไม่ถึงกำหนด"),
    DutyState.MISSING: N_("ขาด"),
    DutyState.PARTIAL: N_("บางส่วน"),
    DutyState.COMPLETE: N_("ครบ"),
    DutyState.LATE: N_("ส่งล่าช้า"),
    DutyState.CERTIFIED: N_("รับรองแล้ว"),
}
FILLS = {
    DutyState.NOT_DUE: "F3F2EE",
    DutyState.MISSING: "F6D5CE",
    DutyState.PARTIAL: "FBE7BF",
    DutyState.COMPLETE: "D6E4F5",
    DutyState.LATE: "FBE7BF",
    DutyState.CERTIFIED: "CFE8DC",
}


def grid_workbook(year: FiscalYear, grid: Grid, rows: list[ObligationRow], now: datetime) -> io.BytesIO:
    """Return the workbook: sheet one is the grid with its counts, sheet two every obligation behind it."""
    made = f"ข้อมูล ณ วันที่ {thai.date_long(thai.bangkok_date(now))} เวลา {thai.time_thai(now)}"
    name = f"ปีงบประมาณ พ.ศ. {year.year_be} {year.agency.name_th}"
    file = io.BytesIO()
    write_workbook([_counts(grid, name, made), _rows(rows, name, made)], file)
    file.seek(0)
    return file


def _counts(grid: Grid, name: str, made: str) -> Sheet:
    columns = [Column("ส่วนราชการ", 34, wrap=True)]
    columns += [Column(_heading(period), 15, align="center", wrap=True) for period in grid.periods]
    columns += [Column(header, 12) for header in ("ทั้งปี", "ถึงกำหนด", "ส่งแล้ว", "ตรงเวลา", "รับรองแล้ว", "เปลี่ยนหลังรับรอง")]
    rows: list[list[str | int | Cell]] = []
    for unit in grid.units:
        tally = grid.by_unit[unit.id]
        cells = [_cell(grid.cells.get((unit.id, period.id))) for period in grid.periods]
        figures = (
            tally.total,
            tally.due,
            tally.delivered_of_due,
            tally.on_time_of_due,
            tally.certified_of_due,
            tally.changed,
        )
        rows.append([f"{unit.abbr} {unit.name_th}", *cells, *figures])
    titles = ("ภาพรวมการส่งหลักฐานและการรับรอง", name, f"{made} ตัวเลขในช่องคือ ส่งแล้ว/ทั้งหมด")
    return Sheet("ภาพรวม", columns, rows, titles, freeze_columns=1)


def _heading(period: ReportingPeriod) -> str:
    if period.kind == "month":
        return f"{thai.fiscal_month_short_name(period.no)} {(period.ends_on.year + 543) % 100:02d}"
    return f"ไตรมาส {period.no}"


def _cell(cell: GridCell | None) -> Cell:
    if cell is None:
        return Cell("–", align="center")
    changed = " เปลี่ยนหลังรับรอง" if cell.changed else ""
    return Cell(f"{WORDS[cell.state]} {cell.delivered}/{cell.total}{changed}", fill=FILLS[cell.state], align="center")


def _rows(rows: list[ObligationRow], name: str, made: str) -> Sheet:
    columns = [
        Column("ส่วนราชการ", 14),
        Column("รหัส", 10),
        Column("ตัวชี้วัด โครงการ หรือกิจกรรม", 60, wrap=True),
        Column("รอบรายงาน", 26),
        Column("กำหนดส่ง", 16),
        Column("ไฟล์", 8),
        Column("ส่งครั้งแรก", 16),
        Column("สถานะ", 18),
        Column("ผู้รับรองหรือส่งคืน", 26),
        Column("เหตุผล", 40, wrap=True),
    ]
    body = [
        [
            row.unit_abbr,
            row.printed_code,
            row.item_name,
            row.period_name,
            row.due_on,
            row.files,
            thai.bangkok_date(row.facts.completed_at) if row.facts.completed_at else None,
            Cell(_state_words(row), fill=FILLS[row.state]),
            row.reviewer,
            row.review_reason,
        ]
        for row in rows
    ]
    return Sheet("รายการ", columns, body, ("รายการที่ต้องส่งทั้งหมด", name, made), freeze_columns=3)


def _state_words(row: ObligationRow) -> str:
    if row.facts.is_returned:
        return "ส่งคืนให้แก้ไข"
    return WORDS[row.state] + (" เปลี่ยนหลังรับรอง" if row.facts.is_changed else "")
