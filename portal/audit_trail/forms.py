"""The search form of the trail."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, ValidationError

from portal.audit import Event
from portal.audit_trail.queries import TrailFilter
from portal.audit_trail.rules import EVENT_WORDS, SUBJECT_WORDS
from portal.web.fields import FilterForm, ThaiDateField, ThaiIntegerField, read_optional_id


class TrailForm(FilterForm):
    """What the trail is narrowed to; units: (id, name) of those the person looks after."""

    event = SelectField(_l("เหตุการณ์"), default="")
    person = StringField(_l("ผู้ทำรายการ"))
    unit = SelectField(_l("หน่วยงาน"), coerce=read_optional_id)
    object = SelectField(_l("เกี่ยวกับ"), default="")
    object_id = ThaiIntegerField(_l("เลขที่ของรายการ"), least=1)
    from_on = ThaiDateField(_l("ตั้งแต่วันที่"))
    to_on = ThaiDateField(_l("ถึงวันที่"))

    def __init__(self, units: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(**values)
        self.event.choices = [("", _("ทุกเหตุการณ์"))] + [(name, _(word)) for name, word in EVENT_WORDS.items()]
        self.object.choices = [("", _("ทุกประเภท"))] + [(kind, _(word)) for kind, word in SUBJECT_WORDS.items()]
        self.unit.choices = [("", _("ทุกหน่วยงานในความดูแล")), *units]

    def validate_to_on(self, field: ThaiDateField) -> None:
        """The last day must not stand before the first."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise ValidationError(_("วันสุดท้ายต้องไม่ก่อนวันแรก"))

    def validate_object_id(self, field: ThaiIntegerField) -> None:
        """A number says nothing without the kind of object it belongs to."""
        if field.data and not self.object.data:
            raise ValidationError(_("โปรดเลือกประเภทในช่องเกี่ยวกับด้วย"))

    @property
    def wanted(self) -> TrailFilter:
        """The filter; only after `validate`."""
        return TrailFilter(
            event=Event(self.event.data) if self.event.data else None,
            person=self.person.data or "",
            subject_type=self.object.data or "",
            subject_id=self.object_id.data,
            unit_id=self.unit.data,
            from_on=self.from_on.data,
            to_on=self.to_on.data,
        )
