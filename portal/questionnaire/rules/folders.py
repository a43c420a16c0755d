"""The tree of categories: its order, the names on the way down, what may hang where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal import thai
from portal.errors import N_, RuleBroken

NAME_CHARACTERS = 200
MOST_LEVELS = 10
# between the names of a path; forms and files write it the same way
STEP = " / "


@dataclass(frozen=True)
class Folder:
    """A category as the tree needs it."""

    id: int
    parent_id: int | None
    name: str
    position: int = 0


@dataclass(frozen=True)
class Placed:
    """A folder in its tree: depth from 0, the names from the top down to its own."""

    folder: Folder
    depth: int
    path: tuple[str, ...]


def in_tree_order(folders: Iterable[Folder]) -> list[Placed]:
    """Return every folder after its parent, siblings by position, then in the order of the Thai dictionary."""
    below: dict[int | None, list[Folder]] = defaultdict(list)
    for folder in folders:
        below[folder.parent_id].append(folder)
    for siblings in below.values():
        siblings.sort(key=lambda each: (each.position, thai.collation_key(each.name), each.id))
    found: list[Placed] = []
    waiting = [Placed(top, 0, (top.name,)) for top in reversed(below[None])]
    while waiting:
        placed = waiting.pop()
        found.append(placed)
        waiting += [
            Placed(child, placed.depth + 1, (*placed.path, child.name)) for child in reversed(below[placed.folder.id])
        ]
    return found


def ids_below(folders: Sequence[Folder], folder_id: int) -> set[int]:
    """Return the ids of the folder and of everything under it."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for folder in folders:
        below[folder.parent_id].append(folder.id)
    found, waiting = set(), [folder_id]
    while waiting:
        if (current := waiting.pop()) not in found:
            found.add(current)
            waiting += below[current]
    return found


def ids_above(folders: Sequence[Folder], folder_id: int) -> set[int]:
    """Return the ids of the folder and of everything it hangs under."""
    parents = {folder.id: folder.parent_id for folder in folders}
    found: set[int] = set()
    current: int | None = folder_id
    while current is not None and current not in found:
        found.add(current)
        current = parents.get(current)
    return found


def check_name(name: str, taken: Iterable[str]) -> None:
    """Raise RuleBroken unless the name may stand beside its siblings' names."""
    if not name.strip():
        raise RuleBroken(N_("โปรดตั้งชื่อหมวด"), field="name")
    if len(name) > NAME_CHARACTERS:
        raise RuleBroken(N_("ชื่อหมวดยาวได้ไม่เกิน %(most)s ตัวอักษร"), field="name", most=NAME_CHARACTERS)
    if thai.search_key(name) in {thai.search_key(each) for each in taken}:
        raise RuleBroken(N_("มีหมวดชื่อนี้อยู่แล้วในที่เดียวกัน โปรดใช้ชื่ออื่น"), field="name")


def check_place(folders: Sequence[Folder], folder_id: int | None, parent_id: int | None) -> None:
    """Raise RuleBroken unless the folder (None: a new one) may hang under the parent."""
    if parent_id is None:
        return
    depths = {placed.folder.id: placed.depth for placed in in_tree_order(folders)}
    moved = ids_below(folders, folder_id) if folder_id is not None else set()
    if parent_id in moved:
        raise RuleBroken(N_("ย้ายหมวดเข้าไปอยู่ในตัวเองหรือในหมวดย่อยของตัวเองไม่ได้"), field="parent_id")
    height = max((depths[each] for each in moved), default=0) - (depths[folder_id] if folder_id is not None else 0)
    if depths[parent_id] + 1 + height >= MOST_LEVELS:
        raise RuleBroken(N_("หมวดซ้อนกันได้ไม่เกิน %(most)s ชั้น"), field="parent_id", most=MOST_LEVELS)
