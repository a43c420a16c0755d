"""Signing in with user name and password: counted first, verified outside the write, forgiven when right."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol, cast

from sqlalchemy import Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from portal import audit
from portal.errors import N_, RuleBroken, TooMany
from portal.extensions import db
from portal.people.actions.hashing import hash_password, is_outdated, is_right
from portal.people.actions.sessions import start_session
from portal.people.models import SignInTry, User
from portal.people.queries.users import get_user, get_user_by_username
from portal.people.rules.sessions import browser_in_words
from portal.people.rules.sign_in import ADDRESS, FORGOTTEN_AFTER, Counted, counts_of, failures_left, seconds_to_wait
from portal.people.rules.users import normal_username

PURGED_AT_ONCE = 200
# every try runs these; the table without its mapping, because the rows are read and written as they stand
TRIES = cast(Table, SignInTry.__table__)
_THIS = TRIES.c.key == bindparam("the_key")
_COUNT = update(TRIES).where(_THIS).values(failures=bindparam("failures"), last_at=bindparam("last_at"))
_FORGET = delete(TRIES).where(_THIS)
_GIVE_BACK = update(TRIES).where(_THIS, TRIES.c.failures > 0).values(failures=TRIES.c.failures - 1)


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
    user_id = user.id if user is not None else None
    counts = counts_of(name, address, known.get(user_id) if user_id else None)
    writes.begin()
    take_turn(counts, now)
    writes.finish()
    right = is_right(stored, password)
    renewed = hash_password(password) if right and is_outdated(stored) else stored
    writes.begin()
    user = get_user(user_id, for_update=True) if user_id is not None else None
    if user is None or not right or not user.is_active or user.password_hash != stored:
        _record_refusal(user, address, now)
        _purge(now)
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
    rows = _held(sorted(brakes), now)
    seconds = seconds_to_wait(((brakes[row.key], row.failures, row.last_at) for row in rows), now)
    if seconds:
        raise _wait(seconds)
    left = {row.key: failures_left(brakes[row.key], row.failures, row.last_at, now) for row in rows}
    counted = [{"the_key": key, "failures": failures + 1, "last_at": now} for key, failures in left.items()]
    db.session.connection().execute(_COUNT, counted)


def forgive(counts: Iterable[Counted]) -> None:
    """Forget the counts of a try that was right; an address only gets that one back, others stand behind it too.

    One by one in the order in which a try takes them: people who sign in together never wait for each other in a ring.
    """
    for count in sorted(counts, key=lambda each: each.key):
        statement = _GIVE_BACK if count.brake is ADDRESS else _FORGET
        db.session.connection().execute(statement, {"the_key": count.key})


def _held(keys: Sequence[str], now: datetime) -> Sequence[Any]:
    """Return the counts as they stand, new ones at 0, held until the write ends; one statement."""
    fresh = [{"key": key, "failures": 0, "last_at": now} for key in keys]
    return db.session.connection().execute(_hold(db.engine.dialect.name), fresh).all()


@cache
def _hold(dialect: str) -> Any:
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(TRIES)
    unchanged = insert.on_conflict_do_update(index_elements=["key"], set_={"failures": TRIES.c.failures})
    return unchanged.returning(*TRIES.c)


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
