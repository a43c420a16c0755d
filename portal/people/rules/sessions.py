"""Sign-in sessions: their token and limits."""

from __future__ import annotations

import hashlib
import re
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


# looked for in this order: most browsers also name the ones they imitate
_BROWSERS = (
    (r"\bLine/", "LINE"),
    (r"FB(AN|AV)|Instagram", "Facebook"),
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Macintosh|Mac OS X", "Mac"),
    (r"CrOS", "ChromeOS"),
    (r"Linux|X11", "Linux"),
)


def browser_in_words(user_agent: str) -> str:
    """Return what a person recognises a browser by, e.g. "Chrome · Windows"; empty where nothing is known."""
    found = (
        next((word for pattern, word in known if re.search(pattern, user_agent)), "") for known in (_BROWSERS, _SYSTEMS)
    )
    return " · ".join(word for word in found if word)
