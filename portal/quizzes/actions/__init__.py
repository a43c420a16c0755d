"""What people do with quizzes, a module for each noun."""

from portal.quizzes.actions.closing import close_attempt, close_attempts, close_overdue, mark_attempt, settle_attempt
from portal.quizzes.actions.taking import (
    Saved,
    Slip,
    read_answer,
    save_answer,
    start_attempt,
    start_facts,
    start_trial,
    submit_attempt,
)

__all__ = [
    "Saved",
    "Slip",
    "close_attempt",
    "close_attempts",
    "close_overdue",
    "mark_attempt",
    "read_answer",
    "save_answer",
    "settle_attempt",
    "start_attempt",
    "start_facts",
    "start_trial",
    "submit_attempt",
]
