"""The head learns that certified content has changed: once, and only while it is true."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from portal import outbox
from portal.access.permissions import Role
from portal.access.predicates import HeldRole
from portal.extensions import db
from portal.notifications.models import Notice
from portal.reporting.actions import certify_obligations
from portal.reporting.jobs import tell_of_change
from tests.factories.evidence import make_evidence
from tests.factories.reporting import World


def certify(world: World, now: datetime) -> None:
    db.session.refresh(world.obligation)
    world.head.roles = (HeldRole(Role.HEAD, world.own.id, world.own.path),)
    certify_obligations(shown={world.obligation.id: world.obligation.content_version}, actor=world.head, now=now)
    db.session.commit()


def told(world: World) -> list[str]:
    return list(db.session.scalars(select(Notice.kind).where(Notice.user_id == world.head.id)))


def test_change_of_content_is_posted_as_deferred_work(world: World) -> None:
    make_evidence(world.obligation, world.officer)
    jobs = db.session.execute(select(outbox.Job.kind, outbox.Job.payload)).all()
    assert [tuple(job) for job in jobs if job.kind == "reporting.changed"] == [
        ("reporting.changed", {"obligation": world.obligation.id, "version": 1})
    ]


def test_head_is_told_once_when_certified_content_changed(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer)
    certify(world, now)
    make_evidence(world.obligation, world.officer)
    for _ in range(2):
        tell_of_change({"obligation": world.obligation.id}, now)
        db.session.commit()
    assert told(world) == ["changed_after_certification"]


def test_head_is_not_told_of_what_was_never_certified_or_is_certified_anew(world: World, now: datetime) -> None:
    make_evidence(world.obligation, world.officer)
    tell_of_change({"obligation": world.obligation.id}, now)
    certify(world, now)
    make_evidence(world.obligation, world.officer)
    certify(world, now)
    tell_of_change({"obligation": world.obligation.id}, now)
    db.session.commit()
    assert told(world) == []
