"""`python -m tests [sqlite] [postgresql] [-- pytest arguments]`: the suite on each database, and what was skipped."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import postgresql

DATABASES = ("sqlite", "postgresql")


def main(arguments: list[str]) -> int:
    """Return the worst exit status; prints per database what ran and counts what this machine lacks."""
    own, _, rest = (
        (arguments[: arguments.index("--")], "--", arguments[arguments.index("--") + 1 :])
        if "--" in arguments
        else (arguments, "", [])
    )
    wanted = [name for name in DATABASES if name in own] or list(DATABASES)
    strict = os.environ.get("PORTAL_TEST_ALL") == "1"
    lacking = []
    status = 0
    for name in wanted:
        if name == "postgresql" and not postgresql.available():
            lacking.append("PostgreSQL (the whole suite on it)")
            continue
        print(f"\n== the suite on {name}", flush=True)
        status = max(status, _run(name, rest))
    for item in lacking:
        print(f"SKIPPED: {item}: not on this machine; `make system-packages` installs it on Debian")
    print(f"{len(lacking)} parts of the suite skipped as a whole; single skips stand with their reasons above")
    return 1 if strict and lacking else status


def _run(name: str, rest: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile", "-rs", *rest]
    if "-n" in rest:
        command = [sys.executable, "-m", "pytest", "-rs", *rest]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PORTAL_") or "TEST" in key}
    if name == "sqlite":
        return subprocess.run(command, env=environment).returncode
    with (
        tempfile.TemporaryDirectory(prefix="portal-postgresql-") as folder,
        postgresql.cluster(Path(folder)) as address,
    ):
        return subprocess.run(command, env=environment | {"PORTAL_TEST_POSTGRESQL": address}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
