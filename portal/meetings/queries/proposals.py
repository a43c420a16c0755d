"""A division's proposals: the list by where they stand, one with its submissions, whom a name means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal import audit, thai
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.access.predicates import Person
from portal.committees.models import Committee
from portal.committees.queries import committee_rows
from portal.extensions import db
from portal.meetings.models import AgendaItem, AgendaPaper, Meeting, Submission
from portal.meetings.rules.proposals import Difference, PaperChanges, differences, paper_changes
from portal.paging import Slice, paginate
from portal.people.models import Unit, User
from portal.people.queries import agency_of, within
from portal.people.rules.names import name_key
from portal.people.rules.users import normal_username

# a return, a deferral and the like stand between submissions
STEPS = (
    audit.Event.ITEM_SUBMITTED,
    audit.Event.ITEM_RETURNED,
    audit.Event.ITEM_DEFERRED,
    audit.Event.ITEM_RECALLED,
    audit.Event.ITEM_WITHDRAWN,
)


class Group(StrEnum):
    """Where a proposal lies, as the division asks."""

    OURS = "ours"
    WAITING = "waiting"
    PLACED = "placed"
    DONE = "done"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class WantedProposals:
    """What the list is narrowed to; empty means all."""

    group: Group | None = None
    words: str = ""
    committee_id: int | None = None


@dataclass(frozen=True)
class Step:
    """Something that happened to a proposal: a submission with what it changed, or what came between two."""

    at: datetime
    who: str
    event: audit.Event
    reason: str = ""
    submission: Submission | None = None
    papers: tuple[AgendaPaper, ...] = ()
    changes: tuple[Difference, ...] = ()
    papers_changed: PaperChanges | None = None


def proposals(person: Person, wanted: WantedProposals, page: int) -> Slice[AgendaItem]:
    """Return one page of the proposals of the person's units, what was touched last first; two statements."""
    meeting_body = aliased(Committee)
    statement = (
        _of_units(person)
        .outerjoin(Meeting, Meeting.id == AgendaItem.meeting_id)
        .outerjoin(meeting_body, meeting_body.id == Meeting.committee_id)
        .options(
            contains_eager(AgendaItem.unit),
            contains_eager(AgendaItem.committee),
            contains_eager(AgendaItem.meeting).contains_eager(Meeting.committee.of_type(meeting_body)),
        )
    )
    if wanted.group is not None:
        statement = statement.where(_group() == wanted.group.value)
    found = _narrowed(statement, wanted).order_by(AgendaItem.id.desc())
    return paginate(found, page, session=db.session)


def counts(person: Person, wanted: WantedProposals) -> dict[Group, int]:
    """Return group -> how many proposals of the person's units lie there, with the other filters; one statement."""
    inner = _narrowed(_of_units(person).with_only_columns(_group().label("lies")), wanted).subquery()
    rows = db.session.execute(select(inner.c.lies, func.count()).group_by(inner.c.lies))
    found = {Group(lies): number for lies, number in rows}
    return {group: found.get(group, 0) for group in Group}


def committees_to_propose_to(person: Person, now: datetime) -> list[Committee]:
    """Return the standing committees in the person's sight, by unit and name."""
    return [row.committee for row in committee_rows(person, thai.bangkok_date(now))]


def meetings_to_ask_for(committees: Sequence[Committee], now: datetime) -> list[Meeting]:
    """Return meetings of the committees that are to come and whose agenda is not fixed, the next first."""
    return list(
        db.session.scalars(
            select(Meeting)
            .where(
                Meeting.committee_id.in_([each.id for each in committees]),
                Meeting.cancelled_at.is_(None),
                Meeting.agenda_fixed_at.is_(None),
                Meeting.started_at.is_(None),
                Meeting.starts_at > now,
            )
            .options(joinedload(Meeting.committee))
            .order_by(Meeting.starts_at, Meeting.id)
        )
    )


def meeting_wanted(item: AgendaItem) -> Meeting | None:
    """Return the meeting the division asks for, or None."""
    if item.wanted_meeting_id is None:
        return None
    return db.session.get(Meeting, item.wanted_meeting_id, options=[joinedload(Meeting.committee)])


def people_meant(unit: Unit, text: str) -> list[User]:
    """Return the accounts a typed presenter means: by user name, else by name within the unit's agency."""
    username, key = normal_username(text), name_key(text)
    rows = db.session.scalars(
        select(User)
        .join(User.unit)
        .where(
            User.disabled_at.is_(None),
            or_(User.username == username, within([agency_of(unit).path])),
        )
        .options(contains_eager(User.unit))
        .order_by(User.name, User.id)
    ).all()
    exact = [user for user in rows if user.username == username]
    return exact or [user for user in rows if key and name_key(user.name) == key]


