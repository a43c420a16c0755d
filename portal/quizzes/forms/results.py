"""Forms about results: freezing a figure, repairing a key, choosing whom a list shows."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, TextAreaField

from portal.people.rules.users import STAFF_TYPE_WORDS
from portal.quizzes.queries.results import QuizResult
from portal.quizzes.rules.results import Outcome
from portal.web.fields import read_optional_id
from portal.web.forms import FilterForm, PortalForm

# who stands on the list: the roster, or those who are in no figure
LISTS = ("roster", "outside", "absent")


def outcome_words() -> dict[str, str]:
    """Return the words for where a person stands."""
    return {
        Outcome.PASSED.value: _("ผ่าน"),
        Outcome.FAILED.value: _("ไม่ผ่าน"),
        Outcome.UNFINISHED.value: _("ยังทำไม่เสร็จ"),
        Outcome.NOT_OPENED.value: _("ไม่ได้เปิดทำ"),
    }


def shown_number(field: HiddenField) -> int:
    """Return the number a hidden field carries; -1, which matches nothing, for anything else."""
    text = str(field.data or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class FreezeForm(PortalForm):
    """Why there is a further version; `based_on` is the number of the latest one shown."""

    reason = TextAreaField(_l("เหตุผล"), render_kw={"rows": 3})
    based_on = HiddenField()


class RepairForm(PortalForm):
    """Which version marks which from now on, and why."""

    version = HiddenField()
    by = HiddenField()
    based_on = HiddenField()
    reason = TextAreaField(_l("เหตุผลที่แก้เฉลย"), render_kw={"rows": 3})


class PeopleForm(FilterForm):
    """Which people of a result are listed; a value that is on no list asks for nothing."""

    group = SelectField(_l("รายชื่อ"), default="roster")
    outcome = SelectField(_l("ผล"), default="")
    division = SelectField(_l("ส่วนราชการ"), coerce=read_optional_id, default="")
    staff_type = SelectField(_l("ประเภทบุคลากร"), default="")
    session = SelectField(_l("การประชุม"), coerce=read_optional_id, default="")

    def __init__(self, result: QuizResult, **values: Any) -> None:
        super().__init__(**values)
        self.group.choices = [
            ("roster", _("ผู้เข้าร่วมประชุม")),
            ("outside", _("ทำโดยไม่มีชื่อเข้าร่วมประชุม")),
            ("absent", _("ทำผ่านลิงก์ผู้ไม่ได้เข้าประชุม")),
        ]
        self.outcome.choices = [("", _("ทุกผล")), *outcome_words().items()]
        self.division.choices = [
            ("", _("ทุกส่วนราชการ")),
            *((home.id, home.abbr) for group in result.by_division if (home := result.division(group.key))),
        ]
        self.staff_type.choices = [("", _("ทุกประเภท")), *((k.value, _(v)) for k, v in STAFF_TYPE_WORDS.items())]
        self.session.choices = [("", _("ทุกครั้ง")), *((each.id, each.title) for each in result.sessions)]
        self.validate()

    def good(self, name: str) -> Any:
        """Return what was chosen, None for nothing or for a value on no list."""
        return None if self[name].errors else self[name].data or None
