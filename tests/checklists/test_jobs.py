"""The daily digest: to whom, on which days, with what in it, and once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select, update

from portal import clock, outbox, thai, worker
from portal.access.permissions import Role
from portal.checklists import jobs
from portal.checklists.rules import to_announce
from portal.extensions import db, write_transaction
from portal.notifications.models import Notice
from portal.outbox import Job
from tests.checklists.test_rules import duty
from tests.factories.evidence import make_evidence
from tests.factories.people import give_role, make_person, make_unit, make_user
from tests.factories.performance import (
    make_dimension,
    make_fiscal_year,
    make_indicator,
    make_obligation,
    make_period,
)
from tests.processes import started, wait_until

DUE = date(2026, 12, 20)


def _seven_in_bangkok(day):
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _morning(portal, day):
    """Let the worker do what is due at seven in the morning; return (person's id, titles) of the day's digests."""
    clock.fix(_seven_in_bangkok(day))
    worker.run(portal, once=True)
    db.session.rollback()
    rows = db.session.execute(
        select(Notice.user_id, Notice.detail).where(Notice.dedupe_key == f"digest:{day}").order_by(Notice.id)
    )
    return [(user_id, [item["what"] for item in detail["items"]]) for user_id, detail in rows]


def test_to_announce_at_the_marks_and_each_day_after():
    days = [days for days in range(9, -4, -1) if to_announce([duty(DUE)], DUE - timedelta(days=days))]
    assert days == [7, 3, 1, 0, -1, -2, -3]


def test_to_announce_leaves_out_what_is_done():
    assert to_announce([duty(DUE, is_done=True)], DUE) == []


def test_digest_of_lists_twenty_and_counts_all(portal):
    duties = [duty(DUE + timedelta(days=n), values={"obligation_id": n + 1}, anchor="upload") for n in range(23)]
    detail = jobs.digest_of(list(reversed(duties)), DUE + timedelta(days=2))
    assert (detail["count"], detail["overdue"], len(detail["items"])) == (23, 2, 20)
    assert detail["items"][0] == {
        "title": "รายการ",
        "what": "",
        "missing": "",
        "due_on": "2026-12-20",
        "path": "/obligations/1#upload",
    }


def test_digest_goes_to_the_officer_of_the_division_alone(portal, world):
    world.more(2)
    [(user_id, items)] = _morning(portal, DUE - timedelta(days=7))
    assert (user_id, items) == (world.officer.id, ["ธันวาคม 2569"] * 3)


def test_digest_twice_on_a_day_is_one(portal, world):
    day = DUE - timedelta(days=3)
    assert len(_morning(portal, day)) == 1
    with write_transaction():
        outbox.post("checklists.digest", {"user_id": world.officer.id, "date": day.isoformat()}, clock.now())
    assert len(_morning(portal, day)) == 1
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 1


def test_digest_between_the_marks_says_nothing(portal, world):
    assert _morning(portal, DUE - timedelta(days=5)) == []


def test_digest_of_a_duty_done_meanwhile_says_nothing(portal, world):
    clock.fix(_seven_in_bangkok(DUE))
    worker.tick(portal, worker.all_handlers(), clock.now())
    with portal.app_context():
        worker.work_one(portal, worker.all_handlers())
    make_evidence(world.obligation)
    assert [user for user, _ in _morning(portal, DUE) if user == world.officer.id] == []


def test_digest_after_the_due_date_comes_each_day_until_done(portal, world):
    for day in (DUE + timedelta(days=1), DUE + timedelta(days=2)):
        assert [user for user, _ in _morning(portal, day)] == [world.officer.id]
    detail = db.session.scalars(select(Notice.detail)).first()
    assert (detail["count"], detail["overdue"]) == (1, 1)
    make_evidence(world.obligation)
    assert [user for user, _ in _morning(portal, DUE + timedelta(days=3)) if user == world.officer.id] == []


def test_digest_before_seven_is_not_written(portal, world):
    clock.fix(_seven_in_bangkok(DUE) - timedelta(minutes=1))
    worker.run(portal, once=True)
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0


def test_digest_of_yesterday_that_was_held_up_is_dropped(portal, world):
    clock.fix(_seven_in_bangkok(DUE))
    with write_transaction():
        outbox.post("checklists.digest", {"user_id": world.officer.id, "date": "2026-12-19"}, clock.now())
    worker.work_off(portal, jobs.JOBS)
    assert db.session.scalar(select(func.count()).select_from(Notice)) == 0
    assert db.session.scalars(select(Job.last_error)).all() == [""]


def test_digests_of_a_worker_that_is_killed_reach_everybody_once(portal):
    """`python -m portal work` is killed with signal 9 in mid-work; `work --once` brings the rest to its end."""
    clock.fix(None)
    now = clock.now()
    officers = _officers_with_a_duty_today(30, thai.bangkok_date(now))
    with started(portal, "portal", "work") as process:
        wait_until(lambda: _count(Notice) >= 3, [process])
        process.kill()
        process.wait()
    assert 3 <= _count(Notice) < 30
    with write_transaction() as session:  # ten minutes go by
        session.execute(update(Job).where(Job.leased_until.is_not(None)).values(leased_until=now))
    with started(portal, "portal", "work", "--once") as process:
        assert process.wait(60) == 0
    db.session.rollback()
    assert db.session.scalars(select(Notice.user_id).order_by(Notice.user_id)).all() == officers
    assert db.session.scalars(select(Job.id).where(Job.kind == "checklists.digest", Job.done_at.is_(None))).all() == []


def _officers_with_a_duty_today(number, today):
    """Return ids of officers of one division with something due today, each with a digest waiting."""
    agency = make_unit()
    division = make_unit(agency)
    year = make_fiscal_year(agency, thai.fiscal_year_of(today))
    indicator = make_indicator(make_dimension(year), owners=(division,))
    make_obligation(division, make_period(year, due_on=today), indicator)
    officers = [make_person(Role.OFFICER, division).id for _ in range(number)]
    with write_transaction():
        outbox.post_many(
            "checklists.digest",
            [({"user_id": each, "date": today.isoformat()}, f"digest:{each}:{today}") for each in officers],
            clock.now(),
        )
    return officers


def _count(table):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table))


def test_post_digests_takes_a_long_list_in_batches(portal, now, monkeypatch):
    monkeypatch.setattr(jobs, "PEOPLE_AT_ONCE", 2)
    unit = make_unit()
    people = [make_user(unit, disabled_at=now if number == 1 else None) for number in range(6)]
    for person in people:
        give_role(person, Role.OFFICER, unit)
    make_user(unit)
    clock.fix(_seven_in_bangkok(DUE))
    with write_transaction():
        outbox.post("checklists.digest_day", {"date": "2026-12-20"}, clock.now())
    worker.work_off(portal, jobs.JOBS | {"checklists.digest": lambda payload, moment: None})
    db.session.rollback()
    payloads = db.session.scalars(select(Job.payload).where(Job.kind == "checklists.digest").order_by(Job.id)).all()
    assert [payload["user_id"] for payload in payloads] == [
        person.id for person in people if person.disabled_at is None
    ]
