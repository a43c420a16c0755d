"""Staff lists from spreadsheets: read, kept for a preview, applied all or nothing.

Applying recomputes the preview inside the transaction. Where it differs from what was shown, nothing is written and the
new preview is shown instead. New accounts come without a password, so that applying stays short however long the list;
first passwords are handed out afterwards in batches (actions.users).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import IO

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal import audit, thai
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.people.actions.users import facts, record_user
from portal.people.models import PeopleImport, Unit, User
from portal.people.queries.imports import NAMES_PER_STATEMENT, preview_of
from portal.people.rules.columns import MAX_BYTES, MAX_ROWS
from portal.people.rules.imports import Outcome, Preview, PreviewRow, StaffRow, staff_rows
from portal.people.rules.users import StaffType, search_text
from portal.spreadsheet import read_rows
from portal.storage import clean_filename

FILENAME_CHARACTERS = 255
HEADER_ROWS = 1
_CHANGED_MEANWHILE = N_(
    "ข้อมูลบุคลากรหรือหน่วยเปลี่ยนไปหลังจากที่ท่านเปิดหน้านี้ ยังไม่ได้บันทึกอะไร โปรดตรวจผลตรวจสอบใหม่ด้านล่างแล้วกดนำเข้าอีกครั้ง"
)


def read_staff_list(*, file: IO[bytes], filename: str, size_bytes: int) -> list[StaffRow]:
    """Return the rows of the list as typed. Slow: called before the write begins.

    file: open for reading, from its beginning
    Raises RuleBroken (under `file`) for what is no plain table, is too large, or lacks a column.
    """
    if size_bytes > MAX_BYTES:
        raise RuleBroken(N_("ไฟล์ใหญ่เกิน %(max)s MB โปรดแบ่งเป็นหลายไฟล์"), field="file", max=MAX_BYTES // 2**20)
    try:
        return staff_rows(read_rows(file, clean_filename(filename), max_rows=MAX_ROWS + HEADER_ROWS))
    except RuleBroken as broken:
        broken.field = "file"
        raise


def keep_import(
    *, unit: Unit, filename: str, sha256: str, rows: Sequence[StaffRow], actor: User | None, now: datetime
) -> PeopleImport:
    """Return the staff list kept for its preview; the actor's earlier lists that were never applied are thrown away."""
    if actor is not None:
        db.session.execute(
            delete(PeopleImport).where(PeopleImport.created_by_id == actor.id, PeopleImport.applied_at.is_(None))
        )
    people_import = PeopleImport(
        unit_id=unit.id,
        filename=thai.shorten(clean_filename(filename), FILENAME_CHARACTERS),
        sha256=sha256,
        rows=json.dumps([asdict(row) for row in rows], ensure_ascii=False),
        created_by_id=actor.id if actor else None,
        created_at=now,
    )
    db.session.add(people_import)
    db.session.flush()
    return people_import


def apply_import(*, people_import: PeopleImport, digest: str, actor: User | None, now: datetime) -> Preview:
    """Return what was done: every new and changed person of the list is written, or none.

    digest: of the preview that was shown (Preview.digest)
    Raises Conflict when it was applied already or would now do something else, RuleBroken while rows have errors.
    """
    db.session.execute(select(PeopleImport.id).where(PeopleImport.id == people_import.id).with_for_update())
    db.session.refresh(people_import)
    if people_import.applied_at is not None:
        raise Conflict(N_("รายชื่อนี้นำเข้าไปแล้ว ไม่ได้บันทึกซ้ำ"))
    preview = preview_of(people_import)
    if preview.digest != digest:
        raise Conflict(_CHANGED_MEANWHILE)
    if preview.errors:
        raise RuleBroken(N_("ยังนำเข้าไม่ได้ เพราะมี %(count)s แถวที่ต้องแก้ไขในไฟล์ก่อน"), count=preview.errors)
    # what was written stands on each person's record; a list of names and addresses is not kept for nothing
    people_import.applied_at, people_import.rows = now, "[]"
    try:
        _create([row for row in preview.rows if row.outcome is Outcome.NEW], actor, now)
        _change([row for row in preview.rows if row.outcome is Outcome.CHANGED], actor, now)
    except IntegrityError:
        raise Conflict(_CHANGED_MEANWHILE) from None
    counts = preview.counts
    audit.record(
        actor_id=actor.id if actor else None,
        event=audit.Event.PEOPLE_IMPORTED,
        subject_type="unit",
        subject_id=people_import.unit_id,
        unit_path=people_import.unit.path,
        now=now,
        detail={
            "name": people_import.unit.name_th,
            "import_id": people_import.id,
            "filename": people_import.filename,
            "sha256": people_import.sha256,
            "created": counts[Outcome.NEW],
            "changed": counts[Outcome.CHANGED],
            "unchanged": counts[Outcome.UNCHANGED],
        },
    )
    db.session.flush()
    return preview


def _create(rows: Sequence[PreviewRow], actor: User | None, now: datetime) -> None:
    units = _units(rows)
    users = [
        User(
            username=each.username,
            name=each.row.name,
            position=each.row.position,
            staff_type=(each.staff_type or StaffType.OFFICIAL).value,
            unit=units[each.unit_id or 0],
            email=each.row.email,
            search_text=search_text(name=each.row.name, username=each.username, position=each.row.position),
            created_at=now,
        )
        for each in rows
    ]
    db.session.add_all(users)
    db.session.flush()
    for user in users:
        record_user(user, audit.Event.USER_CREATED, actor, now, new=facts(user, user.unit))


def _change(rows: Sequence[PreviewRow], actor: User | None, now: datetime) -> None:
    units = _units(rows)
    ids = [each.user_id or 0 for each in rows]
    users = {
        user.id: user
        for start in range(0, len(ids), NAMES_PER_STATEMENT)
        for user in db.session.scalars(select(User).where(User.id.in_(ids[start : start + NAMES_PER_STATEMENT])))
    }
    for each in rows:
        user = users[each.user_id or 0]
        unit = units[each.unit_id or 0]
        before = facts(user, user.unit)
        user.name, user.unit = each.row.name, unit
        user.position = each.row.position or user.position
        user.email = each.row.email or user.email
        user.staff_type = (each.staff_type or StaffType(user.staff_type)).value
        user.search_text = search_text(name=user.name, username=user.username, position=user.position)
        after = facts(user, unit)
        changed = [key for key in after if before[key] != after[key]]
        record_user(
            user,
            audit.Event.USER_CHANGED,
            actor,
            now,
            old={key: before[key] for key in changed},
            new={key: after[key] for key in changed},
        )
    db.session.flush()


def _units(rows: Sequence[PreviewRow]) -> dict[int, Unit]:
    """Return the units the rows name, all of them loaded with one statement."""
    ids = {each.unit_id for each in rows}
    return {unit.id: unit for unit in db.session.scalars(select(Unit).where(Unit.id.in_(ids)))} if ids else {}
