"""The outbox: posting, claiming, finishing, failing, and what happens when workers meet or die."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from portal import outbox
from portal.extensions import db, write_transaction
from portal.outbox import Claim, Hopeless, Job, JobState, LeaseLost


def _post(now, kind="tests.mark", number=1, **options):
    with write_transaction():
        outbox.post(kind, {"number": number}, now, **options)


def _finish(job, now):
    with write_transaction():
        outbox.finish(job, now)


def _fail(job, error, now):
    with write_transaction():
        outbox.fail(job, error, now)


def _job():
    db.session.rollback()
    return db.session.scalars(select(Job)).one()


def test_post_with_a_key_already_there_is_one_job(portal, now):
    _post(now, dedupe_key="same")
    _post(now, number=2, dedupe_key="same")
    _post(now, number=3)
    _post(now, number=4)
    assert db.session.scalars(select(Job.payload).order_by(Job.id)).all() == [{"number": n} for n in (1, 3, 4)]


def test_post_many_more_than_one_statement_takes(portal, now):
    with write_transaction():
        outbox.post_many("tests.mark", [({"number": n}, f"key{n}") for n in range(1201)], now)
    assert db.session.scalar(select(func.count()).select_from(Job)) == 1201


def test_post_in_an_act_that_is_rolled_back_leaves_nothing(portal, now):
    with pytest.raises(ZeroDivisionError):
        _post_and_break(now)
    assert outbox.claim(now) == []


def test_claim_leases_the_oldest_due_first(portal, now):
    _post(now, number=1, run_after=now + timedelta(minutes=5))
    _post(now, number=2, run_after=now - timedelta(minutes=1))
    _post(now, number=3, run_after=now - timedelta(minutes=2))
    assert [job.payload["number"] for job in outbox.claim(now, 10)] == [3, 2]
    assert outbox.claim(now, 10) == []
    assert outbox.is_due(now) is False
    later = now + timedelta(minutes=5)
    assert outbox.is_due(later) is True
    assert [(job.payload["number"], job.tries) for job in outbox.claim(later, 10)] == [(1, 1)]


def test_claim_at_most_the_number_asked_for(portal, now):
    for number in range(3):
        _post(now, number=number)
    assert [len(outbox.claim(now, 2)) for _ in range(3)] == [2, 1, 0]


def test_finish_marks_the_job_done_once(portal, now):
    _post(now)
    [job] = outbox.claim(now)
    _finish(job, now + timedelta(seconds=3))
    assert (_job().done_at, _job().leased_until, _job().lease_token) == (now + timedelta(seconds=3), None, "")
    with pytest.raises(LeaseLost):
        _finish(job, now)


def test_finish_after_the_lease_was_lost_is_refused(portal, now):
    _post(now)
    [first] = outbox.claim(now)
    later = now + outbox.LEASE
    [second] = outbox.claim(later)
    assert (second.id, second.tries) == (first.id, 2)
    for act in (lambda: _finish(first, later), lambda: _fail(first, ValueError("x"), later)):
        with pytest.raises(LeaseLost):
            act()
    with pytest.raises(LeaseLost), write_transaction():
        outbox.hold(first)
    _finish(second, later)
    assert _job().done_at == later


def test_fail_waits_longer_each_time_then_gives_up(portal, now):
    _post(now)
    waits = []
    while _job().failed_at is None:
        [job] = outbox.claim(now)
        _fail(job, ValueError("no answer\nsecond line"), now)
        waits.append((_job().run_after - now) // timedelta(minutes=1))
        now = _job().run_after
    assert waits == [1, 4, 16, 64, 256, 360, 360, 0]
    assert (_job().last_error, _job().tries) == ("ValueError: no answer", outbox.MAX_TRIES)
    assert outbox.claim(now + timedelta(days=9)) == []


def test_fail_hopeless_gives_up_at_once(portal, now):
    _post(now)
    [job] = outbox.claim(now)
    _fail(job, Hopeless("no such address"), now)
    assert (_job().failed_at, _job().last_error) == (now, "no such address")


def test_claim_of_a_job_that_kills_each_worker_gives_it_up(portal, now):
    _post(now)
    for _ in range(outbox.MAX_TRIES):
        assert len(outbox.claim(now)) == 1
        now += outbox.LEASE
    assert outbox.claim(now) == []
    assert (_job().failed_at, _job().last_error) == (now, "the worker died each time")


def test_describe_shows_no_values_of_a_database_error(portal, now):
    _post(now, dedupe_key="same")
    with pytest.raises(IntegrityError) as caught, write_transaction() as session:
        session.add(
            Job(kind="tests.secret", payload={}, dedupe_key="same", created_at=now, run_after=now, last_error="สมชาย")
        )
    text = outbox.describe(caught.value)
    assert text.startswith("IntegrityError: ")
    assert "สมชาย" not in text
    assert "\n" not in text


def test_state_of_agrees_with_its_column(portal, now):
    for number in range(4):
        _post(now, number=number, run_after=now + timedelta(seconds=number))
    moment = now + timedelta(minutes=1)
    done, failed, _running = outbox.claim(moment, 3)
    _finish(done, moment)
    _fail(failed, Hopeless("x"), moment)
    rows = db.session.execute(select(Job, outbox.state_column(moment)).order_by(Job.id)).all()
    expected = [JobState.DONE, JobState.FAILED, JobState.RUNNING, JobState.WAITING]
    assert [outbox.state_of(job, moment) for job, _ in rows] == expected
    assert [JobState(state) for _, state in rows] == expected
    assert outbox.state_of(rows[2][0], moment + outbox.LEASE) is JobState.WAITING


def test_again_starts_from_the_first_try(portal, now):
    _post(now)
    [claimed] = outbox.claim(now)
    _fail(claimed, Hopeless("x"), now)
    with write_transaction():
        outbox.again(_job_row(claimed), now, {"number": 5})
    assert outbox.claim(now)[0].payload == {"number": 5}
    assert (_job().tries, _job().last_error) == (1, "")


def _post_and_break(now):
    with write_transaction():
        outbox.post("tests.mark", {}, now)
        raise ZeroDivisionError


def _job_row(claimed: Claim) -> Job:
    job = db.session.get(Job, claimed.id)
    assert job is not None
    return job


def test_clean_keeps_what_is_recent_or_open(portal, now):
    for number in range(3):
        _post(now, number=number)
    done, failed = outbox.claim(now, 2)
    _finish(done, now)
    _fail(failed, Hopeless("x"), now)

    def left(moment):
        with write_transaction():
            outbox.clean(moment)
        return sorted(payload["number"] for payload in db.session.scalars(select(Job.payload)))

    assert left(now + outbox.KEEP_DONE) == [0, 1, 2]
    assert left(now + outbox.KEEP_DONE + timedelta(seconds=1)) == [1, 2]
    assert left(now + timedelta(days=400)) == [2]


def test_claim_by_four_threads_shares_each_job_out_once(portal, now):
    from threading import Thread

    with write_transaction():
        outbox.post_many("tests.mark", [({"number": number}, "") for number in range(200)], now)
    seen: list[int] = []

    def work() -> None:
        with portal.app_context():
            while jobs := outbox.claim(now, 5):
                for job in jobs:
                    seen.append(job.payload["number"])
                    _finish(job, now)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(seen) == Counter(range(200))
    assert set(db.session.scalars(select(Job.done_at))) == {now}
