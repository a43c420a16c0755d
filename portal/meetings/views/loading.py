"""What guards load, with the day it is: the wrappers of queries that every view of meetings uses."""

from __future__ import annotations

from typing import Any

from flask_login import current_user

from portal import clock, thai
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.committees.models import Committee
from portal.committees.queries import get_committee
from portal.errors import Conflict
from portal.meetings import queries
from portal.meetings.models import AgendaItem, AgendaPaper, Meeting, MeetingPerson, Resolution
from portal.meetings.queries.proposals import latest_submission
from portal.meetings.rules import ItemState
from portal.meetings.rules.proposals import sees_paper
from portal.web import respond
from portal.web.versions import VersionForm


def committee_now(committee_id: int) -> Committee | None:
    """Return the committee with its secretaries of today, or None."""
    return get_committee(committee_id, thai.bangkok_date(clock.now()))


def meeting_now(meeting_id: int) -> Meeting | None:
    """Return the meeting with those the policy lets in, or None."""
    return queries.get_meeting(meeting_id, clock.now())


def item_now(item_id: int) -> AgendaItem | None:
    """Return the item with those the policy lets in, or None."""
    return queries.get_item(item_id, clock.now())


def resolution_now(resolution_id: int) -> Resolution | None:
    """Return the resolution with those the policy lets in, or None."""
    return queries.get_resolution(resolution_id, clock.now())


def item_seen(item_id: int) -> AgendaItem | None:
    """Return the item for its page; a draft that was never submitted is its division's and its presenter's alone."""
    item = item_now(item_id)
    if item is None or item.state is not ItemState.DRAFT or latest_submission(item.id) is not None:
        return item
    is_own = current_user.is_authenticated and (
        can(current_user, Permission.ITEM_PROPOSE, item) or current_user.id == item.presenter_id
    )
    return item if is_own else None


def item_with_history(item_id: int) -> AgendaItem | None:
    """Return the item for pages of its submissions: its division's, and of those who arrange the agenda."""
    item = item_seen(item_id)
    if item is None or not current_user.is_authenticated:
        return item
    asked = (Permission.ITEM_PROPOSE, Permission.ITEM_ARRANGE)
    return item if any(can(current_user, permission, item) for permission in asked) else None


def paper_seen(paper_id: int) -> AgendaPaper | None:
    """Return the paper where the person may read it, or None."""
    paper = queries.get_paper(paper_id, clock.now())
    if paper is None or not current_user.is_authenticated:
        return paper
    item = paper.item
    may = {
        "is_division": can(current_user, Permission.ITEM_PROPOSE, item),
        "is_manager": can(current_user, Permission.ITEM_ARRANGE, item),
        "is_draft": paper.submission_id is None,
        "is_in_force": queries.is_in_force(paper),
        "is_secretarys": item.submitted_at is not None and latest_submission(item.id) is None,
    }
    return paper if sees_paper(**may) else None


def act() -> dict[str, Any]:
    """Return who acts and when, as every action takes them."""
    return {"actor": current_user._get_current_object(), "now": clock.now()}


def person_now(person_id: int) -> MeetingPerson | None:
    """Return somebody on a meeting's list, with those the policy lets into the meeting, or None."""
    return queries.get_meeting_person(person_id, clock.now())


def own_place_now(meeting_id: int) -> MeetingPerson | None:
    """Return the reader's own place on the meeting's list, or None."""
    return queries.own_person(meeting_id, current_user.id)


def overtaken(form: VersionForm, conflict: Conflict, row: Any) -> int:
    """Let the form that lost be sent again over what is there now, with the sentence; return the answer's status."""
    respond.keep_nothing()
    respond.add_error(form, conflict)
    form.version.data = str(row.version)
    return conflict.status
