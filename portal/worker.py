"""The worker: takes jobs off the outbox one at a time, and posts what the time of day has made due.

Any number of workers may run, on any number of machines; each may be killed at any moment (see `portal.outbox`).
A handler is `handler(payload, now)`; features offer theirs in `jobs.JOBS`.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal import clock, outbox, thai
from portal.app import job_handlers
from portal.extensions import db, write_transaction
from portal.outbox import Claim, Handler, LeaseLost
from portal.quizzes.queries import overdue_ids

log = logging.getLogger("portal.worker")
BEAT_EVERY = timedelta(seconds=30)
SHORTEST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0
DATABASE_PAUSE_SECONDS = 5.0


@dataclass(frozen=True)
class Daily:
    """Work that is posted once a day, from an hour of Bangkok's day on."""

    kind: str
    at: time


# a kind that no feature handles is not posted
SCHEDULE = (
    Daily("outbox.clean", time(1, 0)),
    Daily("evidence.sweep", time(1, 30)),
    Daily("quizzes.prune", time(2, 0)),
    Daily("checklists.digest_day", time(7, 0)),
)


# posted at most once a minute, and only while there is something to do
PENDING = (("quizzes.close_overdue", overdue_ids),)


def clean_outbox(payload: Mapping[str, Any], now: datetime) -> None:
    """Delete jobs that were done long ago."""
    outbox.clean(now)


OWN_JOBS: Mapping[str, Handler] = {"outbox.clean": clean_outbox}


def run(
    app: Flask, once: bool = False, handlers: Mapping[str, Handler] | None = None, parent: int | None = None
) -> None:
    """Work until told to stop (SIGTERM, SIGINT); the job in hand is brought to its end first.

    once: work off everything due and return.
    handlers: kind -> handler; by default those of every feature.
    parent: the process that keeps this worker; when it is gone (killed, say) the worker stops too, so that after an
        upgrade no old program works on.
    """
    handlers = all_handlers() if handlers is None else handlers
    if once:
        tick(app, handlers, clock.now())
        work_off(app, handlers)
        return
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    log.info("worker %s started", name())
    _loop(app, handlers, stopping, parent)
    log.info("worker %s stopped", name())


def all_handlers() -> dict[str, Handler]:
    """Return kind -> handler of the features and of the worker itself."""
    return {**OWN_JOBS, **job_handlers()}  # type: ignore[dict-item]


def name() -> str:
    """Return what this worker is called: host and process."""
    return f"{socket.gethostname()[:100]}:{os.getpid()}"


def _loop(app: Flask, handlers: Mapping[str, Handler], stopping: threading.Event, parent: int | None) -> None:
    pause = SHORTEST_PAUSE_SECONDS
    next_beat: datetime | None = None
    while not stopping.is_set() and parent in (None, os.getppid()):
        now = clock.now()
        try:
            if next_beat is None or not next_beat - BEAT_EVERY <= now < next_beat:
                tick(app, handlers, now)
                next_beat = now + BEAT_EVERY
            if work_one(app, handlers):
                pause = SHORTEST_PAUSE_SECONDS
                continue
        except SQLAlchemyError:
            # the database is away or busy: the jobs are still there when it is back
            log.exception("the database cannot be used; trying again")
            stopping.wait(DATABASE_PAUSE_SECONDS)
            continue
        stopping.wait(pause)
        pause = min(pause * 1.5, LONGEST_PAUSE_SECONDS)


def work_off(app: Flask, handlers: Mapping[str, Handler]) -> int:
    """Work off everything due, also what these jobs post in turn; return how many were taken."""
    taken = 0
    while work_one(app, handlers):
        taken += 1
    return taken


def work_one(app: Flask, handlers: Mapping[str, Handler]) -> bool:
    """Take one job that is due and carry it out; return whether there was one."""
    with app.app_context():
        if not outbox.is_due(clock.now()):
            return False
        for job in outbox.claim(clock.now(), 1):
            _carry_out(job, handlers)
        return True


def _carry_out(job: Claim, handlers: Mapping[str, Handler]) -> None:
    try:
        _handle(job, handlers)
    except LeaseLost:
        db.session.rollback()
        log.warning("job %s (%s) took so long that another worker has it", job.id, job.kind)
    except Exception as error:
        db.session.rollback()
        log.exception("job %s (%s) failed, try %s", job.id, job.kind, job.tries)
        try:
            with write_transaction():
                outbox.fail(job, error, clock.now())
        except LeaseLost:
            log.warning("job %s (%s) failed after another worker had taken it", job.id, job.kind)


def _handle(job: Claim, handlers: Mapping[str, Handler]) -> None:
    """Run the handler and commit its writes together with the mark that the job is done."""
    handler = handlers.get(job.kind)
    if handler is None:
        raise LookupError(f"nothing handles {job.kind}")
    if not handler.__dict__.get("is_slow"):
        with write_transaction():
            outbox.hold(job)
            handler(job.payload, clock.now())
            outbox.finish(job, clock.now())
        return
    store = handler(job.payload, clock.now())
    with write_transaction():
        outbox.hold(job)
        if store is not None:
            store()
        outbox.finish(job, clock.now())


def tick(app: Flask, handlers: Mapping[str, Handler], now: datetime) -> None:
    """Show that the worker is alive and post the day's work whose hour has come; several workers post it once."""
    hour = thai.bangkok_time(now).time()
    with app.app_context(), write_transaction():
        outbox.beat(name(), now)
        for daily in SCHEDULE:
            if daily.kind in handlers and hour >= daily.at:
                day = thai.bangkok_date(now).isoformat()
                outbox.post(daily.kind, {"date": day}, now, dedupe_key=f"{daily.kind}:{day}")
        for kind, found in PENDING:
            if kind in handlers and found(now):
                outbox.post(kind, {}, now, dedupe_key=f"{kind}:{now:%Y-%m-%dT%H:%M}")
