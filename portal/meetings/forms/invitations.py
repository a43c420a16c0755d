"""Forms of invitations: the memo, sending, an answer, a guest, a Word template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SearchField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from portal.documents import TemplateKind
from portal.meetings.actions import Guest
from portal.meetings.models import MeetingPerson
from portal.meetings.rules import (
    ANSWER_WORDS,
    NAME_CHARACTERS,
    NOTE_CHARACTERS,
    POSITION_CHARACTERS,
    Answer,
    Answered,
    Memo,
)
from portal.people.models import User
from portal.web.fields import FilesField, FilterForm, ThaiDateField
from portal.web.forms import PortalForm, Required
from portal.web.ids import read_optional_id
from portal.web.uploads import ChosenFiles
from portal.web.versions import VersionForm

OFFICE_CHARACTERS = 300
MEMO_NO_CHARACTERS = 60
MESSAGE_CHARACTERS = 1_000


class SearchForm(FilterForm):
    """Words that an account is looked for with."""

    q = SearchField(_l("ค้นหาชื่อ ตำแหน่ง หรือชื่อผู้ใช้"))


class MemoForm(VersionForm):
    """The memo's head, its signer, the day to answer by."""

    memo_office = StringField(_l("ส่วนราชการ"), [Length(max=OFFICE_CHARACTERS)])
    memo_no = StringField(_l("ที่"), [Length(max=MEMO_NO_CHARACTERS)])
    memo_on = ThaiDateField(_l("วันที่ของหนังสือ"))
    reply_by_on = ThaiDateField(_l("ขอให้ตอบรับภายในวันที่"))
    memo_signer = StringField(_l("ผู้ลงนาม"), [Length(max=NAME_CHARACTERS)])
    memo_signer_position = StringField(_l("ตำแหน่งผู้ลงนาม"), [Length(max=POSITION_CHARACTERS)])

    @staticmethod
    def values_of(memo: Memo, version: int) -> Mapping[str, Any]:
        """Return what the form shows of a memo."""
        return asdict(memo) | {"version": version}

    @property
    def memo(self) -> Memo:
        """The memo as it was typed; only after the form has been found valid."""
        return Memo(
            memo_office=self.memo_office.data or "",
            memo_no=self.memo_no.data or "",
            memo_on=self.memo_on.data,
            memo_signer=self.memo_signer.data or "",
            memo_signer_position=self.memo_signer_position.data or "",
            reply_by_on=self.reply_by_on.data,
        )


class SendForm(VersionForm):
    """What those who are told read beside the facts."""

    note = TextAreaField(_l("ข้อความถึงผู้รับ"), [Length(max=MESSAGE_CHARACTERS)], render_kw={"rows": 3})


class AnswerForm(VersionForm):
    """An answer to the invitation; a deputy is found among accounts, or typed."""

    answer = RadioField(
        _l("คำตอบ"),
        choices=[SelectChoice(each.value, _l(ANSWER_WORDS[each])) for each in Answer],
        validate_choice=False,
    )
    deputy_id = RadioField(_l("ผู้แทนจากผลการค้นหา"), coerce=read_optional_id, choices=[], validate_choice=False)
    deputy_name = StringField(_l("ชื่อผู้แทน"), [Length(max=NAME_CHARACTERS)])
    deputy_position = StringField(_l("ตำแหน่งผู้แทน"), [Length(max=POSITION_CHARACTERS)])
    note = StringField(_l("เหตุผลที่ลาประชุม หรือข้อความถึงเลขานุการ"), [Length(max=NOTE_CHARACTERS)])

    def __init__(self, *args: Any, people: Sequence[User], **values: Any) -> None:
        super().__init__(*args, **values)
        self.deputy_id.choices = account_choices(people, _("ไม่มีบัญชีในระบบ พิมพ์ชื่อและตำแหน่งด้านล่าง"))

    @staticmethod
    def values_of(person: MeetingPerson) -> Mapping[str, Any]:
        """Return what the form shows of the answer as it is."""
        is_typed = person.deputy_id is None
        return {
            "answer": person.answer,
            "deputy_id": person.deputy_id,
            "deputy_name": person.deputy_name if is_typed else "",
            "deputy_position": person.deputy_position if is_typed else "",
            "note": person.answer_note,
            "version": person.version,
        }

    @property
    def given(self) -> Answered:
        """The answer as it was given; only after the form has been found valid."""
        return Answered(
            answer=self.answer.data or "",
            note=self.note.data or "",
            deputy_id=self.deputy_id.data,
            deputy_name=self.deputy_name.data or "",
            deputy_position=self.deputy_position.data or "",
        )


class GuestForm(PortalForm):
    """Somebody invited besides the members. items: (id, label) of the agenda; people: accounts that were found."""

    user_id = RadioField(_l("เลือกจากผลการค้นหา"), coerce=read_optional_id, choices=[], validate_choice=False)
    name = StringField(_l("ชื่อ-นามสกุล"), [Length(max=NAME_CHARACTERS)])
    position_title = StringField(_l("ตำแหน่ง"), [Length(max=POSITION_CHARACTERS)])
    unit_name = StringField(_l("หน่วยงาน"), [Length(max=POSITION_CHARACTERS)])
    item = SelectField(_l("เชิญเข้าร่วม"), coerce=read_optional_id, default="", validate_choice=False)

    def __init__(self, *args: Any, people: Sequence[User], items: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.user_id.choices = account_choices(people, _("ไม่มีบัญชีในระบบ พิมพ์ชื่อด้านล่าง"))
        self.item.choices = [
            SelectChoice("", _("ทั้งการประชุม ยกเว้นเรื่องลับ")),
            *(SelectChoice(str(key), label) for key, label in items),
        ]

    def guest(self, user: User | None) -> Guest:
        """Return the guest as typed, or the account chosen."""
        return Guest(
            user=user,
            name=self.name.data or "",
            position_title=self.position_title.data or "",
            unit_name=self.unit_name.data or "",
            item_id=self.item.data,
        )


class TemplateForm(ChosenFiles):
    """A Word template of a kind."""

    files = FilesField(_l("แบบเอกสาร Word"), [Required(_l("โปรดเลือกไฟล์แบบเอกสาร (.docx) 1 ไฟล์"))], most=1)
    kind = RadioField(_l("เอกสาร"), choices=[SelectChoice(kind.value, kind.value) for kind in TemplateKind])


def account_choices(people: Sequence[User], typed: str) -> list[SelectChoice]:
    """Return the accounts found as choices, and the way out of them."""
    found = [SelectChoice(str(user.id), f"{user.name} · {user.position} · {user.unit.abbr}") for user in people]
    return [*found, SelectChoice("", typed)] if found else []
