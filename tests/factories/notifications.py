"""Notices told to somebody, committed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

from portal.extensions import write_transaction
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import User

_number = count(1)
NOW = datetime(2026, 12, 9, 2, 30, tzinfo=UTC)
RETURNED: Mapping[str, Any] = {
    "item": "ตัวชี้วัดที่ 1",
    "period": "ธันวาคม 2569",
    "count": 1,
    "by": "นางสาวสมหญิง ใจดี",
    "reason": "ไฟล์ไม่ครบ",
    "items": [{"item": "ตัวชี้วัดที่ 1", "period": "ธันวาคม 2569"}],
}


def tell(*people: User, kind: NoticeKind = NoticeKind.OBLIGATION_RETURNED, **changes: Any) -> int:
    """Tell the people something; return how many notices were new."""
    values: dict[str, Any] = {
        "user_ids": [person.id for person in people],
        "kind": kind,
        "detail": RETURNED,
        "path": "/obligations/7",
        "dedupe_key": f"test:{next(_number)}",
        "now": NOW,
    }
    with write_transaction():
        return notify(**(values | changes))
