"""The two ways to serve the portal as the operators' pages describe them, each with a database of its own."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import serving
from portal.config import Config
from tests import postgresql

# as in docs/operators/install.md
GUNICORN = (
    "gunicorn --bind 127.0.0.1:8000 --workers 4 --threads 8 --keep-alive 15 --worker-tmp-dir /dev/shm "
    "--no-control-socket 'portal:create_app()'"
)
COUNTING = serving.ROOT / "benchmarks" / "counting"
# durable, as PostgreSQL comes
AS_IT_COMES = ("-c", "fsync=on")


@dataclass(frozen=True)
class Instance:
    """A database with the demonstration in it, and what a portal on it is told."""

    kind: str
    folder: Path
    config: Config
    environment: dict[str, str]
    database: int | None

    @property
    def counts(self) -> Path:
        """Where processes that count write their totals."""
        return self.folder / "counts"


@dataclass(frozen=True)
class Stack:
    """A portal that runs. closes: each request comes on a line of its own, as from the documented proxy."""

    name: str
    port: int
    web: int
    worker: int | None
    database: int | None
    closes: bool

    def portal_pids(self) -> list[int]:
        """Return the portal's own processes at this moment, worker included."""
        return serving.children(self.web) + (serving.children(self.worker) if self.worker else [])

    def worker_pid(self) -> int:
        """Return the worker's process."""
        return self.worker or serving.children(self.web)[1]

    def database_pids(self) -> list[int]:
        """Return the database server's processes; none where the database is a library."""
        return serving.children(self.database) if self.database else []

    def portal_cpu(self) -> float:
        """Return the processor seconds of the portal so far."""
        return serving.cpu_of_family(self.web) + (serving.cpu_of_family(self.worker) if self.worker else 0.0)

    def database_cpu(self) -> float:
        """Return the processor seconds of the database server so far, ended connections included."""
        return serving.cpu_of_family(self.database) if self.database else 0.0


@contextmanager
def prepared(kind: str, folder: Path) -> Iterator[Instance]:
    """Yield an instance with the demonstration in it."""
    (folder / "counts").mkdir()
    more, database = {}, None
    with ExitStack() as stack:
        if kind == "postgresql":
            place = folder / "database"
            place.mkdir()
            folder.chmod(0o755)
            address = stack.enter_context(postgresql.cluster(place, *AS_IT_COMES))
            more = {"PORTAL_DATABASE_URL": address, "PORTAL_SECRET_KEY": "only-for-a-measurement-" + "x" * 20}
            database = int((place / "home" / "data" / "postmaster.pid").read_text().split()[0])
        environment = serving.environment(folder / "instance", serving.free_port(), **more)
        command = [sys.executable, "-m", "portal", "demo", "--yes"]
        subprocess.run(command, cwd=serving.ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        yield Instance(kind, folder, Config.from_env(environment), environment, database)


@contextmanager
def running(instance: Instance, *, counting: bool = False) -> Iterator[Stack]:
    """Yield the portal once it answers. counting: its processes count their statements."""
    port, environment = instance.config.port, instance.environment
    if counting:
        environment = environment | {"PYTHONPATH": str(COUNTING), "BENCHMARK_COUNTS": str(instance.counts)}
    if instance.kind == "sqlite":
        command = [sys.executable, "-m", "portal", "serve"]
        with serving.running(command, environment, port, instance.folder / "log") as web:
            yield Stack("waitress + SQLite", port, web.pid, None, None, closes=False)
        return
    program, *options = shlex.split(GUNICORN.replace(":8000", f":{port}"))
    command = [str(Path(sys.executable).with_name(program)), *options]
    work = [sys.executable, "-m", "portal", "work"]
    with (
        serving.started(work, environment, instance.folder / "worker-log") as worker,
        serving.running(command, environment, port, instance.folder / "log") as web,
    ):
        yield Stack("gunicorn + PostgreSQL", port, web.pid, worker.pid, instance.database, closes=True)
