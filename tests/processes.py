"""Starting the portal's own processes on the database under test, and stopping them whatever happens."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from portal.config import ROOT, Config


def environment(app: Flask, **changes: str) -> dict[str, str]:
    """Return the variables with which a process uses the database, store and secret of the application under test."""
    config: Config = app.extensions["portal_config"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    own = {
        "PORTAL_DATABASE_URL": config.database_url,
        "PORTAL_STORAGE_URL": config.storage_url,
        "PORTAL_SECRET_KEY": config.secret_key,
        "PORTAL_INSTANCE": str(config.instance),
    }
    return kept | own | changes


@contextmanager
def started(app: Flask, *arguments: str, **changes: str) -> Iterator[subprocess.Popen[bytes]]:
    """Yield `python -m …` running; it is killed at the end unless it has ended by itself."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=environment(app, **changes),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
