"""What the forms of an open attempt send: answers, their counter, the page one goes to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portal.errors import N_, RuleBroken

FIELD = "response"


def read_sequence(typed: str | None) -> int | None:
    """Return the sender's counter, None for a plain form that leaves it empty. Raises RuleBroken for anything else."""
    if not typed:
        return None
    if not re.fullmatch("[0-9]{1,10}", typed):
        raise RuleBroken(N_("ลำดับของคำตอบไม่ถูกต้อง โปรดโหลดหน้าใหม่แล้วตอบอีกครั้ง"), field="sequence")
    return int(typed)


def values_of(form: Any, place: int) -> list[str]:
    """Return every value sent for the question at the place, in order: under "response-3", or under "response"."""
    values: list[str] = form.getlist(f"{FIELD}-{place}") or form.getlist(FIELD)
    return values


def places_of(form: Any) -> list[int]:
    """Return the places a page's form is about; [] for anything that is none."""
    found = form.getlist("place")[:200]
    return [int(each) for each in found if re.fullmatch("[0-9]{1,4}", each)]


def read_page(args: Mapping[str, str]) -> int | None:
    """Return the page of questions asked for in the address, from 1; None where none is."""
    asked = args.get("page", "")
    return max(int(asked), 1) if re.fullmatch("[0-9]{1,4}", asked) else None
