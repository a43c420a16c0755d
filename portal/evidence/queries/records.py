"""Reads of single records, of their revisions, and of the files that prove obligations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.evidence.models import Evidence, EvidenceLink, EvidenceRevision
from portal.extensions import db
from portal.people.models import Unit, User
from portal.performance.models import Indicator, Obligation
from portal.performance.rules import period_name

_uploader, _withdrawer = aliased(User), aliased(User)


@dataclass(frozen=True)
class FileFact:
    """The current file of one standing piece of evidence, as it proves an obligation; this is what is certified."""

    evidence_id: int
    revision_id: int
    no: int
    title: str
    note: str
    filename: str
    sha256: str
    size_bytes: int
    covers_from_on: date
    covers_to_on: date
    uploaded_at: datetime
    linked_at: datetime
    uploader: str


@dataclass(frozen=True)
class FileRow:
    """One piece of evidence with its current file, as lists show it, also when withdrawn."""

    evidence_id: int
    revision_id: int
    no: int
    title: str
    note: str
    filename: str
    sha256: str
    size_bytes: int
    media_type: str
    covers_from_on: date
    covers_to_on: date
    uploaded_at: datetime
    uploader: str
    unit_id: int
    unit_abbr: str
    unit_name: str
    withdrawn_at: datetime | None
    withdrawer: str | None
    withdraw_reason: str


@dataclass(frozen=True)
class Proof:
    """An obligation that a piece of evidence proves, with the name of its period."""

    obligation: Obligation
    period_name: str


def proof_of(obligation: Obligation) -> Proof:
    """Return the obligation as lists of what is proven show it."""
    period = obligation.period
    return Proof(obligation, period_name(period.kind, period.no, period.starts_on, period.ends_on))


def is_current() -> ColumnElement[bool]:
    """Return the condition that a revision is the latest of its record."""
    other = aliased(EvidenceRevision)
    latest = select(func.max(other.no)).where(other.evidence_id == EvidenceRevision.evidence_id).scalar_subquery()
    return EvidenceRevision.no == latest


def file_rows() -> Any:
    """Return the statement of every file row; `as_file_row` reads what it yields. For this package's own queries."""
    return (
        select(
            Evidence.id.label("evidence_id"),
            EvidenceRevision.id.label("revision_id"),
            EvidenceRevision.no,
            Evidence.title,
            Evidence.note,
            EvidenceRevision.filename,
            EvidenceRevision.sha256,
            EvidenceRevision.size_bytes,
            EvidenceRevision.media_type,
            Evidence.covers_from_on,
            Evidence.covers_to_on,
            EvidenceRevision.uploaded_at,
            _uploader.name.label("uploader"),
            Evidence.unit_id,
            Unit.abbr.label("unit_abbr"),
            Unit.name_th.label("unit_name"),
            Evidence.withdrawn_at,
            _withdrawer.name.label("withdrawer"),
            Evidence.withdraw_reason,
        )
        .join(EvidenceRevision, EvidenceRevision.evidence_id == Evidence.id)
        .join(Unit, Unit.id == Evidence.unit_id)
        .join(_uploader, _uploader.id == EvidenceRevision.uploaded_by_id)
        .outerjoin(_withdrawer, _withdrawer.id == Evidence.withdrawn_by_id)
        .where(is_current())
    )


def as_file_row(row: Row[Any]) -> FileRow:
    """Return a row of `file_rows` as a value."""
    return FileRow(**row._mapping)


def active_files(obligation_ids: Collection[int]) -> dict[int, list[FileFact]]:
    """Return obligation id -> its standing files, oldest first; every id asked for has a list. One statement."""
    found: dict[int, list[FileFact]] = {number: [] for number in obligation_ids}
    if not found:
        return found
    statement = (
        select(
            EvidenceLink.obligation_id,
            Evidence.id,
            EvidenceRevision.id,
            EvidenceRevision.no,
            Evidence.title,
            Evidence.note,
            EvidenceRevision.filename,
            EvidenceRevision.sha256,
            EvidenceRevision.size_bytes,
            Evidence.covers_from_on,
            Evidence.covers_to_on,
            EvidenceRevision.uploaded_at,
            EvidenceLink.linked_at,
            User.name,
        )
        .join(Evidence, Evidence.id == EvidenceLink.evidence_id)
        .join(EvidenceRevision, EvidenceRevision.evidence_id == Evidence.id)
        .join(User, User.id == EvidenceRevision.uploaded_by_id)
        .where(EvidenceLink.obligation_id.in_(found), Evidence.withdrawn_at.is_(None), is_current())
        .order_by(EvidenceLink.linked_at, Evidence.id)
    )
    for obligation_id, *facts in db.session.execute(statement):
        found[obligation_id].append(FileFact(*facts))
    return found


