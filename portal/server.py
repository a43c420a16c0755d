"""Serving on the embedded default: waitress with its threads, the worker as a child process that is kept alive."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import logging
import os
import resource
import signal
import subprocess
import sys
import threading
import time

import click
from flask import Flask

from portal import schema
from portal.config import Config, SettingError

log = logging.getLogger("portal.server")
RESTART_SECONDS = 5
# phones in a hall keep several lines open each, most of them idle; a line costs a few kilobytes
CONNECTIONS = 4000
LEAST_CONNECTIONS = 100
# files beside the lines: database, storage, uploads under way
OTHER_FILES = 500
_M_ARENA_MAX = -8  # malloc.h


def serve(app: Flask, *, demo_if_empty: bool, worker: bool) -> None:
    """Serve until stopped; prints where to go and where the demonstration accounts are."""
    import waitress

    from portal import demonstration
    from portal.storage import sendfile

    _use_few_arenas()
    connections = max(min(CONNECTIONS, _allow_files(CONNECTIONS + OTHER_FILES) - OTHER_FILES), LEAST_CONNECTIONS)
    config: Config = app.extensions["portal_config"]
    with app.app_context():
        is_current = schema.applied() == schema.newest()
    if not is_current:
        _run_aside("migrate")
    if demo_if_empty:
        with app.app_context():
            empty = demonstration.is_empty()
        if empty:
            _run_aside("demo", "--yes")
    try:
        demonstration.check_clock(app)
    except SettingError as error:
        raise click.ClickException(str(error)) from None
    if worker:
        _keep_worker()
    _greet(config)
    sendfile.install()
    waitress.serve(
        app,
        host=config.host,
        port=config.port,
        threads=config.threads,
        recv_bytes=64 * 1024,  # stock 8 kB: a 20 MB upload costs half as much CPU this way
        ident="portal",
        clear_untrusted_proxy_headers=not config.behind_proxy,  # `ProxyFix` reads them then, and only then
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + 1,
        channel_timeout=300,
        connection_limit=connections,
        asyncore_use_poll=True,  # `select` knows no file numbers above 1,023
    )


def _use_few_arenas() -> None:
    """Let the C library keep freed memory in two places, not in one for each thread (glibc; elsewhere nothing)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def _allow_files(count: int) -> int:
    """Return how many files the process may have open after asking for so many; systemd's usual 1,024 are too few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return count if soft == resource.RLIM_INFINITY else soft


def _run_aside(*command: str) -> None:
    """Run a command of the portal in a process of its own, so that its memory is given back; stop where it fails."""
    if subprocess.run([sys.executable, "-m", "portal", *command]).returncode:
        raise click.ClickException(f"`python -m portal {command[0]}` failed; its message stands above")


def _greet(config: Config) -> None:
    click.echo(f"Portal: {config.base_url}")
    accounts = config.instance / "demo-accounts.csv"
    if accounts.exists():
        click.echo(f"Demonstration accounts (user names and passwords): {accounts}")


def _keep_worker() -> None:
    """Start the worker as a child process and start it again when it dies."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    stopping = threading.Event()

    def stop(*_: object) -> None:
        stopping.set()
        if (child := running.get("worker")) and child.poll() is None:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()

    def leave(*_: object) -> None:
        stop()
        os._exit(0)

    def watch() -> None:
        while not stopping.is_set():
            running["worker"] = subprocess.Popen([sys.executable, "-m", "portal", "work", "--parent", str(os.getpid())])
            code = running["worker"].wait()
            if not stopping.is_set():
                log.warning("worker ended with %s, starting it again in %s s", code, RESTART_SECONDS)
                time.sleep(RESTART_SECONDS)

    atexit.register(stop)
    signal.signal(signal.SIGTERM, leave)
    threading.Thread(target=watch, name="worker-keeper", daemon=True).start()
