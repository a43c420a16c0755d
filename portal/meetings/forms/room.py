"""Forms of the room: beginning, marks on the list, notes, resolutions."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, Length

from portal.meetings.actions import Resolved
from portal.meetings.models import Resolution
from portal.meetings.queries import room
from portal.meetings.rules import KIND_WORDS, NOTE_LONGEST, REASON_CHARACTERS, Mark, ResolutionKind
from portal.web.fields import ThaiDateField, ThaiIntegerField
from portal.web.forms import PortalForm
from portal.web.ids import read_optional_id
from portal.web.time_field import ThaiTimeField
from portal.web.versions import VersionForm


class StartForm(PortalForm):
    """Beginning; the reason is asked for only without a quorum."""

    reason = TextAreaField(_l("เหตุผลที่เริ่มประชุม"), [Length(max=REASON_CHARACTERS)], render_kw={"rows": 2})


class MarkForm(VersionForm):
    """One mark on the list of those present."""

    mark = HiddenField(validators=[AnyOf([mark.value for mark in Mark])])
    way = HiddenField()
    at = ThaiTimeField(_l("เวลา"))
    reason = StringField(_l("เหตุผล (เช่น ติดราชการ ลา)"), [Length(max=300)])
    deputy_name = StringField(_l("ชื่อผู้แทน"), [Length(max=120)])
    deputy_position = StringField(_l("ตำแหน่งผู้แทน"), [Length(max=200)])


class NoteForm(PortalForm):
    """The minutes' text of one item."""

    body = TextAreaField(_l("ข้อความในรายงานการประชุม"), [Length(max=NOTE_LONGEST)], render_kw={"rows": 10})
    base_no = HiddenField(default="0")

    @property
    def base(self) -> int:
        """The number of the note the text was begun from; 0 for none or anything that is none."""
        typed = self.base_no.data or "0"
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0


class OutcomeForm(VersionForm):
    """What becomes of an item."""

    outcome = HiddenField()
    reason = StringField(_l("เหตุผล"), [Length(max=REASON_CHARACTERS)])


class ResolutionForm(VersionForm):
    """A resolution as it is written down."""

    kind = RadioField(
        _l("ชนิดของมติ"),
        choices=[SelectChoice(kind.value, _l(word)) for kind, word in KIND_WORDS.items()],
        default=ResolutionKind.ACKNOWLEDGED.value,
    )
    text = TextAreaField(_l("ข้อความมติ"), [Length(max=5_000)], render_kw={"rows": 3, "list": "phrases"})
    unit = SelectField(_l("ส่วนราชการที่รับผิดชอบ"), coerce=read_optional_id, default="")
    owner = SelectField(_l("ผู้รับผิดชอบ"), coerce=read_optional_id, default="")
    due_on = ThaiDateField(_l("ให้แล้วเสร็จภายใน"))
    votes_for = ThaiIntegerField(_l("เห็นด้วย"))
    votes_against = ThaiIntegerField(_l("ไม่เห็นด้วย"))
    votes_abstain = ThaiIntegerField(_l("งดออกเสียง"))
    submit_key = HiddenField(filters=[lambda typed: typed or secrets.token_urlsafe(24)])

    def __init__(self, units: Sequence[tuple[int, str]], people: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(**values)
        nobody = SelectChoice("", _("ไม่กำหนด"))
        self.unit.choices = [nobody, *(SelectChoice(str(key), name) for key, name in units)]
        self.owner.choices = [nobody, *(SelectChoice(str(key), name) for key, name in people)]

    @staticmethod
    def values_of(resolution: Resolution) -> dict[str, Any]:
        """Return what the form shows of a resolution."""
        plain = ("kind", "text", "due_on", "votes_for", "votes_against", "votes_abstain", "version")
        return {name: getattr(resolution, name) for name in plain} | {
            "unit": "" if resolution.owner_unit_id is None else str(resolution.owner_unit_id),
            "owner": "" if resolution.owner_id is None else str(resolution.owner_id),
        }

    @property
    def resolved(self) -> Resolved:
        """The resolution as it was typed."""
        return Resolved(
            kind=ResolutionKind(self.kind.data),
            text=self.text.data or "",
            unit=room.unit_of(self.unit.data),
            owner=room.person_of(self.owner.data),
            due_on=self.due_on.data,
            votes=(self.votes_for.data, self.votes_against.data, self.votes_abstain.data),
        )
