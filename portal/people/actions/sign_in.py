"""Signing in with user name and password: counted first, verified outside the write, forgiven when right."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from portal import audit
from portal.errors import N_, RuleBroken, TooMany
from portal.extensions import db
from portal.people.actions.hashing import hash_password, is_outdated, is_right
from portal.people.actions.sessions import start_session
from portal.people.models import SignInTry, User
from portal.people.queries.users import get_user_by_username
from portal.people.rules.sessions import browser_in_words
from portal.people.rules.sign_in import ADDRESS, FORGOTTEN_AFTER, Counted, counts_of, failures_left, seconds_to_wait
from portal.people.rules.users import normal_username

PURGED_AT_ONCE = 200


class Writes(Protocol):
    """How an action that does slow work between two writes begins and ends each of them."""

    def begin(self) -> None:
        """Begin a write."""

    def finish(self) -> None:
        """Commit it."""


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, the token for the cookie, and the key by which the browser is known to the account from now on."""

    user: User
    token: str
    browser_key: str


def sign_in(
    *,
    username: str,
    password: str,
    address: str,
    user_agent: str,
    known: Mapping[int, str],
    writes: Writes,
    now: datetime,
) -> SignedIn:
    """Return the started session.

    known: person's id -> key, of the people who signed in with this browser before
    A try is counted before the password is verified, so that many at once cannot slip through together.
    Raises TooMany while a wait is running, RuleBroken (one sentence, whatever was wrong) otherwise.
    """
    name = normal_username(username)
    user = get_user_by_username(name)
    stored = user.password_hash if user is not None and user.is_active else ""
    counts = counts_of(name, address, known.get(user.id) if user else None)
    writes.begin()
    take_turn(counts, now)
    writes.finish()
    right = is_right(stored, password)
    renewed = hash_password(password) if right and is_outdated(stored) else stored
    writes.begin()
    if user is not None:
        db.session.refresh(user, with_for_update=True)
    if user is None or not right or not user.is_active or user.password_hash != stored:
        _record_refusal(user, address, now)
        writes.finish()
        raise RuleBroken(N_("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง โปรดตรวจสอบแป้นภาษาและตัวพิมพ์ใหญ่ แล้วลองอีกครั้ง"))
    forgive(counts)
    user.password_hash = renewed
    token = start_session(user=user, browser=browser_in_words(user_agent), address=address, now=now)
    user.session_token = token
    return SignedIn(user, token, known.get(user.id) or secrets.token_urlsafe(12))


def take_turn(counts: Iterable[Counted], now: datetime) -> None:
    """Count a try in advance. Raises TooMany while an earlier wrong try makes it wait; then nothing is counted."""
    brakes = {count.key: count.brake for count in counts}
    _purge(now)
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    fresh = [{"key": key, "failures": 0, "last_at": now} for key in sorted(brakes)]
    db.session.execute(dialect.insert(SignInTry).on_conflict_do_nothing(index_elements=["key"]), fresh)
    rows = db.session.scalars(
        select(SignInTry).where(SignInTry.key.in_(brakes)).order_by(SignInTry.key).with_for_update()
    ).all()
    seconds = seconds_to_wait(((brakes[row.key], row.failures, row.last_at) for row in rows), now)
    if seconds:
        raise _wait(seconds)
    for row in rows:
        row.failures = failures_left(brakes[row.key], row.failures, row.last_at, now) + 1
        row.last_at = now
    db.session.flush()


def forgive(counts: Iterable[Counted]) -> None:
    """Forget the counts of a try that was right; an address only gets that one back, others stand behind it too."""
    for count in counts:
        row = db.session.get(SignInTry, count.key)
        if row is not None and count.brake is ADDRESS:
            row.failures = max(0, row.failures - 1)
        elif row is not None:
            db.session.delete(row)
    db.session.flush()


def _purge(now: datetime) -> None:
    """Remove counts of long ago; rows somebody else is at work on are left to them."""
    old = select(SignInTry.key).where(SignInTry.last_at <= now - FORGOTTEN_AFTER).limit(PURGED_AT_ONCE)
    keys = db.session.scalars(old.with_for_update(skip_locked=True)).all()
    if keys:
        db.session.execute(delete(SignInTry).where(SignInTry.key.in_(keys)))


def _wait(seconds: int) -> TooMany:
    if seconds < 60:
        return TooMany(
            N_("ใส่รหัสผ่านผิดหลายครั้ง เพื่อความปลอดภัยโปรดรอ %(seconds)s วินาที แล้วลองอีกครั้ง"),
            retry_after=seconds,
            seconds=seconds,
        )
    return TooMany(
        N_("ใส่รหัสผ่านผิดหลายครั้ง เพื่อความปลอดภัยโปรดรอ %(minutes)s นาที แล้วลองอีกครั้ง"),
        retry_after=seconds,
        minutes=-(-seconds // 60),
    )


def _record_refusal(user: User | None, address: str, now: datetime) -> None:
    """Put a refused try on record: the user name only where it exists, since people type passwords into that field."""
    detail = {"address": address[:45]}
    audit.record(
        actor_id=None,
        event=audit.Event.SESSION_REFUSED,
        subject_type="user",
        subject_id=user.id if user else 0,
        now=now,
        unit_path=user.unit.path if user else "",
        detail=detail | ({"username": user.username} if user else {}),
    )
