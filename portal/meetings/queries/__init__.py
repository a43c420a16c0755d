"""Reads of meetings, a module for each noun."""

from portal.meetings.queries.agenda import (
    Agenda,
    AgendaLine,
    AgendaPart,
    agenda_of,
    notes_of,
    papers_of,
    people_of,
    resolutions_of,
)
from portal.meetings.queries.board import (
    Waiting,
    backlog_of,
    carryable_to,
    submitted_ids,
    suggested_section,
)
from portal.meetings.queries.duties import (
    DUTIES,
)
from portal.meetings.queries.guards import (
    circle_of,
    get_item,
    get_meeting,
    get_meeting_person,
    get_resolution,
)
from portal.meetings.queries.invitations import (
    Plan,
    Wanted,
    own_person,
    plan_of,
)
from portal.meetings.queries.kept import (
    KEPT_FILES,
)
from portal.meetings.queries.meetings import (
    MeetingRow,
    Sight,
    ahead_of,
    committees_to_manage,
    committees_with_meetings,
    meetings_in,
    meetings_of_committee,
    next_label,
    own_place,
    sight_of,
    unnumbered_before,
)
from portal.meetings.queries.memos import (
    get_template,
    memo_of,
    order_on,
    template_in_force,
    template_units,
    templates_of,
)
from portal.meetings.queries.papers import (
    get_paper,
    is_in_force,
)

__all__ = [
    "DUTIES",
    "KEPT_FILES",
    "Agenda",
    "AgendaLine",
    "AgendaPart",
    "MeetingRow",
    "Plan",
    "Sight",
    "Waiting",
    "Wanted",
    "agenda_of",
    "ahead_of",
    "backlog_of",
    "carryable_to",
    "circle_of",
    "committees_to_manage",
    "committees_with_meetings",
    "get_item",
    "get_meeting",
    "get_meeting_person",
    "get_paper",
    "get_resolution",
    "get_template",
    "is_in_force",
    "meetings_in",
    "meetings_of_committee",
    "memo_of",
    "next_label",
    "notes_of",
    "order_on",
    "own_person",
    "own_place",
    "papers_of",
    "people_of",
    "plan_of",
    "resolutions_of",
    "sight_of",
    "submitted_ids",
    "suggested_section",
    "template_in_force",
    "template_units",
    "templates_of",
    "unnumbered_before",
]
