"""Paths of categories in a file: names from the top down, parted by /, a / inside a name written twice."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.questionnaire.formats.problems import clean

NAME_CHARACTERS = 200
_PARTING = re.compile("(?<!/)/(?!/)")
# where Moodle keeps the category: a course, a module …; its top is never shown
_CONTEXT = re.compile(r"\$[a-z]+[0-9]*\$")
CONTEXT = "$course$/top"


def split_path(path: str) -> tuple[str, ...]:
    """Return the names; empty where the path only names the top."""
    names = [part.replace("//", "/") for part in _PARTING.split(path)]
    if names and _CONTEXT.fullmatch(names[0].strip()):
        names = names[2 if len(names) > 1 and names[1].strip() == "top" else 1 :]
    cleaned = (" ".join(clean(name).split())[:NAME_CHARACTERS].strip() for name in names)
    return tuple(name for name in cleaned if name)


def join_path(names: Sequence[str], *, in_context: bool = True) -> str:
    """Return the path; with Moodle's own beginning, so that no name is taken for it."""
    path = CONTEXT if in_context else ""
    for name in names:
        parting = " / " if path.endswith("/") or name.startswith("/") else "/"
        path += (parting if path else "") + name.replace("/", "//")
    return path
