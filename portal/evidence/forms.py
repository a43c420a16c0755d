"""Forms of evidence: text and files in, typed values out; every refused file names itself."""

from __future__ import annotations

import secrets
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SearchField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from portal.errors import PortalError
from portal.evidence.queries import Choices, Wanted
from portal.evidence.rules import (
    FILES_AT_ONCE,
    NOTE_CHARACTERS,
    REASON_CHARACTERS,
    TITLE_CHARACTERS,
    FileGroup,
    Standing,
)
from portal.performance.models import Obligation
from portal.performance.rules import PeriodKind
from portal.storage import HashingFile, incoming_files
from portal.thai import FISCAL_MONTH_NUMBERS, shorten
from portal.web import respond
from portal.web.fields import FilesField, ThaiDateField, read_optional_id
from portal.web.filters import month_name, num
from portal.web.filters import year as year_text
from portal.web.forms import FilterForm, PortalForm, Required

INDICATOR_CHARACTERS = 70


def new_key(typed: str | None) -> str:
    """Return the form's one-time key; a new one where it was not sent."""
    return typed or secrets.token_urlsafe(24)


class _FileForm(PortalForm):
    """What the forms with files share: each file has been looked at while the request was read."""

    upload_key = HiddenField(filters=[new_key])

    def judge(self, field: FilesField) -> None:
        """Put every refused file's sentence under the field; with several files say that none was kept."""
        refused = []
        for file in self.chosen(field):
            try:
                file.seal()
            except PortalError as refusal:
                refused.append(respond.say(refusal))
        if refused and len(field.data) > 1:
            refused.append(
                _("ยังไม่ได้เก็บไฟล์ใดจาก %(count)s ไฟล์ที่เลือก โปรดแก้ไขแล้วเลือกไฟล์ทั้งหมดอีกครั้ง", count=num(len(field.data)))
            )
        field.errors = [*field.errors, *refused]

    @staticmethod
    def chosen(field: FilesField) -> list[HashingFile]:
        """Return the files that came in."""
        return incoming_files(field.data)


class UploadForm(_FileForm):
    """Files for an obligation with what is said about them."""

    files = FilesField(_l("ไฟล์หลักฐาน"), [Required(_l("โปรดเลือกไฟล์หลักฐานอย่างน้อย 1 ไฟล์"))], most=FILES_AT_ONCE)
    title = StringField(_l("ชื่อเรื่อง"), [Length(max=TITLE_CHARACTERS)])
    covers_from_on = ThaiDateField(_l("ตั้งแต่วันที่"), [Required(_l("โปรดระบุวันแรกของช่วงเวลาที่หลักฐานครอบคลุม"))])
    covers_to_on = ThaiDateField(_l("ถึงวันที่"), [Required(_l("โปรดระบุวันสุดท้ายของช่วงเวลาที่หลักฐานครอบคลุม"))])
    note = TextAreaField(_l("หมายเหตุ"), [Length(max=NOTE_CHARACTERS)], render_kw={"rows": 3})

    @classmethod
    def of(cls, obligation: Obligation) -> UploadForm:
        """Return the form as it is first shown: the covered period is the obligation's."""
        period = obligation.period
        return cls(formdata=None, covers_from_on=period.starts_on, covers_to_on=period.ends_on)

    def validate_files(self, field: FilesField) -> None:
        """Refuse files that cannot be kept."""
        self.judge(field)


class RevisionForm(_FileForm):
    """One file that takes the place of the latest revision; `based_on` is the revision that was shown."""

    file = FilesField(_l("ไฟล์ฉบับใหม่"), [Required(_l("โปรดเลือกไฟล์ฉบับใหม่ 1 ไฟล์"))], most=1)
    note = TextAreaField(
        _l("แก้ไขอะไรจากฉบับก่อน"),
        [Required(_l("โปรดระบุว่าแก้ไขอะไรจากฉบับก่อน")), Length(max=NOTE_CHARACTERS)],
        render_kw={"rows": 3},
    )
    based_on = HiddenField()

    def validate_file(self, field: FilesField) -> None:
        """Refuse a file that cannot be kept."""
        self.judge(field)


