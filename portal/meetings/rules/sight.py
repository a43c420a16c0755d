"""Who sees what of a meeting."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Circle:
    """Who is in a meeting. item_guests: item id -> invited for that item alone; presenters: item id -> person."""

    member_ids: frozenset[int] = frozenset()
    guest_ids: frozenset[int] = frozenset()
    item_guests: dict[int, frozenset[int]] = field(default_factory=dict)
    presenters: dict[int, int] = field(default_factory=dict)

    @property
    def reader_ids(self) -> frozenset[int]:
        """Everybody who may open the meeting's page."""
        return self.member_ids | self.guest_ids | frozenset(self.presenters.values()) | self._item_guest_ids

    @property
    def _item_guest_ids(self) -> frozenset[int]:
        return frozenset().union(*self.item_guests.values())


class Viewed(Protocol):
    """An item as sight is decided."""

    id: int
    presenter_id: int | None
    is_confidential: bool


def sees_item(person_id: int, item: Viewed, circle: Circle, *, is_manager: bool) -> bool:
    """Return whether somebody who may open the meeting sees the item, its papers and its resolution.

    Members and their deputies see everything; who presents or was invited for the item sees it, confidential or not;
    guests of the whole meeting see everything but confidential items.
    """
    if is_manager or person_id in circle.member_ids or person_id == item.presenter_id:
        return True
    if person_id in circle.item_guests.get(item.id, frozenset()):
        return True
    return person_id in circle.guest_ids and not item.is_confidential
