"""Acts on committees on the audit trail, and the lock that makes two people at once queue up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from portal import audit
from portal.committees.models import Committee
from portal.committees.rules.checks import check_standing
from portal.extensions import db
from portal.people.models import User


def record(
    event: audit.Event, committee: Committee, actor: User, now: datetime, detail: Mapping[str, Any] | None = None
) -> None:
    """Put an act on a committee on record."""
    audit.record(
        actor_id=actor.id,
        event=event,
        subject_type="committee",
        subject_id=committee.id,
        unit_path=committee.unit_path,
        now=now,
        detail={"committee": committee.shown_name, **(detail or {})},
    )


def hold(committee: Committee) -> None:
    """Hold the committee until the end of the transaction, read afresh; raise RuleBroken once it is dissolved."""
    db.session.execute(select(Committee.id).where(Committee.id == committee.id).with_for_update())
    db.session.refresh(committee, ["version", "closed_at"])
    check_standing(committee)


def touch(committee: Committee) -> None:
    """Raise the committee's version for a change of what belongs to it."""
    flag_modified(committee, "name")
    db.session.flush()


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what differs as the trail keeps it: old and new of each fact; empty where nothing does."""
    names = [name for name in after if before[name] != after[name]]
    if not names:
        return {}
    return {side: {name: plain(facts[name]) for name in names} for side, facts in (("old", before), ("new", after))}


def plain(value: Any) -> Any:
    """Return a fact as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value
