"""The trail in words: a sentence for every event, a name for every kind of object and for every fact in a detail.

The tables are keyed by the names that stand in the trail; a test holds them equal to the closed list of events. Facts
that no table knows (a later program wrote them) are told under their own name, never left out.
"""

from portal.audit_trail.rules.events import EVENT_WORDS, SENTENCES, SUBJECT_WORDS
from portal.audit_trail.rules.facts import FACT_WORDS, REPEATED, UNTOLD, WORDS
from portal.audit_trail.rules.telling import NO, YES, Change, Fact, Shape, Telling, Value, telling, value_of

__all__ = [
    "EVENT_WORDS",
    "FACT_WORDS",
    "NO",
    "REPEATED",
    "SENTENCES",
    "SUBJECT_WORDS",
    "UNTOLD",
    "WORDS",
    "YES",
    "Change",
    "Fact",
    "Shape",
    "Telling",
    "Value",
    "telling",
    "value_of",
]