def presenters_nearby(unit: Unit) -> list[str]:
    """Return names of the unit's people in use, as suggestions for the presenter; at most 200."""
    names = select(User.name).join(User.unit).where(User.disabled_at.is_(None), within([unit.path]))
    return list(db.session.scalars(names.order_by(User.name).limit(200)))


def latest_submission(item_id: int) -> Submission | None:
    """Return the item's latest submission, or None."""
    return db.session.scalars(
        select(Submission).where(Submission.item_id == item_id).order_by(Submission.no.desc()).limit(1)
    ).first()


def last_return(item_id: int) -> audit.Entry | None:
    """Return the entry of the item's last return, or None."""
    return next(iter(audit.entries_of("agenda_item", item_id, 1, events=[audit.Event.ITEM_RETURNED])), None)


def draft_papers(item_id: int) -> list[AgendaPaper]:
    """Return the papers of the draft in their order."""
    return _papers(item_id, AgendaPaper.submission_id.is_(None))


def frozen_papers(submission: Submission) -> list[AgendaPaper]:
    """Return the papers a submission froze, in their order."""
    return _papers(submission.item_id, AgendaPaper.submission_id == submission.id)


def steps_of(item: AgendaItem) -> list[Step]:
    """Return what happened to the proposal, newest first, each submission beside the one before; three statements."""
    submissions = db.session.scalars(
        select(Submission).where(Submission.item_id == item.id).order_by(Submission.no)
    ).all()
    papers: dict[int, list[AgendaPaper]] = defaultdict(list)
    for paper in _papers(item.id, AgendaPaper.submission_id.is_not(None)):
        papers[paper.submission_id or 0].append(paper)
    before = dict(zip([each.no for each in submissions], [None, *submissions], strict=False))
    by_no = {each.no: each for each in submissions}
    steps = []
    for entry in audit.entries_of("agenda_item", item.id, 200, events=STEPS):
        submission = by_no.get(entry.detail.get("no", 0)) if entry.event is audit.Event.ITEM_SUBMITTED else None
        if submission is None:
            steps.append(Step(entry.at, entry.actor_name or "", entry.event, str(entry.detail.get("reason", ""))))
        else:
            steps.append(_submitted(submission, before[submission.no], papers, entry))
    return steps


def _submitted(
    submission: Submission, before: Submission | None, papers: Mapping[int, list[AgendaPaper]], entry: audit.Entry
) -> Step:
    own = papers[submission.id]
    changes = () if before is None else tuple(differences(before.content, submission.content))
    return Step(
        submission.submitted_at,
        entry.actor_name or "",
        entry.event,
        str(submission.content.get("note", "")),
        submission,
        tuple(own),
        changes,
        None if before is None else paper_changes(papers[before.id], own),
    )


def _papers(item_id: int, condition: ColumnElement[bool]) -> list[AgendaPaper]:
    return list(
        db.session.scalars(
            select(AgendaPaper)
            .where(AgendaPaper.item_id == item_id, AgendaPaper.withdrawn_at.is_(None), condition)
            .order_by(AgendaPaper.submission_id, AgendaPaper.position, AgendaPaper.id)
        )
    )


def _of_units(person: Person) -> Select[Any]:
    """Return the statement of what divisions propose; items that the portal itself puts on an agenda are none."""
    return (
        select(AgendaItem)
        .join(AgendaItem.unit)
        .join(AgendaItem.committee)
        .where(
            within(scopes(person, Permission.ITEM_PROPOSE)),
            AgendaItem.adopts_id.is_(None),
            AgendaItem.follows_id.is_(None),
        )
    )


def _narrowed(statement: Select[Any], wanted: WantedProposals) -> Select[Any]:
    for word in thai.search_key(wanted.words).split():
        statement = statement.where(AgendaItem.search_text.contains(word, autoescape=True))
    if wanted.committee_id is not None:
        statement = statement.where(AgendaItem.committee_id == wanted.committee_id)
    return statement


def _group() -> ColumnElement[str]:
    """Return where an item lies, as `rules.item_state` tells it."""
    return case(
        (or_(AgendaItem.withdrawn_at.is_not(None), AgendaItem.outcome == "withdrawn"), Group.WITHDRAWN.value),
        (AgendaItem.outcome != "", Group.DONE.value),
        (AgendaItem.meeting_id.is_not(None), Group.PLACED.value),
        (AgendaItem.returned_at.is_not(None), Group.OURS.value),
        (
            and_(AgendaItem.submitted_at.is_(None), AgendaItem.deferred_at.is_(None)),
            Group.OURS.value,
        ),
        else_=Group.WAITING.value,
    )
