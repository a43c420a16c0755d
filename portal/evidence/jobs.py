"""Deferred work of evidence: sweeping files that no row names."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import current_app

from portal import outbox
from portal.evidence.actions import sweep_files

log = logging.getLogger("portal.evidence")


@outbox.slow
def sweep(payload: Mapping[str, Any], now: datetime) -> None:
    """Remove stored files that no revision names and part files that a crash left; nothing younger than a day."""
    files, parts = sweep_files(storage=current_app.extensions["portal_storage"])
    if files or parts:
        log.info("swept %s files without a record and %s part files", files, parts)


JOBS: Mapping[str, Callable[..., Any]] = {"evidence.sweep": sweep}
