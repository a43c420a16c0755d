"""Ids of rows as they come in from addresses and forms: bounded, because a database fails at larger ones."""

from __future__ import annotations

import re
from typing import Any

from werkzeug.routing import BaseConverter, ValidationError

MAX_ID = 2**31 - 1


def read_id(text: str | int) -> int:
    """Return a row's id, 1 to MAX_ID; raises ValueError for anything else. Also a `coerce` for select fields."""
    text = str(text)
    if not re.fullmatch("[1-9][0-9]{0,9}", text) or int(text) > MAX_ID:
        raise ValueError("not an id")
    return int(text)


def read_optional_id(text: str | int | None) -> int | None:
    """Return a row's id, None for the empty choice of a select field; raises ValueError for anything else."""
    return None if text in (None, "") else read_id(text)


class BoundedIdConverter(BaseConverter):
    """`<id:thing_id>` in a route: what cannot be a row's id matches no route (404) and never reaches the database."""

    regex = "[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        """Return the id."""
        try:
            return read_id(value)
        except ValueError:
            raise ValidationError() from None

    def to_url(self, value: Any) -> str:
        """Return the id as it stands in an address."""
        return str(int(value))
