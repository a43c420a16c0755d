"""What people do with evidence: upload, revise, withdraw, download; and the sweeping of files that no row names.

Files come in as `NewFile`: the storage has kept and synced them before the row is written, so that a row never names a
file that is not there. A refused upload leaves such a file behind; `sweep_files` removes it a day later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified, set_committed_value

from portal import audit, outbox, thai
from portal.errors import N_, Conflict, RuleBroken
from portal.evidence.models import Evidence, EvidenceLink, EvidenceRevision
from portal.evidence.queries import active_files
from portal.evidence.rules import (
    NewFile,
    check_changed,
    check_covered,
    check_current,
    check_files,
    check_open,
    check_reason,
    search_text,
    submit_key,
    titles,
)
from portal.extensions import db
from portal.people.models import User
from portal.performance.models import Obligation
from portal.storage import FolderStorage, HashingFile, clean_filename, named

ORPHAN_AGE = timedelta(days=1)
_SWEEP_BATCH = 500


def keep_files(*, storage: FolderStorage, files: Sequence[HashingFile]) -> list[NewFile]:
    """Return the files, kept and synced by the storage; call it before the write transaction begins.

    Raises the first refusal; what was kept until then is swept later.
    """
    kept = []
    for file in files:
        stored = storage.adopt(file)
        kept.append(NewFile(clean_filename(file.filename), stored.digest, stored.size_bytes, stored.kind.media_type))
    return kept


def upload_evidence(
    *,
    obligation: Obligation,
    files: Sequence[NewFile],
    title: str,
    covers_from_on: date,
    covers_to_on: date,
    note: str,
    upload_key: str,
    actor: User,
    now: datetime,
) -> list[Evidence]:
    """Return the new evidence, one record for each file, linked to the obligation: all of them or none.

    title: empty for the files' own names; for several files it is numbered
    upload_key: the form's one-time key: the same submit again returns what it stored the first time
    Raises RuleBroken for a closed obligation, a period that cannot be, or a file that is there already.
    """
    check_files(files)
    check_covered(covers_from_on, covers_to_on)
    sent = (obligation.id, actor.id, title, covers_from_on, covers_to_on, note)
    keys = [submit_key(upload_key, *sent, file.filename, file.sha256) for file in files]
    # one upload to an obligation at a time (SQLite has one writer anyway)
    db.session.execute(select(Obligation.id).where(Obligation.id == obligation.id).with_for_update())
    if stored := _stored(keys):
        return _still_standing([revision.evidence for revision in stored])
    check_open(obligation.closed_after_on, thai.bangkok_date(now))
    _check_not_there(obligation.id, files)
    made = []
    for file, key, name in zip(files, keys, titles(title, [file.filename for file in files]), strict=True):
        evidence = Evidence(
            unit_id=obligation.unit_id,
            title=name,
            note=note,
            covers_from_on=covers_from_on,
            covers_to_on=covers_to_on,
            created_by_id=actor.id,
            created_at=now,
            search_text=search_text(name, [file.filename]),
        )
        revision = _revision(file, no=1, note="", key=key, actor=actor, now=now)
        evidence.revisions = [revision]
        evidence.links = [EvidenceLink(obligation_id=obligation.id, linked_by_id=actor.id, linked_at=now)]
        made.append(evidence)
    try:
        with db.session.begin_nested():
            db.session.add_all(made)
    except IntegrityError:  # keys were taken in the meantime, by a form that was copied
        raise Conflict(N_("มีการส่งแบบฟอร์มเดียวกันพร้อมกัน จึงยังไม่ได้เก็บไฟล์ โปรดโหลดหน้าใหม่แล้วส่งอีกครั้ง")) from None
    _touch([obligation], now)
    for evidence in made:
        _record(audit.Event.EVIDENCE_UPLOADED, evidence, [obligation], actor, now, revision=evidence.revisions[0])
    return made


def revise_evidence(
    *, evidence: Evidence, file: NewFile, note: str, based_on: int, upload_key: str, actor: User, now: datetime
) -> EvidenceRevision:
    """Return the new revision, numbered one above the latest; the older ones stay.

    based_on: number of the revision the person was shown
    Raises Conflict when somebody else has added one since; RuleBroken for a withdrawn record, a closed obligation, or
    the very same content.
    """
    key = submit_key(upload_key, evidence.id, actor.id, note, file.filename, file.sha256)
    _lock(evidence)
    if stored := _stored([key]):
        return stored[0]
    _check_standing(evidence)
    obligations = [link.obligation for link in evidence.links]
    for obligation in obligations:
        check_open(obligation.closed_after_on, thai.bangkok_date(now))
    latest = evidence.revisions[-1]
    check_current(based_on, latest.no)
    check_changed(file, latest.sha256)
    revision = _revision(file, no=latest.no + 1, note=note, key=key, actor=actor, now=now)
    try:
        with db.session.begin_nested():
            evidence.revisions.append(revision)
            evidence.search_text = search_text(evidence.title, [each.filename for each in evidence.revisions])
            flag_modified(evidence, "search_text")  # so that the record's version moves in every case
    except IntegrityError:
        raise Conflict(N_("มีผู้แนบฉบับใหม่พร้อมกับท่าน ไฟล์ของท่านจึงยังไม่ได้เก็บ โปรดเปิดดูฉบับล่าสุด แล้วเลือกไฟล์ส่งอีกครั้ง")) from None
    _touch(obligations, now)
    _record(audit.Event.EVIDENCE_REVISED, evidence, obligations, actor, now, revision=revision, note=note)
    return revision


def withdraw_evidence(*, evidence: Evidence, reason: str, version: int, actor: User, now: datetime) -> Evidence:
    """Return the record, withdrawn: it stays on record with its files and counts no more.

    version: of the record as the person was shown it
    Raises RuleBroken without a reason, Conflict when it was changed or withdrawn by another since.
    """
    check_reason(reason)
    _lock(evidence)
    if evidence.withdrawn_at is not None:
        if (evidence.withdrawn_by_id, evidence.withdraw_reason) == (actor.id, reason):
            return evidence  # sent twice
        raise Conflict(N_("มีผู้ถอนหลักฐานนี้ไปก่อนแล้ว โปรดเปิดหน้าหลักฐานเพื่อดูเหตุผล"))
    if evidence.version != version:
        raise Conflict(N_("มีผู้แนบฉบับใหม่หลังจากท่านเปิดหน้านี้ จึงยังไม่ได้ถอน โปรดดูฉบับล่าสุดแล้วตัดสินใจอีกครั้ง"))
    obligations = [link.obligation for link in evidence.links]
    evidence.withdrawn_at, evidence.withdrawn_by_id, evidence.withdraw_reason = now, actor.id, reason
    db.session.flush()
    _touch(obligations, now)
    _record(
        audit.Event.EVIDENCE_WITHDRAWN,
        evidence,
        obligations,
        actor,
        now,
        revision=evidence.revisions[-1],
        reason=reason,
    )
    return evidence


def record_download(*, revision: EvidenceRevision, actor: User, now: datetime) -> None:
    """Put on record that somebody from outside the division's own line read a file."""
    evidence = revision.evidence
    obligations = [link.obligation for link in evidence.links]
    _record(audit.Event.EVIDENCE_DOWNLOADED, evidence, obligations, actor, now, revision=revision)