class WithdrawalForm(PortalForm):
    """Why evidence is withdrawn; `version` is the record's as it was shown."""

    reason = TextAreaField(
        _l("เหตุผลที่ถอน"),
        [Required(_l("โปรดระบุเหตุผลที่ถอน ผู้ตรวจจะเห็นข้อความนี้")), Length(max=REASON_CHARACTERS)],
        render_kw={"rows": 3},
    )
    version = HiddenField()


def shown_number(field: HiddenField) -> int:
    """Return the number a hidden field carries; -1, which matches nothing, for anything else."""
    text = str(field.data or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class LibraryForm(FilterForm):
    """What is looked for in the library; a value that is on no list asks for nothing."""

    q = SearchField(_l("คำค้น"))
    unit = SelectField(_l("ส่วนราชการ"), coerce=read_optional_id, default="")
    year = SelectField(_l("ปีงบประมาณ"), coerce=read_optional_id, default="")
    period = SelectField(_l("รอบรายงาน"), default="")
    indicator = SelectField(_l("ตัวชี้วัด"), coerce=read_optional_id, default="")
    group = SelectField(_l("ชนิดไฟล์"), default="")
    standing = SelectField(_l("สถานะ"), default=Standing.ACTIVE.value)
    sort = HiddenField()

    def __init__(self, choices: Choices, **values: Any) -> None:
        super().__init__(**values)
        self.unit.choices = [
            ("", _("ทุกส่วนราชการ")),
            *((number, f"{abbr} {name}") for number, abbr, name in choices.units),
        ]
        self.year.choices = [("", _("ทุกปี")), *((year, year_text(year)) for year in choices.years)]
        self.period.choices = [("", _("ทุกรอบ")), *_periods()]
        self.indicator.choices = [("", _("ทุกตัวชี้วัด")), *map(_indicator_choice, choices.indicators)]
        self.group.choices = [("", _("ทุกชนิด")), *((group.value, label) for group, label in group_labels().items())]
        self.standing.choices = [(value.value, label) for value, label in standing_labels().items()]
        self.validate()

    def wanted(self) -> Wanted:
        """Return what is looked for."""
        period = self._good("period") or ""
        kind, _dash, number = period.partition("-")
        return Wanted(
            unit_id=self._good("unit"),
            year_be=self._good("year"),
            period_kind=kind,
            period_no=int(number) if number else None,
            indicator_id=self._good("indicator"),
            group=FileGroup(value) if (value := self._good("group")) else None,
            standing=Standing(self._good("standing") or Standing.ACTIVE),
            words=self._good("q") or "",
            sort=self._good("sort") or "-uploaded",
        )

    def _good(self, name: str) -> Any:
        return None if self[name].errors else self[name].data


def _indicator_choice(row: tuple[int, str, str, int]) -> tuple[int, str]:
    number, code, name, year_be = row
    return number, shorten(f"{code} {name} ({year_text(year_be)})".strip(), INDICATOR_CHARACTERS)


def _periods() -> list[tuple[str, str]]:
    months = [(f"{PeriodKind.MONTH}-{no}", month_name((no + 8) % 12 + 1)) for no in FISCAL_MONTH_NUMBERS]
    quarters = [(f"{PeriodKind.QUARTER}-{no}", _("ไตรมาสที่ %(no)s", no=num(no))) for no in range(1, 5)]
    return [*months, *quarters]


def group_labels() -> dict[FileGroup, str]:
    """Return the words for kinds of files."""
    return {
        FileGroup.PDF: _("PDF"),
        FileGroup.PICTURE: _("ภาพ"),
        FileGroup.DOCUMENT: _("เอกสาร Word และ OpenDocument"),
        FileGroup.SHEET: _("ตาราง Excel, OpenDocument และ CSV"),
        FileGroup.SLIDES: _("งานนำเสนอ"),
        FileGroup.TEXT: _("ไฟล์ข้อความ"),
        FileGroup.ARCHIVE: _("ไฟล์บีบอัด ZIP"),
    }


def standing_labels() -> dict[Standing, str]:
    """Return the words for whether evidence still counts."""
    return {
        Standing.ACTIVE: _("ใช้อยู่"),
        Standing.WITHDRAWN: _("ถอนแล้ว"),
        Standing.ALL: _("ทั้งหมด รวมที่ถอนแล้ว"),
    }
