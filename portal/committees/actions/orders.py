"""Appointment orders: put on record, corrected, their files kept and taken out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Select, or_, select

from portal import audit, thai
from portal.committees.actions.records import changes, hold, record
from portal.committees.models import AppointmentOrder, AppointmentOrderFile, Committee, Membership
from portal.committees.rules.checks import FILES_AT_ONCE, check_days
from portal.errors import N_, RuleBroken
from portal.evidence.rules import NewFile
from portal.extensions import db
from portal.people.models import User
from portal.people.rules.versions import check_version

Table = TypeVar("Table", AppointmentOrder, Membership)


@dataclass(frozen=True)
class WantedOrder:
    """An order as the form describes it; the number with Arabic digits."""

    order_no: str
    ordered_on: date
    title: str
    starts_on: date
    ends_on: date | None


def add_order(
    *,
    committee: Committee,
    wanted: WantedOrder,
    files: Sequence[NewFile],
    replaces: bool,
    submit_key: str,
    actor: User,
    now: datetime,
) -> AppointmentOrder:
    """Return the new order with its files. Sent twice it is added once.

    replaces: earlier orders and everybody appointed by them end the day before this one begins
    Raises RuleBroken.
    """
    hold(committee)
    if made := db.session.scalars(select(AppointmentOrder).where(AppointmentOrder.submit_key == submit_key)).first():
        return made
    _check(committee.id, wanted, None)
    if replaces:
        _end_earlier(committee, wanted, actor, now)
    order = AppointmentOrder(
        committee=committee, created_by_id=actor.id, created_at=now, submit_key=submit_key, **asdict(wanted)
    )
    db.session.add(order)
    db.session.flush()
    record(audit.Event.COMMITTEE_ORDER_ADDED, committee, actor, now, _facts(order))
    if files:
        add_order_files(order=order, files=files, upload_key=submit_key, actor=actor, now=now)
    return order


def change_order(
    *, order: AppointmentOrder, wanted: WantedOrder, version: int, actor: User, now: datetime
) -> AppointmentOrder:
    """Return the order, corrected; places that end with it end on its new last day.

    Raises RuleBroken (also where somebody appointed by it began earlier), Conflict when it changed since it was shown.
    """
    hold(order.committee)
    db.session.refresh(order, ["version"])
    check_version(order.version, version)
    _check(order.committee_id, wanted, order.id)
    appointed = db.session.scalars(select(Membership).where(Membership.order_id == order.id)).all()
    if any(place.starts_on < wanted.starts_on for place in appointed):
        raise RuleBroken(N_("มีกรรมการตามคำสั่งนี้ที่เริ่มก่อนวันที่ระบุ โปรดแก้ไขวันเริ่มของกรรมการก่อน"), field="starts_on")
    before = asdict(wanted) | {name: getattr(order, name) for name in asdict(wanted)}
    for place in appointed:
        if place.ends_on == order.ends_on or (wanted.ends_on and (place.ends_on or date.max) > wanted.ends_on):
            place.ends_on = None if wanted.ends_on is None else max(wanted.ends_on, place.starts_on)
    for name, value in asdict(wanted).items():
        setattr(order, name, value)
    if changed := changes(before, asdict(wanted)):
        db.session.flush()
        record(audit.Event.COMMITTEE_CHANGED, order.committee, actor, now, {"order_no": order.order_no} | changed)
    return order


def add_order_files(
    *, order: AppointmentOrder, files: Sequence[NewFile], upload_key: str, actor: User, now: datetime
) -> list[AppointmentOrderFile]:
    """Return the new files of the order: all of them or none. The same submit again returns what it stored first."""
    hold(order.committee)
    if not 0 < len(files) <= FILES_AT_ONCE:
        raise RuleBroken(N_("โปรดเลือกไฟล์ครั้งละ 1 ถึง %(max)s ไฟล์"), field="files", max=FILES_AT_ONCE)
    keys = [_key(upload_key, order.id, actor.id, file.filename, file.sha256) for file in files]
    stored = db.session.scalars(select(AppointmentOrderFile).where(AppointmentOrderFile.upload_key.in_(keys))).all()
    if stored:
        return list(stored)
    _check_not_there(order, files)
    made = [
        AppointmentOrderFile(order=order, uploaded_by_id=actor.id, uploaded_at=now, upload_key=key, **asdict(file))
        for file, key in zip(files, keys, strict=True)
    ]
    db.session.add_all(made)
    db.session.flush()
    for file in made:
        _record_file(file, actor, now)
    return made


def withdraw_order_file(*, file: AppointmentOrderFile, actor: User, now: datetime) -> AppointmentOrderFile:
    """Return the file, taken out: nobody finds it any more, and it stays on record."""
    hold(file.order.committee)
    file.withdrawn_at = now
    db.session.flush()
    _record_file(file, actor, now, act="remove")
    return file


def _end_earlier(committee: Committee, wanted: WantedOrder, actor: User, now: datetime) -> None:
    last = wanted.starts_on - timedelta(days=1)
    reason = f"คำสั่งที่ {wanted.order_no} ใช้แทน"
    for place in db.session.scalars(_open_after(Membership, committee, last)):
        place.ends_on, place.end_reason = last, reason
        detail = {"membership_id": place.id, "name": holder_name(place), "ends_on": last.isoformat(), "reason": reason}
        record(audit.Event.COMMITTEE_MEMBER_ENDED, committee, actor, now, detail)
    for order in db.session.scalars(_open_after(AppointmentOrder, committee, last)):
        order.ends_on = last
    db.session.flush()


def _open_after(table: type[Table], committee: Committee, last: date) -> Select[Table]:
    """Return the statement of rows that began by the day and go on after it."""
    return select(table).where(
        table.committee_id == committee.id, table.starts_on <= last, or_(table.ends_on.is_(None), table.ends_on > last)
    )


def holder_name(place: Membership) -> str:
    """Return who holds a place, as the trail keeps it: the person, the office, or the name outside the portal."""
    if place.user is not None:
        return place.user.name
    if place.office_unit is not None:
        return place.position_title or f"หัวหน้า{place.office_unit.name_th}"
    return place.person_name


def _check(committee_id: int, wanted: WantedOrder, own_id: int | None) -> None:
    check_days(wanted.starts_on, wanted.ends_on)
    others = select(AppointmentOrder.id, AppointmentOrder.order_no).where(AppointmentOrder.committee_id == committee_id)
    number = thai.search_key(wanted.order_no)
    if any(thai.search_key(row.order_no) == number and row.id != own_id for row in db.session.execute(others)):
        raise RuleBroken(N_("คำสั่งเลขที่นี้บันทึกไว้แล้ว"), field="order_no")


def _check_not_there(order: AppointmentOrder, files: Sequence[NewFile]) -> None:
    standing = select(AppointmentOrderFile.sha256, AppointmentOrderFile.filename).where(
        AppointmentOrderFile.order_id == order.id, AppointmentOrderFile.withdrawn_at.is_(None)
    )
    known = {row.sha256: row.filename for row in db.session.execute(standing)}
    for file in files:
        if file.sha256 in known:
            raise RuleBroken(
                N_("ไฟล์ “%(name)s” มีเนื้อหาเดียวกับ “%(other)s” จึงยังไม่ได้เก็บไฟล์ใด โปรดเลือกใหม่โดยไม่ซ้ำกัน"),
                field="files",
                name=file.filename,
                other=known[file.sha256],
            )
        known[file.sha256] = file.filename


def _facts(order: AppointmentOrder) -> dict[str, str]:
    last = {} if order.ends_on is None else {"ends_on": order.ends_on.isoformat()}
    return {
        "order_no": order.order_no,
        "ordered_on": order.ordered_on.isoformat(),
        "starts_on": order.starts_on.isoformat(),
    } | last


def _record_file(file: AppointmentOrderFile, actor: User, now: datetime, **more: str) -> None:
    detail = {"order_no": file.order.order_no, "filename": file.filename, "sha256": file.sha256} | more
    record(audit.Event.COMMITTEE_CHANGED, file.order.committee, actor, now, detail | {"size_bytes": file.size_bytes})


def _key(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()
