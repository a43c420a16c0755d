"""Smallest valid evidence: a small file that is really in the storage, and its record, committed."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from itertools import count
from typing import Any

from flask import current_app

from portal.evidence.actions import revise_evidence, upload_evidence, withdraw_evidence
from portal.evidence.models import Evidence, EvidenceRevision
from portal.evidence.rules import NewFile
from portal.extensions import db
from portal.people.models import User
from portal.performance.models import Obligation
from portal.storage import FolderStorage
from tests.factories.people import make_user

_number = count(1)
UPLOADED = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)


def storage() -> FolderStorage:
    """Return the storage of the application under test."""
    found: FolderStorage = current_app.extensions["portal_storage"]
    return found


def store_file(filename: str = "", content: bytes = b"") -> NewFile:
    """Return a file kept in the storage; by default a text file that no other call makes again."""
    number = next(_number)
    filename = filename or f"หลักฐาน {number}.txt"
    stored = storage().put(io.BytesIO(content or f"หลักฐานทดสอบ {number}".encode()), filename)
    return NewFile(filename, stored.digest, stored.size_bytes, stored.kind.media_type)


def make_evidence(
    obligation: Obligation,
    actor: User | None = None,
    *,
    now: datetime = UPLOADED,
    filename: str = "",
    content: bytes = b"",
    **changes: Any,
) -> Evidence:
    """Return evidence with one revision, linked to the obligation; uploaded by a person of its division."""
    actor = actor or make_user(obligation.unit)
    values: dict[str, Any] = {
        "title": "",
        "note": "",
        "covers_from_on": obligation.period.starts_on,
        "covers_to_on": obligation.period.ends_on,
        "upload_key": f"factory-{next(_number)}",
    } | changes
    file = store_file(filename, content)
    evidence = upload_evidence(obligation=obligation, files=[file], actor=actor, now=now, **values)[0]
    db.session.commit()
    return evidence


def make_revision(evidence: Evidence, actor: User | None = None, *, now: datetime = UPLOADED) -> EvidenceRevision:
    """Return a new revision of the evidence with a file of its own."""
    revision = revise_evidence(
        evidence=evidence,
        file=store_file(),
        note="แก้ไขตามข้อสังเกต",
        based_on=evidence.revisions[-1].no,
        upload_key=f"factory-{next(_number)}",
        actor=actor or evidence.created_by,
        now=now,
    )
    db.session.commit()
    return revision


def withdraw(evidence: Evidence, reason: str = "แนบผิดรายการ", *, now: datetime = UPLOADED) -> Evidence:
    """Return the evidence, withdrawn by the person who made it."""
    withdraw_evidence(evidence=evidence, reason=reason, version=evidence.version, actor=evidence.created_by, now=now)
    db.session.commit()
    return evidence
