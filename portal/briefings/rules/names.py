"""Names on lists: sorted as a Thai list is, and found again from what was written on paper."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal import thai

# the longer ones first: น.ส. before น.
_TITLES = (
    "ว่าที่ร้อยตรีหญิง", "ว่าที่ร้อยโทหญิง", "ว่าที่ร้อยเอกหญิง", "ว่าที่ร้อยตรี", "ว่าที่ร้อยโท", "ว่าที่ร้อยเอก",
    "ว่าที่ ร.ต.หญิง", "ว่าที่ ร.ท.หญิง", "ว่าที่ ร.อ.หญิง", "ว่าที่ ร.ต.", "ว่าที่ ร.ท.", "ว่าที่ ร.อ.", "ว่าที่ร.ต.",
    "หม่อมราชวงศ์", "หม่อมหลวง", "ม.ร.ว.", "ม.ล.", "สิบตำรวจเอก", "พันจ่าเอก", "จ่าเอก", "พ.จ.อ.", "จ.ส.อ.", "จ.อ.",
    "พ.ต.อ.", "พ.ต.ท.", "พ.ต.ต.", "ร.ต.อ.", "ร.ต.ท.", "ร.ต.ต.", "นางสาว", "น.ส.", "นาง", "นาย", "ดร.", "คุณ",
)  # fmt: skip
_NUMBERED = re.compile(r"^\s*[0-9]{1,4}\s*[.)]\s*")


@dataclass(frozen=True)
class Sought:
    """A line of a pasted list: its number, its text, and whom it means; several where the name is not one person's."""

    line: int
    text: str
    user_ids: tuple[int, ...]


@dataclass(frozen=True)
class Named:
    """A person among whom is looked."""

    id: int
    username: str
    name: str


def without_title(name: str) -> str:
    """Return the name without the titles before it: "สุดา ใจดี" of "นางสาวสุดา ใจดี"."""
    rest = " ".join(name.split())
    while True:
        cut = next((rest[len(title) :].lstrip() for title in _TITLES if rest.startswith(title)), "")
        # นายิกา is a name, not a title: what is left must begin with a letter
        if not cut or unicodedata.category(cut[0])[0] != "L":
            return rest
        rest = cut


def sort_key(name: str) -> tuple[str, str, str, str]:
    """Return the key that sorts people by given name in Thai order, whatever their titles."""
    return thai.collation_key(without_title(name))


def name_key(name: str) -> str:
    """Return what is compared when a name is looked for: no title, no blanks, one spelling."""
    return thai.search_key(without_title(name)).replace(" ", "")


def seek(text: str, people: Iterable[Named]) -> list[Sought]:
    """Return whom the lines mean, in their order; a number before a name does not count.

    A user name is taken before a name.
    """
    by_username: dict[str, int] = {}
    by_name: dict[str, list[int]] = defaultdict(list)
    for person in people:
        by_username[person.username] = person.id
        by_name[name_key(person.name)].append(person.id)
    lines = ((no, line) for no, line in enumerate(text.splitlines(), start=1) if line.strip())
    return [Sought(no, " ".join(line.split()), _found(line, by_username, by_name)) for no, line in lines]


def _found(line: str, by_username: Mapping[str, int], by_name: Mapping[str, list[int]]) -> tuple[int, ...]:
    """Return whom a line means; pasted from a table, each of its cells may say it."""
    for part in [line, *line.split("\t")]:
        typed = _NUMBERED.sub("", thai.to_arabic_digits(thai.normalise(part))).strip()
        if typed.lower() in by_username:
            return (by_username[typed.lower()],)
        if found := by_name.get(name_key(typed)):
            return tuple(found)
    return ()
