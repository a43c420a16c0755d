"""Forms about resolutions: what the register shows, a report, a decision, another day or owner."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from portal.errors import PortalError
from portal.meetings.models import Resolution
from portal.meetings.queries.register import Wanted
from portal.meetings.rules import REASON_CHARACTERS, REPORT_CHARACTERS
from portal.storage import HashingFile, incoming_files
from portal.web import respond
from portal.web.fields import FilesField, ThaiDateField
from portal.web.forms import FilterForm, PortalForm, Required
from portal.web.ids import read_optional_id
from portal.web.versions import VersionForm

STATES = ("open", "overdue", "reported_done", "done", "mine")


class RegisterForm(FilterForm):
    """What the register shows; what is no choice asks for nothing."""

    committee = SelectField(_l("คณะกรรมการ"), coerce=read_optional_id, default="", validate_choice=False)
    q = StringField(_l("คำค้น"), [Length(max=100)])
    state = HiddenField()

    def __init__(self, committees: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(**values)
        own = [SelectChoice(str(key), name) for key, name in committees]
        self.committee.choices = [SelectChoice("", _("ทุกคณะ")), *own]
        self.known = {key for key, _name in committees}

    @property
    def wanted(self) -> Wanted:
        """What the register is narrowed to."""
        return Wanted(
            state=self.state.data if self.state.data in STATES else "",
            committee_id=self.committee.data if self.committee.data in self.known else None,
            q=self.q.data or "",
        )


class ReportForm(PortalForm):
    """How far a resolution is, or that it is done, with a file where there is one."""

    note = TextAreaField(
        _l("ผลการดำเนินงาน"),
        [Required(_l("โปรดระบุว่าได้ทำอะไร ผลเป็นอย่างไร")), Length(max=REPORT_CHARACTERS)],
        render_kw={"rows": 5},
    )
    says_done = BooleanField(_l("ดำเนินการแล้วเสร็จ ขอปิดการติดตามมตินี้"))
    files = FilesField(_l("ไฟล์ประกอบ"))
    submit_key = HiddenField(filters=[lambda typed: typed or secrets.token_urlsafe(24)])

    @property
    def chosen(self) -> list[HashingFile]:
        """The file that came in, looked at while the request was read; none is chosen as often as one."""
        return incoming_files(self.files.data)[:1]

    def validate_files(self, field: FilesField) -> None:
        """Put a refused file's sentence under the field."""
        for file in self.chosen:
            try:
                file.seal()
            except PortalError as refusal:
                field.errors = [*field.errors, respond.say(refusal)]


class DecisionForm(VersionForm):
    """What the secretary makes of a report."""

    note = TextAreaField(_l("ข้อความถึงผู้รับผิดชอบ"), [Length(max=REASON_CHARACTERS)], render_kw={"rows": 3})
    submit_key = HiddenField(filters=[lambda typed: typed or secrets.token_urlsafe(24)])


class TermsForm(VersionForm):
    """Another day, division or person; the reason stays on record."""

    due_on = ThaiDateField(_l("วันครบกำหนด"))
    unit = SelectField(_l("ส่วนราชการที่รับผิดชอบ"), coerce=read_optional_id, default="")
    owner = SelectField(_l("ผู้รับผิดชอบ"), coerce=read_optional_id, default="")
    reason = TextAreaField(
        _l("เหตุผลที่เปลี่ยน"),
        [Required(_l("โปรดระบุเหตุผลที่เปลี่ยน")), Length(max=REASON_CHARACTERS)],
        render_kw={"rows": 3},
    )
    submit_key = HiddenField(filters=[lambda typed: typed or secrets.token_urlsafe(24)])

    def __init__(self, units: Sequence[tuple[int, str]], people: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(**values)
        self.unit.choices = [SelectChoice("", _("ไม่กำหนด")), *(SelectChoice(str(key), name) for key, name in units)]
        self.owner.choices = [SelectChoice("", _("ไม่กำหนด")), *(SelectChoice(str(key), name) for key, name in people)]

    @staticmethod
    def values_of(resolution: Resolution) -> Mapping[str, Any]:
        """Return what the form shows of a resolution as it is."""
        return {
            "due_on": resolution.due_on,
            "unit": "" if resolution.owner_unit_id is None else str(resolution.owner_unit_id),
            "owner": "" if resolution.owner_id is None else str(resolution.owner_id),
            "version": resolution.version,
        }


class SearchForm(FilterForm):
    """What is searched for, and where."""

    q = StringField(_l("คำค้น"), [Length(max=100)])
    where = HiddenField()
