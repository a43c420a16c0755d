"""Sign-in sessions are started and ended."""

from __future__ import annotations

import secrets
from datetime import datetime

from portal import audit
from portal.extensions import db
from portal.people.models import SignInSession, User
from portal.people.rules.sessions import token_digest


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
        detail={"browser": browser[:200], "session": session.id},
    )
    return token