def sweep_files(*, storage: FolderStorage) -> tuple[int, int]:
    """Return how many stored files without a row, and how many part files, were removed; nothing younger than a day is.

    Reads the whole storage: call it outside any write transaction.
    """
    removed = 0
    for batch in _batches(storage.digests(min_age=ORPHAN_AGE)):
        for digest in set(batch) - named(batch):
            removed += storage.delete(digest, min_age=ORPHAN_AGE)
        db.session.rollback()  # the next batch reads a fresh state
    return removed, storage.sweep_parts()


def _revision(file: NewFile, *, no: int, note: str, key: str, actor: User, now: datetime) -> EvidenceRevision:
    return EvidenceRevision(
        no=no,
        filename=file.filename,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        media_type=file.media_type,
        uploaded_by_id=actor.id,
        uploaded_at=now,
        note=note,
        upload_key=key,
    )


def _lock(evidence: Evidence) -> None:
    """Hold the record until the end of the transaction and read it afresh, so that two people at once queue up."""
    db.session.execute(select(Evidence.id).where(Evidence.id == evidence.id).with_for_update())
    db.session.refresh(evidence, ["version", "withdrawn_at", "withdrawn_by_id", "withdraw_reason"])
    db.session.expire(evidence, ["revisions"])


def _stored(keys: Sequence[str]) -> list[EvidenceRevision]:
    """Return the revisions stored under the keys, in their order; nothing unless every one is there."""
    rows = db.session.scalars(select(EvidenceRevision).where(EvidenceRevision.upload_key.in_(keys)))
    by_key = {revision.upload_key: revision for revision in rows}
    return [by_key[key] for key in keys] if set(by_key) == set(keys) else []


