"""What the buttons of a row of the board do: a place up or down, a level in or out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from portal.meetings.rules.outline import DEEPEST, Place, Placed, block_length


@dataclass(frozen=True)
class Moves:
    """Where each button of an item puts it; None where there is nowhere to go."""

    up: Place | None
    down: Place | None
    level: Place | None


def moves_of(section_id: int, order: Sequence[Placed]) -> list[Moves]:
    """Return the moves of every item of a section.

    An item moves over its neighbours with what stands under it; a sub-item stays below its own item.
    """
    return [_moves(section_id, order, at) for at in range(len(order))]


def _moves(section_id: int, order: Sequence[Placed], at: int) -> Moves:
    depth = order[at].depth
    length = block_length([each.depth for each in order], at)
    after = at + length
    up = down = level = None
    if at > 0:
        level = Place(section_id, _id(order, at + 1), 1 if depth >= DEEPEST else DEEPEST)
        above = next((index for index in range(at - 1, -1, -1) if order[index].depth <= depth), None)
        if above is not None and order[above].depth == depth:
            up = Place(section_id, order[above].item_id, depth)
    if after < len(order) and order[after].depth == depth:
        beyond = after + block_length([each.depth for each in order], after)
        down = Place(section_id, _id(order, beyond), depth)
    return Moves(up, down, level)


def _id(order: Sequence[Placed], index: int) -> int | None:
    return order[index].item_id if index < len(order) else None
