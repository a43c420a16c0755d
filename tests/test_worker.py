"""The worker: what it does with a job, what it posts by itself, and that kill -9 loses and doubles nothing."""

from __future__ import annotations

import signal
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import func, select, update

from portal import clock, outbox, worker
from portal.audit import AuditEntry
from portal.extensions import db, write_transaction
from portal.outbox import Hopeless, Job, WorkerBeat
from tests.processes import started, wait_until
from tests.worker_process import KIND, leave_mark

JOBS = 200


def _post(now, number=1, kind=KIND):
    with write_transaction():
        outbox.post(kind, {"number": number}, now)


def _leave(payload, now):
    leave_mark(payload["number"], now)


def _marks():
    db.session.rollback()
    return Counter(db.session.scalars(select(AuditEntry.subject_id).where(AuditEntry.subject_type == "test")))


def _errors():
    db.session.rollback()
    return db.session.scalars(select(Job.last_error).order_by(Job.id)).all()


def test_work_off_takes_what_jobs_post_in_turn(portal, now):
    def first(payload, moment):
        outbox.post("tests.second", payload, moment)

    _post(now, 7, "tests.first")
    assert worker.work_off(portal, {"tests.first": first, "tests.second": _leave}) == 2
    assert _marks() == {7: 1}


def test_work_off_failure_leaves_none_of_its_writes(portal, now):
    def half(payload, moment):
        _leave(payload, moment)
        db.session.flush()
        raise ValueError("half done")

    _post(now)
    worker.work_off(portal, {KIND: half})
    assert (_marks(), _errors()) == ({}, ["ValueError: half done"])
    clock.fix(now + timedelta(minutes=1))
    worker.work_off(portal, {KIND: _leave})
    assert (_marks(), _errors()) == ({1: 1}, [""])


def test_work_off_hopeless_job_does_not_hold_up_the_next(portal, now):
    def refuse(payload, moment):
        raise Hopeless("never")

    _post(now, kind="tests.refused")
    _post(now, 2)
    assert worker.work_off(portal, {"tests.refused": refuse, KIND: _leave}) == 2
    assert (_marks(), _errors()) == ({2: 1}, ["never", ""])


def test_work_off_unknown_kind_is_kept_for_a_newer_program(portal, now):
    _post(now, kind="tests.unknown")
    worker.work_off(portal, {})
    assert _errors() == ["LookupError: nothing handles tests.unknown"]
    assert db.session.scalars(select(Job.failed_at)).all() == [None]


def test_work_off_lost_lease_undoes_the_handler(portal, now):
    def late(payload, moment):
        _leave(payload, moment)
        db.session.execute(update(Job).values(lease_token="another"))

    _post(now)
    worker.work_one(portal, {KIND: late})
    assert _marks() == {}


def test_slow_handler_runs_with_no_write_open_and_stores_at_the_end(portal, now):
    @outbox.slow
    def fetch(payload, moment):
        other = Thread(target=lambda: _in_app(portal, lambda: _post(now, 9, "tests.other")))
        other.start()
        other.join(5)
        assert not other.is_alive()
        return lambda: _leave(payload, moment)

    _post(now)
    assert worker.work_off(portal, {KIND: fetch, "tests.other": _leave}) == 2
    assert _marks() == {1: 1, 9: 1}


def _in_app(app, act):
    with app.app_context():
        act()


@pytest.mark.parametrize(
    ("moment", "kinds"),
    [
        # 00.30, 06.59 and 07.00 in Bangkok
        (datetime(2026, 12, 8, 17, 30, tzinfo=UTC), []),
        (datetime(2026, 12, 8, 23, 59, tzinfo=UTC), ["outbox.clean"]),
        (datetime(2026, 12, 9, 0, 0, tzinfo=UTC), ["checklists.digest_day", "outbox.clean"]),
    ],
)
def test_tick_posts_what_the_hour_has_made_due_once_a_day(portal, moment, kinds):
    handlers = {"outbox.clean": _leave, "checklists.digest_day": _leave}
    worker.tick(portal, handlers, moment)
    worker.tick(portal, handlers, moment + timedelta(seconds=30))
    assert sorted(db.session.scalars(select(Job.kind))) == kinds
    assert db.session.scalars(select(WorkerBeat.seen_at)).all() == [moment + timedelta(seconds=30)]


def test_tick_next_day_posts_anew(portal, now):
    handlers = {"checklists.digest_day": _leave}
    worker.tick(portal, handlers, now)
    worker.tick(portal, handlers, now + timedelta(days=1))
    keys = db.session.scalars(select(Job.dedupe_key).order_by(Job.id)).all()
    assert keys == ["checklists.digest_day:2026-12-09", "checklists.digest_day:2026-12-10"]


def test_run_once_works_off_everything_due_and_returns(portal, now):
    _post(now)
    with write_transaction():
        outbox.post(KIND, {"number": 2}, now, run_after=now + timedelta(hours=1))
    worker.run(portal, once=True, handlers={KIND: _leave})
    assert _marks() == {1: 1}


def test_all_handlers_hold_every_kind_of_the_schedule(portal):
    assert {daily.kind for daily in worker.SCHEDULE} - set(worker.all_handlers()) == set()


def test_four_threads_do_two_hundred_jobs_once_each(portal, now):
    with write_transaction():
        outbox.post_many(KIND, [({"number": number}, "") for number in range(JOBS)], now)
    threads = [Thread(target=worker.work_off, args=(portal, {KIND: _leave})) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _marks() == Counter(range(JOBS))
    assert set(_errors()) == {""}
    assert db.session.scalar(select(func.max(Job.tries))) == 1


def test_killed_workers_neither_lose_nor_double_a_job(portal):
    """Two processes work, both are killed with signal 9 in mid-job, their leases run out, two more finish the rest."""
    start = datetime.now(UTC) - timedelta(seconds=5)
    with write_transaction():
        outbox.post_many(KIND, [({"number": number}, "") for number in range(60)], start)
    with ExitStack() as stack:
        workers = [stack.enter_context(started(portal, "tests.worker_process")) for _ in range(2)]
        wait_until(lambda: sum(_marks().values()) >= 10, workers)
        for process in workers:
            process.kill()
        for process in workers:
            process.wait()
    done_before = sum(_marks().values())
    assert 10 <= done_before < 60
    assert _open_jobs() == 60 - done_before
    assert _held_jobs() <= 2
    with write_transaction() as session:  # ten minutes go by
        session.execute(update(Job).where(Job.leased_until.is_not(None)).values(leased_until=start))
    with ExitStack() as stack:
        workers = [stack.enter_context(started(portal, "tests.worker_process")) for _ in range(2)]
        wait_until(lambda: sum(_marks().values()) >= 60, workers)
        wait_until(lambda: not _open_jobs(), workers)
        for process in workers:
            process.send_signal(signal.SIGTERM)
        assert [process.wait(20) for process in workers] == [0, 0]
    assert _marks() == Counter(range(60))


def test_work_command_stops_at_once_when_asked(portal):
    with started(portal, "portal", "work") as process:
        wait_until(_beats, [process])
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        assert time.monotonic() - asked < 10


def _open_jobs():
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Job.done_at.is_(None)))


def _beats():
    db.session.rollback()
    return db.session.scalars(select(WorkerBeat.name)).all()


def _held_jobs():
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(Job.leased_until.is_not(None)))


def test_worker_stops_when_the_process_that_keeps_it_is_gone(portal):
    with started(portal, "portal", "work", "--parent", "1") as process:
        assert process.wait(60) == 0
