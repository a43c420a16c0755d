"""Forms of roles held in units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length

from portal.access.permissions import Role
from portal.people.forms.choices import choices
from portal.people.rules.roles import GRANTABLE, ORDER_CHARACTERS, ROLE_WORDS
from portal.web.fields import ThaiDateField
from portal.web.forms import PortalForm, Required
from portal.web.ids import read_optional_id


class RoleForm(PortalForm):
    """A role in a unit from a day to a day. units: (id, label) of the units that may be chosen."""

    role = SelectField(
        _l("บทบาท"),
        choices=choices(((role.value, _l(ROLE_WORDS[role])) for role in GRANTABLE), _l("โปรดเลือก")),
        validators=[Required(_l("โปรดเลือกบทบาท"))],
    )
    unit_id = SelectField(_l("ในหน่วย"), coerce=read_optional_id, validators=[Required(_l("โปรดเลือกหน่วย"))])
    starts_on = ThaiDateField(_l("ตั้งแต่วันที่"), validators=[Required(_l("โปรดระบุวันเริ่ม"))])
    ends_on = ThaiDateField(_l("ถึงวันที่"))
    is_acting = BooleanField(_l("เป็นการรักษาราชการแทน"))
    order_no = StringField(_l("เลขที่คำสั่ง"), validators=[Length(max=ORDER_CHARACTERS)])

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **values: Any) -> None:
        super().__init__(*args, **values)
        self.unit_id.choices = choices(units, _l("โปรดเลือก"))

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes; the unit is looked up by its id."""
        return {
            "role": Role(self.role.data),
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
            "is_acting": self.is_acting.data,
            "order_no": self.order_no.data or "",
        }
