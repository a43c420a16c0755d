"""The tree of units: which kind stands under which, how paths change with a move, in which order it is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from enum import StrEnum
from typing import Protocol, TypeVar

from portal import thai
from portal.errors import N_, RuleBroken

ABBR_CHARACTERS = 40
NAME_CHARACTERS = 200


class UnitKind(StrEnum):
    """The levels of the tree, from the top down."""

    ORGANISATION = "organisation"
    AGENCY = "agency"
    DIVISION = "division"
    SECTION = "section"


KIND_WORDS = {
    UnitKind.ORGANISATION: N_("องค์กร"),
    UnitKind.AGENCY: N_("หน่วยงาน"),
    UnitKind.DIVISION: N_("ส่วนราชการ"),
    UnitKind.SECTION: N_("กลุ่มงาน"),
}
# an agency without an organisation above it is the top of its own tree
PARENT_KINDS: dict[UnitKind, tuple[UnitKind | None, ...]] = {
    UnitKind.ORGANISATION: (None,),
    UnitKind.AGENCY: (None, UnitKind.ORGANISATION),
    UnitKind.DIVISION: (UnitKind.AGENCY,),
    UnitKind.SECTION: (UnitKind.DIVISION,),
}


class Placed(Protocol):
    """What ordering needs to know of a unit."""

    id: int
    parent_id: int | None
    position: int
    name_th: str


T = TypeVar("T", bound=Placed)


def kind_below(kind: UnitKind) -> UnitKind | None:
    """Return the kind of unit that stands directly below, or None below a section."""
    return next((each for each, parents in PARENT_KINDS.items() if kind in parents), None)


def check_is_agency(kind: str, abbr: str) -> None:
    """Raise RuleBroken for a unit that is no agency: what belongs to an agency as a whole must not go astray."""
    if kind != UnitKind.AGENCY:
        raise RuleBroken(N_("หน่วยที่มีอักษรย่อ “%(abbr)s” ไม่ใช่หน่วยงาน โปรดระบุอักษรย่อของหน่วยงาน เช่น สพส."), abbr=abbr)


def check_place(kind: UnitKind, parent_kind: UnitKind | None) -> None:
    """Raise RuleBroken unless a unit of the kind may stand directly under the other (None: at the top)."""
    if parent_kind not in PARENT_KINDS[kind]:
        raise RuleBroken(N_("ลำดับชั้นไม่ถูกต้อง ส่วนราชการอยู่ใต้หน่วยงาน และกลุ่มงานอยู่ใต้ส่วนราชการเท่านั้น"), field="parent_id")


def check_move(path: str, parent_path: str) -> None:
    """Raise RuleBroken when the new parent is the unit itself or stands below it."""
    if parent_path.startswith(path):
        raise RuleBroken(N_("ย้ายไปอยู่ใต้ตนเองหรือใต้หน่วยย่อยของตนเองไม่ได้ โปรดเลือกหน่วยอื่น"), field="parent_id")


def moved_path(path: str, old_prefix: str, new_prefix: str) -> str:
    """Return the path of a unit of the moved subtree: the beginning is exchanged, own ids stay."""
    if not path.startswith(old_prefix):
        raise ValueError(f"{path} is not below {old_prefix}")
    return new_prefix + path.removeprefix(old_prefix)


def ids_on_path(path: str) -> tuple[int, ...]:
    """Return the ids of the units from the top down to the one whose path it is, itself included."""
    return tuple(int(part) for part in path.split("/") if part)


def in_tree_order(units: Iterable[T]) -> list[tuple[T, int]]:
    """Return (unit, depth), each unit after its parent; siblings by position, then as in a dictionary.

    A unit whose parent is not among them begins at depth 0.
    """
    below: dict[int | None, list[T]] = defaultdict(list)
    known = {unit.id: unit for unit in units}
    for unit in known.values():
        below[unit.parent_id if unit.parent_id in known else None].append(unit)
    found: list[tuple[T, int]] = []

    def visit(parent_id: int | None, depth: int) -> None:
        for unit in sorted(below[parent_id], key=lambda u: (u.position, thai.collation_key(u.name_th), u.id)):
            found.append((unit, depth))
            visit(unit.id, depth + 1)

    visit(None, 0)
    return found


def name_key(text: str) -> str:
    """Return what is compared between two names or abbreviations: blanks and the dots of abbreviations do not count."""
    return thai.search_key(text).replace(" ", "").replace(".", "")
