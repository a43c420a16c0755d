"""What an entry of the trail says: everything of its detail once, each fact with the way it is written.

Facts that no table of words knows (a later program wrote them) are told under their own name, never left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.audit_trail.rules.events import EVENT_WORDS, SENTENCES
from portal.audit_trail.rules.facts import FACT_WORDS, REPEATED, UNTOLD, WORDS
from portal.errors import N_


class Shape(StrEnum):
    """How a fact is written for people."""

    TEXT = "text"
    WORD = "word"  # a message of the catalogue
    NUMBER = "number"
    YEAR = "year"
    DATE = "date"
    INSTANT = "instant"
    BYTES = "bytes"
    DIGEST = "digest"
    PLACE = "place"  # a unit's path: its ids from the top down
    LIST = "list"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Value:
    """A fact of a detail with the way it is written."""

    shape: Shape
    content: Any = None


@dataclass(frozen=True)
class Fact:
    """A value under its name; `name` is a message of the catalogue, or the detail's own word for it."""

    name: str
    value: Value


@dataclass(frozen=True)
class Change:
    """A value before and after."""

    name: str
    old: Value
    new: Value


@dataclass(frozen=True)
class Telling:
    """What an entry says: a sentence with what is filled into it, what changed, what else is known."""

    sentence: str
    filled: Mapping[str, Value]
    changes: tuple[Change, ...]
    facts: tuple[Fact, ...]


YES, NO = N_("ใช่"), N_("ไม่ใช่")
_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def telling(event: str, detail: Mapping[str, Any]) -> Telling:
    """Return what an entry says; everything of the detail is in it once, but for rows' own numbers and repetitions."""
    wanted = _PLACEHOLDER.findall(SENTENCES.get(event, ""))
    is_whole = bool(wanted) and all(detail.get(name) for name in wanted)
    filled = {name: value_of(name, detail[name]) for name in wanted} if is_whole else {}
    old, new = _side(detail, "old"), _side(detail, "new")
    told = {"old", "new", "changes", *filled, *UNTOLD, *REPEATED.get(event, ())}
    facts = (
        Fact(FACT_WORDS.get(name, name), value_of(name, content))
        for name, content in detail.items()
        if name not in told and content is not None and content is not False and content != ""
    )
    changes = (
        Change(FACT_WORDS.get(name, name), value_of(name, old.get(name)), value_of(name, new.get(name)))
        for name in dict.fromkeys([*old, *new])
        if name not in UNTOLD and (old.get(name) or None) != (new.get(name) or None)
    )
    return Telling(SENTENCES[event] if is_whole else EVENT_WORDS[event], filled, tuple(changes), tuple(facts))


def value_of(name: str, content: Any) -> Value:
    """Return a fact with the way it is written, told from its name and kind."""
    if content is None or content in ("", [], {}):
        return Value(Shape.NOTHING)
    if isinstance(content, bool):
        return Value(Shape.WORD, YES if content else NO)
    if name in WORDS and str(content) in WORDS[name]:
        return Value(Shape.WORD, WORDS[name][str(content)])
    if isinstance(content, Mapping):
        facts = (Fact(FACT_WORDS.get(str(key), str(key)), value_of(str(key), each)) for key, each in content.items())
        return Value(Shape.LIST, tuple(facts))
    if isinstance(content, list | tuple):
        return Value(Shape.LIST, tuple(Fact("", value_of(name, each)) for each in content))
    return Value(_shape(name, content), content)


def _shape(name: str, content: Any) -> Shape:
    if isinstance(content, int | float):
        return {"size_bytes": Shape.BYTES, "year_be": Shape.YEAR}.get(name, Shape.NUMBER)
    if name.endswith("sha256"):
        return Shape.DIGEST
    if name.endswith("_on"):
        return Shape.DATE
    if name.endswith("_at"):
        return Shape.INSTANT
    return Shape.PLACE if name == "path" else Shape.TEXT


def _side(detail: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return one side of what changed: kept as `old` and `new`, or as `changes` with a pair for each name."""
    pairs = detail.get("changes")
    if isinstance(pairs, Mapping):
        return {key: pair[name == "new"] for key, pair in pairs.items()}
    side = detail.get(name)
    return side if isinstance(side, Mapping) else {}
