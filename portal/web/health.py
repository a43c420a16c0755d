"""Is everything the portal stands on in order: database, migrations, storage, disk, worker."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import func, select, text

from portal import documents, schema
from portal.extensions import db
from portal.outbox import WorkerBeat

MIB = 1024 * 1024
WORKER_SILENCE = timedelta(minutes=2)


def checks(now: datetime) -> dict[str, dict[str, Any]]:
    """Return part -> {"ok": bool, "detail": sentence in English for operators}."""
    parts: dict[str, Callable[[], str]] = {
        "database": _database,
        "migrations": _migrations,
        "storage": _storage,
        "disk": _disk,
        "worker": lambda: _worker(now),
        "pdf": _pdf,
    }
    result = {}
    for name, check in parts.items():
        try:
            result[name] = {"ok": True, "detail": check()}
        except Exception as error:  # a health page reports whatever is wrong
            db.session.rollback()
            result[name] = {
                "ok": False,
                "detail": str(error).splitlines()[0][:300] if str(error) else type(error).__name__,
            }
    return result


def _database() -> str:
    db.session.execute(text("SELECT 1"))
    return db.engine.dialect.name


def _migrations() -> str:
    applied, newest = schema.applied(), schema.newest()
    if applied != newest:
        raise RuntimeError(f"database is at {applied}, the program needs {newest}: restart `serve`")
    return newest


def _storage() -> str:
    storage = current_app.extensions["portal_storage"]
    storage.check()
    return "writable"


def _pdf() -> str:
    """Say whether PDF files can be made; without them the portal is in order all the same."""
    missing = documents.problem()
    return f"off: {missing}" if missing else "on"


def _disk() -> str:
    """Return how much room is left where the database and the evidence stand; fails below the storage's own limit."""
    config = current_app.extensions["portal_config"]
    storage = current_app.extensions["portal_storage"]
    free = min(storage.free_bytes(), shutil.disk_usage(config.instance).free)
    if free < storage.min_free_bytes:
        raise RuntimeError(f"{free // MIB} MiB are free, less than {storage.min_free_bytes // MIB}: make room")
    return f"{free // MIB} MiB free"


def _worker(now: datetime) -> str:
    seen = db.session.scalar(select(func.max(WorkerBeat.seen_at)))
    if seen is None or now - seen > WORKER_SILENCE:
        raise RuntimeError("no worker has been seen for two minutes: start `python -m portal work`")
    return f"seen {seen.isoformat(timespec='seconds')}"
