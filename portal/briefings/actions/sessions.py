"""Setting up a session, changing it, calling it off."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from portal import audit, thai
from portal.access.permissions import Permission
from portal.access.policy import can
from portal.briefings.models import Attendance, BriefingAudience, BriefingInvitation, BriefingSession
from portal.briefings.queries.invitations import unit_names
from portal.briefings.queries.sessions import audience_units, pins_in_use, year_of_day
from portal.briefings.rules import (
    CAPACITY_MOST,
    PIN_DIGITS,
    Times,
    check_reason,
    check_standing,
    check_times,
    first_late_instant,
    top_units,
)
from portal.errors import N_, Conflict, Forbidden, RuleBroken
from portal.extensions import db
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import Unit, User
from portal.people.queries import agency_of
from portal.performance.models import FiscalYear


@dataclass(frozen=True)
class Wanted:
    """A session as the form describes it. staff_type: "" for both kinds; capacity: None for no limit."""

    title: str
    place: str
    times: Times
    programme: str
    capacity: int | None
    staff_type: str
    unit_ids: Sequence[int]

    @property
    def columns(self) -> dict[str, Any]:
        """The columns it is kept in."""
        plain = {name: getattr(self, name) for name in ("title", "place", "programme", "capacity", "staff_type")}
        return plain | dict(self.times.values)


def create_session(*, wanted: Wanted, actor: User, now: datetime) -> BriefingSession:
    """Return the new session, in the fiscal year its day falls in.

    Raises RuleBroken, Forbidden where the actor may not manage the audience's agency.
    """
    units, year = _checked(wanted, actor)
    session = BriefingSession(
        fiscal_year=year,
        pin=_new_pin(now),
        secret=secrets.token_hex(32),
        created_by_id=actor.id,
        created_at=now,
        **wanted.columns,
    )
    db.session.add(session)
    db.session.flush()
    _set_audience(session, units)
    detail = {"title": session.title} | {name: fact for name, fact in _facts(session, units).items() if name != "name"}
    _record(audit.Event.BRIEFING_CREATED, session, actor, now, detail)
    return session


def change_session(
    *, session: BriefingSession, wanted: Wanted, version: int, actor: User, now: datetime
) -> BriefingSession:
    """Return the session, changed; those invited are told of another time or place, and arrivals are judged anew.

    version: of the session as it was shown
    Raises RuleBroken, Conflict when somebody else changed it since.
    """
    _lock(session)
    if session.version != version:
        raise Conflict(N_("มีผู้แก้ไขการประชุมนี้หลังจากที่ท่านเปิดหน้า โปรดตรวจข้อมูลปัจจุบัน แล้วบันทึกอีกครั้ง"))
    check_standing(session)
    units, year = _checked(wanted, actor)
    if year.agency_id != session.fiscal_year.agency_id:
        raise RuleBroken(N_("กลุ่มเป้าหมายต้องอยู่ในหน่วยงานเดิม"), field="units")
    before = _facts(session, audience_units([session.id])[session.id])
    session.fiscal_year = year
    for name, value in wanted.columns.items():
        setattr(session, name, value)
    _set_audience(session, units)
    db.session.flush()
    after = _facts(session, units)
    changed = {name for name in after if before[name] != after[name]}
    if not changed:
        return session
    _judge_arrivals(session)
    _record(
        audit.Event.BRIEFING_CHANGED,
        session,
        actor,
        now,
        {"title": session.title}
        | {side: {name: facts[name] for name in changed} for side, facts in (("old", before), ("new", after))},
    )
    if changed & {"venue", "starts_at", "ends_at"} and session.ends_at > now:
        _tell(NoticeKind.BRIEFING_CHANGED, session, actor, now, key=f"briefing-changed:{session.id}:{session.version}")
    return session


def cancel_session(*, session: BriefingSession, reason: str, actor: User, now: datetime) -> BriefingSession:
    """Return the session, called off; those invited are told the reason. Sent twice it is called off once.

    Raises RuleBroken without a reason, or once anybody was there: what has taken place stays.
    """
    check_reason(reason)
    _lock(session)
    if session.cancelled_at is not None and session.cancel_reason == reason:
        return session
    check_standing(session)
    came = db.session.scalar(
        select(Attendance.id).where(Attendance.session_id == session.id, Attendance.struck_at.is_(None)).limit(1)
    )
    if came is not None:
        raise RuleBroken(N_("มีผู้ลงเวลาเข้าร่วมแล้ว จึงยกเลิกการประชุมไม่ได้ หากลงเวลาผิด โปรดยกเลิกการลงเวลาของแต่ละคนก่อน"))
    session.cancelled_at, session.cancel_reason = now, reason
    db.session.flush()
    _record(audit.Event.BRIEFING_CANCELLED, session, actor, now, {"title": session.title, "reason": reason})
    _tell(NoticeKind.BRIEFING_CANCELLED, session, actor, now, key=f"briefing-cancelled:{session.id}", reason=reason)
    return session


def notice_facts(session: BriefingSession, actor: User, **more: str) -> dict[str, Any]:
    """Return what notices of a session are made of."""
    return {
        "title": session.title,
        "place": session.place,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "by": actor.name,
        **more,
    }


def _tell(kind: NoticeKind, session: BriefingSession, actor: User, now: datetime, *, key: str, **more: str) -> None:
    ids = db.session.scalars(select(BriefingInvitation.user_id).where(BriefingInvitation.session_id == session.id))
    notify(
        user_ids=ids.all(),
        kind=kind,
        detail=notice_facts(session, actor, **more),
        path=f"/briefings/{session.id}",
        dedupe_key=key,
        now=now,
    )


def _checked(wanted: Wanted, actor: User) -> tuple[list[Unit], FiscalYear]:
    check_times(wanted.times)
    if wanted.capacity is not None and not 0 < wanted.capacity <= CAPACITY_MOST:
        raise RuleBroken(N_("จำนวนที่นั่งต้องอยู่ระหว่าง 1 ถึง %(max)s"), field="capacity", max=CAPACITY_MOST)
    named = unit_names(list(wanted.unit_ids))
    chosen = top_units({unit.id: unit.path for unit in named.values()})
    if not chosen or len(named) != len(set(wanted.unit_ids)):
        raise RuleBroken(N_("โปรดเลือกกลุ่มเป้าหมายอย่างน้อย 1 หน่วย"), field="units")
    units = [named[unit_id] for unit_id in chosen]
    agencies = {agency.id: agency for agency in map(agency_of, units)}
    if len(agencies) > 1:
        raise RuleBroken(N_("กลุ่มเป้าหมายต้องอยู่ในหน่วยงานเดียวกัน หากประชุมหลายหน่วยงาน โปรดสร้างแยกกัน"), field="units")
    agency = next(iter(agencies.values()))
    if not can(actor, Permission.BRIEFING_MANAGE, agency):
        raise Forbidden(N_("ท่านไม่มีหน้าที่จัดประชุมชี้แจงของหน่วยงานนี้"))
    day = thai.bangkok_date(wanted.times.starts_at)
    year = year_of_day(agency, day)
    if year is None:
        raise RuleBroken(
            N_("ยังไม่มีปีงบประมาณที่มีวันที่ %(date)s ในระบบ โปรดตรวจสอบวันที่ หรือแจ้งผู้ดูแลระบบให้เปิดปีงบประมาณ"),
            field="day",
            date=day,
        )
    return units, year


def _set_audience(session: BriefingSession, units: Sequence[Unit]) -> None:
    db.session.execute(delete(BriefingAudience).where(BriefingAudience.session_id == session.id))
    db.session.add_all([BriefingAudience(session_id=session.id, unit_id=unit.id) for unit in units])
    db.session.flush()


def _judge_arrivals(session: BriefingSession) -> None:
    """Say anew who was late: arrivals are compared in whole minutes, so the minute after it is the first late one."""
    late = Attendance.arrived_at >= first_late_instant(session.late_after_at)
    db.session.execute(
        update(Attendance)
        .where(Attendance.session_id == session.id)
        .values(is_late=late)
        .execution_options(synchronize_session=False)
    )


def _lock(session: BriefingSession) -> None:
    """Hold the session until the end of the transaction and read it afresh, so that two people at once queue up."""
    db.session.execute(select(BriefingSession.id).where(BriefingSession.id == session.id).with_for_update())
    db.session.refresh(session, ["version", "cancelled_at", "cancel_reason"])


def _new_pin(now: datetime) -> str:
    taken = pins_in_use(now)
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"
        if pin not in taken:
            return pin


def _facts(session: BriefingSession, units: Sequence[Unit]) -> dict[str, Any]:
    """Return the session as the trail keeps it."""
    instants = ("starts_at", "ends_at", "checkin_from_at", "checkin_until_at", "late_after_at")
    return {
        "name": session.title,
        "venue": session.place,
        **{name: getattr(session, name).isoformat() for name in instants},
        "programme": session.programme,
        "capacity": session.capacity,
        "staff_type": session.staff_type,
        "audience": sorted(unit.abbr for unit in units),
    }


def _record(event: audit.Event, session: BriefingSession, actor: User, now: datetime, detail: dict[str, Any]) -> None:
    audit.record(
        actor_id=actor.id,
        event=event,
        subject_type="briefing_session",
        subject_id=session.id,
        unit_path=session.unit_path,
        now=now,
        detail=detail,
    )
