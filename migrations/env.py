"""Runs the migrations. SQLite rebuilds tables, so foreign keys are off meanwhile and checked before the commit."""

from alembic import context
from flask import current_app

import portal.models
from portal.extensions import Base, ThaiString, UtcDateTime

assert portal.models  # every table is known to the metadata


def render_item(kind, obj, autogen_context):
    """Write own column types so that a migration does not depend on the program's later classes."""
    if kind == "type" and isinstance(obj, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(obj, ThaiString):
        autogen_context.imports.add("from portal.extensions import ThaiString")
        return f"ThaiString({obj.impl.length})"
    return False


def run() -> None:
    """Run what is missing."""
    engine = current_app.extensions["migrate"].db.engine
    arguments = current_app.extensions["migrate"].configure_args
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # the pragma does nothing inside a transaction, hence the raw connection
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            transactional_ddl=True,
            **arguments,
        )
        with context.begin_transaction():
            context.run_migrations()
            if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").all():
                raise RuntimeError("a migration left broken foreign keys")
        if sqlite:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON")


run()
