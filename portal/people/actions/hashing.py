"""Passwords as argon2id hashes, and new ones for people to change.

A hash costs about 20 ms and 19 MB on purpose. No more of them run at once than the machine has cores, and callers make
them before they begin a write: neither memory nor the writers behind the lock may wait for guessing strangers.
"""

from __future__ import annotations

import os
import secrets
import threading
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.people.rules.passwords import for_hash

# letters and digits that nobody mistakes for one another on paper
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_CORES = threading.BoundedSemaphore(os.cpu_count() or 1)


def new_password() -> str:
    """Return a random password to be read aloud and typed once: four groups of four letters and digits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def hash_password(password: str) -> str:
    """Return the argon2id hash; slow, never inside a write."""
    with _CORES:
        return _HASHER.hash(for_hash(password))


def is_right(password_hash: str, password: str) -> bool:
    """Return whether the password is the hashed one; without a hash it takes as long and is never right."""
    given = for_hash(password)
    stored = password_hash or _nobodys_hash()
    with _CORES:
        try:
            _HASHER.verify(stored, given)
        except (VerificationError, InvalidHashError):
            return False
    return bool(password_hash)


def is_outdated(password_hash: str) -> bool:
    """Return whether the hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(password_hash)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))
