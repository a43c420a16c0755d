"""An attempt's pages of questions: which places stand on which, and where one goes on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True)
class Paging:
    """The pages of an attempt; numbers count from 1, places from 0."""

    questions: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.questions // self.per_page))

    def clamp(self, page: int) -> int:
        """Return the page, or the nearest there is."""
        return min(max(page, 1), self.pages)

    def places(self, page: int) -> range:
        """Return the places on the page."""
        return range((page - 1) * self.per_page, min(page * self.per_page, self.questions))

    def page_of(self, place: int) -> int:
        """Return the page the place stands on."""
        return place // self.per_page + 1

    def first_open(self, answered: Collection[int]) -> int:
        """Return the page of the first question without an answer; the first page when all have one."""
        return next((self.page_of(place) for place in range(self.questions) if place not in answered), 1)
