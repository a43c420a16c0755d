"""Deferred work as rows, written in the transaction of the act that wants it and claimed by the workers.

How often a job happens. A handler's own writes are committed together with `finish`, and `finish` only succeeds while
the claim is still held: what a job does to the database happens exactly once, however many workers run and whenever one
is killed. What leaves the database (an e-mail) cannot be part of that commit: it happens at least once. A worker that
dies after the mail server took a message and before the commit sends it again, with the same Message-ID.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, Index, String, Text, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base, UtcDateTime, db, write_transaction

# a worker that is silent this long has lost its job; longer than the slowest handler may take
LEASE = timedelta(minutes=10)
MAX_TRIES = 8
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=6)
KEEP_DONE = timedelta(days=14)
KEEP_FAILED = timedelta(days=180)
ERROR_CHARACTERS = 500
ROWS_AT_ONCE = 500


class JobState(StrEnum):
    """Where a job stands, told from its columns."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


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
    # plain JSON: ids and dates, never a person's words
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


class WorkerBeat(Base):
    """When each worker last showed that it is alive; the health page reads it."""

    __tablename__ = "worker_beat"

    # host and process
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LeaseLost(Exception):
    """The claim ran out and another worker has the job: everything done for it must be rolled back."""


class Hopeless(Exception):
    """Raised by a handler: trying again cannot help (no such address, a message that may not be sent)."""


@dataclass(frozen=True)
class Claim:
    """A job held by this worker; the token proves it."""

    id: int
    kind: str
    payload: dict[str, Any]
    tries: int
    token: str


Handler = Callable[..., Any]


def slow(handler: Handler) -> Handler:
    """Mark a handler that waits for something outside the database, so that no write transaction is open meanwhile.

    It may read. What it wants to write it returns as a function without arguments, which runs in the transaction that
    finishes the job; None when there is nothing.
    """
    handler.__dict__["is_slow"] = True
    return handler


def post(
    kind: str, payload: Mapping[str, Any], now: datetime, *, dedupe_key: str = "", run_after: datetime | None = None
) -> None:
    """Put work into the current transaction; a dedupe key already there makes this a no-op."""
    post_many(kind, [(payload, dedupe_key)], now, run_after=run_after)


def post_many(
    kind: str, work: Iterable[tuple[Mapping[str, Any], str]], now: datetime, *, run_after: datetime | None = None
) -> None:
    """Put many pieces of one kind into the current transaction, each a payload with its dedupe key."""
    rows = [
        {
            "kind": kind,
            "payload": dict(payload),
            "dedupe_key": dedupe_key or secrets.token_hex(16),
            "created_at": now,
            "run_after": run_after or now,
            "lease_token": "",
            "tries": 0,
            "last_error": "",
        }
        for payload, dedupe_key in work
    ]
    for first in range(0, len(rows), ROWS_AT_ONCE):
        statement = _insert(Job).values(rows[first : first + ROWS_AT_ONCE])
        db.session.execute(statement.on_conflict_do_nothing(index_elements=["dedupe_key"]))


def is_due(now: datetime) -> bool:
    """Return whether there is anything to claim; a plain read, so that idle workers disturb nobody."""
    found = db.session.scalar(select(Job.id).where(_claimable(now)).limit(1))
    db.session.rollback()
    return found is not None


