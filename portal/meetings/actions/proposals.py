"""Proposals of a division: begun, changed, withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal import audit, thai
from portal.access.permissions import Permission, Role
from portal.access.policy import can
from portal.committees.models import Committee
from portal.committees.queries import secretary_ids_of
from portal.errors import N_, Conflict, Forbidden, RuleBroken
from portal.extensions import db
from portal.meetings.actions.decisions import withdraw_item
from portal.meetings.actions.locking import ITEM_CHANGED, turn_agenda
from portal.meetings.actions.records import record_item
from portal.meetings.models import AgendaItem, Meeting
from portal.meetings.queries.proposals import latest_submission, meeting_wanted, people_meant
from portal.meetings.rules.proposals import (
    check_reason,
    check_withdrawable,
    check_writable,
    differences,
)
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import Unit, User
from portal.people.queries import people_with_role


@dataclass(frozen=True)
class WantedItem:
    """A proposal as the form describes it; the presenter as typed."""

    kind: str
    title: str
    background: str
    issue: str
    proposal: str
    presenter: str
    minutes_needed: int | None
    wanted_meeting_id: int | None
    is_confidential: bool
    is_recurring: bool


def create_item(
    *, committee: Committee | None, unit: Unit | None, wanted: WantedItem, submit_key: str, actor: User, now: datetime
) -> AgendaItem:
    """Return the new draft of the unit. Sent twice it is made once.

    Raises RuleBroken, Forbidden where the actor does not propose for the unit.
    """
    if made := db.session.scalars(select(AgendaItem).where(AgendaItem.submit_key == submit_key)).first():
        return made
    if committee is None or committee.closed_at is not None:
        raise RuleBroken(N_("โปรดเลือกคณะที่เสนอเรื่อง"), field="committee_id")
    if unit is None or unit.closed_at is not None:
        raise RuleBroken(N_("โปรดเลือกหน่วยที่เสนอเรื่อง"), field="unit_id")
    if not can(actor, Permission.ITEM_PROPOSE, unit):
        raise Forbidden(N_("ท่านไม่มีหน้าที่เสนอเรื่องของหน่วยนี้"))
    item = AgendaItem(
        committee=committee,
        committee_id=committee.id,
        unit=unit,
        unit_id=unit.id,
        created_by_id=actor.id,
        created_at=now,
        submit_key=submit_key,
        kind=wanted.kind,
        title="",
    )
    _write(item, wanted)
    db.session.add(item)
    db.session.flush()
    item.topic_id = item.id
    db.session.flush()
    record_item(audit.Event.ITEM_CREATED, item, actor, now)
    return item


def change_item(*, item: AgendaItem, wanted: WantedItem, version: int, actor: User, now: datetime) -> AgendaItem:
    """Return the item, changed.

    Raises RuleBroken for one that lies with the secretary or is over, Conflict when somebody changed it since.
    """
    hold_item(item, actor, now)
    if item.version != version:
        raise Conflict(ITEM_CHANGED)
    check_open_to_writing(item)
    before = content_of(item)
    _write(item, wanted)
    db.session.flush()
    changed = differences(before, content_of(item))
    if changed:
        names = {each.name: "item" if each.name == "title" else each.name for each in changed}
        sides = {
            "old": {names[each.name]: each.old for each in changed},
            "new": {names[each.name]: each.new for each in changed},
        }
        record_item(audit.Event.ITEM_CHANGED, item, actor, now, sides)
    return item


def withdraw_proposal(*, item: AgendaItem, reason: str, version: int, actor: User, now: datetime) -> AgendaItem:
    """Return the item, withdrawn with a reason; nothing of it is deleted. Sent twice it is withdrawn once.

    Raises RuleBroken once its agenda is fixed or it is over, Conflict when somebody changed it since it was shown.
    """
    check_reason(reason)
    if item.withdrawn_at is not None and item.withdraw_reason == reason:
        return item
    check_withdrawable(item.state, None if item.meeting is None else item.meeting.state)
    was_submitted = latest_submission(item.id) is not None
    withdraw_item(item=item, reason=reason, version=version, actor=actor, now=now)
    if was_submitted:
        key = f"item-withdrawn:{item.id}"
        tell_secretaries(NoticeKind.ITEM_WITHDRAWN, item, actor, now, key, act="withdrawn", reason=reason)
    return item


def hold_item(item: AgendaItem, actor: User, now: datetime) -> None:
    """Hold the item's row until the end of the transaction and read it afresh; before it the agenda it stands on."""
    if item.meeting is not None:
        turn_agenda(item.meeting, actor, now)
    db.session.refresh(item, with_for_update=True)


