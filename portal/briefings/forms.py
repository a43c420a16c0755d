"""Forms of briefings: text in, typed values out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SearchField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from portal import thai
from portal.briefings.actions.sessions import Wanted
from portal.briefings.models import Attendance, BriefingSession
from portal.briefings.queries.attendance import SHOWN
from portal.briefings.rules import (
    FILES_AT_ONCE,
    PLACE_CHARACTERS,
    PROGRAMME_CHARACTERS,
    REASON_CHARACTERS,
    TITLE_CHARACTERS,
    Times,
)
from portal.errors import N_, PortalError
from portal.people.rules.users import STAFF_TYPE_WORDS
from portal.storage import HashingFile, incoming_files
from portal.web import respond
from portal.web.fields import FilesField, IdListField, ThaiDateField, ThaiIntegerField
from portal.web.filters import num
from portal.web.forms import FilterForm, PortalForm, Required
from portal.web.ids import read_id, read_optional_id
from portal.web.time_field import ThaiTimeField

NAMES_CHARACTERS = 100_000
INSTANTS = {
    "starts": "starts_at",
    "ends": "ends_at",
    "checkin_from": "checkin_from_at",
    "checkin_until": "checkin_until_at",
    "late_after": "late_after_at",
}
STAFF_TYPES: dict[str, str] = {
    "": N_("ข้าราชการและลูกจ้าง"),
    **{str(kind): word for kind, word in STAFF_TYPE_WORDS.items()},
}


class VersionForm(PortalForm):
    """Carries the version of the row that was shown."""

    version = HiddenField(filters=[lambda shown: "" if shown is None else str(shown)])

    @property
    def shown_version(self) -> int:
        """The version that was shown; 0, which no row has, for anything that is none."""
        try:
            return read_id(self.version.data or "")
        except ValueError:
            return 0


class SessionForm(VersionForm):
    """A session. units: (id, label) of the units it may be for."""

    title = StringField(_l("เรื่อง"), [Required(), Length(max=TITLE_CHARACTERS)])
    place = StringField(_l("สถานที่"), [Required(), Length(max=PLACE_CHARACTERS)])
    day = ThaiDateField(_l("วันที่"), [Required(_l("โปรดระบุวันที่ประชุม"))])
    starts = ThaiTimeField(_l("เวลาเริ่ม"), [Required(_l("โปรดระบุเวลาเริ่ม"))])
    ends = ThaiTimeField(_l("เวลาสิ้นสุด"), [Required(_l("โปรดระบุเวลาสิ้นสุด"))])
    units = SelectMultipleField(
        _l("กลุ่มเป้าหมาย"),
        [Required(_l("โปรดเลือกกลุ่มเป้าหมายอย่างน้อย 1 หน่วย"))],
        coerce=read_id,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        choices=[],
    )
    staff_type = RadioField(
        _l("ประเภทบุคลากร"), choices=[SelectChoice(kind, _l(word)) for kind, word in STAFF_TYPES.items()], default=""
    )
    programme = TextAreaField(_l("กำหนดการ"), [Length(max=PROGRAMME_CHARACTERS)], render_kw={"rows": 6})
    capacity = ThaiIntegerField(_l("จำนวนที่นั่ง"), least=1)
    checkin_from = ThaiTimeField(_l("เปิดลงเวลา"))
    checkin_until = ThaiTimeField(_l("ปิดลงเวลา"))
    late_after = ThaiTimeField(_l("นับว่ามาสายเมื่อมาหลังเวลา"))

    def __init__(self, *args: Any, choices: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.units.choices = [SelectChoice(unit_id, label) for unit_id, label in choices]

    @staticmethod
    def values_of(session: BriefingSession, unit_ids: Sequence[int]) -> Mapping[str, Any]:
        """Return what the form shows of a session as it is."""
        plain = ("title", "place", "programme", "capacity", "staff_type", "version")
        times = {name: _clock(getattr(session, column)) for name, column in INSTANTS.items()}
        day = thai.bangkok_date(session.starts_at)
        return {name: getattr(session, name) for name in plain} | times | {"day": day, "units": list(unit_ids)}

    @property
    def wanted(self) -> Wanted:
        """The session as it was typed; only after the form has been found valid."""
        assert self.day.data is not None  # noqa: S101  (required)
        return Wanted(
            title=self.title.data or "",
            place=self.place.data or "",
            times=Times.on(self.day.data, **{name: self[name].data for name in INSTANTS}),
            programme=self.programme.data or "",
            capacity=self.capacity.data,
            staff_type=self.staff_type.data or "",
            unit_ids=self.units.data or [],
        )


class ReasonForm(VersionForm):
    """Why something is called off or struck out."""

    reason = TextAreaField(
        _l("เหตุผล"),
        [Required(_l("โปรดระบุเหตุผล ผู้เกี่ยวข้องจะเห็นข้อความนี้")), Length(max=REASON_CHARACTERS)],
        render_kw={"rows": 3},
    )


class FilesForm(PortalForm):
    """Files for a session."""

    files = FilesField(_l("ไฟล์ประกอบการประชุม"), [Required(_l("โปรดเลือกไฟล์อย่างน้อย 1 ไฟล์"))], most=FILES_AT_ONCE)
    upload_key = HiddenField(filters=[lambda typed: typed or secrets.token_urlsafe(24)])

    @property
    def chosen(self) -> list[HashingFile]:
        """The files that came in; each has been looked at while the request was read."""
        return incoming_files(self.files.data)

    def validate_files(self, field: FilesField) -> None:
        """Put every refused file's sentence under the field."""
        refused = []
        for file in self.chosen:
            try:
                file.seal()
            except PortalError as refusal:
                refused.append(respond.say(refusal))
        if refused and len(field.data) > 1:
            refused.append(
                _("ยังไม่ได้เก็บไฟล์ใดจาก %(count)s ไฟล์ที่เลือก โปรดแก้ไขแล้วเลือกไฟล์ทั้งหมดอีกครั้ง", count=num(len(field.data)))
            )
        field.errors = [*field.errors, *refused]


