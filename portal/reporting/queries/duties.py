"""Obligations as duties on checklists: to deliver, to certify."""

from __future__ import annotations

from datetime import date

from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.duties import Duty
from portal.errors import N_
from portal.people.models import Unit, User
from portal.people.queries import within
from portal.performance.models import FiscalYear
from portal.reporting.queries.rows import ObligationRow, live_years, obligation_rows, waiting_rows
from portal.reporting.rules import DELIVERED


def duties(
    *, today: date, person: User | None = None, unit: Unit | None = None, year_be: int | None = None
) -> list[Duty]:
    """Return obligations as duties: of a person (to deliver, to certify) or of a unit (all that stand there)."""
    when = FiscalYear.year_be == year_be if year_be else live_years(today)
    if unit is not None:
        rows = obligation_rows(within([unit.path]), when, today=today)
        return [_delivery(row) for row in rows]
    if person is None:
        return []
    found: list[Duty] = []
    if paths := scopes(person, Permission.EVIDENCE_UPLOAD):
        found += [_delivery(row) for row in obligation_rows(within(paths), when, today=today)]
    if scopes(person, Permission.OBLIGATION_CERTIFY):
        found += [_certification(row) for row in waiting_rows(person, today)]
    return found


DUTIES = (duties,)


def _delivery(row: ObligationRow) -> Duty:
    is_done = row.state in DELIVERED
    missing = ""
    if row.facts.is_returned:
        missing = N_("แก้ไขหลักฐานตามเหตุผลที่ส่งคืน")
    elif not row.facts.has_files:
        missing = N_("ไฟล์หลักฐาน")
    action = N_("เปิดดู") if is_done else N_("แนบหลักฐาน")
    return _duty(row, f"obligation:{row.id}", missing, is_done, action, "upload-form")


def _certification(row: ObligationRow) -> Duty:
    return _duty(row, f"certify:{row.id}", N_("การรับรองของหัวหน้าส่วนราชการ"), False, N_("ตรวจและรับรอง"), "review")


def _duty(row: ObligationRow, key: str, missing: str, is_done: bool, action: str, anchor: str) -> Duty:
    return Duty(
        key=key,
        title=f"{row.printed_code} {row.item_name}".strip(),
        what=row.period_name,
        missing=missing,
        due_on=row.due_on,
        state=row.state,
        is_done=is_done,
        unit_id=row.unit_id,
        unit_name=row.unit_abbr,
        endpoint="evidence.obligation",
        values={"obligation_id": row.id},
        anchor=anchor,
        action=action,
        fiscal_month=row.fiscal_month,
        changed_after_certification=row.facts.is_changed,
        returned_reason=row.review_reason if row.facts.is_returned else "",
    )
