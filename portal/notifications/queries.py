"""Reads of notices, of preferences, and of the queue for the administrator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.notifications.models import Notice, NoticePreference
from portal.notifications.rules import Channel, NoticeKind, default_channel
from portal.outbox import Job, JobState, WorkerBeat, state_column, state_of
from portal.paging import Slice, paginate
from portal.people.models import Unit, User

MAIL = "notifications.mail"


def get_notice(notice_id: int, user_id: int) -> Notice | None:
    """Return the person's own notice; another's is None."""
    return db.session.scalar(select(Notice).where(Notice.id == notice_id, Notice.user_id == user_id))


def notices_of(user_id: int, page: int, *, unread_only: bool = False) -> Slice[Notice]:
    """Return a page of the person's notices, newest first."""
    statement = select(Notice).where(Notice.user_id == user_id)
    if unread_only:
        statement = statement.where(Notice.read_at.is_(None))
    return paginate(statement.order_by(Notice.created_at.desc(), Notice.id.desc()), page, session=db.session)


def count_unread(user_id: int) -> int:
    """Return how many notices the person has not read; one statement over an index, nothing is flushed for it."""
    with db.session.no_autoflush:
        return db.session.scalar(select(func.count()).where(Notice.user_id == user_id, Notice.read_at.is_(None))) or 0


def channels_of(user_id: int) -> dict[NoticeKind, Channel]:
    """Return how the person wants to be told of each kind."""
    rows = db.session.execute(
        select(NoticePreference.kind, NoticePreference.channel).where(NoticePreference.user_id == user_id)
    ).all()
    chosen = {kind: Channel(channel) for kind, channel in rows}
    return {kind: chosen.get(kind.value, default_channel(kind)) for kind in NoticeKind}


def letter_of(notice_id: int) -> tuple[Notice, User] | None:
    """Return a notice and the person it is for, or None when the person can no longer sign in."""
    row = db.session.execute(
        select(Notice, User)
        .join(User, User.id == Notice.user_id)
        .where(Notice.id == notice_id, User.disabled_at.is_(None))
        .options(joinedload(User.unit))
    ).first()
    return (row[0], row[1]) if row else None


@dataclass(frozen=True)
class JobRow:
    """A job as the administrator sees it: nothing of what it says, only what it is, for whom and how it goes."""

    job: Job
    state: JobState
    # of mail: the kind of notice, and who it is for; empty where that person is not the administrator's to see
    notice_kind: str = ""
    recipient: str = ""

    @property
    def is_mail(self) -> bool:
        """Whether sending again would send a message."""
        return self.job.kind == MAIL


def get_job(job_id: int) -> Job | None:
    """Return the job or None."""
    return db.session.get(Job, job_id)


def job_rows(now: datetime, page: int, scopes: Iterable[str], *, state: str = "", kind: str = "") -> Slice[JobRow]:
    """Return a page of the queue, newest first; three statements, however many rows.

    scopes: unit paths of the administrator; recipients elsewhere are not named
    """
    statement = select(Job)
    if state:
        statement = statement.where(state_column(now) == state)
    if kind:
        statement = statement.where(Job.kind == kind)
    jobs: Slice[Job] = paginate(statement.order_by(Job.id.desc()), page, session=db.session)
    letters = _letters([job.payload.get("notice_id") for job in jobs.items if job.kind == MAIL])
    paths = tuple(scopes)

    def row(job: Job) -> JobRow:
        about, name, path = letters.get(job.payload.get("notice_id", 0), ("", "", ""))
        return JobRow(job, state_of(job, now), about, name if path.startswith(paths) else "")

    return jobs.map(row)


def count_jobs(now: datetime, kind: str = "") -> dict[JobState, int]:
    """Return how many jobs stand in each state."""
    state = state_column(now).label("state")
    statement = select(state, func.count()).group_by(state)
    if kind:
        statement = statement.where(Job.kind == kind)
    counted: Mapping[str, int] = {row[0]: row[1] for row in db.session.execute(statement)}
    return {state: counted.get(state.value, 0) for state in JobState}


def job_kinds() -> list[str]:
    """Return the kinds there are jobs of."""
    return list(db.session.scalars(select(Job.kind).distinct().order_by(Job.kind)))


def failed_jobs(limit: int, kind: str = "") -> list[Job]:
    """Return failed jobs, oldest first."""
    statement = select(Job).where(Job.failed_at.is_not(None), Job.done_at.is_(None))
    if kind:
        statement = statement.where(Job.kind == kind)
    return list(db.session.scalars(statement.order_by(Job.id).limit(limit)))


def last_beat() -> datetime | None:
    """Return when any worker was last seen alive."""
    return db.session.scalar(select(func.max(WorkerBeat.seen_at)))


def _letters(notice_ids: list[int | None]) -> dict[int, tuple[str, str, str]]:
    """Return notice id -> (its kind, recipient's name, path of the recipient's unit)."""
    wanted = [each for each in notice_ids if each is not None]
    if not wanted:
        return {}
    rows = db.session.execute(
        select(Notice.id, Notice.kind, User.name, Unit.path)
        .join(User, User.id == Notice.user_id)
        .join(Unit, Unit.id == User.unit_id)
        .where(Notice.id.in_(wanted))
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}
