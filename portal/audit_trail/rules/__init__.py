"""The trail in words."""

from portal.audit_trail.rules.telling import Change, Fact, Shape, Telling, Value, telling, value_of
from portal.audit_trail.rules.words import EVENT_WORDS, FACT_WORDS, REPEATED, SENTENCES, SUBJECT_WORDS, UNTOLD

__all__ = [
    "EVENT_WORDS",
    "FACT_WORDS",
    "REPEATED",
    "SENTENCES",
    "SUBJECT_WORDS",
    "UNTOLD",
    "Change",
    "Fact",
    "Shape",
    "Telling",
    "Value",
    "telling",
    "value_of",
]
