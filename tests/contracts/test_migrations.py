"""Migrations: equal to the models, up and down with rows in the tables, append-only tables refuse changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError

from portal import audit, create_app, schema
from portal.briefings.models import AttendanceEvent
from portal.config import Config
from portal.evidence.models import EvidenceRevision
from portal.extensions import Base, db
from portal.meetings.models import (
    AdoptionAnswer,
    Erratum,
    ItemNote,
    MinutesRevision,
    PresenceEvent,
    ResolutionEvent,
    Submission,
)
from portal.people.models import Unit, User
from portal.questionnaire.models import QuestionVersion
from portal.quizzes.models import FrozenResult, KeyRepair
from portal.reporting.models import ReviewEvent
from tests import databases
from tests.factories.people import make_unit, make_user

NOW = datetime(2026, 12, 9, tzinfo=UTC)


@pytest.fixture
def empty_app(tmp_path) -> Iterator[Flask]:
    """An application on a database without tables."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    application = create_app(
        Config(
            database_url=databases.url_for_worker(tmp_path, f"migrations_{worker}"),
            storage_url=(tmp_path / "evidence").as_uri(),
            secret_key="x" * 40,
            instance=tmp_path,
        )
    )
    schema.prepare(application)
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_equal_to_models(portal):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrations_up_down_and_up_with_rows(empty_app):
    upgrade()
    assert tables() == set(Base.metadata.tables)
    user = make_user(make_unit())
    entry = {"actor_id": user.id, "subject_type": "user", "subject_id": user.id, "now": NOW}
    audit.record(event=audit.Event.USER_CREATED, **entry)
    db.session.commit()
    upgrade()
    assert db.session.scalars(select(User.username)).all() == [user.username]
    db.session.remove()
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == set(Base.metadata.tables)
    assert db.session.scalars(select(Unit.id)).all() == []


@pytest.mark.parametrize(
    "model",
    [
        audit.AuditEntry,
        EvidenceRevision,
        ReviewEvent,
        AttendanceEvent,
        QuestionVersion,
        KeyRepair,
        FrozenResult,
        Submission,
        PresenceEvent,
        ItemNote,
        MinutesRevision,
        AdoptionAnswer,
        Erratum,
        ResolutionEvent,
    ],
)
def test_append_only_tables_have_their_triggers(portal, model):
    name = model.__tablename__
    if db.engine.dialect.name == "sqlite":
        question = text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
        assert db.session.scalar(question, {"name": name}) == 2
    else:
        question = text("SELECT count(*) FROM information_schema.triggers WHERE event_object_table = :name")
        assert db.session.scalar(question, {"name": name}) == 2


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET event = 'x'", "DELETE FROM audit_entry"])
def test_audit_trail_refuses_changes_of_any_program(portal, statement):
    user = make_user(make_unit())
    entry = {"actor_id": user.id, "subject_type": "user", "subject_id": user.id, "now": NOW}
    audit.record(event=audit.Event.USER_CREATED, **entry)
    db.session.commit()
    with pytest.raises(DatabaseError, match="audit_entry is append-only"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert db.session.scalars(select(audit.AuditEntry.event)).all() == ["user:created"]


def test_audit_trail_refuses_changes_within_the_program(portal):
    user = make_user(make_unit())
    entry = {"actor_id": user.id, "subject_type": "user", "subject_id": user.id, "now": NOW}
    made = audit.record(event=audit.Event.USER_CREATED, **entry)
    db.session.commit()
    made.event = "x"
    with pytest.raises(RuntimeError, match="audit_entry is append-only"):
        db.session.flush()
    db.session.rollback()
