"""The whole deed of a quiz: sign in, open, start, ten answers, submit, see the result, by many people at once."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from benchmarks.quiz import floor, report, stacks, takers
from benchmarks.quiz.phone import Deed
from benchmarks.quiz.stacks import Instance
from benchmarks.quiz.world import World, furnish
from portal import create_app
from portal.extensions import db

DATABASES = ("sqlite", "postgresql")
WARM_UP = 12
COUNTED = 20
MOST_PEOPLE = 5000


def run(*, databases: list[str], at_once: int, attempts: int, over: float) -> bool:
    """Print a table for each database; return whether nothing went wrong.

    over: seconds within which everybody arrives; 0: `at_once` people at any moment, who do not pause
    """
    assert 0 < at_once <= attempts <= MOST_PEOPLE
    print(f"{report.circumstances()}\n")
    is_well = True
    for name in databases:
        with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as folder:
            measured = _measured(name, Path(folder), at_once, attempts, over)
        report.show(measured)
        is_well = is_well and not measured.problems
    return is_well


def _measured(name: str, folder: Path, at_once: int, attempts: int, over: float) -> report.Measured:
    """Return what was measured: statements on servers that count them, the rest on servers as they are."""
    with stacks.prepared(name, folder) as instance:
        app = create_app(instance.config)
        world = furnish(app, attempts + WARM_UP + COUNTED)
        with app.app_context():
            db.engine.dispose()
        counted, worker = _counted(instance, world)
        with stacks.running(instance) as stack:
            takers.at_once(stack, world, world.usernames[COUNTED : COUNTED + WARM_UP], 4)
            time.sleep(1)
            people = world.usernames[COUNTED + WARM_UP :]
            load, began = os.getloadavg()[0], time.monotonic()
            cpu, database_cpu = stack.portal_cpu(), stack.database_cpu()
            with takers.Memory(stack) as memory:
                deeds = (
                    takers.arriving(stack, world, people, over)
                    if over
                    else takers.at_once(stack, world, people, at_once)
                )
            cpu, database_cpu = stack.portal_cpu() - cpu, stack.database_cpu() - database_cpu
            seconds = time.monotonic() - began
            how = f"{attempts} people arriving over {over:.0f} s" if over else f"{at_once} at once, {attempts} attempts"
        return report.Measured(
            title=f"{stack.name}, {how}",
            deeds=deeds,
            counted=counted,
            worker_statements=worker,
            seconds=seconds,
            load_before=load,
            portal_cpu=cpu / attempts,
            database_cpu=database_cpu / attempts,
            argon2=floor.argon2_seconds(),
            bare=floor.bare_seconds(report.requests_of(deeds), folder),
            portal_mib=memory.portal_mib,
            database_mib=memory.database_mib,
        )


def _counted(instance: Instance, world: World) -> tuple[list[Deed], int]:
    """Return some attempts whose answers tell their statements, and the worker's own statements meanwhile."""
    with stacks.running(instance, counting=True) as stack:
        deeds = takers.at_once(stack, world, world.usernames[:COUNTED], 5)
        worker = stack.worker_pid()
    return deeds, int((instance.counts / str(worker)).read_text())
