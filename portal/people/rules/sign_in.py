"""Wrong tries at sign-in: what is counted, how long the next try waits, when a count is forgotten.

Nobody is locked out: a count only makes the next try wait, five minutes at most. A browser that has signed in to the
account before is counted by itself, so strangers who guess the account's password never make its owner wait there.
"""

from __future__ import annotations

import hashlib
import ipaddress
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Brake:
    """How one kind of count slows tries down. The wait doubles from one second with each wrong try after `free`.

    half_life: the count falls by half in this time, for counts that many people share; None: it stands until `quiet`
    """

    free: int
    longest: timedelta
    quiet: timedelta
    half_life: timedelta | None = None


# a user name from an address, or from one browser that knows the account
PAIR = Brake(free=3, longest=timedelta(minutes=5), quiet=timedelta(hours=1))
# an address: a whole office may stand behind one
ADDRESS = Brake(free=100, longest=timedelta(minutes=1), quiet=timedelta(hours=1), half_life=timedelta(minutes=5))
# a user name from anywhere: guessing spread over many addresses
NAME = Brake(free=20, longest=timedelta(seconds=10), quiet=timedelta(hours=1))
FORGOTTEN_AFTER = max(brake.quiet for brake in (PAIR, ADDRESS, NAME))


@dataclass(frozen=True)
class Counted:
    """One count a try adds to: its key in the table and its brake."""

    key: str
    brake: Brake


def counts_of(username: str, address: str, browser_key: str | None) -> tuple[Counted, ...]:
    """Return what a try adds to. browser_key: of a browser that knows the account, else None."""
    if browser_key is not None:
        return (Counted(_key("browser", username, browser_key), PAIR),)
    network = network_of(address)
    return (
        Counted(_key("pair", username, network), PAIR),
        Counted(_key("address", network), ADDRESS),
        Counted(_key("name", username), NAME),
    )


def counts_of_change(user_id: int) -> tuple[Counted, ...]:
    """Return what a try at changing one's password adds to: an unattended screen must not serve for guessing it."""
    return (Counted(_key("change", str(user_id)), PAIR),)


def network_of(address: str) -> str:
    """Return the address, of IPv6 the first 64 bits: one household or office has them all."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        mapped = found.ipv4_mapped
        return str(mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def failures_left(brake: Brake, failures: int, last_at: datetime, now: datetime) -> int:
    """Return how many wrong tries still count."""
    gone = now - last_at
    if gone >= brake.quiet:
        return 0
    if brake.half_life is None or gone <= timedelta(0):
        return failures
    return round(failures * math.pow(0.5, gone / brake.half_life))


def wait_after(brake: Brake, failures: int) -> timedelta:
    """Return the wait between the last wrong try and the next."""
    if failures < brake.free:
        return timedelta(0)
    doublings = min(failures - brake.free, 20)
    return min(brake.longest, timedelta(seconds=2**doublings))


def seconds_to_wait(counts: Iterable[tuple[Brake, int, datetime]], now: datetime) -> int:
    """Return the whole seconds until a try is taken again, 0 for at once. counts: (brake, failures, last wrong try)."""
    seconds = [0.0]
    for brake, failures, last_at in counts:
        wait = wait_after(brake, failures_left(brake, failures, last_at, now))
        # a count that makes nobody wait says nothing, even where somebody else's try was later than this one
        if wait:
            seconds.append((last_at + wait - now).total_seconds())
    return math.ceil(max(seconds))


def _key(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
