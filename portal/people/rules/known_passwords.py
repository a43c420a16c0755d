"""The offline lists of passwords that many people use."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LISTS = Path(__file__).resolve().parent.parent / "data"


@cache
def common_passwords() -> frozenset[str]:
    """Return both lists, in lower case; read from the program's own files once."""
    texts = (path.read_text(encoding="utf-8") for path in sorted(LISTS.glob("common-passwords*.txt")))
    return frozenset(word for text in texts for word in text.split())
