"""Deferred work as rows, written in the transaction of the act that wants it and claimed by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base, UtcDateTime, db

LEASE = timedelta(minutes=10)
MAX_TRIES = 8


class Job(Base):
    """One piece of deferred work. Waiting until `run_after`; leased while a worker holds it; then done or failed."""

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries"),
        Index("ix_job_due", "done_at", "failed_at", "run_after"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # names the handler
    kind: Mapped[str] = mapped_column(String(40))
    # plain JSON
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    # the same work posted twice is one row; empty dedupe is replaced by a random key
    dedupe_key: Mapped[str] = mapped_column(String(120), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    run_after: Mapped[datetime] = mapped_column(UtcDateTime)
    # a worker that dies loses its lease and the row is claimed again
    leased_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # changes with each claim: a worker that lost its lease cannot finish the row
    lease_token: Mapped[str] = mapped_column(String(32), default="")
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")


def post(
    kind: str, payload: Mapping[str, Any], now: datetime, *, dedupe_key: str = "", run_after: datetime | None = None
) -> None:
    """Put work into the current transaction; a dedupe key already there makes this a no-op."""
    import secrets

    from sqlalchemy.dialects import postgresql, sqlite

    values = {
        "kind": kind,
        "payload": dict(payload),
        "dedupe_key": dedupe_key or secrets.token_hex(16),
        "created_at": now,
        "run_after": run_after or now,
        "lease_token": "",
        "tries": 0,
        "last_error": "",
    }
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    db.session.execute(dialect.insert(Job).values(**values).on_conflict_do_nothing(index_elements=["dedupe_key"]))


__all__ = ["LEASE", "MAX_TRIES", "Job", "post", "select", "update"]


class WorkerBeat(Base):
    """When each worker last showed that it is alive; the health page reads it."""

    __tablename__ = "worker_beat"

    # host and process
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
