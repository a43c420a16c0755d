"""What was measured as tables."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.quiz.phone import Deed, Step

PROBLEMS_SHOWN = 5


@dataclass
class Measured:
    """A run. Times are processor seconds of an attempt; `counted`: the attempts that statements were counted on."""

    title: str
    deeds: list[Deed]
    counted: list[Deed]
    worker_statements: int
    seconds: float
    load_before: float
    portal_cpu: float
    database_cpu: float
    argon2: float
    bare: float
    portal_mib: float
    database_mib: float

    @property
    def problems(self) -> list[str]:
        """What went wrong, an entry for each attempt."""
        return [deed.problem for deed in [*self.counted, *self.deeds] if deed.problem]


def circumstances() -> str:
    """Return the machine in a sentence."""
    return f"{os.cpu_count()} cores, Python {platform.python_version()}; load before each run stands with it"


def requests_of(deeds: Sequence[Deed]) -> int:
    """Return how many requests an attempt makes, static files apart."""
    return max(sum(step.what != "static file" for step in deed.steps) for deed in deeds)


def show(measured: Measured) -> None:
    """Print one run."""
    print(f"**{measured.title}** (load before: {measured.load_before:.1f})\n")
    print("| step | requests an attempt | SQL statements | p50 ms | p95 ms | longest ms |")
    print("|---|---:|---:|---:|---:|---:|")
    for what, steps in by_step(measured.deeds).items():
        counts = [step.statements for deed in measured.counted for step in deed.steps if step.what == what]
        waits = sorted(step.ms for step in steps)
        share = len(steps) / len(measured.deeds)
        print(
            f"| {what} | {share:.0f} | {_range(counts)} | {statistics.median(waits):.0f} "
            f"| {at_share(waits, 0.95):.0f} | {waits[-1]:.0f} |"
        )
    print("\n| a whole attempt | |\n|---|---:|")
    for name, value in _totals(measured):
        print(f"| {name} | {value} |")
    for problem in measured.problems[:PROBLEMS_SHOWN]:
        print(f"\nproblem: {problem}")
    print(flush=True)


def by_step(deeds: Iterable[Deed]) -> dict[str, list[Step]]:
    """Return step -> every request of it, in the order of the deed."""
    found: dict[str, list[Step]] = {}
    for deed in deeds:
        for step in deed.steps:
            found.setdefault(step.what, []).append(step)
    return found


def at_share(ordered: Sequence[float], share: float) -> float:
    """Return the value that so large a share stays at or below."""
    return ordered[max(0, -(-int(len(ordered) * share * 1000) // 1000) - 1)]


def _totals(measured: Measured) -> list[tuple[str, str]]:
    statements = [sum(step.statements for step in deed.steps) for deed in measured.counted]
    cold = [_bytes_until_questions(deed) for deed in measured.deeds]
    right = sum(not deed.problem for deed in measured.deeds)
    both = measured.portal_cpu + measured.database_cpu
    rows = [
        ("portal's CPU seconds, worker included", f"{measured.portal_cpu:.4f}"),
        ("database server's CPU seconds", f"{measured.database_cpu:.4f}"),
        ("CPU seconds all in", f"{both:.4f}"),
        ("floor: argon2id alone, CPU seconds", f"{measured.argon2:.4f}"),
        ("floor: as many bare Flask answers and argon2id, CPU seconds", f"{measured.bare:.4f}"),
        ("SQL statements", _range(statements)),
        (f"worker's statements in {len(measured.counted)} attempts, start included", str(measured.worker_statements)),
        ("portal's memory at most, MiB", f"{measured.portal_mib:.0f}"),
        ("database server's memory at most, MiB", f"{measured.database_mib:.0f}"),
        ("page of questions, cold, bytes (files shared with earlier pages included)", f"{max(cold):,}"),
        ("wall seconds of the run", f"{measured.seconds:.1f}"),
        ("errors", str(len(measured.problems))),
        ("shown score = expected score", f"{right} of {len(measured.deeds)}"),
    ]
    return rows if measured.database_mib else [row for row in rows if not row[0].startswith("database")]


def _bytes_until_questions(deed: Deed) -> int:
    """Return what a phone that has nothing yet receives for the page of questions and the files it needs."""
    return sum(step.bytes_sent for step in deed.steps if step.what in ("static file", "questions"))


def _range(counts: Sequence[int]) -> str:
    if not counts or not max(counts):
        return "–" if not counts else "0"
    return str(counts[0]) if min(counts) == max(counts) else f"{min(counts)}–{max(counts)}"