def files_of(obligation_id: int) -> list[FileRow]:
    """Return every piece of evidence of an obligation, withdrawn ones too, in the order they were attached."""
    statement = (
        file_rows()
        .join(EvidenceLink, EvidenceLink.evidence_id == Evidence.id)
        .where(EvidenceLink.obligation_id == obligation_id)
        .order_by(EvidenceLink.linked_at, Evidence.id)
    )
    return [as_file_row(row) for row in db.session.execute(statement)]


def get_evidence(evidence_id: int) -> Evidence | None:
    """Return the record with its unit, revisions, people and the obligations it proves; None if there is none."""
    statement = (
        select(Evidence)
        .where(Evidence.id == evidence_id)
        .options(
            joinedload(Evidence.unit),
            joinedload(Evidence.created_by),
            joinedload(Evidence.withdrawn_by),
            selectinload(Evidence.revisions).joinedload(EvidenceRevision.uploaded_by),
            selectinload(Evidence.links).joinedload(EvidenceLink.obligation).options(*_obligation_parts()),
        )
    )
    return db.session.scalar(statement)


def get_revision(revision_id: int) -> EvidenceRevision | None:
    """Return the revision with what decides who may read it; None if there is none. One statement."""
    obligation = joinedload(EvidenceRevision.evidence).joinedload(Evidence.links).joinedload(EvidenceLink.obligation)
    statement = (
        select(EvidenceRevision)
        .where(EvidenceRevision.id == revision_id)
        .options(
            joinedload(EvidenceRevision.evidence).joinedload(Evidence.unit),
            obligation.joinedload(Obligation.unit),
            obligation.joinedload(Obligation.indicator).joinedload(Indicator.evaluator),
        )
    )
    return db.session.scalars(statement).unique().one_or_none()


def proven_by(evidence_ids: Iterable[int]) -> dict[int, list[Proof]]:
    """Return evidence id -> the obligations it proves, by due date. One statement."""
    found: dict[int, list[Proof]] = defaultdict(list)
    statement = (
        select(EvidenceLink.evidence_id, Obligation)
        .join(Obligation, Obligation.id == EvidenceLink.obligation_id)
        .where(EvidenceLink.evidence_id.in_(list(evidence_ids)))
        .options(*_obligation_parts())
        .order_by(Obligation.due_on, Obligation.id)
    )
    for evidence_id, obligation in db.session.execute(statement):
        found[evidence_id].append(proof_of(obligation))
    return found


def count_other_active(obligation_ids: Sequence[int], evidence_id: int) -> dict[int, int]:
    """Return obligation id -> how many standing pieces of evidence it has beside this one."""
    statement = (
        select(EvidenceLink.obligation_id, func.count())
        .join(Evidence, Evidence.id == EvidenceLink.evidence_id)
        .where(
            EvidenceLink.obligation_id.in_(obligation_ids),
            Evidence.id != evidence_id,
            Evidence.withdrawn_at.is_(None),
        )
        .group_by(EvidenceLink.obligation_id)
    )
    counted: dict[int, int] = {row[0]: row[1] for row in db.session.execute(statement)}
    return {obligation_id: counted.get(obligation_id, 0) for obligation_id in obligation_ids}


def known_digests(digests: Collection[str]) -> set[str]:
    """Return those of the digests that a revision names."""
    statement = select(EvidenceRevision.sha256).where(EvidenceRevision.sha256.in_(digests)).distinct()
    return set(db.session.scalars(statement))


def _obligation_parts() -> tuple[Any, ...]:
    return (
        joinedload(Obligation.unit),
        joinedload(Obligation.indicator).joinedload(Indicator.evaluator),
        joinedload(Obligation.project),
        joinedload(Obligation.period),
        joinedload(Obligation.fiscal_year),
    )
