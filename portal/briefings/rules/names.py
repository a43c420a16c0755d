"""Names on lists: found again from what was written on paper."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal import thai
from portal.people.rules.names import name_key, sort_key, without_title

__all__ = ["Named", "Sought", "name_key", "seek", "sort_key", "without_title"]
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
