"""The database under test: made once per process by the migrations, brought back to empty before each test."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text

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
            names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
            with db.engine.begin() as connection:
                connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
            return
        db.engine.dispose()
        path = Path(str(db.engine.url.database))
        for suffix in ("-wal", "-shm"):
            Path(str(path) + suffix).unlink(missing_ok=True)
        shutil.copyfile(path.with_suffix(".empty"), path)
