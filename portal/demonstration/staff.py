"""Invented staff beside the accounts: officials and employees of the five divisions, nobody of whom can sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.demonstration.accounts import LATIN
from portal.demonstration.units import Tree
from portal.people.actions import create_user
from portal.people.models import User
from portal.people.rules.users import STAFF_TYPE_WORDS, StaffType

# division -> how many officials and employees there are beside the accounts
MORE = {"กน.": (9, 5), "สก.": (8, 7), "สพช.": (9, 6), "สสช.": (7, 7), "สสส.": (5, 4)}
POSITIONS = {
    StaffType.OFFICIAL: ("นักพัฒนาสังคมปฏิบัติการ", "นักพัฒนาสังคมชำนาญการ", "เจ้าพนักงานธุรการปฏิบัติงาน"),
    StaffType.EMPLOYEE: ("พนักงานทั่วไป", "พนักงานธุรการ"),
}


@dataclass(frozen=True)
class Extra:
    """One invented person without a password."""

    username: str
    unit: str
    name: str
    position: str
    staff_type: StaffType


def invent() -> list[Extra]:
    """Return the people, officials and employees of a division in turn."""
    return [each for abbr, counts in MORE.items() for each in _of_division(abbr, *counts)]


def create(extras: list[Extra], tree: Tree, *, now: datetime) -> dict[str, User]:
    """Return the people created, by user name; they have no password, so nobody signs in as one of them."""
    return {
        each.username: create_user(
            unit=tree.named(each.unit),
            username=each.username,
            name=each.name,
            position=each.position,
            staff_type=each.staff_type,
            email="",
            actor=None,
            now=now,
            is_demonstration=True,
        )
        for each in extras
    }


def _of_division(abbr: str, officials: int, employees: int) -> list[Extra]:
    kinds = [StaffType.OFFICIAL, StaffType.EMPLOYEE] * min(officials, employees)
    kinds += [StaffType.OFFICIAL] * (officials - employees) + [StaffType.EMPLOYEE] * (employees - officials)
    numbers = dict.fromkeys(StaffType, 0)
    found = []
    for kind in kinds:
        numbers[kind] += 1
        no = numbers[kind]
        found.append(
            Extra(
                f"{kind.value}-{LATIN[abbr]}-{no:02d}",
                abbr,
                f"{STAFF_TYPE_WORDS[kind]}สาธิต {abbr} {no}",
                POSITIONS[kind][no % len(POSITIONS[kind])],
                kind,
            )
        )
    return found
