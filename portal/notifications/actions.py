"""Telling people, reading what one was told, choosing how, and sending a job again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal import audit, mail, outbox
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.notifications.models import Notice, NoticePreference
from portal.notifications.queries import MAIL, channels_of, failed_jobs
from portal.notifications.rules import Channel, NoticeKind, default_channel
from portal.outbox import Job, JobState
from portal.people.models import User

ROWS_AT_ONCE = 500
RESEND_AT_ONCE = 500


def notify(
    *,
    user_ids: Iterable[int],
    kind: NoticeKind,
    detail: Mapping[str, Any],
    path: str,
    dedupe_key: str,
    now: datetime,
) -> int:
    """Put a notice into each person's inbox and, where the person wants that, post an e-mail; return how many were new.

    detail: plain JSON, see `NoticeKind` for the keys of each kind; the text is made of it when it is read or sent
    path: where it leads, a path of the portal
    dedupe_key: the same fact told twice to the same person is one notice
    Disabled people are passed over. Everything is part of the caller's transaction.
    """
    if not path.startswith("/") or path.startswith("//"):
        raise ValueError(f"not a path of the portal: {path!r}")
    wanted = list(dict.fromkeys(user_ids))
    made = 0
    for first in range(0, len(wanted), ROWS_AT_ONCE):
        made += _notify_some(wanted[first : first + ROWS_AT_ONCE], kind, dict(detail), path, dedupe_key, now)
    return made


def _notify_some(
    user_ids: Sequence[int], kind: NoticeKind, detail: dict[str, Any], path: str, dedupe_key: str, now: datetime
) -> int:
    own_choice = and_(NoticePreference.user_id == User.id, NoticePreference.kind == kind.value)
    people = db.session.execute(
        select(User.id, User.email, NoticePreference.channel)
        .outerjoin(NoticePreference, own_choice)
        .where(User.id.in_(user_ids), User.disabled_at.is_(None))
        .order_by(User.id)
    ).all()
    if not people:
        return 0
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    common = {"kind": kind.value, "detail": detail, "path": path, "dedupe_key": dedupe_key, "created_at": now}
    new = db.session.execute(
        dialect.insert(Notice)
        .values([{"user_id": person.id, **common} for person in people])
        .on_conflict_do_nothing(index_elements=["user_id", "dedupe_key"])
        .returning(Notice.id, Notice.user_id)
    ).all()
    notice_of = {user_id: notice_id for notice_id, user_id in new}
    if mail.is_on():
        letters = [
            ({"notice_id": notice_of[person.id]}, f"mail:{notice_of[person.id]}")
            for person in people
            if person.id in notice_of and person.email and (person.channel or default_channel(kind)) == Channel.EMAIL
        ]
        outbox.post_many(MAIL, letters, now)
    return len(notice_of)


def mark_read(*, notice: Notice, actor: User, now: datetime) -> None:
    """Note when the person first opened the notice."""
    if notice.user_id == actor.id and notice.read_at is None:
        notice.read_at = now
        db.session.flush()


def mark_all_read(*, actor: User, now: datetime) -> None:
    """Note that the person has seen everything in the inbox."""
    db.session.execute(
        update(Notice)
        .where(Notice.user_id == actor.id, Notice.read_at.is_(None))
        .values(read_at=now)
        .execution_options(synchronize_session=False)
    )


def choose_channels(*, chosen: Mapping[NoticeKind, Channel], actor: User, now: datetime) -> None:
    """Keep how the person wants to be told of each kind."""
    before = channels_of(actor.id)
    changed = {kind: channel for kind, channel in chosen.items() if before[kind] != channel}
    if not changed:
        return
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    rows = [{"user_id": actor.id, "kind": kind.value, "channel": channel.value} for kind, channel in changed.items()]
    statement = dialect.insert(NoticePreference).values(rows)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "kind"], set_={"channel": statement.excluded.channel}
        )
    )
    audit.record(
        actor_id=actor.id,
        event=audit.Event.PREFERENCES_CHANGED,
        subject_type="user",
        subject_id=actor.id,
        unit_path=actor.unit.path,
        now=now,
        detail={
            "old": {kind.value: before[kind].value for kind in changed},
            "new": {kind.value: channel.value for kind, channel in changed.items()},
        },
    )
    db.session.flush()


def resend_job(*, job: Job, actor: User, now: datetime) -> None:
    """Let a job run once more: a failed one, mail that was sent, or one that waits for its next try.

    Raises RuleBroken for other work that was done, Conflict for a job that is under way or about to be.
    """
    state = outbox.state_of(job, now)
    if state is JobState.RUNNING or (state is JobState.WAITING and job.tries == 0):
        raise Conflict(N_("รายการนี้กำลังทำหรือรอทำอยู่แล้ว โปรดรอสักครู่แล้วโหลดหน้าใหม่"))
    if state is JobState.DONE and job.kind != MAIL:
        raise RuleBroken(N_("งานนี้เสร็จแล้ว ส่งอีกครั้งได้เฉพาะอีเมล"))
    _record(actor, now, job.id, {"kind": job.kind, "state": state.value, "error": job.last_error})
    _run_again(job, now)
    db.session.flush()


def resend_failed(*, kind: str, actor: User, now: datetime) -> int:
    """Let failed jobs (of a kind, or all) run once more, at most RESEND_AT_ONCE; return how many."""
    jobs = failed_jobs(RESEND_AT_ONCE, kind)
    for job in jobs:
        _run_again(job, now)
    if jobs:
        _record(actor, now, 0, {"kind": kind, "state": JobState.FAILED.value, "jobs": [job.id for job in jobs]})
        db.session.flush()
    return len(jobs)


def _run_again(job: Job, now: datetime) -> None:
    """Put the job back; a message that had left becomes a new copy, so that no server takes it for the same one."""
    payload = dict(job.payload)
    if job.kind == MAIL and job.done_at is not None:
        payload["copy"] = int(payload.get("copy", 1)) + 1
    outbox.again(job, now, payload)


def _record(actor: User, now: datetime, job_id: int, detail: dict[str, Any]) -> None:
    audit.record(
        actor_id=actor.id,
        event=audit.Event.OUTBOX_RESENT,
        subject_type="job",
        subject_id=job_id,
        unit_path=actor.unit.path,
        now=now,
        detail=detail,
    )
