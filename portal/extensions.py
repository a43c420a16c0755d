"""Unbound extensions, the declarative base with its naming convention, column types, and the database's manners.

SQLite: WAL, synchronous=FULL, foreign keys on; a write begins IMMEDIATE under a process lock, because a read
snapshot cannot be upgraded and SQLite's own lock is unfair. PostgreSQL needs none of this.
"""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from sqlalchemy import DateTime, Engine, MetaData, String, TypeDecorator, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Mapper

from portal import thai


class Base(DeclarativeBase):
    """Base of every table; the naming convention lets migrations name each constraint."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware datetimes in, aware UTC datetimes out; SQLite alone would hand them back naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an aware instant is needed")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ThaiString(TypeDecorator[str]):
    """Text that sorts as a Thai dictionary does (collation `thai`: the program's on SQLite, ICU's on PostgreSQL)."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(getattr(self.impl, "length", None), collation="thai"))


db = SQLAlchemy(model_class=Base)
login_manager = LoginManager()
csrf = CSRFProtect()
htmx = Htmx()

WRITE_LOCK = threading.Lock()


def tune_engine(engine: Engine) -> None:
    """Give every connection of a SQLite engine its pragmas and collation, and let transactions begin explicitly."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(dbapi: Any, record: Any) -> None:
        dbapi.isolation_level = None  # pysqlite must not begin transactions of its own
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            dbapi.execute("PRAGMA " + pragma)
        dbapi.create_collation("thai", thai.compare)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("sqlite_begin", "DEFERRED"))


def begin_write() -> None:
    """Drop the session's read snapshot and begin a write transaction; on SQLite under the process lock.

    Everything loaded before is expired and read afresh on next use. `end_write` must follow (commit or rollback first).
    """
    session = db.session
    session.rollback()
    if db.engine.dialect.name != "sqlite":
        return
    WRITE_LOCK.acquire()
    try:
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    except BaseException:
        session.rollback()
        WRITE_LOCK.release()
        raise


def end_write() -> None:
    """Release the process lock taken by `begin_write`."""
    if db.engine.dialect.name == "sqlite":
        WRITE_LOCK.release()


class write_transaction:  # noqa: N801  (used as `with write_transaction():`, like a function)
    """Context of one write transaction outside a request (worker, commands): commits, or rolls back on any error."""

    def __enter__(self) -> Any:
        begin_write()
        return db.session

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if kind is None:
                db.session.commit()
            else:
                db.session.rollback()
        finally:
            end_write()


def freeze_rows(mapper: type[Base]) -> None:
    """Refuse updates and deletes of an append-only table from within the program (the migration adds triggers)."""

    @event.listens_for(mapper, "before_update")
    @event.listens_for(mapper, "before_delete")
    def refuse(mapped: Mapper[Any], connection: Connection, target: Any) -> None:
        raise RuntimeError(f"{mapped.local_table} is append-only")
