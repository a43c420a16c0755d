"""Inviting: the audience of the day becomes a list that coverage is counted on; later only newcomers are added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from portal import audit
from portal.briefings.actions.sessions import notice_facts
from portal.briefings.models import BriefingInvitation, BriefingSession
from portal.briefings.queries import newcomers
from portal.briefings.rules import check_standing
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.notifications.actions import notify
from portal.notifications.rules import NoticeKind
from portal.people.models import User

ROWS_AT_ONCE = 500


def invite(*, session: BriefingSession, actor: User, now: datetime) -> int:
    """Return how many people were added to the invitations and told.

    Raises RuleBroken once the session is over or called off, or where nobody is left to invite.
    """
    db.session.execute(select(BriefingSession.id).where(BriefingSession.id == session.id).with_for_update())
    check_standing(session)
    if now >= session.ends_at:
        raise RuleBroken(N_("การประชุมสิ้นสุดแล้ว จึงเชิญเพิ่มไม่ได้ ผู้ที่มาร่วมเพิ่มได้ที่รายชื่อผู้เข้าร่วม"))
    people = newcomers(session)
    if not people:
        raise RuleBroken(N_("ไม่มีผู้ที่ยังไม่ได้รับเชิญในกลุ่มเป้าหมาย"))
    added = _add(session, people, now)
    session.invited_at = session.invited_at or now
    db.session.flush()
    audit.record(
        actor_id=actor.id,
        event=audit.Event.BRIEFING_INVITED,
        subject_type="briefing_session",
        subject_id=session.id,
        unit_path=session.unit_path,
        now=now,
        detail={"title": session.title, "count": len(added)},
    )
    notify(
        user_ids=added,
        kind=NoticeKind.BRIEFING_INVITED,
        detail=notice_facts(session, actor),
        path=f"/briefings/{session.id}",
        dedupe_key=f"briefing-invited:{session.id}",
        now=now,
    )
    return len(added)


def _add(session: BriefingSession, people: list[User], now: datetime) -> list[int]:
    """Return the ids of those who were really added: somebody else may have invited at the same moment."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    rows = [
        {
            "session_id": session.id,
            "user_id": user.id,
            "unit_id": user.unit_id,
            "staff_type": user.staff_type,
            "invited_at": now,
        }
        for user in people
    ]
    added: list[int] = []
    for first in range(0, len(rows), ROWS_AT_ONCE):
        statement = dialect.insert(BriefingInvitation).values(rows[first : first + ROWS_AT_ONCE])
        statement = statement.on_conflict_do_nothing(index_elements=["session_id", "user_id"])
        added += db.session.scalars(statement.returning(BriefingInvitation.user_id)).all()
    return added
