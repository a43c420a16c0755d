"""Sign-in sessions: the person behind one, and a person's own list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Date, and_, bindparam, or_, select
from sqlalchemy.orm import aliased, contains_eager

from portal import thai
from portal.access.permissions import Role
from portal.access.predicates import HeldRole
from portal.extensions import db
from portal.people.models import RoleHolding, SignInSession, Unit, User
from portal.people.rules.sessions import ABSOLUTE_LIMIT, IDLE_LIMIT, TOUCH_EVERY, is_in_force, token_digest


def _person_of_session() -> Any:
    """Return the statement, made once: every request runs it, and making it costs more than running it."""
    home, held_in = aliased(Unit), aliased(Unit)
    today = bindparam("today", type_=Date)
    return (
        select(
            User,
            SignInSession.id.label("session_id"),
            SignInSession.started_at,
            SignInSession.seen_at,
            RoleHolding.role,
            RoleHolding.unit_id,
            RoleHolding.is_acting,
            RoleHolding.order_no,
            held_in.path.label("held_path"),
        )
        .join(SignInSession, SignInSession.user_id == User.id)
        .join(home, home.id == User.unit_id)
        .outerjoin(
            RoleHolding,
            and_(
                RoleHolding.user_id == User.id,
                RoleHolding.ended_at.is_(None),
                RoleHolding.starts_on <= today,
                or_(RoleHolding.ends_on.is_(None), RoleHolding.ends_on >= today),
            ),
        )
        .outerjoin(held_in, held_in.id == RoleHolding.unit_id)
        .where(
            SignInSession.token_hash == bindparam("digest"),
            SignInSession.ended_at.is_(None),
            User.disabled_at.is_(None),
        )
        .options(contains_eager(User.unit.of_type(home)))
        .order_by(RoleHolding.id)
    )


_PERSON_OF_SESSION = _person_of_session()


def person_of_session(token: str, now: datetime) -> User | None:
    """Return the person signed in with this token, roles of the day set; None when the session is over.

    One statement. Everybody is staff of the own unit; other roles are those in force on Bangkok's today.
    """
    today = thai.bangkok_date(now)
    rows = db.session.execute(_PERSON_OF_SESSION, {"digest": token_digest(token), "today": today}).all()
    if not rows or not is_in_force(rows[0].started_at, rows[0].seen_at, now):
        return None
    user: User = rows[0][0]
    held = [
        HeldRole(Role(row.role), row.unit_id, row.held_path, row.is_acting, row.order_no)
        for row in rows
        if row.role is not None
    ]
    user.roles = (HeldRole(Role.STAFF, user.unit_id, user.unit.path), *held)
    user.session_token, user.session_id = token, rows[0].session_id
    user.is_session_to_touch = now - rows[0].seen_at >= TOUCH_EVERY
    return user


def sessions_of(user_id: int, now: datetime) -> list[SignInSession]:
    """Return the person's sessions in force, last used first."""
    return list(
        db.session.scalars(
            select(SignInSession)
            .where(
                SignInSession.user_id == user_id,
                SignInSession.ended_at.is_(None),
                SignInSession.started_at > now - ABSOLUTE_LIMIT,
                SignInSession.seen_at > now - IDLE_LIMIT,
            )
            .order_by(SignInSession.seen_at.desc(), SignInSession.id.desc())
        )
    )


def own_session(user_id: int, session_id: int) -> SignInSession | None:
    """Return the session if it is this person's, ended or not, or None."""
    return db.session.scalars(
        select(SignInSession).where(SignInSession.id == session_id, SignInSession.user_id == user_id)
    ).first()
