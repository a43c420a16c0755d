"""One page of a long list, read with two statements however long the list is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, scoped_session

PER_PAGE = 25
MAX_PAGE = 1_000_000

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True)
class Slice(Generic[T]):
    """The rows of one page and their place in the whole; `number` counts pages from 1."""

    items: list[T]
    number: int
    per_page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.per_page))

    @property
    def first_index(self) -> int:
        """The place of the first row shown, from 1; 0 where the list is empty."""
        return (self.number - 1) * self.per_page + 1 if self.total else 0

    @property
    def last_index(self) -> int:
        """The place of the last row shown; 0 where the list is empty."""
        return min(self.number * self.per_page, self.total)

    def map(self, change: Callable[[T], U]) -> Slice[U]:
        """Return the same page with every item changed."""
        return Slice([change(item) for item in self.items], self.number, self.per_page, self.total)


def paginate(
    statement: Select[Any], number: int, *, session: Session | scoped_session[Any], per_page: int = PER_PAGE
) -> Slice[Any]:
    """Return the page of that number, or the last one there is; always two statements.

    statement: must be ordered down to a unique column, else rows may appear twice or never
    Items are objects where one thing is selected, rows otherwise.
    """
    total: int = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    number = min(max(number, 1), max(1, -(-total // per_page)))
    result = session.execute(statement.limit(per_page).offset((number - 1) * per_page))
    columns = statement.column_descriptions
    if len(columns) != 1:
        items = list(result)
    elif columns[0]["expr"] is columns[0].get("entity"):
        items = list(result.scalars().unique())  # a joined collection repeats its owner
    else:
        items = list(result.scalars())
    return Slice(items, number, per_page, total)
