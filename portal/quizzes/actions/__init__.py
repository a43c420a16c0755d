"""What people do with quizzes, a module for each noun."""

from portal.quizzes.actions.answers import Saved, Slip, read_answer, save_answer
from portal.quizzes.actions.building import (
    Wanted,
    change_quiz,
    create_quiz,
    missing_of,
    publish_quiz,
    unpublish_quiz,
)
from portal.quizzes.actions.closing import close_attempt, close_attempts, close_overdue, mark_attempt, settle_attempt
from portal.quizzes.actions.hosting import (
    close_quiz,
    drop_absent_link,
    grant_extra_time,
    make_absent_link,
    open_quiz,
)
from portal.quizzes.actions.retakes import make_retake
from portal.quizzes.actions.slots import add_draw, add_questions, arrange_slot
from portal.quizzes.actions.taking import start_attempt, start_facts, start_trial, submit_attempt

__all__ = [
    "Saved",
    "Slip",
    "Wanted",
    "add_draw",
    "add_questions",
    "arrange_slot",
    "change_quiz",
    "close_attempt",
    "close_attempts",
    "close_overdue",
    "close_quiz",
    "create_quiz",
    "drop_absent_link",
    "grant_extra_time",
    "make_absent_link",
    "make_retake",
    "mark_attempt",
    "missing_of",
    "open_quiz",
    "publish_quiz",
    "read_answer",
    "save_answer",
    "settle_attempt",
    "start_attempt",
    "start_facts",
    "start_trial",
    "submit_attempt",
    "unpublish_quiz",
]
