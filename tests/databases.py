"""The database under test: made once per process by the migrations, brought back to empty before each test."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from flask import Flask
from sqlalchemy import Connection, Table, create_engine, text

from portal import schema
from portal.extensions import Base, db

ADDRESS = os.environ.get("PORTAL_TEST_POSTGRESQL", "")


def url_for_worker(folder: Path, worker: str) -> str:
    """Return the address of this process's own database (created if need be)."""
    if not ADDRESS:
        return f"sqlite:///{folder / 'portal.db'}"
    name = f"portal_{worker}"
    engine = create_engine(ADDRESS, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    return ADDRESS.replace("/postgres?", f"/{name}?")


def build(app: Flask) -> None:
    """Run the migrations and keep the empty result as the state every test begins with."""
    schema.upgrade(app)
    if not ADDRESS:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
            path = Path(str(db.engine.url.database))
            shutil.copyfile(path, path.with_suffix(".empty"))


def reset(app: Flask) -> None:
    """Bring the database back to empty."""
    with app.app_context():
        db.session.remove()
        if ADDRESS:
            with db.engine.begin() as connection:
                _empty(connection)
            return
        db.engine.dispose()
        path = Path(str(db.engine.url.database))
        for suffix in ("-wal", "-shm"):
            Path(str(path) + suffix).unlink(missing_ok=True)
        shutil.copyfile(path.with_suffix(".empty"), path)


def _empty(connection: Connection) -> None:
    """Delete the rows of the tables that were written to and let their numbers begin again.

    Emptying all of them (TRUNCATE) costs more than most tests do. A table was written to when its sequence has moved;
    those without one are asked. Triggers and foreign keys are off meanwhile: the cluster is the tests' own.
    """
    moved = connection.scalars(text("SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL")).all()
    tables = {table.name: f"{table.name}_id_seq" for table in Base.metadata.sorted_tables}
    numbered = {name for name, sequence in tables.items() if sequence in moved}
    others = [name for name, table in Base.metadata.tables.items() if not _is_numbered(table)]
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in others)
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    for name in numbered | set(connection.scalars(text(filled))):
        connection.execute(text(f'DELETE FROM "{name}"'))
    for name in numbered:
        connection.execute(text(f'ALTER SEQUENCE "{tables[name]}" RESTART'))


def _is_numbered(table: Table) -> bool:
    """Return whether the table's rows get their numbers from a sequence."""
    column = table.autoincrement_column
    return column is not None and column.autoincrement is not False
