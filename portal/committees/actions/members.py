"""Members: appointed one by one or a whole list at once, corrected, ended; never deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from portal import audit
from portal.committees.actions.orders import holder_name
from portal.committees.actions.records import changes, hold, record
from portal.committees.models import AppointmentOrder, Committee, Membership
from portal.committees.queries import get_people, memberships_of
from portal.committees.rules.checks import (
    MEMBERS_MOST,
    check_days,
    check_place,
    check_reason,
    check_within_order,
    is_same_holder,
    shares_day,
)
from portal.errors import N_, RuleBroken
from portal.extensions import db
from portal.people.models import Unit, User
from portal.people.rules.versions import check_version


@dataclass(frozen=True)
class WantedMember:
    """A place as it is to be: of one person, one office, or one name outside the portal."""

    role: str
    user_id: int | None = None
    office_unit_id: int | None = None
    person_name: str = ""
    position_title: str = ""


@dataclass(frozen=True)
class Correction:
    """What may be put right of a place that stands: never who holds it."""

    role: str
    person_name: str
    position_title: str
    starts_on: date
    ends_on: date | None
    end_reason: str


def add_members(
    *,
    committee: Committee,
    order: AppointmentOrder | None,
    wanted: Sequence[WantedMember],
    starts_on: date | None,
    actor: User,
    now: datetime,
) -> list[Membership]:
    """Return the places, in the order given, after those that stand: all of them or none.

    Sent twice they are made once. They begin with the order unless a later day is given, and end with it.
    Raises RuleBroken.
    """
    hold(committee)
    if order is None or order.committee_id != committee.id:
        raise RuleBroken(N_("โปรดเลือกคำสั่งแต่งตั้งของคณะนี้"), field="order_id")
    starts_on = starts_on or order.starts_on
    check_within_order(starts_on, order.ends_on, order.starts_on, order.ends_on)
    standing = memberships_of(committee.id)
    if len(standing) + len(wanted) > MEMBERS_MOST * 10 or len(wanted) > MEMBERS_MOST:
        raise RuleBroken(N_("เพิ่มได้ครั้งละไม่เกิน %(max)s คน"), max=MEMBERS_MOST)
    made: list[Membership] = []
    for new in _new_places(committee, order, wanted, starts_on, now):
        if same := _already(new, standing):
            made.append(same)
            continue
        check_place(new, standing, holder_name(new))
        new.position = max((place.position for place in standing), default=0) + 1
        db.session.add(new)
        standing.append(new)
        made.append(new)
        db.session.flush()
        record(audit.Event.COMMITTEE_MEMBER_ADDED, committee, actor, now, _facts(new))
    return made


def change_member(
    *, membership: Membership, wanted: Correction, place: int, version: int, actor: User, now: datetime
) -> Membership:
    """Return the place, corrected: what was typed wrong, not who holds it.

    place: among those who belong to the body together with it, 1 first
    Raises RuleBroken, Conflict when somebody else changed it since it was shown.
    """
    hold(membership.committee)
    db.session.refresh(membership, ["version"])
    check_version(membership.version, version)
    _check_correction(membership, wanted)
    before = {name: getattr(membership, name) for name in asdict(wanted)}
    others = [other for other in memberships_of(membership.committee_id) if other.id != membership.id]
    with db.session.no_autoflush:
        for name, value in asdict(wanted).items():
            setattr(membership, name, value)
        check_place(membership, others, holder_name(membership))
    told = changes(before, asdict(wanted)) | _moved(membership, others, place)
    db.session.flush()
    if told:
        detail = {"membership_id": membership.id, "name": holder_name(membership)} | _in_words(told)
        record(audit.Event.COMMITTEE_MEMBER_CHANGED, membership.committee, actor, now, detail)
    return membership


def end_member(
    *, membership: Membership, ends_on: date, reason: str, version: int, actor: User, now: datetime
) -> Membership:
    """Return the place, ended: the day is the last on which it is held. Sent twice it is ended once.

    Raises RuleBroken, Conflict when somebody else changed it since it was shown.
    """
    hold(membership.committee)
    check_reason(reason)
    db.session.refresh(membership, ["version", "ends_on", "end_reason"])
    if (membership.ends_on, membership.end_reason) == (ends_on, reason):
        return membership
    check_version(membership.version, version)
    check_days(membership.starts_on, ends_on)
    check_within_order(membership.starts_on, ends_on, membership.order.starts_on, membership.order.ends_on)
    membership.ends_on, membership.end_reason = ends_on, reason
    db.session.flush()
    detail = {"membership_id": membership.id, "name": holder_name(membership), "ends_on": ends_on.isoformat()}
    record(audit.Event.COMMITTEE_MEMBER_ENDED, membership.committee, actor, now, detail | {"reason": reason})
    return membership


def _new_places(
    committee: Committee, order: AppointmentOrder, wanted: Sequence[WantedMember], starts_on: date, now: datetime
) -> list[Membership]:
    people = get_people([each.user_id for each in wanted if each.user_id is not None])
    return [
        Membership(
            committee=committee,
            committee_id=committee.id,
            order=order,
            order_id=order.id,
            user=_person(each, people),
            office_unit=_office(each, committee),
            starts_on=starts_on,
            ends_on=order.ends_on,
            created_at=now,
            **asdict(each),
        )
        for each in wanted
    ]


def _person(wanted: WantedMember, people: dict[int, User]) -> User | None:
    if wanted.user_id is None:
        return None
    if wanted.user_id not in people:
        raise RuleBroken(N_("ไม่พบบัญชีผู้ใช้ที่เลือก หรือบัญชีถูกปิดแล้ว โปรดค้นหาใหม่"), field="user_id")
    return people[wanted.user_id]


def _office(wanted: WantedMember, committee: Committee) -> Unit | None:
    if wanted.office_unit_id is None:
        return None
    unit = db.session.get(Unit, wanted.office_unit_id)
    if unit is None or unit.closed_at is not None:
        raise RuleBroken(N_("ไม่พบหน่วยที่เลือก หรือหน่วยปิดแล้ว"), field="office_unit_id")
    return unit


def _already(new: Membership, standing: Sequence[Membership]) -> Membership | None:
    """Return the place that says the same already, as a form sent twice leaves it."""
    return next(
        (
            place
            for place in standing
            if is_same_holder(new, place)
            and (new.order_id, new.role, new.starts_on) == (place.order_id, place.role, place.starts_on)
            and shares_day(new, place)
        ),
        None,
    )


def _check_correction(membership: Membership, wanted: Correction) -> None:
    check_days(wanted.starts_on, wanted.ends_on)
    check_within_order(wanted.starts_on, wanted.ends_on, membership.order.starts_on, membership.order.ends_on)
    is_outside = membership.user_id is None and membership.office_unit_id is None
    if is_outside and not wanted.person_name:
        raise RuleBroken(N_("โปรดระบุชื่อ"), field="person_name")
    if not is_outside and wanted.person_name:
        raise RuleBroken(N_("เปลี่ยนตัวผู้ดำรงตำแหน่งด้วยการแก้ไขไม่ได้ โปรดให้พ้นจากตำแหน่งแล้วเพิ่มคนใหม่"), field="person_name")
    if wanted.ends_on is not None and wanted.ends_on != membership.order.ends_on:
        check_reason_of_end(wanted.end_reason)


def check_reason_of_end(reason: str) -> None:
    """Raise RuleBroken for a place that ends before its order does and does not say why."""
    if not reason:
        raise RuleBroken(N_("โปรดระบุเหตุผลที่พ้นจากตำแหน่ง"), field="end_reason")


def _moved(membership: Membership, others: Sequence[Membership], place: int) -> dict[str, int]:
    """Put the place where it is asked for among those it is held together with; empty where it stands there already."""
    beside = [other for other in others if shares_day(membership, other)]
    order = sorted([membership, *beside], key=lambda each: (each.position, each.id))
    positions, at = [each.position for each in order], order.index(membership)
    wanted = min(max(place, 1), len(order)) - 1
    if at == wanted:
        return {}
    order.insert(wanted, order.pop(at))
    for position, each in zip(positions, order, strict=True):
        each.position = position
    return {"place": wanted + 1}


def _facts(place: Membership) -> dict[str, Any]:
    return {
        "membership_id": place.id,
        "name": holder_name(place),
        "role": place.role,
        "position": place.position_title,
        "order_no": place.order.order_no,
        "starts_on": place.starts_on.isoformat(),
    }


def _in_words(told: dict[str, Any]) -> dict[str, Any]:
    """Return what changed under the names the trail has words for."""
    names = {"position_title": "position", "person_name": "name", "end_reason": "reason"}
    return {
        side: {names.get(name, name): value for name, value in facts.items()} if isinstance(facts, dict) else facts
        for side, facts in told.items()
    }
