"""What operators do at the machine itself, before anybody can sign in or when nobody can any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from portal import thai
from portal.access.permissions import Role
from portal.errors import N_, NotFound, RuleBroken
from portal.people.actions.imports import apply_import, keep_import
from portal.people.actions.roles import grant_role
from portal.people.actions.units import create_unit
from portal.people.actions.users import create_user, disable_users, issue_passwords
from portal.people.models import Unit, User
from portal.people.queries.imports import preview_list
from portal.people.queries.units import get_unit_by_abbr
from portal.people.queries.users import get_user_by_username
from portal.people.rules.imports import Preview, StaffRow
from portal.people.rules.units import UnitKind
from portal.people.rules.users import NAME_CHARACTERS, StaffType, normal_username


def open_account(
    *,
    username: str,
    name: str,
    unit_abbr: str,
    new_agency: str,
    role: Role,
    password_hash: str,
    actor: User | None,
    now: datetime,
) -> User:
    """Return a new person of the unit who holds the role there and has a first password.

    new_agency: name of the agency to be created first where no unit has the abbreviation
    Raises RuleBroken as the acts it is put together from do.
    """
    cleaned = thai.normalise(name).strip()
    if not 1 <= len(cleaned) <= NAME_CHARACTERS:
        raise RuleBroken(N_("ชื่อต้องมี 1 ถึง %(most)s ตัวอักษร"), field="name", most=NAME_CHARACTERS)
    unit = _unit(unit_abbr, new_agency, actor, now)
    user = create_user(
        unit=unit,
        username=normal_username(username),
        name=cleaned,
        position="",
        staff_type=StaffType.OFFICIAL,
        email="",
        actor=actor,
        now=now,
    )
    issue_passwords(hashes={user.id: (user.version, password_hash)}, actor=actor, now=now)
    if role is not Role.STAFF:
        today = thai.bangkok_date(now)
        grant_role(user=user, unit=unit, role=role, starts_on=today, ends_on=None, actor=actor, now=now)
    return user


def renew_password(*, username: str, password_hash: str, actor: User | None, now: datetime) -> User:
    """Return the person, who has a new first password and no open session any more."""
    user = _person(username)
    if user.disabled_at is not None:
        raise RuleBroken(N_("บัญชีนี้ปิดใช้งานอยู่ โปรดเปิดใช้งานก่อนออกรหัสผ่าน"))
    issue_passwords(hashes={user.id: (user.version, password_hash)}, actor=actor, now=now)
    return user


def close_account(*, username: str, actor: User | None, now: datetime) -> User:
    """Return the person, who cannot sign in any more; open sessions end at once."""
    user = _person(username)
    disable_users(users=[user], actor=actor, now=now)
    return user


def import_rows(
    *,
    rows: Sequence[StaffRow],
    filename: str,
    sha256: str,
    unit_abbr: str,
    is_applied: bool,
    actor: User | None,
    now: datetime,
) -> Preview:
    """Return what the staff list does, or would do; written only when asked for and when no row has an error.

    Raises NotFound for an unknown unit.
    """
    unit = get_unit_by_abbr(unit_abbr)
    if unit is None:
        raise NotFound(N_("ไม่พบหน่วยที่มีอักษรย่อ “%(abbr)s”"), abbr=unit_abbr)
    preview = preview_list(rows, unit)
    if not is_applied or preview.errors:
        return preview
    kept = keep_import(unit=unit, filename=filename, sha256=sha256, rows=rows, actor=actor, now=now)
    return apply_import(people_import=kept, digest=preview.digest, actor=actor, now=now)


def _person(username: str) -> User:
    user = get_user_by_username(normal_username(username))
    if user is None:
        raise NotFound(N_("ไม่พบชื่อผู้ใช้ “%(username)s”"), username=username)
    return user


def _unit(abbr: str, new_agency: str, actor: User | None, now: datetime) -> Unit:
    unit = get_unit_by_abbr(abbr)
    if unit is not None:
        return unit
    if not new_agency:
        raise NotFound(N_("ไม่พบหน่วยที่มีอักษรย่อ “%(abbr)s”"), abbr=abbr)
    return create_unit(parent=None, kind=UnitKind.AGENCY, abbr=abbr, name_th=new_agency, actor=actor, now=now)
