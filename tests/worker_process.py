"""`python -m tests.worker_process`: a worker as a process, whose one kind of job leaves a row without a unique key.

Kill it in mid-work and count the rows: what the outbox promises cannot be had by luck here.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal import audit, create_app, worker
from portal.extensions import db

KIND = "tests.mark"


def mark(payload: Mapping[str, Any], now: datetime) -> None:
    """Leave a row that says the job was done, and take a while before and after."""
    time.sleep(0.01)
    leave_mark(payload["number"], now)
    db.session.flush()
    time.sleep(0.05)


def leave_mark(number: int, now: datetime) -> None:
    """Add the row to the current transaction."""
    audit.record(
        actor_id=None, event=audit.Event.OUTBOX_RESENT, subject_type="test", subject_id=number, now=now, detail={}
    )


if __name__ == "__main__":
    worker.run(create_app(), handlers={KIND: mark})
