"""Starting the portal's own processes on the database under test, and stopping them whatever happens."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
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


def wait_until(
    condition: Callable[[], object], processes: Sequence[subprocess.Popen[bytes]], seconds: float = 60
) -> None:
    """Wait for the condition; a process that ends by itself meanwhile is a failure with what it said."""
    until = time.monotonic() + seconds
    while not condition():
        for process in processes:
            if process.poll() is not None and process.stderr is not None:
                raise AssertionError(process.stderr.read().decode()[-3000:])
        assert time.monotonic() < until, "not within the time"
        time.sleep(0.05)
