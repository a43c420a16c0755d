"""Smallest valid briefing sessions, invitations and attendance, committed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from portal.briefings.actions import add_files
from portal.briefings.models import Attendance, BriefingAudience, BriefingFile, BriefingInvitation, BriefingSession
from portal.extensions import db
from portal.people.models import Unit, User
from portal.performance.models import FiscalYear
from tests.factories.evidence import store_file
from tests.factories.people import make_user

_number = count(1)
CREATED = datetime(2026, 10, 1, tzinfo=UTC)
# 09.00 on 15 December 2569 in Bangkok
STARTS_AT = datetime(2026, 12, 15, 2, tzinfo=UTC)


def make_session(year: FiscalYear, *, units: tuple[Unit, ...] = (), **changes: Any) -> BriefingSession:
    """Return a session of three hours for the whole agency, or for the units given; check-in opens an hour before."""
    number = next(_number)
    starts_at = changes.get("starts_at", STARTS_AT)
    ends_at = changes.get("ends_at", starts_at + timedelta(hours=3))
    creator_id = changes.pop("created_by_id", None) or make_user(year.agency).id
    values: dict[str, Any] = {
        "fiscal_year_id": year.id,
        "title": f"ประชุมชี้แจงทดสอบ {number}",
        "place": "ห้องประชุมทดสอบ",
        "starts_at": starts_at,
        "ends_at": ends_at,
        "checkin_from_at": starts_at - timedelta(hours=1),
        "checkin_until_at": ends_at,
        "late_after_at": starts_at + timedelta(minutes=15),
        "pin": f"{number:06d}",
        "secret": f"{number:064x}",
        "created_by_id": creator_id,
        "created_at": CREATED,
    } | changes
    session = BriefingSession(**values)
    db.session.add(session)
    db.session.flush()
    for unit in units or (year.agency,):
        db.session.add(BriefingAudience(session_id=session.id, unit_id=unit.id))
    db.session.commit()
    return session


def invite(session: BriefingSession, *users: User) -> list[BriefingInvitation]:
    """Return the invitations of the people, frozen as they are now."""
    rows = [
        BriefingInvitation(
            session_id=session.id,
            user_id=user.id,
            unit_id=user.unit_id,
            staff_type=user.staff_type,
            invited_at=CREATED,
        )
        for user in users
    ]
    session.invited_at = CREATED
    db.session.add_all(rows)
    db.session.commit()
    return rows


def check_in(session: BriefingSession, user: User, **changes: Any) -> Attendance:
    """Return that the person was there, by the code in the hall and in time."""
    values: dict[str, Any] = {
        "session_id": session.id,
        "user_id": user.id,
        "unit_id": user.unit_id,
        "staff_type": user.staff_type,
        "arrived_at": session.starts_at,
        "method": "qr",
        "marked_by_id": user.id,
    } | changes
    attendance = Attendance(**values)
    db.session.add(attendance)
    db.session.commit()
    return attendance


def make_file(session: BriefingSession, actor: User, filename: str = "") -> BriefingFile:
    """Return a file of the session, really in the storage."""
    (file,) = add_files(
        session=session, files=[store_file(filename)], upload_key=f"factory-{next(_number)}", actor=actor, now=CREATED
    )
    db.session.commit()
    return file
