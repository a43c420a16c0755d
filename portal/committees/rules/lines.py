"""Members pasted from an order: each line is read, and its person, office or name is found again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal import thai
from portal.committees.rules.bodies import ROLE_WORDS, WORKING_GROUP_ROLE_WORDS, MemberRole
from portal.people.rules.names import name_key

_CELLS = re.compile(r"\t|\s*[,;|]\s*| {2,}")
_NUMBER = re.compile(r"^\s*[0-9]{1,4}\s*[.)]?\s*$")
_NUMBERED = re.compile(r"^\s*[0-9]{1,4}\s*[.)]\s*")
# what stands before a unit's name in the title of whoever heads it
_HEAD_TITLES = ("ผู้อำนวยการ", "ผอ.", "หัวหน้า")
_OTHER_WORDS = {
    "ประธาน": MemberRole.CHAIR,
    "ประธานคณะทำงาน": MemberRole.CHAIR,
    "ประธานคณะกรรมการ": MemberRole.CHAIR,
    "รองประธาน": MemberRole.DEPUTY_CHAIR,
    "รองประธานคณะทำงาน": MemberRole.DEPUTY_CHAIR,
    "ผู้ทำงาน": MemberRole.MEMBER,
    "อนุกรรมการ": MemberRole.MEMBER,
    "กรรมการผู้ทรงคุณวุฒิ": MemberRole.MEMBER,
    "เลขานุการ": MemberRole.SECRETARY,
    "ผู้ช่วยเลขานุการ": MemberRole.ASSISTANT_SECRETARY,
}


class Way(StrEnum):
    """How a place is held."""

    PERSON = "person"
    OFFICE = "office"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class Line:
    """A pasted line, read: name, position, role. role: None where the word is no role."""

    no: int
    text: str
    name: str
    position_title: str
    role: MemberRole | None


@dataclass(frozen=True)
class Known:
    """An account that a line may mean."""

    id: int
    username: str
    name: str
    position: str


@dataclass(frozen=True)
class Office:
    """A unit whose head a line may mean."""

    unit_id: int
    name: str
    abbr: str


@dataclass(frozen=True)
class Meant:
    """A line with whom it means. user_ids: several where the name is not one person's."""

    line: Line
    way: Way
    user_ids: tuple[int, ...] = ()
    unit_id: int | None = None

    @property
    def is_clear(self) -> bool:
        """Whether it can be saved as it stands."""
        return self.line.role is not None and len(self.user_ids) <= 1


def role_of_word(word: str) -> MemberRole | None:
    """Return the role a word of an order means, or None."""
    return _ROLES.get(_key(word))


def read_lines(text: str) -> list[Line]:
    """Return the lines that say something: "name, position, role", by comma, tab, bar or two blanks.

    A number before the name does not count. Without a role the line means a member; without a position two cells are
    name and role where the second is a role, else name and position.
    """
    return [_line(no, line) for no, line in enumerate(text.splitlines(), 1) if line.strip(" \t,;|")]


def seek_members(lines: Iterable[Line], people: Iterable[Known], offices: Iterable[Office]) -> list[Meant]:
    """Return whom each line means: an account by user name or name, else the head of a unit, else a name outside."""
    by_name: dict[str, list[int]] = defaultdict(list)
    by_username: dict[str, int] = {}
    for person in people:
        by_username[person.username] = person.id
        by_name[name_key(person.name)].append(person.id)
    by_office = {_key(name): office.unit_id for office in offices for name in (office.abbr, office.name) if name}
    return [_meant(line, by_username, by_name, by_office) for line in lines]


def _meant(
    line: Line, by_username: Mapping[str, int], by_name: Mapping[str, list[int]], by_office: Mapping[str, int]
) -> Meant:
    typed = thai.to_arabic_digits(line.name).lower()
    if typed in by_username:
        return Meant(line, Way.PERSON, (by_username[typed],))
    if found := by_name.get(name_key(line.name)):
        return Meant(line, Way.PERSON, tuple(found))
    if (unit_id := _office(line.name, by_office)) is not None:
        return Meant(line, Way.OFFICE, unit_id=unit_id)
    return Meant(line, Way.OUTSIDE)


def _office(name: str, by_office: Mapping[str, int]) -> int | None:
    key = _key(name)
    for title in _HEAD_TITLES:
        if key.startswith(title) and (found := by_office.get(key.removeprefix(title))) is not None:
            return found
    return None


def _line(no: int, text: str) -> Line:
    cells = [cell for cell in map(str.strip, _CELLS.split(thai.to_arabic_digits(text.strip()))) if cell]
    while len(cells) > 1 and _NUMBER.match(cells[0]):
        cells = cells[1:]
    cells[0] = _NUMBERED.sub("", cells[0])
    name, rest = cells[0], cells[1:]
    if not rest:
        name, role = _role_at_end(name)
        return Line(no, " ".join(text.split()), name, "", role)
    known = role_of_word(rest[-1])
    if known is not None or len(rest) > 1:
        return Line(no, " ".join(text.split()), name, ", ".join(rest[:-1]), known)
    return Line(no, " ".join(text.split()), name, rest[0], MemberRole.MEMBER)


def _role_at_end(text: str) -> tuple[str, MemberRole]:
    """Return name and role of a line whose cells were parted by single blanks."""
    name, _, last = text.rpartition(" ")
    role = role_of_word(last) if name else None
    return (name, role) if role is not None else (text, MemberRole.MEMBER)


def _key(text: str) -> str:
    return thai.search_key(text).replace(" ", "")


_ROLES: Mapping[str, MemberRole] = {
    **{_key(word): role for words in (WORKING_GROUP_ROLE_WORDS, ROLE_WORDS) for role, word in words.items()},
    **{_key(word): role for word, role in _OTHER_WORDS.items()},
}
