"""The only reader of the time. Actions and queries receive `now` as an argument."""

from __future__ import annotations

from datetime import UTC, datetime

_fixed: datetime | None = None


def now() -> datetime:
    """Return the present instant, aware, in UTC; the fixed one when the demonstration has stopped the clock."""
    return _fixed or datetime.now(UTC)


def fix(instant: datetime | None) -> None:
    """Stop the clock at an aware instant (PORTAL_NOW, demonstration only), or let it run again with None."""
    global _fixed
    if instant is not None and instant.tzinfo is None:
        raise ValueError("an aware instant is needed")
    _fixed = instant
