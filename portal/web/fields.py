"""Fields that read what Thai officials type, beside the form that every form starts from.

A field keeps what was typed when it is refused. Use `Required` for "must be given": WTForms' DataRequired takes a
typed 0 for nothing and hides why a date could not be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, StopValidation
from wtforms.widgets import TextInput

from portal import clock, thai
from portal.thai import NotUnderstood
from portal.web.filters import num, thai_date_long
from portal.web.forms import FilterForm, PortalForm, Required, clean_line, clean_text
from portal.web.ids import MAX_ID, BoundedIdConverter, read_id, read_optional_id
from portal.web.language import current_language, in_current_digits

__all__ = [
    "MAX_ID",
    "BoundedIdConverter",
    "FilesField",
    "FilterForm",
    "IdListField",
    "PortalForm",
    "Required",
    "ThaiDateField",
    "ThaiDecimalField",
    "ThaiIntegerField",
    "TypedField",
    "clean_line",
    "clean_text",
    "read_id",
    "read_optional_id",
]

_DATE_FAULTS = {
    "month": lazy_gettext("ไม่มีเดือนที่พิมพ์ โปรดพิมพ์วัน เดือน ปี เช่น %(example)s"),
    "day": lazy_gettext("ไม่มีวันที่นี้ในปฏิทิน โปรดตรวจสอบวันและเดือน"),
    "year": lazy_gettext("โปรดพิมพ์ปี พ.ศ. ให้ครบ 4 หลักหรือ 2 หลักท้าย เช่น %(example)s"),
}
_DATE_NOT_READ = lazy_gettext("อ่านวันที่ไม่ได้ โปรดพิมพ์วัน เดือน ปี เช่น %(example)s")


def as_list(validators: Sequence[Any] | None) -> list[Any]:
    """Return the validators as WTForms wants them."""
    return list(validators or ())


class TypedField(Field):
    """A one-line field whose text becomes a value; subclasses say how in `read` and `write`."""

    widget = TextInput()

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read what was typed; blank is None."""
        typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = None
        if typed:
            self.data = self.read(typed)

    def pre_validate(self, form: BaseForm) -> None:
        """Stop at what could not be read, so that no later check says the field is empty."""
        if any(isinstance(each, DataRequired) for each in self.validators):
            raise TypeError(f"{self.name}: DataRequired takes 0 for nothing; use Required")
        if self.process_errors:
            raise StopValidation()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else self.write(self.data)

    def read(self, typed: str) -> Any:
        """Return the value of what was typed; raises ValueError with a sentence for the person."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """Return the value as a person would type it."""
        raise NotImplementedError


class ThaiDateField(TypedField):
    """A date typed in any way `parse_thai_date` reads; `data` is a date or None."""

    def __init__(self, label: str | None = None, validators: Sequence[Any] | None = None, **options: Any) -> None:
        options["render_kw"] = {"autocomplete": "off", "data-thai-date": ""} | (options.get("render_kw") or {})
        super().__init__(label, as_list(validators), **options)

    @property
    def understood(self) -> str:
        """What was understood, in words: "20 ธันวาคม 2569"; empty where there is nothing to say."""
        return "" if self.data is None else thai_date_long(self.data)

    def read(self, typed: str) -> date:
        """Return the date; raises ValueError with what to type instead."""
        today = thai.bangkok_date(clock.now())
        try:
            return thai.parse_thai_date(typed, today)
        except NotUnderstood as fault:
            sentence = str(_DATE_FAULTS.get(fault.reason, _DATE_NOT_READ))
            raise ValueError(sentence % {"example": self.write(today)}) from None

    @property
    def example(self) -> str:
        """Today as a person would type it."""
        return self.write(thai.bangkok_date(clock.now()))

    def write(self, value: date) -> str:
        """Return "20/12/2569", in English "20 Dec 2026"; both are read back."""
        if current_language() == "en":
            return f"{value.day} {thai.ENGLISH_MONTHS[value.month - 1][:3]} {value.year}"
        return in_current_digits(f"{value.day}/{value.month}/{value.year + 543}")


class ThaiDecimalField(TypedField):
    """A number typed in either digit script; `data` is a Decimal or None.

    places: most decimals taken; least, most: the range, both included
    """

    widget = TextInput(input_type="text")

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Any] | None = None,
        *,
        places: int = 2,
        least: Decimal | int = 0,
        most: Decimal | int = 10**12,
        **options: Any,
    ) -> None:
        super().__init__(label, as_list(validators), **options)
        self.places, self.least, self.most = places, least, most

    @property
    def understood(self) -> str:
        """What was understood: "1,234.5"; empty where there is nothing to say."""
        return "" if self.data is None else num(self.data, self.places)

    def read(self, typed: str) -> Decimal:
        """Return the number; raises ValueError with what is wrong with it."""
        try:
            value = thai.parse_number(typed)
        except NotUnderstood:
            raise ValueError(gettext("อ่านจำนวนไม่ได้ โปรดพิมพ์เป็นตัวเลข เช่น %(example)s", example=num(1250))) from None
        if value < self.least:
            raise ValueError(gettext("ต้องไม่น้อยกว่า %(min)s", min=num(self.least, self.places)))
        if value > self.most:
            raise ValueError(gettext("ต้องไม่เกิน %(max)s", max=num(self.most, self.places)))
        if value != round(value, self.places):
            raise ValueError(self._too_fine())
        return value

    def write(self, value: Decimal) -> str:
        """Return the number with thousands commas; it is read back."""
        return num(value, self.places)

    def _too_fine(self) -> str:
        return str(gettext("ใส่ทศนิยมได้ไม่เกิน %(places)s ตำแหน่ง", places=num(self.places)))


class ThaiIntegerField(ThaiDecimalField):
    """A whole number typed in either digit script; `data` is an int or None."""

    def __init__(
        self, label: str | None = None, validators: Sequence[Any] | None = None, *, most: int = MAX_ID, **options: Any
    ) -> None:
        super().__init__(label, validators, places=0, most=most, **options)

    def read(self, typed: str) -> int:  # type: ignore[override]  # an int is what the form promises here
        """Return the whole number; raises ValueError with what is wrong with it."""
        return int(super().read(typed))

    def _too_fine(self) -> str:
        return str(gettext("โปรดพิมพ์เป็นจำนวนเต็ม"))


class FilesField(MultipleFileField):
    """Files chosen in one input; `data` is a list, empty when none was chosen. Size and kind are for the action."""

    def __init__(
        self, label: str | None = None, validators: Sequence[Any] | None = None, *, most: int = 10, **options: Any
    ) -> None:
        super().__init__(label, as_list(validators), **options)
        self.most = most

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Take the files; a browser sends one without a name where none was chosen."""
        self.data = [each for each in valuelist if isinstance(each, FileStorage) and each.filename]
        if len(self.data) > self.most:
            raise ValueError(gettext("ส่งได้ครั้งละไม่เกิน %(most)s ไฟล์ โปรดแบ่งส่งหลายครั้ง", most=num(self.most)))

    def process_data(self, value: Any) -> None:
        """Begin with no files."""
        self.data = list(value or ())


class IdListField(Field):
    """Ids of ticked rows, each sent under the field's name; `data` is a list of ints without repeats, as sent."""

    def __init__(
        self, label: str | None = None, validators: Sequence[Any] | None = None, *, most: int = 1000, **options: Any
    ) -> None:
        super().__init__(label, as_list(validators), **options)
        self.most = most

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Read the ids; whether they exist and may be touched is the action's to judge."""
        if len(valuelist) > self.most:
            raise ValueError(gettext("เลือกได้ครั้งละไม่เกิน %(most)s รายการ", most=num(self.most)))
        try:
            self.data = list(dict.fromkeys(read_id(str(each)) for each in valuelist))
        except ValueError:
            self.data = []
            raise ValueError(gettext("รายการที่เลือกไม่ถูกต้อง โปรดโหลดหน้าใหม่แล้วเลือกอีกครั้ง")) from None

    def process_data(self, value: Any) -> None:
        """Begin with the given ids, or none."""
        self.data = list(value or ())

    def is_chosen(self, row_id: int) -> bool:
        """Return whether the row's box is ticked."""
        return row_id in self.data
