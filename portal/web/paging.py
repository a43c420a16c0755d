"""The page number in an address, and the pager's links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request, url_for

from portal.paging import MAX_PAGE, Slice

PARAMETER = "page"
T = TypeVar("T")


def page_number(args: Mapping[str, str]) -> int:
    """Return the page asked for in the query; 1 for everything that is no page number."""
    asked = args.get(PARAMETER, "")
    return min(max(int(asked), 1), MAX_PAGE) if re.fullmatch("[0-9]{1,9}", asked) else 1


@dataclass(frozen=True)
class Page(Slice[T], Generic[T]):
    """A slice that knows the addresses of its neighbours."""

    address: str
    """The path of the list, without query."""
    query: tuple[tuple[str, str], ...]
    """What else stands in the address (filters, sorting) and stays there from page to page."""

    def url(self, number: int) -> str:
        """Return the address of another page of the same list."""
        pairs = [*self.query, (PARAMETER, str(number))] if number > 1 else list(self.query)
        return f"{self.address}?{urlencode(pairs)}" if pairs else self.address


def page_of(rows: Slice[T], address: str | None = None) -> Page[T]:
    """Return the slice as a page of the present request; address: the list's path where this request is not for it.

    The path is built from the route, the rest is quoted: what a visitor puts into the query never becomes more.
    """
    if address is None:
        values: dict[str, Any] = request.view_args or {}
        address = url_for(request.endpoint or "", **values)
    query = tuple((name, value) for name, value in request.args.items(multi=True) if name != PARAMETER)
    return Page(rows.items, rows.number, rows.per_page, rows.total, address, query)
