"""Accounts: create, change, disable, enable, hand out a first password.

A new account has no password and opens nothing. A first password is made and hashed by the view before the write begins
(a hash takes 20 ms and would hold up every other writer), stored as a hash alone, and shown once on the answering page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal import audit, thai
from portal.access.permissions import Permission
from portal.access.policy import scopes
from portal.errors import N_, Conflict, RuleBroken
from portal.extensions import db
from portal.people.models import SignInSession, Unit, User
from portal.people.queries.roles import is_administrator_above
from portal.people.rules.users import StaffType, check_not_oneself, check_username, search_text
from portal.people.rules.versions import check_version


def create_user(
    *,
    unit: Unit,
    username: str,
    name: str,
    position: str,
    staff_type: StaffType,
    email: str,
    actor: User | None,
    now: datetime,
    is_demonstration: bool = False,
) -> User:
    """Return the new person, staff of the unit, without a password.

    username: normal (rules.users.normal_username)
    Raises RuleBroken for a user name in use or of a wrong form, or a closed unit.
    """
    check_username(username)
    _check_unit(unit)
    _check_free(username)
    user = User(
        username=username,
        name=name,
        position=position,
        staff_type=staff_type.value,
        unit_id=unit.id,
        email=email,
        search_text=search_text(name=name, username=username, position=position),
        created_at=now,
        is_demonstration=is_demonstration,
    )
    db.session.add(user)
    _flush_named()
    record_user(user, audit.Event.USER_CREATED, actor, now, new=facts(user, unit))
    return user


def change_user(
    *,
    user: User,
    version: int,
    unit: Unit,
    username: str,
    name: str,
    position: str,
    staff_type: StaffType,
    email: str,
    actor: User | None,
    now: datetime,
) -> User:
    """Return the person with the new facts; nothing is written where nothing differs. Roles are not touched.

    Raises Conflict when changed since shown, RuleBroken as `create_user` does.
    """
    check_version(user.version, version)
    before = facts(user, user.unit)
    if username != user.username:
        check_username(username)
        _check_free(username)
    if unit.id != user.unit_id:
        _check_unit(unit)
    user.username, user.name, user.position = username, name, position
    user.staff_type, user.email, user.unit = staff_type.value, email, unit
    user.search_text = search_text(name=name, username=username, position=position)
    _flush_named()
    after = facts(user, unit)
    if changed := [key for key in after if before[key] != after[key]]:
        old, new = ({key: side[key] for key in changed} for side in (before, after))
        record_user(user, audit.Event.USER_CHANGED, actor, now, old=old, new=new)
    return user


def disable_users(*, users: Sequence[User], actor: User | None, now: datetime) -> list[User]:
    """Return those who were in use; their sign-in sessions end at once, their roles stay on record.

    Raises RuleBroken when the actor or a higher administrator is among them; then nobody is disabled.
    """
    _check_not_above(users, actor, now)
    for user in users:
        check_not_oneself(actor_id=actor.id if actor else None, user_id=user.id)
    stopped = [user for user in users if user.disabled_at is None]
    for user in stopped:
        user.disabled_at = now
        record_user(user, audit.Event.USER_DISABLED, actor, now)
    db.session.flush()
    end_sessions_of([user.id for user in stopped], now=now)
    return stopped


def enable_user(*, user: User, actor: User | None, now: datetime) -> User:
    """Return the person in use again, with the password and roles of before. Raises RuleBroken for a closed unit."""
    _check_unit(user.unit, field=None)
    if user.disabled_at is not None:
        user.disabled_at = None
        db.session.flush()
        record_user(user, audit.Event.USER_ENABLED, actor, now)
    return user


def issue_passwords(*, hashes: Mapping[int, tuple[int, str]], actor: User | None, now: datetime) -> list[User]:
    """Return the people who got a first password, to be changed at the first sign-in; open sign-in sessions end.

    hashes: person's id -> (version the person was shown in, argon2 hash)
    All or nothing. Raises Conflict when one of them was changed since: the same form sent twice issues once;
    RuleBroken for a higher administrator, into whose account the actor could then sign in.
    """
    users = list(db.session.scalars(select(User).where(User.id.in_(list(hashes))).with_for_update()))
    if len(users) != len(hashes):
        raise Conflict(N_("รายชื่อเปลี่ยนไปแล้ว โปรดโหลดหน้าใหม่แล้วออกรหัสผ่านอีกครั้ง"))
    _check_not_above(users, actor, now)
    for user in users:
        version, password_hash = hashes[user.id]
        if user.version != version or user.disabled_at is not None:
            raise Conflict(
                N_("ออกรหัสผ่านไปแล้วหรือข้อมูลเปลี่ยนไป รหัสผ่านแสดงเพียงครั้งเดียว หากไม่ได้จดไว้ โปรดออกรหัสผ่านใหม่จากหน้าของบุคคลนั้น")
            )
        user.password_hash, user.must_change_password, user.password_changed_at = password_hash, True, now
        record_user(user, audit.Event.PASSWORD_ISSUED, actor, now)
    db.session.flush()
    end_sessions_of([user.id for user in users], now=now)
    return users


def end_sessions_of(user_ids: Sequence[int], *, now: datetime) -> None:
    """End every open sign-in session of these people."""
    if user_ids:
        db.session.execute(
            update(SignInSession)
            .where(SignInSession.user_id.in_(user_ids), SignInSession.ended_at.is_(None))
            .values(ended_at=now)
        )


def facts(user: User, unit: Unit) -> dict[str, Any]:
    """Return what the audit trail says of a person; the unit by its abbreviation and id."""
    return {
        "username": user.username,
        "name": user.name,
        "position": user.position,
        "staff_type": user.staff_type,
        "unit": f"{unit.name_th} ({unit.abbr})",
        "unit_id": unit.id,
        "email": user.email,
    }


def record_user(
    user: User,
    event: audit.Event,
    actor: User | None,
    now: datetime,
    *,
    old: dict[str, Any] | None = None,
    new: dict[str, Any] | None = None,
) -> None:
    """Put an act on a person on record."""
    detail: dict[str, Any] = {"name": user.name}
    audit.record(
        actor_id=actor.id if actor else None,
        event=event,
        subject_type="user",
        subject_id=user.id,
        unit_path=user.unit.path,
        now=now,
        detail=detail | ({"old": old} if old is not None else {}) | ({"new": new} if new is not None else {}),
    )


def _check_not_above(users: Sequence[User], actor: User | None, now: datetime) -> None:
    """Raise RuleBroken when one of these people administers units that the actor does not."""
    if actor is None:
        return
    paths = scopes(actor, Permission.PEOPLE_MANAGE)
    if is_administrator_above([user.id for user in users], paths, thai.bangkok_date(now)):
        raise RuleBroken(N_("มีผู้ดูแลระบบของหน่วยงานที่ท่านไม่ได้ดูแลรวมอยู่ด้วย โปรดให้ผู้ดูแลระบบของหน่วยงานนั้นเป็นผู้ดำเนินการ"))


def _check_unit(unit: Unit, field: str | None = "unit_id") -> None:
    if unit.closed_at is not None:
        raise RuleBroken(
            N_("หน่วย “%(name)s” ปิดอยู่ โปรดเปิดหน่วยนั้นหรือย้ายบุคลากรไปหน่วยอื่นก่อน"), field=field, name=unit.name_th
        )


def _check_free(username: str) -> None:
    if db.session.scalars(select(User.id).where(User.username == username)).first() is not None:
        raise RuleBroken(N_("มีผู้ใช้ชื่อนี้แล้ว โปรดใช้ชื่อผู้ใช้อื่น"), field="username")


def _flush_named() -> None:
    """Flush; the database's own refusal of a second user name becomes the field's error."""
    try:
        db.session.flush()
    except IntegrityError:
        raise RuleBroken(N_("มีผู้ใช้ชื่อนี้แล้ว โปรดใช้ชื่อผู้ใช้อื่น"), field="username") from None
