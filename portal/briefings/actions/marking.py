"""What the secretariat does with attendance: tick, enter the paper sheet, correct, strike out, export."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from portal import audit, thai
from portal.briefings.actions.arrivals import Arrival, count_present, log
from portal.briefings.actions.sessions import notice_facts
from portal.briefings.models import Attendance, AttendanceEvent, BriefingSession
from portal.briefings.queries.attendance import AttendeeRow, people_of_agency
from portal.briefings.rules import (
    Act,
    Method,
    check_arrival,
    check_left,
    check_may_mark,
    check_reason,
    is_late,
    may_undo,
)
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import User


def tick(*, session: BriefingSession, person: AttendeeRow, actor: User, now: datetime) -> Arrival:
    """Return the arrival of somebody ticked on the list, now or at the session's end once it is over.

    Ticking somebody who was counted before changes nothing. Raises RuleBroken for somebody struck out with a reason.
    """
    check_may_mark(session, now)
    arrived_at = min(now, max(session.ends_at, session.checkin_until_at))
    arrival = count_present(session, [person], arrived_at=arrived_at, method=Method.LIST, actor=actor, now=now)[
        person.user_id
    ]
    if arrival.attendance.struck_at is not None:
        raise RuleBroken(N_("การลงเวลาของผู้นี้ถูกยกเลิกพร้อมเหตุผลแล้ว หากต้องการนับอีกครั้ง โปรดเปิดรายละเอียดแล้วคืนการลงเวลา"))
    if arrival.is_new:
        _record(audit.Event.ATTENDANCE_MARKED, session, actor, now, {"name": person.name, "method": Method.LIST.value})
    return arrival


def undo_tick(*, attendance: Attendance, actor: User, now: datetime) -> Attendance:
    """Return the attendance, taken back as if the tick had not been made; the log keeps both.

    Raises RuleBroken once it is too late for that, or where the person was not ticked on the list.
    """
    _lock(attendance)
    if attendance.struck_at is not None:
        return attendance
    if not may_undo(attendance.method, _ticked_at(attendance), now):
        raise RuleBroken(N_("เลิกทำได้ภายใน 10 นาทีหลังลงเวลา หากต้องการยกเลิก โปรดเปิดรายละเอียดแล้วระบุเหตุผล"))
    attendance.struck_at = now
    log(attendance.session_id, attendance.user_id, Act.UNDONE, Method.LIST, actor, now)
    db.session.flush()
    _record(
        audit.Event.ATTENDANCE_STRUCK,
        attendance.session,
        actor,
        now,
        {"name": attendance.user.name, "method": attendance.method, "undone": True},
    )
    return attendance


def enter_sheet(
    *, session: BriefingSession, user_ids: Sequence[int], arrived_at: datetime, actor: User, now: datetime
) -> int:
    """Return how many of the people on the paper sheet are counted now who were not before.

    Raises RuleBroken for a time that cannot be, nobody, or people who are neither of the agency nor invited.
    """
    check_may_mark(session, now)
    check_arrival(session, arrived_at, now)
    wanted = set(user_ids)
    people = [person for person in people_of_agency(session) if person.user_id in wanted]
    if not people or len(people) != len(wanted):
        raise RuleBroken(N_("โปรดเลือกผู้เข้าร่วมอย่างน้อย 1 คนจากรายชื่อของหน่วยงาน"))
    found = count_present(session, people, arrived_at=arrived_at, method=Method.SHEET, actor=actor, now=now)
    new = sum(arrival.is_new for arrival in found.values())
    if new:
        _record(audit.Event.ATTENDANCE_MARKED, session, actor, now, {"count": new, "method": Method.SHEET.value})
    return new


def correct_attendance(
    *,
    attendance: Attendance,
    arrived_at: datetime,
    left_early_at: datetime | None,
    version: int,
    actor: User,
    now: datetime,
) -> Attendance:
    """Return the attendance with other times; whether it was late follows from them.

    Raises RuleBroken for times that cannot be, Conflict when it was changed since it was shown.
    """
    _lock(attendance)
    _check_current(attendance, version)
    session = attendance.session
    check_arrival(session, arrived_at, now)
    check_left(session, arrived_at, left_early_at)
    old = _times(attendance)
    attendance.arrived_at, attendance.left_early_at = arrived_at, left_early_at
    attendance.is_late = is_late(arrived_at, session.late_after_at)
    new = _times(attendance)
    if old == new:
        return attendance
    act = Act.LEFT if old["arrived_at"] == new["arrived_at"] and left_early_at else Act.CORRECTED
    log(attendance.session_id, attendance.user_id, act, attendance.method, actor, now, note=_difference(old, new))
    db.session.flush()
    detail = {"name": attendance.user.name, "old": old, "new": new}
    _record(audit.Event.ATTENDANCE_CORRECTED, session, actor, now, detail)
    return attendance


def strike_attendance(*, attendance: Attendance, reason: str, version: int, actor: User, now: datetime) -> Attendance:
    """Return the attendance, struck out: the person is told why and counts no more; the row stays.

    Raises RuleBroken without a reason, Conflict when it was changed since it was shown.
    """
    check_reason(reason)
    _lock(attendance)
    if attendance.struck_at is not None and attendance.strike_reason == reason:
        return attendance  # sent twice
    _check_current(attendance, version)
    attendance.struck_at, attendance.strike_reason = now, reason
    log(attendance.session_id, attendance.user_id, Act.STRUCK, attendance.method, actor, now, note=reason[:300])
    db.session.flush()
    session = attendance.session
    _record(audit.Event.ATTENDANCE_STRUCK, session, actor, now, {"name": attendance.user.name, "reason": reason})
    notify(
        user_ids=[attendance.user_id],
        kind=NoticeKind.ATTENDANCE_STRUCK,
        detail=notice_facts(session, actor, reason=reason),
        path=f"/briefings/{session.id}",
        dedupe_key=f"attendance-struck:{attendance.id}:{attendance.version}",
        now=now,
    )
    return attendance


def restore_attendance(*, attendance: Attendance, actor: User, now: datetime) -> Attendance:
    """Return the attendance, counted again as it was before it was struck out."""
    _lock(attendance)
    if attendance.struck_at is None:
        return attendance
    attendance.struck_at, attendance.strike_reason = None, ""
    log(attendance.session_id, attendance.user_id, Act.RESTORED, attendance.method, actor, now)
    db.session.flush()
    detail = {"name": attendance.user.name, "restored": True}
    _record(audit.Event.ATTENDANCE_CORRECTED, attendance.session, actor, now, detail)
    return attendance


def record_export(*, session: BriefingSession, actor: User, now: datetime) -> None:
    """Put on record that names left the portal in a spreadsheet."""
    _record(audit.Event.ATTENDANCE_EXPORTED, session, actor, now, {"title": session.title})


def _lock(attendance: Attendance) -> None:
    """Hold the row until the end of the transaction and read it afresh, so that two people at once queue up."""
    db.session.execute(select(Attendance.id).where(Attendance.id == attendance.id).with_for_update())
    db.session.refresh(attendance)


def _ticked_at(attendance: Attendance) -> datetime:
    """Return when the person was last counted: the arrival may be another time."""
    ticked_at = db.session.scalar(
        select(func.max(AttendanceEvent.at)).where(
            AttendanceEvent.session_id == attendance.session_id,
            AttendanceEvent.user_id == attendance.user_id,
            AttendanceEvent.act == Act.CHECKED_IN.value,
        )
    )
    return ticked_at or attendance.arrived_at


def _check_current(attendance: Attendance, version: int) -> None:
    if attendance.struck_at is not None:
        raise Conflict(N_("การลงเวลานี้ถูกยกเลิกแล้ว โปรดโหลดหน้าใหม่"))
    if attendance.version != version:
        raise Conflict(N_("มีผู้แก้ไขการลงเวลานี้หลังจากที่ท่านเปิดหน้า โปรดตรวจข้อมูลปัจจุบัน แล้วทำรายการอีกครั้ง"))


def _times(attendance: Attendance) -> dict[str, Any]:
    left = attendance.left_early_at
    return {
        "arrived_at": attendance.arrived_at.isoformat(),
        "left_early_at": left.isoformat() if left else None,
        "is_late": attendance.is_late,
    }


def _difference(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Return the times that changed, "09.30 → 09.20" each; a dash where there was none."""
    names = [name for name in ("arrived_at", "left_early_at") if old[name] != new[name]]
    return ", ".join(f"{_clock(old[name])} → {_clock(new[name])}" for name in names)


def _clock(instant: str | None) -> str:
    return f"{thai.bangkok_time(datetime.fromisoformat(instant)):%H.%M}" if instant else "–"


def _record(event: audit.Event, session: BriefingSession, actor: User, now: datetime, detail: dict[str, Any]) -> None:
    audit.record(
        actor_id=actor.id,
        event=event,
        subject_type="briefing_session",
        subject_id=session.id,
        unit_path=session.unit_path,
        now=now,
        detail={"title": session.title} | detail,
    )
