"""Imports every feature's models, so that metadata and migrations see all tables."""

from portal import audit, outbox
from portal.briefings import models as briefings
from portal.committees import models as committees
from portal.evidence import models as evidence
from portal.meetings import models as meetings
from portal.notifications import models as notifications
from portal.people import models as people
from portal.performance import models as performance
from portal.questionnaire import models as questionnaire
from portal.quizzes import models as quizzes
from portal.reporting import models as reporting

__all__ = [
    "audit",
    "briefings",
    "committees",
    "evidence",
    "meetings",
    "notifications",
    "outbox",
    "people",
    "performance",
    "questionnaire",
    "quizzes",
    "reporting",
]
