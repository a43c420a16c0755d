"""Sign-in sessions: their token and limits."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

# an unused session ends after half a day, any session after a week (own setting; the study gives none)
IDLE_LIMIT = timedelta(hours=12)
ABSOLUTE_LIMIT = timedelta(days=7)
TOUCH_EVERY = timedelta(minutes=5)


def token_digest(token: str) -> str:
    """Return the SHA-256 under which a session's token is stored: the table alone opens no door."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_in_force(started_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Return whether a session is within both limits."""
    return now - started_at < ABSOLUTE_LIMIT and now - seen_at < IDLE_LIMIT
