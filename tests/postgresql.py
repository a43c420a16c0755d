"""A private PostgreSQL cluster on a Unix socket, for one run of the suite."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path | None:
    """Return the folder of PostgreSQL's server programs, newest first, or None."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("postgres"):
        folders.append(Path(found).parent)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()), None)


def available() -> bool:
    """Return whether a cluster can be started here."""
    return programs() is not None


def _owner() -> str | None:
    """Return the account the server must run under: it refuses to run as root."""
    if os.getuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


# a test's database may be lost with the machine
HASTY = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200")


@contextmanager
def cluster(folder: Path, *settings: str) -> Iterator[str]:
    """Yield the SQLAlchemy address of a fresh cluster's maintenance database.

    settings: options of the server; none: HASTY
    """
    folder.chmod(0o755)
    home = folder / "home"
    home.mkdir()
    owner = _owner()
    if owner:
        shutil.chown(home, owner)
    bin_folder = programs()
    assert bin_folder is not None
    as_owner = {"user": owner, "cwd": home} if owner else {"cwd": home}
    subprocess.run(
        [bin_folder / "initdb", "-D", home / "data", "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True, stdout=subprocess.DEVNULL, **as_owner,
    )  # fmt: skip
    server = subprocess.Popen(
        [bin_folder / "postgres", "-D", home / "data", "-k", home, "-c", "listen_addresses=", *(settings or HASTY)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_owner,
    )  # fmt: skip
    try:
        _wait(bin_folder, home)
        yield f"postgresql+psycopg://portal@/postgres?host={home}"
    finally:
        server.send_signal(signal.SIGINT)  # at once, also with connections open
        server.wait(20)


def _wait(bin_folder: Path, home: Path) -> None:
    for _ in range(100):
        if subprocess.run([bin_folder / "pg_isready", "-q", "-h", home, "-U", "portal"]).returncode == 0:
            return
        time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start")
