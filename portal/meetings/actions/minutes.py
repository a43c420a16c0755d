"""Minutes: revisions compiled or sent back from Word, circulation, members' answers, adoption, errata."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.evidence.rules import NewFile
from portal.extensions import db
from portal.meetings.actions.locking import hold_meeting
from portal.meetings.actions.records import record_meeting
from portal.meetings.models import (
    AdoptionAnswer,
    AgendaItem,
    Amendment,
    Erratum,
    Meeting,
    MeetingPerson,
    MinutesRevision,
)
from portal.meetings.queries.agenda import people_of
from portal.meetings.queries.minutes import amendments_of, compiled
from portal.meetings.rules import MeetingState, Presence
from portal.meetings.rules.minutes import digest_of, lines_of_minutes
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import User
from portal.thai import search_key

HELD = (MeetingState.MINUTES_DRAFT, MeetingState.CIRCULATED)
ROUTES = ("same_meeting", "next_meeting", "circulation")


def compile_minutes(*, meeting: Meeting, note: str, actor: User, now: datetime) -> MinutesRevision:
    """Return the revision of the minutes as they stand; when nothing has changed since the last, that one.

    Raises RuleBroken before the meeting has ended and once its minutes are adopted.
    """
    hold_meeting(meeting)
    check_writable(meeting)
    content = compiled(meeting)
    digest, latest = digest_of(content), _latest(meeting)
    if latest is not None and latest.digest == digest:
        return latest
    return _revise(meeting, "compiled", content, digest, note, actor, now)


def upload_minutes(
    *, meeting: Meeting, file: NewFile, text: str, note: str, actor: User, now: datetime
) -> MinutesRevision:
    """Return the Word file, edited by hand, as the next revision. text: what it says, for comparing and searching.

    The same file again returns the revision it is. Raises RuleBroken as `compile_minutes`.
    """
    hold_meeting(meeting)
    check_writable(meeting)
    latest = _latest(meeting)
    if latest is not None and latest.sha256 == file.sha256:
        return latest
    kept = {"filename": file.filename, "sha256": file.sha256, "size_bytes": file.size_bytes}
    return _revise(meeting, "upload", {"text": text}, file.sha256, note, actor, now, text=text, **kept)


def circulate(*, meeting: Meeting, until_at: datetime | None, actor: User, now: datetime) -> Meeting:
    """Return the meeting with its latest revision out to the members until the deadline; they are told.

    until_at: None for the committee's usual number of days. A later revision is circulated anew, and answers to an
    earlier one no longer count.
    Raises RuleBroken without a revision or for a deadline that has passed.
    """
    hold_meeting(meeting)
    check_writable(meeting)
    latest = _latest(meeting)
    if latest is None:
        raise RuleBroken(N_("ยังไม่มีรายงานการประชุม โปรดจัดทำฉบับแรกก่อนเวียน"))
    until_at = until_at or now + timedelta(days=meeting.committee.adoption_days)
    if until_at <= now:
        raise RuleBroken(N_("กำหนดตอบต้องเป็นวันข้างหน้า"), field="until_on")
    meeting.circulated_at, meeting.circulated_revision_no, meeting.answers_until_at = now, latest.no, until_at
    db.session.flush()
    record_meeting(audit.Event.MINUTES_CIRCULATED, meeting, actor, now, {"no": latest.no})
    notify(
        user_ids=[person.user_id for person in people_of(meeting.id) if person.user_id and person.kind == "appointed"],
        kind=NoticeKind.MINUTES_CIRCULATED,
        detail={"committee": meeting.committee.shown_name, "meeting": meeting.name, "until_at": until_at.isoformat()},
        path=f"/meetings/{meeting.id}/adoption",
        dedupe_key=f"minutes-circulated:{meeting.id}:{latest.no}",
        now=now,
    )
    return meeting


def answer_circulation(
    *, person: MeetingPerson, answer: str, amendment: dict[str, str] | None, submit_key: str, actor: User, now: datetime
) -> AdoptionAnswer:
    """Return a member's answer: `adopt`, or `amend` with page, line, old and new text. The latest answer counts.

    Raises RuleBroken outside the circulation, after its deadline, or for an amendment that says nothing.
    """
    meeting = person.meeting
    hold_meeting(meeting)
    if meeting.state is not MeetingState.CIRCULATED or meeting.circulated_revision_no is None:
        raise RuleBroken(N_("ขณะนี้ไม่ได้เวียนรายงานการประชุมนี้ จึงตอบไม่ได้"))
    if meeting.answers_until_at is not None and now > meeting.answers_until_at:
        raise RuleBroken(N_("พ้นกำหนดตอบแล้ว โปรดแจ้งเลขานุการของคณะ"))
    if person.kind != "appointed":
        raise RuleBroken(N_("ผู้รับรองรายงานการประชุมคือกรรมการที่ได้รับแต่งตั้ง"))
    if answer == "amend":
        _amend(person, amendment or {}, submit_key, actor, now)
    made = AdoptionAnswer(
        meeting_id=meeting.id,
        person_id=person.id,
        revision_no=meeting.circulated_revision_no,
        answer=answer,
        answered_by_id=actor.id,
        answered_at=now,
    )
    db.session.add(made)
    db.session.flush()
    record_meeting(audit.Event.MINUTES_ANSWERED, meeting, actor, now, {"name": person.name, "answer": answer})
    return made


def decide_amendment(
    *, amendment: Amendment, decision: str, note: str, version: int, actor: User, now: datetime
) -> Amendment:
    """Return the amendment, applied (the text was changed accordingly) or declined with a reason."""
    hold_meeting(amendment.meeting)
    db.session.refresh(amendment)
    if amendment.version != version:
        raise Conflict(N_("มีผู้พิจารณาคำขอนี้ก่อนท่าน โปรดตรวจสถานะปัจจุบัน"))
    if decision == "declined" and not note.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผลที่ไม่แก้ไข"), field="note")
    amendment.decision, amendment.decision_note = decision, note
    amendment.decided_by_id, amendment.decided_at = actor.id, now
    db.session.flush()
    detail = {"name": amendment.person.name, "decision": decision}
    record_meeting(audit.Event.MINUTES_AMENDMENT_DECIDED, amendment.meeting, actor, now, detail)
    return amendment


def adopt(*, meeting: Meeting, route: str, adopted_in: Meeting | None, actor: User, now: datetime) -> Meeting:
    """Return the meeting with its minutes adopted and locked. Two secretaries who press at once adopt once.

    route: same_meeting, next_meeting (adopted_in: the later meeting that did), or circulation
    Raises RuleBroken without attendance, without a revision, with amendments nobody has decided, or for a route that
    does not fit.
    """
    hold_meeting(meeting)
    if meeting.adopted_at is not None:
        return meeting
    check_writable(meeting)
    latest = _latest(meeting)
    if latest is None:
        raise RuleBroken(N_("ยังไม่มีรายงานการประชุมให้รับรอง โปรดจัดทำก่อน"))
    if not any(person.presence in (Presence.PRESENT, Presence.DEPUTY) for person in people_of(meeting.id)):
        raise RuleBroken(N_("ไม่มีผู้มาประชุมในรายชื่อ จึงรับรองรายงานการประชุมไม่ได้ โปรดลงชื่อผู้มาประชุมก่อน"))
    if any(not amendment.decision for amendment in amendments_of(meeting.id)):
        raise RuleBroken(N_("ยังมีคำขอแก้ไขที่ไม่ได้พิจารณา โปรดพิจารณาให้ครบก่อนรับรอง"))
    _check_route(meeting, route, adopted_in, now)
    meeting.adopted_at, meeting.adopted_revision_no, meeting.adoption_route = now, latest.no, route
    meeting.adopted_in_id = None if adopted_in is None else adopted_in.id
    db.session.flush()
    record_meeting(audit.Event.MINUTES_ADOPTED, meeting, actor, now, {"no": latest.no, "route": route})
    notify(
        user_ids=[person.user_id for person in people_of(meeting.id) if person.user_id],
        kind=NoticeKind.MINUTES_ADOPTED,
        detail={"committee": meeting.committee.shown_name, "meeting": meeting.name},
        path=f"/meetings/{meeting.id}/minutes",
        dedupe_key=f"minutes-adopted:{meeting.id}",
        now=now,
    )
    return meeting


def note_erratum(
    *, meeting: Meeting, values: dict[str, str], decided_in: Meeting, item: AgendaItem | None, submit_key: str,
    actor: User, now: datetime,
) -> Erratum:  # fmt: skip
    """Return the correction beside adopted minutes, decided by a later meeting. Sent twice it is one."""
    hold_meeting(meeting)
    if meeting.adopted_at is None:
        raise RuleBroken(N_("รายงานการประชุมยังไม่รับรอง แก้ไขข้อความได้โดยตรง"))
    if (stored := db.session.scalars(select(Erratum).where(Erratum.submit_key == submit_key)).first()) is not None:
        return stored
    if not values.get("new_text", "").strip():
        raise RuleBroken(N_("โปรดระบุข้อความที่ถูกต้อง"), field="new_text")
    made = Erratum(
        meeting_id=meeting.id, decided_in_id=decided_in.id, item_id=None if item is None else item.id,
        submit_key=submit_key, noted_by_id=actor.id, noted_at=now, **values,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    record_meeting(audit.Event.MINUTES_ERRATUM_NOTED, meeting, actor, now, {"reason": values["new_text"][:200]})
    return made


def check_writable(meeting: Meeting) -> None:
    """Raise RuleBroken before the meeting has ended, and once its minutes are adopted and locked."""
    if meeting.state is MeetingState.ADOPTED:
        raise RuleBroken(N_("รายงานการประชุมรับรองแล้ว จึงแก้ไขไม่ได้ หากพบข้อผิดพลาด โปรดบันทึกเป็นการแก้ไขหลังรับรอง"))
    if meeting.state not in HELD:
        raise RuleBroken(N_("จัดทำรายงานการประชุมได้เมื่อเลิกประชุมแล้ว"))


def _amend(person: MeetingPerson, wanted: dict[str, str], submit_key: str, actor: User, now: datetime) -> None:
    if not wanted.get("new_text", "").strip():
        raise RuleBroken(N_("โปรดระบุข้อความที่ขอแก้ไข"), field="new_text")
    if db.session.scalar(select(Amendment.id).where(Amendment.submit_key == submit_key)) is not None:
        return
    meeting = person.meeting
    db.session.add(
        Amendment(
            meeting_id=meeting.id,
            person_id=person.id,
            revision_no=meeting.circulated_revision_no or 0,
            asked_at=now,
            asked_by_id=actor.id,
            submit_key=submit_key,
            **wanted,
        )
    )
    db.session.flush()


def _check_route(meeting: Meeting, route: str, adopted_in: Meeting | None, now: datetime) -> None:
    if route not in ROUTES:
        raise RuleBroken(N_("โปรดเลือกวิธีรับรองรายงานการประชุม"), field="route")
    if route == "circulation" and meeting.circulated_at is None:
        raise RuleBroken(N_("ยังไม่ได้เวียนรายงานการประชุม จึงรับรองโดยการเวียนไม่ได้"), field="route")
    if route == "next_meeting" and (
        adopted_in is None
        or adopted_in.committee_id != meeting.committee_id
        or adopted_in.started_at is None
        or adopted_in.starts_at <= meeting.starts_at
    ):
        raise RuleBroken(N_("โปรดเลือกการประชุมครั้งหลังที่รับรอง ซึ่งเริ่มประชุมแล้ว"), field="adopted_in")


def _latest(meeting: Meeting) -> MinutesRevision | None:
    rows = select(MinutesRevision).where(MinutesRevision.meeting_id == meeting.id)
    return db.session.scalars(rows.order_by(MinutesRevision.no.desc()).limit(1)).first()


def _revise(
    meeting: Meeting, source: str, content: dict[str, Any], digest: str, note: str, actor: User, now: datetime,
    *, text: str | None = None, **file: Any,
) -> MinutesRevision:  # fmt: skip
    last = db.session.scalar(select(func.max(MinutesRevision.no)).where(MinutesRevision.meeting_id == meeting.id))
    said = "\n".join(lines_of_minutes(content)) if text is None else text
    revision = MinutesRevision(
        meeting_id=meeting.id, no=(last or 0) + 1, source=source, content=content, text=said,
        search_text=search_key(said), digest=digest, note=note[:500], created_by_id=actor.id, created_at=now, **file,
    )  # fmt: skip
    db.session.add(revision)
    db.session.flush()
    record_meeting(audit.Event.MINUTES_REVISED, meeting, actor, now, {"no": revision.no})
    return revision
