"""What one attempt asks: questions drawn and put in order once, at its start; kept with the attempt from then on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from portal.errors import N_, RuleBroken


@dataclass(frozen=True)
class FreshItem:
    """A question as it goes into a layout: its version and points, and how many parts can be put in order.

    parts: options, items or right-hand sides; must_shuffle: their own order would give the answer away
    """

    version_id: int
    points: Decimal
    parts: int = 0
    must_shuffle: bool = False
    is_ordering: bool = False


def draw(pool: Sequence[int], count: int, *, taken: Iterable[int], seen: Iterable[int], chance: Random) -> list[int]:
    """Return `count` question ids drawn from the pool, none that is taken already in this attempt.

    seen: what the person was asked in earlier attempts; used only when nothing else is left
    Raises RuleBroken when the pool has too few.
    """
    taken, seen = set(taken), set(seen)
    free = [each for each in pool if each not in taken]
    if len(free) < count:
        raise RuleBroken(
            N_("หมวดคำถามมีข้อที่ใช้ได้ไม่พอ ต้องใช้ %(need)s ข้อ มี %(have)s ข้อ โปรดแจ้งผู้จัด"), need=count, have=len(free)
        )
    fresh = [each for each in free if each not in seen]
    chosen = chance.sample(fresh, min(count, len(fresh)))
    return chosen + chance.sample([each for each in free if each in seen], count - len(chosen))


def fresh_layout(
    items: Sequence[FreshItem], *, shuffles_questions: bool, shuffles_options: bool, chance: Random
) -> list[dict[str, Any]]:
    """Return the layout of a new attempt: [{"version": id, "points": "1", "order": [part indexes]}, …].

    Items to be ordered never come out in the right order.
    """
    placed = list(items)
    if shuffles_questions:
        chance.shuffle(placed)
    return [
        {"version": each.version_id, "points": str(each.points), "order": _order(each, shuffles_options, chance)}
        for each in placed
    ]


def _order(item: FreshItem, shuffles_options: bool, chance: Random) -> list[int]:
    order = list(range(item.parts))
    if item.must_shuffle or shuffles_options:
        chance.shuffle(order)
    while item.is_ordering and item.parts > 1 and order == sorted(order):
        chance.shuffle(order)
    return order
