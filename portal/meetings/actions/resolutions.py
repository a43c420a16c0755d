"""Following a resolution: reports of its owner, what the secretary makes of them, another day or owner."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from portal import audit
from portal.access.permissions import Role
from portal.committees.queries import secretary_ids_of
from portal.errors import N_, Conflict, RuleBroken
from portal.evidence.rules import NewFile
from portal.extensions import db
from portal.meetings.actions.locking import hold_committee
from portal.meetings.actions.records import record_resolution
from portal.meetings.models import Meeting, Resolution, ResolutionEvent
from portal.meetings.rules import Act, calendar_year_be, check_decidable, check_reportable
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import Unit, User
from portal.people.queries import people_with_role
from portal.thai import bangkok_date

CHANGED = N_("มีผู้ทำรายการกับมตินี้หลังจากที่ท่านเปิดหน้า โปรดตรวจสถานะปัจจุบัน แล้วทำอีกครั้ง")


def report_progress(
    *,
    resolution: Resolution,
    note: str,
    says_done: bool,
    file: NewFile | None,
    submit_key: str,
    actor: User,
    now: datetime,
) -> ResolutionEvent:
    """Return the report, on record; the committee's secretaries are told. Sent twice it is one.

    says_done: the owner says that it is carried out; the secretary has yet to accept that
    Raises RuleBroken where nothing is to be reported, or the report says nothing.
    """
    _hold(resolution)
    if (stored := _same(resolution, submit_key)) is not None:
        return stored
    check_reportable(resolution, note)
    act = Act.REPORTED_DONE if says_done else Act.REPORTED
    if says_done:
        resolution.reported_done_at = now
    kept: dict[str, Any] = {}
    if file is not None:
        kept = {name: getattr(file, name) for name in ("filename", "sha256", "size_bytes", "media_type")}
    event = _add(resolution, act, actor, now, submit_key, note=note, **kept)
    record_resolution(
        audit.Event.RESOLUTION_REPORTED, resolution, actor, now, {"act": act.value, "note": note, **_named(file)}
    )
    secretaries = secretary_ids_of([resolution.committee_id], bangkok_date(now))[resolution.committee_id]
    _tell(NoticeKind.RESOLUTION_REPORTED, resolution, secretaries - {actor.id}, event, actor, now, reason=note)
    return event


def accept_done(
    *, resolution: Resolution, note: str, version: int, submit_key: str, actor: User, now: datetime
) -> ResolutionEvent:
    """Return the acceptance: the resolution is done and followed no more; its owner is told.

    Raises RuleBroken for one that is done or was never followed, Conflict for another version.
    """
    return _decide(resolution, Act.ACCEPTED, note, version, submit_key, actor, now)


def send_back(
    *, resolution: Resolution, reason: str, version: int, submit_key: str, actor: User, now: datetime
) -> ResolutionEvent:
    """Return the act: what was said to be done is to go on, for the reason; its owner is told."""
    if not reason.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผล ผู้รับผิดชอบจะเห็นข้อความนี้"), field="note")
    return _decide(resolution, Act.SENT_BACK, reason, version, submit_key, actor, now)


def reopen(
    *, resolution: Resolution, reason: str, version: int, submit_key: str, actor: User, now: datetime
) -> ResolutionEvent:
    """Return the act: a resolution that was done is followed again, for the reason."""
    if not reason.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผล ผู้รับผิดชอบจะเห็นข้อความนี้"), field="note")
    return _decide(resolution, Act.REOPENED, reason, version, submit_key, actor, now)


def change_terms(
    *,
    resolution: Resolution,
    due_on: date | None,
    unit: Unit | None,
    person: User | None,
    reason: str,
    version: int,
    submit_key: str,
    actor: User,
    now: datetime,
) -> Resolution:
    """Return the resolution with another day, division or person; each change is on record with the reason.

    Raises RuleBroken without a reason or without any change, Conflict for another version.
    """
    _hold(resolution, version)
    if not reason.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผลที่เปลี่ยน"), field="reason")
    check_decidable(resolution, Act.DUE_CHANGED)
    before = _terms(resolution)
    resolution.due_on, resolution.owner_unit, resolution.owner = due_on, unit, person
    after = _terms(resolution)
    if before == after:
        raise RuleBroken(N_("ยังไม่ได้เปลี่ยนวันครบกำหนดหรือผู้รับผิดชอบ"))
    db.session.flush()
    if before["due_on"] != after["due_on"]:
        values = {"old_value": before["due_on"], "new_value": after["due_on"]}
        _add(resolution, Act.DUE_CHANGED, actor, now, f"{submit_key}:due", note=reason, **values)
    if before["owner"] != after["owner"]:
        values = {"old_value": before["owner"], "new_value": after["owner"]}
        event = _add(resolution, Act.OWNER_CHANGED, actor, now, f"{submit_key}:owner", note=reason, **values)
        _tell(NoticeKind.RESOLUTION_ASSIGNED, resolution, owners_of(resolution, now), event, actor, now, reason=reason)
    record_resolution(
        audit.Event.RESOLUTION_CHANGED, resolution, actor, now, {"old": before, "new": after, "reason": reason}
    )
    return resolution


def issue_resolution_numbers(*, meeting: Meeting, now: datetime) -> list[Resolution]:
    """Return the meeting's resolutions, each with its number of the committee and calendar year, issued once.

    Called in the act that ends the meeting, under the committee's row lock.
    """
    hold_committee(meeting.committee_id)
    year_be = calendar_year_be(meeting.starts_at)
    last = db.session.scalar(
        select(func.max(Resolution.number)).where(
            Resolution.committee_id == meeting.committee_id, Resolution.number_year_be == year_be
        )
    )
    rows = db.session.scalars(
        select(Resolution)
        .where(Resolution.meeting_id == meeting.id, Resolution.struck_at.is_(None), Resolution.number.is_(None))
        .order_by(Resolution.id)
    ).all()
    for number, resolution in enumerate(rows, (last or 0) + 1):
        resolution.number, resolution.number_year_be = number, year_be
    db.session.flush()
    return list(rows)


def tell_owners(*, meeting: Meeting, actor: User, now: datetime) -> int:
    """Return how many resolutions of the meeting had their owners told; once each, called when the meeting ends."""
    rows = db.session.scalars(
        select(Resolution).where(Resolution.meeting_id == meeting.id, Resolution.struck_at.is_(None))
    ).all()
    followed = [resolution for resolution in rows if resolution.is_followed]
    for resolution in followed:
        notify(
            user_ids=owners_of(resolution, now),
            kind=NoticeKind.RESOLUTION_ASSIGNED,
            detail=_facts(resolution, actor),
            path=f"/resolutions/{resolution.id}",
            dedupe_key=f"resolution-assigned:{resolution.id}",
            now=now,
        )
    return len(followed)


def owners_of(resolution: Resolution, now: datetime) -> set[int]:
    """Return the ids of those who carry it out: the person named, else officers and heads of the division."""
    if resolution.owner_id is not None:
        return {resolution.owner_id}
    if resolution.owner_unit is None:
        return set()
    today, path = bangkok_date(now), resolution.owner_unit.path
    return {person.id for role in (Role.OFFICER, Role.HEAD) for person in people_with_role(role, path, today)}


def _decide(
    resolution: Resolution, act: Act, note: str, version: int, submit_key: str, actor: User, now: datetime
) -> ResolutionEvent:
    _hold(resolution)
    if (stored := _same(resolution, submit_key)) is not None:
        return stored
    if resolution.version != version:
        raise Conflict(CHANGED)
    check_decidable(resolution, act)
    resolution.done_at = now if act is Act.ACCEPTED else None
    if act is not Act.ACCEPTED:
        resolution.reported_done_at = None
    event = _add(resolution, act, actor, now, submit_key, note=note)
    kind, recorded = {
        Act.ACCEPTED: (NoticeKind.RESOLUTION_ACCEPTED, audit.Event.RESOLUTION_ACCEPTED),
        Act.SENT_BACK: (NoticeKind.RESOLUTION_SENT_BACK, audit.Event.RESOLUTION_SENT_BACK),
        Act.REOPENED: (NoticeKind.RESOLUTION_SENT_BACK, audit.Event.RESOLUTION_REOPENED),
    }[act]
    record_resolution(recorded, resolution, actor, now, {"reason": note} if note else {})
    _tell(kind, resolution, owners_of(resolution, now), event, actor, now, reason=note)
    return event


def _hold(resolution: Resolution, version: int | None = None) -> None:
    db.session.execute(select(Resolution.id).where(Resolution.id == resolution.id).with_for_update())
    db.session.refresh(resolution)
    if version is not None and resolution.version != version:
        raise Conflict(CHANGED)


def _same(resolution: Resolution, submit_key: str) -> ResolutionEvent | None:
    found = select(ResolutionEvent).where(
        ResolutionEvent.resolution_id == resolution.id, ResolutionEvent.submit_key == submit_key
    )
    return db.session.scalars(found).one_or_none()


def _add(
    resolution: Resolution, act: Act, actor: User, now: datetime, submit_key: str, **values: Any
) -> ResolutionEvent:
    event = ResolutionEvent(
        resolution_id=resolution.id, act=act.value, actor_id=actor.id, at=now, submit_key=submit_key, **values
    )
    db.session.add(event)
    db.session.flush()
    return event


def _tell(
    kind: NoticeKind,
    resolution: Resolution,
    user_ids: set[int] | frozenset[int],
    event: ResolutionEvent,
    actor: User,
    now: datetime,
    **more: str,
) -> None:
    notify(
        user_ids=user_ids,
        kind=kind,
        detail=_facts(resolution, actor) | {name: text for name, text in more.items() if text},
        path=f"/resolutions/{resolution.id}",
        dedupe_key=f"resolution:{event.id}",
        now=now,
    )


def _facts(resolution: Resolution, actor: User) -> dict[str, Any]:
    due = {} if resolution.due_on is None else {"due_on": resolution.due_on.isoformat()}
    return {
        "committee": resolution.meeting.committee.shown_name,
        "meeting": resolution.meeting.name,
        "item": resolution.item.title,
        "text": resolution.text,
        "by": actor.name,
        **due,
    }


def _terms(resolution: Resolution) -> dict[str, str]:
    owner = resolution.owner.name if resolution.owner is not None else ""
    unit = resolution.owner_unit.abbr if resolution.owner_unit is not None else ""
    return {
        "due_on": "" if resolution.due_on is None else resolution.due_on.isoformat(),
        "owner": " ".join(part for part in (unit, owner) if part),
    }


def _named(file: NewFile | None) -> dict[str, str]:
    return {} if file is None else {"filename": file.filename, "sha256": file.sha256}
