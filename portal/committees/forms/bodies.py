"""Forms of a committee itself: what it is, the order of its agenda, its end."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import Length

from portal.committees.actions import Wanted
from portal.committees.models import Committee
from portal.committees.rules import KIND_WORDS, NUMBERING_WORDS, QUORUM_WORDS, SECTION_WORDS, SectionKind
from portal.committees.rules.agendas import SECTION_CHARACTERS, SECTIONS_MOST, SectionFact
from portal.committees.rules.checks import (
    NAME_CHARACTERS,
    QUORUM_MOST,
    REASON_CHARACTERS,
    SHORT_NAME_CHARACTERS,
    SOURCE_CHARACTERS,
    TOTAL_MOST,
)
from portal.web.fields import Required, ThaiIntegerField
from portal.web.forms import PortalForm
from portal.web.ids import read_optional_id
from portal.web.versions import VersionForm

SPARE_ROWS = 2
LAST = 1000


def one_time_key(typed: str | None) -> str:
    """Return the key that makes a second submit harmless, as it was sent or new."""
    return typed or secrets.token_urlsafe(24)


class CommitteeForm(VersionForm):
    """A committee. units: (id, label) of the units it may work for, empty when it is changed."""

    unit_id = SelectField(_l("คณะของหน่วย"), coerce=read_optional_id, default="")
    kind = RadioField(
        _l("ประเภท"),
        choices=[SelectChoice(kind.value, _l(word)) for kind, word in KIND_WORDS.items()],
        default="committee",
    )
    name = StringField(_l("ชื่อเต็มตามคำสั่ง"), [Required(), Length(max=NAME_CHARACTERS)])
    short_name = StringField(_l("ชื่อย่อที่แสดงในระบบ"), [Length(max=SHORT_NAME_CHARACTERS)])
    template = RadioField(_l("ลำดับระเบียบวาระ"), choices=[], default="six", validate_choice=False)
    quorum_rule = RadioField(
        _l("เกณฑ์องค์ประชุม"),
        choices=[SelectChoice(rule.value, _l(word)) for rule, word in QUORUM_WORDS.items()],
        default="half",
    )
    quorum_number = ThaiIntegerField(_l("จำนวนกรรมการที่เป็นองค์ประชุม"), least=1, most=QUORUM_MOST)
    quorum_source = StringField(_l("ที่มาขององค์ประชุม"), [Length(max=SOURCE_CHARACTERS)])
    is_quorum_confirmed = BooleanField(_l("ตรวจสอบองค์ประชุมกับคำสั่งหรือระเบียบแล้ว"))
    numbering = RadioField(
        _l("การนับครั้งที่ประชุม"),
        choices=[SelectChoice(way.value, _l(word)) for way, word in NUMBERING_WORDS.items()],
        default="year",
    )
    total_before = ThaiIntegerField(_l("จำนวนครั้งที่ประชุมก่อนใช้ระบบนี้"), most=TOTAL_MOST, default=0)
    adoption_days = ThaiIntegerField(
        _l("จำนวนวันที่ให้ตอบการเวียนรายงานการประชุม"), [Required()], least=1, most=90, default=7
    )
    silence_adopts = BooleanField(_l("ไม่ตอบภายในกำหนดถือว่ารับรอง"))
    submit_key = HiddenField(filters=[one_time_key])

    def __init__(
        self, *args: Any, units: Sequence[tuple[int, str]] = (), templates: Sequence[Any] = (), **values: Any
    ) -> None:
        super().__init__(*args, **values)
        first = [] if len(units) == 1 else [SelectChoice("", _("โปรดเลือก"))]
        if not self.unit_id.data and units and not self.is_submitted():
            self.unit_id.data = units[0][0]
        self.unit_id.choices = [*first, *(SelectChoice(str(key), label) for key, label in units)]
        self.template.choices = [SelectChoice(each.key, each.name) for each in templates]
        if not units:
            del self.unit_id, self.template

    @staticmethod
    def values_of(committee: Committee) -> Mapping[str, Any]:
        """Return what the form shows of a committee as it is."""
        plain = ("kind", "name", "short_name", "quorum_rule", "quorum_number", "quorum_source", "numbering")
        more = ("total_before", "adoption_days", "silence_adopts", "version")
        return {name: getattr(committee, name) for name in (*plain, *more)} | {
            "is_quorum_confirmed": not committee.is_quorum_unconfirmed
        }

    @property
    def wanted(self) -> Wanted:
        """The committee as it was typed; only after the form has been found valid."""
        return Wanted(
            kind=self.kind.data,
            name=self.name.data or "",
            short_name=self.short_name.data or "",
            quorum_rule=self.quorum_rule.data,
            quorum_number=self.quorum_number.data,
            is_quorum_unconfirmed=not self.is_quorum_confirmed.data,
            quorum_source=self.quorum_source.data or "",
            numbering=self.numbering.data,
            total_before=self.total_before.data or 0,
            adoption_days=self.adoption_days.data or 7,
            silence_adopts=bool(self.silence_adopts.data),
        )


class ReasonForm(VersionForm):
    """Why a body is dissolved."""

    reason = StringField(_l("เหตุผล"), [Required(_l("โปรดระบุเหตุผล")), Length(max=REASON_CHARACTERS)])


class SectionRow(PortalForm):
    """One section; without a title it is left out."""

    class Meta(PortalForm.Meta):
        csrf = False

    place = ThaiIntegerField(_l("ลำดับ"), most=100)
    title = StringField(_l("ชื่อวาระ"), [Length(max=SECTION_CHARACTERS)])
    kind = SelectField(
        _l("ใช้สำหรับ"),
        choices=[SelectChoice(kind.value, _l(word)) for kind, word in SECTION_WORDS.items()],
        default=SectionKind.CONSIDERATION.value,
    )


class SectionsForm(VersionForm):
    """The order of the agenda: rows with their place, a few of them empty for new ones."""

    rows = FieldList(FormField(SectionRow), max_entries=SECTIONS_MOST + SPARE_ROWS)

    @staticmethod
    def values_of(sections: Sequence[SectionFact], version: int) -> Mapping[str, Any]:
        """Return what the form shows of sections in their order."""
        rows = [
            {"place": place, "title": section.title, "kind": section.kind.value}
            for place, section in enumerate(sections, 1)
        ]
        return {"rows": rows + [{} for _ in range(SPARE_ROWS)], "version": version}

    @property
    def wanted(self) -> list[SectionFact]:
        """The sections in the order of the places typed; rows without a place come last."""
        rows = [(no, row.form) for no, row in enumerate(self.rows, 1) if row.form.title.data]
        ordered = sorted(rows, key=lambda each: _past(each[1].place.data or LAST, each[0]))
        return [SectionFact(row.title.data, SectionKind(row.kind.data)) for _, row in ordered]


def _past(asked: int, stands: int) -> tuple[int, int, int]:
    """Return what sorts a row by the place asked for: one that moves goes past whoever stands there already."""
    return asked, (asked > stands) - (asked < stands), stands
