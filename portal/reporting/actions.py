"""What a head does: certify one or many, return with a reason, take a certification back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import audit, thai
from portal.access.permissions import Permission, Role
from portal.access.policy import can
from portal.errors import N_, Conflict, Forbidden, NotFound, RuleBroken
from portal.evidence.queries import active_files
from portal.extensions import db
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import Unit, User
from portal.people.queries import people_with_role
from portal.performance.models import Obligation
from portal.reporting.models import ReviewEvent
from portal.reporting.queries import ObligationRow, obligation_rows
from portal.reporting.rules import (
    REASON_MAX,
    ReviewKind,
    check_certifiable,
    check_recallable,
    check_returnable,
    content_digest,
    content_text,
)

MAX_AT_ONCE = 200


def certify_obligations(*, shown: Mapping[int, int], actor: User, now: datetime) -> list[ReviewEvent]:
    """Return the events of the certification: all of the obligations, or none.

    shown: obligation id -> content_version the head was shown.
    What this head has already certified in exactly this version is left as it is: sending twice certifies once.
    Raises NotFound, Forbidden, RuleBroken, or Conflict when something changed since it was shown.
    Source: study 6.3.2 (the head certifies documents as correct and complete).
    """
    if not shown:
        raise RuleBroken(N_("โปรดเลือกรายการที่จะรับรองอย่างน้อย 1 รายการ"))
    if len(shown) > MAX_AT_ONCE:
        raise RuleBroken(N_("รับรองได้ครั้งละไม่เกิน %(max)s รายการ"), max=MAX_AT_ONCE)
    rows = _own_rows(list(shown), actor, now)
    files = active_files([row.id for row in rows])
    events = []
    for row in rows:
        check_certifiable(row.facts, shown[row.id])
        if row.facts.is_certified:
            continue
        text = content_text(_identity(row), [asdict(file) for file in files[row.id]])
        events.append(_add(row, ReviewKind.CERTIFIED, actor, now, content=text))
    _flush()
    _tell_officers(NoticeKind.OBLIGATION_CERTIFIED, [row for row in rows if not row.facts.is_certified], actor, now)
    return events


def return_obligation(*, obligation: Obligation, version: int, reason: str, actor: User, now: datetime) -> ReviewEvent:
    """Return the event; the division's officers are told the reason.

    Raises RuleBroken(field="reason") without a reason, Conflict when the content changed since it was shown.
    """
    _check_reason(reason)
    row = _own_rows([obligation.id], actor, now)[0]
    check_returnable(row.facts, version)
    event = _add(row, ReviewKind.RETURNED, actor, now, reason=reason)
    _flush()
    _tell_officers(NoticeKind.OBLIGATION_RETURNED, [row], actor, now, reason=reason)
    return event


def recall_certification(*, obligation: Obligation, reason: str, actor: User, now: datetime) -> ReviewEvent:
    """Return the event that takes the certification back; the certified content stays on record."""
    _check_reason(reason)
    row = _own_rows([obligation.id], actor, now)[0]
    check_recallable(row.facts)
    event = _add(row, ReviewKind.RECALLED, actor, now, reason=reason)
    _flush()
    _tell_officers(NoticeKind.CERTIFICATION_RECALLED, [row], actor, now, reason=reason)
    return event


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(N_("โปรดระบุเหตุผล เพื่อให้ผู้รับผิดชอบทราบว่าต้องแก้ไขอะไร"), field="reason")
    if len(reason) > REASON_MAX:
        raise RuleBroken(N_("เหตุผลยาวเกิน %(max)s ตัวอักษร โปรดย่อให้สั้นลง"), field="reason", max=REASON_MAX)


def _own_rows(ids: list[int], actor: User, now: datetime) -> list[ObligationRow]:
    """Return the rows of the obligations, every one of which the actor may certify."""
    # the rows are locked on PostgreSQL; SQLite has one writer anyway
    db.session.execute(select(Obligation.id).where(Obligation.id.in_(ids)).order_by(Obligation.id).with_for_update())
    rows = obligation_rows(Obligation.id.in_(ids), today=thai.bangkok_date(now))
    if len(rows) != len(set(ids)) or not all(can(actor, Permission.OBLIGATION_VIEW, row) for row in rows):
        raise NotFound(N_("ไม่พบรายการที่ขอ"))
    if not all(can(actor, Permission.OBLIGATION_CERTIFY, row) for row in rows):
        raise Forbidden(N_("ท่านไม่มีหน้าที่รับรองรายการนี้"))
    return rows


def _add(
    row: ObligationRow, kind: ReviewKind, actor: User, now: datetime, *, reason: str = "", content: str = ""
) -> ReviewEvent:
    last = db.session.scalar(
        select(ReviewEvent.no).where(ReviewEvent.obligation_id == row.id).order_by(ReviewEvent.no.desc()).limit(1)
    )
    office, acting_for, order_no = _office(actor, row)
    event = ReviewEvent(
        obligation_id=row.id,
        no=(last or 0) + 1,
        kind=kind.value,
        actor_id=actor.id,
        at=now,
        actor_name=actor.name,
        office=office,
        acting_for=acting_for,
        order_no=order_no,
        reason=reason.strip(),
        content_version=row.facts.content_version,
        content=content,
        content_sha256=content_digest(content) if content else "",
    )
    db.session.add(event)
    _record(row, event)
    return event


_EVENTS = {
    ReviewKind.CERTIFIED: audit.Event.OBLIGATION_CERTIFIED,
    ReviewKind.RETURNED: audit.Event.OBLIGATION_RETURNED,
    ReviewKind.RECALLED: audit.Event.CERTIFICATION_RECALLED,
}


def _record(row: ObligationRow, event: ReviewEvent) -> None:
    detail: dict[str, Any] = {
        "name": event.actor_name,
        "office": event.office,
        "content_version": event.content_version,
    }
    for name in ("acting_for", "order_no", "reason", "content_sha256"):
        if value := getattr(event, name):
            detail[name] = value
    audit.record(
        actor_id=event.actor_id,
        event=_EVENTS[ReviewKind(event.kind)],
        subject_type="obligation",
        subject_id=row.id,
        unit_path=row.unit_path,
        now=event.at,
        detail=detail,
    )


def _office(actor: User, row: ObligationRow) -> tuple[str, str, str]:
    """Return (office, office acted for, order number) of the nearest headship over the unit.

    One's own headship comes before an acting one.
    """
    held = max(
        (r for r in actor.roles if r.role is Role.HEAD and row.unit_path.startswith(r.unit_path)),
        key=lambda r: (len(r.unit_path), not r.is_acting),
    )
    unit = db.session.get_one(Unit, held.unit_id)
    if held.is_acting:
        return actor.position, unit.name_th, held.order_no
    return actor.position or unit.name_th, "", ""


def _identity(row: ObligationRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "item": row.item_name,
        "printed_code": row.printed_code,
        "unit": row.unit_name,
        "period": f"{row.period_kind} {row.period_no}",
        "due_on": row.due_on.isoformat(),
        "content_version": row.facts.content_version,
    }


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:  # another head was faster by one event
        raise Conflict(N_("มีผู้อื่นรับรองหรือส่งคืนรายการเดียวกันพร้อมกัน โปรดโหลดหน้าใหม่เพื่อดูผล")) from error


def _tell_officers(
    kind: NoticeKind, rows: list[ObligationRow], actor: User, now: datetime, *, reason: str = ""
) -> None:
    """Send each officer of a division one notice for all of its obligations."""
    today = thai.bangkok_date(now)
    by_unit: dict[str, list[ObligationRow]] = {}
    for row in rows:
        by_unit.setdefault(row.unit_path, []).append(row)
    for path, own in by_unit.items():
        people = [person.id for person in people_with_role(Role.OFFICER, path, today) if person.id != actor.id]
        first = own[0]
        notify(
            user_ids=people,
            kind=kind,
            detail={
                "item": first.item_name,
                "period": first.period_name,
                "count": len(own),
                "by": actor.name,
                "reason": reason,
                "items": [{"item": row.item_name, "period": row.period_name} for row in own[:20]],
            },
            path=f"/obligations/{first.id}" if len(own) == 1 else f"/divisions/{first.unit_id}",
            dedupe_key=f"{kind}:{first.id}:{first.facts.content_version}:{now.isoformat()}",
            now=now,
        )
