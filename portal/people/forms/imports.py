"""Forms of the import of staff lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from portal.people.forms.choices import choices
from portal.web.fields import FilesField
from portal.web.forms import PortalForm, Required
from portal.web.ids import read_optional_id


class ImportForm(PortalForm):
    """A staff list and the agency it is for. agencies: (id, label)."""

    unit_id = SelectField(_l("หน่วยงานของรายชื่อ"), coerce=read_optional_id, validators=[Required(_l("โปรดเลือกหน่วยงาน"))])
    file = FilesField(_l("ไฟล์รายชื่อ"), validators=[Required(_l("โปรดเลือกไฟล์รายชื่อ"))], most=1)

    def __init__(self, *args: Any, agencies: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.unit_id.choices = choices(agencies)


class ApplyForm(PortalForm):
    """The preview that was shown, by its digest."""

    digest = HiddenField()
