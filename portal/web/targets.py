"""Where a person may be sent back to: addresses of this portal only."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_target(target: str | None) -> str | None:
    """Return the target when it is a path of this portal, otherwise None (another site, a scheme, a trick)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if any(ord(char) < 32 or char == "\\" for char in target) or len(target) > 1000:
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None
