"""Forms of members: one, a pasted list, corrections, the end of a place, the day that is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SearchField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from portal.committees.actions import Correction, WantedMember
from portal.committees.models import AppointmentOrder, Membership
from portal.committees.rules import MemberRole, role_word
from portal.committees.rules.checks import PERSON_CHARACTERS, POSITION_CHARACTERS, REASON_CHARACTERS
from portal.committees.rules.lines import Way
from portal.web.fields import FilterForm, Required, ThaiDateField, ThaiIntegerField
from portal.web.forms import PortalForm
from portal.web.ids import read_optional_id
from portal.web.versions import VersionForm

LIST_CHARACTERS = 60_000
WAY_WORDS = {
    Way.PERSON: _l("บุคคลที่มีบัญชีในระบบ"),
    Way.OFFICE: _l("โดยตำแหน่ง ผู้ที่เป็นหัวหน้าหน่วยในวันนั้น"),
    Way.OUTSIDE: _l("บุคคลภายนอกระบบ"),
}


class SearchForm(FilterForm):
    """Words that an account is looked for with."""

    q = SearchField(_l("ค้นหาชื่อ ตำแหน่ง หรือชื่อผู้ใช้"))


class DayForm(FilterForm):
    """The day whose members are shown."""

    on = ThaiDateField(_l("ณ วันที่"))


class AppointingForm(PortalForm):
    """What places of one list have in common: the order, the first day."""

    order_id = SelectField(
        _l("ตามคำสั่ง"), [Required(_l("โปรดเลือกคำสั่งแต่งตั้ง"))], coerce=read_optional_id, validate_choice=False
    )
    starts_on = ThaiDateField(_l("ตั้งแต่วันที่"))

    def offer(self, orders: Sequence[AppointmentOrder]) -> None:
        """Offer the committee's orders, the latest first."""
        self.order_id.choices = [
            SelectChoice(str(order.id), _("คำสั่งที่ %(number)s", number=order.order_no)) for order in orders
        ]


class MemberForm(AppointingForm):
    """One new member: a person found among accounts, whoever heads a unit, or a name outside the portal."""

    way = RadioField(_l("ผู้ดำรงตำแหน่ง"), choices=[SelectChoice(way.value, word) for way, word in WAY_WORDS.items()])
    user_id = RadioField(_l("เลือกจากผลการค้นหา"), coerce=read_optional_id, choices=[], validate_choice=False)
    office_unit_id = SelectField(_l("หัวหน้าของหน่วย"), coerce=read_optional_id, default="", validate_choice=False)
    person_name = StringField(_l("ชื่อ-นามสกุล"), [Length(max=PERSON_CHARACTERS)])
    role = SelectField(_l("ตำแหน่งในคณะ"), choices=[], default="member")
    position_title = StringField(_l("ตำแหน่งตามคำสั่ง"), [Length(max=POSITION_CHARACTERS)])

    def __init__(
        self,
        *args: Any,
        kind: str,
        people: Sequence[tuple[int, str]],
        offices: Sequence[tuple[int, str]],
        orders: Sequence[AppointmentOrder],
        **values: Any,
    ) -> None:
        super().__init__(*args, **values)
        self.offer(orders)
        self.role.choices = [SelectChoice(role.value, _(role_word(role, kind))) for role in MemberRole]
        self.user_id.choices = [SelectChoice(str(key), label) for key, label in people]
        self.office_unit_id.choices = [
            SelectChoice("", _("โปรดเลือก")),
            *(SelectChoice(str(key), label) for key, label in offices),
        ]

    def validate_user_id(self, field: RadioField) -> None:
        """A person is chosen where the place is a person's."""
        if self.way.data == Way.PERSON and not field.data:
            raise ValidationError(_("โปรดค้นหาแล้วเลือกบุคคล"))

    def validate_office_unit_id(self, field: SelectField) -> None:
        """A unit is chosen where the place is an office's."""
        if self.way.data == Way.OFFICE and not field.data:
            raise ValidationError(_("โปรดเลือกหน่วย"))

    def validate_person_name(self, field: StringField) -> None:
        """A name is typed where the place is of somebody outside the portal."""
        if self.way.data == Way.OUTSIDE and not field.data:
            raise ValidationError(_("โปรดระบุชื่อ"))

    @property
    def wanted(self) -> WantedMember:
        """The place as it was typed; only after the form has been found valid."""
        way = Way(self.way.data)
        return WantedMember(
            role=self.role.data,
            user_id=self.user_id.data if way is Way.PERSON else None,
            office_unit_id=self.office_unit_id.data if way is Way.OFFICE else None,
            person_name=(self.person_name.data or "") if way is Way.OUTSIDE else "",
            position_title=self.position_title.data or "",
        )


class CorrectionForm(VersionForm):
    """What may be put right of a place that stands."""

    person_name = StringField(_l("ชื่อ-นามสกุล"), [Length(max=PERSON_CHARACTERS)])
    role = SelectField(_l("ตำแหน่งในคณะ"), choices=[])
    position_title = StringField(_l("ตำแหน่งตามคำสั่ง"), [Length(max=POSITION_CHARACTERS)])
    place = ThaiIntegerField(_l("ลำดับที่"), [Required()], least=1, most=1000)
    starts_on = ThaiDateField(_l("ตั้งแต่วันที่"), [Required()])
    ends_on = ThaiDateField(_l("ถึงวันที่"))
    end_reason = StringField(_l("เหตุผลที่พ้นจากตำแหน่ง"), [Length(max=REASON_CHARACTERS)])

    def __init__(self, *args: Any, kind: str, **values: Any) -> None:
        super().__init__(*args, **values)
        self.role.choices = [SelectChoice(role.value, _(role_word(role, kind))) for role in MemberRole]

    @staticmethod
    def values_of(membership: Membership, place: int) -> Mapping[str, Any]:
        """Return what the form shows of a place as it is."""
        names = ("person_name", "role", "position_title", "starts_on", "ends_on", "end_reason", "version")
        return {name: getattr(membership, name) for name in names} | {"place": place}

    @property
    def wanted(self) -> Correction:
        """The place as it was typed; only after the form has been found valid."""
        assert self.starts_on.data is not None  # noqa: S101  (required)
        return Correction(
            role=self.role.data,
            person_name=self.person_name.data or "",
            position_title=self.position_title.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            end_reason=self.end_reason.data or "",
        )


class EndForm(VersionForm):
    """The last day of a place, and why it ends."""

    ends_on = ThaiDateField(_l("วันสุดท้ายที่ดำรงตำแหน่ง"), [Required(_l("โปรดระบุวันสุดท้าย"))])
    reason = StringField(_l("เหตุผล"), [Required(_l("โปรดระบุเหตุผล")), Length(max=REASON_CHARACTERS)])


class ListForm(AppointingForm):
    """A pasted list; `checked` says which list was shown as understood, so that nothing else is saved."""

    lines = TextAreaField(
        _l("รายชื่อ"), [Required(_l("โปรดวางรายชื่อ")), Length(max=LIST_CHARACTERS)], render_kw={"rows": 12}
    )
    checked = HiddenField()
    save = HiddenField()

    @property
    def mark(self) -> str:
        """Names what the list says now."""
        said = f"{self.order_id.data}\x1f{self.starts_on.data}\x1f{self.lines.data}"
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def is_to_be_saved(self) -> bool:
        """Whether saving is asked for, and of the very list that was shown as understood."""
        return bool(self.save.data) and self.checked.data == self.mark
