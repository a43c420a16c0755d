"""What WTForms says, in Thai: its own catalogue has no Thai, so each English sentence stands for a Thai message id.

The Thai sentence then goes through the portal's catalogue like every other, which gives English back in our own words.
"""

from __future__ import annotations

from flask_babel import gettext
from wtforms import Field

from portal.errors import N_

REQUIRED = "This field is required."
WITH_LABEL = {
    REQUIRED: N_("โปรดระบุ%(label)s"),
    "Not a valid choice.": N_("โปรดเลือก%(label)sจากรายการที่มี"),
    "Invalid Choice: could not coerce.": N_("โปรดเลือก%(label)sจากรายการที่มี"),
    "Invalid choice(s): one or more data inputs could not be coerced.": N_("โปรดเลือก%(label)sจากรายการที่มี"),
}
"""Sentences that WTForms does not fill itself, so that the field's name can be put in."""

MESSAGES = {
    "'%(value)s' is not a valid choice for this field.": N_("ไม่มี “%(value)s” ในรายการ โปรดเลือกจากรายการที่มี"),
    "'%(value)s' are not valid choices for this field.": N_("ไม่มี “%(value)s” ในรายการ โปรดเลือกจากรายการที่มี"),
    "Date must be at least %(min)s.": N_("วันที่ต้องไม่ก่อน %(min)s"),
    "Date must be at most %(max)s.": N_("วันที่ต้องไม่หลัง %(max)s"),
    "Date must be between %(min)s and %(max)s.": N_("วันที่ต้องอยู่ระหว่าง %(min)s ถึง %(max)s"),
    "Field cannot be longer than %(max)d character.": N_("ยาวได้ไม่เกิน %(max)d ตัวอักษร โปรดย่อข้อความ"),
    "Field cannot be longer than %(max)d characters.": N_("ยาวได้ไม่เกิน %(max)d ตัวอักษร โปรดย่อข้อความ"),
    "Field must be at least %(min)d character long.": N_("ต้องมีอย่างน้อย %(min)d ตัวอักษร"),
    "Field must be at least %(min)d characters long.": N_("ต้องมีอย่างน้อย %(min)d ตัวอักษร"),
    "Field must be between %(min)d and %(max)d characters long.": N_("ต้องมี %(min)d ถึง %(max)d ตัวอักษร"),
    "Field must be equal to %(other_name)s.": N_("ต้องตรงกับช่อง %(other_name)s"),
    "Field must be exactly %(max)d character long.": N_("ต้องมี %(max)d ตัวอักษรพอดี"),
    "Field must be exactly %(max)d characters long.": N_("ต้องมี %(max)d ตัวอักษรพอดี"),
    "File does not have an approved extension.": N_("ไม่รับไฟล์ชนิดนี้ โปรดเลือกไฟล์ชนิดที่ระบุไว้"),
    "File does not have an approved extension: {extensions}": N_("ไม่รับไฟล์ชนิดนี้ โปรดเลือกไฟล์ชนิด {extensions}"),
    "Invalid IP address.": N_("เลขที่อยู่ไอพีไม่ถูกต้อง"),
    "Invalid Mac address.": N_("เลขที่อยู่ของอุปกรณ์ไม่ถูกต้อง"),
    "Invalid URL.": N_("ที่อยู่เว็บไม่ถูกต้อง โปรดคัดลอกที่อยู่ทั้งหมดมาวาง"),
    "Invalid UUID.": N_("รหัสไม่ถูกต้อง"),
    "Invalid email address.": N_("ที่อยู่อีเมลไม่ถูกต้อง ตัวอย่างที่ถูกต้องคือ somchai@bangkok.go.th"),
    "Invalid input.": N_("ข้อมูลไม่ถูกต้อง โปรดตรวจสอบ"),
    "Invalid value, can't be any of: %(values)s.": N_("ใช้ค่าเหล่านี้ไม่ได้: %(values)s"),
    "Invalid value, must be one of: %(values)s.": N_("ต้องเป็นค่าใดค่าหนึ่งต่อไปนี้: %(values)s"),
    "Not a valid date value.": N_("อ่านวันที่ไม่ได้ โปรดตรวจสอบ"),
    "Not a valid datetime value.": N_("อ่านวันเวลาไม่ได้ โปรดตรวจสอบ"),
    "Not a valid decimal value.": N_("อ่านจำนวนไม่ได้ โปรดพิมพ์เป็นตัวเลข"),
    "Not a valid float value.": N_("อ่านจำนวนไม่ได้ โปรดพิมพ์เป็นตัวเลข"),
    "Not a valid integer value.": N_("อ่านจำนวนไม่ได้ โปรดพิมพ์เป็นตัวเลขจำนวนเต็ม"),
    "Not a valid time value.": N_("อ่านเวลาไม่ได้ โปรดตรวจสอบ"),
    "Not a valid week value.": N_("อ่านสัปดาห์ไม่ได้ โปรดตรวจสอบ"),
    "Number must be at least %(min)s.": N_("ต้องไม่น้อยกว่า %(min)s"),
    "Number must be at most %(max)s.": N_("ต้องไม่เกิน %(max)s"),
    "Number must be between %(min)s and %(max)s.": N_("ต้องอยู่ระหว่าง %(min)s ถึง %(max)s"),
    "This field cannot be edited.": N_("แก้ไขช่องนี้ไม่ได้"),
    "This field is disabled and cannot have a value.": N_("ช่องนี้ปิดอยู่ จึงรับข้อมูลไม่ได้"),
}


class FieldMessages:
    """The translations object of one field, as WTForms expects it."""

    def __init__(self, field: Field) -> None:
        self._field = field

    def gettext(self, string: str) -> str:
        """Return WTForms' sentence in the language of the page."""
        if string in WITH_LABEL:
            return str(gettext(WITH_LABEL[string], label=str(self._field.label.text)))
        return str(gettext(MESSAGES[string])) if string in MESSAGES else string

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Return the sentence for n things; Thai has no plural and our English sentences need none."""
        return self.gettext(singular if n == 1 else plural)
