"""Deferred work of reporting: a head learns that what was certified has changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal import thai
from portal.access.permissions import Role
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.queries import people_with_role
from portal.reporting.queries import get_row


def tell_of_change(payload: Mapping[str, Any], now: datetime) -> None:
    """Tell the heads once for each content version when an obligation stands changed after its certification.

    Judged when the job runs: what was certified anew meanwhile is not announced.
    """
    today = thai.bangkok_date(now)
    row = get_row(payload["obligation"], today)
    if row is None or not row.facts.is_changed:
        return
    notify(
        user_ids=[head.id for head in people_with_role(Role.HEAD, row.unit_path, today)],
        kind=NoticeKind.CHANGED_AFTER_CERTIFICATION,
        detail={"item": row.item_name, "period": row.period_name, "count": 1},
        path=f"/obligations/{row.id}",
        dedupe_key=f"{NoticeKind.CHANGED_AFTER_CERTIFICATION}:{row.id}:{row.facts.content_version}",
        now=now,
    )


JOBS = {"reporting.changed": tell_of_change}
