"""Word templates of a unit: put in force, taken out of force; every one stays on record."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select

from portal import audit
from portal.documents import TemplateKind
from portal.evidence.rules import NewFile
from portal.extensions import db
from portal.meetings.models import DocumentTemplate
from portal.people.models import Unit, User


def upload_template(
    *, unit: Unit, kind: TemplateKind, file: NewFile, upload_key: str, actor: User, now: datetime
) -> DocumentTemplate:
    """Return the template, in force from now on; the same submit again returns what it stored the first time.

    file: kept by the storage already and let in by `documents.check_template`
    """
    key = hashlib.sha256(f"{upload_key}\x1f{unit.id}\x1f{kind.value}\x1f{actor.id}".encode()).hexdigest()
    stored = db.session.scalars(select(DocumentTemplate).where(DocumentTemplate.upload_key == key)).first()
    if stored is not None:
        return stored
    template = DocumentTemplate(
        unit=unit,
        kind=kind.value,
        filename=file.filename,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        uploaded_by_id=actor.id,
        uploaded_at=now,
        upload_key=key,
    )
    db.session.add(template)
    db.session.flush()
    _record(audit.Event.TEMPLATE_UPLOADED, template, actor, now)
    return template


def withdraw_template(*, template: DocumentTemplate, actor: User, now: datetime) -> DocumentTemplate:
    """Return the template, out of force: the one before it, or the shipped one, is used again."""
    db.session.execute(select(DocumentTemplate.id).where(DocumentTemplate.id == template.id).with_for_update())
    db.session.refresh(template)
    if template.withdrawn_at is None:
        template.withdrawn_at, template.withdrawn_by_id = now, actor.id
        db.session.flush()
        _record(audit.Event.TEMPLATE_WITHDRAWN, template, actor, now)
    return template


def _record(event: audit.Event, template: DocumentTemplate, actor: User, now: datetime) -> None:
    audit.record(
        actor_id=actor.id,
        event=event,
        subject_type="document_template",
        subject_id=template.id,
        unit_path=template.unit_path,
        now=now,
        detail={"filename": template.filename, "kind": template.kind, "sha256": template.sha256},
    )
