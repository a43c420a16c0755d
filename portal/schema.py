"""The database's version: which migration it is at, which is the newest, and the way from one to the other.

Alembic is only imported when there is something to do: it would stay in the memory of every server and worker.
"""

from __future__ import annotations

import logging

from flask import Flask
from sqlalchemy import inspect, text

from portal.config import ROOT
from portal.extensions import db

FOLDER = ROOT / "migrations"


def newest() -> str:
    """Return the newest revision among the migration files, which are named NNN_verb_noun.py and run in that order."""
    return max(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def applied() -> str | None:
    """Return the revision the database is at; None for one without tables."""
    if not inspect(db.engine).has_table("alembic_version"):
        return None
    return str(db.session.execute(text("SELECT version_num FROM alembic_version")).scalar())


def prepare(app: Flask) -> None:
    """Let Flask-Migrate's functions (upgrade, downgrade …) work for this application."""
    from flask_migrate import Migrate  # deferred: see above

    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(FOLDER), render_as_batch=True)


def upgrade(app: Flask) -> None:
    """Bring the database to the newest migration."""
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it speaks as soon as it is imported
    from flask_migrate import upgrade as run  # deferred: see above

    prepare(app)
    with app.app_context():
        run()
