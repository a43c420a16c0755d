"""Order, groups and filters of duties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from portal.checklists.rules import Checklist, matching, sort_duties
from portal.duties import Duty, DutyState

TODAY = date(2026, 12, 9)


def duty(due_on: date, is_done: bool = False, **changes: Any) -> Duty:
    values: dict[str, Any] = {
        "key": str(due_on),
        "title": "รายการ",
        "what": "",
        "missing": "",
        "due_on": due_on,
        "state": DutyState.COMPLETE if is_done else DutyState.MISSING,
        "is_done": is_done,
        "unit_id": 1,
        "unit_name": "กหน.",
        "endpoint": "evidence.obligation",
    } | changes
    return Duty(**values)


def test_open_duties_come_first_and_overdue_before_all() -> None:
    late, soon, done = duty(date(2026, 11, 20)), duty(date(2026, 12, 20)), duty(date(2026, 10, 20), is_done=True)
    assert sort_duties([done, soon, late]) == [late, soon, done]


def test_checklist_groups_by_horizon() -> None:
    late, soon, far = duty(date(2026, 11, 20)), duty(date(2026, 12, 20)), duty(date(2027, 3, 20))
    done = duty(date(2026, 10, 20), is_done=True)
    found = Checklist.of(sort_duties([far, late, done, soon]), TODAY, timedelta(days=31))
    assert found == Checklist(now=[late, soon], later=[far], done=[done], overdue=1)


def test_matching_by_month_and_state() -> None:
    october, december = duty(TODAY, fiscal_month=1), duty(TODAY, fiscal_month=3, returned_reason="ขาดลายมือชื่อ")
    assert matching([october, december], 3, "") == [december]
    assert matching([october, december], None, "returned") == [december]
    assert matching([october, december], 1, "certified") == []
    assert matching([october, december], None, "open") == [october, december]