def claim(now: datetime, limit: int = 1) -> list[Claim]:
    """Return up to `limit` jobs that are due, oldest first, leased to the caller; commits in a transaction of its own.

    A job whose worker died MAX_TRIES times in a row is given up here: nobody else could record that.
    """
    token = secrets.token_hex(16)
    with write_transaction() as session:
        ids = session.scalars(
            select(Job.id)
            .where(_claimable(now))
            .order_by(Job.run_after, Job.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        mine = Job.id.in_(ids)
        session.execute(
            update(Job)
            .where(mine, Job.tries >= MAX_TRIES)
            .values(failed_at=now, leased_until=None, lease_token="", last_error="the worker died each time")
            .execution_options(synchronize_session=False)
        )
        session.execute(
            update(Job)
            .where(mine, Job.failed_at.is_(None))
            .values(leased_until=now + LEASE, lease_token=token, tries=Job.tries + 1)
            .execution_options(synchronize_session=False)
        )
        rows = session.execute(
            select(Job.id, Job.kind, Job.payload, Job.tries)
            .where(mine, Job.lease_token == token)
            .order_by(Job.run_after, Job.id)
        ).all()
    return [Claim(row.id, row.kind, row.payload, row.tries, token) for row in rows]


def hold(job: Claim) -> None:
    """Lock the job's row for the current transaction. Raises LeaseLost when the claim is no longer this worker's."""
    found = db.session.scalar(select(Job.id).where(_held(job)).with_for_update())
    if found is None:
        raise LeaseLost


def finish(job: Claim, now: datetime) -> None:
    """Mark the job done, in the transaction that holds the handler's own writes. Raises LeaseLost."""
    _change(job, done_at=now, leased_until=None, lease_token="", last_error="")


def fail(job: Claim, error: BaseException, now: datetime) -> None:
    """Note the error and the next try, later each time; after MAX_TRIES, or when hopeless, the job has failed.

    Raises LeaseLost. Runs in the caller's transaction, after the handler's one was rolled back.
    """
    over = job.tries >= MAX_TRIES or isinstance(error, Hopeless)
    _change(
        job,
        leased_until=None,
        lease_token="",
        last_error=describe(error),
        run_after=now if over else now + delay(job.tries),
        failed_at=now if over else None,
    )


def delay(tries: int) -> timedelta:
    """Return how long to wait after that many tries: 1, 4, 16, 64 minutes, then six hours at most."""
    factor: int = 4 ** (min(tries, 10) - 1)
    return min(FIRST_DELAY * factor, LONGEST_DELAY)


def describe(error: BaseException) -> str:
    """Return one line for the operator; a database's message without the values it was given: they may be personal."""
    source: object = error
    if isinstance(error, StatementError):
        source = error.orig or type(error).__name__
    lines = str(source).strip().splitlines()
    named = "" if isinstance(error, Hopeless) and lines else type(error).__name__
    text = ": ".join([*filter(None, [named]), *lines[:1]])
    return text.replace("\x00", "")[:ERROR_CHARACTERS]


def again(job: Job, now: datetime, payload: Mapping[str, Any]) -> None:
    """Let the job run once more from its first try."""
    job.payload = dict(payload)
    job.run_after, job.tries = now, 0
    job.done_at = job.failed_at = job.leased_until = None
    job.lease_token = job.last_error = ""


def state_of(job: Job, now: datetime) -> JobState:
    """Return where the job stands."""
    if job.done_at is not None:
        return JobState.DONE
    if job.failed_at is not None:
        return JobState.FAILED
    return JobState.RUNNING if job.leased_until is not None and job.leased_until > now else JobState.WAITING


def state_column(now: datetime) -> ColumnElement[str]:
    """Return the same as a column to filter and count by."""
    return case(
        (Job.done_at.is_not(None), JobState.DONE.value),
        (Job.failed_at.is_not(None), JobState.FAILED.value),
        (Job.leased_until > now, JobState.RUNNING.value),
        else_=JobState.WAITING.value,
    )


def beat(name: str, now: datetime) -> None:
    """Show in the current transaction that the worker is alive."""
    statement = _insert(WorkerBeat).values(name=name, seen_at=now)
    db.session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"seen_at": now}))


def clean(now: datetime) -> None:
    """Delete what nobody will ask for any more, in the current transaction."""
    old = (Job.done_at < now - KEEP_DONE) | (Job.failed_at < now - KEEP_FAILED)
    db.session.execute(delete(Job).where(old).execution_options(synchronize_session=False))
    db.session.execute(delete(WorkerBeat).where(WorkerBeat.seen_at < now - timedelta(days=1)))


def _insert(table: type[Base]) -> Any:
    return (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert(table)


def _claimable(now: datetime) -> ColumnElement[bool]:
    free = Job.leased_until.is_(None) | (Job.leased_until <= now)
    return Job.done_at.is_(None) & Job.failed_at.is_(None) & (Job.run_after <= now) & free


def _held(job: Claim) -> ColumnElement[bool]:
    return (Job.id == job.id) & (Job.lease_token == job.token)


def _change(job: Claim, **values: Any) -> None:
    changed: Any = db.session.execute(
        update(Job).where(_held(job)).values(**values).execution_options(synchronize_session=False)
    )
    if changed.rowcount != 1:
        raise LeaseLost
