"""People choose their own password."""

from __future__ import annotations

from datetime import datetime

from portal import audit
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.people.actions.hashing import hash_password, is_right
from portal.people.actions.sessions import end_other_sessions
from portal.people.actions.sign_in import Writes, forgive, take_turn
from portal.people.models import User
from portal.people.queries.units import ancestors
from portal.people.rules.known_passwords import common_passwords
from portal.people.rules.passwords import check_password, for_hash, own_words_of
from portal.people.rules.sign_in import counts_of_change


def change_password(*, old: str, new: str, writes: Writes, actor: User, now: datetime) -> int:
    """Return how many other sessions of the person were ended by the new password.

    Raises RuleBroken under `new` (which rule refuses it) or `old` (wrong), TooMany after many wrong ones.
    """
    units = [*ancestors(actor.unit), actor.unit]
    own_words = own_words_of(
        username=actor.username,
        name=actor.name,
        email=actor.email,
        units=[(unit.abbr, unit.name_th, unit.name_en) for unit in units],
    )
    if for_hash(new) == for_hash(old):
        raise RuleBroken(N_("รหัสผ่านใหม่ต้องไม่ซ้ำกับรหัสผ่านเดิม"), field="new")
    check_password(new, own_words=own_words, common=common_passwords())
    stored, counts = actor.password_hash, counts_of_change(actor.id)
    writes.begin()
    take_turn(counts, now)
    writes.finish()
    if not is_right(stored, old):
        raise RuleBroken(N_("รหัสผ่านเดิมไม่ถูกต้อง"), field="old")
    password_hash = hash_password(new)
    writes.begin()
    db.session.refresh(actor, with_for_update=True)
    if actor.password_hash != stored:
        raise RuleBroken(N_("รหัสผ่านถูกเปลี่ยนไปแล้วก่อนหน้านี้ โปรดเข้าสู่ระบบด้วยรหัสผ่านปัจจุบัน"), field="old")
    forgive(counts)
    actor.password_hash, actor.must_change_password, actor.password_changed_at = password_hash, False, now
    db.session.flush()
    audit.record(
        actor_id=actor.id,
        event=audit.Event.PASSWORD_CHANGED,
        subject_type="user",
        subject_id=actor.id,
        now=now,
        unit_path=actor.unit.path,
    )
    return end_other_sessions(actor=actor, now=now)
