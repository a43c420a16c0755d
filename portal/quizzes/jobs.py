"""Deferred work of quizzes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from portal.quizzes.actions.pruning import prune_answers


def prune(payload: Mapping[str, Any], now: datetime) -> None:
    """Delete single answers that are kept no longer."""
    prune_answers(now=now)


JOBS = {"quizzes.prune": prune}
