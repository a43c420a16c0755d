"""Columns of a staff list, its template and the ways a row may name a unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal import thai
from portal.errors import N_, RuleBroken
from portal.people.rules.units import name_key

MAX_ROWS = 5_000
MAX_BYTES = 5 * 1024 * 1024

# field -> header in the template; the order is the order of the template's columns
HEADERS: Mapping[str, str] = {
    "name": N_("ชื่อ-นามสกุล"),
    "position": N_("ตำแหน่ง"),
    "staff_type": N_("ประเภทบุคลากร"),
    "unit": N_("ส่วนราชการ"),
    "email": N_("อีเมล"),
    "username": N_("ชื่อผู้ใช้"),
}
_ALIASES = {
    "name": ("ชื่อ นามสกุล", "ชื่อ-สกุล", "ชื่อสกุล", "ชื่อและนามสกุล", "ชื่อ", "name"),
    "position": ("ชื่อตำแหน่ง", "position"),
    "staff_type": ("ประเภท", "ประเภทบุคคล", "staff type"),
    "unit": ("หน่วยงาน", "สังกัด", "กอง", "division", "unit"),
    "email": ("อีเมล์", "e-mail", "email", "ที่อยู่อีเมล"),
    "username": ("ชื่อผู้ใช้งาน", "username", "user name", "user"),
}
REQUIRED = ("name", "unit", "username")
_IN_BRACKETS = re.compile(r"[(（\[].*")
_DASHES = re.compile(r"[-–—_/]")


@dataclass(frozen=True)
class KnownUnit:
    """An open unit a row may name, by abbreviation, full name, or both with the unit above: "กน. / ฝบท."."""

    id: int
    abbr: str
    name: str
    parent_abbr: str = ""


def find_columns(headers: Sequence[str]) -> dict[str, int]:
    """Return field -> place of its column, from the texts of the header row in whatever order.

    Raises RuleBroken naming the headers that are missing or stand twice.
    """
    known = {_header_key(text): name for name, header in HEADERS.items() for text in (header, *_ALIASES[name])}
    found: dict[str, int] = {}
    for place, text in enumerate(headers):
        name = known.get(_header_key(text))
        if name is not None and name in found:
            raise RuleBroken(
                N_("หัวคอลัมน์ “%(header)s” มีมากกว่าหนึ่งคอลัมน์ โปรดลบคอลัมน์ที่ไม่ใช้"), field="file", header=HEADERS[name]
            )
        if name is not None:
            found[name] = place
    if missing := [HEADERS[name] for name in REQUIRED if name not in found]:
        raise RuleBroken(
            N_("ไม่พบหัวคอลัมน์ %(headers)s ในแถวแรก โปรดใช้แบบฟอร์มที่ดาวน์โหลดจากหน้านี้"),
            field="file",
            headers=", ".join(missing),
        )
    return found


def unit_label(unit: KnownUnit, ambiguous: bool) -> str:
    """Return how the template's list names a unit: its abbreviation, with the unit above where that is not enough."""
    return f"{unit.parent_abbr} / {unit.abbr}" if ambiguous and unit.parent_abbr else unit.abbr


def unit_labels(units: Sequence[KnownUnit]) -> list[str]:
    """Return one unambiguous label per unit, in the order given."""
    counted = Counter(name_key(unit.abbr) for unit in units)
    return [unit_label(unit, counted[name_key(unit.abbr)] > 1) for unit in units]


def units_by_name(units: Sequence[KnownUnit]) -> dict[str, list[int]]:
    """Return key -> ids of the units a reader may mean by it."""
    found: dict[str, list[int]] = {}
    for unit in units:
        ways = {unit.abbr, unit.name, f"{unit.name}{unit.abbr}", f"{unit.abbr}{unit.name}"}
        if unit.parent_abbr:
            ways |= {f"{unit.parent_abbr}/{unit.abbr}", f"{unit.parent_abbr}/{unit.name}"}
        for key in {unit_key(way) for way in ways}:
            found.setdefault(key, []).append(unit.id)
    return found


def unit_key(text: str) -> str:
    """Return what is compared between the ways to name a unit."""
    return re.sub(r"[()›>]", lambda m: "/" if m[0] in "›>" else "", name_key(text))


def _header_key(text: str) -> str:
    return _DASHES.sub("", name_key(_IN_BRACKETS.sub("", thai.normalise(text))))
