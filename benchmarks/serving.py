"""Server processes under measurement: the portal itself, and a bare Flask page on the same kind of server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], environment: dict[str, str], port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Yield the process once it answers; stop it in the end."""
    with started(command, environment, log) as process:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
                break
            except urllib.error.HTTPError:
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError(log.read_text()[-2000:]) from None
                time.sleep(0.1)
        yield process


@contextmanager
def started(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Yield the process; stop it in the end."""
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def environment(instance: Path, port: int, **more: str) -> dict[str, str]:
    """Return the environment of a portal of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_")}
    return kept | {"PORTAL_INSTANCE": str(instance), "PORTAL_PORT": str(port)} | more


def cpu_seconds(pid: int) -> float:
    """Return the processor time of a process and its threads so far, to the nanosecond where the kernel counts it."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return total / 1e9


def cpu_of_family(pid: int) -> float:
    """Return the processor time of a process and those it started, ended ones it has waited for included."""
    ticks = 0
    for each in children(pid):
        # after the name in parentheses: utime and stime are the 12th and 13th field, those of ended children follow
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(field) for field in fields[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_mib(pids: list[int]) -> float:
    """Return the memory of the processes in MiB, shared pages counted once (PSS)."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):  # ended meanwhile
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def children(pid: int) -> list[int]:
    """Return the process and those it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += children(int(child))
    return found


BARE = """
import sys
from flask import Flask
import waitress
app = Flask("bare")
@app.get("/")
def page():
    return "<!doctype html><html lang=th><title>หน้าเปล่า</title><h1>หน้าเปล่า</h1></html>"
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=32, _quiet=True)
"""


def bare_command(port: int) -> list[str]:
    """Return the command of the bare page."""
    return [sys.executable, "-c", BARE, str(port)]