def _touch(obligations: Iterable[Obligation], now: datetime) -> None:
    """Count the change of content, which locks the row until the end, and let the features above know of it."""
    for obligation in sorted(obligations, key=lambda each: each.id):
        version = db.session.scalar(
            update(Obligation)
            .where(Obligation.id == obligation.id)
            .values(content_version=Obligation.content_version + 1)
            .returning(Obligation.content_version)
            .execution_options(synchronize_session=False)
        )
        set_committed_value(obligation, "content_version", version)
        outbox.post("reporting.changed", {"obligation": obligation.id, "version": version}, now)


def _still_standing(made: list[Evidence]) -> list[Evidence]:
    """Return what an earlier submit of the same form stored; RuleBroken where it has been withdrawn since."""
    if any(evidence.withdrawn_at is not None for evidence in made):
        raise RuleBroken(N_("แบบฟอร์มนี้ส่งไปแล้ว และหลักฐานที่ส่งถูกถอนแล้ว โปรดโหลดหน้าใหม่ แล้วเลือกไฟล์ส่งอีกครั้ง"))
    return made


def _check_not_there(obligation_id: int, files: Sequence[NewFile]) -> None:
    there = {fact.sha256: fact for fact in active_files([obligation_id])[obligation_id]}
    for file in files:
        if fact := there.get(file.sha256):
            raise RuleBroken(
                N_(
                    "ไฟล์ “%(name)s” มีเนื้อหาเดียวกับ “%(other)s” ซึ่ง %(who)s แนบไว้แล้วเมื่อ %(when)s "
                    "จึงยังไม่ได้เก็บไฟล์ใด โปรดเลือกเฉพาะไฟล์ที่ยังไม่มี"
                ),
                field="files",
                name=file.filename,
                other=fact.filename,
                who=fact.uploader,
                when=fact.uploaded_at,
            )


def _check_standing(evidence: Evidence) -> None:
    if evidence.withdrawn_at is not None:
        raise RuleBroken(N_("หลักฐานนี้ถอนแล้ว จึงแนบฉบับใหม่ไม่ได้ หากต้องการใช้อีก โปรดแนบเป็นหลักฐานใหม่ที่หน้ารายการ"), field="file")


def _record(
    event: audit.Event,
    evidence: Evidence,
    obligations: Iterable[Obligation],
    actor: User,
    now: datetime,
    *,
    revision: EvidenceRevision,
    **more: Any,
) -> None:
    """Put the act on record under each obligation the evidence proves."""
    for obligation in obligations:
        audit.record(
            actor_id=actor.id,
            event=event,
            subject_type="obligation",
            subject_id=obligation.id,
            unit_path=obligation.unit_path,
            now=now,
            detail={
                "evidence_id": evidence.id,
                "revision_id": revision.id,
                "no": revision.no,
                "title": evidence.title,
                "filename": revision.filename,
                "sha256": revision.sha256,
                "size_bytes": revision.size_bytes,
                **{name: value for name, value in more.items() if value != ""},
            },
        )


def _batches(digests: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(digests, _SWEEP_BATCH)):
        yield batch
