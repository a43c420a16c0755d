"""Papers of a proposal: kept by the storage before the row is written, named, put in order, withdrawn."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from portal import audit
from portal.errors import N_, Conflict, RuleBroken
from portal.evidence.rules import NewFile
from portal.extensions import db
from portal.meetings.actions.proposals import check_open_to_writing, hold_item
from portal.meetings.actions.records import record_item
from portal.meetings.models import AgendaItem, AgendaPaper
from portal.meetings.queries.proposals import draft_papers
from portal.meetings.rules.proposals import check_paper_count, place_key
from portal.people.models import User


def add_papers(
    *, item: AgendaItem, files: Sequence[NewFile], upload_key: str, actor: User, now: datetime
) -> list[AgendaPaper]:
    """Return the new papers of the draft, last in order: all of them or none.

    The same submit again returns what it stored the first time.
    Raises RuleBroken for no file, too many, one whose content is there already, or an item that is not the division's
    to write now.
    """
    hold_item(item, actor, now)
    keys = [_key(upload_key, item.id, actor.id, file.filename, file.sha256) for file in files]
    stored = db.session.scalars(select(AgendaPaper).where(AgendaPaper.upload_key.in_(keys))).all()
    if stored:
        return list(stored)
    check_open_to_writing(item)
    standing = draft_papers(item.id)
    check_paper_count(len(standing), len(files))
    _check_not_there(standing, files)
    last = max((paper.position for paper in standing), default=0)
    made = [
        AgendaPaper(
            item=item,
            position=last + place,
            uploaded_by_id=actor.id,
            uploaded_at=now,
            upload_key=key,
            **asdict(file),
        )
        for place, (file, key) in enumerate(zip(files, keys, strict=True), 1)
    ]
    db.session.add_all(made)
    db.session.flush()
    for paper in made:
        detail = {"filename": paper.filename, "sha256": paper.sha256, "size_bytes": paper.size_bytes}
        record_item(audit.Event.ITEM_PAPER_ADDED, item, actor, now, detail)
    return made


def arrange_papers(
    *, item: AgendaItem, wanted: Mapping[int, tuple[int | None, str]], actor: User, now: datetime
) -> list[AgendaPaper]:
    """Return the draft's papers under the titles and in the order wanted; papers that are gone are passed over.

    wanted: paper id -> (place or None for where it stands, title)
    """
    hold_item(item, actor, now)
    check_open_to_writing(item)
    papers = draft_papers(item.id)
    before = [(paper.id, paper.title) for paper in papers]
    stands = {paper.id: place for place, paper in enumerate(papers, 1)}
    asked = {paper.id: wanted.get(paper.id, (None, ""))[0] or stands[paper.id] for paper in papers}
    order = sorted(papers, key=lambda paper: place_key(asked[paper.id], stands[paper.id]))
    for position, paper in enumerate(order, 1):
        paper.position = position
        if paper.id in wanted:
            paper.title = wanted[paper.id][1]
    if [(paper.id, paper.title) for paper in order] != before:
        db.session.flush()
        record_item(
            audit.Event.ITEM_CHANGED, item, actor, now, {"papers": [paper.title or paper.filename for paper in order]}
        )
    return order


def withdraw_paper(*, paper: AgendaPaper, actor: User, now: datetime) -> AgendaPaper:
    """Return the draft's paper, withdrawn: it stays on record, and frozen copies of it stay as they are.

    Sent twice it is withdrawn once. Raises Conflict for a frozen paper.
    """
    hold_item(paper.item, actor, now)
    db.session.refresh(paper, ["withdrawn_at"])
    if paper.withdrawn_at is not None:
        return paper
    if paper.submission_id is not None:
        raise Conflict(N_("เอกสารที่เสนอแล้วเปลี่ยนไม่ได้ โปรดดึงเรื่องกลับมาแก้ไข แล้วถอนจากร่าง"))
    check_open_to_writing(paper.item)
    paper.withdrawn_at = now
    db.session.flush()
    record_item(audit.Event.ITEM_PAPER_WITHDRAWN, paper.item, actor, now, {"filename": paper.filename})
    return paper


def _check_not_there(standing: Sequence[AgendaPaper], files: Sequence[NewFile]) -> None:
    known = {paper.sha256: paper.filename for paper in standing}
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
