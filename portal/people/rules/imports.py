"""A staff list from a spreadsheet: its columns, its rows as typed values, and what each would change.

A person is known by the user name. A blank cell under position, staff type or e-mail leaves what is stored, so that a
list kept for another purpose never empties anything; people who are missing from the list are told, never disabled.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Any

from portal import thai
from portal.errors import N_, RuleBroken
from portal.people.rules.columns import HEADERS, MAX_ROWS, REQUIRED, KnownUnit, find_columns, unit_key, units_by_name
from portal.people.rules.units import name_key
from portal.people.rules.users import (
    EMAIL_CHARACTERS,
    NAME_CHARACTERS,
    POSITION_CHARACTERS,
    StaffType,
    check_username,
    is_email,
    normal_username,
)

_STAFF_TYPES = {
    "ข้าราชการ": StaffType.OFFICIAL,
    "ลูกจ้าง": StaffType.EMPLOYEE,
    "ลูกจ้างประจำ": StaffType.EMPLOYEE,
    "ลูกจ้างชั่วคราว": StaffType.EMPLOYEE,
}


class Outcome(StrEnum):
    """What a row of the list would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    UNKNOWN_UNIT = "unknown_unit"
    DUPLICATE = "duplicate"
    INVALID = "invalid"


OUTCOME_WORDS = {
    Outcome.NEW: N_("เพิ่มใหม่"),
    Outcome.CHANGED: N_("แก้ไข"),
    Outcome.UNCHANGED: N_("ไม่เปลี่ยน"),
    Outcome.UNKNOWN_UNIT: N_("ไม่พบส่วนราชการ"),
    Outcome.DUPLICATE: N_("ซ้ำ"),
    Outcome.INVALID: N_("ข้อมูลไม่ถูกต้อง"),
}
ERRORS = (Outcome.UNKNOWN_UNIT, Outcome.DUPLICATE, Outcome.INVALID)


@dataclass(frozen=True)
class StaffRow:
    """A row as typed, cleaned. no: its number in the spreadsheet."""

    no: int
    name: str = ""
    position: str = ""
    staff_type: str = ""
    unit: str = ""
    email: str = ""
    username: str = ""


@dataclass(frozen=True)
class KnownPerson:
    """An account the list may be about; `is_here` is False for people of other agencies."""

    id: int
    username: str
    name: str
    position: str
    staff_type: str
    unit_id: int
    email: str
    is_here: bool
    is_disabled: bool


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be taken: which field, and a sentence with its parameters."""

    field: str
    message: str
    params: Mapping[str, Any] = dataclass_field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A field of an account that the list would change; units by name, staff types by value."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class PreviewRow:
    """A row with what it would do: the values to be written, old and new, or the problems."""

    row: StaffRow
    outcome: Outcome
    user_id: int | None = None
    unit_id: int | None = None
    username: str = ""
    staff_type: StaffType | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    is_disabled: bool = False


@dataclass(frozen=True)
class Preview:
    """What a staff list would do; `missing` are people in use here whom the list does not name."""

    rows: tuple[PreviewRow, ...]
    missing: tuple[KnownPerson, ...]

    @property
    def counts(self) -> dict[Outcome, int]:
        """Rows per outcome, all outcomes present."""
        counted = Counter(each.outcome for each in self.rows)
        return {outcome: counted[outcome] for outcome in Outcome}

    @property
    def errors(self) -> int:
        """How many rows cannot be taken."""
        return sum(self.counts[outcome] for outcome in ERRORS)

    @property
    def has_work(self) -> bool:
        """True when applying would write something."""
        return any(self.counts[outcome] for outcome in (Outcome.NEW, Outcome.CHANGED))

    @property
    def digest(self) -> str:
        """SHA-256 of all that was shown: another one at applying means that somebody changed the facts meanwhile."""
        shown = [
            [asdict(each.row), each.outcome, each.user_id, each.unit_id, [asdict(change) for change in each.changes]]
            for each in self.rows
        ]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def staff_rows(grid: Iterable[tuple[int, Sequence[Any]]]) -> list[StaffRow]:
    """Return the rows below the header as typed, blank ones left out.

    grid: (row number in the spreadsheet, values of its cells); the first row with content is the header
    Raises RuleBroken for missing columns, no rows at all, or more than MAX_ROWS.
    """
    columns: dict[str, int] | None = None
    found: list[StaffRow] = []
    for no, values in grid:
        texts = [cell_text(value) for value in values]
        if not any(texts):
            continue
        if columns is None:
            columns = find_columns(texts)
            continue
        typed = {name: texts[place] if place < len(texts) else "" for name, place in columns.items()}
        if any(typed.values()):
            found.append(StaffRow(no, **typed))
        if len(found) > MAX_ROWS:
            raise RuleBroken(N_("ไฟล์มีเกิน %(max)s แถว โปรดแบ่งเป็นหลายไฟล์"), field="file", max=MAX_ROWS)
    if not found:
        raise RuleBroken(N_("ไฟล์ไม่มีรายชื่อใต้หัวคอลัมน์ โปรดกรอกรายชื่อแล้วส่งใหม่"), field="file")
    return found


def cell_text(value: Any) -> str:
    """Return a cell as text: whole numbers without a point, one line, normalised, no blanks at the ends."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join("".join(c if c.isprintable() else " " for c in thai.normalise(str(value))).split())


