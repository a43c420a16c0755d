"""Tables of meetings."""

from portal.meetings.models.adoption import AdoptionAnswer, Amendment, Erratum
from portal.meetings.models.agenda import AgendaItem, AgendaPaper, AgendaSection, Submission
from portal.meetings.models.files import DocumentTemplate, MeetingFile, StockPhrase
from portal.meetings.models.meeting import Meeting
from portal.meetings.models.minutes import ItemNote, MinutesRevision
from portal.meetings.models.people import MeetingPerson, PresenceEvent
from portal.meetings.models.resolutions import Resolution, ResolutionEvent

__all__ = [
    "AdoptionAnswer",
    "AgendaItem",
    "AgendaPaper",
    "AgendaSection",
    "Amendment",
    "DocumentTemplate",
    "Erratum",
    "ItemNote",
    "Meeting",
    "MeetingFile",
    "MeetingPerson",
    "MinutesRevision",
    "PresenceEvent",
    "Resolution",
    "ResolutionEvent",
    "StockPhrase",
    "Submission",
]
