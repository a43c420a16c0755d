"""Sign-in sessions are started, kept alive and ended."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import update

from portal import audit
from portal.errors import N_, NotFound
from portal.extensions import db
from portal.people.models import SignInSession, User
from portal.people.queries.sessions import own_session, sessions_of
from portal.people.rules.sessions import TOUCH_EVERY, token_digest


def start_session(*, user: User, browser: str, address: str, now: datetime) -> str:
    """Return the token of a new sign-in session; only its digest is stored."""
    token = secrets.token_urlsafe(32)
    session = SignInSession(
        user_id=user.id,
        token_hash=token_digest(token),
        started_at=now,
        seen_at=now,
        browser=browser[:200],
        address=address[:45],
    )
    db.session.add(session)
    db.session.flush()
    audit.record(
        actor_id=user.id,
        event=audit.Event.SESSION_STARTED,
        subject_type="user",
        subject_id=user.id,
        now=now,
        unit_path=user.unit.path,
        detail={"browser": browser[:200], "address": address[:45], "session_id": session.id},
    )
    return token


def touch_session(*, session_id: int, now: datetime) -> None:
    """Note that the session is in use, every few minutes at most."""
    db.session.execute(
        update(SignInSession)
        .where(
            SignInSession.id == session_id,
            SignInSession.ended_at.is_(None),
            SignInSession.seen_at <= now - TOUCH_EVERY,
        )
        .values(seen_at=now)
    )


def end_session(*, session_id: int, actor: User, now: datetime) -> SignInSession:
    """Return the actor's own session, ended now; one that is over already stays as it is.

    Raises NotFound for somebody else's.
    """
    session = own_session(actor.id, session_id)
    if session is None:
        raise NotFound(N_("ไม่พบการเข้าใช้ระบบนี้ในบัญชีของท่าน"))
    if session.ended_at is None:
        _end(session, actor, now)
    return session


def end_other_sessions(*, actor: User, now: datetime) -> int:
    """Return how many of the actor's sessions were ended: all but the one in use."""
    others = [session for session in sessions_of(actor.id, now) if session.id != actor.session_id]
    for session in others:
        _end(session, actor, now)
    return len(others)


def _end(session: SignInSession, actor: User, now: datetime) -> None:
    session.ended_at = now
    db.session.flush()
    audit.record(
        actor_id=actor.id,
        event=audit.Event.SESSION_ENDED,
        subject_type="user",
        subject_id=session.user_id,
        now=now,
        unit_path=actor.unit.path,
        detail={"browser": session.browser, "session_id": session.id, "was_this": session.id == actor.session_id},
    )
