"""The small door through which a feature says which stored files its rows name, so that the sweep leaves them alone.

A feature's `queries` module offers functions in KEPT_FILES; `app.py` registers them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

Keeper = Callable[[Collection[str]], set[str]]
KEEPERS: list[Keeper] = []


def keep_named(keeper: Keeper) -> None:
    """Register, once, a function that returns those of the digests that a feature's rows name."""
    if keeper not in KEEPERS:
        KEEPERS.append(keeper)


def named(digests: Collection[str]) -> set[str]:
    """Return those of the digests that some row of some feature names."""
    found: set[str] = set()
    for keeper in KEEPERS:
        found |= keeper(digests)
    return found
