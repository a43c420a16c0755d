"""Many people at once: so many at a time until all have been, or arriving at random over some minutes."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence
from queue import Empty, Queue

from benchmarks import serving
from benchmarks.quiz.phone import Deed, Phone
from benchmarks.quiz.stacks import Stack
from benchmarks.quiz.world import World

SEED = 2569
# between two taps of somebody who reads: 4 to 12 seconds
READS_SECONDS = (4.0, 12.0)


def at_once(stack: Stack, world: World, usernames: Sequence[str], takers: int) -> list[Deed]:
    """Return what each did: `takers` people at any moment, who tap as fast as the answers come."""
    waiting: Queue[str] = Queue()
    for username in usernames:
        waiting.put(username)
    deeds: list[Deed] = []

    def take() -> None:
        while True:
            try:
                username = waiting.get_nowait()
            except Empty:
                return
            deeds.append(_phone(stack, world, username).take(username, lambda: None))

    _run([threading.Thread(target=take) for _ in range(takers)])
    return deeds


def arriving(stack: Stack, world: World, usernames: Sequence[str], seconds: float) -> list[Deed]:
    """Return what each did: everybody arrives once at a moment of the time given, and reads before each tap."""
    deeds: list[Deed] = []
    begun = time.monotonic()

    def come(username: str, at: float, chance: random.Random) -> None:
        time.sleep(max(at - (time.monotonic() - begun), 0))
        phone = _phone(stack, world, username)
        deeds.append(phone.take(username, lambda: time.sleep(chance.uniform(*READS_SECONDS))))

    chance = random.Random(SEED)
    moments = sorted(chance.uniform(0, seconds) for _ in usernames)
    threading.stack_size(256 * 1024)
    _run(
        [
            threading.Thread(target=come, args=(username, at, random.Random(f"{SEED}{username}")))
            for username, at in zip(usernames, moments, strict=True)
        ]
    )
    return deeds


class Memory:
    """The most memory the portal and the database server had at one time, looked at every two seconds."""

    def __init__(self, stack: Stack) -> None:
        self.portal_mib = self.database_mib = 0.0
        self._stack, self._over = stack, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._over.wait(2):
            self._look()

    def _look(self) -> None:
        self.portal_mib = max(self.portal_mib, serving.resident_mib(self._stack.portal_pids()))
        self.database_mib = max(self.database_mib, serving.resident_mib(self._stack.database_pids()))


def _phone(stack: Stack, world: World, username: str) -> Phone:
    return Phone(stack.port, world, closes=stack.closes, chance=random.Random(f"{SEED}{username}"))


def _run(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
