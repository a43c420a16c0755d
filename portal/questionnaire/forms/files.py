"""Forms of files in and out of the bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField

from portal.questionnaire.formats import FORMATS, WRITTEN
from portal.questionnaire.queries import CategoryNode
from portal.web.fields import FilesField, PortalForm, Required, read_optional_id


class ImportForm(PortalForm):
    """A file of questions and the category it goes into."""

    category_id = SelectField(_l("นำเข้าในหมวด"), [Required(_l("โปรดเลือกหมวด"))], coerce=read_optional_id)
    format = SelectField(_l("รูปแบบไฟล์"))
    file = FilesField(_l("ไฟล์คำถาม"), [Required(_l("โปรดเลือกไฟล์คำถาม"))], most=1)

    def __init__(self, *args: Any, categories: Sequence[CategoryNode], **values: Any) -> None:
        super().__init__(*args, **values)
        self.category_id.choices = [
            ("", gettext("โปรดเลือก")),
            *((node.category.id, node.label) for node in categories),
        ]
        self.format.choices = [
            ("", gettext("ให้ระบบดูจากไฟล์")),
            *((key, gettext(each.label)) for key, each in FORMATS.items()),
        ]


class ApplyForm(PortalForm):
    """The preview that was shown, by its digest."""

    digest = HiddenField()


class ExportForm(PortalForm):
    """The format of a file of questions."""

    format = RadioField(_l("รูปแบบไฟล์"), [Required(_l("โปรดเลือกรูปแบบไฟล์"))], default="xlsx")

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.format.choices = [(key, gettext(each.label)) for key, each in WRITTEN.items()]
