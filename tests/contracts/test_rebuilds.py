"""A table rebuilt by a migration keeps its rows and the rows that hang on it; a migration that fails leaves nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import IntegrityError

from portal import create_app, schema
from portal.access.permissions import Role
from portal.config import ROOT, Config
from portal.extensions import db
from portal.people.models import RoleHolding, Unit, User
from tests import databases
from tests.factories.people import make_person, make_unit

# a later migration that rebuilds a table others refer to (on SQLite: copy, drop, rename)
NEXT = '''
"""rebuild user."""
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"


def upgrade():
    with op.batch_alter_table("user") as table:
        table.add_column(sa.Column("telephone", sa.String(20)))
        table.alter_column("position", type_=sa.String(250), existing_type=sa.String(200), existing_nullable=False)
    {more}


def downgrade():
    with op.batch_alter_table("user") as table:
        table.drop_column("telephone")
        table.alter_column("position", type_=sa.String(200), existing_type=sa.String(250), existing_nullable=False)
'''


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own: migrated, two people in it, one with a role."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    application = create_app(
        Config(
            database_url=databases.url_for_worker(tmp_path, f"rebuilds_{worker}"),
            storage_url=(tmp_path / "evidence").as_uri(),
            secret_key="x" * 40,
            instance=tmp_path,
        )
    )
    schema.upgrade(application)
    with application.app_context():
        division = make_unit(make_unit())
        make_person(Role.STAFF, division)
        make_person(Role.OFFICER, division)
        yield application
        db.session.remove()
        db.engine.dispose()


def with_next(tmp_path: Path, more: str = "") -> str:
    """Return a folder with the project's own migrations and one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(ROOT / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__"))
    last = max(path.name[:3] for path in (folder / "versions").glob("[0-9]*.py"))
    revision = f"{int(last) + 1:03d}"
    source = NEXT.format(revision=revision, before=last, more=more)
    (folder / "versions" / f"{revision}_rebuild_user.py").write_text(source, encoding="utf-8")
    return str(folder)


def rows() -> tuple[int, ...]:
    counts = tuple(
        db.session.scalar(select(func.count()).select_from(table)) or 0 for table in (User, RoleHolding, Unit)
    )
    db.session.remove()
    return counts


def columns() -> set[str]:
    found = {column["name"] for column in inspect(db.engine).get_columns("user")}
    db.engine.dispose()
    return found


def test_rows_that_hang_on_a_rebuilt_table_survive(filled: Flask, tmp_path: Path) -> None:
    folder = with_next(tmp_path)
    before = rows()
    assert before == (2, 1, 2)
    upgrade(directory=folder)
    assert ("telephone" in columns(), rows()) == (True, before)
    downgrade(directory=folder)
    assert ("telephone" in columns(), rows()) == (False, before)


def test_references_hold_after_a_rebuild(filled: Flask, tmp_path: Path) -> None:
    upgrade(directory=with_next(tmp_path))
    names = {key["referred_table"] for key in inspect(db.engine).get_foreign_keys("role_holding")}
    assert names == {"user", "unit"}
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []
        assert db.session.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.parametrize(
    "more",
    ['raise RuntimeError("half way")', 'op.execute("UPDATE \\"user\\" SET unit_id = 999")'],
    ids=["error", "broken reference"],
)
def test_migration_that_fails_leaves_nothing_behind(filled: Flask, tmp_path: Path, more: str) -> None:
    folder = with_next(tmp_path, more)
    before = rows()
    with pytest.raises((SystemExit, IntegrityError)):  # Flask-Migrate logs the error and stops the program
        upgrade(directory=folder)
    assert ("telephone" in columns(), rows()) == (False, before)