class PinForm(PortalForm):
    """The six digits on the screen of the hall."""

    pin = StringField(
        _l("รหัส 6 หลัก"),
        [Required(_l("โปรดใส่รหัส 6 หลักที่จอในห้องประชุม")), Length(max=20)],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )


class ListFilterForm(FilterForm):
    """Whom the list shows; a value that is on no list asks for nothing."""

    q = SearchField(_l("ชื่อหรือตำแหน่ง"))
    unit = SelectField(_l("ส่วนราชการ"), coerce=read_optional_id, default="", validate_choice=False)
    shown = SelectField(_l("แสดง"), default="all", validate_choice=False)
    everyone = BooleanField(_l("ค้นทั้งหน่วยงาน รวมผู้ที่ไม่อยู่ในกลุ่มเป้าหมาย"))

    def __init__(self, units: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(**values)
        self.unit.choices = [
            SelectChoice("", _("ทุกส่วนราชการ")),
            *(SelectChoice(str(key), label) for key, label in units),
        ]
        self.known_units = {unit_id for unit_id, _label in units}
        self.shown.choices = [SelectChoice(key, label) for key, label in shown_labels().items()]

    @property
    def asked(self) -> dict[str, Any]:
        """What the list is narrowed to."""
        return {
            "words": self.q.data or "",
            "unit_id": self.unit.data if self.unit.data in self.known_units else None,
            "shown": self.shown.data if self.shown.data in SHOWN else "all",
            "everyone": bool(self.everyone.data),
        }


class CorrectionForm(VersionForm):
    """When somebody came, and left early."""

    arrived = ThaiTimeField(_l("เวลามาถึง"), [Required(_l("โปรดระบุเวลามาถึง"))])
    left = ThaiTimeField(_l("ออกก่อนเวลา"))

    @staticmethod
    def values_of(attendance: Attendance) -> Mapping[str, Any]:
        """Return what the form shows of an attendance as it is."""
        left = attendance.left_early_at
        return {
            "arrived": _clock(attendance.arrived_at),
            "left": _clock(left) if left else None,
            "version": attendance.version,
        }


class SheetForm(PortalForm):
    """The paper sheet: names pasted, people ticked, or everybody; `people` also carries those shown for saving."""

    names = TextAreaField(_l("รายชื่อผู้เข้าร่วม"), [Length(max=NAMES_CHARACTERS)], render_kw={"rows": 10})
    everybody = BooleanField(_l("ทุกคนที่ได้รับเชิญและยังไม่ได้ลงเวลา"))
    people = IdListField(_l("ผู้เข้าร่วม"), most=5000)
    arrived = ThaiTimeField(_l("เวลามาถึง"), [Required(_l("โปรดระบุเวลามาถึง"))])
    save = HiddenField()


def shown_labels() -> dict[str, str]:
    """Return the words for what the list may show."""
    return {
        "all": _("ทุกคน"),
        "waiting": _("ยังไม่ลงเวลา"),
        "present": _("ลงเวลาแล้ว"),
        "struck": _("ยกเลิกการลงเวลา"),
    }


def _clock(instant: Any) -> time:
    return thai.bangkok_time(instant).time().replace(second=0, microsecond=0)
