"""What people do with meetings, a module for each noun."""

from portal.meetings.actions.agenda import (
    fix_agenda,
    open_agenda,
    reopen_agenda,
)
from portal.meetings.actions.answers import (
    answer_invitation,
    remind,
)
from portal.meetings.actions.arranging import (
    arrange,
    put_back,
)
from portal.meetings.actions.carry import (
    Carried,
    carry_over,
)
from portal.meetings.actions.decisions import (
    defer_item,
    return_item,
    withdraw_item,
)
from portal.meetings.actions.extracts import (
    send_extracts,
)
from portal.meetings.actions.guests import (
    Guest,
    add_guest,
    remove_guest,
)
from portal.meetings.actions.invitations import (
    Sent,
    invite_meeting,
    save_memo,
)
from portal.meetings.actions.meetings import (
    cancel_meeting,
    change_meeting,
    create_meeting,
    note_recording,
)
from portal.meetings.actions.notes import (
    NoteConflict,
    Resolved,
    change_resolution,
    record_resolution_of,
    save_note,
    strike_resolution,
)
from portal.meetings.actions.own_items import (
    add_item,
    add_outline,
    change_details,
    is_submitted,
    outline_of,
    place_again,
    remove_item,
    sections_of_meeting,
)
from portal.meetings.actions.papers import (
    add_papers,
    arrange_papers,
    withdraw_paper,
)
from portal.meetings.actions.presence import (
    Marked,
    check_in,
    mark_person,
)
from portal.meetings.actions.proposals import (
    WantedItem,
    change_item,
    create_item,
    withdraw_proposal,
)
from portal.meetings.actions.resolutions import (
    accept_done,
    change_terms,
    issue_resolution_numbers,
    reopen,
    report_progress,
    send_back,
    tell_owners,
)
from portal.meetings.actions.session import (
    close_item,
    end_meeting,
    open_room,
    start_meeting,
    take_up,
)
from portal.meetings.actions.submissions import (
    recall_item,
    submit_item,
)
from portal.meetings.actions.templates import upload_template, withdraw_template

__all__ = [
    "Carried",
    "Guest",
    "Marked",
    "Memo",
    "NoteConflict",
    "Resolved",
    "Sent",
    "WantedItem",
    "accept_done",
    "add_guest",
    "add_item",
    "add_outline",
    "add_papers",
    "answer_invitation",
    "arrange",
    "arrange_papers",
    "cancel_meeting",
    "carry_over",
    "change_details",
    "change_item",
    "change_meeting",
    "change_resolution",
    "change_terms",
    "check_in",
    "close_item",
    "create_item",
    "create_meeting",
    "defer_item",
    "end_meeting",
    "fix_agenda",
    "invite_meeting",
    "is_submitted",
    "issue_resolution_numbers",
    "mark_person",
    "note_recording",
    "open_agenda",
    "open_room",
    "outline_of",
    "place_again",
    "put_back",
    "recall_item",
    "record_resolution_of",
    "remind",
    "remove_guest",
    "remove_item",
    "reopen",
    "reopen_agenda",
    "report_progress",
    "return_item",
    "save_memo",
    "save_note",
    "sections_of_meeting",
    "send_back",
    "send_extracts",
    "start_meeting",
    "strike_resolution",
    "submit_item",
    "take_up",
    "tell_owners",
    "upload_template",
    "withdraw_item",
    "withdraw_paper",
    "withdraw_proposal",
    "withdraw_template",
]
