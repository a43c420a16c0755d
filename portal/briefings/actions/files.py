"""Files of a session: kept by the storage before the row is written, withdrawn, never deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from portal import audit
from portal.briefings.models import BriefingFile, BriefingSession
from portal.briefings.rules import FILES_AT_ONCE, check_standing
from portal.errors import N_, RuleBroken
from portal.evidence.rules import NewFile
from portal.extensions import db
from portal.people.models import User


def add_files(
    *, session: BriefingSession, files: Sequence[NewFile], upload_key: str, actor: User, now: datetime
) -> list[BriefingFile]:
    """Return the new files: all of them or none. The same submit again returns what it stored the first time.

    Raises RuleBroken for no file, too many, or one whose content is there already.
    """
    check_standing(session)
    if not 0 < len(files) <= FILES_AT_ONCE:
        raise RuleBroken(N_("โปรดเลือกไฟล์ครั้งละ 1 ถึง %(max)s ไฟล์"), field="files", max=FILES_AT_ONCE)
    db.session.execute(select(BriefingSession.id).where(BriefingSession.id == session.id).with_for_update())
    keys = [_key(upload_key, session.id, actor.id, file.filename, file.sha256) for file in files]
    stored = db.session.scalars(select(BriefingFile).where(BriefingFile.upload_key.in_(keys))).all()
    if stored:
        return list(stored)
    _check_not_there(session, files)
    made = [
        BriefingFile(
            session=session,
            filename=file.filename,
            sha256=file.sha256,
            size_bytes=file.size_bytes,
            media_type=file.media_type,
            uploaded_by_id=actor.id,
            uploaded_at=now,
            upload_key=key,
        )
        for file, key in zip(files, keys, strict=True)
    ]
    db.session.add_all(made)
    db.session.flush()
    for file in made:
        _record(audit.Event.BRIEFING_FILE_ADDED, file, actor, now)
    return made


def withdraw_file(*, file: BriefingFile, actor: User, now: datetime) -> BriefingFile:
    """Return the file, withdrawn: nobody finds it any more, and it stays on record."""
    file.withdrawn_at = now
    db.session.flush()
    _record(audit.Event.BRIEFING_FILE_WITHDRAWN, file, actor, now)
    return file


def _check_not_there(session: BriefingSession, files: Sequence[NewFile]) -> None:
    standing = select(BriefingFile.sha256, BriefingFile.filename).where(
        BriefingFile.session_id == session.id, BriefingFile.withdrawn_at.is_(None)
    )
    known = {row.sha256: row.filename for row in db.session.execute(standing)}
    for file in files:
        if file.sha256 in known:
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” มีเนื้อหาเดียวกับ “%(other)s” จึงยังไม่ได้เก็บไฟล์ใด โปรดเลือกใหม่โดยไม่ซ้ำกัน"),
                field="files",
                name=file.filename,
                other=known[file.sha256],
            )
        known[file.sha256] = file.filename


def _key(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def _record(event: audit.Event, file: BriefingFile, actor: User, now: datetime) -> None:
    audit.record(
        actor_id=actor.id,
        event=event,
        subject_type="briefing_session",
        subject_id=file.session_id,
        unit_path=file.unit_path,
        now=now,
        detail={
            "title": file.session.title,
            "filename": file.filename,
            "sha256": file.sha256,
            "size_bytes": file.size_bytes,
        },
    )
