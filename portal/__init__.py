"""The portal: an agency runs the year of its performance agreement on it. Only `create_app` stands here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from portal.config import Config


def create_app(config: Config | None = None) -> Flask:
    """Return the web application for the given configuration (default: the environment's)."""
    from portal.app import build  # deferred: importing a rule must never import Flask

    return build(config)
