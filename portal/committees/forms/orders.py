"""Forms of appointment orders and their files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from portal import thai
from portal.committees.actions import WantedOrder
from portal.committees.models import AppointmentOrder
from portal.committees.rules.checks import FILES_AT_ONCE, ORDER_CHARACTERS, TITLE_CHARACTERS
from portal.web.fields import FilesField, Required, ThaiDateField
from portal.web.uploads import ChosenFiles
from portal.web.versions import VersionForm


class OrderFilesForm(ChosenFiles):
    """Files of an order that stands."""

    files = FilesField(_l("ไฟล์คำสั่ง"), [Required(_l("โปรดเลือกไฟล์อย่างน้อย 1 ไฟล์"))], most=FILES_AT_ONCE)


class OrderForm(ChosenFiles, VersionForm):
    """An appointment order, with its signed file where it is at hand."""

    order_no = StringField(_l("คำสั่งที่"), [Required(_l("โปรดระบุเลขที่คำสั่ง")), Length(max=ORDER_CHARACTERS)])
    ordered_on = ThaiDateField(_l("สั่ง ณ วันที่"), [Required(_l("โปรดระบุวันที่สั่ง"))])
    title = StringField(_l("เรื่อง"), [Length(max=TITLE_CHARACTERS)])
    starts_on = ThaiDateField(_l("มีผลตั้งแต่วันที่"), [Required(_l("โปรดระบุวันที่คำสั่งมีผล"))])
    ends_on = ThaiDateField(_l("ถึงวันที่"))
    replaces = BooleanField(_l("คำสั่งนี้ยกเลิกคำสั่งเดิมทั้งหมด"))
    files = FilesField(_l("ไฟล์คำสั่ง"), most=FILES_AT_ONCE)

    @staticmethod
    def values_of(order: AppointmentOrder) -> Mapping[str, Any]:
        """Return what the form shows of an order as it is."""
        names = ("order_no", "ordered_on", "title", "starts_on", "ends_on", "version")
        return {name: getattr(order, name) for name in names}

    @property
    def wanted(self) -> WantedOrder:
        """The order as it was typed; only after the form has been found valid."""
        assert self.ordered_on.data is not None and self.starts_on.data is not None  # noqa: S101, PT018  (required)
        return WantedOrder(
            order_no=thai.to_arabic_digits(self.order_no.data or ""),
            ordered_on=self.ordered_on.data,
            title=self.title.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
        )
