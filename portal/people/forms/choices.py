"""Choices of select fields from pairs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectChoice


def choices(pairs: Iterable[tuple[Any, Any]], blank: Any = None) -> list[SelectChoice]:
    """Return the choices of (value, label); blank: label of an empty first choice, None for none."""
    first = [] if blank is None else [SelectChoice("", blank)]
    return first + [SelectChoice(str(value), label) for value, label in pairs]
