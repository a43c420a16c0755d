"""Items in the order of an agenda: their numbers, and what moves along with an item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from portal.errors import N_, RuleBroken

# 1: ๓.๑, 2: ๓.๑.๑
DEEPEST = 2


class Placed(NamedTuple):
    """An item in its section's order. depth: 1, or 2 under the item before it."""

    item_id: int
    depth: int


# section -> its items in order
Layout = Mapping[int, Sequence[Placed]]


@dataclass(frozen=True)
class Place:
    """Where an item is to stand. section_id: None to wait; before_id: None at the end; depth: 1, or 2 as a sub-item."""

    section_id: int | None
    before_id: int | None = None
    depth: int = 1


def item_number(section_position: int, place: int) -> str:
    """Return the number of an item as data with Arabic digits, e.g. "3.2" (ระเบียบวาระที่ ๓.๒).

    place: 1 for the first item of its section
    """
    return f"{section_position}.{place}"


def item_numbers(section_position: int, depths: Sequence[int]) -> list[str]:
    """Return the number of each item of a section in order: "3.1", "3.1.1", "3.1.2", "3.2".

    depths: 1 for an item, 2 for what stands under the item before it; with nothing before it that is an item too
    """
    numbers, place, sub = [], 0, 0
    for depth in depths:
        if depth < DEEPEST or place == 0:
            place, sub = place + 1, 0
            numbers.append(item_number(section_position, place))
        else:
            sub += 1
            numbers.append(f"{item_number(section_position, place)}.{sub}")
    return numbers


def block_length(depths: Sequence[int], at: int) -> int:
    """Return how many items move together with the one at the index: itself and what stands under it."""
    if depths[at] >= DEEPEST:
        return 1
    under = 0
    while at + 1 + under < len(depths) and depths[at + 1 + under] >= DEEPEST:
        under += 1
    return 1 + under


def after_move(layout: Layout, item_id: int, place: Place) -> dict[int, list[Placed]]:
    """Return the sections after an item came to a place; what stands under it moves along.

    layout: the section the item stands in, where it stands in one, and the one it goes to
    An item that goes back to wait goes alone. Setting it in or out where it stands leaves what follows as it is.
    Raises RuleBroken for a place that is not there, or where what has items under it would stand under another.
    """
    after = {section_id: list(order) for section_id, order in layout.items()}
    moved = [Placed(item_id, 1)]
    home = next((key for key, order in after.items() if any(each.item_id == item_id for each in order)), None)
    if home is not None:
        old = after[home]
        at = next(index for index, each in enumerate(old) if each.item_id == item_id)
        length = block_length([each.depth for each in old], at)
        moved, rest = old[at : at + length], old[at + length :]
        if place.section_id is None:
            after[home] = raised([*old[:at], *(Placed(each.item_id, 1) for each in moved[1:]), *rest])
            return after
        follower = old[at + 1].item_id if at + 1 < len(old) else None
        if place.section_id == home and place.before_id == follower:
            moved, rest = moved[:1], old[at + 1 :]
        after[home] = [*old[:at], *rest]
    if place.section_id is not None:
        after[place.section_id] = _with(after[place.section_id], moved, place)
    return {section_id: raised(order) for section_id, order in after.items()}


def raised(order: Sequence[Placed]) -> list[Placed]:
    """Return the items, the first one at least as an item of its own: nothing stands above it."""
    return [Placed(each.item_id, each.depth if index else 1) for index, each in enumerate(order)]


def _with(order: Sequence[Placed], moved: Sequence[Placed], place: Place) -> list[Placed]:
    at = len(order)
    if place.before_id is not None:
        at = next((index for index, each in enumerate(order) if each.item_id == place.before_id), -1)
        if at < 0:
            raise RuleBroken(N_("ไม่พบตำแหน่งที่จะย้ายไป โปรดตรวจลำดับล่าสุด แล้วทำอีกครั้ง"))
    if not 1 <= place.depth <= DEEPEST:
        raise RuleBroken(N_("ระเบียบวาระมีได้ 2 ระดับ เช่น 3.1 และ 3.1.1"))
    if place.depth == DEEPEST and len(moved) > 1:
        raise RuleBroken(N_("เรื่องที่มีหัวข้อย่อยเป็นหัวข้อย่อยของเรื่องอื่นไม่ได้ โปรดย้ายหัวข้อย่อยออกก่อน"))
    return [*order[:at], Placed(moved[0].item_id, place.depth), *moved[1:], *order[at:]]
