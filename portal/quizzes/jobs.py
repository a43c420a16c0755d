"""Deferred work of quizzes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.quizzes.actions.closing import close_overdue
from portal.quizzes.actions.pruning import prune_answers


def prune(payload: Mapping[str, Any], now: datetime) -> None:
    """Delete single answers that are kept no longer."""
    prune_answers(now=now)


def close(payload: Mapping[str, Any], now: datetime) -> None:
    """Close attempts whose time is up with what was saved; doing it twice closes once."""
    close_overdue(now=now)


JOBS = {"quizzes.close_overdue": close, "quizzes.prune": prune}
