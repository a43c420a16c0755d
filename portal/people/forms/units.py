"""Forms of the tree of units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from portal.people.forms.choices import choices
from portal.people.forms.versions import VersionForm
from portal.people.rules.units import ABBR_CHARACTERS, NAME_CHARACTERS
from portal.web.fields import ThaiIntegerField
from portal.web.forms import PortalForm, Required
from portal.web.ids import read_optional_id


class UnitForm(VersionForm):
    """Names of a unit."""

    name_th = StringField(_l("ชื่อเต็ม"), validators=[Required(), Length(max=NAME_CHARACTERS)])
    abbr = StringField(_l("ชื่อย่อ"), validators=[Required(), Length(max=ABBR_CHARACTERS)])
    name_en = StringField(_l("ชื่อภาษาอังกฤษ"), validators=[Length(max=NAME_CHARACTERS)])
    is_confirmed = BooleanField(_l("ยืนยันชื่อเต็มแล้ว"), default=True)

    @property
    def values(self) -> dict[str, Any]:
        """What the actions take."""
        return {
            "abbr": self.abbr.data,
            "name_th": self.name_th.data,
            "name_en": self.name_en.data or "",
            "is_confirmed": self.is_confirmed.data,
        }


class MoveForm(VersionForm):
    """Where a unit goes. parents: (id, label) of the units it may stand under."""

    parent_id = SelectField(_l("ย้ายไปอยู่ใต้"), coerce=read_optional_id, validators=[Required(_l("โปรดเลือกหน่วยปลายทาง"))])

    def __init__(self, *args: Any, parents: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.parent_id.choices = choices(parents, _l("โปรดเลือก"))


class PlaceForm(PortalForm):
    """The place among the siblings, from 0, that an arrow button asks for."""

    place = ThaiIntegerField(_l("ลำดับ"), validators=[Required()])

    @property
    def asked(self) -> int:
        """The place asked for."""
        return int(self.place.data or 0)