def check_open_to_writing(item: AgendaItem) -> None:
    """Raise RuleBroken unless the item and its papers may be written now."""
    check_writable(
        item.state,
        is_secretarys=item.submitted_at is not None and latest_submission(item.id) is None,
        meeting=None if item.meeting is None else item.meeting.state,
    )


def content_of(item: AgendaItem) -> dict[str, Any]:
    """Return the item's text as a submission freezes it."""
    meeting = meeting_wanted(item)
    return {
        "title": item.title,
        "kind": item.kind,
        "background": item.background,
        "issue": item.issue,
        "proposal": item.proposal,
        "presenter": item.presenter_label,
        "minutes_needed": item.minutes_needed,
        "wanted_meeting": "" if meeting is None else meeting.name,
        "is_confidential": item.is_confidential,
        "is_recurring": item.is_recurring,
    }


def _write(item: AgendaItem, wanted: WantedItem) -> None:
    _check_meeting(item, wanted.wanted_meeting_id)
    item.presenter, item.presenter_name = _presenter(item, wanted.presenter)
    item.presenter_id = None if item.presenter is None else item.presenter.id
    plain = ("kind", "title", "background", "issue", "proposal", "minutes_needed", "is_confidential", "is_recurring")
    for name in plain:
        setattr(item, name, getattr(wanted, name))
    item.wanted_meeting_id = wanted.wanted_meeting_id
    item.search_text = thai.search_key(" ".join((item.title, item.background, item.issue, item.proposal)))


def _presenter(item: AgendaItem, typed: str) -> tuple[User | None, str]:
    """Return the account a typed name means, or the name of somebody without one. Who it was stays where it may."""
    if not typed:
        return None, ""
    found = people_meant(item.unit, typed)
    kept = [user for user in found if user.id == item.presenter_id]
    if len(kept or found) > 1:
        names = ", ".join(f"{user.username} ({user.unit.abbr})" for user in found)
        raise RuleBroken(N_("มีผู้ชื่อนี้มากกว่า 1 คน โปรดใช้ชื่อผู้ใช้แทน: %(names)s"), field="presenter", names=names)
    return next(iter(kept or found), None), "" if found else typed


def _check_meeting(item: AgendaItem, meeting_id: int | None) -> None:
    if meeting_id is None or meeting_id == item.wanted_meeting_id:
        return
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or meeting.committee_id != item.committee_id:
        raise RuleBroken(N_("การประชุมที่ขอต้องเป็นของคณะที่เสนอเรื่อง"), field="wanted_meeting_id")


def tell_secretaries(kind: NoticeKind, item: AgendaItem, actor: User, now: datetime, key: str, **more: Any) -> None:
    """Tell the committee's secretaries of today, or the unit's secretariat where it has none with an account."""
    today = thai.bangkok_date(now)
    ids = set(secretary_ids_of([item.committee_id], today)[item.committee_id])
    if not ids:
        ids = {user.id for user in people_with_role(Role.SECRETARIAT, item.committee.unit_path, today)}
    meeting = meeting_wanted(item)
    facts = {"committee": item.committee.shown_name, "item": item.title, "by": actor.name, "unit": item.unit.name_th}
    notify(
        user_ids=sorted(ids - {actor.id}),
        kind=kind,
        detail=facts | ({} if meeting is None else {"meeting": meeting.name}) | more,
        path=f"/items/{item.id}",
        dedupe_key=key,
        now=now,
    )
