"""Counts SQL statements in every Python process that has this folder on PYTHONPATH; the benchmark alone puts it there.

The server says with each answer how many its request took (X-Statements); a worker writes its total into the folder
BENCHMARK_COUNTS when it ends. The beginning of a transaction is none: it reads and writes nothing. Commits are not
seen as statements by SQLAlchemy.
"""

from __future__ import annotations

import atexit
import os
import threading
from pathlib import Path
from typing import Any


def count() -> None:
    """Listen to every engine and every request of the process."""
    from flask import signals
    from sqlalchemy import Engine, event

    own = threading.local()
    total = [0]

    @event.listens_for(Engine, "before_cursor_execute")
    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            own.count = getattr(own, "count", 0) + 1
            total[0] += 1

    def begin(sender: Any, **_: Any) -> None:
        own.count = 0

    def tell(sender: Any, response: Any, **_: Any) -> None:
        response.headers["X-Statements"] = str(getattr(own, "count", 0))

    signals.request_started.connect(begin, weak=False)
    signals.request_finished.connect(tell, weak=False)
    folder = Path(os.environ["BENCHMARK_COUNTS"])
    atexit.register(lambda: (folder / str(os.getpid())).write_text(str(total[0])))


if "BENCHMARK_COUNTS" in os.environ:
    count()
