"""The portal's own address, as phones in the room and links on paper need it."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request

ONLY_THIS_MACHINE = ("localhost", "127.0.0.1", "::1", "0.0.0.0")  # noqa: S104  (names to recognise, not to listen on)


def public_root() -> str:
    """Return the address others reach the portal at, without a slash at the end.

    It is the setting; where that names this machine alone, the address the reader's own browser has used is better.
    """
    configured: str = current_app.extensions["portal_config"].base_url
    root = configured if is_reachable(configured) else request.host_url
    return root.rstrip("/")


def is_reachable(root: str) -> bool:
    """Return whether other machines can reach the address at all."""
    return urlsplit(root).hostname not in ONLY_THIS_MACHINE


def without_scheme(address: str) -> str:
    """Return the address as it is typed into a phone."""
    return address.split("://", 1)[-1]