def compare(rows: Sequence[StaffRow], *, units: Sequence[KnownUnit], people: Sequence[KnownPerson]) -> Preview:
    """Return what the list would do to these people; units: the open ones of the agency the list is for."""
    by_name = units_by_name(units)
    unit_names = {unit.id: unit.name for unit in units}
    by_username = {person.username: person for person in people}
    first_rows: dict[str, int] = {}
    for row in rows:
        first_rows.setdefault(normal_username(row.username), row.no)
    times = Counter(normal_username(row.username) for row in rows)
    judged = tuple(
        _judge(row, by_name, unit_names, by_username, first_rows if times[normal_username(row.username)] > 1 else {})
        for row in rows
    )
    missing = tuple(p for p in people if p.is_here and not p.is_disabled and p.username not in first_rows)
    return Preview(judged, missing)


def _judge(
    row: StaffRow,
    by_name: Mapping[str, list[int]],
    unit_names: Mapping[int, str],
    people: Mapping[str, KnownPerson],
    twice: Mapping[str, int],
) -> PreviewRow:
    username = normal_username(row.username)
    person = people.get(username)
    staff_type = _STAFF_TYPES.get(name_key(row.staff_type))
    problems = _problems(row, username, is_new=person is None)
    outcome = Outcome.INVALID
    unit_id: int | None = None
    if not problems:
        unit_id, unit_problem = _unit_of(row.unit, by_name)
        if unit_problem is not None:
            problems, outcome = [unit_problem], Outcome.UNKNOWN_UNIT
        elif username in twice:
            problems, outcome = [_twice(row, twice[username])], Outcome.DUPLICATE
        elif person is not None and not person.is_here:
            problems = [Problem("username", N_("ชื่อผู้ใช้นี้เป็นของบุคคลในหน่วยงานอื่น โปรดใช้ชื่อผู้ใช้อื่น"))]
            outcome = Outcome.DUPLICATE
    if problems or unit_id is None:
        return PreviewRow(row, outcome, username=username, problems=tuple(problems))
    if person is None:
        return PreviewRow(row, Outcome.NEW, None, unit_id, username, staff_type)
    changes = _changes(row, person, unit_id, staff_type, unit_names)
    return PreviewRow(
        row,
        Outcome.CHANGED if changes else Outcome.UNCHANGED,
        person.id,
        unit_id,
        username,
        staff_type,
        changes,
        is_disabled=person.is_disabled,
    )


def _problems(row: StaffRow, username: str, *, is_new: bool) -> list[Problem]:
    """Return what is wrong with the values themselves."""
    found = [
        Problem(name, N_("โปรดระบุ%(header)s"), {"header": HEADERS[name]}) for name in REQUIRED if not getattr(row, name)
    ]
    if username:
        try:
            check_username(username)
        except RuleBroken as broken:
            found.append(Problem("username", broken.message))
    if row.staff_type and name_key(row.staff_type) not in _STAFF_TYPES:
        found.append(Problem("staff_type", N_("ประเภทบุคลากรต้องเป็น ข้าราชการ หรือ ลูกจ้าง")))
    if is_new and not row.staff_type:
        found.append(Problem("staff_type", N_("โปรดระบุ%(header)s"), {"header": HEADERS["staff_type"]}))
    if row.email and not is_email(row.email):
        found.append(Problem("email", N_("ที่อยู่อีเมลไม่ถูกต้อง ตัวอย่างที่ถูกต้องคือ somchai@bangkok.go.th")))
    for name, most in (("name", NAME_CHARACTERS), ("position", POSITION_CHARACTERS), ("email", EMAIL_CHARACTERS)):
        if len(getattr(row, name)) > most:
            found.append(Problem(name, N_("ยาวได้ไม่เกิน %(max)s ตัวอักษร โปรดย่อข้อความ"), {"max": most}))
    return found


def _unit_of(text: str, by_name: Mapping[str, list[int]]) -> tuple[int | None, Problem | None]:
    found = by_name.get(unit_key(text), [])
    if len(found) == 1:
        return found[0], None
    if found:
        return None, Problem("unit", N_("มีหน่วยที่ใช้ชื่อนี้มากกว่าหนึ่งหน่วย โปรดใช้ชื่อเต็มหรือเลือกจากรายการในแบบฟอร์ม"))
    return None, Problem("unit", N_("ไม่พบหน่วยชื่อนี้ในหน่วยงาน หรือหน่วยปิดอยู่ โปรดเลือกจากรายการในแบบฟอร์ม"))


def _twice(row: StaffRow, first: int) -> Problem:
    if first == row.no:
        return Problem("username", N_("ชื่อผู้ใช้นี้มีในไฟล์มากกว่าหนึ่งแถว โปรดเหลือไว้แถวเดียว"))
    return Problem("username", N_("ชื่อผู้ใช้ซ้ำกับแถวที่ %(row)s โปรดเหลือไว้แถวเดียว"), {"row": first})


def _changes(
    row: StaffRow, person: KnownPerson, unit_id: int, staff_type: StaffType | None, unit_names: Mapping[int, str]
) -> tuple[Change, ...]:
    pairs = [
        ("name", person.name, row.name),
        ("position", person.position, row.position or person.position),
        ("staff_type", person.staff_type, staff_type.value if staff_type else person.staff_type),
        ("email", person.email, row.email or person.email),
    ]
    changes = [Change(name, old, new) for name, old, new in pairs if old != new]
    if unit_id != person.unit_id:
        changes.insert(0, Change("unit", unit_names.get(person.unit_id, "–"), unit_names[unit_id]))
    return tuple(changes)
