"""Appointment orders and their files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.committees.models import AppointmentOrder, AppointmentOrderFile, Committee
from portal.committees.queries.committees import set_circles
from portal.extensions import db


@dataclass(frozen=True)
class OrderRow:
    """An order with its files that have not been taken out, oldest first."""

    order: AppointmentOrder
    files: tuple[AppointmentOrderFile, ...]


def get_order(order_id: int, today: date) -> AppointmentOrder | None:
    """Return the order with its committee, as `get_committee` loads it, or None."""
    order = db.session.get(
        AppointmentOrder, order_id, options=[joinedload(AppointmentOrder.committee).joinedload(Committee.unit)]
    )
    if order is not None:
        set_circles([order.committee], today)
    return order


def get_order_file(order_file_id: int, today: date) -> AppointmentOrderFile | None:
    """Return the file with its order and committee, or None; one that was taken out is None."""
    order = joinedload(AppointmentOrderFile.order).joinedload(AppointmentOrder.committee).joinedload(Committee.unit)
    file = db.session.get(AppointmentOrderFile, order_file_id, options=[order])
    if file is None or file.withdrawn_at is not None:
        return None
    set_circles([file.order.committee], today)
    return file


def orders_of(committee_id: int) -> list[OrderRow]:
    """Return the committee's orders, the latest in force first, with their files; two statements."""
    orders = db.session.scalars(
        select(AppointmentOrder)
        .where(AppointmentOrder.committee_id == committee_id)
        .order_by(AppointmentOrder.starts_on.desc(), AppointmentOrder.id.desc())
    ).all()
    files: dict[int, list[AppointmentOrderFile]] = defaultdict(list)
    for file in db.session.scalars(
        select(AppointmentOrderFile)
        .where(
            AppointmentOrderFile.order_id.in_([order.id for order in orders]),
            AppointmentOrderFile.withdrawn_at.is_(None),
        )
        .order_by(AppointmentOrderFile.id)
    ):
        files[file.order_id].append(file)
    return [OrderRow(order, tuple(files[order.id])) for order in orders]


def kept_order_files(digests: Collection[str]) -> set[str]:
    """Return those of the digests that an order's file names, taken out or not."""
    named = select(AppointmentOrderFile.sha256).where(AppointmentOrderFile.sha256.in_(digests))
    return set(db.session.scalars(named.distinct()))


KEPT_FILES: tuple[Callable[[Collection[str]], set[str]], ...] = (kept_order_files,)
